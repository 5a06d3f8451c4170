"""The conversation with a server: the SPARQL 1.1 Protocol and the Graph Store Protocol."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request

from SPARQLWrapper import POST, POSTDIRECTLY, SPARQLWrapper

from kg.errors import StoreError
from kg.store.engine import OxigraphAnswer, read_graph, read_table
from kg.store.remote import web
from kg.store.remote.addresses import addresses, shown

_TABLE = "application/sparql-results+json"
_GRAPH = "application/n-triples, text/turtle;q=0.5"
_READABLE = ("application/n-triples", "text/turtle", "text/plain")
_PIECE = 8 << 20


class _Wrapper(SPARQLWrapper):  # type: ignore[misc, unused-ignore]
    """SPARQLWrapper with the form of the request given, not guessed, and our own way out."""

    def __init__(self, address: str, form: str, open_: Callable[..., Any]) -> None:
        self._form = form
        self._open = open_
        super().__init__(address)
        self.setOnlyConneg(True)
        self.setMethod(POST)

    def _parseQueryType(self, query: str) -> str:  # noqa: N802
        return self._form

    def _query(self) -> tuple[Any, str]:
        return self._open(self._createRequest(), timeout=self.timeout), self.returnFormat


class Endpoint:
    """One server, by the SPARQL 1.1 Protocol and the Graph Store Protocol."""

    def __init__(self, address: str, *, seconds: int, most: int) -> None:
        self.at = addresses(address)
        self._seconds = seconds
        self._most = most
        self._open = web.opener(self.at.query).open

    def ask(
        self, sparql: str, form: str, default: Iterable[str] = (), named: Iterable[str] = ()
    ) -> OxigraphAnswer:
        """Answer a query; the graphs given take the place of those it would be asked of."""
        is_table = form in ("SELECT", "ASK")
        wrapper = self._wrapper(self.at.query, form, _TABLE if is_table else _GRAPH)
        wrapper.setTimeout(self._seconds)
        wrapper.setQuery(sparql)
        for graph in default:
            wrapper.addParameter("default-graph-uri", graph)
        for graph in named:
            wrapper.addParameter("named-graph-uri", graph)
        source = shown(self.at.query)
        with web.told(self.at.query, asking=True), closing(wrapper.query().response) as response:
            content_type = response.headers.get_content_type()
            if not is_table and content_type not in _READABLE:
                raise StoreError(f"{source} answers with {content_type}, which is no RDF we read.")
            file = self._received(response, self.at.query)
        return read_table(file, source) if is_table else read_graph(file, source)

    def update(self, sparql: str) -> None:
        """Change what the server holds, in one request."""
        wrapper = self._wrapper(self.at.update, "INSERT", "*/*")
        wrapper.setTimeout(self._seconds * 10)
        wrapper.setRequestMethod(POSTDIRECTLY)
        wrapper.setQuery(sparql)
        with web.told(self.at.update, asking=False), closing(wrapper.query().response) as response:
            response.read(1)

    def graph(self, iri: str) -> OxigraphAnswer:
        """Read a whole graph; an unknown one is empty."""
        if self.at.graphs is None:
            return self.ask(
                f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}", "CONSTRUCT"
            )
        request = self._request(iri, "GET")
        request.add_header("Accept", _GRAPH)
        try:
            with (
                web.told(self.at.graphs, asking=False),
                self._absent(),
                self._open(request, timeout=self._seconds) as response,
            ):
                return read_graph(self._received(response, self.at.graphs), shown(self.at.graphs))
        except _Absent:
            return OxigraphAnswer(())

    def put(self, iri: str, lines: list[str]) -> None:
        """Write a whole graph that nobody reads yet."""
        if self.at.graphs is None:
            for piece in _pieces(lines):
                self.update(f"INSERT DATA {{ GRAPH <{iri}> {{\n{piece}}} }}")
            return
        request = self._request(iri, "PUT", "".join(lines).encode())
        request.add_header("Content-Type", "application/n-triples")
        with (
            web.told(self.at.graphs, asking=False),
            self._open(request, timeout=self._seconds * 10) as response,
        ):
            response.read(1)

    def _wrapper(self, address: str, form: str, accept: str) -> _Wrapper:
        wrapper = _Wrapper(address, form, self._open)
        wrapper.addCustomHttpHeader("Accept", accept)
        if self.at.user:
            wrapper.setCredentials(self.at.user, self.at.password)
        return wrapper

    def _request(self, iri: str, method: str, data: bytes | None = None) -> Request:
        assert self.at.graphs is not None  # noqa: S101
        joint = "&" if "?" in self.at.graphs else "?"
        address = f"{self.at.graphs}{joint}graph={quote(iri, safe='')}"
        request = Request(address, data=data, method=method)  # noqa: S310
        if self.at.user:
            pair = b64encode(f"{self.at.user}:{self.at.password}".encode()).decode()
            request.add_unredirected_header("Authorization", f"Basic {pair}")
        return request

    @contextmanager
    def _absent(self) -> Iterator[None]:
        try:
            yield
        except HTTPError as error:
            if error.code == 404:
                error.close()
                raise _Absent from error
            raise

    def _received(self, response: Any, address: str) -> IO[bytes]:
        until = time.monotonic() + self._seconds
        return web.received(response, most=self._most, until=until, address=address)


class _Absent(Exception):
    """There is no such graph."""


def _pieces(lines: list[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _PIECE:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)
