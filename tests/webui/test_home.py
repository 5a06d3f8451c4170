"""The home page and the map: the question to complete, the drawing, what is in the graph."""

import re
from xml.etree import ElementTree

import pytest

import kg
from webui import create_app

SVG = "{http://www.w3.org/2000/svg}"


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def heading(page):
    return text_of(page.find(".//h1"))


def counted(page):
    """Return the number of quotes that a heading says: *7 quotes support …*, *No quotes …*."""
    first = heading(page).partition(" ")[0]
    return 0 if first == "No" else int(first.replace(",", ""))


def map_links(page):
    """Return the number and the address of every part of the map, by what it is called."""
    found = {}
    for a in page.find(f".//{SVG}svg").iter(f"{SVG}a"):
        name = a.get("aria-label") or text_of(a)
        found[name] = (int(re.search(r"([\d,]+) quote", name)[1].replace(",", "")), a.get("href"))
    return found


def test_the_question_is_a_sentence_to_complete(get_page, client):
    page = get_page("/")

    [form] = [f for f in page.iter("form") if f.get("class") == "ask"]
    selects = {s.get("name"): s for s in form.iter("select")}
    assert list(selects) == ["how", "construct", "role", "source", "study"]
    branches = {g.get("label"): [text_of(o) for o in g] for g in form.iter("optgroup")}
    assert branches["Professional identity formation"][:2] == [
        "professional identity formation (14)",
        "identity work (7)",
    ]
    assert "enriching" in branches["No quotes yet"]
    chosen = [(n, _chosen(s)) for n, s in selects.items()]
    answer = client.get("/quotes", query_string=chosen)
    assert answer.headers["Location"] == "/quotes?supports=patching"


def _chosen(select):
    options = list(select.iter("option"))
    return next((o for o in options if o.get("selected") is not None), options[0]).get("value")


def test_every_part_of_the_map_opens_its_quotes(get_page):
    parts = map_links(get_page("/"))

    assert len(parts) == 14
    for name, (count, href) in parts.items():
        assert counted(get_page(href)) == count, name


def test_the_map_tells_the_first_study(get_page):
    counts = {name: count for name, (count, _) in map_links(get_page("/")).items()}

    assert counts["Macro-environment 2 quotes"] == 2
    assert counts["Meso-environment 4 quotes"] == 4
    assert counts["Micro- environment 6 quotes"] == 6
    assert counts["Mentees 14 quotes"] == 14
    assert counts["Peer mentors 13 quotes"] == 13
    assert counts["Mentors 0 quotes"] == 0
    assert counts["Identity work 7 quotes"] == 7
    assert counts["patching 1 quote, a kind of identity work"] == 1
    assert counts["in action 2 quotes, a kind of reflection"] == 2


def test_the_table_beside_the_map_says_the_same(get_page):
    page = get_page("/")
    parts = {href: count for count, href in map_links(page).values()}

    cells = {
        a.get("href"): int(a.text)
        for a in page.find(".//table[@class='heat']").iter("a")
        if a.text.isdigit()
    }

    of_constructs = {href: n for href, n in parts.items() if "supports=" in href and n}
    assert of_constructs.items() <= cells.items()
    assert cells["/quotes?supports=identity-work&role=peer-mentor"] == 5
    for href, count in cells.items():
        assert counted(get_page(href)) == count


def test_the_map_is_the_same_every_time(client):
    drawn = [re.search("<svg class=.map.*?</svg>", client.get("/").text, re.S)[0] for _ in range(2)]

    assert drawn[0] == drawn[1]
    assert drawn[0] in client.get("/ecosystem").text


def test_the_map_has_a_page_and_numbers_of_its_own(get_page, client):
    page = get_page("/ecosystem")

    assert heading(page) == "The mentoring ecosystem"
    assert len(map_links(page)) == 14
    numbers = client.get("/ecosystem.json").json
    assert numbers == client.get("/ecosystem", headers={"Accept": "application/json"}).json
    assert {p["label"]: p["quotes"] for p in numbers["people"]} == {
        "Mentees": 14, "Peer mentors": 13, "Mentors": 0,
    }  # fmt: skip


def test_what_is_in_the_graph_leads_to_it(get_page):
    page = get_page("/")

    [inside] = [s for s in page.iter("section") if s.get("aria-labelledby") == "in-h"]
    links = {text_of(a): a.get("href") for a in inside.iter("a")}
    assert counted(get_page(links["27 quotes"])) == 27
    assert counted(get_page(links["24 from interviews"])) == 24
    assert counted(get_page(links["13 by peer mentors"])) == 13
    assert "97 claims, 17 of them sentences that introduce a quote" in text_of(inside)
    assert "65 references, cited 119 times" in text_of(inside)
    assert "socialisation process" in links


def test_numbers_are_given_to_programs(client):
    numbers = client.get("/", headers={"Accept": "application/json"}).json

    assert numbers["quotes"] == 27
    assert numbers["roles"] == {"mentee": 14, "peer-mentor": 13}


def test_one_quote_is_shown_in_full(get_page, client, words):
    [quote] = words(get_page("/"))

    assert quote in {q["text"] for q in client.get("/quotes.json?limit=0").json["quotes"]}


def test_errors_are_json_for_those_who_ask(client):
    response = client.get("/nowhere", headers={"Accept": "application/json"})

    assert response.status_code == 404
    assert set(response.json) == {"error", "status"}
    assert set(response.json["error"]) == {"code", "message", "hint"}


def test_an_error_is_a_page_like_others(get_page):
    page = get_page("/nowhere", 404)

    assert page.find(".//title").text.startswith("Error: ")
    assert any(a.get("href") == "/" for a in page.find(".//main").iter("a"))


def test_another_host_name_is_refused(client):
    assert client.get("/", headers={"Host": "evidence.example"}).status_code == 421


def test_nothing_is_asked_of_another_host(client):
    response = client.get("/")

    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    loaded = re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', response.text)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


def test_health_and_readiness(client):
    assert client.get("/healthz").json["status"] == "ok"
    assert client.get("/readyz").json["studies"] == ["krishna2024"]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with kg.open_graph(tmp_path_factory.mktemp("empty") / "store") as graph:
        yield create_app(graph).test_client()


@pytest.mark.parametrize("path", ["/", "/quotes", "/ecosystem", "/quotes?supports=patching"])
def test_an_empty_store_says_what_to_do(empty, check_page, path):
    page = empty.get(path)

    assert page.status_code == 200
    check_page(page.text)
    if path != "/ecosystem":
        assert "pif load krishna2024" in page.text


def test_the_map_goes_along_as_a_figure_whose_links_lead_back(client):
    answer = client.get("/ecosystem.svg")

    figure = ElementTree.fromstring(answer.text)
    words = [" ".join(t.itertext()) for t in figure.iter(f"{SVG}text")]
    assert words[0] == "Map of the mentoring ecosystem and of"
    assert "state of the graph" in " ".join(words)
    hrefs = [a.get("href") for a in figure.iter(f"{SVG}a")]
    assert len(hrefs) == 14
    assert all(href.startswith("http://localhost/quotes?") for href in hrefs)
    assert "var(" not in answer.text, "other programs know no variables"
    assert client.get("/ecosystem", headers={"Accept": "image/svg+xml"}).text == answer.text
