"""What is missing: constructs, claims and works that nobody's words stand behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kg import terms
from kg.evidence.axes import ORDERS
from kg.namespaces import PIF
from kg.pages.citations import citations
from kg.pages.claimed import claimed
from kg.pages.wording import many
from kg.pages.works import most, works

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index
    from kg.store.base import Store

PAGE = 40

# The kinds of gaps, in the order in which they are told.
UNQUOTED = "constructs-without-quotes"
UNSHOWN = "claims-without-quotes"
UNREAD = "claims-without-literature"
UNUSED = "works-without-evidence"
ONE_GROUP = "constructs-of-one-group"
KINDS = (UNQUOTED, UNSHOWN, UNREAD, UNUSED, ONE_GROUP)

_TEXTS = f"""\
SELECT ?claim ?text WHERE {{ VALUES ?claim {{ %s }} ?claim <{PIF}text> ?text }}"""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that wants something.

    ``thing`` is the key of a construct, or the IRI of a claim or a work. ``count`` is of what
    there is all the same: claims about a construct, citations of a work, quotes of one group.
    ``note`` is the type of a claim, or the group.
    """

    thing: str
    label: str
    count: int
    study: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """All gaps of a kind, and for claims how many there are of each type."""

    name: str
    all: tuple[Gap, ...]
    types: tuple[tuple[str, int], ...] = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.all)


Gaps = dict[str, Kind]
_kept: WeakKeyDictionary[Index, Gaps] = WeakKeyDictionary()


def gaps(store: Store, index: Index) -> Gaps:
    """Return all gaps by kind, in the order of :data:`KINDS`; claims without their words."""
    if index not in _kept:
        found = (
            _unquoted(store, index),
            _claims(store, index, UNSHOWN),
            _claims(store, index, UNREAD),
            _unused(store, index),
            _one_group(index),
        )
        _kept[index] = {kind.name: kind for kind in found}
    return _kept[index]


def worded(store: Store, some: Sequence[Gap]) -> list[Gap]:
    """Return gaps of which claims have their words as labels."""
    claims = [g.thing for g in some if not g.label]
    said: dict[str, str] = {}
    for i in range(0, len(claims), _AT_ONCE):
        among = " ".join(map(terms.iri, claims[i : i + _AT_ONCE]))
        for row in store.query(_TEXTS % among).rows():
            claim, text = terms.value_of(row["claim"]), terms.value_of(row["text"])
            said[claim] = min(said.get(claim, text), text)
    return [g if g.label else replace(g, label=said.get(g.thing, "")) for g in some]


def _unquoted(store: Store, index: Index) -> Kind:
    """Return what no quote supports: what claims speak of first, then the rest of the scheme."""
    held = index.shared("construct")
    spoken = Counter(
        key
        for claim in claimed(store, index.revision)
        for key in claim.constructs
        if "/" not in key
    )
    labels = index.constructs()
    wanting = [key for key in {*labels, *spoken} if not held.get(key)]
    found = [
        Gap(key, labels.get(key) or index.label("construct", key), spoken.get(key, 0))
        for key in wanting
    ]
    found.sort(key=lambda g: (-g.count, g.label.casefold(), g.thing))
    return Kind(UNQUOTED, tuple(found))


def _claims(store: Store, index: Index, kind: str) -> Kind:
    cites = citations(store, index.revision).by_sentence
    found = []
    for claim in claimed(store, index.revision):
        cited = cites.get((claim.study, claim.sentence), ()) if claim.sentence else ()
        if claim.shown if kind == UNSHOWN else cited:
            continue
        found.append(Gap(claim.iri, "", len(cited), claim.study, claim.type))
    types = most(Counter(gap.note or "not said" for gap in found))
    return Kind(kind, tuple(found), types)


def _unused(store: Store, index: Index) -> Kind:
    """Return works that are cited, but in no sentence whose claim a quote illustrates."""
    used = index.shared("work")
    return Kind(
        UNUSED,
        tuple(
            Gap(w.work.iri, w.title, w.times, w.studies[0] if len(w.studies) == 1 else "")
            for w in works(store, index).all
            if not used.get(w.work.iri)
        ),
    )


def _one_group(index: Index) -> Kind:
    """Return constructs whose quotes are all by one role, or all of one kind of source."""
    found = []
    for key, quotes in index.shared("construct").items():
        groups = [
            name for kind in ("role", "source") if (name := _only(kind, index.shared(kind), quotes))
        ]
        if groups and key in index.constructs():
            note = f"only {' and only '.join(groups)}"
            found.append(Gap(key, index.constructs()[key], len(quotes), "", note))
    found.sort(key=lambda g: (-g.count, g.label.casefold(), g.thing))
    return Kind(ONE_GROUP, tuple(found))


def _only(kind: str, groups: dict[str, BitMap], quotes: BitMap) -> str:
    """Return the one group that has all of some quotes; nothing where there are several or none.

    A group that nobody else in the graph is told apart from is none.
    """
    there = _ordered(kind, (key for key, held in groups.items() if held))
    if len(there) < 2:
        return ""
    hit = [key for key in there if groups[key].intersection_cardinality(quotes)]
    if len(hit) != 1 or groups[hit[0]].intersection_cardinality(quotes) < len(quotes):
        return ""
    return many(hit[0]) if kind == "role" else f"in {many(hit[0])}"


def _ordered(kind: str, keys: Iterable[str]) -> list[str]:
    order = ORDERS[kind]
    return sorted(keys, key=lambda k: (order.index(k) if k in order else len(order), k))
