"""SPARQLWrapper, with nothing set but the address."""

import csv
import io
from urllib.error import HTTPError

import pytest
import SPARQLWrapper as sw  # noqa: N813
from rdflib import Graph, URIRef

from kg.namespaces import PIF

QUOTES = f"PREFIX pif: <{PIF}> SELECT ?q ?text {{ ?q a pif:Quote ; pif:text ?text }} ORDER BY ?q"
Q27 = "https://w3id.org/pif-kg/study/krishna2024/quote/Q27"
BOTH = pytest.mark.parametrize("method", [sw.GET, sw.POST])


def asked(endpoint, query, format=None, method=sw.GET, encoded=sw.URLENCODED):
    wrapper = sw.SPARQLWrapper(endpoint)
    wrapper.setQuery(query)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(encoded)
    if format:
        wrapper.setReturnFormat(format)
    return wrapper.queryAndConvert()


@BOTH
def test_select_in_json(endpoint, method):
    found = asked(endpoint, QUOTES, sw.JSON, method)

    rows = found["results"]["bindings"]
    assert len(rows) == 27
    assert Q27 in {row["q"]["value"] for row in rows}


def test_a_query_posted_as_it_is(endpoint):
    found = asked(endpoint, QUOTES, sw.JSON, sw.POST, sw.POSTDIRECTLY)

    assert len(found["results"]["bindings"]) == 27


@BOTH
def test_select_without_a_format_is_xml(endpoint, method):
    found = asked(endpoint, QUOTES, None, method)

    assert len(found.getElementsByTagName("result")) == 27


@pytest.mark.parametrize(("format", "delimiter"), [(sw.CSV, ","), (sw.TSV, "\t")])
@BOTH
def test_select_as_a_table(endpoint, format, delimiter, method):
    text = asked(endpoint, QUOTES, format, method).decode()

    quoting = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting))
    assert len(rows) == 28
    assert [name.lstrip("?") for name in rows[0]] == ["q", "text"]


@pytest.mark.parametrize(("there", "expected"), [("Quote", True), ("Unicorn", False)])
@BOTH
def test_ask(endpoint, there, expected, method):
    found = asked(endpoint, f"ASK {{ ?q a <{PIF}{there}> }}", sw.JSON, method)

    assert found["boolean"] is expected


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # in SPARQLWrapper
@pytest.mark.parametrize("format", [sw.TURTLE, sw.N3, sw.RDFXML, sw.JSONLD, None])
@pytest.mark.parametrize(
    "query",
    [f"CONSTRUCT {{ <{Q27}> ?p ?o }} WHERE {{ <{Q27}> ?p ?o }}", f"DESCRIBE <{Q27}>"],
    ids=["construct", "describe"],
)
def test_a_graph_in_every_format(endpoint, query, format):
    found = asked(endpoint, query, format)

    if isinstance(found, bytes):
        found = Graph().parse(data=found, format="turtle")
    assert (URIRef(Q27), URIRef(f"{PIF}speakerLabel"), None) in found


def test_a_graph_named_by_the_request(endpoint):
    wrapper = sw.SPARQLWrapper(
        endpoint, defaultGraph="https://w3id.org/pif-kg/graph/derived/krishna2024"
    )
    wrapper.setReturnFormat(sw.JSON)
    for pattern, expected in ((f"?q <{PIF}text> ?t", False), (f"?q <{PIF}supports> ?c", True)):
        wrapper.setQuery(f"ASK {{ {pattern} }}")
        assert wrapper.queryAndConvert()["boolean"] is expected


def test_what_is_wrong_with_a_query_is_told(endpoint):
    with pytest.raises(sw.SPARQLExceptions.QueryBadFormed, match="not a SPARQL query"):
        asked(endpoint, "SELECT nonsense", sw.JSON)


def test_an_update_is_refused(endpoint):
    wrapper = sw.SPARQLWrapper(endpoint)
    wrapper.setMethod(sw.POST)
    wrapper.setQuery("DROP ALL")

    with pytest.raises((HTTPError, sw.SPARQLExceptions.SPARQLWrapperException), match=r"40[013]"):
        wrapper.query()
    assert asked(endpoint, f"ASK {{ ?q a <{PIF}Quote> }}", sw.JSON)["boolean"] is True
