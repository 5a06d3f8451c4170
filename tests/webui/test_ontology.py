"""The ontology's own pages: every term has its place, and all that is said of it stands there."""

import json
from pathlib import Path

import pytest

from kg.describing.vocabulary import earlier
from kg.evidence.lettering import width_of
from kg.namespaces import ONTOLOGY, PIF
from kg.pages.ontology.changes import changes
from kg.pages.ontology.shipped import inferred, modules, shipped
from kg.query_text import with_prefixes
from webui import create_app
from webui.ontology.changing import rendered
from webui.resources.forms import HTML, TURTLE
from webui.resources.vocabularies import tell_vocabulary

MADE_UP = Path(__file__).parents[1] / "ontology" / "versions"
SVG = "{http://www.w3.org/2000/svg}"
MODULES = [module.iri.rpartition("/")[2] for module in modules()]


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def place(page, name):
    found = page.find(f".//*[@id='{name}']")
    assert found is not None, f"{name} has its place"
    return found


def said_of(page, name):
    """Return what a module's page says of a term, by line."""
    line = place(page, name).find("dl")
    names = [text_of(e) for e in line.iter("dt")]
    return dict(zip(names, [text_of(e) for e in line.iter("dd")], strict=True))


def test_the_address_of_every_term_opens_at_the_term(client, check_page):
    answer = client.get("/ontology", headers={"Accept": "text/html"}, follow_redirects=True)
    page = check_page(answer.text)

    ids = {e.get("id") for e in page.iter()}
    assert len(shipped().terms) > 300
    assert {term.name for term in shipped().terms.values()} <= ids


def test_every_term_of_the_ontology_stands_in_full_on_the_page_of_its_module(get_page):
    for module in MODULES:
        page = get_page(f"/ontology/modules/{module}.html")
        terms = shipped().of(f"{ONTOLOGY}/modules/{module}")

        assert terms, module
        for term in terms:
            said = text_of(place(page, term.name))
            assert f"pif:{term.name}" in said
            assert term.definition[1:] in said


def test_a_definition_is_read_in_words_and_its_parts_lead_on(get_page):
    page = get_page("/ontology/modules/identity.html")

    said = said_of(page, "Patching")
    assert said["is the same as"] == "identity work and (draws on some ideal physician image)"
    assert said["each one"] == (
        "instantiates the construct patching; repairs some professional identity"
    )
    assert said["kinds of it"] == "role-modelled patching"
    links = {a.text: a.get("href") for a in place(page, "Patching").iter("a")}
    assert links["identity work"] == "#IdentityWork"
    assert links["patching"] == "/constructs/patching"


def test_a_property_says_what_it_joins_and_what_else_makes_it_so(get_page):
    page = get_page("/ontology/modules/evidence.html")

    supports, drawn = said_of(page, "supports"), said_of(page, "drawnFrom")
    assert (supports["said of"], supports["leads to"]) == ("quote", "construct")
    assert "supports, then skos:broader" in supports["also follows from"]
    assert supports["the other way round"] == "supported by"
    assert drawn["how it works"] == "at most one value for each"
    assert "oa:SpecificResource" in said_of(page, "Quote")["elsewhere"]


def test_what_only_the_reasoner_finds_is_dashed(get_page):
    page = get_page("/ontology/modules/agents.html")

    said = said_of(page, "RoleChanger")
    assert said["is a kind of, as the reasoner finds"] == "mentee; peer mentor"
    found = [p for p in page.iter(f"{SVG}path") if p.get("class") == "found"]
    assert len(found) == sum(map(len, inferred().values())) == 4


def test_the_drawing_and_the_list_beside_it_say_the_same(get_page):
    page = get_page("/ontology.html")

    [svg] = page.iter(f"{SVG}svg")
    names = {text_of(a) for a in svg.iter(f"{SVG}a")}
    assert {"quote", "coding act", "claim", "construct", "episode", "study"} <= names
    said = [text_of(li) for li in page.find(".//details/ul").iter("li")]
    drawn = " ".join(text_of(t) for t in svg.iter(f"{SVG}text"))
    for sentence in said:
        start, _, rest = sentence.partition(": ")
        if start != "anything" and not rest.endswith(start):  # no way from a class to itself
            assert set(rest.split()) <= set(drawn.split()), sentence


def test_words_in_the_drawing_meet_no_others(get_page):
    [svg] = get_page("/ontology.html").iter(f"{SVG}svg")
    rooms = []
    for box in svg.iter(f"{SVG}rect"):
        x, y, width, height = (float(box.get(k)) for k in ("x", "y", "width", "height"))
        rooms.append((x, y, x + width, y + height))
    for words in svg.iter(f"{SVG}text"):
        if words.get("class") == "on":
            half = width_of(words.text, 14) / 2
            x, y = float(words.get("x")), float(words.get("y"))
            rooms.append((x - half, y - 12, x + half, y + 4))

    _, _, width, height = map(float, svg.get("viewBox").split())
    assert all(a >= 0 and b >= 0 and c <= width and d <= height for a, b, c, d in rooms)
    for n, (a, b, c, d) in enumerate(rooms):
        for e, f, g, h in rooms[:n]:
            assert c <= e or g <= a or d <= f or h <= b


def test_the_number_of_uses_leads_to_as_many_things(get_page, client, study_graph):
    said = said_of(get_page("/ontology/modules/evidence.html"), "LeadInClaim")
    uses = get_page("/ontology/uses/LeadInClaim")

    number = int(said["used here"].split()[0])
    assert number == len(list(uses.find(".//ul[@class='columns']").iter("li")))
    body = client.get("/ontology/uses/LeadInClaim.json").get_json()
    assert (body["total"], body["truncated"]) == (number, False)
    rows = study_graph.store.query(with_prefixes(body["sparql"])).rows()
    assert len(list(rows)) == number


def test_a_list_that_is_cut_says_so(get_page, client):
    page = get_page("/ontology/uses/identifier")
    body = client.get("/ontology/uses/identifier", headers={"Accept": "application/json"})

    assert body.get_json()["truncated"] is True
    assert f"These are 100 of {body.get_json()['total']:,}" in text_of(page)


@pytest.mark.parametrize("path", ["/ontology/uses/Nothing", "/ontology/changes?from=0.1"])
def test_what_is_not_there_is_said(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})

    assert answer.status_code in (400, 404)
    assert "There is" in answer.text or "all of them" in answer.text


def test_the_scheme_is_a_document_with_a_place_for_every_construct(get_page, client):
    page = get_page("/scheme.html")
    whole = client.get("/constructs.json").get_json()

    assert whole["total"] == 188
    for construct in whole["constructs"]:
        assert place(page, construct["construct"]).find("a").text == construct["label"]
    above = place(page, "identity-work").findall("ul/li")
    assert [li.get("id") for li in above] == ["adaptation", "enriching", "patching", "splinting"]


def test_an_outside_vocabulary_stands_beside_ours(get_page):
    page = get_page("/ontology/alignments/prov-o.html")

    rows = [[text_of(cell) for cell in row] for row in page.iter("tr")]
    assert ["quote", "is a kind of", "prov:Entity"] in rows


# Versions


def test_the_version_in_use_is_compared_with_the_one_before(get_page, client):
    page = get_page("/ontology/changes")

    assert "terms added" in text_of(page)
    body = client.get("/ontology/changes.json").get_json()
    assert (body["from"], body["to"]) == ("1.0.0", "1.1.0")
    assert {"1.0.0", "1.1.0"} <= set(body["versions"])


def test_versions_are_compared_on_a_page(study_graph, check_page):
    older, newer = earlier(MADE_UP)
    with create_app(study_graph).test_request_context("/ontology/changes"):
        found = changes(older.triples, newer.triples)
        page = check_page(rendered([older, newer], older, newer, found))
        body, links = tell_vocabulary(older, HTML)
        data, _ = tell_vocabulary(older, TURTLE)

    words = text_of(page)
    assert "1 term added, 1 removed, 1 no longer to be used, 3 said otherwise." in words
    said = [text_of(dd) for dd in page.iter("dd")]
    assert ["verbatim words", "verbatim words of one person"] in [
        said[n : n + 2] for n in (0, 2, 4)
    ]
    past = check_page(body.decode())
    terms = [li for li in past.iter("li") if li.get("id") in ("Code", "Diary", "Quote", "Remark")]
    assert [text_of(li) for li in terms][2:] == ["quote: verbatim words", "remark: something said"]
    assert links.anchor == "http://localhost/ontology/0.9.0.html"
    assert 'owl#versionInfo> "0.9.0"' in data.decode()


def test_pages_are_the_same_for_strangers(study_graph, client):
    from webui import Site

    strangers = create_app(study_graph, site=Site(study_graph, audience="public")).test_client()
    for path in ("/ontology.html", "/ontology/modules/evidence.html"):
        told, shown = (asked.get(path).text for asked in (strangers, client))
        assert told.partition("<footer")[0] == shown.partition("<footer")[0]


def test_the_terms_are_data_too(client):
    body = json.loads(client.get("/ontology.json").text)

    assert any(each.get("@id") in (f"{PIF}Quote", "pif:Quote") for each in body["@graph"])
