"""What people decide of proposed mappings: accepted ones are a set of mappings, with their names.

What is refused is kept beside all studies, as an OWL negative assertion: that the code is no close
match of the construct, who says so, when and why. It counts nowhere and never leaves the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from kg.errors import UsageError
from kg.identifiers import STUDY_ID_LIMIT, slug
from kg.index.mapped import PROPOSALS
from kg.mapping import asking, keeping
from kg.mapping.model import MATCHES, MappingSet, Match, match_term, short
from kg.namespaces import BASE, DCTERMS, OWL, PIF, mapping_graph
from kg.store.base import MAPPING_SET
from kg.terms import A, Triple, iri, read_nquads, text, value_of

if TYPE_CHECKING:
    from kg.store.base import Store

State = Literal["accepted", "refused"]
Pair = tuple[str, str]
"""The addresses of a code and of a construct."""

_UNIT, _GRAPH = f"{MAPPING_SET}{PROPOSALS}", mapping_graph(PROPOSALS)
_REFUSAL, _CODE, _PROPERTY, _CONSTRUCT = (
    f"<{OWL}{name}>"
    for name in (
        "NegativePropertyAssertion", "sourceIndividual", "assertionProperty", "targetIndividual",
    )
)  # fmt: skip
_WHO, _WHEN, _WHY = (f"<{DCTERMS}{n}>" for n in ("creator", "date", "description"))
_ID = f"<{PIF}identifier>"
_ON = re.compile(r"accepted on (\d{4}-\d\d-\d\d)")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a code and a construct; ``relation`` is how an accepted one matches."""

    code: str
    construct: str
    state: State
    who: str
    when: str = ""
    why: str = ""
    relation: str = ""

    @property
    def pair(self) -> Pair:
        """The code and the construct."""
        return self.code, self.construct


def set_of_study(study: str) -> str:
    """Return the name of the set that holds what people accepted for a study's codes.

    >>> set_of_study("krishna2024")
    'krishna2024-reviewed'
    """
    return f"{study[: STUDY_ID_LIMIT - len('-reviewed')]}-reviewed"


def decisions(store: Store, study: str) -> dict[Pair, Decision]:
    """Return what was decided about the codes of a study, by code and construct."""
    start = f"{BASE}study/{study}/code/"
    found = {each.pair: each for each in _refusals(store) if each.code.startswith(start)}
    name = set_of_study(study)
    for match in asking.matches_in(store, name) if name in asking.names(store) else ():
        if match.subject.startswith(start):
            on = _ON.search(match.comment)
            found[match.subject, match.object] = Decision(
                match.subject, match.object, "accepted", match.author, on[1] if on else "",
                match.comment, match.predicate,
            )  # fmt: skip
    return found


def accept(
    store: Store, study: str, pairs: Iterable[tuple[str, str, str]], *, who: str,
    relation: str = "closeMatch",
) -> int:  # fmt: skip
    """Keep mappings that a person accepts, each with the ground it was proposed on.

    Only from now on do they count, and only exactMatch and broadMatch carry evidence. A pair that
    was accepted with another relation gets this one. Returns how many changed.

    Raises:
        UsageError: Nobody accepts them, or the relation is none.
        StoreBusy: Somebody else is writing.
    """
    person = _person(who)
    if relation not in MATCHES:
        raise UsageError(f"{relation[:40]!r} is no relation.", f"Say one of {', '.join(MATCHES)}.")
    with store.writing(f"accept mappings of {study}"):
        held = _accepted(store, study)
        before = dict(held)
        chosen = list(pairs)
        for code, construct, ground in chosen:
            there = held.get((code, construct))
            if there is None or there.predicate != relation:
                held[code, construct] = _match(code, relation, construct, person, ground)
        _keep_accepted(store, study, before, held)
        _keep_refusals(store, forget={(code, construct) for code, construct, _ in chosen})
    return _changed(before, held)


def refuse(store: Store, study: str, pairs: Iterable[Pair], *, who: str, why: str = "") -> int:
    """Keep that a person refuses proposals; what was accepted before counts no longer.

    Raises:
        UsageError: Nobody refuses them.
        StoreBusy: Somebody else is writing.
    """
    person = _person(who)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    reason = " ".join(why.split())[:_LONGEST]
    with store.writing(f"refuse mappings of {study}"):
        chosen = dict.fromkeys(pairs)
        held = _accepted(store, study)
        before = dict(held)
        for pair in chosen:
            held.pop(pair, None)
        _keep_accepted(store, study, before, held)
        made = [Decision(*pair, "refused", person, now, reason) for pair in chosen]
        return _keep_refusals(store, made=made)


def reopen(store: Store, study: str, pairs: Iterable[Pair]) -> int:
    """Forget what was decided of pairs: they are proposals again."""
    with store.writing(f"reopen mappings of {study}"):
        chosen = set(pairs)
        held = _accepted(store, study)
        before = dict(held)
        for pair in chosen:
            held.pop(pair, None)
        _keep_accepted(store, study, before, held)
        return _changed(before, held) + _keep_refusals(store, forget=chosen)


def _person(who: str) -> str:
    person = " ".join(who.split())[:_LONGEST]
    if not person:
        raise UsageError("Nobody decides this.", "Say who does, with --by: a person or a group.")
    return person


def _changed(before: dict[Pair, Match], held: dict[Pair, Match]) -> int:
    return sum(1 for pair in before.keys() | held.keys() if before.get(pair) != held.get(pair))


# What is accepted.


def _accepted(store: Store, study: str) -> dict[Pair, Match]:
    name = set_of_study(study)
    found = asking.matches_in(store, name) if name in asking.names(store) else ()
    return {(match.subject, match.object): match for match in found}


def _match(code: str, relation: str, construct: str, who: str, ground: str) -> Match:
    parts = (slug(short(code)), relation, slug(short(construct)))
    id = "-".join(parts)[:150]
    id = f"{id}-{sha256(f'{code} {relation} {construct}'.encode()).hexdigest()[:8]}"
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    how = f"proposed by semapv:LexicalMatching, {ground}; " if ground else ""
    return Match(
        id, code, relation, construct, "semapv:ManualMappingCuration", who, None,
        f"{how}accepted on {today}",
    )  # fmt: skip


def _keep_accepted(
    store: Store, study: str, before: dict[Pair, Match], held: dict[Pair, Match]
) -> None:
    name = set_of_study(study)
    if held == before:
        return
    if not held:
        keeping.remove_set(store, name)
        return
    keeping.keep_set(
        store,
        MappingSet(
            name,
            title=f"Mappings of the codes of {study} that people accepted",
            about="Each was accepted by the person named; most were proposed by their words.",
            matches=tuple(held[pair] for pair in sorted(held)),
        ),
    )


# What is refused.


def _refusals(store: Store) -> list[Decision]:
    if all(unit.id != _UNIT for unit in store.units()):
        return []
    about: dict[str, dict[str, str]] = {}
    for s, p, o in sorted(read_nquads(store.read_study(_UNIT)).get(_GRAPH, set())):
        about.setdefault(s, {})[p] = value_of(o)
    return [
        Decision(
            told[_CODE], told[_CONSTRUCT], "refused", told.get(_WHO, ""), told.get(_WHEN, ""),
            told.get(_WHY, ""),
        )
        for told in about.values()
        if _CODE in told and _CONSTRUCT in told
    ]  # fmt: skip


def _keep_refusals(
    store: Store, *, made: Iterable[Decision] = (), forget: Iterable[Pair] = ()
) -> int:
    from kg.store import document

    held = {each.pair: each for each in _refusals(store)}
    before = dict(held)
    for pair in forget:
        held.pop(pair, None)
    for each in made:
        there = held.get(each.pair)
        if there is None or (there.who, there.why) != (each.who, each.why):
            held[each.pair] = each
    if held == before:
        return 0
    if held:
        said = {triple for each in held.values() for triple in _statements(each)}
        store.put(document.from_graphs(_UNIT, {_GRAPH: said}).pack())
    else:
        store.remove(_UNIT)
    return sum(1 for pair in held.keys() | before.keys() if held.get(pair) != before.get(pair))


def _statements(each: Decision) -> set[Triple]:
    id = sha256(f"{each.code} {each.construct}".encode()).hexdigest()[:16]
    node = iri(f"{BASE}mapping/{PROPOSALS}/{id}")
    said = {
        (node, A, _REFUSAL),
        (node, _ID, text(id)),
        (node, _CODE, iri(each.code)),
        (node, _PROPERTY, match_term("closeMatch")),
        (node, _CONSTRUCT, iri(each.construct)),
        (node, _WHO, text(each.who)),
        (node, _WHEN, text(each.when)),
    }
    if each.why:
        said.add((node, _WHY, text(each.why)))
    return said
