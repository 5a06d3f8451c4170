"""The service description: what it says is so, and editors find in it what they look for."""

import threading
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDFS, Graph, Namespace, URIRef

from kg.namespaces import PIF, PREFIXES
from kg.queries import list_queries
from webui.sparql import counting

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
FORMATS = "http://www.w3.org/ns/formats/"
ENDPOINT = URIRef("http://localhost/sparql")
DEFAULT = URIRef("http://localhost/sparql#default-graph")
EDITOR = Path(__file__).with_name("editor")


def description(client, **options):
    answer = client.get("/sparql", **options)
    assert answer.status_code == 200
    return Graph().parse(data=answer.data, format="turtle")


@pytest.fixture(scope="module")
def described(public):
    return description(public)


@pytest.fixture(scope="module")
def editor(public):
    """Asks the description as an editor does that loads it as a document."""
    store = ox.Store()
    store.load(public.get("/sparql").data, ox.RdfFormat.TURTLE)

    def ask(name):
        found = store.query((EDITOR / f"{name}.rq").read_text(encoding="utf-8"))
        names = [v.value for v in found.variables]
        return [{n: row[n].value for n in names if row[n] is not None} for row in found]

    return ask


def test_it_says_what_is_spoken_and_how_it_is_answered(described):
    [service] = described.subjects(SD.endpoint, ENDPOINT)

    assert set(described.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(described.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    formats = {str(f).removeprefix(FORMATS) for f in described.objects(service, SD.resultFormat)}
    assert formats == {
        "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
        "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
    }  # fmt: skip
    assert list(described.objects(service, SD.inputFormat)) == []


def test_updates_are_named_only_where_a_token_may_make_them(unchanged, scratch):
    for client in (unchanged, scratch):
        found = description(client)
        [service] = found.subjects(SD.endpoint, ENDPOINT)
        assert SD.SPARQL11Update in set(found.objects(service, SD.supportedLanguage))
        assert len(list(found.objects(service, SD.inputFormat))) == 4


def test_the_union_is_claimed_only_where_there_is_one(scratch):
    assert list(description(scratch).objects(None, SD.feature)) == []


def test_the_limits_stand_in_words(described, jail):
    said = " ".join(str(c) for c in described.objects(None, RDFS.comment))

    for _, _, sentence in jail.limits.described():
        assert sentence in said


def test_every_graph_is_named_with_its_size(described, public, ask):
    found = {
        str(name): int(described.value(described.value(named, SD.graph), VOID.triples))
        for named, name in described.subject_objects(SD.name)
    }

    counted = ask(public, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert found == {
        b["g"]["value"]: int(b["n"]["value"]) for b in counted.json["results"]["bindings"]
    }


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", VOID.triples),
        ("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }", VOID.properties),
        ("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c FILTER(isIRI(?c)) }", VOID.classes),
    ],
)
def test_the_figures_are_those_of_the_graph(described, public, ask, query, value):
    [row] = ask(public, query).json["results"]["bindings"]

    assert int(described.value(DEFAULT, value)) == int(row["n"]["value"])


def test_the_partition_of_a_class_counts_its_things(described, public, ask):
    [row] = ask(public, "SELECT (COUNT(DISTINCT ?q) AS ?n) { ?q a pif:Quote }").json["results"][
        "bindings"
    ]

    [partition] = [
        p
        for p in described.objects(DEFAULT, VOID.classPartition)
        if (p, VOID["class"], URIRef(f"{PIF}Quote")) in described
    ]
    assert int(described.value(partition, VOID.entities)) == int(row["n"]["value"]) == 27


def test_an_editor_finds_our_prefixes(editor):
    assert {row["prefix"]: row["namespace"] for row in editor("prefixes")} == PREFIXES


def test_an_editor_completes_our_classes_and_properties(editor):
    rows = editor("content")

    of_quotes = [row for row in rows if row["subjectClass"] == f"{PIF}Quote"]
    assert {f"{PIF}text", f"{PIF}spokenBy", f"{PIF}supports"} <= {r["prop"] for r in of_quotes}
    ends = {(r["prop"], r.get("objectClass") or r.get("objectDatatype")) for r in of_quotes}
    assert (f"{PIF}spokenBy", f"{PIF}Participant") in ends
    assert (f"{PIF}text", "http://www.w3.org/2001/XMLSchema#string") in ends


def test_what_is_completed_is_in_the_graph(editor, public, ask):
    classes = {row["subjectClass"] for row in editor("content")}

    asked = ask(public, "SELECT DISTINCT ?c { ?s a ?c FILTER(isIRI(?c)) }").json
    assert classes == {b["c"]["value"] for b in asked["results"]["bindings"]}


def test_every_saved_query_is_an_example_that_runs_as_it_is(editor, public, ask):
    examples = editor("examples")

    assert len(examples) == len(list_queries())
    for example in examples:
        assert "#+" not in example["query"]
        answer = ask(public, example["query"])
        assert answer.status_code == 200, (example, answer.text)


def test_an_example_has_the_value_it_is_about(editor):
    [example] = [e for e in editor("examples") if e["example"].endswith("-quotes-for-construct")]

    assert example["comment"] == "Quotes that support a construct"
    assert "https://w3id.org/pif-kg/scheme/patching" in example["query"]


def test_asked_by_sparql_the_description_is_not_part_of_the_evidence(public, ask):
    # So that what is counted is evidence, here as with `pif query`; editors then read the
    # document (docs/decisions).
    for name in ("prefixes", "content", "examples"):
        query = (EDITOR / f"{name}.rq").read_text(encoding="utf-8")
        assert ask(public, query).json["results"]["bindings"] == []


def test_a_description_that_is_known_is_not_sent_again(public):
    first = public.get("/sparql")

    again = public.get("/sparql", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_a_long_count_is_not_waited_for(graph, jail, monkeypatch):
    from webui import create_app
    from webui.state import Site

    begin = threading.Event()
    count = counting.statistics

    def slowly(store):
        assert begin.wait(20)
        return count(store)

    monkeypatch.setattr(counting, "statistics", slowly)
    monkeypatch.setattr(counting, "PATIENCE", 0.05)
    client = create_app(graph, site=Site(graph, jail=jail)).test_client()

    early = client.get("/sparql")
    begin.set()
    monkeypatch.setattr(counting, "PATIENCE", 20.0)
    late = client.get("/sparql")

    assert early.status_code == 200
    assert "being counted" in early.text
    assert "classPartition" not in early.text
    assert "ETag" not in early.headers
    assert "being counted" not in late.text
    assert "classPartition" in late.text
    assert "ETag" in late.headers
