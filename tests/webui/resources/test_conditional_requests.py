"""What has not changed is not sent again; what has changed is, whichever study it came from."""

import gzip
import os

import pytest

import kg
from kg.namespaces import BASE, PIF, SKOS
from kg.terms import A, iri, text
from webui import Site, create_app

PATHS = [
    "/study/krishna2024/quote/Q27.html", "/study/krishna2024/quote/Q27.ttl",
    "/study/krishna2024/quote/Q27.jsonld", "/study/krishna2024/quote/Q27.anno.jsonld",
    "/study/krishna2024/quote/Q27.linkset.json", "/scheme/patching.rdf", "/ontology.nt",
    "/ontology.html", "/graph/study/krishna2024.ttl", "/void", "/dcat.jsonld", "/downloads",
    "/downloads/krishna2024.nq.gz", "/downloads/krishna2024.ttl", "/downloads.nq", "/sitemap.xml",
    "/sitemap/shared.xml", "/robots.txt", "/study/krishna2024.html?in=pif:ofStudy",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_same_answer_is_not_sent_twice(client, path, encoding):
    first = client.get(path, headers={"Accept-Encoding": encoding})
    tag = first.headers["ETag"]
    assert first.status_code == 200
    assert tag.startswith('"'), "the validator is a strong one"

    for given in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get(path, headers={"If-None-Match": given, "Accept-Encoding": encoding})
        assert again.status_code == 304, given
        assert again.data == b""
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert again.headers.get("Vary") == first.headers.get("Vary")
        assert "Content-Type" not in again.headers
    other = client.get(path, headers={"If-None-Match": '"other"', "Accept-Encoding": encoding})
    assert (other.status_code, other.data) == (200, first.data)


def test_packed_bytes_have_a_validator_of_their_own(client):
    path = "/study/krishna2024/quote/Q27.ttl"
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.vary
    given = {"If-None-Match": plain.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client.get(path, headers=given).status_code == 200


def test_validators_tell_forms_and_pages_apart(client):
    tags = [client.get(path).headers["ETag"] for path in PATHS]

    assert len(set(tags)) == len(tags)


@pytest.fixture
def changing(tmp_path):
    """A store with two small studies, whose last change is long ago, and a site over it."""
    with kg.open_graph(tmp_path / "store") as graph:

        def put(study, *more):
            quote = iri(f"{BASE}study/{study}/quote/Q1")
            said = [(quote, A, iri(f"{PIF}Quote")), (quote, iri(f"{PIF}text"), text("w"))]
            graph.store.replace(study, {f"{BASE}graph/study/{study}": [*said, *more]})
            age(1_700_000_000 + len(more))

        def age(seconds):
            folder = tmp_path / "store" / "studies"
            for path in (*folder.iterdir(), folder):
                os.utime(path, (seconds, seconds))

        for study in ("a", "b"):
            put(study)
        yield create_app(graph).test_client(), put, age


def test_a_change_of_another_study_changes_what_it_speaks_of_and_nothing_else(changing):
    client, put, _ = changing
    path_a, path_b = "/study/a/quote/Q1.ttl", "/study/b/quote/Q1.ttl"
    tag_a, tag_b = (client.get(path).headers["ETag"] for path in (path_a, path_b))

    same = (iri(f"{BASE}study/b/code/c"), iri(f"{SKOS}related"), iri(f"{BASE}study/a/quote/Q1"))
    put("b", same)

    changed = client.get(path_a, headers={"If-None-Match": tag_a})
    assert changed.status_code == 200
    assert "study/b/code/c" in changed.text
    assert client.get(path_b, headers={"If-None-Match": tag_b}).status_code == 304


def test_a_date_is_believed_where_no_validator_is_given(changing, monkeypatch):
    from webui.resources import sending

    monkeypatch.setattr(sending, "_installed", lambda: 0.0)
    client, put, _ = changing
    path = "/study/a/quote/Q1.ttl"
    first = client.get(path)
    dated = first.headers["Last-Modified"]
    assert dated == "Tue, 14 Nov 2023 22:13:20 GMT"

    assert client.get(path, headers={"If-Modified-Since": dated}).status_code == 304
    earlier = "Tue, 14 Nov 2023 22:13:19 GMT"
    assert client.get(path, headers={"If-Modified-Since": earlier}).status_code == 200
    assert client.get(path, headers={"If-Modified-Since": "nonsense"}).status_code == 200
    # A validator that does not fit wins over a date that does, and the other way round.
    both = {"If-Modified-Since": dated, "If-None-Match": '"other"'}
    assert client.get(path, headers=both).status_code == 200
    both = {"If-Modified-Since": earlier, "If-None-Match": first.headers["ETag"]}
    assert client.get(path, headers=both).status_code == 304

    put("a", (iri(f"{BASE}study/a/quote/Q1"), iri(f"{PIF}note"), text("new")))
    assert client.get(path, headers={"If-Modified-Since": dated}).status_code == 200


def test_no_date_is_given_while_it_could_not_tell_the_next_change(changing):
    client, _, age = changing
    import time

    age(time.time())

    assert "Last-Modified" not in client.get("/study/a/quote/Q1.ttl").headers


def test_caches_are_told_whose_answers_they_are(client, public_client):
    path = "/study/krishna2024/quote/Q27"
    for asked in (path, f"{path}.ttl", f"{path}.html", "/downloads", "/downloads/krishna2024.nt"):
        assert "private" in client.get(asked).headers["Cache-Control"], asked
        cache = public_client.get(asked).headers["Cache-Control"]
        assert "public" in cache, asked
        assert "must-revalidate" in cache, asked


def test_scripts_of_other_sites_read_what_is_public_and_nothing_else(client, public_client):
    path, origin = "/study/krishna2024/quote/Q27.ttl", {"Origin": "https://notebook.example"}

    assert "Access-Control-Allow-Origin" not in client.get(path, headers=origin).headers
    assert public_client.get(path, headers=origin).headers["Access-Control-Allow-Origin"] == "*"
    preflight = public_client.options(path, headers=origin)
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.options(path, headers=origin).headers


def test_an_endpoint_that_knows_no_dates_gives_validators_alone(study_graph, monkeypatch):
    from kg.describing import dates

    monkeypatch.setattr(dates, "_folder", lambda store: None)
    client = create_app(study_graph, site=Site(study_graph)).test_client()

    response = client.get("/study/krishna2024/quote/Q27.ttl")

    assert "Last-Modified" not in response.headers
    assert "ETag" in response.headers
    assert "<lastmod>" not in client.get("/sitemap.xml").text
