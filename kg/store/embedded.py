"""The embedded store: study files on disk, and a copy of them in memory that answers SPARQL.

The only module of the store that imports pyoxigraph; what the remote store needs of it (terms,
answers) is here as well, so that both give the same bytes for the same answer.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import StoreBusy, StoreError, StoreUnreachable, UnknownThing, UsageError
from kg.namespaces import PREFIXES
from kg.store import archive, binding, document, lock
from kg.store.base import Kind, ResultFormat, StoredStudy, revision_of
from kg.store.document import Document, Packed
from kg.store.querytext import QueryText
from kg.store.studyfiles import StudyFiles
from kg.store.vocabulary import fixed_graphs
from kg.terms import Graphs, parts

_TABLES: dict[str, ox.QueryResultsFormat] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS: dict[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_IN_MEMORY = 8 << 20
_CHUNK = 1 << 16
_ATTEMPTS = 10

Found = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]


class OxigraphAnswer:
    """An answer that pyoxigraph gave, or read from what an endpoint sent (``source`` names it)."""

    def __init__(self, found: Found, source: str = "", file: IO[bytes] | None = None) -> None:
        self._found = found
        self._source = source
        if file is not None:
            weakref.finalize(self, file.close)
        self.truth: bool | None = None
        self.kind: Kind = "graph"
        self.variables = ["subject", "predicate", "object"]
        if isinstance(found, ox.QueryBoolean):
            self.kind, self.variables, self.truth = "ask", [], bool(found)
        elif isinstance(found, ox.QuerySolutions):
            self.kind, self.variables = "select", [v.value for v in found.variables]

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield each row, or each triple of a graph, as N-Triples terms by column."""
        names = self.variables
        with self._whole():
            if isinstance(self._found, ox.QuerySolutions):
                for row in self._found:
                    yield {n: str(t) for n, t in zip(names, row, strict=True) if t is not None}
            elif not isinstance(self._found, ox.QueryBoolean):
                for triple in self._found:
                    yield {n: str(t) for n, t in zip(names, triple, strict=True)}

    def write(self, format: ResultFormat) -> Iterator[bytes]:
        """Yield the answer in a format.

        Raises:
            UsageError: The kind of answer has no such format.
        """
        known = _GRAPHS if self.kind == "graph" else _TABLES
        if format not in known:
            what = {"graph": "a graph", "select": "rows", "ask": "yes or no"}[self.kind]
            raise UsageError(
                f"This query answers with {what}, which cannot be written as {format}.",
                f"Use one of {', '.join(known)}.",
            )
        return self._written(format)

    def _written(self, format: ResultFormat) -> Iterator[bytes]:
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            with self._whole():
                self._serialize(cast("IO[bytes]", spool), format)
            spool.seek(0)
            while chunk := spool.read(_CHUNK):
                yield chunk

    def _serialize(self, output: IO[bytes], format: ResultFormat) -> None:
        if isinstance(self._found, ox.QuerySolutions | ox.QueryBoolean):
            self._found.serialize(output, _TABLES[format])
        else:
            ox.serialize(self._found, output, _GRAPHS[format], prefixes=PREFIXES)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            yield
        except (SyntaxError, ValueError) as error:
            if not self._source:
                raise
            raise StoreError(
                f"The answer from {self._source} breaks off or is not what was asked for: {error}.",
                "Ask for less at a time, or look at the server's own log.",
            ) from error


def read_table(file: IO[bytes], source: str) -> OxigraphAnswer:
    """Read SPARQL Query Results JSON that an endpoint sent; closes the file in the end.

    Raises:
        StoreError: It is something else.
    """
    try:
        return OxigraphAnswer(
            ox.parse_query_results(file, ox.QueryResultsFormat.JSON), source, file
        )
    except (SyntaxError, ValueError) as error:
        file.close()
        raise StoreError(
            f"The answer from {source} is not SPARQL Query Results JSON: {error}.",
            "Check that it is the address of a SPARQL 1.1 query endpoint.",
        ) from error


def read_graph(file: IO[bytes], source: str) -> OxigraphAnswer:
    """Read Turtle or N-Triples that an endpoint sent; closes the file in the end."""
    quads = ox.parse(file, ox.RdfFormat.TURTLE)
    return OxigraphAnswer((quad.triple for quad in quads), source, file)


def ntriples(texts: Iterable[tuple[str, str]], base: str) -> list[str]:
    """Return Turtle texts, each with its name, as N-Triples lines; base resolves relative IRIs."""
    lines = []
    for name, text in texts:
        try:
            for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True):
                lines.append(f"{quad.triple} .\n")
        except SyntaxError as error:
            raise _unreadable(name, error) from error
    return lines


def term(written: str) -> ox.NamedNode | ox.Literal:
    """Return an N-Triples term (IRI or literal) as the engine's own."""
    value, datatype, language = parts(written)
    if datatype is None:
        return ox.NamedNode(value)
    if language:
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=ox.NamedNode(datatype))


class EmbeddedStore:
    """A store in a folder. Reading needs no lock and no right to write."""

    def __init__(self, folder: Path, *, must_exist: bool = False) -> None:
        self.address = str(folder)
        self._files = StudyFiles(folder)
        self._copy = _Copy(self._files)
        self._writer: int | None = None
        if not self._files.exists() and must_exist:
            raise StoreUnreachable(
                f"There is no store in {folder}.", "`pif load` makes one; --store names another."
            )

    def revision(self) -> str:
        """Return a digest of all studies."""
        return revision_of(self._files.studies())

    def studies(self) -> list[StoredStudy]:
        """Return the studies held, sorted by id."""
        return self._files.studies()

    def read_study(self, study: str) -> Iterator[str]:
        """Yield a study's canonical N-Quads lines, verified before the first."""
        return self._files.read(study).lines()

    def query(self, sparql: str, bindings: Mapping[str, str] | None = None) -> OxigraphAnswer:
        """Answer a query from the copy in memory, brought up to date first if need be."""
        text = QueryText(sparql)
        text.refuse_service()
        given = binding.checked_terms(bindings)
        binding.check(text, given)
        with self._copy.current() as store:
            try:
                found = store.query(
                    sparql,
                    use_default_graph_as_union=not text.names_graphs,
                    substitutions={ox.Variable(n): term(t) for n, t in given.items()} or None,
                )
            except SyntaxError as error:
                raise UsageError(
                    f"This is not a SPARQL query: {error}.",
                    "Mend it there; updates are not questions and are refused.",
                ) from error
            except (RuntimeError, ValueError) as error:
                raise UsageError(f"The query cannot be answered: {error}.") from error
        return OxigraphAnswer(found)

    @contextmanager
    def writing(self, purpose: str) -> Iterator[None]:
        """Hold the folder for writing; makes it if it is not there."""
        if self._writer == threading.get_ident():
            yield
            return
        try:
            self._files.create()
            with lock.held(self._files.lock, purpose):
                self._writer = threading.get_ident()
                try:
                    self._files.tidy()
                    yield
                finally:
                    self._writer = None
        except PermissionError as error:
            raise StoreUnreachable(
                f"The store in {self.address} cannot be written: {error.strerror}.",
                "Check the folder and who may use it.",
            ) from error

    def replace(self, study: str, graphs: Graphs) -> bool:
        """Put a study's graphs in place of what was there, in one step."""
        new = document.from_graphs(study, graphs)
        with self.writing(f"replace {study}"):
            return self._files.replace(new)

    def put(self, packed: Packed) -> bool:
        """Put a packed study in place of what was there, in one step."""
        with self.writing(f"replace {packed.study}"):
            return self._files.replace(packed)

    def remove(self, study: str) -> None:
        """Take a study out, in one step."""
        with self.writing(f"remove {study}"):
            self._files.remove(study)

    def backup(self, target: Path) -> int:
        """Write every study into one file; the set is that of one moment."""
        for _ in range(_ATTEMPTS):
            held = self._files.studies()
            with suppress(UnknownThing):  # removed meanwhile: begin again
                count = archive.write(target, (self._files.read(study.id) for study in held))
                if self._files.studies() == held:
                    return count
        raise StoreBusy(f"The studies in {self.address} keep changing.", "Try again later.")

    def restore(self, source: Path) -> int:
        """Put the studies of a backup in place of all that is there, in one step."""
        with self.writing(f"restore {source.name}"):
            return self._files.swap(archive.read(source))

    def close(self) -> None:
        """Let go of the copy in memory."""
        self._copy.drop()


class _Copy:
    """All graphs in memory, and what is in it. Queries share it; a change waits for them to start.

    An answer that is being read goes on seeing the graphs as they were when it was asked for.
    """

    def __init__(self, files: StudyFiles) -> None:
        self._files = files
        self._turn = threading.Condition()
        self._asking = 0
        self._changing = False
        self._store: ox.Store | None = None
        self._held: dict[str, StoredStudy] = {}
        self._dropped = 0

    @contextmanager
    def current(self) -> Iterator[ox.Store]:
        """Yield the copy, up to date with the files, for as long as it takes to ask."""
        with self._turn:
            self._turn.wait_for(lambda: not self._changing)
            wanted = self._files.studies()
            if self._store is None or wanted != list(self._held.values()):
                self._changing = True
                self._turn.wait_for(lambda: self._asking == 0)
                try:
                    self._update(wanted)
                finally:
                    self._changing = False
                    self._turn.notify_all()
            store = self._store
            assert store is not None  # noqa: S101
            self._asking += 1
        try:
            yield store
        finally:
            with self._turn:
                self._asking -= 1
                self._turn.notify_all()

    def drop(self) -> None:
        """Forget everything."""
        with self._turn:
            self._store, self._held, self._dropped = None, {}, 0

    def _update(self, wanted: list[StoredStudy]) -> None:
        store, self._store = self._store, None  # half-changed, it must not answer
        if store is None or self._dropped > sum(s.quads for s in self._held.values()):
            # The engine keeps the words of what it forgot: begin anew once that is the larger part.
            store, self._held, self._dropped = _with_fixed_graphs(), {}, 0
        for _ in range(_ATTEMPTS):
            self._exchange(store, wanted)
            again = self._files.studies()
            if again == wanted:
                break
            wanted = again
        self._held = dict(sorted(self._held.items()))
        self._store = store

    def _exchange(self, store: ox.Store, wanted: list[StoredStudy]) -> None:
        keep = {s.id for s in wanted if self._held.get(s.id) == s}
        for study in [s for s in self._held.values() if s.id not in keep]:
            for graph in document.graphs_of(study.id):
                store.remove_graph(ox.NamedNode(graph))
            self._dropped += study.quads
            del self._held[study.id]
        for listed in wanted:
            if listed.id not in keep:
                found = self._read(listed.id)
                if found:
                    try:
                        store.bulk_load(found.body, ox.RdfFormat.N_QUADS, lenient=True)
                    except SyntaxError as error:
                        raise document.damaged(f"The file of study {found.study}") from error
                    self._held[found.study] = found.stored

    def _read(self, study: str) -> Document | None:
        try:
            return self._files.read(study)
        except UnknownThing:  # removed since it was listed
            return None


def _with_fixed_graphs() -> ox.Store:
    store = ox.Store()
    for graph in fixed_graphs():
        for name, text in graph.texts:
            try:
                store.bulk_load(
                    text, ox.RdfFormat.TURTLE, base_iri=graph.iri, to_graph=ox.NamedNode(graph.iri)
                )
            except SyntaxError as error:
                raise _unreadable(name, error) from error
    return store


def _unreadable(name: str, error: SyntaxError) -> StoreError:
    return StoreError(f"{name} of the ontology cannot be read: {error}.", "Install pif-kg again.")
