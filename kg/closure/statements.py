"""Look things up in an ontology's triples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.namespaces import OWL, RDF, RDFS
from kg.terms import Triple, iri

_FIRST, _REST, _NIL = (iri(f"{RDF}{name}") for name in ("first", "rest", "nil"))


def owl(name: str) -> str:
    """Return a term of OWL."""
    return iri(f"{OWL}{name}")


def rdfs(name: str) -> str:
    """Return a term of RDF Schema."""
    return iri(f"{RDFS}{name}")


class Statements:
    """Triples by subject and by predicate; blank nodes are terms that start with ``_:``.

    Whatever order the triples come in, everything here is answered in sorted order.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._about: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for s, p, o in sorted(set(triples)):
            self._about[s].append((p, o))
            self._pairs[p].append((s, o))

    def about(self, node: str) -> list[tuple[str, str]]:
        """Return the predicates and objects of a subject."""
        return self._about.get(node, [])

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        """Return the subjects and objects of a predicate."""
        return self._pairs.get(predicate, [])

    def one(self, node: str, *predicates: str) -> str | None:
        """Return the first value that a node has in the first of some predicates."""
        for predicate in predicates:
            for p, o in self.about(node):
                if p == predicate:
                    return o
        return None

    def list(self, head: str | None) -> list[str]:
        """Return the members of an RDF list; a list that runs in a circle ends there."""
        return list(self._members(head))

    def _members(self, head: str | None) -> Iterator[str]:
        passed: set[str] = set()
        while head is not None and head != _NIL and head not in passed:
            passed.add(head)
            if (first := self.one(head, _FIRST)) is not None:
                yield first
            head = self.one(head, _REST)
