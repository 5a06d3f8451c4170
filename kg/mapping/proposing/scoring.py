"""How alike a code and a construct are in words: one number, and the parts it is made of.

*label*: the weighted Jaccard index of the stems of the code's names and of those of the
construct, the best pair of names; stems weigh by how few constructs have them. *definition*: the
cosine of both definitions and names by TF-IDF. *score*: label + (1 - label) x 0.4 x definition,
so equal names are 1 whatever the definitions say, and a definition alone never passes 0.4.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.mapping.proposing.words import Weights, cosine, stems, words

OF_DEFINITION = 0.4
MOST_NAMES = 20
"""How many names of one thing are compared."""


@dataclass(frozen=True, slots=True)
class Described:
    """A code or a construct as it is described. ``names`` begin with the preferred one."""

    iri: str
    id: str
    names: tuple[str, ...]
    texts: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The preferred name, or the id where there is none."""
        return self.names[0] if self.names else self.id


@dataclass(frozen=True, slots=True)
class Alike:
    """A construct that a code may mean: the score, its parts, and the words that made it."""

    construct: Described
    score: float
    label: float
    definition: float
    name: str
    """The name of the construct that is most like one of the code."""
    words: tuple[str, ...]
    """Words of the code that the construct has as well, those of its name first."""


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    stems: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class _Known:
    construct: Described
    names: list[_Name]
    vector: dict[str, float]


class Comparer:
    """The constructs of a scheme, made ready to be compared with codes."""

    def __init__(self, constructs: Iterable[Described]) -> None:
        every = list(constructs)
        counted = [_counted(each) for each in every]
        self._weights = Weights(counted)
        self._known = [
            _Known(each, self._names(each), self._weights.vector(counts))
            for each, counts in zip(every, counted, strict=True)
        ]
        self._having: dict[str, list[int]] = defaultdict(list)
        for number, counts in enumerate(counted):
            for stem in counts:
                self._having[stem].append(number)

    def alike(self, code: Described, *, most: int = 3, least: float = 0.3) -> list[Alike]:
        """Return the constructs most like a code, best first; none below the least score."""
        counts = _counted(code)
        names, vector = self._names(code), self._weights.vector(counts)
        candidates = sorted({n for stem in counts for n in self._having.get(stem, ())})
        found = []
        for known in map(self._known.__getitem__, candidates):
            label, name = self._most_alike(names, known.names)
            definition = min(1.0, cosine(vector, known.vector))
            score = round(label + (1 - label) * OF_DEFINITION * definition, 3)
            if score >= least:
                found.append((score, round(label, 3), round(definition, 3), name, known))
        found.sort(key=lambda f: (-f[0], -f[1], f[4].construct.id))
        return [
            Alike(known.construct, score, label, definition, name, _shared(code, known))
            for score, label, definition, name, known in found[:most]
        ]

    def _names(self, thing: Described) -> list[_Name]:
        found = ((name, stems(name)) for name in thing.names[:MOST_NAMES])
        return [_Name(name, held, self._weights.total(held)) for name, held in found if held]

    def _most_alike(self, mine: list[_Name], theirs: list[_Name]) -> tuple[float, str]:
        """Return the weight of what a pair of names shares by that of what either has, at most."""
        most, name = 0.0, ""
        for one in mine:
            for other in theirs:
                both = one.stems & other.stems
                if both:
                    shared = self._weights.total(both)
                    # Differences in the last digit must not make more than all of what is the same.
                    likeness = min(1.0, shared / (one.weight + other.weight - shared))
                    if likeness > most:
                        most, name = likeness, other.text
        return most, name


def _counted(thing: Described) -> Counter[str]:
    every = (*thing.names[:MOST_NAMES], *thing.texts)
    return Counter(stem for text in every for _, stem in words(text))


def _shared(code: Described, known: _Known) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for text in (*code.names[:MOST_NAMES], *code.texts):
        for word, stem in words(text):
            if stem in known.vector:
                found.setdefault(stem, word)
    return tuple(found.values())[:12]
