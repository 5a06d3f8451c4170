"""How strong the evidence in a set of quotes is: how many said it, in which roles and sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pyroaring import BitMap

from kg.evidence.axes import ORDERS

if TYPE_CHECKING:
    from kg.index import Index, Mode

_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Strength:
    """What stands behind a construct, in one study or in several.

    ``participants`` are those known by name; the same person under two names in two studies is
    two, for nothing links persons across studies. Roles and sources are those known of the quotes.
    """

    quotes: int
    utterances: int
    participants: int
    roles: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def triangulated(self) -> bool:
        """Whether people in more than one role, or sources of more than one kind, say it."""
        return len(self.roles) > 1 or len(self.sources) > 1

    @property
    def one_group(self) -> bool:
        """Whether there is evidence, but all of one role and one kind of source."""
        return bool(self.quotes) and not self.triangulated

    def to_dict(self) -> dict[str, object]:
        """Return everything, for JSON."""
        return {
            "quotes": self.quotes,
            "utterances": self.utterances,
            "participants": self.participants,
            "roles": list(self.roles),
            "sources": list(self.sources),
            "triangulated": self.triangulated,
        }


NOTHING = Strength(0, 0, 0, (), ())


class Measure:
    """Finds the strength of sets of quotes of one index, with what is needed for that read once."""

    def __init__(self, index: Index) -> None:
        self._first = [_NOBODY] * ((index.all.max() + 1) if index.all else 0)
        self._more: dict[int, list[int]] = {}
        studies = [block.study for block in index.blocks if block.end > block.first]
        numbers: dict[str, int] = {}
        for key, held in index.own("participant", studies):
            person = numbers.setdefault(key, len(numbers))
            for n in held:
                if self._first[n] in (_NOBODY, person):
                    self._first[n] = person
                else:
                    self._more.setdefault(n, []).append(person)
        self._several = BitMap(self._more)
        self._groups = {kind: _groups(index, kind) for kind in ("role", "source")}

    def strength(self, index: Index, held: BitMap) -> Strength:
        """Return how strong the evidence of some quotes is."""
        if not held:
            return NOTHING
        return Strength(
            len(held),
            index.utterances(held),
            self.participants(held),
            tuple(key for key, group in self._groups["role"] if held.intersect(group)),
            tuple(key for key, group in self._groups["source"] if held.intersect(group)),
        )

    def participants(self, held: BitMap) -> int:
        """Count the people who said some quotes."""
        people = set(map(self._first.__getitem__, held))
        for n in held & self._several:
            people.update(self._more[n])
        return len(people - {_NOBODY})


def _groups(index: Index, kind: str) -> list[tuple[str, BitMap]]:
    held = index.shared(kind)  # type: ignore[arg-type]
    order = {key: i for i, key in enumerate(ORDERS[kind])}
    return sorted(held.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))


_MEASURES: WeakKeyDictionary[Index, Measure] = WeakKeyDictionary()
Whole = tuple[Strength, int]
"""The strength of all evidence for a construct, and how many studies have some."""
_WHOLES: WeakKeyDictionary[Index, dict[tuple[Mode, str], Whole]] = WeakKeyDictionary()


def measure_of(index: Index) -> Measure:
    """Return the measure of an index, made once for as long as it lives.

    Who said what does not depend on the sets of mappings an index is asked with.
    """
    whole = index.choosing(None)
    found = _MEASURES.get(whole)
    if found is None:
        found = _MEASURES[whole] = Measure(whole)
    return found


def whole_of(index: Index, mode: Mode, key: str, held: BitMap) -> Whole:
    """Return the strength of all evidence for a construct, worked out once for an index."""
    kept = _WHOLES.setdefault(index, {})
    if (mode, key) not in kept:
        kept[mode, key] = strength_and_studies(index, held)
    return kept[mode, key]


def strength_and_studies(index: Index, held: BitMap) -> Whole:
    """Return the strength of some quotes, and of how many studies they are."""
    return measure_of(index).strength(index, held), sum(1 for _ in index.studies_hit(held))
