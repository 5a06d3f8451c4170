"""The document about a thing: what the server gives for its address, and what has no page itself.

It holds what is said of the thing and of all that is told of beside its page, what points to them,
the names of all they mention, and itself. Names of classes and properties stand in the ontology.
Of a long list of what points to a thing it has the first, and says how many there are and which
file has all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.describing import words
from kg.describing.document import HYDRA, SIZE, VOID, Provenance
from kg.namespaces import DCTERMS, FOAF, PIF, RDFS
from kg.site.gathering import Gathered, first
from kg.site.rendering import Said
from kg.terms import A, iri, typed

_DOCUMENT = (iri(f"{FOAF}Document"),)
_COLLECTION = (iri(f"{HYDRA}Collection"),)
_TOTAL, _ASSERTION = iri(f"{HYDRA}totalItems"), iri(f"{HYDRA}memberAssertion")
_PROPERTY = iri(f"{HYDRA}property")
_OBJECT, _SUBJECT = iri(f"{HYDRA}object"), iri(f"{HYDRA}subject")
_TOPIC, _DATASET = iri(f"{FOAF}primaryTopic"), iri(f"{VOID}inDataset")
_LICENCE, _SOURCE = iri(f"{DCTERMS}license"), iri(f"{DCTERMS}source")
_ALSO = iri(f"{RDFS}seeAlso")
_TERM = f"<{PIF}"

Labels = Mapping[str, tuple[tuple[str, str], ...]]
Subjects = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class About:
    """What documents say of themselves: whence their facts are, and where there are more."""

    provenance: Provenance
    more: tuple[str, ...] = ()
    """Files (bare IRIs) that hold all."""


def document(
    owner: str, gathered: Gathered, about: About, *further: Labels
) -> list[tuple[str, Said]]:
    """Return the document of a page, subject by subject, as :class:`Rendering` takes it.

    ``further`` are labels of things of other places, the best first.
    """
    made: Subjects = {}
    partial: list[tuple[str, str, str, int]] = []
    # What the page is about comes first.
    things = [owner, *(thing for thing in gathered.told.get(owner, ()) if thing != owner)]
    for thing in things:
        said = made.setdefault(thing, {})
        for p, o in gathered.out.get(thing, ()):
            said.setdefault(p, []).append(o)
        for p, values in said.items():
            if len(values) > SIZE:
                partial.append((_SUBJECT, thing, p, len(set(values))))
                said[p] = first(list(set(values)))
        for p, leading in gathered.onto.get(thing, {}).items():
            members = leading.first()
            said.setdefault(p, []).extend(members)
            if leading.count > len(members):
                partial.append((_SUBJECT, thing, p, leading.count))
        if not said:
            del made[thing]
    made[""] = _itself(owner, about)
    pointing: Subjects = {}
    for thing in things:
        for p, found in sorted(gathered.into.get(thing, {}).items(), key=_by_words):
            members = found.first()
            if found.count > len(members):
                partial.append((_OBJECT, thing, p, found.count))
            for member in members:
                pointing.setdefault(member, {}).setdefault(p, []).append(thing)
    for number, (side, thing, p, count) in enumerate(sorted(partial), 1):
        made |= _list(number, side, thing, p, count, about)
    for member, said in pointing.items():
        of = made.setdefault(member, {})
        for p, values in said.items():
            of.setdefault(p, []).extend(values)
    _name(made, set(things), (gathered.labels, *further))
    return [(subject, tuple(_ordered(said))) for subject, said in made.items()]


def _itself(owner: str, about: About) -> dict[str, list[str]]:
    said = {A: list(_DOCUMENT), _TOPIC: [owner]}
    for property, values in (
        (_DATASET, about.provenance.datasets),
        (_LICENCE, about.provenance.licences),
        (_SOURCE, about.provenance.sources),
    ):
        if values:
            said[property] = [iri(value) for value in values]
    return said


def _list(number: int, side: str, thing: str, property: str, count: int, about: About) -> Subjects:
    """Say how long a list is that is not whole here, what its members share, and who has all."""
    said = {
        A: list(_COLLECTION),
        _TOTAL: [typed(count, "integer")],
        _ASSERTION: [f"#each-{number}"],
    }
    if about.more:
        said[_ALSO] = [iri(file) for file in about.more]
    each = {_PROPERTY: [property], side: [thing]}
    return {f"#list-{number}": said, f"#each-{number}": each}


def _name(made: Subjects, told: set[str], labels: Iterable[Labels]) -> None:
    mentioned: dict[str, None] = {}
    for subject, said in made.items():
        if subject[:1] != "<":
            continue
        mentioned[subject] = None
        for p, values in said.items():
            if p != A:
                for value in values:
                    mentioned[value] = None
    known = tuple(labels)
    for term in sorted(mentioned):
        if term[:1] != "<" or term in told or term.startswith(_TERM):
            continue
        for held in known:
            found = held.get(term)
            if found:
                of = made.setdefault(term, {})
                for p, label in found:
                    of.setdefault(p, []).append(label)
                break


def _ordered(said: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield properties in the order of reading, types first; values each once."""
    for p in sorted(said, key=_place):
        values = said[p]
        yield p, sorted(set(values), key=_bare) if len(values) > 1 else values


_places: dict[str, tuple[bool, tuple[float, str]]] = {}


def _place(property: str) -> tuple[bool, tuple[float, str]]:
    known = _places.get(property)
    if known is None:
        known = _places[property] = (property != A, words.order(property))
    return known


def _by_words(item: tuple[str, object]) -> tuple[float, str]:
    return words.order(item[0])


def _bare(term: str) -> str:
    return term[1:-1] if term[:1] == "<" else term
