"""The W3C's manifests of HTTP requests (w3c/rdf-tests): read them, send them, judge the answers.

A manifest says which requests are sent, one after the other, and of each answer which status it
has, what kind of result it is, and for some its media type and its triples. The addresses in it
begin with ``/sparql/`` or ``/gsp``, which stand for the server's own.
"""

from __future__ import annotations

import http.client
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from rdflib import RDFS, Graph, Namespace
from rdflib.collection import Collection
from rdflib.compare import isomorphic

ROOT = Path(__file__).resolve().parents[2]
SUITES = Path(os.environ.get("PIF_SUITES", ROOT.parent / "shared" / "suites"))
ABSENT = f"no suite in {SUITES}: PIF_SUITES names the folder with the W3C's suites"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
HTS = Namespace("http://www.w3.org/2011/http-statusCodes#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

_STATUSES = {
    HTS.OK: {200}, HTS.Created: {201}, HTS.NoContent: {204}, HTS.NotFound: {404},
    **{HTS[f"StatusCode{n}xx"]: set(range(n * 100, n * 100 + 100)) for n in range(1, 6)},
}  # fmt: skip
RDF_TYPES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
TABLE_TYPES = {
    "application/sparql-results+json", "application/sparql-results+xml",
    "text/csv", "text/tab-separated-values",
}  # fmt: skip


@dataclass
class Expected:
    """What an answer has to be."""

    statuses: set[int]
    boolean: bool | None = None
    format: str | None = None
    location: str | None = None
    media_type: str | None = None
    body: str | None = None


@dataclass
class Exchange:
    """One request, and the answer it has to get."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes
    expected: Expected


@dataclass
class Case:
    """One test: what the graphs hold before, and requests in their order."""

    name: str
    exchanges: list[Exchange]
    graphs: dict[str, Path] = field(default_factory=dict)

    @property
    def is_refused(self):
        return self.name.startswith("bad_")

    @property
    def is_update(self):
        return "update" in self.name


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self):
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def cases(*manifests: Path) -> list[Case]:
    """Read the entries of manifests, in their order. Nothing is found where no suite is."""
    return [case for manifest in manifests if manifest.is_file() for case in _read(manifest)]


def _read(manifest: Path):
    graph = Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())
    [entries] = graph.objects(None, MF.entries)
    for entry in Collection(graph, entries):
        [connection] = graph.objects(entry, MF.action)
        [requests] = graph.objects(connection, HT.requests)
        found = [_exchange(graph, node) for node in Collection(graph, requests)]
        graphs = {
            str(graph.value(data, RDFS.label)): manifest.parent
            / Path(urlsplit(str(graph.value(data, UT.graph))).path).name
            for data in graph.objects(entry, UT.graphData)
        }
        yield Case(str(entry).rpartition("#")[2], found, graphs)


def _exchange(graph, node):
    [response] = graph.objects(node, HT.resp)
    boolean, body = graph.value(response, MF.expectedBoolean), graph.value(response, HT.body)
    headers = dict(_headers(graph, response))
    return Exchange(
        str(graph.value(node, HT.methodName)),
        str(graph.value(node, HT.absolutePath)),
        _headers(graph, node),
        _bytes(graph, graph.value(node, HT.body)),
        Expected(
            set().union(*(_STATUSES[s] for s in graph.objects(response, MF.expectedStatus))),
            boolean=None if boolean is None else boolean.toPython(),
            format=_text(graph.value(response, MF.expectedFormat)),
            location=_text(graph.value(response, MF.expectedLocation)),
            media_type=headers.get("content-type", "").partition(";")[0] or None,
            body=_text(graph.value(body, CNT.chars)) if body is not None else None,
        ),
    )


def _headers(graph, node):
    listed = graph.value(node, HT.headers)
    return [
        (str(graph.value(h, HT.fieldName)), str(graph.value(h, HT.fieldValue)))
        for h in (Collection(graph, listed) if listed is not None else ())
    ]


def _bytes(graph, body):
    if body is None:
        return b""
    encoding = str(graph.value(body, CNT.characterEncoding))
    return str(graph.value(body, CNT.chars)).encode(encoding)


def _text(value):
    return None if value is None else str(value)


class Server:
    """A server under test: its addresses, and how it is asked."""

    def __init__(self, address, sparql="/sparql", store="/graph-store", update=None):
        self.host, self.port = urlsplit(address).hostname, urlsplit(address).port
        self.sparql, self.store, self.update = sparql, store, update or sparql

    def send(self, method, path, headers=(), body=b""):
        """Send a request with these headers and no others than Host and Content-Length."""
        link = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            link.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers:
                link.putheader(name, value)
            if body or method in ("POST", "PUT"):
                link.putheader("Content-Length", str(len(body)))
            link.endheaders(body)
            found = link.getresponse()
            return Answer(found.status, {n.lower(): v for n, v in found.getheaders()}, found.read())
        finally:
            link.close()

    def prepare(self, case):
        """Take out all that is there, and put in what the case begins with."""
        cleared = self.send(
            "POST", self.update, [("Content-Type", "application/sparql-update")], b"DROP ALL"
        )
        assert cleared.status in (200, 204), cleared.body
        for name, file in case.graphs.items():
            path = f"{self.store}?graph={quote(name, safe='')}"
            put = self.send(
                "PUT", path, [("Content-Type", "application/n-triples")], file.read_bytes()
            )
            assert put.status in (200, 201, 204), put.body

    def run(self, case):
        """Send the requests of a case; yields each with its answer."""
        known = {}
        for exchange in case.exchanges:
            path = exchange.path
            for name, value in known.items():
                path = path.replace(name, value)
            answer = self.send(exchange.method, self._own(path), exchange.headers, exchange.body)
            if exchange.expected.location is not None:
                known[exchange.expected.location] = answer.headers.get("location", "")
            yield exchange, answer

    def _own(self, path):
        if path.startswith("/sparql/"):
            return self.sparql + path.removeprefix("/sparql/")
        assert path.startswith("/gsp")
        return self.store + path.removeprefix("/gsp")


def judge(exchange, answer, *, of_its_own_graphs=True):
    """Hold an answer to what is expected of it; its truth only where the graphs are the case's."""
    expected = exchange.expected
    said = f"{exchange.method} {exchange.path[:120]}: {answer.status} {answer.body[:300]!r}"
    assert answer.status in expected.statuses, said
    if expected.location is not None:
        assert answer.headers.get("location"), said
    if expected.format == "boolean":
        known = of_its_own_graphs and expected.boolean is not None
        assert truth(answer) in ([expected.boolean] if known else [True, False]), said
    elif expected.format == "tabular":
        assert answer.media_type in TABLE_TYPES, answer.headers
    elif expected.format == "RDF":
        parsed(answer)
    if expected.media_type is not None:
        assert answer.media_type == expected.media_type, answer.headers
    if expected.body is not None:
        wanted = Graph().parse(data=expected.body, format="turtle")
        assert isomorphic(parsed(answer), wanted), said


def truth(answer):
    """Return what an ASK was answered with."""
    if answer.media_type == "application/sparql-results+json":
        return json.loads(answer.body)["boolean"]
    assert answer.media_type == "application/sparql-results+xml", answer.headers
    found = ElementTree.fromstring(answer.body)
    return found.findtext("{http://www.w3.org/2005/sparql-results#}boolean") == "true"


def parsed(answer):
    """Return the triples of an answer."""
    assert answer.media_type in RDF_TYPES, answer.headers
    return Graph().parse(data=answer.body, format=RDF_TYPES[answer.media_type])
