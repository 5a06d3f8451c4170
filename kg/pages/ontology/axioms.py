"""Axioms in words: *identity work and (draws on some ideal physician image)*.

The order and the small words are those of the Manchester syntax of OWL; names are labels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg import terms
from kg.closure.statements import Statements, owl
from kg.namespaces import CONSTRUCT, XSD, shorten

_DEEPEST = 12
_COUNTED = {
    "minCardinality": "at least", "minQualifiedCardinality": "at least",
    "maxCardinality": "at most", "maxQualifiedCardinality": "at most",
    "cardinality": "exactly", "qualifiedCardinality": "exactly",
}  # fmt: skip
_FACETS = {
    "minInclusive": "≥", "maxInclusive": "≤", "minExclusive": ">", "maxExclusive": "<",
}  # fmt: skip
_DATATYPES = {
    "string": "text", "boolean": "yes or no", "dateTime": "date and time",
    "nonNegativeInteger": "integer from 0", "positiveInteger": "integer from 1",
    "anyURI": "address",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an axiom: words, and the IRI of what they name; empty for words between."""

    text: str
    iri: str = ""


Words = tuple[Part, ...]


def plain(words: Words) -> str:
    """Return an axiom as one text."""
    return "".join(part.text for part in words)


class Writer:
    """Writes the classes and properties of an ontology out in words."""

    def __init__(self, said: Statements, label: Callable[[str], str]) -> None:
        self._said, self._label = said, label

    def name(self, term: str) -> Words:
        """Return a term by its label, or a literal by its characters."""
        if not terms.is_iri(term):
            return (Part(terms.value_of(term)),)
        iri = terms.value_of(term)
        if iri.startswith(XSD):
            local = iri.removeprefix(XSD)
            return (Part(_DATATYPES.get(local, local)),)
        if iri.startswith(CONSTRUCT):
            return (Part("the construct "), Part(iri.removeprefix(CONSTRUCT), iri))
        return (Part(self._label(term) or shorten(iri), iri),)

    def class_(self, term: str, depth: int = 0) -> Words:
        """Return a class: its name, or what an expression says."""
        if not term.startswith("_:"):
            return self.name(term)
        if depth > _DEEPEST:
            return (Part("…"),)
        for name, joint in (("intersectionOf", " and "), ("unionOf", " or ")):
            if (head := self._one(term, name)) is not None:
                return self._joined([self._inner(m, depth) for m in self._said.list(head)], joint)
        if (head := self._one(term, "oneOf")) is not None:
            members = [self.name(member) for member in self._said.list(head)]
            return (Part("one of "), *self._joined(members, ", "))
        if (other := self._one(term, "complementOf")) is not None:
            return (Part("not "), *self._inner(other, depth))
        if (base := self._one(term, "onDatatype")) is not None:
            return (*self.name(base), Part(" "), *self._facets(term))
        return self._restriction(term, depth)

    def property(self, term: str) -> Words:
        """Return a property by its label, or as the inverse of another."""
        if not term.startswith("_:"):
            return self.name(term)
        inverse = self._one(term, "inverseOf")
        return (Part("inverse of "), *self.name(inverse)) if inverse else (Part("…"),)

    def chain(self, head: str) -> Words:
        """Return the properties of a chain, one after the other."""
        return self._joined([self.property(p) for p in self._said.list(head)], ", then ")

    def _restriction(self, term: str, depth: int) -> Words:
        on = self._one(term, "onProperty")
        if on is None:
            return (Part("…"),)
        property = self.property(on)
        for name, word in (("someValuesFrom", " some "), ("allValuesFrom", " only ")):
            if (filler := self._one(term, name)) is not None:
                return (*property, Part(word), *self._inner(filler, depth))
        if (value := self._one(term, "hasValue")) is not None:
            return (*property, Part(" "), *self.name(value))
        for name, word in _COUNTED.items():
            if (count := self._one(term, name)) is not None:
                of = self._one(term, "onClass") or self._one(term, "onDataRange")
                filler_ = (Part(" "), *self._inner(of, depth)) if of else ()
                return (*property, Part(f" {word} {terms.value_of(count)}"), *filler_)
        return (*property, Part(" …"))

    def _inner(self, term: str, depth: int) -> Words:
        said = self.class_(term, depth + 1)
        return (Part("("), *said, Part(")")) if len(said) > 1 else said

    def _facets(self, term: str) -> Words:
        found = []
        for facet in self._said.list(self._one(term, "withRestrictions")):
            for predicate, value in self._said.about(facet):
                sign = _FACETS.get(terms.value_of(predicate).removeprefix(XSD))
                if sign:
                    found.append((Part(f"{sign} {terms.value_of(value)}"),))
        return self._joined(found, " and ")

    def _joined(self, each: list[Words] | list[tuple[Part]], joint: str) -> Words:
        made: list[Part] = []
        for n, words in enumerate(each):
            made += [Part(joint), *words] if n else words
        return tuple(made)

    def _one(self, node: str, name: str) -> str | None:
        return self._said.one(node, owl(name))
