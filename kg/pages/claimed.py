"""Every claim of every study in brief, read once for a revision of the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.index.kinds import concept_key
from kg.namespaces import PIF
from kg.store import keeping

if TYPE_CHECKING:
    from kg.store.base import Store

MOST = 300_000
"""How many claims are read at most; what is left out is said."""

Place = tuple[str, str]
"""A study and the id of a sentence of it."""

_CLAIMS = f"""\
SELECT ?claim ?study ?sentence ?type WHERE {{
  ?claim a <{PIF}Claim> ; <{PIF}ofStudy> ?home . ?home <{PIF}identifier> ?study .
  OPTIONAL {{ ?claim <{PIF}inSentence> ?sentence }}
  OPTIONAL {{ ?claim <{PIF}claimType> ?type }}
}} LIMIT {MOST}"""
_ABOUT = f"""\
SELECT ?claim ?construct WHERE {{ ?claim <{PIF}aboutConstruct> ?construct }} LIMIT {3 * MOST}"""
_SHOWN = f"SELECT DISTINCT ?claim WHERE {{ ?quote <{PIF}illustrates> ?claim }}"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim in brief; ``shown`` says whether a quote illustrates it."""

    iri: str
    study: str
    sentence: str
    type: str
    constructs: tuple[str, ...]
    shown: bool


def claimed(store: Store, revision: str) -> tuple[Claimed, ...]:
    """Return every claim of the store in a revision, sorted by study and address."""
    return keeping.one(store, revision, "claims", lambda: _read(store))


def by_sentence(store: Store, revision: str) -> Mapping[Place, tuple[Claimed, ...]]:
    """Return the claims of each sentence that has any."""

    def gathered() -> Mapping[Place, tuple[Claimed, ...]]:
        found: dict[Place, list[Claimed]] = defaultdict(list)
        for claim in claimed(store, revision):
            if claim.sentence:
                found[claim.study, claim.sentence].append(claim)
        return {place: tuple(those) for place, those in found.items()}

    return keeping.one(store, revision, "claims by sentence", gathered)


def _read(store: Store) -> tuple[Claimed, ...]:
    about: dict[str, set[str]] = defaultdict(set)
    keys: dict[str, str] = {}
    for row in store.query(_ABOUT).rows():
        concept = row["construct"]
        if concept not in keys:
            keys[concept] = concept_key(terms.value_of(concept))
        about[row["claim"]].add(keys[concept])
    shown = {row["claim"] for row in store.query(_SHOWN).rows()}
    found: dict[str, Claimed] = {}
    for row in store.query(_CLAIMS).rows():
        term = row["claim"]
        said = (
            terms.value_of(row["sentence"]) if "sentence" in row else "",
            terms.value_of(row["type"]) if "type" in row else "",
        )
        held = found.get(term)
        if held is None or said < (held.sentence, held.type):
            found[term] = Claimed(
                terms.value_of(term),
                terms.value_of(row["study"]),
                *said,
                tuple(sorted(about.get(term, ()))),
                term in shown,
            )
    return tuple(sorted(found.values(), key=lambda c: (c.study, c.iri)))
