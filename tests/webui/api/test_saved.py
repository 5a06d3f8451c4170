"""``/api/queries``: each saved query over HTTP, whole or in pages, as the engine writes it."""

import json
import os
import shlex

import pytest

import kg
from kg.queries import list_queries, run
from kg.store.engine import read_lines
from webui import create_app
from webui.spool import Lines, Spool
from webui.state import Site

QUERIES = {query.name: query for query in list_queries()}
FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}


def example_of(query):
    words = shlex.split(query.example)[3:]
    return dict(word.split("=", 1) for word in words if word != "-p")


def bindings(response):
    assert response.status_code == 200, response.text[:500]
    return json.loads(response.text)["results"]["bindings"]


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_every_query_answers_as_the_command_does(anywhere, study_graph, query):
    given = example_of(query)

    for format, type in FORMATS.items():
        answered = anywhere.get(
            f"/api/queries/{query.name}", query_string={**given, "format": format}
        )

        assert answered.status_code == 200, answered.text[:500]
        assert answered.content_type == type
        assert answered.data == b"".join(run(study_graph.store, query, given).write(format))


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_pages_of_every_query_are_its_whole_answer(client, link, query):
    address = f"/api/queries/{query.name}"
    given = example_of(query)
    everything = bindings(client.get(address, query_string=given))
    response = client.get(address, query_string={**given, "limit": 7})
    rows, pages = bindings(response), 1

    while following := link(response, "next"):
        response = client.get(address + following)
        rows += bindings(response)
        pages += 1
        assert response.headers["X-Total-Count"] == str(len(everything))

    assert rows == everything
    assert pages == max(1, -(-len(everything) // 7))


def test_pages_lead_back(client, link):
    address = "/api/queries/quotes-for-construct"
    first = client.get(f"{address}?construct=identity-work&limit=3")
    second = client.get(address + link(first, "next"))
    third = client.get(address + link(second, "next"))

    assert link(first, "prev") is link(first, "first") is link(third, "next") is None
    assert client.get(address + link(second, "prev")).data == first.data
    assert client.get(address + link(third, "prev")).data == second.data
    assert client.get(address + link(third, "first")).data == first.data


@pytest.mark.parametrize("format", FORMATS)
def test_page_in_every_form(anywhere, format):
    address = f"/api/queries/quotes-for-construct?construct=identity-work&format={format}"

    whole = anywhere.get(address)
    page = anywhere.get(f"{address}&limit=1000")

    assert page.data == whole.data
    assert page.content_type == whole.content_type


def test_page_without_a_limit_has_the_most_there_may_be(client, link):
    address = "/api/queries/quotes-for-construct"
    first = client.get(f"{address}?construct=identity-work&limit=5")

    rest = client.get(address + link(first, "next").replace("limit=5&", ""))

    assert len(bindings(rest)) == 2


def test_parameters_are_bound_not_pasted(anywhere):
    hostile = '"} UNION { ?iri ?p ?text } #'

    response = anywhere.get("/api/queries/quotes-with-words", query_string={"words": hostile})

    assert bindings(response) == []
    assert len(bindings(anywhere.get("/api/queries/quotes-with-words?words="))) == 27


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("nope", 404, "There is no query called 'nope'"),
        ("quotes-for-constuct", 404, "Did you mean quotes-for-construct?"),
        ("quotes-for-construct?constuct=patching", 400, "Did you mean construct?"),
        ("quotes-for-construct?construct=paching", 404, "Did you mean patching?"),
        ("quotes-for-construct?construct=a&construct=b", 400, "construct was given twice"),
        ("quotes-for-construct?construct=", 400, "construct has no value"),
        ("quotes-for-construct?limit=0", 400, "limit is at least 1"),
        ("quotes-for-construct?limit=10001", 400, "limit is at most 10,000"),
        ("quotes-for-construct?after=x", 400, "not the place where a page begins"),
        ("quotes-for-construct?after=WzEsMl0", 400, "not the place where a page begins"),
        ("quotes-for-construct?format=turtle", 400, "There are json, xml, csv, tsv"),
        ("quotes-by-source?source=diaries", 400, "Did you mean diary?"),
        ("quotes-per-participant?minimum=many", 400, "minimum takes a whole number"),
        ("quotes-per-participant?minimum=1e3", 400, "minimum takes a whole number"),
        ("quotes-for-construct?study=krishna2042", 404, "Did you mean krishna2024?"),
    ],
)
def test_what_cannot_be_asked_is_refused(anywhere, refused, address, status, said):
    message = refused(anywhere.get(f"/api/queries/{address}"), status)

    assert said in message
    assert os.sep + "queries" + os.sep not in message


@pytest.mark.parametrize(
    ("accept", "type"),
    [
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("*/*", "application/sparql-results+json"),
    ],
)
def test_accept_chooses_the_form(client, accept, type):
    response = client.get("/api/queries/study-list", headers={"Accept": accept})

    assert response.content_type == type
    assert {"Accept", "Accept-Encoding"} <= set(response.headers["Vary"].split(", "))


def test_what_is_not_acceptable_is_told_what_there_is(client, refused):
    response = client.get("/api/queries/study-list", headers={"Accept": "text/turtle"})

    assert "text/csv" in refused(response, 406)


def test_answer_is_known_by_revision_parameters_and_form(anywhere):
    address = "/api/queries/quotes-for-construct?construct=patching"
    first = anywhere.get(address)
    known = {"If-None-Match": first.headers["ETag"]}

    assert anywhere.get(address, headers=known).status_code == 304
    assert anywhere.get(f"{address}&format=csv", headers=known).status_code == 200
    assert anywhere.get(f"{address}&limit=5", headers=known).status_code == 200
    assert anywhere.get(address.replace("patching", "splinting"), headers=known).status_code == 200


def test_change_of_the_store_changes_answers_and_ends_pages(tmp_path, link, refused):
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load("krishna2024", into=graph)
        client = create_app(graph).test_client()
        address = "/api/queries/quotes-with-words"
        first = client.get(f"{address}?words=&limit=20")
        following = address + link(first, "next")

        kg.load("tests/data/small-study", into=graph)

        known = {"If-None-Match": first.headers["ETag"]}
        again = client.get(f"{address}?words=&limit=20", headers=known)
        assert again.status_code == 200
        assert int(again.headers["X-Total-Count"]) > int(first.headers["X-Total-Count"])
        assert "Begin again" in refused(client.get(following), 400)


def test_rows_in_a_file_are_cut_to_the_byte():
    head = b"?a\t?b\n"
    rows = [f'"{n}\\n\u2028"\t{n}\n'.encode() for n in range(500)]
    whole = head + b"".join(rows)
    lines = Lines("r", [whole[i : i + 7] for i in range(0, len(whole), 7)])

    assert lines.total == 500
    for start, limit in ((0, 10), (10, 1), (495, 10), (499, 1), (500, 5), (9999, 5), (0, None)):
        text, count = lines.cut(start, limit)
        expected = rows[start:] if limit is None else rows[start : start + limit]
        assert text == head + b"".join(expected)
        assert count == len(expected)
        assert len(list(read_lines(text).rows())) == count


def test_rows_change_no_value_on_their_way_through_a_file(study_graph):
    store = study_graph.store
    sparql = """SELECT ?a ?b { VALUES (?a ?b) {
      ("tab\\t line\\n return\\r quote\\" back\\\\slash \\u0000 \\u2028 \\u0085" UNDEF)
      (UNDEF UNDEF)
      (1 1.50) (1e3 true) ("x"@en-GB <https://example.org/é>) ("" "a"^^<https://example.org/d>)
      ("1"^^<http://www.w3.org/2001/XMLSchema#int> 5)
      ("abc"^^<http://www.w3.org/2001/XMLSchema#integer> 5)
    } }"""

    through = read_lines(b"".join(store.query(sparql).write("tsv")))

    assert list(through.rows()) == list(store.query(sparql).rows())
    for format in FORMATS:
        through = read_lines(b"".join(store.query(sparql).write("tsv")))
        assert b"".join(through.write(format)) == b"".join(store.query(sparql).write(format))


def test_answers_kept_are_bounded_and_of_one_revision():
    spool = Spool(most=4000)
    spool.get("one", "q0")
    for n in range(20):
        spool.keep(Lines("one", [b"?a\n" + b"1\n" * 250]), f"q{n}")

    held = [n for n in range(20) if spool.get("one", f"q{n}") is not None]

    assert held == list(range(13, 20))
    assert spool.get("two", "q19") is None
    assert spool.get("one", "q19") is None


def test_answer_of_another_moment_is_not_kept():
    spool = Spool()
    spool.get("one", "q")

    spool.keep(Lines("two", [b"?a\n"]), "q")

    assert spool.get("one", "q") is None


# One's own queries


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder of the user's own queries."""
    folder = tmp_path / "our queries"
    folder.mkdir()
    monkeypatch.setenv("PIF_QUERIES", str(folder))
    return folder


def test_own_query_is_answered_and_read_again(anywhere, own):
    path = own / "ours.rq"
    path.write_text("SELECT (1 AS ?n) {}", "utf-8")
    first = anywhere.get("/api/queries/ours")
    path.write_text("SELECT (2 AS ?n) {}", "utf-8")
    os.utime(path, ns=(1, 1))

    known = {"If-None-Match": first.headers["ETag"]}
    second = anywhere.get("/api/queries/ours", headers=known)

    assert [b["n"]["value"] for b in bindings(first)] == ["1"]
    assert [b["n"]["value"] for b in bindings(second)] == ["2"]
    path.unlink()
    assert anywhere.get("/api/queries/ours").status_code == 404


def test_graphs_and_yes_or_no_have_their_own_forms(anywhere, own, refused):
    (own / "graph.rq").write_text("CONSTRUCT { ?q a pif:Quote } { ?q a pif:Quote }", "utf-8")
    (own / "yes.rq").write_text("ASK { ?q a pif:Quote }", "utf-8")

    turtle = anywhere.get("/api/queries/graph")
    triples = anywhere.get("/api/queries/graph?format=ntriples")
    yes = anywhere.get("/api/queries/yes")

    assert turtle.content_type == "text/turtle; charset=utf-8"
    assert triples.text.count("\n") == 27
    assert json.loads(yes.text) == {"head": {}, "boolean": True}
    assert anywhere.get("/api/queries/yes?format=csv").text.strip() == "true"
    assert "no parameter 'limit'" in refused(anywhere.get("/api/queries/graph?limit=3"), 400)
    assert "turtle, ntriples" in refused(anywhere.get("/api/queries/graph?format=csv"), 400)


def test_name_that_addresses_take_for_themselves_is_still_a_parameter(client, own):
    (own / "ours.rq").write_text(
        "SELECT ?said ?_limit_literal ?_first_word_literal "
        "{ BIND(CONCAT(?_limit_literal, ?_first_word_literal) AS ?said) }",
        "utf-8",
    )

    response = client.get("/api/queries/ours?p.limit=a&first_word=b&limit=1")

    assert [b["said"]["value"] for b in bindings(response)] == ["ab"]


def test_required_parameter_is_asked_for(client, own, refused):
    (own / "ours.rq").write_text(
        "#+ parameters:\n#+   who:\n#+     about: whose words\n#+     required: true\n"
        "SELECT ?q ?_who_literal { ?q ?p ?_who_literal }",
        "utf-8",
    )

    assert "who is missing. Say who=…: whose words." in refused(
        client.get("/api/queries/ours"), 400
    )


def test_what_cannot_be_read_is_named_without_its_folder(client, own, refused):
    (own / "bad.rq").write_text("#+ summary: [\nASK {}", "utf-8")
    (own / "update.rq").write_text("DELETE WHERE { ?s ?p ?o }", "utf-8")
    (own / "biases.rq").write_text("ASK {}", "utf-8")
    (own / "good.rq").write_text("ASK {}", "utf-8")

    listed = client.get("/api/queries").json

    assert "good" in [query["name"] for query in listed["queries"]]
    wrong = {each["name"]: each["message"] for each in listed["unreadable"]}
    assert set(wrong) == {"bad", "biases", "update"}
    assert str(own) not in json.dumps(listed)
    assert "header is not YAML" in refused(client.get("/api/queries/bad"), 400)
    assert "not a SPARQL query" in refused(client.get("/api/queries/update"), 400)


def test_folder_that_is_gone_takes_nothing_else_with_it(client, monkeypatch, tmp_path):
    monkeypatch.setenv("PIF_QUERIES", str(tmp_path / "gone"))

    listed = client.get("/api/queries").json

    assert len(listed["queries"]) == len(QUERIES)
    assert str(tmp_path) not in json.dumps(listed)
    assert client.get("/api/queries/study-list").status_code == 200


def test_query_that_takes_too_long_is_ended_and_said(study_graph, own, refused):
    from kg.sandbox import Limits, start
    from webui.protection import LOOPBACK

    (own / "cross.rq").write_text(
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "utf-8"
    )
    with start(study_graph.store.address, Limits(seconds=0.5)) as jail:
        site = Site(study_graph, jail=jail, hosts=LOOPBACK)
        client = create_app(study_graph, site=site).test_client()

        said = refused(client.get("/api/queries/cross"), 504)
        page = refused(client.get("/api/queries/cross?limit=5"), 504)

        assert client.get("/api/queries/study-list").status_code == 200
    assert "0.5 s" in said
    assert said == page


def test_query_that_asks_another_server_is_refused(anywhere, own, refused):
    (own / "far.rq").write_text("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "utf-8")

    assert "SERVICE" in refused(anywhere.get("/api/queries/far"), 400)


def test_list_says_how_each_is_asked(client):
    listed = {query["name"]: query for query in client.get("/api/queries").json["queries"]}

    assert set(listed) == set(QUERIES)
    one = listed["quotes-by-source"]
    assert one["address"] == "/api/queries/quotes-by-source"
    assert one["parameters"][0]["choices"][:2] == ["interview", "diary"]
    assert client.get(one["address"]).status_code == 200
