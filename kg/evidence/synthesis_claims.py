"""Where claims stand against each other, or beyond what their own evidence bears.

Nothing is guessed from words: a contradiction is one that a study states (``pif:contradicts``), a
claim says too much where its study says it speaks of both groups and its quotes are of one, or
where the study itself calls a citation in its sentence misplaced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kg import terms
from kg.identifiers import split_thing_iri
from kg.index.kinds import concept_key
from kg.namespaces import PIF
from kg.store import keeping

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

MOST = 5_000
"""How many claims of a kind are read at most."""

_OPPOSED = f"""\
SELECT DISTINCT ?first ?second WHERE {{ ?first <{PIF}contradicts> ?second }} LIMIT {2 * MOST}"""
_BOTH_GROUPS = f"""\
SELECT ?claim WHERE {{ ?claim <{PIF}namesBothGroups> true }} LIMIT {MOST}"""
_MISPLACED = f"""\
SELECT DISTINCT ?claim WHERE {{
  ?citation <{PIF}fit> "mismatch" ; <{PIF}inSentence> ?sentence ; <{PIF}ofStudy> ?study .
  ?claim <{PIF}inSentence> ?sentence ; <{PIF}ofStudy> ?study ; a <{PIF}Claim> .
}} LIMIT {MOST}"""
_SAID = f"""\
SELECT ?claim ?text ?note ?construct WHERE {{
  VALUES ?claim {{ %s }}
  ?claim <{PIF}text> ?text .
  OPTIONAL {{ ?claim <{PIF}note> ?note }}
  OPTIONAL {{ ?claim <{PIF}aboutConstruct> ?construct }}
}}"""
_AT_ONCE = 500

Reason = Literal["both-groups", "misplaced"]


@dataclass(frozen=True, slots=True)
class ClaimBrief:
    """A claim in brief; ``note`` is what its study remarks on it, ``constructs`` are keys."""

    study: str
    id: str
    text: str
    note: str
    constructs: tuple[str, ...]

    @property
    def key(self) -> str:
        """Study and id."""
        return f"{self.study}/{self.id}"

    def to_dict(self) -> dict[str, object]:
        """Return everything, for JSON."""
        return {
            "study": self.study,
            "claim": self.id,
            "text": self.text,
            "note": self.note,
            "constructs": list(self.constructs),
        }


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two claims of which a study states that both cannot hold; ``about`` is what both speak of."""

    first: ClaimBrief
    second: ClaimBrief
    about: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Return everything, for JSON."""
        return {
            "claims": [self.first.to_dict(), self.second.to_dict()],
            "constructs": list(self.about),
        }


@dataclass(frozen=True, slots=True)
class Unborne:
    """A claim that says more than what stands behind it; ``role`` is the one its quotes have."""

    claim: ClaimBrief
    reason: Reason
    role: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return everything, for JSON."""
        return self.claim.to_dict() | {"reason": self.reason, "role": self.role or None}


def opposed(
    store: Store, revision: str, constructs: Collection[str], studies: Collection[str]
) -> tuple[Opposed, ...]:
    """Return the stated contradictions about some constructs, each once, by study and claim.

    Both claims are of these studies, and one at least speaks of one of the constructs.
    """
    among = set(studies)
    found = []
    for pair in keeping.one(store, revision, "contradictions", lambda: _opposed(store)):
        both = (pair.first, pair.second)
        if all(claim.study in among for claim in both) and any(
            key in constructs for claim in both for key in claim.constructs
        ):
            found.append(pair)
    return tuple(found)


def unborne(
    store: Store, index: Index, constructs: Collection[str], studies: Collection[str]
) -> tuple[Unborne, ...]:
    """Return the claims about some constructs that say more than what stands behind them."""
    among = set(studies)
    found = keeping.one(store, index.revision, "unborne claims", lambda: _unborne(store, index))
    return tuple(
        each
        for each in found
        if each.claim.study in among and any(key in constructs for key in each.claim.constructs)
    )


def _opposed(store: Store) -> tuple[Opposed, ...]:
    pairs = {
        tuple(sorted((terms.value_of(row["first"]), terms.value_of(row["second"]))))
        for row in store.query(_OPPOSED).rows()
    }
    briefs = _briefs(store, sorted({iri for pair in pairs for iri in pair}))
    found = []
    for first, second in pairs:
        if first in briefs and second in briefs:
            one, other = briefs[first], briefs[second]
            both = set(one.constructs) & set(other.constructs)
            found.append(Opposed(one, other, tuple(sorted(both))))
    return tuple(sorted(found, key=lambda pair: (pair.first.key, pair.second.key)))


def _unborne(store: Store, index: Index) -> tuple[Unborne, ...]:
    both = [terms.value_of(row["claim"]) for row in store.query(_BOTH_GROUPS).rows()]
    misplaced = [terms.value_of(row["claim"]) for row in store.query(_MISPLACED).rows()]
    briefs = _briefs(store, sorted({*both, *misplaced}))
    roles = index.shared("role")
    found = []
    for iri in both:
        quotes = index.bitmap("claim", briefs[iri].key) if iri in briefs else None
        said_by = [role for role, held in roles.items() if quotes and held.intersect(quotes)]
        if quotes and len(said_by) == 1:
            found.append(Unborne(briefs[iri], "both-groups", said_by[0]))
    found += [Unborne(briefs[iri], "misplaced") for iri in misplaced if iri in briefs]
    return tuple(sorted(found, key=lambda each: (each.reason, each.claim.key)))


def _briefs(store: Store, wanted: list[str]) -> dict[str, ClaimBrief]:
    texts: dict[str, set[str]] = defaultdict(set)
    notes: dict[str, set[str]] = defaultdict(set)
    about: dict[str, set[str]] = defaultdict(set)
    for i in range(0, len(wanted), _AT_ONCE):
        among = " ".join(map(terms.iri, wanted[i : i + _AT_ONCE]))
        for row in store.query(_SAID % among).rows():
            said = {name: terms.value_of(term) for name, term in row.items()}
            texts[said["claim"]].add(said["text"])
            if "note" in said:
                notes[said["claim"]].add(said["note"])
            if "construct" in said:
                about[said["claim"]].add(concept_key(said["construct"]))
    found = {}
    for iri, some in texts.items():
        named = split_thing_iri(iri)
        if named is not None:
            note = "; ".join(sorted(notes[iri]))
            found[iri] = ClaimBrief(named[0], named[2], min(some), note, tuple(sorted(about[iri])))
    return found
