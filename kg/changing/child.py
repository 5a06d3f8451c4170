"""Inside the process that works out a change: the engine, a copy of the graphs, and no way out.

Started by :mod:`kg.changing.scratch`. The first line that comes in is the order, what follows is
what it works on. What goes out is lines: ``["ready"]`` when the copy stands, ``["done"]`` when the
work is done, then what was found, then ``["end"]``.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import pyoxigraph as ox

from kg.formats.rdf import BLANK_LIMIT, STATEMENT_LIMIT, Refused, parse_quads, term
from kg.store.vocabulary import fixed_graphs

_UNITE = "CLEAR DEFAULT ; INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
"""Makes the default graph what it is for questions: all graphs together."""


def main() -> None:
    """Read an order and carry it out."""
    order: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    work = {"update": _update, "parse": _parse, "rewrite": _rewrite}[order["kind"]]
    _ = fixed_graphs(), expat.ParserCreate  # while files can be opened
    confined = _Confined(order["memory"], order["seconds"])
    try:
        work(order, confined)
        _tell("end")
    except MemoryError:
        _tell(
            "limit",
            f"The change takes more than {order['memory'] >> 20} MiB of memory.",
            "Nothing is changed. Make it in smaller steps.",
        )
    except Refused as refused:
        where = f" Line {refused.line}." if refused.line else ""
        _tell("refused", f"{refused.message}{where}", refused.remedy)
    sys.stdout.flush()


class _Confined:
    """The bounds of this process: no file and no connection from the beginning on."""

    def __init__(self, memory: int, seconds: float) -> None:
        self._memory = memory
        self._seconds = seconds
        self._status: IO[str] | None = None
        if Path("/proc/self/status").exists():
            self._status = Path("/proc/self/status").open()  # noqa: SIM115 - kept, for later
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))

    def begin(self) -> None:
        """Bound memory and processor time from here on; say that the work begins."""
        _tell("ready")
        sys.stdout.flush()
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime + self._seconds) + 2
        self._soft(resource.RLIMIT_CPU, seconds)
        if self._status is not None:
            self._status.seek(0)
            found = re.search(r"VmData:\s*(\d+) kB", self._status.read())
            if found:
                self._soft(resource.RLIMIT_DATA, int(found[1]) * 1024 + self._memory)

    def done(self) -> None:
        """Say that the work is done; what follows has no bound but what it may find."""
        self._soft(resource.RLIMIT_CPU, resource.RLIM_INFINITY)
        self._soft(resource.RLIMIT_DATA, resource.RLIM_INFINITY)
        _tell("done")
        sys.stdout.flush()

    def _soft(self, kind: int, most: int) -> None:
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = hard if most == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))


def _tell(*said: str) -> None:
    sys.stdout.write(json.dumps(said) + "\n")


# Carry out an update. --------------------------------------------------------------------


def _update(order: dict[str, Any], confined: _Confined) -> None:
    store = _copy(order["graphs"])
    before = {name: _state(store, name) for name in _names(store)}
    then = {name: store.quads_for_pattern(None, None, None, _graph(name)) for name in before}
    fresh = any(reads_union for _, reads_union in order["operations"])
    if fresh:
        store.update(_UNITE)
    default = _state(store, "")
    confined.begin()
    for text, reads_union in order["operations"]:
        if reads_union and not fresh:
            store.update(_UNITE)
            default = _state(store, "")
        try:
            store.update(text)
        except SyntaxError as error:
            raise Refused(
                "", f"This is not a SPARQL update: {error}.", "Nothing is changed. Mend it there."
            ) from error
        except (RuntimeError, ValueError, OSError) as error:
            raise Refused(
                "", f"The update cannot be carried out: {error}.", "Nothing is changed."
            ) from error
        if _state(store, "") != default:
            confined.done()
            _tell("elsewhere", "")
            return
        fresh = False
    if any(reads_union for _, reads_union in order["operations"]):
        store.update("CLEAR DEFAULT")
    confined.done()
    _compare(store, before, then, tuple(order["changeable"]))


def _copy(graphs: list[str] | None) -> ox.Store:
    store = ox.Store()
    for fixed in fixed_graphs():
        if graphs is None or fixed.iri in graphs:
            for _, text in fixed.texts:
                store.bulk_load(
                    text, ox.RdfFormat.TURTLE, base_iri=fixed.iri, to_graph=ox.NamedNode(fixed.iri)
                )
    store.bulk_load(sys.stdin.buffer, ox.RdfFormat.N_QUADS, lenient=True)
    return store


def _names(store: ox.Store) -> set[str]:
    named = store.named_graphs()
    return {"", *(g.value if isinstance(g, ox.NamedNode) else str(g) for g in named)}


def _graph(name: str) -> ox.NamedNode | ox.BlankNode | ox.DefaultGraph:
    if name.startswith("_:"):
        return ox.BlankNode(name[2:])
    return ox.NamedNode(name) if name else ox.DefaultGraph()


def _state(store: ox.Store, name: str) -> bytes:
    """Return a digest of a graph; a graph that did not change keeps its order, so keeps it."""
    return sha256(_lines(store, name)).digest()


def _lines(store: ox.Store, name: str) -> bytes:
    dumped = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=_graph(name))
    assert dumped is not None  # noqa: S101
    return dumped


def _compare(
    store: ox.Store,
    before: dict[str, bytes],
    then: dict[str, Any],
    changeable: tuple[str, ...],
) -> None:
    nothing = sha256(b"").digest()
    for name in sorted({*before, *_names(store)}):
        now = _lines(store, name)
        if sha256(now).digest() == before.get(name, nothing):
            continue
        gone: set[bytes] = set()
        if name in then:
            triples = (quad.triple for quad in then[name])
            gone = set((ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines())
        new = []
        for line in now.splitlines():
            if line in gone:
                gone.discard(line)
            else:
                new.append(line)
        if (new or gone) and not name.startswith(changeable):
            _tell("elsewhere", name)
            continue
        for sign, lines in (("+", new), ("-", list(gone))):
            _tell_triples(sign, name, _terms(lines))


def _terms(lines: list[bytes]) -> Iterator[tuple[str, str, str]]:
    parsed = ox.parse(io.BytesIO(b"\n".join(lines)), ox.RdfFormat.N_TRIPLES, lenient=True)
    try:
        for found in parsed:
            yield term(found.subject), term(found.predicate), term(found.object)
    except ValueError as error:
        raise Refused(
            "", f"The change makes {error}, which is not kept.", "Say it in RDF 1.1."
        ) from error


def _tell_triples(sign: str, graph: str, triples: Iterable[tuple[str, str, str]]) -> None:
    blank: set[str] = set()
    for count, triple in enumerate(triples):
        blank.update(t for t in (triple[0], triple[2]) if t.startswith("_:"))
        if count >= STATEMENT_LIMIT or len(blank) > BLANK_LIMIT:
            _tell(
                "limit",
                f"The change makes more than {STATEMENT_LIMIT:,} statements"
                f" or more than {BLANK_LIMIT:,} blank nodes in one graph.",
                "Nothing is changed. Make it in smaller steps.",
            )
            return
        _tell(sign, graph, *triple)


# Read one graph. -------------------------------------------------------------------------


def _parse(order: dict[str, Any], confined: _Confined) -> None:
    data = sys.stdin.buffer.read()
    confined.begin()
    quads = list(parse_quads(data, order["suffix"], order["base"]))
    named = next((quad.graph for quad in quads if quad.graph), None)
    if named is not None:
        raise Refused(
            "", f"Some statements stand in a graph of their own, {named[:200]}.",
            "Send the statements of one graph, without a name.",
        )  # fmt: skip
    confined.done()
    _tell_triples("+", "", (quad[:3] for quad in quads))


# See how the engine writes what it reads. ------------------------------------------------


def _rewrite(order: dict[str, Any], confined: _Confined) -> None:
    lines = sys.stdin.buffer.read().splitlines()
    confined.begin()
    store = ox.Store()
    found = []
    for line in lines:
        [quad] = ox.parse(line, ox.RdfFormat.N_TRIPLES, lenient=True)
        store.add(quad)
        [kept] = store
        found.append((term(quad.object), term(kept.object)))
        store.remove(kept)
    confined.done()
    for before, after in found:
        _tell("=", before, after)
