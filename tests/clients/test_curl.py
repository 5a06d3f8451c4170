"""curl, as people type it."""

import json
import shutil
import subprocess

import pytest
from rdflib import Graph, URIRef

from kg.namespaces import PIF

COUNT = f"SELECT (COUNT(?q) AS ?n) {{ ?q a <{PIF}Quote> }}"
Q27 = "https://w3id.org/pif-kg/study/krishna2024/quote/Q27"


def curl(*words, given=None):
    program = shutil.which("curl")
    assert program, "curl is part of what the tests need; .ci/run installs it"
    done = subprocess.run(
        [program, "--silent", "--show-error", "--max-time", "20", *words],
        input=given,
        capture_output=True,
        check=True,
    )
    return done.stdout


def test_a_form_post_without_any_header_gives_json(endpoint):
    found = json.loads(curl("--data-urlencode", f"query={COUNT}", endpoint))

    assert found["results"]["bindings"][0]["n"]["value"] == "27"


def test_a_query_in_the_address(endpoint):
    found = curl("-G", "--data-urlencode", f"query={COUNT}", "-H", "Accept: text/csv", endpoint)

    assert found.split() == [b"n", b"27"]


def test_a_query_from_a_file(endpoint):
    found = curl(
        "-H", "Content-Type: application/sparql-query", "-H", "Accept: text/tab-separated-values",
        "--data-binary", "@-", endpoint, given=COUNT.encode(),
    )  # fmt: skip

    assert found.split() == [b"?n", b"27"]


def test_a_packed_answer_is_unpacked(endpoint):
    query = f"query=SELECT * {{ ?q <{PIF}text> ?t }}"
    packed = curl("--compressed", "-D", "-", "-o", "/dev/null", "--data-urlencode", query, endpoint)
    plain = curl("--data-urlencode", query, endpoint)
    unpacked = curl("--compressed", "--data-urlencode", query, endpoint)

    assert b"content-encoding: gzip" in packed.lower()
    assert unpacked == plain


def test_a_query_is_seen_to_exist_by_head(endpoint):
    head = curl("-I", "-G", "--data-urlencode", f"query={COUNT}", endpoint)

    assert head.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        ("text/turtle", "turtle"),
        ("application/ld+json", "json-ld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
    ],
)
def test_a_thing_is_followed_to_its_data(public, accept, format):
    address = Q27.replace("https://w3id.org/pif-kg", public)

    found = curl("-L", "-H", f"Accept: {accept}", address)

    graph = Graph().parse(data=found, format=format)
    assert (URIRef(Q27), URIRef(f"{PIF}speakerLabel"), None) in graph


def test_a_thing_without_any_header_is_a_page(public):
    found = curl("-L", Q27.replace("https://w3id.org/pif-kg", public))

    assert b"<!doctype html" in found[:200].lower()


def test_what_fails_says_so_to_curl_f(endpoint):
    with pytest.raises(subprocess.CalledProcessError) as failed:
        curl("--fail", "--data-urlencode", "query=nonsense", endpoint)

    assert failed.value.returncode == 22
    error = json.loads(curl("--data-urlencode", "query=nonsense", endpoint))
    assert error["status"] == 400
    assert set(error["error"]) >= {"code", "message", "hint"}
