"""Each folder of cases/: an ontology, what a study says, and exactly what follows."""

from pathlib import Path

import pytest
from rdflib import Graph

from kg.closure import Schema, derive

CASES = sorted((Path(__file__).parent / "cases").iterdir())


def triples_of(path):
    """Read a Turtle file with an engine that the code under test does not use."""
    lines = Graph().parse(path, format="turtle").serialize(format="nt11").splitlines()
    return {tuple(line.removesuffix(" .").split(" ", 2)) for line in lines if line.strip()}


def schema_of(case: Path) -> Schema:
    scheme = case / "scheme.ttl"
    return Schema.from_triples(
        triples_of(case / "ontology.ttl"), triples_of(scheme) if scheme.exists() else ()
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_follows_is_derived_and_nothing_else(case):
    schema = schema_of(case)

    derived = derive({"urn:graph": triples_of(case / "study.ttl")}, schema=schema)

    assert derived == triples_of(case / "follows.ttl")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_order_and_division_into_graphs_do_not_matter(case):
    schema = schema_of(case)
    triples = sorted(triples_of(case / "study.ttl"))
    graphs = {f"urn:{n}": iter([triple]) for n, triple in enumerate(reversed(triples))}

    derived = derive(graphs, schema=schema)

    assert derived == triples_of(case / "follows.ttl")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_deriving_again_from_all_that_is_known_gives_nothing(case):
    schema = schema_of(case)
    known = triples_of(case / "study.ttl") | triples_of(case / "follows.ttl")

    assert derive({"urn:graph": known}, schema=schema) == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_definition_of_the_cases_can_be_read(case):
    assert schema_of(case).unread == ()
