"""What no study owns: works and constructs, of which all studies speak, and the vocabularies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from kg.describing.document import by_subject
from kg.describing.labels import PROPERTIES
from kg.describing.studies import StudyFacts
from kg.describing.vocabulary import Vocabulary, vocabularies, vocabulary
from kg.describing.writing import PREFIXES, write
from kg.namespaces import BASE, DCTERMS, FOAF, ONTOLOGY, ONTOLOGY_GRAPH, SCHEME, SCHEME_GRAPH
from kg.site.documents import About, Labels, document
from kg.site.gathering import Gathered, gather
from kg.site.reading import Statement
from kg.site.rendering import Rendering
from kg.site.working import address, provenance_of, put
from kg.terms import A, Triple, iri


class Common:
    """What is said of shared things: by the vocabularies, and by one study after the other."""

    def __init__(self, things: frozenset[str]) -> None:
        self.gathered = Gathered()
        self._studies: dict[str, list[StudyFacts]] = {}
        self._owners = {thing: thing for thing in things}
        _, common = gather(_said(), self._owners, shared=things, part=0, of=1)
        self.gathered.merge(common)

    def add(self, facts: StudyFacts, found: Gathered, owners: Mapping[str, str]) -> None:
        """Add what a study says; ``owners`` says beside whose page each thing is told of."""
        self.gathered.merge(found)
        mentioned = {*found.told, *(owners.get(thing, thing) for thing in found.into)}
        for thing in mentioned:
            self._studies.setdefault(thing, []).append(facts)

    def write(
        self, out: Path, pages: Mapping[str, str], more: tuple[str, ...], labels: Labels
    ) -> Iterator[tuple[str, str]]:
        """Write the files of each thing; yields stem and digest. ``pages`` are by term."""
        rendering = Rendering(PREFIXES)
        for thing in sorted(self._owners):
            about = About(provenance_of(self._studies.get(thing, ())), more)
            stem = pages[thing]
            made = document(thing, self.gathered, about, labels)
            yield stem, put(out, stem, rendering.document(address(stem), made))


def vocabulary_labels() -> Labels:
    """Return the names of what the ontology and the scheme define."""
    found: dict[str, list[tuple[str, str]]] = {}
    for s, p, o, _ in _said():
        if p in PROPERTIES and o[0] == '"':
            found.setdefault(s, []).append((p, o))
    return {
        thing: tuple(sorted(set(held), key=lambda pair: (PROPERTIES.index(pair[0]), pair[1])))
        for thing, held in found.items()
    }


def _said() -> Iterator[Statement]:
    """Yield what the ontology and the scheme say; what is said with blank nodes stands there."""
    for name, graph in ((ONTOLOGY, ONTOLOGY_GRAPH), (SCHEME, SCHEME_GRAPH)):
        for s, p, o in vocabularies()[name].triples:
            if s[0] == "<" and o[0] != "_":
                yield s, p, o, graph


def write_vocabularies(out: Path, pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Write each vocabulary, and each version of it, whole; yields stem and digest."""
    known = vocabularies()
    named = {*known, *(v.version_iri for v in known.values() if v.version_iri)}
    for name in sorted(named):
        if name.startswith(BASE):
            stem = pages.get(iri(name)) or name.removeprefix(BASE)
            yield stem, put(out, stem, _forms(name, address(stem)))


@lru_cache(maxsize=128)
def _forms(name: str, here: str) -> tuple[bytes, ...]:
    """Return a vocabulary as Turtle as people wrote it, as JSON-LD and as N-Triples."""
    found = vocabulary(name)
    assert found  # noqa: S101 - it is one of those that are listed
    return tuple(_written(found, here))


def _written(vocabulary: Vocabulary, here: str) -> Iterator[bytes]:
    added = b"".join(write("turtle", _itself(vocabulary, f"{here}.ttl"))).decode()
    yield "\n".join([*vocabulary.texts, added]).encode()
    for form, ending in (("jsonld", "jsonld"), ("ntriples", "nt")):
        all = by_subject([*vocabulary.triples, *_itself(vocabulary, f"{here}.{ending}")])
        yield b"".join(write(form, all))  # type: ignore[arg-type]


def _itself(vocabulary: Vocabulary, here: str) -> list[Triple]:
    made = [(iri(here), A, iri(f"{FOAF}Document"))]
    made.append((iri(here), iri(f"{FOAF}primaryTopic"), iri(vocabulary.iri)))
    if vocabulary.licence:
        made.append((iri(here), iri(f"{DCTERMS}license"), iri(vocabulary.licence)))
    return made
