"""What is in the graph: how much of everything, which studies are new, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kg import terms
from kg.evidence.axes import ORDERS
from kg.identifiers import construct_iri
from kg.index.kinds import concept_key
from kg.index.scheme import narrower
from kg.namespaces import CITO, PIF
from kg.pages.bearing import records_in
from kg.pages.choices import Choice
from kg.pages.studies import newest_first
from kg.pages.study_names import StudyName, study_names
from kg.pages.wording import many

if TYPE_CHECKING:
    from kg.index import Index, QuoteRow
    from kg.store.base import Store

RECENT = 5
_TRIED = 40
_GAPS = 4

# Each counted by itself: a union of patterns over all things reads the largest of them first.
_COUNTED = {
    "claims": f"SELECT (COUNT(*) AS ?n) WHERE {{ ?thing a <{PIF}Claim> }}",
    "lead_ins": f"SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE {{ ?q <{PIF}illustrates> ?claim }}",
    "references": f"SELECT (COUNT(*) AS ?n) WHERE {{ ?thing a <{PIF}Reference> }}",
    "citations": f"SELECT (COUNT(*) AS ?n) WHERE {{ ?thing a <{CITO}Citation> }}",
}
_CLAIMED = f"""\
SELECT ?construct (COUNT(DISTINCT ?claim) AS ?n) WHERE {{
  VALUES ?construct {{ %s }}
  ?claim <{PIF}aboutConstruct> ?construct .
}} GROUP BY ?construct"""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the graph holds. ``counts`` are of claims, lead_ins, references and citations.

    ``studies`` are full ones; ``records`` are studies known from their publications alone.
    """

    quotes: int
    utterances: int
    studies: int
    records: int
    roles: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    counts: Mapping[str, int]
    recent: tuple[StudyName, ...]
    gaps: tuple[Choice, ...]
    """Constructs that claims are about and no quote supports; ``count`` is of the claims."""


_Counted = tuple[Mapping[str, int], tuple[str, ...], tuple[Choice, ...]]
_kept: WeakKeyDictionary[Index, _Counted] = WeakKeyDictionary()


def sample(index: Index) -> QuoteRow | None:
    """Return one quote to begin with, the same for the same state of the graph.

    A public one that is neither a few words nor a page, where one is near.
    """
    if not index.all:
        return None
    start = int(index.revision[:8], 16) % len(index.all)
    numbers = [index.all[(start + i) % len(index.all)] for i in range(min(_TRIED, len(index.all)))]
    rows = index.rows(numbers)
    return next((r for r in rows if r.access == "public" and 120 < len(r.text) < 420), rows[0])


def contents(store: Store, index: Index) -> Contents:
    """Return what the graph holds; what takes counting is counted once for a state of the index."""
    if index not in _kept:
        _kept[index] = _counts(store), newest_first(store, index)[:RECENT], _gaps(store, index)
    counts, newest, gaps = _kept[index]
    names = study_names(store, index.revision, newest)
    records = len(records_in(store, index.revision))
    return Contents(
        quotes=len(index.all),
        utterances=index.utterances(index.all),
        studies=len(index.blocks) - records,
        records=records,
        roles=_words(index, "role"),
        sources=_words(index, "source"),
        counts=counts,
        recent=tuple(names[id] for id in newest),
        gaps=gaps,
    )


def _counts(store: Store) -> dict[str, int]:
    found = {}
    for name, sparql in _COUNTED.items():
        [row] = store.query(sparql).rows()
        found[name] = int(terms.value_of(row["n"]))
    return found


def _words(index: Index, kind: str) -> tuple[Choice, ...]:
    held = index.shared(kind)  # type: ignore[arg-type]
    found = [Choice(key, many(key), len(held[key])) for key in ORDERS[kind] if held.get(key)]
    return tuple(sorted(found, key=lambda c: -c.count))


def _gaps(store: Store, index: Index) -> tuple[Choice, ...]:
    """Return constructs near those with quotes that claims are about but no quote supports."""
    held, labels = index.shared("construct"), index.constructs()
    near = {
        key
        for above, quotes in held.items()
        if quotes
        for key in narrower().get(above, ())
        if not held.get(key) and key in labels
    }
    if not near:
        return ()
    among = " ".join(terms.iri(construct_iri(key)) for key in sorted(near))
    found = []
    for row in store.query(_CLAIMED % among).rows():
        key = concept_key(terms.value_of(row["construct"]))
        found.append(Choice(key, labels[key], int(terms.value_of(row["n"]))))
    return tuple(sorted(found, key=lambda c: (-c.count, c.label.casefold()))[:_GAPS])
