"""Make the public statements of a study from what was decided, whitelisted one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.csl import FURTHER
from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, PIF, RDFS
from kg.publishing import whitelist
from kg.publishing.case import OF_STUDY, STUDIES, Case, Decision
from kg.publishing.whitelist import Allowed
from kg.publishing.withholding import Withheld
from kg.terms import A, Triple, is_iri, value_of
from kg.validation.facts import pif

_FULL_TEXT, _IDENTIFIER, _MADE_BY = pif("fullText"), pif("identifier"), pif("madeBy")
_BARE = {OF_STUDY, _IDENTIFIER, pif("accessLevel"), pif("accountOf"), pif("diaryOf")}
_QUIETLY = {
    pif("hasConsent"), pif("underEmbargo"), pif("embargoUntil"), f"<{RDFS}label>", FURTHER,
}  # fmt: skip
"""Properties of governance and labels of coders, whose records say already that they stay; and
what stands in a list of references beside the facts of works, of any kind and for its owner."""


class Said(NamedTuple):
    """One public statement, the graph it stands in, and whether its record needs it."""

    graph: str
    triple: Triple
    essential: bool


@dataclass(slots=True)
class Draft:
    """Statements that may go out, and properties that stay behind."""

    said: list[Said] = field(default_factory=list)
    withheld: set[Withheld] = field(default_factory=set)


def draft(case: Case, decision: Decision) -> Draft:
    """Return what may be said of the records that go out."""
    made = Draft()
    shown = decision.shown
    for graph, triples in case.graphs.items():
        for triple in triples:
            if triple[0] in shown:
                _judge(case, decision, graph, triple, shown[triple[0]], made)
    _name_classes(case, decision, made)
    return made


def _judge(
    case: Case, decision: Decision, graph: str, triple: Triple, kind: str, made: Draft
) -> None:
    s, p, o = triple
    essential = False
    if p == A:
        reason = _against_class(kind, o)
    else:
        what = whitelist.allowed(kind).get(p)
        if what is None:
            reason = "full-text" if p == _FULL_TEXT else "unknown-property"
        else:
            essential = what.essential
            reason = decision.without.get((s, p)) or _against(case, decision, triple, kind, what)
    if reason is None:
        made.said.append(Said(graph, triple, essential))
    elif reason != "follows" and not (p in _QUIETLY and reason == "unknown-property"):
        made.withheld.add(Withheld(value_of(s), reason, value_of(p)))


def _against_class(kind: str, class_: str) -> str | None:
    if whitelist.class_allowed(kind, class_):
        return None
    return "follows" if whitelist.follows(class_) else "unknown-class"


def _against(
    case: Case, decision: Decision, triple: Triple, kind: str, what: Allowed
) -> str | None:
    """Say what speaks against a statement whose property may go out."""
    s, p, o = triple
    if kind == "document" and s in decision.bare and p not in _BARE:
        return "document"
    if decision.shown.get(o) in what.to:
        return "follows" if triple in decision.unsaid else None
    if triple in decision.unsaid:
        return "follows"
    if not is_iri(o):
        if not what.literal(o):
            return "unknown-value"
        if p == _IDENTIFIER and kind == "participant" and value_of(o) != case.local(s):
            return "label"
        return None
    iri = value_of(o)
    if p == _MADE_BY and o in decision.coders:
        return None
    if what.shared and whitelist.shared_term(iri):
        return None
    if o in case.kinds or o in case.unclear:
        return "follows"
    if o.startswith(STUDIES):
        named = split_thing_iri(iri)
        return "follows" if named and named[0] == case.study else "other-study"
    if what.outside and iri.startswith(what.outside) and not iri.startswith((BASE, PIF)):
        return None
    return "unknown-value"


def _name_classes(case: Case, decision: Decision, made: Draft) -> None:
    """Say of each record what it is, where a file only said what follows from other facts."""
    named = {said.triple[0] for said in made.said if said.triple[1] == A}
    [graph, *_] = case.graphs
    for record, kind in decision.shown.items():
        if record not in named and (sole := whitelist.sole_class(kind)):
            made.said.append(Said(graph, (record, A, sole), essential=False))


def described(graphs: Mapping[str, set[Triple]], study: str) -> dict[str, set[Triple]]:
    """Leave out what names a thing of a study of which nothing is said, and what is of no class."""
    while True:
        classed = {s for triples in graphs.values() for s, p, _ in triples if p == A}
        kept = {
            graph: {
                (s, p, o)
                for s, p, o in triples
                if s in classed and (o in classed or not o.startswith(STUDIES))
            }
            for graph, triples in graphs.items()
        }
        if kept == graphs:
            return {graph: triples for graph, triples in kept.items() if triples}
        graphs = kept
