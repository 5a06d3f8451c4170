"""Read a study from RDF, and turn an engine's terms into ours.

A file describes one study in the vocabulary of docs/reference/data-model.md. Its statements go
where a study folder's would go; what is derived, and what is said about shared terms, is left out.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import UsageError
from kg.findings import Place
from kg.formats.cells import MIB, read_bytes
from kg.formats.reporting import Report, nearest, shown
from kg.formats.skolem import TooEntangled, name_blank_nodes
from kg.identifiers import STUDY_ID_LIMIT, split_thing_iri, study_iri, thing_iri, wrong_with_id
from kg.namespaces import (
    BASE,
    CONSTRUCT,
    ONTOLOGY,
    ONTOLOGY_GRAPH,
    PIF,
    SCHEME,
    SCHEME_GRAPH,
    SKOS,
    SSSOM,
    mapping_graph,
    study_graph,
)
from kg.terms import A, Triple, is_iri, parts, text, value_of

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

MATCHES = frozenset(
    f"<{SKOS}{kind}Match>" for kind in ("exact", "close", "broad", "narrow", "related")
)
DERIVED = frozenset(f"<{PIF}{name}>" for name in ("supports", "supportedBy", "bearsOn"))


class Quad(NamedTuple):
    """One statement; ``graph`` is a bare IRI, empty for the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str


class Contents(NamedTuple):
    """What an RDF file says of one study."""

    study: str | None
    graphs: dict[str, set[Triple]]
    places: dict[str, Place]


class _Refused(Exception):
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


def read_rdf(path: Path, report: Report, *, study: str | None = None) -> Contents:
    """Read one study from an RDF file; what is wrong is reported.

    ``study`` picks one when the file holds several, each in its own graph.

    Raises:
        UsageError: ``study`` is not in the file.
    """
    place = Place(path.name)
    try:
        quads = list(_quads(path, report))
        chosen = None if report.findings() else _choose(quads, study, report, place)
        if chosen is None:
            return Contents(None, {}, {})
        quads = _unblanked(quads, chosen)
    except _Refused as refused:
        report.violation(
            refused.rule, Place(path.name, refused.line), refused.message, refused.remedy
        )
        return Contents(None, {}, {})
    graphs = _sorted_out(quads, chosen, report, place)
    subjects = {value_of(s) for triples in graphs.values() for s, _, _ in triples}
    return Contents(chosen, graphs, dict.fromkeys(sorted(subjects), place))


def _quads(path: Path, report: Report) -> Iterator[Quad]:
    import pyoxigraph as ox

    suffix = suffix_of(path)
    assert suffix is not None  # noqa: S101 - the caller has looked
    whole = suffix in (".rdf", ".jsonld")
    data = read_bytes(path, path.name, FILE_LIMIT, report)
    if data is None:
        return
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(data, XML_LIMIT if whole else FILE_LIMIT)
    if not data.strip():
        raise _Refused("empty-file", "The file is empty.", "Export the study again.")
    if whole and len(data) > XML_LIMIT:
        raise _Refused(
            "too-large", f"The file is larger than {XML_LIMIT // MIB} MiB.",
            "Turn it into N-Quads or Turtle, which may be larger.",
        )  # fmt: skip
    if suffix == ".rdf":
        _refuse_doctype(data)
    blanks: set[str] = set()
    count = 0
    parser = ox.parse(input=io.BytesIO(data), format=getattr(ox.RdfFormat, FORMATS[suffix]))
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
                raise _Refused(
                    "too-large",
                    f"The file makes more than {STATEMENT_LIMIT:,} statements"
                    f" or has more than {BLANK_LIMIT:,} blank nodes.",
                    "Split it, one file for each study, and give its things addresses.",
                )
            yield quad
    except SyntaxError as error:
        raise _syntax(error) from error
    except ValueError as error:
        raise _Refused(
            "rdf-1.2", f"Statement {count} holds {error}, which is not kept.",
            "Write it in RDF 1.1.",
        ) from error  # fmt: skip


def _syntax(error: SyntaxError) -> _Refused:
    said = re.sub(r" \(line \d+\)$", "", error.msg or str(error))
    if "LoadDocumentCallback" in said:
        return _Refused(
            "remote-context", "The file names a JSON-LD context that lies elsewhere.",
            "Write the context into the file; nothing is fetched while a study is read.",
        )  # fmt: skip
    said = re.sub(r"^Parser error (?:at|between) .*?: ", "", said)
    return _Refused(
        "rdf-syntax", f"The file cannot be parsed: {said}.",
        "Mend this line, or export the file again.", error.lineno,
    )  # fmt: skip


def _unpacked(data: bytes, limit: int) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as file:
            unpacked = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _Refused(
            "gzip", f"The file cannot be unpacked: {error}.", "Pack it again with gzip."
        ) from error
    if len(unpacked) > limit:
        raise _Refused(
            "too-large", f"The file unpacks to more than {limit // MIB} MiB.",
            "Split it, one file for each study.",
        )  # fmt: skip
    return unpacked


def _refuse_doctype(data: bytes) -> None:
    # An entity can stand for any amount of text, so no parser may see a document type.
    found = re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", data, re.IGNORECASE)
    if found:
        raise _Refused(
            "doctype", "The file declares a document type (DOCTYPE), which is not read.",
            "Export it as Turtle, or take the declaration and its entities out.",
            data.count(b"\n", 0, found.start()) + 1,
        )  # fmt: skip
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _Refused("encoding", "The file is in UTF-16.", "Save it as UTF-8.")


def _unblanked(quads: list[Quad], study: str) -> list[Quad]:
    """Give every blank node an address made from what is said of it."""
    try:
        names = name_blank_nodes(quad[:3] for quad in quads)
    except TooEntangled as error:
        raise _Refused(
            "blank-nodes",
            f"Too many blank nodes hang together ({error.size} in one group).",
            "Give the things of the study addresses (IRIs).",
        ) from error
    if not names:
        return quads
    iris = {node: f"<{thing_iri(study, 'node', name)}>" for node, name in names.items()}
    return [Quad(iris.get(s, s), p, iris.get(o, o), g) for s, p, o, g in quads]


def _choose(quads: list[Quad], study: str | None, report: Report, place: Place) -> str | None:
    """Return the id of the study to read, or None after saying why there is none."""
    type_study = f"<{PIF}Study>"
    terms = {q.subject for q in quads if q.predicate == A and q.object == type_study}
    iris = {s if s.startswith("_:") else value_of(s) for s in terms}
    found: set[str] = set()
    for iri in sorted(iris):
        named = split_thing_iri(iri)
        if named is not None and named[1] == "study":
            found.add(named[0])
        elif named is None:
            report.violation(
                "study-address", place, f"The study {shown(iri, 100)} has an address of its own.",
                f"Use {study_iri('ID')} for it, with an id in place of ID.",
            )  # fmt: skip
            return None
    if study is not None:
        if study not in found:
            raise UsageError(
                f"{place.file} describes no study {study!r}.",
                nearest(study, found) or f"It describes: {', '.join(sorted(found)) or 'none'}.",
            )
        found = {study}
    if len(found) != 1:
        said = f"{len(found)} studies: {', '.join(sorted(found))}" if found else "no study"
        report.violation(
            "one-study", place, f"The file describes {said}.",
            "Say which with --study; each must stand in its own named graph."
            if found
            else f"Say {study_iri('ID')} a pif:Study, with an id in place of ID.",
        )  # fmt: skip
        return None
    [chosen] = found
    wrong = wrong_with_id(chosen, STUDY_ID_LIMIT)
    if wrong:
        report.violation("id", place, f"{shown(chosen)} cannot be the id of a study: {wrong}.")
        return None
    return chosen


def _sorted_out(
    quads: list[Quad], study: str, report: Report, place: Place
) -> dict[str, set[Triple]]:
    """Put each statement into the graph it belongs to; count those left out, and why."""
    own, maps = study_graph(study), mapping_graph(study)
    kept: set[Triple] = set()
    given_as_mapping: set[Triple] = set()
    left: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for quad in quads:
        triple = quad[:3]
        other = _other_study(quad, study)
        if quad.graph in (ONTOLOGY_GRAPH, SCHEME_GRAPH) or _is_shared(quad.subject):
            left["shared"] += 1
        elif quad.graph.startswith(f"{BASE}graph/derived/") or quad.predicate in DERIVED:
            left["derived"] += 1
        elif other is not None:
            others[other] += 1
        elif quad.graph == maps:
            given_as_mapping.add(triple)
        else:
            kept.add(triple)
    for name, count in sorted(others.items()):
        if any(q.graph == study_graph(name) for q in quads):
            continue  # the other study stands in its own graph and was not picked
        report.violation(
            "other-study", place, f"The file makes {count} statements about study {shown(name)}.",
            "Put them into a file of that study.",
        )  # fmt: skip
    if left["shared"]:
        report.warning(
            "shared-terms", place,
            f"{left['shared']} statements about terms of the ontology or the shared scheme were"
            " left out.",
            "A study cannot change shared terms; propose the change to the project.",
        )  # fmt: skip
    if left["derived"]:
        report.warning(
            "derived-statements", place,
            f"{left['derived']} derived statements (such as pif:supports) were left out.",
            "They are derived again from codings and mappings.",
        )  # fmt: skip
    mapping_nodes = {s for s, p, o in kept if p == A and o == f"<{SSSOM}Mapping>"}
    codes = thing_iri(study, "code", "")
    moved = {
        (s, p, o)
        for s, p, o in kept
        if s in mapping_nodes or (p in MATCHES and value_of(s).startswith(codes))
    } | given_as_mapping
    graphs = {own: kept - moved}
    if moved:
        graphs[maps] = moved
    _check_texts(graphs, report, place)
    return graphs


def _other_study(quad: Quad, study: str) -> str | None:
    for iri in (value_of(quad.subject), quad.graph):
        named = split_thing_iri(iri)
        if named is not None and named[0] != study:
            return named[0]
        for kind in ("study", "mapping"):
            root = f"{BASE}graph/{kind}/"
            if iri.startswith(root) and iri[len(root) :] != study:
                return iri[len(root) :]
    return None


def _is_shared(subject: str) -> bool:
    iri = value_of(subject)
    return iri in (ONTOLOGY, SCHEME) or iri.startswith((PIF, CONSTRUCT, f"{ONTOLOGY}/"))


def _check_texts(graphs: dict[str, set[Triple]], report: Report, place: Place) -> None:
    for triples in graphs.values():
        for s, p, o in sorted(t for t in triples if not is_iri(t[2]) and "\\u" in t[2]):
            if any(ord(c) < 32 and c not in "\t\n\r" for c in parts(o)[0]):
                report.violation(
                    "control-character", place,
                    f"{value_of(p)} of {value_of(s)} holds a control character.",
                    "Take it out.",
                )  # fmt: skip
