"""Carry decisions about publishing into a projection: what is kept back, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kg.identifiers import thing_iri
from kg.namespaces import DCTERMS, PROV
from kg.publishing import whitelist
from kg.publishing.case import OF_STUDY, Case
from kg.terms import A, Triple, iri, text
from kg.validation.facts import pif

if TYPE_CHECKING:
    from kg.publishing.decisions import Decision

EXCLUDED = "excluded"
_LEADING = {
    "document": ("drawnFrom",),
    "participant": ("spokenBy", "accountOf", "diaryOf", "performedBy"),
    "tenure": ("spokenInTenure",),
}
"""Kinds of record whose exclusion takes along what leads to them by these properties."""
_NEEDED = frozenset({A, pif("identifier"), pif("text"), OF_STUDY})


def kept_back(case: Case, made: Iterable[Decision]) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Return the records that are excluded, with what rests on them, and single properties."""
    records: set[str] = set()
    properties: set[tuple[str, str]] = set()
    for each in made:
        if each.verb != "excluded":
            continue
        record, about = f"<{each.record}>", f"<{each.about}>"
        if not each.about or about in _NEEDED or _is_essential(case, record, about):
            records.add(record)
        else:
            properties.add((record, about))
    known = case.kinds.keys() | case.unclear.keys()
    waiting = sorted(records & known)
    found = set(waiting)
    while waiting:
        thing = waiting.pop()
        kind = case.kinds.get(thing, "")
        more = {s for name in _LEADING.get(kind, ()) for s in case.subjects(name, thing)}
        if kind == "participant":
            more |= set(case.objects(thing, "hasTenure"))
        more = (more & known) - found
        found |= more
        waiting += sorted(more)
    return dict.fromkeys(found, EXCLUDED), properties


def _is_essential(case: Case, record: str, about: str) -> bool:
    allowed = whitelist.allowed(case.kinds.get(record, "")).get(about)
    return allowed is not None and allowed.essential


def overrides(
    case: Case, made: Iterable[Decision], shown: Iterable[str], addresses: Mapping[str, str]
) -> set[Triple]:
    """Return what is said in public of findings that somebody let out: who, when, why, which.

    Only of records that go out; ``addresses`` are those that go out under another one.
    """
    public = set(shown)
    said: set[Triple] = set()
    for each in made:
        record = f"<{each.record}>"
        if each.verb != "accepted" or record not in public:
            continue
        id = f"override-{each.finding}"
        node = iri(thing_iri(case.study, "activity", id))
        said |= {
            (node, A, f"<{PROV}Activity>"),
            (node, OF_STUDY, case.root),
            (node, pif("identifier"), text(id)),
            (node, f"<{PROV}used>", addresses.get(record, record)),
            (node, f"<{DCTERMS}type>", text(f"let out although found: {each.reason}")),
            (node, f"<{DCTERMS}creator>", text(each.who)),
            (node, f"<{DCTERMS}date>", text(each.when)),
            (node, f"<{DCTERMS}description>", text(each.why)),
        }
        if each.about:
            said.add((node, f"<{DCTERMS}subject>", text(each.about)))
    return said
