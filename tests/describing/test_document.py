"""The document about a thing: complete up to a bound it states, with names of all it mentions."""

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, VOID

from kg.describing import document as documents
from kg.describing.document import by_subject, document, provenance_of
from kg.describing.memory import steady
from kg.describing.thing import describe, describe_page
from kg.describing.words import short
from kg.describing.writing import write
from kg.namespaces import BASE, PIF
from kg.namespaces import DCTERMS as TERMS
from kg.terms import A, iri, text, value_of

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
HERE = "http://site.example/thing"
PATCHING = f"{BASE}scheme/patching"


def page(direction, predicate, key):
    return f"{HERE}?{direction}={short(predicate)}" + (f"&after={key}" if key else "")


def told(store, thing, size=documents.SIZE):
    def make(memory):
        found = describe(store, memory, thing, out=size, into=size)
        return document(found, provenance_of(store, memory, found), HERE, page)

    return steady(store, make)


def graph_of(triples):
    return Graph().parse(data=b"".join(write("ntriples", triples)), format="nt")


def test_all_that_is_said_of_a_thing_is_there(study_store):
    quote = f"{BASE}study/krishna2024/quote/Q27"
    found = graph_of(told(study_store, quote))

    asked = f"SELECT DISTINCT ?p ?o WHERE {{ <{quote}> ?p ?o }}"
    for row in study_store.query(asked).rows():
        assert any(
            value_of(row["p"]) == str(p) and value_of(row["o"]) == str(o)
            for p, o in found.predicate_objects(URIRef(quote))
        ), row
    asked = f"SELECT DISTINCT ?s ?p WHERE {{ ?s ?p <{quote}> }}"
    for row in study_store.query(asked).rows():
        assert (URIRef(row["s"][1:-1]), URIRef(row["p"][1:-1]), URIRef(quote)) in found


@pytest.mark.parametrize(
    "path",
    ["quote/Q27", "claim/C-D2.4-s03", "participant/NP1", "code/d2.4-patching",
     "citation/SEB-s03-96-8"],
)  # fmt: skip
def test_whatever_is_mentioned_has_its_name(study_store, path):
    thing = f"{BASE}study/krishna2024/{path}"
    found = graph_of(told(study_store, thing))

    named = (f"{TERMS}title", "http://www.w3.org/2000/01/rdf-schema#label",
             "http://www.w3.org/2004/02/skos/core#prefLabel", f"{PIF}identifier")  # fmt: skip
    mentioned = {o for o in found.objects(URIRef(thing)) if isinstance(o, URIRef)}
    nameless = {
        o for o in mentioned
        if str(o).startswith(BASE) and not any((o, URIRef(p), None) in found for p in named)
    }  # fmt: skip
    # A document and a work are known by their ids; the codebook has none besides its address.
    for each in nameless:
        labels = [
            row for row in study_store.query(f"SELECT ?p ?o WHERE {{ <{each}> ?p ?o }}").rows()
            if value_of(row["p"]) in named
        ]  # fmt: skip
        assert labels == [], f"{each} has a name that is not told"
    assert mentioned - nameless


def test_the_document_says_what_it_is(study_store):
    found = graph_of(told(study_store, f"{BASE}study/krishna2024/quote/Q27"))

    here = URIRef(HERE)
    assert (here, RDF.type, FOAF.Document) in found
    assert found.value(here, FOAF.primaryTopic) == URIRef(f"{BASE}study/krishna2024/quote/Q27")
    assert found.value(here, VOID.inDataset) == URIRef(f"{BASE}void#study-krishna2024")
    assert found.value(here, DCTERMS.license) == URIRef(
        "https://creativecommons.org/licenses/by/4.0/"
    )
    assert found.value(here, DCTERMS.source) == URIRef("https://doi.org/10.1186/s12909-024-05992-0")


def test_a_long_list_is_cut_and_its_length_stated(store, put, supporting):
    put(store, "s", supporting("s", 30))

    found = graph_of(told(store, PATCHING, size=10))

    supports = URIRef(f"{PIF}supports")
    assert len(list(found.subjects(supports, URIRef(PATCHING)))) == 10
    [collection] = found.subjects(RDF.type, HYDRA.Collection)
    assert found.value(collection, HYDRA.totalItems) == Literal(30)
    assertion = found.value(collection, HYDRA.memberAssertion)
    assert found.value(assertion, HYDRA.property) == supports
    assert found.value(assertion, HYDRA.object) == URIRef(PATCHING)
    view = found.value(collection, HYDRA.view)
    assert str(view) == f"{HERE}?in=pif:supports"
    assert f"after={BASE}study/s/quote/" in str(found.value(view, HYDRA.next))


def test_the_last_page_of_a_list_says_no_more(store, put, supporting):
    put(store, "s", supporting("s", 5))

    def make(memory):
        found = describe_page(
            store, memory, PATCHING, iri(f"{PIF}supports"), "in", after="", size=9
        )
        return document(found, provenance_of(store, memory, found), HERE, page, is_page=True)

    found = graph_of(steady(store, make))

    assert len(list(found.subjects(URIRef(f"{PIF}supports"), None))) == 5
    assert list(found.objects(None, HYDRA.next)) == []


def test_a_thing_of_several_studies_names_them_all(store, put, supporting):
    for study in ("s", "t"):
        licence = (iri(f"{BASE}study/{study}"), iri(f"{TERMS}license"), iri(f"urn:licence:{study}"))
        put(store, study, [*supporting(study, 2), licence])

    found = graph_of(told(store, PATCHING))

    here = URIRef(HERE)
    assert set(found.objects(here, VOID.inDataset)) == {
        URIRef(f"{BASE}void#study-s"), URIRef(f"{BASE}void#study-t")}  # fmt: skip
    assert len(set(found.objects(here, DCTERMS.license))) >= 2


def test_the_same_store_gives_the_same_bytes(study_store):
    quote = f"{BASE}study/krishna2024/quote/Q27"

    first, second = (b"".join(write("turtle", told(study_store, quote))) for _ in range(2))

    assert first == second
    assert first.decode().index(f"<{quote}>\n") < first.decode().index("foaf:Document")


def test_statements_of_one_subject_stand_together():
    triples = [("<a:1>", A, "<a:x>"), ("<a:2>", A, "<a:x>"), ("<a:1>", A, "<a:y>"),
               ("<a:1>", A, "<a:x>"), ("<a:2>", A, text("z"))]  # fmt: skip

    assert [s for s, _, _ in by_subject(triples)] == ["<a:1>", "<a:1>", "<a:2>", "<a:2>"]
