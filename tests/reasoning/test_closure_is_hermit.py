"""The closure derives what HermiT infers: on the first study, and on each kind of axiom.

Compared are, for all named individuals, the types in classes with a name and the values of object
properties: what holds with the study, less what holds without it, less what the study says. Two
things are left out of the comparison: values of data properties, which HermiT's wrapper does not
list, and that a thing relates to itself by a symmetric and transitive property, which the closure
leaves unsaid.
"""

from pathlib import Path

import pytest
from rdflib import Graph

from kg import formats
from kg.closure import derive, load_schema
from kg.namespaces import OWL
from kg.reasoning import infer
from kg.reasoning.inferring import infer_from
from kg.resources import folder
from kg.terms import A, iri

CASES = sorted((Path(__file__).parents[1] / "closure" / "cases").iterdir())

pytestmark = [pytest.mark.java, pytest.mark.slow]


def test_on_the_first_study_the_closure_derives_what_hermit_infers(request):
    graphs = formats.read(Path(str(folder("studies") / "krishna2024"))).graphs
    said = set().union(*graphs.values())

    derived = derive(graphs, schema=load_schema())

    inferred = infer(graphs) - said
    request.getfixturevalue("java_for_seconds")
    inferred -= infer({})
    assert derived - inferred == set()
    assert inferred - derived == set()
    assert len(derived) > 900


def of_all_cases(*files):
    """The triples of some files of all cases, each case with names of its own."""
    triples = set()
    for case in CASES:
        for path in (case / file for file in files):
            if path.exists():
                text = path.read_text(encoding="utf-8")
                own = text.replace("http://example.org/", f"http://example.org/{case.name}/")
                lines = Graph().parse(data=own, format="turtle").serialize(format="nt11")
                triples |= {tuple(line[:-2].split(" ", 2)) for line in lines.splitlines() if line}
    return triples


@pytest.mark.usefixtures("java_for_seconds")
def test_on_each_kind_of_axiom_what_the_cases_expect_is_what_hermit_infers():
    shared = of_all_cases("ontology.ttl", "scheme.ttl")
    study = of_all_cases("study.ttl")
    expected = {(s, p, o) for s, p, o in of_all_cases("follows.ttl") if o[0] == "<"}

    inferred = infer_from(shared | study) - infer_from(shared) - study

    symmetric, transitive = (
        {s for s, p, o in shared if p == A and o == iri(f"{OWL}{kind}Property")}
        for kind in ("Symmetric", "Transitive")
    )
    to_itself = {
        (s, p, o) for s, p, o in inferred if s == o and p.split("/")[-2] == "same-utterance"
    }
    assert symmetric & transitive
    assert inferred - to_itself - expected == set()
    assert expected - inferred == set()
