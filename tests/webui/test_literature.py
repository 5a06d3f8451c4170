"""The pages of literature: works, who cites what, and gaps; and all of it to take along."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from generated_studies import fill
from hostile_study import write_hostile_study

import kg
from kg.formats.bibliography import read_references
from kg.formats.reporting import Report
from webui import create_app

SVG = "{http://www.w3.org/2000/svg}"


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def section(page, label):
    for part in page.iter("section"):
        head = part.find("h2")
        if head is not None and text_of(head).startswith(label):
            return part
    raise AssertionError(f"no section {label}")


def links(element):
    return {text_of(a): a.get("href") for a in element.iter("a")}


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """Asks a site over four made-up studies that share three works."""
    with kg.open_graph(tmp_path_factory.mktemp("several") / "store") as graph:
        fill(graph.store, quotes=12)
        yield create_app(graph).test_client()


# The list


def test_works_are_listed_with_what_they_serve(get_page):
    page = get_page("/literature")

    works = section(page, "Works 65")
    said = [text_of(li) for li in works.iter("li")]
    [pratt] = [s for s in said if s.startswith("Pratt MG, Rockmann KW")]
    assert "Cited 2 times by Radha Krishna et al. 2024" in pratt
    assert "identity work" in pratt
    assert len(said) == 40
    second = get_page(links(page)["Next 25"])
    assert len(list(section(second, "Works 65").iter("li"))) == 25


def test_the_list_is_narrowed_and_each_condition_can_be_taken_back(get_page):
    page = get_page("/literature?construct=micro-environment&intent=citesAsAuthority")

    lede = page.find(".//p[@class='lede']")
    assert "where micro-environment is spoken of" in text_of(lede)
    without = links(lede)["remove where it cites as authority"]
    assert without == "/literature?construct=micro-environment"
    chosen = {o.get("value") for o in page.iter("option") if o.get("selected") is not None}
    assert chosen == {"micro-environment", "citesAsAuthority"}
    both = len(list(section(page, "Works").iter("ol")))
    assert both == 1
    assert get_page("/literature?intent=citesAsAuthority")


def test_conditions_hold_of_one_citation_not_of_several(client):
    whole = client.get("/literature.json").json["works"]
    loose = {
        w["work"]
        for w in whole
        if "extends" in w["intents"] and "micro-environment" in w["constructs"]
    }

    answer = client.get("/literature.json?construct=micro-environment&intent=extends")

    strict = {w["work"] for w in answer.json["works"]}
    assert strict < loose


def test_what_nothing_is_cited_for_is_said(get_page):
    assert "There are" in text_of(get_page("/literature?intent=disagreesWith", 404))
    assert get_page("/literature?construct=nope", 404)
    page = get_page("/literature?q=xyzzy")
    assert links(page)["without “with “xyzzy” in the reference”"] == "/literature"


def test_words_and_study_narrow_too(get_page):
    by_words = get_page("/literature?q=mentoring+ethical")

    assert int(text_of(section(by_words, "Works").find("h2")).rpartition(" ")[2]) > 1
    assert section(get_page("/literature?study=krishna2024"), "Works 65") is not None


def test_citations_that_do_not_fit_are_named(get_page):
    doubts = section(get_page("/literature"), "Citations that may not fit")

    assert any(a.get("href").startswith("/study/krishna2024/citation/") for a in doubts.iter("a"))
    assert "Mismatch" in text_of(doubts)


def test_works_are_taken_away(client):
    body = json.loads(client.get("/literature.json").text)
    taken = rows(client.get("/literature.csv"))

    assert body["total"] == len(body["works"]) == len(taken) == 65
    assert body["truncated"] is False
    assert {row["studies"] for row in taken} == {"krishna2024"}


@pytest.mark.parametrize(("form", "ending"), [("csl", "json"), ("bib", "bib"), ("ris", "ris")])
def test_a_reference_list_is_read_back_as_the_same_works(client, form, ending):
    wanted = client.get("/literature.json?construct=micro-environment").json["works"]

    answer = client.get(f"/literature.{form}?construct=micro-environment")
    report = Report()
    found = read_references(answer.text, f"list.{ending}", "s", report)

    assert report.findings() == []
    assert [(r.work.iri, r.work.title) for r in found] == [(w["work"], w["title"]) for w in wanted]
    assert len(found) > 3
    named = answer.headers["Content-Disposition"]
    assert re.search(r'filename="literature\.(csl\.json|bib|ris)"', named)


def test_authors_stand_in_the_order_of_print(client):
    entries = client.get("/literature.csl?q=schematic").json

    [names] = [[a["family"] for a in e["author"]] for e in entries]
    assert names == ["Cruess", "Cruess", "Boudreau", "Snell", "Steinert"]


def test_hostile_works_stay_text_in_every_form(tmp_path):
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load(write_hostile_study(tmp_path / "hostile"), into=graph)
        client = create_app(graph).test_client()

        for path in ("/literature", "/literature/network", "/literature/gaps"):
            assert "<script>alert" not in client.get(path).text
        figure = client.get("/literature/network.svg").text
        assert "javascript:" not in figure.lower()
        ElementTree.fromstring(figure)
        total = client.get("/literature.json").json["total"]
        for form, ending in (("csl", "json"), ("bib", "bib"), ("ris", "ris")):
            text = client.get(f"/literature.{form}").text
            assert len(read_references(text, f"x.{ending}", "s", Report())) == total > 0


# Who cites what


def test_the_network_draws_each_study_and_each_work_as_a_link(get_page, client):
    page = get_page("/literature/network")

    [drawing] = page.iter(f"{SVG}svg")
    hrefs = [a.get("href") for a in drawing.iter(f"{SVG}a")]
    body = client.get("/literature/network.json").json
    assert len(hrefs) == 1 + 40 == len(body["studies"]) + len(body["works"])
    assert "/studies/krishna2024" in hrefs
    assert all(a.get("aria-label") for a in drawing.iter(f"{SVG}a"))
    assert len(list(drawing.iter(f"{SVG}path"))) == len(body["edges"]) == 40
    assert body["total"] == 65
    assert body["truncated"] is True
    assert "the 40 works that most studies cite, of 65" in text_of(page)


def test_the_table_beside_the_drawing_says_the_same(get_page, client):
    page = get_page("/literature/network?intent=extends")

    [drawing] = page.iter(f"{SVG}svg")
    [table] = [t for t in page.iter("table") if "The works drawn" in text_of(t)]
    drawn = [a.get("href") for a in drawing.iter(f"{SVG}a") if "/studies/" not in a.get("href")]
    named = [a.get("href") for th in table.iter("th") for a in th.iter("a")]
    assert drawn == named
    body = client.get("/literature/network.json?intent=extends").json
    assert {tuple(e["intents"]) for e in body["edges"]} >= {("extends",)}
    assert all("extends" in e["intents"] for e in body["edges"])


def test_what_a_study_shares_with_others_is_drawn(several):
    body = several.get("/literature/network.json?study=alpha").json

    shared = [w["work"] for w in body["works"] if w["studies"] == 4]
    assert len(shared) == 3
    assert set(body["studies"]) == {"alpha", "beta-2", "Gamma", "øre"}
    edges = {(e["study"], e["work"]) for e in body["edges"]}
    assert edges >= {(study, work) for study in body["studies"] for work in shared}
    taken = rows(several.get("/literature/network.csv?study=alpha"))
    assert {(row["study"], row["work"]) for row in taken} == edges
    assert len(rows(several.get("/literature/network.csv"))) == 16


def test_each_work_that_is_drawn_has_a_line_however_many_studies_there_are(several, monkeypatch):
    monkeypatch.setattr("kg.pages.network.MOST_STUDIES", 1)
    monkeypatch.setattr("kg.pages.network.MOST_WORKS", 3)

    body = several.get("/literature/network.json").json

    assert (len(body["studies"]), body["studies_total"], body["truncated"]) == (1, 4, True)
    assert {e["work"] for e in body["edges"]} == {w["work"] for w in body["works"]}
    monkeypatch.setattr("kg.pages.network.MOST_STUDIES", 4)
    monkeypatch.setattr("kg.pages.network.MOST_LINES", 8)
    body = several.get("/literature/network.json").json
    assert len(body["edges"]) <= 8
    monkeypatch.setattr("kg.pages.network.MOST_LINES", 240)
    monkeypatch.setattr("kg.pages.network.MOST_WORKS", 7)
    body = several.get("/literature/network.json").json
    assert {e["work"] for e in body["edges"]} == {w["work"] for w in body["works"]}


def test_works_cited_in_one_sentence_are_paired(client):
    pairs = client.get("/literature/network.json").json["together"]

    assert pairs[0]["sentences"] == 5
    assert all(p["sentences"] > 1 and p["first"] != p["second"] for p in pairs)


def test_the_figure_stands_alone(client):
    answer = client.get("/literature/network.svg?intent=extends")

    figure = ElementTree.fromstring(answer.text)
    said = [text_of(t) for t in figure.iter(f"{SVG}text")]
    assert said[0] == "Studies and the works they cite"
    foot = " ".join(said)
    assert "where it extends" in foot
    assert "state of the graph" in foot
    assert "/literature/network?intent=extends" in foot.replace(" ", "")
    assert "var(" not in answer.text, "other programs know no variables"
    wide, high = (float(figure.get(name)) for name in ("width", "height"))
    assert all(float(t.get("y")) < high and float(t.get("x")) < wide
               for t in figure.iter(f"{SVG}text"))  # fmt: skip


def test_an_empty_graph_has_pages_too(tmp_path, check_page):
    with kg.open_graph(tmp_path / "store") as graph:
        client = create_app(graph).test_client()
        for path in ("/literature", "/literature/network", "/literature/gaps"):
            check_page(client.get(path).text)


# Gaps


def test_gaps_of_every_kind_lead_to_what_wants_something(get_page):
    page = get_page("/literature/gaps")

    wanting = section(page, "Constructs without a quote")
    [href] = [h for name, h in links(wanting).items() if name.startswith("mentee ")]
    assert href == "/constructs/mentee#claims"
    assert section(page, "Claims without a quote 80") is not None
    unread = section(page, "Claims without literature 69")
    assert any("/study/krishna2024/claim/" in (a.get("href") or "") for a in unread.iter("a"))
    assert section(page, "Works cited for no claim that a quote illustrates 65") is not None
    alone = links(section(page, "Constructs with the words of one group alone"))
    [href] = [h for name, h in alone.items() if name.startswith("reflection-in-action")]
    assert href == "/quotes?supports=reflection-in-action"
    assert any("only peer mentors" in name for name in alone)


def test_a_kind_of_gap_is_paged_to_its_end(get_page):
    first = get_page("/literature/gaps?kind=claims-without-quotes")
    second = get_page(links(first)["Next 40"])

    seen = [
        a.get("href")
        for page in (first, second)
        for a in page.iter("a")
        if re.match(r"/study/krishna2024/claim/", a.get("href") or "")
    ]
    assert len(set(seen)) == 80
    assert get_page("/literature/gaps?kind=nope", 404)


def test_gaps_are_taken_away_with_their_words(client):
    body = json.loads(client.get("/literature/gaps.json").text)
    taken = rows(client.get("/literature/gaps.csv"))

    assert len(taken) == sum(body["totals"].values()) == len(body["gaps"])
    claims = [row for row in taken if row["gap"] == "claims-without-quotes"]
    assert len(claims) == 80
    assert all(row["label"] for row in taken)
    only = rows(client.get("/literature/gaps.csv?kind=works-without-evidence"))
    assert {row["gap"] for row in only} == {"works-without-evidence"}


def test_one_group_alone_is_what_the_quotes_say(several):
    body = json.loads(several.get("/literature/gaps.json?kind=constructs-of-one-group").text)

    for gap in body["gaps"]:
        found = several.get(f"/api/quotes?supports={gap['thing']}&limit=0").json
        assert found["total"] == gap["count"]
        by_role = {q["role"] for q in found["quotes"]}
        by_source = {q["source"] for q in found["quotes"]}
        assert len(by_role) == 1 or len(by_source) == 1
