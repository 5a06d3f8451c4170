"""The statements of one study, indexed for checking, with what they borrow from shared terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.namespaces import CONSTRUCT, PIF, SCHEME, SKOS
from kg.terms import A, Graphs, Triple, is_iri, value_of

_CONSTRUCT_CLASS = f"<{PIF}Construct>"
_IN_SCHEME = f"<{SKOS}inScheme>"


def pif(name: str) -> str:
    """Return a word of the ontology as a term.

    >>> pif("Quote")
    '<https://w3id.org/pif-kg/ontology#Quote>'
    """
    return f"<{PIF}{name}>"


class Facts:
    """Triples of asserted graphs; every class of a thing is there, superclasses too.

    Constructs of the shared scheme and individuals of the ontology that the study refers to are
    known by their classes; ``own`` tells what the graphs themselves describe.
    """

    def __init__(self, graphs: Graphs) -> None:
        self.triples: set[Triple] = set()
        for triples in graphs.values():
            self.triples.update(triples)
        self.own = {s for s, _, _ in self.triples}
        self._borrow()
        self._objects: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._subjects: dict[str, list[str]] | None = None
        for s, p, o in sorted(self.triples):
            self._objects[s, p].append(o)
            self._pairs[p].append((s, o))

    def _borrow(self) -> None:
        from kg.formats.vocabulary import vocabulary

        words = vocabulary()
        for term in {o for _, p, o in self.triples if p != A and is_iri(o)} - self.own:
            iri = value_of(term)
            if iri.startswith(CONSTRUCT) and iri[len(CONSTRUCT) :] in words.constructs:
                self.triples.add((term, A, _CONSTRUCT_CLASS))
                self.triples.add((term, _IN_SCHEME, f"<{SCHEME}>"))
            elif iri.startswith(PIF):
                for name in words.individuals.get(iri[len(PIF) :], ()):
                    self.triples.add((term, A, pif(name)))
        for s, p, o in list(self.triples):
            if p == A and o.startswith(f"<{PIF}"):
                above = words.above.get(value_of(o)[len(PIF) :], ())
                self.triples.update((s, A, pif(name)) for name in above)

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return the values of a property, sorted."""
        return self._objects.get((subject, predicate), [])

    def value(self, subject: str, predicate: str) -> str | None:
        """Return the first value of a property, or None."""
        found = self.objects(subject, predicate)
        return found[0] if found else None

    def said(self, subject: str, predicate: str) -> str:
        """Return the characters of the first value of a property, or an empty string."""
        found = self.value(subject, predicate)
        return value_of(found) if found is not None else ""

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        """Return all subjects of a property with their values, sorted."""
        return self._pairs.get(predicate, [])

    def members(self, class_name: str) -> Iterator[str]:
        """Yield the study's own things of a class of the ontology, sorted."""
        wanted = pif(class_name)
        yield from (s for s, o in self.pairs(A) if o == wanted and s in self.own)

    def naming(self, term: str) -> list[str]:
        """Return the subjects of statements about a thing, each once for each statement."""
        if self._subjects is None:
            self._subjects = defaultdict(list)
            for s, _, o in self.triples:
                self._subjects[o].append(s)
        return self._subjects.get(term, [])

    def is_a(self, term: str, class_name: str) -> bool:
        """Say whether a thing is of a class of the ontology."""
        return pif(class_name) in self.objects(term, A)
