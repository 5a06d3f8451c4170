"""Addresses written otherwise than we write them, and ids in any script."""

import re
from urllib.parse import quote

import pytest
from rdflib import Graph, URIRef

import kg
from kg.namespaces import BASE, PIF
from kg.terms import A, iri, text
from webui import create_app

QUOTE = "/study/krishna2024/quote/Q27"


@pytest.mark.parametrize(
    ("path", "status", "to"),
    [
        (f"{QUOTE}/", 301, QUOTE),
        (f"{QUOTE}.ttl/", 301, f"{QUOTE}.ttl"),
        ("/study/krishna2024/quote/Q%2027", 301, QUOTE),
        ("/study/krishna2024/quote/%20Q27", 301, QUOTE),
        ("/study/krishna2024/document/M%20Diary%201", 301, "/study/krishna2024/document/MDiary1"),
        ("/study/krishna2024/", 301, "/study/krishna2024"),
        ("/scheme/patching/", 301, "/scheme/patching"),
        ("/study/krishna2024/quote/%5127", 303, f"{QUOTE}.html"),
        ("/study/krishna2024/quote%2FQ27", 404, None),
        ("/study/krishna2024%2Fquote%2FQ27", 404, None),
        ("/study/krishna2024/quote/Q27%2F", 404, None),
        ("/study/krishna2024/quote/Q27%23x", 404, None),
        ("/study/krishna2024/quote/Q27%3Fx", 404, None),
        ("/study/krishna2024/quote/Q27%00", 400, None),
        ("/study/krishna2024/quote/Q27%0A", 404, None),
        ("/study/krishna2024/quote/Q27%0D%0ASet-Cookie:x", 404, None),
        ("/study/krishna2024/quote/Q%FF", 400, None),
        ("/study/krishna2024/quote/Q%C3%28", 400, None),
        ("/study/krishna2024/quote/Q27%zz", 400, None),
        ("/study/krishna2024/quote/%", 400, None),
        ("/study/krishna2024/quote/%3Cscript%3E", 404, None),
        ("/study/krishna2024/quote/%22", 404, None),
        ("/study/krishna2024/quote/" + "a" * 5000, 400, None),
        ("/study/krishna2024/quote/..", 404, None),
        ("/study/nope", 404, None),
        ("/study/krishna2024/nope/x", 404, None),
        ("/study/krishna2024/quote/", 404, None),
        ("/study/krishna2024/quote", 404, None),
        ("/graph/study/nope", 404, None),
        ("/graph/nope", 404, None),
        ("/work/nope", 404, None),
        ("/literature/10.1/nope", 404, None),
        ("/scheme.nope", 404, None),
        ("/ontology/modules/nope", 404, None),
        (f"{QUOTE}.ttl.ttl", 404, None),
        (f"{QUOTE}.csv", 404, None),
    ],
)
def test_every_way_of_writing_an_address_has_its_answer(client, path, status, to):
    response = client.get(path)

    assert response.status_code == status, response.text
    assert response.headers.get("Location") == to
    assert "<script>" not in response.text


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/study/krishna2024/quote/Q277", "Q27"),
        ("/study/krishna2024/quote/q27", "Q27"),
        ("/study/krishna2024/quote/Q5", "Q05"),
        ("/study/krishna2025", "krishna2024"),
        ("/study/krishna2024/qoute/Q27", "quote"),
        ("/scheme/paching", "patching"),
        ("/ontology/modules/identiy", "modules/identity"),
        ("/ontology/2.0.0", "1.0.0"),
        ("/graph/derived/krishna", "derived/krishna2024"),
        (
            "/work/toh-2022-the-role-of-mentoring",
            "toh-2022-the-role-of-mentoring-supervision-coaching",
        ),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest_there_is(client, path, nearest):
    response = client.get(path, headers={"Accept": "application/json"})

    assert response.status_code == 404
    assert nearest in response.json["error"]["hint"], response.json


# Ids in any script, ids that end like a form, IRIs that hold escapes.

IDS = [
    "Q1", "a.b", "a.ttl", "a", "x.anno.jsonld", "x.html.html", "-", "_", "1.", "日本語", "שלום",
    "é", "кавычка.rdf", "ﬁ", "நேர்காணல்", "𐐀", "z" * 200,
]  # fmt: skip
ODD = ["a%20b", "a%2Fb", "50%25", "x'y", "(z)", "a+b", "a&b=c", "a;b,c", "@me", "~t", "a:b", "$!*"]


@pytest.fixture(scope="module")
def odd_client(tmp_path_factory):
    """A site over a study whose ids are as strange as ids can be."""
    with kg.open_graph(tmp_path_factory.mktemp("odd") / "store") as graph:
        study = f"{BASE}study/größe.v1"
        triples = [(iri(study), A, iri(f"{PIF}Study"))]
        for id in (*IDS, *ODD):
            thing = iri(f"{study}/quote/{id}")
            triples += [
                (thing, A, iri(f"{PIF}Quote")),
                (thing, iri(f"{PIF}ofStudy"), iri(study)),
                (thing, iri(f"{PIF}text"), text(f"words of {id}")),
            ]
        graph.store.replace("größe.v1", {f"{BASE}graph/study/größe.v1": triples})
        yield create_app(graph).test_client()


@pytest.mark.parametrize("id", [*IDS, *ODD])
def test_an_id_in_any_script_leads_to_its_thing_and_back(odd_client, id):
    thing = f"{BASE}study/größe.v1/quote/{id}"
    address = "/study/gr%C3%B6%C3%9Fe.v1/quote/" + quote(id, safe="%!$&'()*+,;=:@~")

    for accept, format in (("text/turtle", "turtle"), ("application/rdf+xml", "xml")):
        sent = odd_client.get(address, headers={"Accept": accept})
        assert sent.status_code == 303, sent.text
        document = odd_client.get(sent.headers["Location"])

        assert document.status_code == 200
        assert document.mimetype == accept
        found = Graph().parse(data=document.text, format=format)
        said = found.value(URIRef(thing), URIRef(f"{PIF}text"))
        assert str(said) == f"words of {id}"
    page = odd_client.get(odd_client.get(address).headers["Location"])
    assert page.status_code == 200
    assert re.search(r"<blockquote[^>]*>words of ", page.text)


def test_an_id_that_ends_like_a_form_comes_before_the_form(odd_client):
    home = "/study/gr%C3%B6%C3%9Fe.v1/quote"

    thing = odd_client.get(f"{home}/a.ttl", headers={"Accept": "text/html"})
    turtle_of_a = odd_client.get(f"{home}/a", headers={"Accept": "text/turtle"})

    assert thing.headers["Location"] == f"{home}/a.ttl.html"
    assert turtle_of_a.headers["Location"] == f"{home}/a?format=ttl"
    document = odd_client.get(turtle_of_a.headers["Location"])
    assert document.mimetype == "text/turtle"
    assert "words of a" in document.text
    assert "words of a.ttl" not in document.text


@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_letters_are_composed(odd_client, form):
    import unicodedata

    written = unicodedata.normalize(form, "größe.v1/quote/é")

    response = odd_client.get("/study/" + quote(written))

    assert response.status_code == 301
    assert response.headers["Location"] == "/study/gr%C3%B6%C3%9Fe.v1/quote/%C3%A9"


def test_lists_of_a_study_with_strange_ids_are_complete(odd_client):
    first = odd_client.get("/study/gr%C3%B6%C3%9Fe.v1.nt?in=pif:ofStudy")

    found = Graph().parse(data=first.text, format="nt")
    things = set(found.subjects(URIRef(f"{PIF}ofStudy")))
    assert {str(t).rpartition("/quote/")[2] for t in things} == {*IDS, *ODD}
