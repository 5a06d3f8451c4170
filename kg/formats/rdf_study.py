"""Read a study from RDF: find it, and put each statement into the graph it belongs to.

A file describes one study in the vocabulary of docs/reference/data-model.md. Its statements go
where a study folder's would go; what is derived, and what is said about shared terms, is left out.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from kg.errors import UsageError
from kg.findings import Place
from kg.formats.rdf import Quad, Refused, read_quads
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
from kg.terms import A, Triple, is_iri, parts, value_of

MATCHES = frozenset(
    f"<{SKOS}{kind}Match>" for kind in ("exact", "close", "broad", "narrow", "related")
)
FULL_TEXT = f"<{PIF}fullText>"
DERIVED = frozenset(f"<{PIF}{name}>" for name in ("supports", "supportedBy", "bearsOn"))


class Contents(NamedTuple):
    """What an RDF file says of one study."""

    study: str | None
    graphs: dict[str, set[Triple]]
    places: dict[str, Place]


def read_rdf(path: Path, report: Report, *, study: str | None = None) -> Contents:
    """Read one study from an RDF file; what is wrong is reported.

    ``study`` picks one when the file holds several, each in its own graph.

    Raises:
        UsageError: ``study`` is not in the file.
    """
    place = Place(path.name)
    try:
        quads = list(read_quads(path, report))
        chosen = None if report.findings() else _choose(quads, study, report, place)
        if chosen is None:
            return Contents(None, {}, {})
        quads = unblanked(quads, chosen)
    except Refused as refused:
        report.violation(
            refused.rule, Place(path.name, refused.line), refused.message, refused.remedy
        )
        return Contents(None, {}, {})
    graphs = _sorted_out(quads, chosen, report, place)
    subjects = {s for triples in graphs.values() for s, _, _ in triples}
    return Contents(chosen, graphs, dict.fromkeys(sorted(subjects), place))


def unblanked(quads: list[Quad], study: str) -> list[Quad]:
    """Give every blank node an address made from what is said of it."""
    try:
        names = name_blank_nodes(quad[:3] for quad in quads)
    except TooEntangled as error:
        raise Refused(
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
        other = other_study(quad, study)
        if quad.graph in (ONTOLOGY_GRAPH, SCHEME_GRAPH) or is_shared(quad.subject):
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
    moved = mapping_statements(kept, study) | given_as_mapping
    graphs = {own: kept - moved}
    if moved:
        graphs[maps] = moved
    check_texts(graphs, report, place)
    return graphs


def other_study(quad: Quad, study: str) -> str | None:
    """Return the study that a statement is about, or whose graph it is in, if not this one."""
    for iri in (value_of(quad.subject), quad.graph):
        named = split_thing_iri(iri)
        if named is not None and named[0] != study:
            return named[0]
        for kind in ("study", "mapping"):
            root = f"{BASE}graph/{kind}/"
            if iri.startswith(root) and iri[len(root) :] != study:
                return iri[len(root) :]
    return None


def mapping_statements(triples: set[Triple], study: str) -> set[Triple]:
    """Return those that map the study's codes, and what is said of a mapping itself."""
    nodes = {s for s, p, o in triples if p == A and o == f"<{SSSOM}Mapping>"}
    codes = thing_iri(study, "code", "")
    return {
        (s, p, o)
        for s, p, o in triples
        if s in nodes or (p in MATCHES and value_of(s).startswith(codes))
    }


def is_shared(subject: str) -> bool:
    """Say whether a term is one of the ontology or of the shared scheme."""
    iri = value_of(subject)
    return iri in (ONTOLOGY, SCHEME) or iri.startswith((PIF, CONSTRUCT, f"{ONTOLOGY}/"))


def check_texts(graphs: dict[str, set[Triple]], report: Report, place: Place) -> None:
    """Report control characters that no text may hold."""
    for triples in graphs.values():
        for s, p, o in sorted(t for t in triples if not is_iri(t[2]) and "\\u" in t[2]):
            # As in files: a document may hold what a word processor left, such as page breaks.
            fine = range(1, 32) if p == FULL_TEXT else b"\t\n\r"
            if any(ord(c) < 32 and ord(c) not in fine for c in parts(o)[0]):
                report.violation(
                    "control-character", place,
                    f"{value_of(p)} of {value_of(s)} holds a control character.",
                    "Take it out.",
                )  # fmt: skip
