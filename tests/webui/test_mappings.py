"""Pages of mapping sets, and questions asked with chosen ones: also when every word is hostile."""

import csv
import io
import json
import re
from pathlib import Path
from runpy import run_path
from subprocess import run

import mapping_sets
import pytest
from hostile_study import write_hostile_study

import kg
from kg.graph import Graph
from kg.publishing.public import public_store
from webui import Site, create_app

SCRIPT, LONG = "<script>alert(1)</script>", "Lebensversicherung" * 20
TURNED = "\u202egnihctap\u202c"
VALIDITY = run_path(str(Path(__file__).with_name("test_validity.py")))
HEADER = (
    "#mapping_set_id: javascript:alert(1)\n"
    f'#mapping_set_title: "{SCRIPT} {LONG}"\n'
    f'#mapping_set_description: "{TURNED}"\n#comment: "{SCRIPT}"\n'
    f'#creator_label: "{SCRIPT}"\n#mapping_date: "{SCRIPT}"\n'
)
ROWS = "".join(
    f"{code}\tskos:{match}\t{object}\tsemapv:ManualMappingCuration\t{who}\n"
    for code, match, object, who in (
        ("krishna2024/d2.4-patching", "exactMatch", "c:splinting", "Team B"),
        ("krishna2024/d2.3", "closeMatch", "c:patching", SCRIPT),
        ("hostile/k1", "broadMatch", "c:splinting", LONG),
        ("hostile/k2", "exactMatch", "https://example.org/elsewhere", TURNED),
        ("elsewhere/code", "exactMatch", "c:patching", "Team B"),
    )
)
PAGES = (
    "/mappings",
    "/mappings/team-b",
    "/compare",
    "/compare?a=krishna2024&b=hostile",
    "/compare?a=hostile&b=krishna2024&mappings=team-b",
    "/quotes?supports=splinting",
    "/quotes?supports=splinting&mappings=team-b",
    "/quotes?supports=splinting&mappings=none",
    "/quotes?supports=splinting&mappings=own&role=faculty",
    "/matrix?rows=construct&cols=study&mappings=team-b",
    "/study/krishna2024/code/d2.4-patching.html",
    "/study/krishna2024/quote/Q27.html",
    "/constructs/splinting",
    "/studies/krishna2024",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Two studies, one of them hostile, and a set that is no friendlier."""
    folder = tmp_path_factory.mktemp("sets")
    with kg.open_graph(folder / "store") as graph:
        kg.load("krishna2024", into=graph)
        kg.load(write_hostile_study(folder / "hostile"), into=graph)
        text = HEADER + mapping_sets.HEAD + ROWS
        file = folder / "team-b.sssom.tsv"
        file.write_text(text, encoding="utf-8")
        from kg.mapping.keeping import load_set

        load_set(file, graph.store, name="team-b")
        yield graph


@pytest.fixture(scope="module")
def client(site):
    return create_app(site).test_client()


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_whole_whatever_a_set_says(client, check_page, path):
    answer = client.get(path)

    assert answer.status_code == 200, answer.text[:500]
    page = check_page(answer.text)
    assert "<script>alert" not in answer.text
    for e in page.iter():
        assert not (e.get("href") or "").lower().startswith(("javascript:", "data:"))


def test_the_pages_are_valid(client, tmp_path):
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(VALIDITY["RULES"]))
    for path in PAGES[:9]:
        name = re.sub(r"\W+", "-", path)
        (tmp_path / f"page{name}.html").write_text(client.get(path).text)

    checked = run(
        [VALIDITY["CHECKER"], "--formatter", "text", "page*.html"],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stdout.replace(f"{tmp_path}/", "")


def test_a_question_is_asked_with_a_set_or_without_it(client, words):
    def quotes(query):
        return {q["quote"] for q in client.get(f"/quotes.json?{query}&limit=0").json["quotes"]}

    assert "Q27" in quotes("supports=splinting")
    assert "Q27" in quotes("supports=splinting&mappings=team-b")
    assert "Q27" not in quotes("supports=splinting&mappings=own")
    assert quotes("supports=splinting&mappings=own&mappings=team-b") == quotes("supports=splinting")


def test_pages_the_api_and_python_give_the_same_counts(client, site):
    for names in (["own"], ["team-b"], ["none"]):
        asked = "&".join(f"mappings={name}" for name in names)
        told = client.get(f"/api/quotes?supports=identity-work&limit=0&{asked}").json
        found = site.quotes(supports="identity-work", mappings=names)
        table = client.get(f"/api/matrix?rows=construct&cols=study&{asked}").json
        [row] = [v for v in table["rows"]["values"] if v["key"] == "identity-work"] or [
            {"quotes": 0}
        ]

        assert told["total"] == found.total == row["quotes"]
        assert (
            client.get(f"/quotes.json?supports=identity-work&{asked}").json["total"] == found.total
        )
        assert site.matrix("construct", "study", mappings=names).to_dict() == table


def test_the_answer_says_on_which_sets_it_rests(client):
    told = client.get("/api/quotes?supports=splinting").json["mappings"]

    assert [each["set"] for each in told] == ["own", "team-b"]
    assert told[1]["needed_by"] >= 1
    assert "About these sets" in client.get("/quotes?supports=splinting").text


def test_the_query_beside_the_answer_gives_its_quotes(client, site):
    told = client.get("/api/quotes?supports=splinting&mappings=team-b&limit=0").json

    rows = site.store.query(told["sparql"]).rows()
    assert {row["iri"][1:-1] for row in rows} == {q["iri"] for q in told["quotes"]}


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/quotes?supports=splinting&mappings=teamb", 404, "no set of mappings"),
        ("/quotes?supports=splinting&mappings=own&mode=filed", 400, "does not go with mode=filed"),
        ("/api/quotes?mappings=own&mode=filed", 400, "does not go with mode=filed"),
        ("/mappings/teamb", 404, "no set of mappings"),
        ("/mappings/team-b?after=x", 400, "number of a row"),
        ("/compare?a=krishna2024&b=krishna2024", 400, "compared with itself"),
        ("/compare?a=krishna2024&b=krishna", 404, "no study"),
        ("/compare.csv?a=krishna2024", 400, "Two studies are compared"),
        ("/compare?colour=red", 400, "unknown or there twice"),
    ],
)
def test_what_cannot_be_answered_is_said(client, path, status, says):
    answer = client.get(path)

    assert answer.status_code == status
    assert says in answer.text


def test_as_filed_leads_away_from_the_chosen_sets(client, check_page):
    page = check_page(client.get("/quotes?supports=splinting&mappings=team-b").text)

    [filed] = [
        a.get("href") for a in page.iter("a") if "mode=filed" in (a.get("href") or "")
    ][:1]  # fmt: skip
    assert "mappings" not in filed
    assert client.get(filed).status_code == 200


def test_codebooks_meet_where_both_are_mapped(client):
    found = client.get("/compare.json?a=krishna2024&b=hostile").json
    splinting = next(c for c in found["constructs"] if c["construct"] == "splinting")

    assert splinting["in"] == "both"
    assert {c["set"] for side in splinting["codes"] for c in side} == {"own", "team-b"}
    alone = client.get("/compare.json?a=krishna2024&b=hostile&mappings=own").json
    assert all(c["set"] == "own" for m in alone["constructs"] for side in m["codes"] for c in side)
    rows = list(
        csv.DictReader(io.StringIO(client.get("/compare.csv?a=krishna2024&b=hostile").text))
    )
    assert {row["in"] for row in rows} >= {"both", "first"}
    assert sum(row["study"] == "krishna2024" for row in rows) >= 14


def test_a_set_is_taken_away_as_a_file_that_loads_again(client, tmp_path):
    file = tmp_path / "again.sssom.tsv"
    file.write_bytes(client.get("/mappings/team-b.tsv").data)
    from kg.mapping.reading import read_set

    made, _ = read_set(file, name="team-b")
    assert len(made.matches) == 5
    assert client.get("/mappings.json").json["mappings"][0]["mappings"] == 5


def test_strangers_are_answered_without_sets(site, tmp_path):
    store = public_store(site.store, folder=tmp_path / "public")
    strangers = create_app(Graph(store), site=Site(Graph(store), audience="public")).test_client()

    assert [unit.id for unit in store.units()] == ["krishna2024"]
    assert strangers.get("/mappings.json").json == {"mappings": []}
    assert strangers.get("/mappings/team-b").status_code == 404
    told = strangers.get("/quotes.json?supports=splinting&limit=0").json
    assert {q["quote"] for q in told["quotes"]}.isdisjoint({"Q27"})
    assert "mappings" not in told
    rows = store.query("SELECT ?s { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'team-b')) }")
    assert list(rows.rows()) == []


def test_the_question_keeps_its_sets_when_it_is_changed(client, check_page):
    page = check_page(client.get("/quotes?supports=splinting&mappings=team-b").text)

    kept = [
        e.get("value") for e in page.iter("input") if e.get("name") == "mappings"
    ]  # fmt: skip
    assert set(kept) == {"team-b"}


def test_the_reason_beside_a_quote_is_one_of_the_chosen_sets(client):
    def why(query):
        page = client.get(f"/quotes?supports=splinting&{query}").text
        return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page))

    assert "in the set of mappings team-b" in why("mappings=team-b")
    assert "in the set of mappings team-b" not in why("mappings=own")
