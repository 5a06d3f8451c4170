"""The rules for servers, on a real Apache: what is answered to whom."""

from ipaddress import ip_network
from urllib.parse import quote

import pytest
from made_sites import make

from kg.harvesting import harvest
from kg.harvesting.registry import read_registry
from kg.namespaces import BASE, PIF, study_graph
from kg.site import Gone
from kg.store import open_store
from kg.terms import A, iri, text

QUOTE = "study/krishna2024/quote/Q27"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
GONE = Gone("gone2020", "A study that went", "2025-01-01")


@pytest.fixture(scope="module")
def apache(public, serve, tmp_path_factory):
    """The site below a path, as most web spaces have it, and the rules for w3id beside it."""
    out = tmp_path_factory.mktemp("ruled") / "out"
    make(public, out, gone=(GONE,), site="https://host.example/deep/")
    return serve(deep=out, w3=out / "w3id")


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (None, "html"),
        (BROWSER, "html"),
        ("*/*", "html"),
        ("text/turtle", "ttl"),
        ("TEXT/TURTLE ; charset=utf-8", "ttl"),
        ("application/ld+json", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("application/json", "jsonld"),
        ("application/n-triples", "nt"),
        ("text/turtle, text/html;q=0.9", "ttl"),
        ("text/html;q=0.5, text/turtle;q=0.75, application/n-triples;q=0.8", "nt"),
        ("text/html;q=0.75, text/turtle;q=0.8", "ttl"),
        ("text/turtle;q=0.05, text/html;q=0.5", "html"),
        ("text/turtle;q=0.123,application/ld+json;q=0.124", "jsonld"),
        ("text/html;q=0, */*", "ttl"),
        ("text/html;q=0.0, text/*;q=0.2, application/ld+json;q=0.1", "ttl"),
        ("application/*", "jsonld"),
        ("application/rdf+xml, text/turtle;q=0.1", "ttl"),
        ("application/rdf+xml, */*;q=0.1", "html"),
        ("text/turtle;q=1.000, text/html;q=0.999", "ttl"),
        ("text/turtle;v=1;q=0.4,text/html;q=0.3", "ttl"),
    ],
)
def test_a_client_gets_the_form_that_it_wants_most(apache, accept, ending):
    answer = apache.get(f"/deep/{QUOTE}", accept)

    assert answer.status == 303
    assert answer.location == f"{apache.home}/deep/{QUOTE}.{ending}"
    assert "accept" in answer.headers["vary"].lower()
    at_w3id = apache.get(f"/w3/{QUOTE}", accept)
    assert (at_w3id.status, at_w3id.location) == (
        303,
        f"https://host.example/deep/{QUOTE}.{ending}",
    )


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0", "*/*;q=0.000"])
def test_nothing_is_sent_that_a_client_does_not_take(apache, accept):
    assert apache.get(f"/deep/{QUOTE}", accept).status == 406


@pytest.mark.parametrize(
    "path",
    ["study/krishna2024", "study/krishna2024/codebook", "scheme", "scheme/patching", "ontology",
     "ontology/1.0.0", "ontology/modules/evidence", "study/krishna2024/code/d2.4-patching"],
)  # fmt: skip
def test_every_sort_of_thing_leads_to_its_documents(apache, path):
    for accept, ending in ((BROWSER, "html"), ("text/turtle", "ttl")):
        answer = apache.get(f"/deep/{path}", accept)
        assert (answer.status, answer.location) == (303, f"{apache.home}/deep/{path}.{ending}")
    assert apache.get(f"/deep/{path}.ttl").status == 200
    assert apache.get(f"/deep/{path}/", "text/turtle").location.endswith(f"/{path}.ttl")


def test_documents_have_their_types_and_say_where_the_others_are(apache):
    types = {
        "html": "text/html; charset=utf-8", "ttl": "text/turtle; charset=utf-8",
        "jsonld": "application/ld+json", "nt": "application/n-triples",
    }  # fmt: skip
    for ending, media_type in types.items():
        answer = apache.get(f"/deep/{QUOTE}.{ending}")
        assert answer.status == 200
        assert answer.headers["content-type"].lower().replace(";charset", "; charset") == media_type
        assert answer.headers["access-control-allow-origin"] == "*"
    link = apache.get(f"/deep/{QUOTE}.html").headers["link"]
    assert f'<{BASE}{QUOTE}>; rel="cite-as"' in link
    assert f'</deep/{QUOTE}.ttl>; rel="describedby"; type="text/turtle"' in link
    assert (
        f'</deep/{QUOTE}.html>; rel="describes"' in apache.get(f"/deep/{QUOTE}.nt").headers["link"]
    )
    assert apache.get("/deep/.well-known/void").headers["content-type"].startswith("text/turtle")
    packed = apache.get("/deep/data/study/krishna2024/asserted.nq.gz")
    assert packed.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in packed.headers
    assert apache.get("/deep/linkset.json").headers["content-type"] == "application/linkset+json"


@pytest.mark.parametrize("kind", ["coding", "tenure", "reference", "mapping", "method"])
def test_what_has_no_page_leads_to_where_it_is_told_of(apache, public, kind):
    from made_sites import layout_of

    layout = layout_of(public)
    start = f"{BASE}study/krishna2024/{kind}/"
    things = [thing for thing in sorted(layout.homes) if thing.startswith(start)]

    assert things
    for thing in things[:12]:
        path, stem = thing.removeprefix(BASE), layout.stem(thing)
        html = apache.get(f"/deep/{path}", BROWSER)
        assert (html.status, html.location) == (303, f"{apache.home}/deep/{layout.address(thing)}")
        assert (
            apache.get(f"/deep/{path}", "text/turtle").location == f"{apache.home}/deep/{stem}.ttl"
        )
        at_w3id = apache.get(f"/w3/{path}", "text/turtle")
        assert (at_w3id.status, at_w3id.location) == (303, f"https://host.example/deep/{path}")


def test_a_study_that_was_withdrawn_is_gone_and_says_so(apache):
    for path in ("study/gone2020", "study/gone2020/quote/Q1", "study/gone2020.ttl"):
        answer = apache.get(f"/deep/{path}", "text/turtle")
        assert answer.status == 410
        assert b"was withdrawn" in answer.body
    assert apache.get("/deep/study/gone2020.html").status == 410
    assert apache.get("/w3/study/gone2020/quote/Q1").location == (
        "https://host.example/deep/study/gone2020.html"
    )
    assert apache.get("/deep/study/gone20201").status == 404


def test_what_is_not_there_is_404_and_the_first_page_is_served(apache):
    assert apache.get("/deep/study/krishna2024/quote/None", BROWSER).status == 404
    assert apache.get("/deep/study/krishna2024/coding/None-at-all", "text/turtle").status == 404
    assert b"Home" in apache.get("/deep/").body
    assert apache.get("/w3/").location == "https://host.example/deep/"
    assert apache.get("/w3/dcat.ttl").location == "https://host.example/deep/dcat.ttl"
    assert apache.get("/deep/data/", BROWSER).status in (403, 404)


def test_ids_of_any_script_case_and_shape_have_their_files(serve, tmp_path):
    study = f"{BASE}study/odd"
    ids = ["é1", "質問-1", "q1", "Q1", "a.ttl", "Q1-x", ".x", "x" * 190, "1-2-3-4-5-6-7-8-9"]
    codings = {"Q1-x-y": "Q1", "Q1-x-z": "Q1-x", "other": "Q1", "é1-d": "é1", "q1-d": "q1"}
    said = {
        (iri(study), A, iri(f"{PIF}Study")),
        *((iri(f"{study}/quote/{id}"), A, iri(f"{PIF}Quote")) for id in ids),
        *((iri(f"{study}/quote/{id}"), iri(f"{PIF}identifier"), text(id)) for id in ids),
        *((iri(f"{study}/coding/{id}"), A, iri(f"{PIF}AuthorCoding")) for id in codings),
        *(
            (iri(f"{study}/coding/{id}"), iri(f"{PIF}codingTarget"), iri(f"{study}/quote/{of}"))
            for id, of in codings.items()
        ),
    }  # fmt: skip
    store = open_store(tmp_path / "store")
    store.replace("odd", {study_graph("odd"): said})
    make(store, tmp_path / "out")
    apache = serve(site=tmp_path / "out", w3=tmp_path / "out/w3id")

    def statements(path):
        answer = apache.get(path, "application/n-triples")
        assert answer.status == 303, path
        return apache.get(answer.location.removeprefix(apache.home)).body.decode()

    for id in ids:
        found = statements(f"/site/study/odd/quote/{quote(id)}")
        assert f"{iri(f'{study}/quote/{id}')} <{PIF}identifier> {text(id)} ." in found
    for id, of in codings.items():
        found = statements(f"/site/study/odd/coding/{quote(id)}")
        assert f"{iri(f'{study}/quote/{of}')} <{PIF}identifier> {text(of)} ." in found
        assert f"{iri(f'{study}/coding/{id}')} <{PIF}codingTarget>" in found
    store.close()


@pytest.mark.parametrize("catalogue", ["dcat.ttl", ".well-known/void"])
def test_a_site_is_harvested_by_its_catalogue(public, serve, tmp_path, catalogue):
    apache = serve(site=tmp_path / "out")
    make(public, tmp_path / "out", site=f"{apache.home}/site/")
    (tmp_path / "registry.yaml").write_text(
        f"studies:\n  - catalogue: {apache.home}/site/{catalogue}\n"
    )
    store = open_store(tmp_path / "store")

    found = list(
        harvest(
            read_registry(tmp_path / "registry.yaml"),
            store,
            private=[ip_network("127.0.0.0/8")],
        )
    )

    assert [study.id for study in store.studies()] == ["krishna2024"], found
    store.close()
