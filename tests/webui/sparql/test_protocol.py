"""Queries: every way to send one, every form of its answer, and what stands around the answer."""

import gzip
import json
import zlib
from urllib.parse import quote

import pytest
from rdflib import Graph

TABLES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
GRAPHS = {
    "turtle": ("text/turtle; charset=utf-8", "turtle"),
    "ntriples": ("application/n-triples", "nt"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdfxml": ("application/rdf+xml", "xml"),
}
ROWS = "SELECT ?quote { ?quote pif:supports c:patching } ORDER BY ?quote"
QUOTE = "https://w3id.org/pif-kg/study/krishna2024/quote/Q27"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    "send",
    [
        lambda c: c.get(f"/sparql?query={quote(ROWS)}"),
        lambda c: c.get(f"/sparql/?query={quote(ROWS)}"),
        lambda c: c.post("/sparql", data={"query": ROWS}),
        lambda c: c.post("/sparql", data=ROWS, content_type="application/sparql-query"),
        lambda c: c.post(
            "/sparql", data=ROWS, content_type='Application/SPARQL-Query; charset="UTF-8"'
        ),
        lambda c: c.post("/sparql", data="\ufeff" + ROWS, content_type="application/sparql-query"),
        lambda c: c.get(f"/sparql?query={quote(ROWS)}&default-graph-uri=&x=y"),
    ],
    ids=["get", "get-slash", "form", "direct", "charset", "mark", "empty-field"],
)
def test_a_query_is_answered_however_it_is_sent(site, send):
    answer = send(site)

    assert answer.status_code == 200
    assert answer.content_type == TABLES["json"]
    assert [b["quote"]["value"] for b in answer.json["results"]["bindings"]] == [QUOTE]


@pytest.mark.parametrize(
    ("accept", "sent_as"),
    [
        (None, TABLES["json"]),
        ("", TABLES["json"]),
        ("*/*", TABLES["json"]),
        ("application/*", TABLES["json"]),
        ("text/*", TABLES["csv"]),
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("text/csv, application/sparql-results+json;q=0.9", TABLES["csv"]),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.7", TABLES["xml"]),
        ("text/turtle, text/tab-separated-values;q=0.1", TABLES["tsv"]),
        ("application/sparql-results+json;q=0, */*;q=0.5", TABLES["xml"]),
        ("TEXT/CSV", TABLES["csv"]),
    ],
)
@pytest.mark.parametrize("query", [ROWS, "ASK { ?q a pif:Quote }"])
def test_rows_and_truth_come_as_the_client_wants(owner, ask, query, accept, sent_as):
    answer = ask(owner, query, accept)

    assert answer.status_code == 200
    assert answer.content_type == sent_as


@pytest.mark.parametrize(
    ("accept", "sent_as"),
    [
        (None, "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/rdf+xml, text/turtle;q=0.5", "application/rdf+xml"),
        ("text/csv, application/n-triples;q=0.1", "application/n-triples"),
        ("application/x-turtle", "application/x-turtle"),
    ],
)
@pytest.mark.parametrize("form", ["DESCRIBE", "CONSTRUCT WHERE"])
def test_graphs_come_as_the_client_wants(owner, ask, form, accept, sent_as):
    query = "DESCRIBE c:patching" if form == "DESCRIBE" else f"{form} {{ c:patching ?p ?o }}"

    answer = ask(owner, query, accept)

    assert answer.status_code == 200
    assert answer.content_type == sent_as


@pytest.mark.parametrize("format", TABLES)
def test_a_format_in_the_address_goes_before_the_accept_header(owner, ask, format):
    answer = ask(owner, ROWS, accept=BROWSER, format=format)

    assert answer.content_type == TABLES[format]
    assert QUOTE in answer.text


@pytest.mark.parametrize("format", GRAPHS)
def test_every_format_of_graphs_holds_the_same(owner, ask, format):
    answer = ask(owner, "CONSTRUCT WHERE { c:patching ?p ?o }", output=format)

    sent_as, name = GRAPHS[format]
    assert answer.content_type == sent_as
    plain = ask(owner, "CONSTRUCT WHERE { c:patching ?p ?o }", format="ntriples")
    wanted = Graph().parse(data=plain.text, format="nt")
    assert len(wanted) > 5
    assert set(Graph().parse(data=answer.text, format=name)) == set(wanted)


@pytest.mark.parametrize(
    ("named", "query", "sent_as"),
    [
        ("application/sparql-results+json", ROWS, TABLES["json"]),
        ("application/sparql-results json", ROWS, TABLES["json"]),  # a plus not encoded
        ("srx", ROWS, TABLES["xml"]),
        ("json", "DESCRIBE c:patching", "application/ld+json"),
        ("xml", "DESCRIBE c:patching", "application/rdf+xml"),
        ("rdf+xml", "DESCRIBE c:patching", "application/rdf+xml"),
        ("ttl", "DESCRIBE c:patching", "text/turtle; charset=utf-8"),
        ("JSON", ROWS, TABLES["json"]),
    ],
)
def test_clients_call_formats_by_many_names(owner, ask, named, query, sent_as):
    assert ask(owner, query, format=named).content_type == sent_as


def test_406_lists_what_there_is(owner, ask):
    answer = ask(owner, ROWS, "image/png")

    assert answer.status_code == 406
    assert (
        "application/sparql-results+json, application/sparql-results+xml, text/csv"
        in (answer.json["error"]["hint"])
    )


@pytest.mark.parametrize(
    ("dataset", "where", "found"),
    [
        ("", "?q a pif:Quote", True),
        ("", "GRAPH ?g { ?q a pif:Quote }", True),
        ("default-graph-uri=study", "?q a pif:Quote", True),
        ("default-graph-uri=scheme", "?q a pif:Quote", False),
        ("default-graph-uri=scheme&default-graph-uri=study", "?q a pif:Quote", True),
        ("default-graph-uri=study", "GRAPH ?g { ?q a pif:Quote }", False),
        ("named-graph-uri=study", "GRAPH ?g { ?q a pif:Quote }", True),
        ("named-graph-uri=scheme", "GRAPH ?g { ?q a pif:Quote }", False),
        ("named-graph-uri=study", "?q a pif:Quote", False),
        (
            "default-graph-uri=scheme&named-graph-uri=study",
            "?c a skos:Concept GRAPH ?g { ?q a pif:Quote }",
            True,
        ),
    ],
)
@pytest.mark.parametrize("clause", ["", "FROM <http://example.org/other>"])
def test_graphs_named_by_the_protocol_go_before_all_others(
    owner, ask, dataset, where, found, clause
):
    base = "https://w3id.org/pif-kg/graph/"
    named = dataset.replace("=study", f"={base}study/krishna2024").replace(
        "=scheme", f"={base}scheme"
    )

    answer = owner.get(f"/sparql?query={quote(f'ASK {clause} {{ {where} }}')}&{named}")

    assert answer.json["boolean"] is (found if dataset or not clause else False)


def test_the_form_and_the_address_may_both_name_graphs(owner):
    graph = "https://w3id.org/pif-kg/graph/scheme"

    answer = owner.post(
        f"/sparql?default-graph-uri={graph}",
        data={"query": "ASK { ?c a skos:Concept GRAPH ?g { ?c ?p ?o } }", "named-graph-uri": graph},
    )

    assert answer.json["boolean"] is True


def test_a_relative_iri_is_completed_with_the_endpoint(owner, ask):
    answer = ask(owner, "CONSTRUCT { <s> <#p> </o> } WHERE {}", "application/n-triples")

    assert (
        answer.text == "<http://localhost/s> <http://localhost/sparql#p> <http://localhost/o> .\n"
    )


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX pif: <http://example.org/> SELECT (STR(pif:x) AS ?x) {}",
        "prefix  pif:<http://example.org/>\nSELECT (STR(pif:x) AS ?x) {}",
    ],
)
def test_a_prefix_that_is_declared_is_what_it_is_declared_to_be(owner, ask, query):
    assert "http://example.org/x" in ask(owner, query).text


def test_a_prefix_that_nobody_knows_is_an_error(owner, ask):
    assert ask(owner, "ASK { nobody:knows ?p ?o }").status_code == 400


def test_a_store_in_memory_knows_no_prefix(scratch, ask):
    assert ask(scratch, "ASK { ?s rdf:type ?o }").status_code == 400


def test_head_says_what_get_would(owner, ask):
    target = f"/sparql?query={quote(ROWS)}"

    head, get = owner.head(target), owner.get(target)

    assert (head.status_code, head.data) == (200, b"")
    for header in ("Content-Type", "Content-Length", "ETag", "Vary"):
        assert head.headers[header] == get.headers[header]
    head.close()  # as a server does; nobody has read it to its end


def test_options_lists_the_methods(site):
    answer = site.options("/sparql")

    assert answer.status_code == 204
    assert answer.data == b""
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


# Packing and entity tags -----------------------------------------------------------------

LONG = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"


def test_a_long_answer_is_packed_for_those_who_can_unpack_it(owner, ask):
    plain = ask(owner, LONG, "text/csv")
    packed = ask(owner, LONG, "text/csv", headers={"Accept-Encoding": "br, gzip"})

    assert plain.headers["Content-Length"] == str(len(plain.data))
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 3
    assert gzip.decompress(packed.data) == plain.data
    assert {"Accept", "Accept-Encoding"} <= set(plain.vary)
    assert {"Accept", "Accept-Encoding"} <= set(packed.vary)


@pytest.mark.parametrize("accepted", ["gzip;q=0", "identity", "br", "*;q=0, identity;q=1"])
def test_nothing_is_packed_for_others(owner, ask, accepted):
    answer = ask(owner, LONG, headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer.headers


def test_a_packed_answer_comes_in_pieces(owner, ask):
    answer = ask(owner, LONG, "text/csv", headers={"Accept-Encoding": "gzip"})
    unpacker = zlib.decompressobj(wbits=31)

    first = unpacker.decompress(answer.data[:2000])

    assert first.startswith(b"s,p,o\r\n")


def test_an_answer_that_is_known_is_not_sent_again(site, ask):
    first = ask(site, ROWS)
    etag = first.headers["ETag"]

    again = ask(site, ROWS, headers={"If-None-Match": f'"other", {etag}'})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert {"Accept", "Accept-Encoding"} <= set(again.vary)
    assert "Content-Type" not in again.headers


@pytest.mark.parametrize(
    "other",
    [
        {"query": ROWS + " LIMIT 1"},
        {"query": ROWS, "accept": "text/csv"},
        {"query": ROWS, "default-graph-uri": "https://w3id.org/pif-kg/graph/scheme"},
    ],
)
def test_every_answer_has_a_tag_of_its_own(owner, ask, other):
    assert ask(owner, **other).headers["ETag"] != ask(owner, ROWS).headers["ETag"]


@pytest.mark.parametrize("word", ["NOW()", "RAND()", "STRUUID ()", "uuid()"])
def test_an_answer_that_is_another_each_time_has_no_tag(owner, ask, word):
    answer = ask(owner, f"SELECT ({word} AS ?x) {{}}")

    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_posted_is_not_kept(owner):
    answer = owner.post("/sparql", data={"query": ROWS})

    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_after_a_change_the_tag_is_another(changeable, ask, bearer):
    before = ask(changeable, "ASK {}").headers["ETag"]
    study = "https://w3id.org/pif-kg/graph/study/small-study"

    changed = changeable.delete(f"/graph-store?graph={study}", headers=bearer)

    assert changed.status_code == 204, changed.text
    answer = ask(changeable, "ASK {}", headers={"If-None-Match": before})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != before


# Who else may read -----------------------------------------------------------------------

ORIGIN = {"Origin": "https://notebook.example"}


@pytest.mark.parametrize("target", [f"/sparql?query={quote(ROWS)}", "/sparql", "/graph-store"])
def test_other_sites_may_read_what_is_public(public, target):
    answer = public.get(target, headers=ORIGIN)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_other_sites_may_read_why_they_were_refused(public):
    answer = public.get("/sparql?query=nothing", headers=ORIGIN)

    assert answer.status_code == 400
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_other_sites_may_post_what_is_public(public):
    answer = public.options(
        "/sparql",
        headers={
            **ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type, accept",
        },
    )

    assert answer.status_code == 204
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"accept", "content-type"} <= set(allowed)
    assert "authorization" not in allowed


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_no_other_site_may_read_what_is_the_owners(owner, method):
    headers = {**ORIGIN, "Access-Control-Request-Method": "POST"}

    answer = owner.open("/sparql", method=method, data={"query": ROWS}, headers=headers)

    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_only_the_publics_answers_may_be_kept_by_others(owner, public, ask):
    assert "public" in ask(public, ROWS).headers["Cache-Control"]
    assert "private" in ask(owner, ROWS).headers["Cache-Control"]


# Limits ----------------------------------------------------------------------------------


def test_a_limit_is_named_and_nothing_is_sent_in_part(public, ask):
    answer = ask(public, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "text/csv")

    assert answer.status_code in (413, 504)
    assert answer.content_type == "application/json"
    assert "MiB" in answer.json["error"]["message"] or "seconds" in answer.json["error"]["message"]


def test_a_site_without_a_jail_says_so(graph):
    from webui import create_app

    client = create_app(graph).test_client()

    answer = client.get("/sparql?query=ASK%7B%7D")

    assert answer.status_code == 503
    assert "not answered by this server" in answer.json["error"]["message"]


# Pages -----------------------------------------------------------------------------------


def test_a_browser_gets_a_page_with_a_field(site, check_page):
    answer = site.get("/sparql", headers={"Accept": BROWSER})

    page = check_page(answer.text)
    [field] = page.iter("textarea")
    assert field.get("name") == "query"
    assert "SELECT" in field.text
    assert "10 seconds" in answer.text


def test_the_query_a_browser_begins_with_has_an_answer(owner, ask):
    page = owner.get("/sparql", headers={"Accept": BROWSER}).text
    query = page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]

    assert len(ask(owner, query, "application/json").json["results"]["bindings"]) == 1


def test_a_browser_gets_the_rows_as_a_table_with_every_format_beside_it(site, ask, check_page):
    answer = ask(site, ROWS, BROWSER)

    page = check_page(answer.text)
    assert [th.text or th[0].text for th in page.iter("th")] == ["quote"]
    [link] = [a for a in page.iter("a") if a.get("href") == "/study/krishna2024/quote/Q27"]
    assert "".join(link.itertext()).endswith("Q27")
    links = {a.text: a.get("href") for a in page.iter("a") if "format=" in (a.get("href") or "")}
    for name in ("JSON", "XML", "CSV", "TSV"):
        assert site.get(links[name]).status_code == 200


def test_a_browser_gets_a_graph_as_statements(owner, ask, check_page):
    page = check_page(ask(owner, "DESCRIBE c:patching", BROWSER).text)

    assert len(list(page.iter("tr"))) > 5
    named = [
        a.text
        for a in page.iter("a")
        if "format=" in (a.get("href") or "") and "query=" in a.get("href")
    ]
    assert named == ["Turtle", "N-Triples", "JSON-LD", "RDF/XML"]


@pytest.mark.parametrize(
    ("query", "word"), [("ASK { c:patching ?p ?o }", "Yes"), ("ASK { <a:b> ?p ?o }", "No")]
)
def test_a_browser_gets_a_word_for_an_ask(owner, ask, check_page, query, word):
    page = check_page(ask(owner, query, BROWSER).text)

    assert word in [h.text for h in page.iter("h2")]


def test_a_long_table_says_that_it_is_the_beginning(owner, ask, check_page):
    answer = ask(owner, LONG, BROWSER)

    total = len(ask(owner, LONG, "text/tab-separated-values").text.splitlines()) - 1
    page = check_page(answer.text)
    assert len(list(page.iter("tr"))) == 201
    assert f"{total:,} rows" in answer.text
    assert "These are the first 200" in answer.text


HOSTILE = "<script>alert(1)</script>\" onload='x' \u202ertl \\ \t{{ 7*7 }}"


def test_hostile_words_are_shown_as_words(owner, ask, check_page):
    written = json.dumps(HOSTILE, ensure_ascii=False)

    answer = ask(
        owner,
        f"SELECT ({written} AS ?x) (IRI(CONCAT('java', 'script:alert(1)')) AS ?y) {{}}",
        BROWSER,
    )

    page = check_page(answer.text)
    [cell, link] = page.iter("td")
    assert "".join(cell.itertext()) == HOSTILE
    assert list(link.iter("a")) == []


def test_a_refused_query_stays_in_its_field(owner, ask, check_page):
    answer = ask(owner, "SELECT </textarea> {", BROWSER)

    assert answer.status_code == 400
    [field] = check_page(answer.text).iter("textarea")
    assert field.text.strip() == "SELECT </textarea> {"


def test_a_very_long_value_is_cut_and_says_so(owner, ask, check_page):
    long = "x" * 500
    joined = ", ".join([f"'{long}'"] * 10)

    page = check_page(ask(owner, f"SELECT (CONCAT({joined}) AS ?x) {{}}", BROWSER).text)

    [cell] = page.iter("td")
    assert "cut here" in "".join(cell.itertext())
