"""The store on a server: what it writes down there, and how a change is one step.

Each change is one SPARQL Update request, which a server carries out whole or not at all. What is
too large for one request is uploaded first, by the Graph Store Protocol, into graphs that no
question sees, and then moved into place by one request.
"""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from kg.errors import PifError, StoreBusy, StoreDamaged, StoreError, UnknownThing
from kg.namespaces import BASE
from kg.store import archive, binding, document, lock
from kg.store.base import StoredStudy, only_studies, revision_of
from kg.store.document import Document, Packed, graphs_of
from kg.store.engine import OxigraphAnswer, ntriples
from kg.store.querytext import QueryText
from kg.store.remote import ledger
from kg.store.remote.addresses import shown
from kg.store.remote.endpoint import Endpoint
from kg.store.remote.ledger import Ledger, Lock
from kg.store.vocabulary import fixed_graphs
from kg.terms import Graphs

NOWHERE = f"{BASE}graph/none"
"""A graph that no store holds: where none is named, a server would choose its own."""
_ATTEMPTS = 10


class RemoteStore:
    """A store on a server. ``seconds`` bounds a query (ten times that an update), ``most`` the
    bytes of an answer, ``at_once`` the bytes of studies that one update request carries.
    """

    def __init__(
        self, address: str, *, seconds: int = 60, most: int = 1 << 30, at_once: int = 64 << 20
    ) -> None:
        self._endpoint = Endpoint(address, seconds=seconds, most=most)
        self.address = shown(self._endpoint.at.query)
        self._at_once = at_once
        self._union: bool | None = None
        self._lock: Lock | None = None
        self._writer: int | None = None

    def ping(self) -> None:
        """Ask a small question, to see that there is an endpoint."""
        self._ledger()

    def revision(self) -> str:
        """Return a digest of all studies."""
        return revision_of(self.units())

    def studies(self) -> list[StoredStudy]:
        """Return the studies held, sorted by id."""
        return only_studies(self._ledger().studies)

    def units(self) -> list[StoredStudy]:
        """Return studies and sets of mappings, sorted by id."""
        return self._ledger().studies

    def read_study(self, study: str) -> Iterator[str]:
        """Yield a study's canonical N-Quads lines, as the server gives them back.

        A server may write a number or a moment in another form (``1.0`` as ``1``); the digest is
        therefore not compared, the number of statements is.
        """
        held = self._ledger().study(study)
        for _ in range(_ATTEMPTS):
            if held is None:
                raise self._unknown(study)
            lines = {
                f"{row['subject']} {row['predicate']} {row['object']} <{graph}> .\n"
                for graph in graphs_of(study)
                for row in self._endpoint.graph(graph).rows()
            }
            before, held = held, self._ledger().study(study)
            if held != before:  # replaced while we read its graphs one after the other
                continue
            if len(lines) != held.quads:
                raise StoreDamaged(
                    f"{self.address} holds {len(lines):,} statements of study {study}, where "
                    f"{held.quads:,} were written.",
                    "Load the study again with --replace, or `pif restore` a backup.",
                )
            return iter(sorted(lines))
        raise StoreBusy(f"Study {study} in {self.address} keeps changing.", "Try again later.")

    def query(
        self,
        sparql: str,
        bindings: Mapping[str, str] | None = None,
        dataset: tuple[list[str], list[str]] | None = None,
    ) -> OxigraphAnswer:
        """Answer a query, with values put in as VALUES blocks.

        ``dataset`` names its default graphs and its named ones, whatever FROM says. Graphs that
        the store does not hold are empty: a server is never asked to fetch one.
        """
        text = QueryText(sparql)
        kind = text.kind
        text.refuse_service()
        given = binding.checked_terms(bindings)
        binding.check(text, given)
        if dataset is None and text.names_graphs:
            dataset = text.dataset()
        # A server started with the union as its default graph may pass over FROM in the text;
        # what the protocol names it must follow.
        if dataset is None:
            default, named = self._all_graphs()
        else:
            known = set(self._ledger().graphs)
            default, named = ([g for g in graphs if g in known] or [NOWHERE] for graphs in dataset)
            text = QueryText(text.with_graphs(known, NOWHERE))
        answer = self._endpoint.ask(binding.bind(text, given), text.form, default, named)
        if answer.kind != kind:
            raise StoreError(f"{self.address} answers another question than was asked.")
        return answer

    @contextmanager
    def writing(self, purpose: str) -> Iterator[None]:
        """Hold the store for writing, for as long as writes are less than ten minutes apart."""
        if self._writer == threading.get_ident():
            yield
            return
        self._take_lock(purpose)
        self._writer = threading.get_ident()
        try:
            self._tidy()
            yield
        finally:
            self._writer = None
            held, self._lock = self._lock, None
            if held is not None:
                with suppress(PifError):  # what was done is done; else the lock ends by itself
                    self._endpoint.update(ledger.delete_lock(held))

    def replace(self, study: str, graphs: Graphs) -> bool:
        """Put a study's graphs in place of what was there, in one step."""
        return self._replace(document.from_graphs(study, graphs))

    def put(self, packed: Packed) -> bool:
        """Put a packed study in place of what was there, in one step."""
        return self._replace(packed.document())

    def _replace(self, new: Document) -> bool:
        study = new.study
        with self.writing(f"replace {study}"):
            if self._ledger().study(study) == new.stored and self._count(study) == new.quads:
                return False
            self._commit(lambda: [new], len(new.body), {study})
        return True

    def put_all(self, packed: Sequence[Packed], *, without: Collection[str] = ()) -> None:
        """Put several studies in place of what was there, and take others out, in one step."""
        with self.writing(f"replace {len(packed):,} and remove {len(without):,} studies"):
            whole = [each.document() for each in packed]
            self._commit(lambda: whole, sum(len(each.body) for each in whole), set(without))

    def remove(self, study: str) -> None:
        """Take a study out, in one step."""
        with self.writing(f"remove {study}"):
            if self._ledger().study(study) is None:
                raise self._unknown(study)
            self._commit(lambda: [], 0, {study})

    def backup(self, target: Path) -> int:
        """Write every study into one file; the set is that of one moment."""
        for _ in range(_ATTEMPTS):
            held = self.units()
            whole = (document.from_lines(s.id, self.read_study(s.id)) for s in held)
            with suppress(UnknownThing):  # removed meanwhile: begin again
                count = archive.write(target, whole)
                if self.units() == held:
                    return count
        raise StoreBusy(f"The studies in {self.address} keep changing.", "Try again later.")

    def restore(self, source: Path) -> int:
        """Put the studies of a backup in place of all that is there, in one step."""
        count = size = 0
        for found in archive.read(source):  # all of it is verified before anything is changed
            count, size = count + 1, size + len(found.body)
        with self.writing(f"restore {source.name}"):
            self._commit(lambda: archive.read(source), size, {s.id for s in self.units()})
        return count

    def close(self) -> None:
        """Nothing is kept open."""

    def _ledger(self) -> Ledger:
        return ledger.read(self._endpoint.ask(ledger.READ, "SELECT").rows())

    def _all_graphs(self) -> tuple[list[str], list[str]]:
        """Return the graphs a query is asked of: none named where the server's own are the union.

        While a large study is uploaded they are named there as well, so that it is not seen.
        """
        if self._union is None:
            now = self._ledger()
            if not now.fixed:  # nothing of ours yet, and nothing else is to be seen
                return now.graphs, now.graphs
            self._union = self._endpoint.ask(ledger.IS_UNION, "ASK").truth
        if self._union and not self._endpoint.ask(ledger.IS_STAGING, "ASK").truth:
            return [], []
        graphs = self._ledger().graphs
        return graphs, graphs

    def _take_lock(self, purpose: str) -> None:
        host = sha256(platform.node().encode()).hexdigest()[:8]
        holder = f"process {os.getpid()} on host {host}, {lock.clean(purpose)}"
        mine = ledger.new_lock(uuid4().hex, holder)
        self._endpoint.update(
            ledger.insert_lock(mine, [held for held in self._ledger().locks if held.expired])
        )
        first = next(iter(self._ledger().locks), None)
        if first is None or first.token != mine.token:
            self._endpoint.update(ledger.delete_lock(mine))
            raise lock.busy(first.said if first else "")
        self._lock = mine

    def _tidy(self) -> None:
        """Remove what a killed writer uploaded; bring the ontology and the scheme up to date."""
        now = self._ledger()
        if now.staging:
            self._endpoint.update(ledger.drop_staging(now.staging))
        for graph in fixed_graphs():
            if now.fixed.get(graph.iri) != graph.digest:
                lines = "".join(ntriples(graph.texts, graph.iri))
                self._endpoint.update(
                    f"DROP SILENT GRAPH <{graph.iri}> ;\n"
                    f"INSERT DATA {{ GRAPH <{graph.iri}> {{\n{lines}}} }} ;\n"
                    + ledger.write_digest(graph.iri, graph.digest)
                )

    def _commit(
        self, documents: Callable[[], Iterable[Document]], size: int, gone: set[str]
    ) -> None:
        """Take studies out and put others in, by one update request."""
        held = self._still_held()
        staged: list[str] = []
        steps, moves, digests = [], [], []
        for each in documents():
            gone.add(each.study)
            digests.append(ledger.write_digest(graphs_of(each.study)[0], each.digest, each.quads))
            for graph, lines in each.by_graph().items():
                if size <= self._at_once:
                    moves.append(f"INSERT DATA {{ GRAPH <{graph}> {{\n{''.join(lines)}}} }}")
                else:
                    staged.append(f"{ledger.STAGING}{held.token}/{len(staged)}")
                    held = self._update(held, [ledger.write_staging(staged[-1:], held.token)])
                    self._endpoint.put(staged[-1], lines)
                    moves.append(f"MOVE <{staged[-1]}> TO <{graph}>")
        for study in sorted(gone):
            steps += [f"DROP SILENT GRAPH <{graph}>" for graph in graphs_of(study)]
            steps.append(ledger.forget_digest(graphs_of(study)[0]))
        if staged:
            digests.append(ledger.drop_staging(staged))
            held = self._still_held()
        self._update(held, [*steps, *moves, *digests])

    def _update(self, held: Lock, steps: list[str]) -> Lock:
        """Take steps in one request, and hold the lock for longer with it."""
        renewed = held.renewed()
        self._endpoint.update(" ;\n".join([*steps, ledger.renew_lock(held, renewed)]))
        self._lock = renewed
        return renewed

    def _still_held(self) -> Lock:
        """Return our lock, if nobody took it from us for being silent too long."""
        first = next(iter(self._ledger().locks), None)
        if self._lock is None or first is None or first.token != self._lock.token:
            raise lock.busy(first.said if first else "")
        return self._lock

    def _count(self, study: str) -> int:
        patterns = " UNION ".join(f"{{ GRAPH <{g}> {{ ?s ?p ?o }} }}" for g in graphs_of(study))
        answer = self._endpoint.ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ {patterns} }}", "SELECT")
        return sum(int(row["n"].split('"')[1]) for row in answer.rows())

    def _unknown(self, study: str) -> UnknownThing:
        return UnknownThing(
            f"There is no study {study} at {self.address}.", "`pif studies` lists them."
        )
