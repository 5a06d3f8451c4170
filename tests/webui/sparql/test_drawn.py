"""Answers to queries of one's own, drawn: as charts and graphs, on the page and as files."""

import re
import xml.etree.ElementTree as ET
from urllib.parse import urlencode

SVG = "{http://www.w3.org/2000/svg}"
BROWSER = {"Accept": "text/html"}
GRAPH = (
    "CONSTRUCT { ?q pif:supports ?c ; a pif:Quote . ?c skos:broader ?b } WHERE "
    "{ ?q pif:supports c:identity-work, ?c . ?c skos:broader ?b }"
)

COUNTED = (
    "SELECT ?role (COUNT(*) AS ?n) { ?q pif:spokenInTenure/a ?role } GROUP BY ?role ORDER BY ?n"
)


def words_of(element):
    return " ".join("".join(element.itertext()).split())


def at_sparql(query, **more):
    return f"/sparql?{urlencode({'query': query, **more})}"


def test_rows_of_any_query_are_drawn(site, check_page):
    page = check_page(site.get(at_sparql(COUNTED, show="chart"), headers=BROWSER).text)

    [chart] = page.findall(f".//{SVG}svg[@class='chart']")
    assert "pif:MenteeTenure" in words_of(chart)
    links = {words_of(a): a.get("href") for a in page.iter("a")}
    file = ET.fromstring(site.get(links["SVG"]).text)
    assert "pif:MenteeTenure" in "".join(file.itertext())
    assert "show=chart" in site.get(links["SVG"]).text


def test_what_a_query_constructs_is_drawn(site, check_page):
    page = check_page(site.get(at_sparql(GRAPH, show="graph"), headers=BROWSER).text)

    [drawing] = page.findall(f".//{SVG}svg")
    assert "/constructs/patching" in {a.get("href") for a in drawing.iter(f"{SVG}a")}
    assert "statements" in words_of(page.find(".//h2[@id='answer']"))


def test_an_answer_that_is_cut_says_so_first(site, check_page):
    page = check_page(site.get(at_sparql("SELECT * { ?s ?p ?o }"), headers=BROWSER).text)

    [section] = [s for s in page.iter("section") if s.get("aria-labelledby") == "answer"]
    heading, note = list(section)[:2]
    assert "rows" in words_of(heading)
    assert re.match(r"These are the first 200 of [\d,]+\.", words_of(note))


def test_a_file_of_no_drawing_is_refused(site):
    words = site.get(f"/sparql/figure.svg?{urlencode({'query': 'ASK {}'})}")
    nothing = site.get("/sparql/figure.svg")

    assert (words.status_code, nothing.status_code) == (400, 400)


def test_nothing_found_is_said(site, check_page):
    page = check_page(site.get(at_sparql("SELECT * { ?s a <urn:x> }"), headers=BROWSER).text)

    assert "Nothing fits." in words_of(page)


def test_things_are_named_by_their_labels(site, check_page):
    query = "SELECT ?code { ?code a pif:ThemeCode } ORDER BY ?code"

    page = check_page(site.get(at_sparql(query), headers=BROWSER).text)

    notes = [words_of(small) for td in page.iter("td") for small in td.iter("small")]
    assert "Reflection-in-action" in notes
