"""Sets of mappings made up by rule, and what follows from them found the slow way, by SPARQL."""

from __future__ import annotations

import random
from collections.abc import Collection
from pathlib import Path

import generated_studies

from kg.index.kinds import concept_iri
from kg.mapping.keeping import load_set
from kg.namespaces import (
    ONTOLOGY_GRAPH,
    PIF,
    SCHEME_GRAPH,
    SKOS,
    derived_graph,
    mapping_graph,
    study_graph,
)
from kg.store.base import Store

HEAD = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tauthor_label\n"
MATCHES = ("exactMatch", "broadMatch", "exactMatch", "broadMatch", "closeMatch", "narrowMatch")


def table(seed: int, studies: Collection[str], rows: int = 14) -> str:
    """Return a set as an SSSOM table: codes of studies to constructs and to each other's codes."""
    chance = random.Random(seed)
    lines = {}
    for _ in range(rows):
        subject = f"{chance.choice(list(studies))}/k{chance.randrange(10)}"
        object = f"c:{chance.choice(generated_studies.CONSTRUCTS)}"
        if chance.random() < 0.3:
            object = f"{chance.choice(list(studies))}/k{chance.randrange(10)}"
        if subject != object:
            lines[subject, object] = (
                f"{subject}\tskos:{chance.choice(MATCHES)}\t{object}\tsemapv:MappingReview\tTeam\n"
            )
    return HEAD + "".join(lines.values())


def load(store: Store, folder: Path, name: str, text: str, *, replace: bool = False) -> None:
    """Load a table as a set of that name."""
    file = folder / f"{name}.sssom.tsv"
    file.write_text(text, encoding="utf-8")
    load_set(file, store, replace=replace)


def by_asserted_facts(studies: Collection[str], sets: Collection[str], key: str) -> str:
    """Return a query for the quotes that support a construct, by asserted facts and paths alone.

    Each set is taken by itself, in a data set of its own: ask once for each and unite the answers.
    ``own`` is each study's own mappings, and no name at all stands for no mappings.
    """
    [name] = sets or [""]
    graphs = [SCHEME_GRAPH, ONTOLOGY_GRAPH]
    for study in studies:
        graphs.append(study_graph(study))
        if name == "own":
            graphs.append(mapping_graph(study))
    if name not in ("own", ""):
        graphs.append(mapping_graph(name))
    named = [derived_graph(study) for study in studies]
    said = "\n".join(f"FROM <{graph}>" for graph in graphs)
    said += "\n" + "\n".join(f"FROM NAMED <{graph}>" for graph in named)
    up = "(skos:broader|skos:exactMatch|skos:broadMatch)*"
    return f"""
PREFIX pif: <{PIF}> PREFIX skos: <{SKOS}>
SELECT DISTINCT ?q {said}
WHERE {{
  {{ ?q ^pif:codingTarget/pif:codingBody/{up} <{concept_iri(key)}> }}
  UNION
  {{ ?q pif:evidences ?e . {{ ?e pif:instantiates ?c }} UNION
     {{ GRAPH ?derived {{ ?e pif:instantiates ?c }} }}
     ?c {up} <{concept_iri(key)}> }}
}}"""
