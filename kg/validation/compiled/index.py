"""Triples by property, subject and object; what is asked for is made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.namespaces import RDFS
from kg.terms import A, Triple

Links = Mapping[str, list[str]]

_SUBCLASS_OF = f"<{RDFS}subClassOf>"
_NONE: Links = {}


class Index:
    """Triples, each given once, for looking up along one property at a time."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        forward: dict[str, dict[str, list[str]]] = {}
        for s, p, o in triples:
            links = forward.get(p)
            if links is None:
                forward[p] = {s: [o]}
            elif s in links:
                links[s].append(o)
            else:
                links[s] = [o]
        self._forward = forward
        self._backward: dict[str, Links] = {}
        self._members: dict[str, frozenset[str]] = {}

    def add(self, subject: str, predicate: str, new: Iterable[str]) -> None:
        """Add objects that are not there yet. Only before anything is looked up backwards."""
        links = self._forward.setdefault(predicate, {})
        links[subject] = [*links.get(subject, ()), *new]

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
