"""The embedded store: study files on disk, and a copy of them in memory that answers SPARQL."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import StoreBusy, StoreUnreachable, UnknownThing
from kg.store import archive, binding, document, engine, lock
from kg.store.base import StoredStudy, only_studies, revision_of
from kg.store.document import Document, Packed
from kg.store.engine import OxigraphAnswer
from kg.store.querytext import QueryText
from kg.store.studyfiles import StudyFiles
from kg.store.vocabulary import fixed_graphs
from kg.terms import Graphs

_ATTEMPTS = 10
_SHORT = 8_000
"""Characters of a query below which it is kept, cut into words, for the next time."""


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
        return only_studies(self._files.studies())

    def units(self) -> list[StoredStudy]:
        """Return studies and sets of mappings, sorted by id."""
        return self._files.studies()

    def read_study(self, study: str) -> Iterator[str]:
        """Yield a study's canonical N-Quads lines, verified before the first."""
        return self._files.read(study).lines()

    def query(self, sparql: str, bindings: Mapping[str, str] | None = None) -> OxigraphAnswer:
        """Answer a query from the copy in memory, brought up to date first if need be."""
        text = _cut(sparql)
        text.refuse_service()
        given = binding.checked_terms(bindings)
        binding.check(text, given)
        with self._copy.current() as store:
            return engine.ask(store, binding.bind(text, given), union=not text.names_graphs)

    def snapshot(self) -> Snapshot:
        """Return the graphs as they are now, brought up to date first if need be."""
        with self._copy.current() as store:
            return Snapshot(store, self._copy.revision())

    def write_database(self, folder: Path) -> None:
        """Write the graphs as they are now into a database on disk, a folder that is not there.

        For :func:`open_database`: many processes can ask it at once, and none holds it in memory.
        """
        store = ox.Store(str(folder))
        _add_fixed_graphs(store)
        # As one text, for then the engine sorts ten times as much at once, which is less to merge.
        every = (self._files.read(study.id).body for study in self._files.studies())
        store.bulk_load(cast("IO[bytes]", _Joined(every)), ox.RdfFormat.N_QUADS, lenient=True)
        store.optimize()  # else each part is looked through for every answer
        store.flush()

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

    def put_all(self, packed: Sequence[Packed], *, without: Collection[str] = ()) -> None:
        """Put several studies in place of what was there, and take others out, in one step."""
        with self.writing(f"replace {len(packed):,} and remove {len(without):,} studies"):
            self._files.exchange(packed, without)

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


def _cut(sparql: str) -> QueryText:
    return _kept(sparql) if len(sparql) < _SHORT else QueryText(sparql)


@lru_cache(maxsize=256)
def _kept(sparql: str) -> QueryText:
    return QueryText(sparql)


class Snapshot:
    """The graphs of one moment, which answer without looking at any file.

    The store changes them when it is next asked and its studies have changed; a process forked
    before that keeps them as they are.
    """

    def __init__(self, store: ox.Store, revision: str) -> None:
        self._store = store
        self.revision = revision

    def query(
        self,
        sparql: str | QueryText,
        bindings: Mapping[str, str] | None = None,
        dataset: tuple[list[str], list[str]] | None = None,
    ) -> OxigraphAnswer:
        """Answer a query as :meth:`EmbeddedStore.query` does, SERVICE being the caller's to refuse.

        ``dataset`` names the graphs that are its default graph, and those that GRAPH finds; with
        it, FROM in the text is without effect.
        """
        text = sparql if isinstance(sparql, QueryText) else _cut(sparql)
        given = binding.checked_terms(bindings)
        binding.check(text, given)
        bound = binding.bind(text, given)
        union = dataset is None and not text.names_graphs
        return engine.ask(self._store, bound, union=union, dataset=dataset)

    def as_it_stands(self, sparql: str) -> OxigraphAnswer:
        """Answer a query of our own that names no graph, without cutting it into words."""
        return engine.ask(self._store, sparql, union=True)


def open_database(folder: Path, revision: str) -> Snapshot:
    """Open the database that :meth:`EmbeddedStore.write_database` wrote of a revision."""
    return Snapshot(ox.Store.read_only(str(folder)), revision)


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

    def revision(self) -> str:
        """Return the revision of what it holds; inside :meth:`current`."""
        return revision_of(self._held.values())

    def drop(self) -> None:
        """Forget everything."""
        with self._turn:
            self._store, self._held, self._dropped = None, {}, 0

    def _update(self, wanted: list[StoredStudy]) -> None:
        store, self._store = self._store, None  # half-changed, it must not answer
        if store is None or self._dropped > sum(s.quads for s in self._held.values()):
            # The engine keeps the words of what it forgot: begin anew once that is the larger part.
            store, self._held, self._dropped = ox.Store(), {}, 0
            _add_fixed_graphs(store)
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
                    _add(store, found)
                    self._held[found.study] = found.stored

    def _read(self, study: str) -> Document | None:
        try:
            return self._files.read(study)
        except UnknownThing:  # removed since it was listed
            return None


def _add(store: ox.Store, study: Document) -> None:
    try:
        store.bulk_load(study.body, ox.RdfFormat.N_QUADS, lenient=True)
    except SyntaxError as error:
        raise document.damaged(f"The file of study {study.study}") from error


class _Joined:
    """Documents one after the other, as a file that is open for reading."""

    def __init__(self, documents: Iterator[bytes]) -> None:
        self._documents = documents
        self._here = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Return up to so many bytes; none at the end."""
        while not self._here:
            following = next(self._documents, None)
            if following is None:
                return b""
            self._here = memoryview(following)
        found, self._here = bytes(self._here[:size]), self._here[size:]
        return found


def _add_fixed_graphs(store: ox.Store) -> None:
    for graph in fixed_graphs():
        for name, text in graph.texts:
            try:
                store.bulk_load(
                    text, ox.RdfFormat.TURTLE, base_iri=graph.iri, to_graph=ox.NamedNode(graph.iri)
                )
            except SyntaxError as error:
                raise engine.unreadable(name, error) from error
