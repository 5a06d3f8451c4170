"""Answers written out: as a table for people, and in the standard formats of SPARQL 1.1."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from json.encoder import encode_basestring as _quoted
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.namespaces import RDF, XSD
from kg.terms import parts, value_of

if TYPE_CHECKING:
    from kg.store.base import Answer, ResultFormat

Row = dict[str, str]

TABLE_FORMATS = ("table", "csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("turtle", "ntriples", "jsonld", "rdfxml")
_NAMES = {"select": "rows", "ask": "yes or no", "graph": "a graph"}
_CHUNK = 1 << 16
_IN_MEMORY = 8 << 20
_PLAIN = {f"{RDF}langString", f"{XSD}string"}
# In TSV, numbers and truth values stand as in Turtle, where they are so written there too.
_BARE = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}double": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(answer: Answer, format: str, *, width: int | None = None) -> Iterator[bytes]:
    """Yield an answer in one of :data:`TABLE_FORMATS`, or of :data:`GRAPH_FORMATS` for a graph.

    ``width`` is that of the table in columns of a terminal; by default that of the terminal in
    use. Standard formats are as the recommendations say: CSV lines end in CR LF, and no value is
    changed. Only XML cannot hold most control characters: U+FFFD stands in for them.

    Raises:
        UsageError: The kind of answer has no such format; the hint names those it has.
    """
    fitting = GRAPH_FORMATS if answer.kind == "graph" else TABLE_FORMATS
    if format not in fitting:
        raise UsageError(
            f"The answer is {_NAMES[answer.kind]} and cannot be written as {format}.",
            f"Formats that fit are {', '.join(f for f in fitting if f != 'rdfxml')}.",
        )
    if format != "table":
        return answer.write(format)  # type: ignore[arg-type]
    if answer.kind == "ask":
        return iter([b"yes\n" if answer.truth else b"no\n"])
    from kg.text_table import rendered

    return whole(_in_chunks(rendered(answer.variables, answer.rows(), width=width)))


def from_rows(variables: list[str], rows: Iterable[Row], format: ResultFormat) -> Iterator[bytes]:
    """Yield rows of N-Triples terms in one of the four standard formats for rows.

    Raises:
        UsageError: The format is not one for rows.
    """
    if format not in _WRITERS:
        raise UsageError(
            f"Rows cannot be written as {format}.", f"Formats that fit are {', '.join(_WRITERS)}."
        )
    return _in_chunks(_WRITERS[format](variables, rows))


def whole(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks once all are there, so that what fails half-way fails with no output."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        for chunk in chunks:
            spool.write(chunk)
        spool.seek(0)
        while chunk := spool.read(_CHUNK):
            yield chunk


def _in_chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def plain(term: str) -> str:
    """Return what CSV shows of a term: an IRI, a literal's characters, or a blank node's label."""
    if term[0] == '"':
        return term[1:-1] if term[-1] == '"' and "\\" not in term else value_of(term)
    return term[1:-1] if term[0] == "<" and term[1] != "<" else term


def _csv(variables: list[str], rows: Iterable[Row]) -> Iterator[str]:
    yield ",".join(variables) + "\r\n"
    for row in rows:
        yield ",".join(_csv_cell(plain(row[v])) if v in row else "" for v in variables) + "\r\n"


def _csv_cell(value: str) -> str:
    if any(c in value for c in ',"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


def _tsv(variables: list[str], rows: Iterable[Row]) -> Iterator[str]:
    yield "\t".join(f"?{v}" for v in variables) + "\n"
    for row in rows:
        yield "\t".join(_tsv_cell(row[v]) if v in row else "" for v in variables) + "\n"


def _tsv_cell(term: str) -> str:
    if term.startswith('"') and not term.endswith('"'):
        value, datatype, _ = parts(term)
        if datatype in _BARE and _BARE[datatype].fullmatch(value):
            return value
    return term.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _json(variables: list[str], rows: Iterable[Row]) -> Iterator[str]:
    names = {v: _quoted(v) for v in variables}
    yield f'{{"head":{{"vars":[{",".join(names.values())}]}},"results":{{"bindings":['
    separator = ""
    for row in rows:
        bound = (f"{name}:{_json_term(row[v])}" for v, name in names.items() if v in row)
        yield f"{separator}{{{','.join(bound)}}}"
        separator = ","
    yield "]}}"


def _json_term(term: str) -> str:
    if term[-1] == '"':
        return f'{{"type":"literal","value":{_quoted(plain(term))}}}'
    if term.startswith("_:"):
        return f'{{"type":"bnode","value":{_quoted(term[2:])}}}'
    value, datatype, language = parts(term)
    if datatype is None:
        return f'{{"type":"uri","value":{_quoted(value)}}}'
    said = f'"xml:lang":{_quoted(language)}' if language else f'"datatype":{_quoted(datatype)}'
    return f'{{"type":"literal","value":{_quoted(value)},{said}}}'


def _xml(variables: list[str], rows: Iterable[Row]) -> Iterator[str]:
    yield '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
    yield "".join(f'<variable name="{v}"/>' for v in variables)
    yield "</head><results>"
    for row in rows:
        bound = (
            f'<binding name="{v}">{_xml_term(row[v])}</binding>' for v in variables if v in row
        )
        yield f"<result>{''.join(bound)}</result>"
    yield "</results></sparql>"


def _xml_term(term: str) -> str:
    if term.startswith("_:"):
        return f"<bnode>{_xml_text(term[2:])}</bnode>"
    value, datatype, language = parts(term)
    if datatype is None:
        return f"<uri>{_xml_text(value)}</uri>"
    if language:
        return f'<literal xml:lang="{language}">{_xml_text(value)}</literal>'
    if datatype in _PLAIN:
        return f"<literal>{_xml_text(value)}</literal>"
    return f'<literal datatype="{_xml_text(datatype)}">{_xml_text(value)}</literal>'


def _xml_text(value: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", value).translate(_XML)


_WRITERS: dict[str, Callable[[list[str], Iterable[Row]], Iterator[str]]] = {
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "xml": _xml,
}
