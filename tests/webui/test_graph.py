"""The graph page: where one begins, what is opened, hidden and pinned, and the way to another."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from generated_studies import fill
from rdflib import Graph, Namespace, URIRef

import kg
from kg.describing.memory import steady
from kg.errors import UsageError
from kg.index import ask
from kg.pages import neighbourhood
from kg.pages.neighbourhood import around
from kg.pages.paths import shortest
from kg.pages.thing_names import name_of_thing, thing_of_name, things_named
from kg.pages.walks import MOST, Walk, lay_out
from kg.query_text import with_prefixes
from webui import Site, create_app

PATCHING = "/graph?from=patching"
QUOTES = "patching~in~pif:supports"
Q27 = "krishna2024/quote/Q27"
WALKED = f"{PATCHING}&open={QUOTES}&open={Q27}&open={Q27}~out~pif:supports"


PIF = Namespace("https://w3id.org/pif-kg/ontology#")
SVG = "{http://www.w3.org/2000/svg}"


def rows_of(graph, sparql):
    return list(graph.store.query(with_prefixes(sparql)).rows())


def said(element):
    return " ".join("".join(element.itertext()).split())


def json_of(client, address):
    answer = client.get(address.replace("/graph", "/graph.json", 1))
    assert answer.status_code == 200, answer.text[:500]
    return answer.json


def by_key(body):
    return {node["key"]: node for node in body["nodes"] if not node["shown_already"]}


def counts(body):
    return {node["label"]: node["count"] for node in body["nodes"] if node["sort"] == "group"}


def links(page, words):
    return [a.get("href") for a in page.iter("a") if said(a) == words]


# Where one begins.


def test_the_page_begins_with_nothing_drawn(get_page):
    page = get_page("/graph")

    assert not list(page.iter(f"{SVG}svg"))
    starts = {a.get("href") for a in page.iter("a")}
    assert "/graph?from=identity-work" in starts
    assert any("/quote/" in href for href in starts)


@pytest.mark.parametrize(
    "typed",
    ["Patching", "c:patching", "https://w3id.org/pif-kg/scheme/patching", "/scheme/patching",
     "/constructs/patching"],
)  # fmt: skip
def test_a_construct_has_many_names_and_one_address(client, typed):
    answer = client.get("/graph", query_string={"from": typed})

    assert answer.status_code == 303
    assert answer.location == "/graph?from=patching"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Q27", Q27),
        ("krishna2024/Q27", Q27),
        ("/study/krishna2024/quote/Q27", Q27),
        ("NP1", "krishna2024/participant/NP1"),
        ("M Diary 1", "krishna2024/document/MDiary1"),
        ("https://doi.org/10.1186/S12909-024-05992-0", "10.1186/s12909-024-05992-0"),
        ("pif:Quote", "pif:Quote"),
        ("studies/krishna2024", "study/krishna2024"),
    ],
)
def test_things_are_found_by_what_people_call_them(study_graph, typed, key):
    found = ask(study_graph.store, lambda index: things_named(study_graph.store, index, typed))

    assert [name_of_thing(iri) for iri in found] == [key]
    assert thing_of_name(key) == found[0]


def test_words_that_are_no_name_are_searched_for(get_page, client):
    page = get_page("/graph?from=senior+mentors+astute")

    assert [href for href in links(page, "Q08") if "from=krishna2024/quote/Q08" in href]
    assert client.get("/graph.json?from=senior+mentors+astute").status_code == 404
    assert said(get_page("/graph?from=xyzzy", status=404).find(".//h1")) == "Things with “xyzzy”"
    get_page("/graph?from=%21%21", status=404)


def test_an_id_of_several_studies_asks_which(made_up, check_page):
    client = create_app(made_up).test_client()

    page = check_page(client.get("/graph?from=Q01").text)

    assert "/graph?from=alpha/quote/Q01" in {a.get("href") for a in page.iter("a")}
    refused = client.get("/graph?from=Q01", headers={"Accept": "application/json"})
    assert refused.status_code == 400
    assert "alpha/quote/Q01" in refused.json["error"]["hint"]


# Neighbours.


def test_relations_are_counted_in_words(client):
    body = json_of(client, PATCHING)

    found = counts(body)
    assert found["quotes that support it"] == 1
    assert found["claims about it"] == 5
    assert found["codes that mean it"] == 1
    assert found["is a kind of"] == 1
    assert "supported by" not in found, "each statement is told once"


@pytest.mark.parametrize(
    "name", ["alpha/quote/Q02", "identity-work", "alpha/participant/P1", "alpha/document/D1",
             "alpha/code/k1", "alpha/claim/C1", "10.1234/w1", "study/alpha", "pif:Quote"]
)  # fmt: skip
def test_counts_are_those_of_sparql(made_up, name):
    store, iri = made_up.store, thing_of_name(name)
    said = ask(store, lambda index: steady(store, lambda memory: around(store, memory, index, iri)))

    assert said.relations
    for relation in said.relations:
        ends = f"<{iri}> {relation.name} ?x" if relation.direction == "out" else (
            f"?x {relation.name} <{iri}>"
        )  # fmt: skip
        if relation.name == "pif:bearsOn":
            supports = ends.replace("bearsOn", "supports")
            ends = f"{ends} FILTER NOT EXISTS {{ {supports} }}"
        rows = rows_of(made_up, f"SELECT DISTINCT ?x WHERE {{ {ends} }}")
        assert relation.count == len(rows), relation.name
        assert {m.iri for m in relation.members} <= {row["x"][1:-1] for row in rows}


def test_what_many_point_to_is_counted_only_so_far(made_up, monkeypatch):
    monkeypatch.setattr(neighbourhood, "COUNTED", 20)
    monkeypatch.setattr(neighbourhood.keeping, "many", lambda *a: {a[3][0]: None})
    store, iri = made_up.store, thing_of_name("study/alpha")

    said = ask(store, lambda index: steady(store, lambda memory: around(store, memory, index, iri)))

    [everything] = [r for r in said.relations if r.name == "pif:ofStudy"]
    assert (everything.count, everything.beyond) == (20, True)
    assert len(everything.members) == 12


def test_what_is_opened_stands_to_the_right(client):
    body = json_of(client, WALKED)

    nodes = by_key(body)
    columns = [nodes[key]["column"] for key in ("patching", QUOTES, Q27, f"{Q27}~out~pif:supports")]
    assert columns == [0, 1, 2, 3]
    assert nodes["identity-work"]["column"] == 4
    assert "From mentoring and leadership" in nodes[Q27]["text"]
    again = [node["key"] for node in body["nodes"] if node["shown_already"]]
    assert again == ["patching"]


def test_lines_are_dashed_where_something_was_worked_out(client):
    body = json_of(client, f"{PATCHING}&open={QUOTES}&open=patching~in~pif:aboutConstruct")

    standing = {edge["to"]: edge["standing"] for edge in body["edges"]}
    assert standing[Q27] == "worked out"
    assert standing["krishna2024/claim/C-ECO-s14"] == "stated"


def test_the_list_says_what_the_drawing_shows(get_page):
    page = get_page(f"{WALKED}&at={Q27}")

    [drawing] = page.iter(f"{SVG}svg")
    lines = page.findall(".//section[@id='list']//li")
    names = {said(line.find("b") if line.find("b") is not None else line.find("a"))
             for line in lines}  # fmt: skip
    for link in drawing.iter(f"{SVG}a"):
        shown = said(link)
        assert any(shown.startswith(name[:10]) for name in names), shown
    chosen = [e for e in page.iter() if e.get("aria-current") == "true"]
    assert sorted(said(e) for e in chosen) == ["Q27", "Q27 quote"]


def test_closing_takes_away_what_lay_beyond(client, get_page):
    page = get_page(f"{WALKED}&at={QUOTES}")
    [line] = [li for li in page.iter("li") if li.get("id") and li.find("b") is not None]
    [close] = [a.get("href") for a in line if said(a).startswith("close")]

    nodes = by_key(json_of(client, close))

    assert Q27 not in nodes
    assert QUOTES in nodes
    assert not nodes[QUOTES]["open"]


def test_what_is_pinned_stays_when_its_group_is_closed(client):
    nodes = by_key(json_of(client, f"{PATCHING}&pin={Q27}&pin=krishna2024/quote/Q01"))

    assert nodes[Q27]["column"] == 2, "beside its group"
    assert nodes["krishna2024/quote/Q01"]["column"] == 0, "in no group here: beneath the start"


def test_what_is_hidden_is_named_and_can_be_shown_again(client, get_page):
    address = f"{PATCHING}&open={QUOTES}&hide={Q27}&hide=patching~in~pif:aboutConstruct"

    nodes = by_key(json_of(client, address))
    page = get_page(address)

    assert Q27 not in nodes
    assert "patching~in~pif:aboutConstruct" not in nodes
    [again] = links(page, "show Q27 again")
    assert "hide=krishna2024" not in again
    assert "1 hidden" in said(page)


def test_no_more_than_sixty_are_drawn_and_the_page_says_what_to_close(client, get_page):
    groups = [n["key"] for n in json_of(client, "/graph?from=study/krishna2024")["nodes"]
              if n["sort"] in ("group", "record")]  # fmt: skip
    groups += ["study/krishna2024~in~pif:ofStudy"]
    address = "/graph?from=study/krishna2024" + "".join(f"&open={key}" for key in groups)
    members = [n["key"] for n in json_of(client, address)["nodes"] if n["sort"] == "thing"]
    address += "".join(f"&open={key}" for key in members[:20])

    body, page = json_of(client, address), get_page(address)

    assert len(body["nodes"]) <= MOST
    assert body["truncated"]
    assert body["not_opened"]
    [drawing] = page.iter(f"{SVG}svg")
    assert len(list(drawing.iter(f"{SVG}a"))) <= MOST
    assert f"At most {MOST} things are drawn" in said(page)
    assert "Close one of these first" in said(page)


def test_a_long_group_leads_to_the_whole_list(get_page):
    page = get_page("/graph?from=study/krishna2024&open=study/krishna2024~record"
                    "&open=study/krishna2024~in~pif:ofStudy")  # fmt: skip

    more = [a for a in page.iter("a") if said(a).startswith("541 more")]

    assert more
    get_page(more[0].get("href"))


def test_keys_that_lead_nowhere_are_passed_over(client, study_graph):
    plain = json_of(client, PATCHING)

    odd = json_of(client, f"{PATCHING}&open=nothing~in~pif:supports&pin=&hide=&at=zzz&open=~~"
                   "&pin=nothing&pin=%0A&pin=%3Cb%3E&open=%00&hide=%00")  # fmt: skip

    assert odd["nodes"] == plain["nodes"]
    for odd_name in (
        "%00",
        "%0A",
        "%3C%3E",
        "http://",
        "c:",
        "~",
        "x~in~pif:supports",
        "%ED%A0%80",
    ):
        assert client.get(f"/graph?from={odd_name}").status_code in (200, 404)
    store = study_graph.store
    walk = Walk(thing_of_name("patching"), tuple(f"k{n}" for n in range(61)))
    with pytest.raises(UsageError):
        ask(store, lambda i: steady(store, lambda m: lay_out(store, m, i, walk)))


# Ways.


def test_the_shortest_way_is_told_in_words(client, get_page):
    way = json_of(client, "/graph?from=krishna2024/participant/NP1&to=patching&by=stated")

    assert [step["relation"] for step in way["steps"]] == ["said", "illustrates", "about"]
    assert {step["standing"] for step in way["steps"]} == {"stated"}
    page = get_page("/graph?from=krishna2024/participant/NP1&to=patching&by=stated")
    assert "From NP1 to patching" in said(page.find(".//h1"))
    assert "has 3 steps" in said(page)


def test_what_was_worked_out_is_a_shorter_way(client):
    way = json_of(client, f"/graph?from={Q27}&to=patching")

    [step] = way["steps"]
    assert (step["relation"], step["standing"]) == ("supports", "worked out")


def test_a_way_is_as_short_as_one_by_one(made_up):
    store = made_up.store
    edges = {}
    rows = rows_of(
        made_up,
        "SELECT DISTINCT ?a ?p ?b WHERE { ?a ?p ?b FILTER(isIRI(?b)) FILTER(?p IN (pif:illustrates,"
        " pif:aboutConstruct, pif:drawnFrom, pif:spokenBy, pif:supports, pif:codingTarget,"
        " pif:codingBody, skos:exactMatch, skos:broader)) }",
    )
    for row in rows:
        a, b = row["a"][1:-1], row["b"][1:-1]
        edges.setdefault(a, set()).add(b)
        edges.setdefault(b, set()).add(a)
    start = thing_of_name("alpha/quote/Q02")
    far, edge = {start: 0}, [start]
    while edge:
        edge = [b for a in edge for b in sorted(edges.get(a, ())) if far.setdefault(b, far[a] + 1)
                == far[a] + 1 and b not in edge]  # fmt: skip
        if len(far) > 400:
            break

    for end in sorted(far)[::40]:
        way = steady(store, lambda memory, end=end: shortest(store, memory, start, end))
        # Other relations may only make it shorter.
        assert len(way.steps) <= far[end] or way.cut
        assert bool(way.steps) == (end != start)
        for step, after in zip(way.steps, way.steps[1:], strict=False):
            assert step.end == after.start


def test_no_way_and_the_same_thing_are_said(client, get_page):
    assert "one and the same thing" in said(get_page("/graph?from=patching&to=patching"))
    way = json_of(client, "/graph?from=pif:minimumGroupSize&to=patching")
    assert (way["found"], way["steps"]) == (False, [])


# Forms.


def test_the_walk_goes_along_in_every_form(client):
    svg = client.get(WALKED.replace("/graph", "/graph.svg", 1))
    table = client.get(WALKED.replace("/graph", "/graph.csv", 1))
    turtle = client.get(WALKED.replace("/graph", "/graph.ttl", 1))

    root = ElementTree.fromstring(svg.text)
    places = [e.get("href") for e in root.iter(f"{SVG}a")]
    assert all(place.startswith("http://localhost/") for place in places)
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert ("quotes that support it", "Q27", "worked out") in {
        (row["relation"], row["label"], row["standing"]) for row in rows
    }
    assert ("claims about it", "5", "") in {(r["relation"], r["count"], r["label"]) for r in rows}
    assert turtle.content_type == "text/turtle; charset=utf-8"
    quote, construct = URIRef(thing_of_name(Q27)), URIRef(thing_of_name("patching"))
    assert (quote, PIF.supports, construct) in Graph().parse(data=turtle.text, format="turtle")


@pytest.mark.parametrize(
    ("accept", "sent"),
    [("application/json", "application/json"), ("text/turtle", "text/turtle; charset=utf-8"),
     ("image/svg+xml", "image/svg+xml"), ("text/csv", "text/csv; charset=utf-8"),
     ("text/html", "text/html; charset=utf-8")],
)  # fmt: skip
def test_forms_are_negotiated_and_told_to_be_unchanged(client, accept, sent):
    headers = {"Accept": accept}
    first = client.get(PATCHING, headers=headers)

    assert first.content_type == sent
    assert "Accept" in first.headers["Vary"]
    same = client.get(PATCHING, headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304
    assert client.head(PATCHING, headers=headers).status_code == 200


def test_ways_go_along_too(client):
    address = f"/graph?from={Q27}&to=patching"

    for suffix in ("svg", "csv", "ttl", "json"):
        answer = client.get(address.replace("/graph", f"/graph.{suffix}", 1))
        assert answer.status_code == 200
        assert "Q27" in answer.text
    assert client.get("/graph.csv").status_code == 400
    assert client.get("/graph?from=patching&by=guess").status_code == 400
    assert client.get(f"/graph?from={'x' * 2000}").status_code == 400


# Who may see it, and what else.


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    """Several made-up studies of every access level."""
    with kg.open_graph(tmp_path_factory.mktemp("graphs") / "store") as graph:
        fill(graph.store)
        yield graph


def test_words_that_are_not_public_are_withheld_from_strangers(made_up):
    client = create_app(made_up, site=Site(made_up, audience="public")).test_client()
    owner = create_app(made_up).test_client()
    kept = {q.text for q in made_up.quotes() if q.access in ("restricted", "closed")}
    opened = "&open=identity-work~in~pif:supports&open=identity-work~in~pif:bearsOn"

    for address in ("/graph", f"/graph?from=identity-work{opened}", "/graph?from=mentor"):
        text = client.get(address).text
        body = json.dumps(client.get(address.replace("/graph", "/graph.json", 1)).json)
        assert not [words for words in kept if len(words) > 12 and (words in text or words in body)]
    whole = json.dumps(json_of(owner, f"/graph?from=identity-work{opened}"), ensure_ascii=False)
    assert [words for words in kept if len(words) > 12 and words in whole]


def test_links_to_it_stand_on_pages_of_things(get_page):
    page = get_page("/constructs/patching")

    assert "/graph?from=patching" in {a.get("href") for a in page.iter("a")}
