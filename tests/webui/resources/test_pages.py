"""The page of a thing, of every kind: words first, facts once, lists that go on."""

import json
import re
from urllib.parse import urlsplit

import pytest

import kg
from kg.namespaces import BASE, DCTERMS, PIF, RDFS
from kg.terms import A, iri, text
from webui import create_app
from webui.resources.addresses import path_of

STUDY = "/study/krishna2024"


def said(element):
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def sections(page):
    """Return what stands under each heading of the second rank; in a closed part, of the third."""
    found = {}
    for section in page.iter("section"):
        heads = [h for h in section if h.tag in ("h2", "h3")]
        if heads:
            found[said(heads[0])] = section
    return found


def facts(section):
    """Return the values of each property of a section."""
    found, title = {}, ""
    for part in section.find(".//dl"):
        if part.tag == "dt":
            title = said(part)
        else:
            items = part.findall(".//li") or [part]
            found[title] = [said(item) for item in items]
    return found


def test_every_kind_of_page_is_as_pages_should_be(get_page, kinds):
    for iri_ in kinds.values():
        page = get_page(f"{path_of(iri_)}.html")

        assert page.find(".//link[@rel='cite-as']").get("href") == iri_


def test_a_quote_shows_its_words_first(get_page, words):
    page = get_page(f"{STUDY}/quote/Q27.html")

    assert words(page)[0].startswith("From mentoring and leadership experiences, I realized")
    stated, follows = (facts(sections(page)[t]) for t in ("What is stated", "What follows"))
    assert stated["said by"] == ["NP1"]
    assert stated["illustrates"][0].startswith("C-D2.4-s03 Meanwhile, NP1")
    assert "patching" in follows["supports"]
    assert set(follows["supports"]).isdisjoint(follows["bears on"])
    assert "supports" not in stated


def test_facts_say_which_graph_they_stand_in(get_page):
    page = get_page(f"{STUDY}/code/d2.4-patching.html")

    graphs = {
        title: [a.get("href") for a in section.findall("p/a")]
        for title, section in sections(page).items()
    }
    assert graphs["What is stated"] == ["/graph/study/krishna2024"]
    assert graphs["How it is mapped"] == ["/graph/mapping/krishna2024"]
    assert graphs["What follows"] == ["/graph/derived/krishna2024"]


def test_what_points_to_a_thing_is_grouped_and_counted(get_page):
    page = get_page("/scheme/identity-work.html")

    headings = [said(h) for h in page.iter("h3")]
    assert "Quotes that support it 7" in headings
    assert not any("supported by" in h for h in headings), "told once, not both ways"


def test_words_come_before_whose_words_they_are(get_page):
    page = get_page("/scheme/identity-work.html")

    [quotes] = [s for s in page.iter("section") if said(s).startswith("Quotes that support it")]
    for item in quotes.iter("li"):
        assert [part.tag for part in item] == ["span", "a", "span"]
        assert item[0].get("class") == "said"


def test_links_of_every_kind_of_page_lead_somewhere(client, get_page, kinds):
    known = {}
    for iri_ in kinds.values():
        for a in get_page(f"{path_of(iri_)}.html").iter("a"):
            parts = urlsplit(a.get("href"))
            if parts.netloc or not parts.path:
                continue
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            if address not in known:
                known[address] = client.head(address).status_code
    # Pages that other parts of the site have are theirs to answer for.
    ours = {a: s for a, s in known.items() if not a.startswith(("/quotes", "/queries"))}
    assert {a: s for a, s in ours.items() if s not in (200, 301, 303)} == {}
    assert len(ours) > 150


def test_the_page_of_a_work_leads_out_to_it(get_page):
    page = get_page("/literature/10.1186/s12909-024-05992-0.html")

    links = {a.get("href") for a in page.iter("a")}
    assert "https://doi.org/10.1186/s12909-024-05992-0" in links
    assert f"{STUDY}" in {x.removesuffix(".html") for x in links} or "/studies/krishna2024" in links


def test_schema_org_stands_in_the_page(get_page):
    page = get_page(f"{STUDY}/quote/Q27.html")

    [script] = [s for s in page.iter("script") if s.get("type") == "application/ld+json"]
    found = json.loads(script.text)
    assert found["@type"] == "Quotation"
    assert found["@id"] == f"{BASE}study/krishna2024/quote/Q27"
    assert found["text"].startswith("From mentoring")
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {"@id", "name"} <= found["spokenByCharacter"].keys()


def test_the_same_page_has_the_same_bytes(client):
    for path in (f"{STUDY}/quote/Q27.html", f"{STUDY}.html", "/downloads", "/ontology.html"):
        assert client.get(path).data == client.get(path).data


def test_an_ordinary_page_is_small(client):
    for path in (f"{STUDY}/quote/Q27.html", f"{STUDY}/claim/C-D2.4-s03.html", f"{STUDY}.html"):
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})

        assert len(packed.data) < 12_000, path


# Lists


def walk(client, address):
    """Return the things of a list by following its pages, and how many pages it has."""
    found, pages = [], 0
    while address:
        text_ = client.get(address).text
        main = text_[text_.index('aria-label="The list"') :]
        found += re.findall(r'<a href="([^"]+)" dir="auto">', main[: main.index("</section>")])
        pages += 1
        following = re.search(r'<link rel="next" href="([^"]+)">', text_)
        address = following[1].replace("&amp;", "&") if following else None
    return found, pages


def test_a_long_list_is_complete_and_without_duplicates(client, study_graph):
    found, pages = walk(client, f"{STUDY}.html?in=pif:ofStudy")

    things = study_graph.store.query(
        f"SELECT DISTINCT ?t WHERE {{ ?t <{PIF}ofStudy> <{BASE}study/krishna2024> }}"
    )
    expected = sorted(path_of(row["t"][1:-1]) for row in things.rows())
    assert sorted(found) == expected
    assert pages == -(-len(expected) // 50)


def test_a_list_is_paged_in_the_data_as_well(client):
    from rdflib import Graph, Namespace, URIRef

    hydra = Namespace("http://www.w3.org/ns/hydra/core#")
    study, of_study = URIRef(f"{BASE}study/krishna2024"), URIRef(f"{PIF}ofStudy")
    start = Graph().parse(data=client.get(f"{STUDY}.ttl").text, format="turtle")
    [collection] = start.subjects(None, hydra.Collection)
    total = int(start.value(collection, hydra.totalItems))
    assert total == 553
    page = start.value(collection, hydra.view)
    found = []
    while page:
        data = client.get(str(page)).text
        graph = Graph().parse(data=data, format="turtle")
        found += graph.subjects(of_study, study)
        page = graph.value(page, hydra.next)
    assert len(found) == len(set(found)) == total


@pytest.mark.parametrize(
    "query",
    ["in=nothing", "in=pif:x%20y", "in=%00", "in=pif:ofStudy&out=pif:text", "in=" + "a" * 3000],
)
def test_a_list_of_nothing_is_refused(client, query):
    assert client.get(f"{STUDY}.html?{query}").status_code == 400


def test_a_list_of_a_property_that_is_not_used_is_empty(client):
    response = client.get(f"{STUDY}.html?in=pif:spokenBy")

    assert response.status_code == 200
    assert "There is nothing on this page" in response.text


def test_a_key_from_somewhere_else_does_no_harm(client):
    for key in ("zzz", "~nothing", "<>", "\u202e", "a" * 1999, '"; DROP ALL'):
        given = {"in": "pif:ofStudy", "after": key}
        assert client.get(f"{STUDY}.html", query_string=given).status_code == 200


# Whatever a study says

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u202e]]>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    with kg.open_graph(tmp_path_factory.mktemp("hostile") / "store") as graph:
        study = f"{BASE}study/s"
        quote, claim, work = f"{study}/quote/Q", f"{study}/claim/C", f"{BASE}work/w"
        script = "javascript:alert(1)"
        triples = [
            (iri(study), A, iri(f"{PIF}Study")),
            (iri(study), iri(f"{DCTERMS}title"), text(HOSTILE)),
            (iri(study), iri(f"{DCTERMS}license"), iri(script)),
            (iri(study), iri(f"{PIF}contact"), text(script)),
            (iri(study), iri(f"{DCTERMS}rights"), text(HOSTILE)),
            (iri(study), iri(f"{PIF}reportedIn"), iri(work)),
            (iri(work), iri(f"{DCTERMS}title"), text(HOSTILE)),
            (iri(work), iri(f"{DCTERMS}creator"), text(HOSTILE)),
            (iri(quote), A, iri(f"{PIF}Quote")),
            (iri(quote), A, iri("urn:x:a'b(c)")),
            (iri(quote), iri(f"{PIF}ofStudy"), iri(study)),
            (iri(quote), iri(f"{PIF}text"), text(HOSTILE, "en")),
            (iri(quote), iri(f"{RDFS}label"), text(HOSTILE)),
            (iri(quote), iri(f"{PIF}illustrates"), iri(claim)),
            (iri(quote), iri(f"{RDFS}seeAlso"), iri(script)),
            (iri(quote), iri("http://e.org/2024/"), text(HOSTILE)),
            (iri(claim), iri(f"{PIF}text"), text(HOSTILE)),
            (iri(claim), iri(f"{PIF}note"), text("x" * 100_000)),
        ]
        graph.store.replace("s", {f"{BASE}graph/study/s": triples})
        yield create_app(graph).test_client()


@pytest.mark.parametrize(
    "path",
    ["/study/s/quote/Q.html", "/study/s.html", "/study/s/claim/C.html", "/work/w.html",
     "/downloads", "/study/s/claim/C.html?in=pif:illustrates", "/graph/study/s.html",
     "/resource.html?iri=urn:x:a%27b(c)"],
)  # fmt: skip
def test_hostile_words_are_shown_as_words(hostile, check_page, path):
    response = hostile.get(path)

    assert response.status_code == 200, response.text
    page = check_page(response.text)
    assert list(page.iter("img")) == []
    for script in page.iter("script"):
        if not script.get("src", "").startswith("/static/"):
            assert script.get("type") == "application/ld+json"
            json.loads(script.text)
    assert not any((a.get("href") or "").startswith("javascript") for a in page.iter("a"))
    for value in response.headers.values():
        assert "\n" not in value


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "nt", "anno.jsonld", "linkset.json"])
def test_hostile_words_are_data_in_every_form(hostile, suffix):
    assert hostile.get(f"/study/s/quote/Q.{suffix}").status_code == 200


def test_what_a_format_cannot_say_is_refused_with_the_reason(hostile):
    for path in ("/study/s/quote/Q.rdf", "/downloads/s.rdf", "/downloads.rdf"):
        response = hostile.get(path, headers={"Accept": "application/json"})
        assert response.status_code == 406
        assert "http://e.org/2024/" in response.json["error"]["message"]


def test_a_very_long_value_is_cut_on_the_page_and_whole_in_the_data(hostile):
    assert "100,000 characters in all" in hostile.get("/study/s/claim/C.html").text
    assert "x" * 100_000 in hostile.get("/study/s/claim/C.ttl").text


def test_behind_a_prefix_every_address_has_it(study_graph):
    client = create_app(study_graph).test_client()
    prefix = {"SCRIPT_NAME": "/evidence"}

    sent = client.get(f"{STUDY}/quote/Q27", environ_overrides=prefix)
    assert sent.headers["Location"] == f"/evidence{STUDY}/quote/Q27.html"
    page = client.get(f"{STUDY}/quote/Q27.html", environ_overrides=prefix)
    paths = set(re.findall(r'(?:href|src)="(/[^"]*)"', page.text))
    assert paths
    assert [p for p in paths if not p.startswith("/evidence/")] == []
    turtle = client.get(f"{STUDY}/quote/Q27.ttl", environ_overrides=prefix).text
    assert "<http://localhost/evidence/study/krishna2024/quote/Q27.ttl>" in turtle
    void = client.get("/void.nt", environ_overrides=prefix).text
    assert "<http://localhost/evidence/downloads/krishna2024.ttl>" in void
