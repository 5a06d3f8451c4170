"""Triples by property, subject and object; what is asked for is made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.namespaces import RDFS
from kg.terms import A, Triple

Links = Mapping[str, Sequence[str]]

_SUBCLASS_OF = f"<{RDFS}subClassOf>"
_NONE: Links = {}


class Index:
    """Triples, each given once, for looking up along one property at a time."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        columns: dict[str, tuple[list[str], list[str]]] = {}
        for s, p, o in triples:
            column = columns.get(p)
            if column is None:
                column = columns[p] = [], []
            column[0].append(s)
            column[1].append(o)
        self._forward = {p: _linked(*columns.pop(p)) for p in list(columns)}
        self._backward: dict[str, Links] = {}
        self._members: dict[str, frozenset[str]] = {}
        self._ends: dict[tuple[str, bool], frozenset[str]] = {}
        self._several: dict[tuple[str, bool], Links] = {}

    def add(self, subject: str, predicate: str, new: Iterable[str]) -> None:
        """Add objects that are not there yet. Only before anything is looked up backwards."""
        links = self._forward.setdefault(predicate, {})
        links[subject] = [*links.get(subject, ()), *new]
        self._ends.pop((predicate, False), None)
        self._ends.pop((predicate, True), None)

    def exchange(self, predicate: str, new: Mapping[str, Sequence[str]]) -> None:
        """Put other objects in place of some subjects'. Only before anything is looked up."""
        self._forward.setdefault(predicate, {}).update(new)

    def triples(self) -> Iterator[Triple]:
        """Yield all triples."""
        for p, links in self._forward.items():
            for s, objects in links.items():
                yield from ((s, p, o) for o in objects)

    def properties(self) -> list[str]:
        """Return every property that is used."""
        return list(self._forward)

    def forward(self, predicate: str) -> Links:
        """Return the objects of a property by subject."""
        return self._forward.get(predicate, _NONE)

    def backward(self, predicate: str) -> Links:
        """Return the subjects of a property by object."""
        links = self._backward.get(predicate)
        if links is None:
            turned: dict[str, list[str]] = {}
            for s, objects in self.forward(predicate).items():
                for o in objects:
                    turned.setdefault(o, []).append(s)
            links = self._backward[predicate] = turned
        return links

    def ends(self, predicate: str, *, inverse: bool = False) -> frozenset[str]:
        """Return all objects of a property, or with ``inverse`` all its subjects."""
        found = self._ends.get((predicate, inverse))
        if found is None:
            links = self.forward(predicate)
            found = frozenset(links) if inverse else frozenset().union(*links.values())
            self._ends[predicate, inverse] = found
        return found

    def several(self, predicate: str, *, inverse: bool = False) -> Links:
        """Return what has more than one value of a property (``inverse``: on the way back)."""
        found = self._several.get((predicate, inverse))
        if found is None:
            links = self.backward(predicate) if inverse else self.forward(predicate)
            found = {node: ends for node, ends in links.items() if len(ends) > 1}
            self._several[predicate, inverse] = found
        return found

    def members(self, class_: str) -> frozenset[str]:
        """Return the instances of a class and of what is stated to lie below it."""
        found = self._members.get(class_)
        if found is None:
            by_class, below = self.backward(A), self.backward(_SUBCLASS_OF)
            classes, waiting = {class_}, [class_]
            while waiting:
                for each in below.get(waiting.pop(), ()):
                    if each not in classes:
                        classes.add(each)
                        waiting.append(each)
            found = frozenset().union(*(by_class.get(each, ()) for each in classes))
            self._members[class_] = found
        return found


def _linked(subjects: list[str], objects: list[str]) -> dict[str, Sequence[str]]:
    # Most have one value of a property: a tuple takes half as much as a list.
    links: dict[str, Sequence[str]] = dict(zip(subjects, zip(objects), strict=True))
    if len(links) < len(subjects):
        links.clear()
        for s, o in zip(subjects, objects, strict=True):
            held = links.setdefault(s, one := (o,))
            if isinstance(held, list):
                held.append(o)
            elif held is not one:
                links[s] = [*held, o]
    return links
