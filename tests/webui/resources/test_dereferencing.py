"""Every IRI answers, in every form, and sends each client to the form it wants."""

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef

from kg.describing.annotation import CONTEXT
from webui.resources import addresses
from webui.resources.addresses import path_of

READERS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}
RDFLIB = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
QUOTE = "/study/krishna2024/quote/Q27"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
# What rdflib 7 sends when it is not told what to expect.
RDFLIB_ACCEPT = "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1"


@pytest.mark.parametrize("suffix", ["html", *READERS])
def test_every_iri_has_a_document_in_every_form(client, every_iri, suffix):
    assert len(every_iri) > 800
    for iri in every_iri:
        response = client.get(f"{path_of(iri)}.{suffix}")

        if iri.endswith("/1.1.0"):  # the address of a version leads to what is that version
            assert response.status_code == 303
            continue
        assert response.status_code == 200, f"{iri} {response.text[:500]}"
        if suffix == "html":
            assert f'<link rel="cite-as" href="{iri}"' in response.text, iri
            continue
        statements = list(ox.parse(response.data, READERS[suffix]))
        mentioned = {t for quad in statements for t in (quad.subject, quad.object)}
        assert ox.NamedNode(iri) in mentioned, f"{iri} is in its own document"


def test_documents_of_a_thing_say_the_same_in_every_form(client, kinds):
    for iri in kinds.values():
        graphs = {}
        for suffix, format in RDFLIB.items():
            address = f"http://localhost{path_of(iri)}.{suffix}"
            text = client.get(address).text
            found = Graph().parse(data=text, format=format)
            # The documents differ in their own addresses, and in the names of blank nodes.
            graphs[suffix] = {
                triple for triple in found
                if not any("//localhost/" in str(t) or type(t).__name__ == "BNode" for t in triple)
            }  # fmt: skip
        assert graphs["ttl"], iri
        for suffix in RDFLIB:
            assert graphs[suffix] == graphs["ttl"], f"{iri} as {suffix}"


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (None, "html"),
        ("", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("application/xhtml+xml", "html"),
        ("text/turtle", "ttl"),
        ("application/x-turtle", "ttl"),
        ("TEXT/TURTLE; charset=utf-8", "ttl"),
        ("text/turtle, application/rdf+xml;q=0.8, */*;q=0.1", "ttl"),
        ("text/turtle;q=0.2, application/n-triples;q=0.3", "nt"),
        ("application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("application/ld+json;q=0.4, text/html;q=0.3", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        (f'application/ld+json;profile="{CONTEXT}"', "anno.jsonld"),
        (f"application/ld+json; profile={CONTEXT}", "anno.jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        (RDFLIB_ACCEPT, "rdf"),
        ("text/*", "html"),
        ("text/*, text/html;q=0", "ttl"),
        ("application/linkset+json", "linkset.json"),
        ("application/linkset", "linkset.txt"),
        ("image/png, text/turtle;q=0.01", "ttl"),
    ],
)
def test_a_client_is_sent_to_the_form_it_wants(client, accept, suffix):
    headers = {} if accept is None else {"Accept": accept}

    response = client.get(QUOTE, headers=headers)

    assert response.status_code == 303
    assert response.headers["Location"] == f"{QUOTE}.{suffix}"
    assert "Accept" in response.vary


def own_page(client, iri):
    with client.application.test_request_context():
        return addresses.own_page(iri)


def test_each_kind_of_thing_is_negotiated(client, kinds):
    for iri in kinds.values():
        for accept, suffix in (("text/html", "html"), ("application/n-triples", "nt")):
            response = client.get(path_of(iri), headers={"Accept": accept})

            assert response.status_code == 303, iri
            own = own_page(client, iri) if suffix == "html" else None
            assert response.headers["Location"] == (own or f"{path_of(iri)}.{suffix}")
            assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle;q=0", "*/*;q=0", 'application/ld+json;profile="urn:x"']
)
def test_who_wants_no_form_there_is_is_told_which_there_are(client, accept):
    response = client.get(QUOTE, headers={"Accept": accept})

    assert response.status_code == 406
    assert "Accept" in response.vary
    for media_type in ("text/html", "text/turtle", "application/ld+json", "application/rdf+xml"):
        assert media_type in response.json["error"]["hint"]


def test_only_quotes_and_coding_acts_are_annotations(client):
    asked = {"Accept": f'application/ld+json;profile="{CONTEXT}"'}

    assert client.get("/study/krishna2024/claim/C-D2.4-s03", headers=asked).status_code == 406
    assert client.get("/study/krishna2024/claim/C-D2.4-s03.anno.jsonld").status_code == 404
    assert client.get("/study/krishna2024/coding/Q27-d2.4", headers=asked).status_code == 303


@pytest.mark.parametrize("path", [QUOTE, f"{QUOTE}.ttl", "/void", "/downloads", "/resource?iri=x"])
def test_addresses_can_be_asked_what_they_allow(client, path):
    response = client.options(path)

    assert response.status_code == 200
    assert {"GET", "HEAD", "OPTIONS"} == set(response.allow)
    assert client.post(path).status_code == 405
    assert client.delete(path).status_code == 405


@pytest.mark.parametrize("path", [f"{QUOTE}.ttl", f"{QUOTE}.html", "/void", "/downloads"])
def test_head_is_get_without_the_body(client, path):
    got, head = client.get(path), client.head(path)

    assert head.data == b""
    assert head.status_code == got.status_code
    for name in ("ETag", "Content-Type", "Link", "Vary", "Content-Length"):
        assert head.headers.get(name) == got.headers.get(name), name


def test_a_format_can_be_asked_for_by_a_parameter(client):
    response = client.get(f"{QUOTE}?format=ttl")

    assert response.status_code == 200
    assert response.mimetype == "text/turtle"


def test_json_behind_an_address_gives_json_ld(client):
    response = client.get(f"{QUOTE}.json")

    assert response.mimetype == "application/json"
    assert Graph().parse(data=response.text, format="json-ld")


def test_the_address_of_a_version_is_that_version(client):
    response = client.get("/ontology/1.1.0", headers={"Accept": "text/turtle"})

    assert response.headers["Location"] == "/ontology.ttl"
    assert client.get("/ontology/1.1.0.rdf").headers["Location"] == "/ontology.rdf"
    assert "ontology/1.0.0" in client.get("/ontology/1.0.0.ttl").text
    old = client.get("/ontology/0.9.0")
    assert old.status_code == 404
    assert "1.1.0" in old.text


def test_terms_of_the_ontology_stand_on_its_page_and_in_its_documents(client, get_page):
    page = get_page("/ontology.html")
    assert page.find(".//*[@id='Quote']") is not None

    found = Graph().parse(data=client.get("/ontology.ttl").text, format="turtle")
    patching = URIRef("https://w3id.org/pif-kg/ontology#Patching")
    assert len(list(found.predicate_objects(patching))) > 8


def test_a_page_made_for_a_thing_is_preferred_where_there_is_one(study_graph):
    from webui import create_app

    app = create_app(study_graph)
    before = app.test_client().get("/scheme/patching", headers={"Accept": "text/html"})
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    if not any(rule.startswith("/constructs/<") for rule in rules):
        assert before.headers["Location"] == "/scheme/patching.html"
        app = create_app(study_graph)
        app.add_url_rule("/constructs/<slug>", "made", lambda slug: slug)
        app.add_url_rule("/studies/<study>", "made-too", lambda study: study)
    client = app.test_client()

    construct = client.get("/scheme/patching", headers={"Accept": "text/html"})
    study = client.get("/study/krishna2024", headers={"Accept": "text/html"})

    assert construct.headers["Location"] == "/constructs/patching"
    assert study.headers["Location"] == "/studies/krishna2024"
    for page, cited in ((construct, "scheme/patching"), (study, "study/krishna2024")):
        links = client.get(page.headers["Location"]).headers["Link"]
        assert f'<https://w3id.org/pif-kg/{cited}>; rel="cite-as"' in links
        assert f'<http://localhost/{cited}.ttl>; rel="describedby"; type="text/turtle"' in links
    turtle = client.get("/scheme/patching", headers={"Accept": "text/turtle"})
    assert turtle.headers["Location"] == "/scheme/patching.ttl"


def test_things_of_other_sites_have_an_address_here(client):
    concept = "http://www.w3.org/2004/02/skos/core#Concept"

    response = client.get("/resource", query_string={"iri": concept})
    assert response.status_code == 303
    assert client.get(response.headers["Location"]).status_code == 200
    own = client.get("/resource?iri=https://w3id.org/pif-kg/scheme/patching")
    assert (own.status_code, own.headers["Location"]) == (301, "/scheme/patching")
    work = client.get("/resource.ttl?iri=https://doi.org/10.1186/s12909-024-05992-0")
    assert work.headers["Location"] == "/literature/10.1186/s12909-024-05992-0.ttl"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("iri=", 400),
        ("iri=nothing", 400),
        ("iri=has%20space:x", 400),
        ("iri=urn:x:%00", 400),
        ("iri=https://example.org/unknown", 404),
        ("iri=" + "urn:x:" + "a" * 5000, 404),
    ],
)
def test_what_is_no_thing_of_another_site_is_refused(client, query, status):
    assert client.get(f"/resource?{query}").status_code == status
