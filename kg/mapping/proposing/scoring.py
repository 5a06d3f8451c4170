"""How alike a code and a construct are in words: one number, and the parts it is made of.

*label*: the weighted Jaccard index of the stems of the code's names and of those of the
construct, the best pair of names; stems weigh by how few constructs have them. *definition*: the
cosine of both definitions and names by TF-IDF. *score*: label + (1 - label) x 0.4 x definition,
so equal names are 1 whatever the definitions say, and a definition alone never passes 0.4.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class _Known:
    construct: Described
    names: list[tuple[str, frozenset[str]]]
    vector: dict[str, float] = field(default_factory=dict)


class Comparer:
    """The constructs of a scheme, made ready to be compared with codes."""

    def __init__(self, constructs: Iterable[Described]) -> None:
        self._known = [_Known(each, _names(each)) for each in constructs]
        counted = [_counted(each.construct) for each in self._known]
        self._weights = Weights(counted)
        self._having: dict[str, set[int]] = defaultdict(set)
        for number, (known, counts) in enumerate(zip(self._known, counted, strict=True)):
            known.vector = self._weights.vector(counts)
            for stem in counts:
                self._having[stem].add(number)

    def alike(self, code: Described, *, most: int = 3, least: float = 0.3) -> list[Alike]:
        """Return the constructs most like a code, best first; none below the least score."""
        counts = _counted(code)
        names, vector = _names(code), self._weights.vector(counts)
        candidates = sorted({n for stem in counts for n in self._having.get(stem, ())})
        found = [self._compared(code, names, vector, self._known[n]) for n in candidates]
        kept = [each for each in found if each.score >= least]
        return sorted(kept, key=lambda a: (-a.score, -a.label, a.construct.id))[:most]

    def _compared(
        self, code: Described, names: list[tuple[str, frozenset[str]]],
        vector: dict[str, float], known: _Known,
    ) -> Alike:  # fmt: skip
        label, name = 0.0, ""
        for _, mine in names:
            for said, theirs in known.names:
                likeness = self._weights.jaccard(mine, theirs)
                if likeness > label:
                    label, name = likeness, said
        definition = min(1.0, cosine(vector, known.vector))
        score = label + (1 - label) * OF_DEFINITION * definition
        return Alike(
            known.construct, round(score, 3), round(label, 3), round(definition, 3), name,
            _shared(code, known),
        )  # fmt: skip


def _names(thing: Described) -> list[tuple[str, frozenset[str]]]:
    found = ((name, stems(name)) for name in thing.names[:MOST_NAMES])
    return [(name, held) for name, held in found if held]


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
