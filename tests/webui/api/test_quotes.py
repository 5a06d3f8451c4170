"""``/api/quotes`` is `pif quotes` over HTTP: the same body, the same rows, page by page."""

import csv
import gzip
import io
import json
import shutil
from pathlib import Path

import pytest

import kg
from kg.cli import main
from kg.index import KINDS
from webui import create_app


def quotes_of(response):
    assert response.status_code == 200, response.text[:500]
    return [quote["quote"] for quote in response.json["quotes"]]


def test_body_has_what_the_contract_promises(client):
    body = client.get("/api/quotes?supports=patching").json

    assert list(body)[:2] == ["total", "quotes"]
    assert {"total", "quotes", "sparql", "next"} <= set(body)
    [quote] = body["quotes"]
    assert set(quote) == {
        "quote", "iri", "text", "study", "document", "source", "participant", "role", "codes",
        "claim", "access",
    }  # fmt: skip
    assert (body["total"], quote["quote"], body["next"]) == (1, "Q27", None)


@pytest.mark.parametrize(
    "options",
    [
        ["--supports", "identity-work"],
        ["--supports", "identity-work", "--mode", "filed"],
        ["--supports", "identity-work", "--not", "patching", "--role", "peer-mentor"],
        ["--any", "splinting", "--any", "patching", "--source", "diary", "--source", "interview"],
        ["--bears-on", "patching", "--study", "krishna2024"],
        ["--text", "mentor*", "--rank"],
        ["--where", "supports:reflection and not (role:mentee or source:diary)"],
        ["--code", "d2.2", "--coder", "authors", "--access", "public"],
        ["--supports", "patching", "--context", "20", "--limit", "5"],
    ],
    ids=" ".join,
)
def test_answer_is_that_of_the_command(client, study_graph, options, capsys):
    store = ["--store", study_graph.store.address]
    assert main(["quotes", *store, *options, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    query, i = [], 0
    while i < len(options):
        name = options[i].removeprefix("--").replace("-", "_")
        flag = name == "rank"
        query.append((name, "true" if flag else options[i + 1]))
        i += 1 if flag else 2

    if "--limit" not in options:
        query.append(("limit", "0"))
    answered = client.get("/api/quotes", query_string=query)

    assert answered.status_code == 200, answered.text
    assert answered.json == said


def test_pages_are_all_of_it_once(client, link):
    everything = quotes_of(client.get("/api/quotes?limit=0"))
    address, seen, pages = "/api/quotes?limit=4", [], 0

    while address:
        response = client.get(address)
        seen += quotes_of(response)
        pages += 1
        token, following = response.json["next"], link(response, "next")
        assert (token is None) == (following is None)
        assert response.headers["X-Total-Count"] == "27"
        address = following and f"/api/quotes{following}"

    assert seen == everything
    assert pages == 7


def test_next_page_is_also_in_the_body(client):
    first = client.get("/api/quotes?limit=4").json

    second = quotes_of(client.get("/api/quotes", query_string={"limit": 4, "after": first["next"]}))

    assert second == quotes_of(client.get("/api/quotes?limit=8"))[4:]


def test_csv_has_all_of_it_and_json_says_when_it_has_not(client):
    body = client.get("/api/quotes?format=csv")
    rows = list(csv.DictReader(io.StringIO(body.text, newline="")))

    assert body.content_type == "text/csv; charset=utf-8"
    assert list(rows[0])[:10] == [
        "quote", "text", "study", "document", "source", "participant", "role", "codes", "claim",
        "access",
    ]  # fmt: skip
    assert len(rows) == 27
    assert client.get("/api/quotes?limit=1").json["next"]


def test_accept_chooses_the_form(client):
    as_csv = client.get("/api/quotes?limit=2", headers={"Accept": "text/csv"})
    as_tsv = client.get("/api/quotes?limit=2&format=tsv", headers={"Accept": "application/json"})

    assert as_csv.content_type.startswith("text/csv")
    assert as_tsv.text.startswith("?quote\t?text")
    assert "Accept" in as_csv.headers["Vary"]


def test_form_that_is_not_there_is_refused_with_those_there_are(client, refused):
    response = client.get("/api/quotes", headers={"Accept": "image/png"})

    assert "text/csv" in refused(response, 406)


def test_cells_can_be_made_harmless(tmp_path):
    folder = Path(shutil.copytree("studies/krishna2024", tmp_path / "krishna2024"))
    quotes = folder / "quotes.csv"
    words = "From mentoring and leadership experiences"
    text = quotes.read_text("utf-8")
    assert words in text
    quotes.write_text(text.replace(words, "=" + words[1:]), "utf-8")
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load(folder, into=graph)
        client = create_app(graph).test_client()

        plain, safe = (
            [row["text"] for row in csv.DictReader(io.StringIO(client.get(address).text))]
            for address in ("/api/quotes?format=csv", "/api/quotes?format=csv&safe=true")
        )

    assert sum(text.startswith("=" + words[1:]) for text in plain) == 1
    assert sum(text.startswith("'=" + words[1:]) for text in safe) == 1
    assert [text.removeprefix("'") for text in safe] == plain


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("suports=patching", 400, "Did you mean supports?"),
        ("bears-on=patching", 400, "Did you mean bears_on?"),
        ("limit=1&limit=2", 400, "limit was given twice"),
        ("mode=scheme&mode=filed", 400, "mode was given twice"),
        ("limit=-1", 400, "limit is at least 0"),
        ("limit=5000", 400, "limit is at most 1,000"),
        ("limit=ten", 400, "limit takes a whole number"),
        ("rank=maybe", 400, "rank takes true or false"),
        ("mode=shceme", 400, "Did you mean scheme?"),
        ("role=peer-mentr", 400, "Did you mean peer-mentor?"),
        ("format=xlsx", 400, "format cannot be 'xlsx'"),
        ("supports=paching", 404, "Did you mean patching?"),
        ("supports=", 400, "supports has no value"),
        ("study=krishna2042", 404, "Did you mean krishna2024?"),
        ("text=%3F%3F", 400, "no word to search for"),
        ("rank=true", 400, "nothing to rank by"),
        ("where=role:", 400, "cannot be read"),
        ("after=nonsense", 400, "not the place where a page begins"),
        ("after=WzFd", 400, "not the place where a page begins"),
        ("context=50&limit=500", 400, "200 quotes at most"),
        ("text=%FF", 400, "not UTF-8"),
        ("&".join(["any=patching"] * 501), 400, "more than 500 parameters"),
        ("text=" + "+".join(["word"] * 201), 413, "200 is the most"),
        ("where=" + "(" * 200, 400, "brackets deep"),
    ],
)
def test_what_cannot_be_asked_is_refused(client, refused, query, status, said):
    assert said in refused(client.get(f"/api/quotes?{query}"), status)


@pytest.mark.parametrize("hostile", ['<b>"', "\x00", "\u202e", "'; DROP", "x" * 1999, "%"])
def test_hostile_values_are_no_more_than_values(client, refused, hostile):
    for name in ("supports", "study", "participant", "code", "document", "work"):
        response = client.get("/api/quotes", query_string={name: hostile})

        refused(response, response.status_code)
        assert response.status_code in (400, 404)
        assert response.content_type == "application/json"


def test_every_facet_of_the_index_is_a_parameter(client):
    own = {"construct", "bears_on"}  # asked for as supports and bears_on

    for kind in set(KINDS) - own:
        response = client.get("/api/quotes", query_string={kind: "nothing-of-the-kind"})
        assert "There is no parameter" not in response.text


def test_same_answer_is_not_sent_twice(client):
    first = client.get("/api/quotes?supports=patching")

    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/api/quotes?supports=patching", headers=known)
    other = client.get("/api/quotes?supports=splinting", headers=known)

    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert other.status_code == 200


def test_long_answers_are_packed_for_those_who_take_them_so(client):
    plain = client.get("/api/quotes?limit=0")
    packed = client.get("/api/quotes?limit=0", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert {"Accept", "Accept-Encoding"} <= set(plain.headers["Vary"].split(", "))


def test_caches_are_told_whose_answer_it_is(client, public):
    assert client.get("/api/quotes").headers["Cache-Control"] == "private, no-cache"
    assert public.get("/api/quotes").headers["Cache-Control"].startswith("public, max-age=")
