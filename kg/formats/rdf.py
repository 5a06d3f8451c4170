"""Parse RDF that strangers made, and turn an engine's terms into ours."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.formats.cells import MIB, read_bytes
from kg.formats.reporting import Report
from kg.terms import Triple, text

if TYPE_CHECKING:
    import pyoxigraph as ox

FILE_LIMIT = 512 * MIB
"""The most bytes a file may have, unpacked."""
XML_LIMIT = 64 * MIB
"""The same for RDF/XML and JSON-LD, which are read whole."""
STATEMENT_LIMIT = 5_000_000
"""The most statements a file may make."""
BLANK_LIMIT = 100_000
"""The most blank nodes a file may have."""

FORMATS = {
    ".ttl": "TURTLE",
    ".trig": "TRIG",
    ".nq": "N_QUADS",
    ".nt": "N_TRIPLES",
    ".jsonld": "JSON_LD",
    ".rdf": "RDF_XML",
}
"""File name ending → format. Each may have ``.gz`` behind it."""
_READ_WHOLE = (".rdf", ".jsonld")


class Quad(NamedTuple):
    """One statement; ``graph`` is a bare IRI, empty for the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str


class Refused(Exception):
    """The file cannot be read; what is to be reported of it."""

    def __init__(self, rule: str, message: str, remedy: str, line: int | None = None) -> None:
        super().__init__(message)
        self.rule, self.message, self.remedy, self.line = rule, message, remedy, line


def suffix_of(path: Path) -> str | None:
    """Return the ending that names an RDF format, or None.

    >>> suffix_of(Path("study.nq.gz")), suffix_of(Path("study.csv"))
    ('.nq', None)
    """
    name = path.name.lower().removesuffix(".gz")
    return next((suffix for suffix in FORMATS if name.endswith(suffix)), None)


def term(found: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """Return an engine's term as ours; a blank node is ``_:`` and its label.

    Raises:
        ValueError: The term is one of RDF 1.2 that this version does not keep.
    """
    import pyoxigraph as ox

    if isinstance(found, ox.NamedNode):
        return f"<{found.value}>"
    if isinstance(found, ox.BlankNode):
        return f"_:{found.value}"
    if isinstance(found, ox.Literal):
        if found.direction is not None:
            raise ValueError("a text with a writing direction")
        if found.language:
            return text(found.value, found.language)
        quoted = text(found.value)
        datatype = found.datatype.value
        return quoted if datatype.endswith("XMLSchema#string") else f"{quoted}^^<{datatype}>"
    raise ValueError("a statement about a statement")


def parse_turtle(data: bytes, name: str) -> Iterator[Triple]:
    """Yield the statements of a Turtle document that this package ships.

    Raises:
        SyntaxError: It is not Turtle; the message begins with ``name``.
    """
    import pyoxigraph as ox

    try:
        for quad in ox.parse(input=data, format=ox.RdfFormat.TURTLE):
            yield term(quad.subject), term(quad.predicate), term(quad.object)
    except SyntaxError as error:
        raise SyntaxError(f"{name}: {error.msg}") from error


def read_quads(path: Path, report: Report) -> Iterator[Quad]:
    """Yield the statements of an RDF file, blank nodes as ``_:`` and a label.

    Raises:
        Refused: The file is not RDF of the kind its name says, or a limit was hit.
    """
    suffix = suffix_of(path)
    assert suffix is not None  # noqa: S101 - the caller has looked
    data = read_bytes(path, path.name, FILE_LIMIT, report)
    if data is None:
        return
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(data, XML_LIMIT if suffix in _READ_WHOLE else FILE_LIMIT)
    yield from parse_quads(data, suffix)


def parse_quads(data: bytes, suffix: str, base: str | None = None) -> Iterator[Quad]:
    """Yield the statements of RDF as :func:`read_quads` does; ``suffix`` names the format.

    ``base`` is what relative IRIs are completed with; without it they are refused.

    Raises:
        Refused: It is not RDF of that kind, or a limit was hit.
    """
    import pyoxigraph as ox

    whole = suffix in _READ_WHOLE
    if not data.strip():
        raise Refused("empty-file", "The file is empty.", "Export the study again.")
    if whole and len(data) > XML_LIMIT:
        raise Refused(
            "too-large", f"The file is larger than {XML_LIMIT // MIB} MiB.",
            "Turn it into N-Quads or Turtle, which may be larger.",
        )  # fmt: skip
    if suffix == ".rdf":
        _refuse_doctype(data)
        _refuse_malformed_xml(data)
    blanks: set[str] = set()
    count = 0
    parser = ox.parse(
        input=io.BytesIO(data), format=getattr(ox.RdfFormat, FORMATS[suffix]), base_iri=base
    )
    try:
        for found in parser:
            count += 1
            graph = found.graph_name
            quad = Quad(
                term(found.subject), term(found.predicate), term(found.object),
                "" if isinstance(graph, ox.DefaultGraph) else graph.value,
            )  # fmt: skip
            blanks.update(t for t in (quad.subject, quad.object) if t.startswith("_:"))
            if count > STATEMENT_LIMIT or len(blanks) > BLANK_LIMIT:
                raise Refused(
                    "too-large",
                    f"The file makes more than {STATEMENT_LIMIT:,} statements"
                    f" or has more than {BLANK_LIMIT:,} blank nodes.",
                    "Split it, one file for each study, and give its things addresses.",
                )
            yield quad
    except SyntaxError as error:
        raise _syntax(error) from error
    except ValueError as error:
        raise Refused(
            "rdf-1.2", f"Statement {count} holds {error}, which is not kept.",
            "Write it in RDF 1.1.",
        ) from error  # fmt: skip


def _syntax(error: SyntaxError) -> Refused:
    said = re.sub(r" \(line \d+\)$", "", error.msg or str(error))
    if "LoadDocumentCallback" in said:
        return Refused(
            "remote-context", "The file names a JSON-LD context that lies elsewhere.",
            "Write the context into the file; nothing is fetched while a study is read.",
        )  # fmt: skip
    said = re.sub(r"^Parser error (?:at|between) .*?: ", "", said)
    return Refused(
        "rdf-syntax", f"The file cannot be parsed: {said}.",
        "Mend this line, or export the file again.", error.lineno,
    )  # fmt: skip


def _unpacked(data: bytes, limit: int) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as file:
            unpacked = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(
            "gzip", f"The file cannot be unpacked: {error}.", "Pack it again with gzip."
        ) from error
    if len(unpacked) > limit:
        raise Refused(
            "too-large", f"The file unpacks to more than {limit // MIB} MiB.",
            "Split it, one file for each study.",
        )  # fmt: skip
    return unpacked


def _refuse_doctype(data: bytes) -> None:
    # An entity can stand for any amount of text, so no parser may see a document type.
    found = re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", data, re.IGNORECASE)
    if found:
        raise Refused(
            "doctype", "The file declares a document type (DOCTYPE), which is not read.",
            "Export it as Turtle, or take the declaration and its entities out.",
            data.count(b"\n", 0, found.start()) + 1,
        )  # fmt: skip
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("encoding", "The file is in UTF-16.", "Save it as UTF-8.")


def _refuse_malformed_xml(data: bytes) -> None:
    # The engine takes a file that is cut off for one that ends there.
    from xml.parsers import expat

    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        raise Refused(
            "rdf-syntax", f"The file is not XML: {expat.ErrorString(error.code)}.",
            "Export the file again.", error.lineno,
        ) from error  # fmt: skip
