"""Oxigraph, rdflib, and values travelling in VALUES blocks: the same rows for every case."""

from collections import Counter

import pytest
from rdflib import RDF, XSD, Dataset, Literal, URIRef

from kg.queries import load_query, run
from kg.store import binding
from kg.store.querytext import QueryText
from kg.terms import parts


@pytest.fixture(scope="module")
def rdflib_copy(study_store):
    """Everything in the store, read by rdflib from what the store writes."""
    dataset = Dataset(default_union=True)
    graphs = study_store.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    for graph in [row["g"] for row in graphs.rows()]:
        everything = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        text = b"".join(study_store.query(everything).write("ntriples"))
        dataset.graph(URIRef(graph[1:-1])).parse(data=text.decode(), format="nt")
    return dataset


def rdflib_term(written):
    value, datatype, language = parts(written)
    if datatype is None:
        return URIRef(value)
    if language:
        return Literal(value, lang=language)
    return Literal(value, datatype=None if datatype.endswith("#string") else URIRef(datatype))


def as_compared(term):
    """Return a term of rdflib's as value, datatype and language, as ``kg.terms.parts`` has them."""
    if isinstance(term, URIRef):
        return (str(term), None, None)
    assert isinstance(term, Literal)
    if term.language:
        return (str(term), str(RDF.langString), term.language)
    return (str(term), str(term.datatype or XSD.string), None)


def counted(rows):
    return Counter(frozenset(row.items()) for row in rows)


def rows_by_rdflib(dataset, query, answer):
    terms = {name: rdflib_term(term) for name, term in answer.bindings.items()}
    for row in dataset.query(query.text, initBindings=terms):
        found = {str(name): term for name, term in row.asdict().items()}
        yield {v: as_compared(found[v]) for v in answer.variables if v in found}


def test_two_engines_agree(case, study_store, rdflib_copy):
    query = load_query(case.query)
    answer = run(study_store, query, case.parameters)

    by_rdflib = counted(rows_by_rdflib(rdflib_copy, query, answer))
    by_oxigraph = counted({c: parts(t) for c, t in row.items()} for row in answer.rows())
    assert by_rdflib == by_oxigraph
    assert by_oxigraph.total() > 0


def test_values_may_travel_in_the_text(case, study_store):
    query = load_query(case.query)
    answer = run(study_store, query, case.parameters)
    text = binding.bind(QueryText(query.text), binding.checked_terms(answer.bindings))

    sent = study_store.query(text)

    columns = set(answer.variables)
    rows = ({c: t for c, t in row.items() if c in columns} for row in sent.rows())
    assert counted(rows) == counted(answer.rows())


def test_default_graph_is_the_union(study_store, rdflib_copy):
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    [row] = study_store.query(count).rows()
    [other] = rdflib_copy.query(count)

    assert parts(row["n"])[0] == str(other[0])
    assert int(other[0]) > 6000
