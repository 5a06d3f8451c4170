"""The library of saved queries, and a form with its answer for each."""

import csv
import io
import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from kg.queries import list_queries
from kg.sandbox import Limits, start
from webui import create_app
from webui.protection import LOOPBACK
from webui.state import Site

QUERIES = {query.name: query for query in list_queries()}


def words_of(element):
    return " ".join("".join(element.itertext()).split())


def fields_of(page):
    form = next(f for f in page.iter("form") if "fields" in f.get("class", ""))
    return {
        field.get("name"): field
        for kind in ("input", "select", "button")
        for field in form.iter(kind)
        if field.get("name")
    }


def rows_of(page):
    [table] = page.findall(".//table")
    head = [words_of(th) for th in table.findall("./thead/tr/th")]
    return [dict(zip(head, map(words_of, row), strict=True)) for row in table.findall("./tbody/tr")]


# The library


def test_library_leads_to_every_query(get_page):
    page = get_page("/queries")

    links = {a.get("href") for a in page.iter("a")}
    assert {f"/queries/{name}" for name in QUERIES} <= links
    text = words_of(page.find(".//main"))
    assert all(query.summary in text for query in QUERIES.values())


def test_library_is_searched_without_script(get_page):
    page = get_page("/queries?q=Splinting+mentee")
    found = get_page("/queries?q=section")

    assert "No question has these words" in words_of(page)
    assert "1 question with" in words_of(found)
    assert "/queries/works-cited-in-section" in {a.get("href") for a in found.iter("a")}


def test_library_is_also_data(client):
    as_json = client.get("/queries", headers={"Accept": "application/json"})

    assert as_json.json == client.get("/queries.json").json == client.get("/api/queries").json
    assert "Accept" in as_json.headers["Vary"]


# Forms


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_every_query_has_its_form(get_page, query):
    page = get_page(f"/queries/{query.name}")

    fields = fields_of(page)
    assert set(fields) == {"answer", *(p.name for p in query.parameters)}
    assert words_of(page.find(".//h1")) == query.summary
    assert not page.findall(".//table"), "nothing is asked of the store before somebody asks"
    for parameter in query.parameters:
        field = fields[parameter.name]
        assert field.get("aria-describedby")
        if parameter.choices:
            values = [option.get("value") for option in field.iter("option")]
            assert values == list(parameter.choices)
        elif field.tag == "input":
            assert field.get("value") == (parameter.typed_default or "")


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_every_form_is_answered_as_it_stands(get_page, client, query):
    page = get_page(f"/queries/{query.name}?answer=rows")

    whole = client.get(f"/api/queries/{query.name}").json or json.loads(
        client.get(f"/api/queries/{query.name}").text
    )
    total = len(whole["results"]["bindings"])
    assert f"{total:,} row" in words_of(page.find(".//h2[@id='answer']"))
    if total:
        assert len(rows_of(page)) == min(total, 50)


def test_constructs_can_be_typed_ahead_by_name(get_page):
    page = get_page("/queries/quotes-for-construct")

    field = fields_of(page)["construct"]
    [names] = [d for d in page.iter("datalist") if d.get("id") == field.get("list")]
    offered = {option.get("value"): words_of(option) for option in names.iter("option")}
    assert offered["identity-work"] == "identity work"
    assert list(offered.values()) == sorted(offered.values(), key=str.casefold)


def test_answer_has_rows_links_and_every_form(get_page):
    page = get_page("/queries/quotes-for-construct?construct=identity-work")

    rows = rows_of(page)
    assert len(rows) == 7
    assert rows[0]["quote"] == "Q18"
    assert {th.get("scope") for th in page.findall(".//tbody/tr/th")} == {"row"}
    links = {a.get("href") for a in page.iter("a")}
    assert "/study/krishna2024/quote/Q18" in links
    for format in ("json", "xml", "csv", "tsv"):
        address = f"/api/queries/quotes-for-construct?construct=identity-work&format={format}"
        assert address in links
    assert fields_of(page)["construct"].get("value") == "identity-work"
    code = [words_of(c) for c in page.iter("code")]
    assert "pif query quotes-for-construct -p construct=identity-work" in code
    assert any(c.startswith("curl ") and "construct=identity-work" in c for c in code)


def test_long_answers_come_page_by_page(get_page):
    address = "/queries/quotes-for-construct?construct=identity-work&limit=3"
    seen, pages = [], 0

    while address:
        page = get_page(address)
        seen += [row["quote"] for row in rows_of(page)]
        pages += 1
        following = [a.get("href") for a in page.iter("a") if a.get("rel") == "next"]
        address = f"/queries/quotes-for-construct{following[0]}" if following else None

    assert pages == 3
    assert seen == ["Q18", "Q26", "Q27", "Q21", "Q17", "Q20", "Q19"]


def test_default_that_was_taken_is_said(get_page):
    page = get_page("/queries/quotes-for-construct?answer=rows")

    assert "Construct: patching, since nothing else was said." in words_of(page)


def test_field_left_empty_asks_for_nothing(get_page):
    page = get_page("/queries/quotes-for-construct?construct=identity-work&study=&answer=rows")

    assert len(rows_of(page)) == 7


def test_nothing_fits_is_said(get_page):
    page = get_page("/queries/quotes-with-words?words=zebra")

    assert "0 rows" in words_of(page)
    assert "Nothing fits." in words_of(page)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("quotes-for-construct?construct=paching", 404, "Did you mean patching?"),
        ("quotes-per-participant?minimum=many", 400, "takes a whole number"),
        ("quotes-by-source?source=diaries", 400, "Did you mean diary?"),
        ("quotes-for-construct?constuct=patching", 400, "Did you mean construct?"),
        ("quotes-for-construct?construct=patching&after=x", 400, "place where a page begins"),
        ("quotes-for-construct?construct=patching&limit=501", 400, "limit is at most 500"),
    ],
)
def test_mistake_is_said_and_the_question_kept(get_page, query, status, said):
    page = get_page(f"/queries/{query}", status=status)

    assert said in words_of(page)
    assert page.find(".//title").text.startswith("Error:")
    asked = dict(parse_qsl(urlsplit(query).query))
    fields = fields_of(page)
    for name in asked.keys() & fields.keys():
        field = fields[name]
        chosen = [o.get("value") for o in field.iter("option") if o.get("selected") is not None]
        assert asked[name] in (field.get("value"), *chosen)


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '"><b>', "\u202egnihctap", "}}{{7*7}}", "\x00", "x" * 1900],
)
def test_hostile_values_are_shown_as_text(client, hostile):
    for name, parameter in (("quotes-for-construct", "construct"), ("quotes-with-words", "words")):
        response = client.get(
            f"/queries/{name}", query_string={parameter: hostile}, headers={"Accept": "text/html"}
        )

        assert response.status_code in (200, 400, 404)
        assert "<script>" not in response.text
        assert "<b>" not in response.text.replace('<b dir="auto">', "")
        assert "7*7" not in hostile or "{{7*7}}" in response.text


def test_query_that_is_not_there_is_said(get_page):
    page = get_page("/queries/quotes-for-constructs", status=404)

    assert "Did you mean quotes-for-construct?" in words_of(page)


# Data


def test_page_is_also_data(client):
    form = client.get("/queries/quotes-for-construct.json").json
    answer = client.get("/queries/quotes-for-construct.json?construct=identity-work&limit=2").json
    negotiated = client.get(
        "/queries/quotes-for-construct?construct=identity-work&limit=2",
        headers={"Accept": "application/json"},
    )

    assert form["answer"] is None
    assert form["name"] == "quotes-for-construct"
    assert answer["answer"]["total"] == 7
    assert answer["answer"]["truncated"] is True
    assert [row[0] for row in answer["answer"]["rows"]] == ["Q18", "Q26"]
    assert answer["answer"]["next"]
    assert negotiated.json == answer


def test_table_is_also_csv_that_no_spreadsheet_runs(client, tmp_path, monkeypatch):
    monkeypatch.setenv("PIF_QUERIES", str(tmp_path))
    (tmp_path / "ours.rq").write_text("SELECT ('=1+1' AS ?a) (2 AS ?b) {}", "utf-8")

    rows = list(csv.DictReader(io.StringIO(
        client.get("/queries/quotes-for-construct.csv?construct=identity-work").text)))  # fmt: skip
    hostile = client.get("/queries/ours.csv?answer=rows")

    assert len(rows) == 7
    assert hostile.text == "a,b\r\n'=1+1,2\r\n"
    assert "attachment" in hostile.headers["Content-Disposition"]


# One's own


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("PIF_QUERIES", str(tmp_path))
    return tmp_path


def test_own_query_stands_in_the_library_with_its_form(get_page, own):
    (own / "ours.rq").write_text(
        "#+ summary: Ours & <theirs>\n#+ parameters:\n#+   who:\n#+     about: whose words\n"
        "#+     refers-to: participant\n#+     required: true\n#+   sure: yes or no\n"
        "SELECT ?quote ?_who_iri ?_sure_boolean "
        "{ ?quote pif:spokenBy ?_who_iri FILTER(COALESCE(?_sure_boolean, true)) }",
        "utf-8",
    )

    library = get_page("/queries")
    fields = fields_of(get_page("/queries/ours"))
    asked = get_page("/queries/ours?who=NP1&sure=true")
    lacking = get_page("/queries/ours?answer=rows", status=400)

    assert "Ours & <theirs>" in words_of(library)
    assert fields["who"].get("required") is not None
    assert [o.get("value") for o in fields["sure"].iter("option")] == ["", "true", "false"]
    assert len(rows_of(asked)) > 0
    assert "who is missing" in words_of(lacking)


def test_yes_or_no_and_graphs_have_pages_too(get_page, own):
    (own / "yes.rq").write_text("ASK { ?q a pif:Quote }", "utf-8")
    (own / "graph.rq").write_text("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "utf-8")

    assert words_of(get_page("/queries/yes?answer=rows").find(".//h2[@id='answer']")) == "Yes"
    graph = get_page("/queries/graph?answer=rows")
    assert "That is its beginning; every format has all of it." in words_of(graph)
    assert any("format=turtle" in (a.get("href") or "") for a in graph.iter("a"))


def test_limit_that_was_reached_is_the_first_thing_said(study_graph, own):
    (own / "cross.rq").write_text(
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "utf-8"
    )
    with start(study_graph.store.address, Limits(seconds=0.5)) as jail:
        site = Site(study_graph, jail=jail, hosts=LOOPBACK)
        client = create_app(study_graph, site=site).test_client()

        form = client.get("/queries/cross", headers={"Accept": "text/html"})
        asked = client.get("/queries/cross?answer=rows", headers={"Accept": "text/html"})

    assert form.status_code == 200
    assert "0.5 seconds" in form.text
    assert asked.status_code == 504
    assert "0.5 s" in asked.text


def test_pages_are_light(client):
    for address in ("/queries", "/queries/quotes-for-construct?construct=identity-work"):
        packed = client.get(address, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})

        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.data) < 10_000


def test_same_page_is_not_sent_twice(client):
    for address in ("/queries", "/queries/quotes-for-construct?construct=identity-work"):
        first = client.get(address, headers={"Accept": "text/html"})
        known = {"Accept": "text/html", "If-None-Match": first.headers["ETag"]}

        assert client.get(address, headers=known).status_code == 304
