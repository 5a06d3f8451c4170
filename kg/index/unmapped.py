"""What quotes support without any mapping: what they were coded with, and what lies above it.

Kept beside what follows with the study's own mappings, so that a question can be asked without
those, or with somebody else's in their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.identifiers import construct_iri
from kg.index.scheme import broader
from kg.namespaces import PIF, SKOS

TARGET, BODY = f"<{PIF}codingTarget>", f"<{PIF}codingBody>"
EVIDENCES, INSTANTIATES = f"<{PIF}evidences>", f"<{PIF}instantiates>"
ILLUSTRATES, ABOUT = f"<{PIF}illustrates>", f"<{PIF}aboutConstruct>"
BROADER = f"<{SKOS}broader>"
NEEDED = (EVIDENCES, INSTANTIATES, ABOUT, BROADER)
"""The properties that are read for this beside those that the index reads anyway."""

Pairs = Iterable[tuple[str, str]]


def supported(said: Mapping[str, Pairs]) -> Iterator[tuple[str, str]]:
    """Yield quotes with what they support without mappings, from a study's statements."""
    above = _Above(said[BROADER])
    for quote, concepts in _all(_direct(said)).items():
        yield from ((quote, concept) for concept in set().union(*map(above, concepts)))


def claimed(said: Mapping[str, Pairs]) -> Iterator[tuple[str, str]]:
    """Yield quotes with what claims they illustrate are about; they bear on that as well."""
    about = _all(said[ABOUT])
    for quote, claim in said[ILLUSTRATES]:
        yield from ((quote, concept) for concept in about.get(claim, ()))


def _direct(said: Mapping[str, Pairs]) -> Iterator[tuple[str, str]]:
    bodies, cases = _all(said[BODY]), _all(said[INSTANTIATES])
    for act, quote in said[TARGET]:
        yield from ((quote, body) for body in bodies.get(act, ()))
    for quote, episode in said[EVIDENCES]:
        yield from ((quote, construct) for construct in cases.get(episode, ()))


class _Above:
    """Finds a concept with all above it: in the study's codebook, and in the shared scheme."""

    def __init__(self, own: Pairs) -> None:
        self._known: dict[str, frozenset[str]] = {}
        self._next = _all(own)
        for key, above in broader().items():
            term = f"<{construct_iri(key)}>"
            self._next[term] = [
                *self._next.get(term, ()),
                *(f"<{construct_iri(a)}>" for a in above),
            ]

    def __call__(self, concept: str) -> frozenset[str]:
        if concept not in self._known:
            reached, waiting = {concept}, [concept]
            while waiting:
                for each in self._next.get(waiting.pop(), ()):
                    if each not in reached:
                        reached.add(each)
                        waiting.append(each)
            self._known[concept] = frozenset(reached)
        return self._known[concept]


def _all(pairs: Pairs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for s, o in pairs:
        found[s].append(o)
    return dict(found)
