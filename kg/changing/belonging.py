"""Which statements belong in which graph, and what to say of those that stand elsewhere."""

from __future__ import annotations

from kg.errors import UsageError
from kg.findings import Finding, Place
from kg.formats.rdf import Quad
from kg.formats.rdf_study import (
    DERIVED,
    check_texts,
    is_shared,
    mapping_statements,
    other_study,
)
from kg.formats.reporting import Report, shown
from kg.identifiers import STUDY_ID_LIMIT, split_thing_iri, study_iri, wrong_with_id
from kg.namespaces import (
    BASE,
    ONTOLOGY_GRAPH,
    PIF,
    SCHEME_GRAPH,
    derived_graph,
    mapping_graph,
    study_graph,
)
from kg.terms import A, Triple, value_of

_BELONG = (
    f"What a study says belongs in <{study_graph('ID')}>, its mappings in <{mapping_graph('ID')}>,"
    " with the study's id in place of ID."
)


def study_of(graph: str) -> str:
    """Return the study whose own graph or mapping graph this is.

    >>> study_of("https://w3id.org/pif-kg/graph/mapping/krishna2024")
    'krishna2024'

    Raises:
        UsageError: It is another graph, and so one that a change may not touch; the message says
            why, and where statements belong.
    """
    for root in (study_graph(""), mapping_graph("")):
        if graph.startswith(root):
            study = graph.removeprefix(root)
            wrong = wrong_with_id(study, STUDY_ID_LIMIT)
            if wrong:
                raise UsageError(
                    f"<{graph[:200]}> cannot be the graph of a study: {wrong} where the id is.",
                    "Use letters, digits, hyphens, full stops and underscores.",
                )
            return study
    if not graph:
        raise UsageError("The default graph cannot be changed: it is all graphs together.", _BELONG)
    if graph.startswith(derived_graph("")):
        raise UsageError(
            f"<{graph[:200]}> cannot be changed: it holds what follows from a study.",
            "Change the study; what follows is derived again. Where GRAPH ?g stands for any graph,"
            f' say FILTER(STRSTARTS(STR(?g), "{study_graph("")}")).',
        )
    if graph in (ONTOLOGY_GRAPH, SCHEME_GRAPH):
        raise UsageError(
            f"<{graph}> cannot be changed: it comes with pif-kg and is shared by all studies.",
            f"Propose the change to the project. {_BELONG}",
        )
    raise UsageError(f"<{graph[:200]}> is not the graph of a study.", _BELONG)


def unplaced(study: str, graphs: dict[str, set[Triple]]) -> list[Finding]:
    """Return what is wrong with where a study's statements stand, and with its being a study.

    Loading moves or leaves out such statements; here the sender said where they are to be, so
    they are told and nothing is moved.
    """
    report = Report()
    own, maps = study_graph(study), mapping_graph(study)
    for graph, triples in graphs.items():
        place = Place(graph.removeprefix(BASE))
        said: dict[str, int] = {}
        for triple in triples:
            other = other_study(Quad(*triple, ""), study)
            if is_shared(triple[0]):
                said["shared-terms"] = said.get("shared-terms", 0) + 1
            elif triple[1] in DERIVED:
                said["derived-statements"] = said.get("derived-statements", 0) + 1
            elif other is not None:
                said[other] = said.get(other, 0) + 1
        if count := said.pop("shared-terms", 0):
            report.violation(
                "shared-terms", place,
                f"{count} statements are about terms of the ontology or the shared scheme.",
                "A study cannot change shared terms; propose the change to the project.",
            )  # fmt: skip
        if count := said.pop("derived-statements", 0):
            report.violation(
                "derived-statements", place,
                f"{count} statements (such as pif:supports) are ones that are derived.",
                "Leave them out: they are derived from codings and mappings.",
            )  # fmt: skip
        for other, count in sorted(said.items()):
            report.violation(
                "other-study", place,
                f"{count} statements are about study {shown(other)}.",
                f"Put them into <{study_graph(other)}>.",
            )  # fmt: skip
    place = Place(own.removeprefix(BASE))
    if count := len(mapping_statements(graphs.get(own, set()), study)):
        report.violation(
            "mapping-graph", place, f"{count} statements map the study's codes.",
            f"Put them into <{maps}>.",
        )  # fmt: skip
    said_to_be = {s for s, p, o in graphs.get(own, ()) if p == A and o == f"<{PIF}Study>"}
    if f"<{study_iri(study)}>" not in said_to_be:
        report.violation(
            "one-study", place, f"It does not say that <{study_iri(study)}> is a pif:Study.",
            "Say so, in this graph.",
        )  # fmt: skip
    for address in sorted(s for s in said_to_be if split_thing_iri(value_of(s)) is None)[:3]:
        report.violation(
            "study-address", place, f"{shown(address, 100)} is said to be a study as well.",
            f"A graph holds one study, here <{study_iri(study)}>.",
        )  # fmt: skip
    check_texts(graphs, report, place)
    return report.findings()
