"""How things are called: terms made into :class:`~kg.explain.parts.Thing`, with label and sort."""

from __future__ import annotations

from kg import terms
from kg.explain.parts import Sort, Thing
from kg.explain.reading import Reader, Statement, first, property_of, values
from kg.identifiers import split_thing_iri
from kg.namespaces import CONSTRUCT, PIF, RDFS, SKOS
from kg.resolving import friendly
from kg.terms import A

_SORTS: dict[str, Sort] = {"quote": "quote", "code": "code", "episode": "episode", "claim": "claim"}
_CODE = property_of("Code")


def thing_of(term: str, said: list[Statement], sort: Sort | None = None) -> Thing:
    """Return a thing with what is said of it put into names."""
    address = terms.value_of(term)
    split = split_thing_iri(address)
    study = split[0] if split else _study_of(said)
    id = split[2] if split else first(said, property_of("identifier"))
    id = id or friendly(address).rpartition("/")[2]
    if sort is None:
        is_code = any(s.property == A and s.value == _CODE for s in said)
        sort = "code" if is_code else _SORTS.get(split[1], "construct") if split else "construct"
    return Thing(address, sort, id, label_of(said) or id, study)


def label_of(said: list[Statement]) -> str | None:
    """Return a thing's label, in English where there are several."""
    for property in (f"<{SKOS}prefLabel>", f"<{RDFS}label>"):
        found = [terms.parts(value) for value in values(said, property) if value[0] == '"']
        if found:
            english = [v for v, _, language in found if (language or "en").split("-")[0] == "en"]
            return (english or [v for v, _, _ in found])[0]
    return None


def _study_of(said: list[Statement]) -> str | None:
    homes = values(said, property_of("ofStudy"))
    split = split_thing_iri(terms.value_of(homes[0])) if homes and homes[0][0] == "<" else None
    return split[0] if split else None


class Names:
    """Names things by asking for their labels, each once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._named: dict[tuple[str, Sort | None], Thing] = {}

    def thing(self, term: str, sort: Sort | None = None) -> Thing:
        """Name a thing."""
        named = self._named.get((term, sort))
        if named is None:
            named = self._named[term, sort] = thing_of(term, self._reader.described(term), sort)
        return named

    def class_(self, term: str) -> Thing:
        """Name a class of the ontology."""
        said = self._reader.described(term)
        name = terms.value_of(term)
        id = name.removeprefix(PIF)
        return Thing(name, "class", id, label_of(said) or id)

    def verb(self, property: str) -> str:
        """Return a property's label, which reads as a verb."""
        label = label_of(self._reader.described(property))
        return label or friendly(terms.value_of(property))

    def entity(self, term: str) -> str:
        """Return how to call a thing of any other sort: its label, else its id."""
        if term[0] == '"':
            return terms.value_of(term)
        said = self._reader.described(term)
        known = label_of(said) or first(said, property_of("identifier"))
        return known or friendly(terms.value_of(term)).rpartition("/")[2]


def is_shared_construct(term: str) -> bool:
    """Say whether a term is an address in the shared scheme."""
    return term.startswith(f"<{CONSTRUCT}")
