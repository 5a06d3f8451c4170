"""The statements of one study, indexed for checking, with what they borrow from shared terms."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from kg.formats.vocabulary import vocabulary
from kg.namespaces import CONSTRUCT, PIF, SCHEME, SKOS
from kg.terms import A, Graphs, Triple, value_of
from kg.validation.compiled import Index

_CONSTRUCT_CLASS = f"<{PIF}Construct>"
_IN_SCHEME = f"<{SKOS}inScheme>"
_CONSTRUCT_IRI = f"<{CONSTRUCT}"
_PIF_IRI = f"<{PIF}"


def pif(name: str) -> str:
    """Return a word of the ontology as a term.

    >>> pif("Quote")
    '<https://w3id.org/pif-kg/ontology#Quote>'
    """
    return f"<{PIF}{name}>"


def _each_once(graphs: Graphs) -> Iterator[Triple]:
    """Yield the triples of all graphs, without a copy of what may be a million of them."""
    before: list[AbstractSet[Triple]] = []
    for triples in graphs.values():
        own = triples if isinstance(triples, AbstractSet) else set(triples)
        if before:
            yield from (t for t in own if not any(t in other for other in before))
        else:
            yield from own
        before.append(own)


class Facts:
    """Triples of asserted graphs; every class of a thing is there, superclasses too.

    Constructs of the shared scheme and individuals of the ontology that the study refers to are
    known by their classes; ``own`` tells what the graphs themselves describe.
    """

    def __init__(self, graphs: Graphs) -> None:
        self.index = Index(_each_once(graphs))
        links = {p: self.index.forward(p) for p in self.index.properties()}
        self.own = set().union(*links.values())
        self._subjects: dict[str, list[str]] | None = None
        self._of_class: dict[str, list[str]] = {}
        named = (self.index.ends(p) - self.own for p in links if p != A)
        self._borrow({o for others in named for o in others if o.startswith("<")})
        self._write_out_superclasses()

    def _borrow(self, others: set[str]) -> None:
        """Say of what class the shared things are that the study refers to."""
        words = vocabulary()
        for term in others:
            if term.startswith(_CONSTRUCT_IRI):
                if term[len(_CONSTRUCT_IRI) : -1] in words.constructs:
                    self.index.add(term, A, [_CONSTRUCT_CLASS])
                    self.index.add(term, _IN_SCHEME, [f"<{SCHEME}>"])
            elif term.startswith(_PIF_IRI):
                classes = words.individuals.get(term[len(_PIF_IRI) : -1])
                if classes:
                    self.index.add(term, A, map(pif, classes))

    def _write_out_superclasses(self) -> None:
        known: dict[tuple[str, ...], list[str]] = {}
        written: dict[str, list[str]] = {}
        for thing, classes in self.index.forward(A).items():
            key = tuple(classes)
            if key not in known:
                above = {above for name in classes for above in _above(name)} - set(classes)
                known[key] = [*classes, *above]
            written[thing] = known[key]  # one list for all that are of the same classes
        self.index.exchange(A, written)

    @property
    def triples(self) -> Iterator[Triple]:
        """All statements, what was borrowed too."""
        return self.index.triples()

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return the values of a property, sorted."""
        return sorted(self.index.forward(predicate).get(subject, ()))

    def value(self, subject: str, predicate: str) -> str | None:
        """Return the first value of a property, or None."""
        return min(self.index.forward(predicate).get(subject, ()), default=None)

    def said(self, subject: str, predicate: str) -> str:
        """Return the characters of the first value of a property, or an empty string."""
        found = self.value(subject, predicate)
        return value_of(found) if found is not None else ""

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        """Return all subjects of a property with their values, sorted."""
        return sorted((s, o) for s, held in self.index.forward(predicate).items() for o in held)

    def members(self, class_name: str) -> Iterator[str]:
        """Yield the study's own things of a class of the ontology, sorted."""
        if class_name not in self._of_class:
            found = self.index.backward(A).get(pif(class_name), ())
            self._of_class[class_name] = sorted(s for s in found if s in self.own)
        yield from self._of_class[class_name]

    def naming(self, term: str) -> list[str]:
        """Return the subjects of statements about a thing, each once for each statement."""
        if self._subjects is None:
            self._subjects = {}
            for s, _, o in self.triples:
                self._subjects.setdefault(o, []).append(s)
        return self._subjects.get(term, [])

    def is_a(self, term: str, class_name: str) -> bool:
        """Say whether a thing is of a class of the ontology."""
        return pif(class_name) in self.index.forward(A).get(term, ())


def _above(class_: str) -> Iterator[str]:
    """Yield the superclasses of a class of the ontology."""
    if class_.startswith(_PIF_IRI):
        yield from map(pif, vocabulary().above.get(class_[len(_PIF_IRI) : -1], ()))
