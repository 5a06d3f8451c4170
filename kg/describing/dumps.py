"""A study, or all there is, as a file to take away: streamed, whole or broken off, never short.

A dump holds what the study's files state, its mappings and what follows; N-Quads say in which
graph, the other formats give each statement once. What holds everything has the ontology and the
shared scheme besides.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, NamedTuple

from kg import terms
from kg.describing import dates
from kg.describing.asking import ask
from kg.describing.statistics import statistics, study_statistics
from kg.describing.vocabulary import vocabularies
from kg.describing.writing import PREFIXES, Format, unwritable, write
from kg.describing.writing.rdfxml import CannotBeWritten
from kg.errors import StoreBusy, UnknownThing
from kg.identifiers import study_iri
from kg.namespaces import ONTOLOGY, ONTOLOGY_GRAPH, SCHEME, SCHEME_GRAPH, study_graph
from kg.store import document
from kg.terms import Triple

if TYPE_CHECKING:
    from kg.store.base import Store, StoredStudy

_CHUNK = 1 << 16
_SAMPLE = 1_000


class DumpFormat(NamedTuple):
    """A format a dump can have: the ending of its address, its media type, its name, its IRI."""

    suffix: str
    media_type: str
    name: str
    iri: str
    writer: Format | None
    packed: bool = False


_W3C = "http://www.w3.org/ns/formats/"
FORMATS = {
    made.suffix: made
    for made in (
        DumpFormat("nq.gz", "application/n-quads", "N-Quads, packed", f"{_W3C}N-Quads", None, True),
        DumpFormat("nq", "application/n-quads", "N-Quads", f"{_W3C}N-Quads", None),
        DumpFormat("ttl", "text/turtle", "Turtle", f"{_W3C}Turtle", "turtle"),
        DumpFormat("nt", "application/n-triples", "N-Triples", f"{_W3C}N-Triples", "ntriples"),
        DumpFormat("jsonld", "application/ld+json", "JSON-LD", f"{_W3C}JSON-LD", "jsonld"),
        DumpFormat("rdf", "application/rdf+xml", "RDF/XML", f"{_W3C}RDF_XML", "rdfxml"),
    )
}
"""By the ending of the address."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump ready to be sent. ``size`` in bytes is None where it shows only when it is made."""

    chunks: Iterable[bytes]
    size: int | None = None


def dump_study(store: Store, study: StoredStudy, format: DumpFormat) -> Dump:
    """Return a dump of a study.

    Raises:
        CannotBeWritten: RDF/XML has no way to write one of its properties.
    """
    if format.packed and (file := _packed_file(store, study)):
        return Dump(_file(file), os.fstat(file.fileno()).st_size)
    _check(store, format, study.id)
    lines = _lines(store, study)
    return Dump(_written(lines, format, _prefixes(study.id)))


def dump_all(store: Store, format: DumpFormat) -> Dump:
    """Return a dump of all studies, the ontology and the scheme.

    Raises:
        CannotBeWritten: RDF/XML has no way to write one of the properties.
    """
    _check(store, format, "")
    held = store.studies()
    if format.packed:
        return Dump(_all_packed(store, held))

    def lines() -> Iterator[str]:
        yield from _vocabulary_lines()
        for study in held:
            yield from _lines(store, study)

    return Dump(_written(lines(), format, PREFIXES))


def sizes(store: Store, study: StoredStudy, weights: dict[str, float]) -> dict[str, int]:
    """Return the size of each dump of a study in bytes; :func:`is_exact` tells which are measured.

    What would have to be written to be measured is worked out from ``weights``.
    """
    found: dict[str, int] = {}
    quads = int(weights["quad"] * study.quads)
    if file := _packed_file(store, study):
        with file:
            found["nq.gz"] = os.fstat(file.fileno()).st_size
            quads = document.header(file, study.id)[1]
    for format in FORMATS.values():
        if format.suffix in weights and not format.packed:
            found[format.suffix] = int(quads * weights[format.suffix])
    return {suffix: found[suffix] for suffix in FORMATS if suffix in found}


def is_exact(store: Store, study: StoredStudy, suffix: str) -> bool:
    """Say whether the size of a dump is known to the byte."""
    return suffix in ("nq", "nq.gz") and dates.study_file(store, study.id) is not None


def weigh(store: Store, studies: Iterable[StoredStudy]) -> dict[str, float]:
    """Return how large each format is beside N-Quads, by a sample of a few studies.

    ``quad`` is the size of a statement in N-Quads, in bytes.
    """
    sample = sorted(line for study in studies for line in _sample(store, study.id))
    whole = sum(len(line.encode()) for line in sample)
    if not whole:
        return {"quad": 0.0}
    weights = {"quad": whole / len(sample), "nq": 1.0}
    for format in FORMATS.values():
        if format.writer:
            try:
                made = sum(map(len, write(format.writer, _triples(sample))))
            except CannotBeWritten:
                continue
            weights[format.suffix] = made / whole
    return weights


def find_study(store: Store, id: str) -> StoredStudy:
    """Return a study as the store lists it.

    Raises:
        UnknownThing: There is none of that id.
    """
    found = next((study for study in store.studies() if study.id == id), None)
    if found is None:
        raise UnknownThing(f"There is no study {id[:100]!r}.", "The downloads page lists them.")
    return found


def _check(store: Store, format: DumpFormat, study: str) -> None:
    if format.writer != "rdfxml":
        return
    held = study_statistics(store, study) if study else statistics(store)
    for partition in held.property_partitions:
        if unwritable(partition.iri):
            raise CannotBeWritten(
                f"The property {partition.iri} cannot be written as RDF/XML.",
                "Take another format.",
            )


def _packed_file(store: Store, study: StoredStudy) -> IO[bytes] | None:
    """Open the file in which a store keeps a study, if it does and it is this very study."""
    path = dates.study_file(store, study.id)
    if path is None:
        return None
    try:
        file = path.open("rb")
    except OSError:
        return None
    if document.header(file, study.id)[0].digest == study.digest:
        file.seek(0)
        return file
    file.close()
    return None


def _file(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _lines(store: Store, study: StoredStudy) -> Iterator[str]:
    """Yield a study's N-Quads, and fail if it was not that study to the end."""
    yield from store.read_study(study.id)
    if study not in store.studies():
        raise StoreBusy(f"Study {study.id} changed while it was read.", "Ask again.")


def _vocabulary_lines() -> Iterator[str]:
    for iri, graph in ((ONTOLOGY, ONTOLOGY_GRAPH), (SCHEME, SCHEME_GRAPH)):
        for s, p, o in vocabularies()[iri].triples:
            yield f"{s} {p} {o} <{graph}> .\n"


def _all_packed(store: Store, held: list[StoredStudy]) -> Iterator[bytes]:
    # Packed files put behind each other are one packed file.
    yield from _pack(_chunks(_vocabulary_lines()))
    for study in held:
        file = _packed_file(store, study)
        yield from _file(file) if file else _pack(_chunks(_lines(store, study)))


def _written(lines: Iterable[str], format: DumpFormat, prefixes: dict[str, str]) -> Iterator[bytes]:
    if format.writer:
        return write(format.writer, _triples(lines), prefixes)
    return _pack(_chunks(lines)) if format.packed else _chunks(lines)


def _triples(lines: Iterable[str]) -> Iterator[Triple]:
    before = ""
    for line in lines:
        said = line[: line.rindex(" <")]
        if said != before:  # lines are sorted: what several graphs say stands together
            s, p, o = said.split(" ", 2)
            yield s, p, o
        before = said


def _chunks(lines: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


def _pack(chunks: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, wbits=31)
    for chunk in chunks:
        if made := packer.compress(chunk):
            yield made
    yield packer.flush()


def _prefixes(study: str) -> dict[str, str]:
    kinds = ("quote", "participant", "document", "code", "coding", "claim", "citation", "reference")
    return {**PREFIXES, **{kind: f"{study_iri(study)}/{kind}/" for kind in kinds}}


def _sample(store: Store, study: str) -> Iterator[str]:
    graph = study_graph(study)
    rows = ask(
        store,
        f"SELECT ?s ?p ?o ?_graph_iri WHERE {{ GRAPH ?_graph_iri {{ ?s ?p ?o }} }} LIMIT {_SAMPLE}",
        _graph_iri=terms.iri(graph),
    )
    for row in rows:
        yield f"{row['s']} {row['p']} {row['o']} <{graph}> .\n"
