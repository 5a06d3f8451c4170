"""The page of quotes: what is asked, what is found, why it counts, and how it is taken away."""

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from rdflib import Graph

HOME = "https://w3id.org/pif-kg/study/krishna2024"


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def heading(page):
    return text_of(page.find(".//h1"))


def ids(page):
    return [e.get("id").rpartition("-")[2] for e in page.iter("article")]


def links(page, within=".//main"):
    return {text_of(a): a.get("href") for a in page.find(within).iter("a")}


def facets(page):
    """Return title → {value: count} of every group to narrow by."""
    found = {}
    for section in page.find(".//section[@id='narrow']").findall("section"):
        rows = [text_of(li) for li in section.iter("li")]
        values = (row.rpartition(" ") for row in rows if row[-1].isdigit())
        found[text_of(section.find("h3"))] = {value: int(n) for value, _, n in values}
    return found


def test_all_quotes_of_the_first_study_are_there(get_page, words):
    first = get_page("/quotes")
    second = get_page(links(first)["Next 2"])

    assert heading(first) == "27 quotes"
    assert len(words(first)) == 25
    assert len(words(second)) == 2
    assert len({*ids(first), *ids(second)}) == 27


@pytest.mark.parametrize(
    ("asked", "title", "found"),
    [
        ("supports=patching", "1 quote supports patching", ["Q27"]),
        ("supports=splinting", "1 quote supports splinting", ["Q26"]),
        (
            "supports=identity-work",
            "7 quotes support identity work",
            ["Q18", "Q26", "Q27", "Q21", "Q17", "Q20", "Q19"],
        ),
        (
            "supports=identity-work&mode=filed",
            "5 quotes support identity work",
            ["Q18", "Q21", "Q17", "Q20", "Q19"],
        ),
        ("any=splinting&any=patching", "2 quotes support splinting or patching", ["Q26", "Q27"]),
        (
            "supports=identity-work&not=patching&role=peer-mentor",
            "4 quotes support identity work but not patching",
            ["Q21", "Q17", "Q20", "Q19"],
        ),
        (
            "where=supports:identity-work+and+not+role:peer-mentor",
            "2 quotes",
            ["Q18", "Q26"],
        ),
        ("code=krishna2024/d2.4-patching", "1 quote", ["Q27"]),
    ],
)
def test_a_question_is_answered_in_words_and_quotes(get_page, asked, title, found):
    page = get_page(f"/quotes?{asked}")

    assert heading(page) == title
    assert ids(page) == found


def test_both_ways_of_counting_are_always_shown_and_explained(get_page):
    page = get_page("/quotes?supports=identity-work")

    modes = page.find(".//nav[@class='modes']")
    assert [text_of(a) for a in modes.iter("a")] == ["By the shared scheme 7", "As filed 5"]
    assert modes.find("a").get("aria-current") == "page"
    [why] = [p for p in page.iter("p") if text_of(p).startswith("Both are true.")]
    assert [text_of(a) for a in why.iter("a")] == ["Q26", "Q27"]
    assert "takes patching and splinting as kinds of identity work" in text_of(why)

    filed = get_page("/quotes?supports=identity-work&mode=filed")
    modes = filed.find(".//nav[@class='modes']")
    assert [text_of(a) for a in modes.iter("a")] == ["By the shared scheme 7", "As filed 5"]


def test_where_both_ways_agree_one_line_says_so(get_page):
    page = get_page("/quotes?supports=patching")

    assert "these are the same quotes" in text_of(page.find(".//main"))


def test_the_two_trees_stand_beside_each_other(get_page):
    page = get_page("/quotes?supports=identity-work")

    scheme, filed = [text_of(ul) for ul in page.iter("ul") if ul.get("class") == "tree"]
    assert scheme == "identity work 7patching 1splinting 1"
    assert "Sub-domain 2. Identity work 5" in filed
    assert "Sub-domain 4. Splinting and patching 2" in filed


def test_a_quote_says_who_what_and_why(get_page):
    page = get_page("/quotes?supports=patching")

    [card] = page.iter("article")
    assert text_of(card.find(".//p[@class='who']")) == "NP1 peer mentor, interview"
    chips = [
        (a.get("class"), text_of(a)) for a in card.iter("a") if "chip" in (a.get("class") or "")
    ]
    assert chips == [
        ("chip hit", "patching"),
        ("chip dashed", "identity work"),
        ("chip dashed", "professional identity formation"),
    ]
    steps = [text_of(li) for li in card.find(".//ol[@class='chain']")]
    assert steps[0].startswith("The words of Q27")
    assert steps[1].startswith("were coded Patching by the authors")
    assert steps[2].startswith("which means the same as the construct patching")
    assert (
        steps[3] == "so the quote supports patchingWorked out. Counts as filed and by the scheme."
    )
    assert "One utterance with Q05; count it once." in text_of(card)
    assert "NP1\u2019s refinement of their mentoring approach" in text_of(card)


def test_the_words_are_exact(client, get_page, words):
    page = get_page("/quotes?supports=identity-work")

    wanted = [
        row["text"] for row in client.get("/quotes.json?supports=identity-work").json["quotes"]
    ]
    assert words(page) == wanted


def test_facets_narrow_and_choices_are_taken_back(get_page):
    page = get_page("/quotes?supports=identity-work")

    groups = facets(page)
    assert groups["Kind of identity work"] == {
        "patching": 1, "splinting": 1, "adaptation": 0, "enriching": 0,
    }  # fmt: skip
    assert groups["Role"] == {"peer mentor": 5, "mentee": 2}
    assert groups["Source"] == {"interview": 7, "diary": 0}
    assert groups["Speaker"]["NP2"] == 2

    narrowed = get_page(links(page)["peer mentor 5"])
    assert heading(narrowed) == "5 quotes support identity work"
    assert "Said by peer mentors remove" in text_of(narrowed.find(".//p[@class='lede']"))
    back = links(narrowed)["remove peer mentors"]
    assert back == "/quotes?supports=identity-work"


def test_every_count_of_a_facet_is_what_its_link_shows(get_page):
    page = get_page("/quotes?supports=identity-work")

    followed = 0
    for a in page.find(".//section[@id='narrow']").iter("a"):
        count = a.find("span[@class='n']")
        if count is not None:
            said = heading(get_page(a.get("href"))).partition(" ")[0]
            assert said == text_of(count), a.get("href")
            followed += 1
    assert followed > 15


def test_more_values_are_shown_on_the_same_page(get_page):
    page = get_page("/quotes?supports=identity-work")

    [more] = [a for a in page.iter("a") if text_of(a).startswith("Show 6 more")]
    opened = get_page(more.get("href"))

    assert len(facets(opened)["Also bears on"]) == len(facets(page)["Also bears on"]) + 6


def test_words_are_searched_for_and_marked(get_page):
    page = get_page("/quotes?text=say+no")

    assert heading(page) == "1 quote with “say no”"
    assert {text_of(mark) for mark in page.iter("mark")} == {"say", "no"}
    ranked = get_page("/quotes?text=mentor*&sort=rank")
    assert "The most telling first." in text_of(ranked.find(".//main"))


def test_the_form_leads_to_the_canonical_address(client):
    answer = client.get("/quotes?how=supports&construct=Identity+work&role=&source=&study=")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/quotes?supports=identity-work"
    bearing = client.get("/quotes?how=bears_on&construct=competence&role=mentee")
    assert bearing.headers["Location"] == "/quotes?bears_on=competence&role=mentee"
    assert client.get("/quotes?how=nonsense&construct=patching").status_code == 400


def test_the_form_on_the_page_asks_the_same_question(client, get_page):
    page = get_page("/quotes?supports=identity-work&not=patching&role=peer-mentor&mode=filed")
    [form] = [f for f in page.iter("form") if f.get("class") == "ask"]
    fields = [
        (
            s.get("name"),
            next((o.get("value") for o in s.iter("option") if o.get("selected") is not None), ""),
        )
        for s in form.iter("select")
    ]
    fields += [(i.get("name"), i.get("value")) for i in form.iter("input")]

    answer = client.get("/quotes", query_string=fields)

    assert answer.status_code == 303
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert found == {
        "supports": ["identity-work"], "not": ["patching"], "role": ["peer-mentor"],
        "mode": ["filed"],
    }  # fmt: skip


@pytest.mark.parametrize("option", ["supports", "any", "not"])
def test_another_construct_has_a_slot_of_its_own(get_page, option):
    page = get_page(f"/quotes?supports=patching&another={option}")

    [form] = [f for f in page.iter("form") if f.get("class") == "ask"]
    names = [s.get("name") for s in form.iter("select")]
    expected = {
        "supports": ["supports", "supports"],
        "any": ["any", "any"],
        "not": ["supports", "not"],
    }
    assert names[:2] == expected[option]


def test_nothing_found_says_which_condition_to_drop(get_page):
    page = get_page("/quotes?supports=patching&role=mentee")

    state = text_of(page.find(".//div[@class='state']"))
    assert state.startswith("No quotes support patching, said by mentees.")
    assert "14 quotes without “that support patching”" in state
    assert "1 quote without “said by mentees”" in state


def test_a_construct_nobody_speaks_of_names_the_nearest(get_page):
    page = get_page("/quotes?supports=enriching")

    state = text_of(page.find(".//div[@class='state']"))
    assert "No quotes support enriching yet." in state
    assert "7 quotes support identity work, which it is a kind of." in state


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ("supports=paching", 404, "patching"),
        ("role=teacher", 404, "There is no role"),
        ("colour=red", 400, "There is no parameter 'colour'"),
        ("mode=both", 400, "There is no mode 'both'"),
        ("after=nonsense", 400, "is not the place where a page begins"),
        ("limit=-1", 400, "limit=-1 does not do"),
        ("limit=1&limit=2", 400, "say it once"),
        ("context=0", 400, "from 1 to 2,000"),
        ("where=role", 400, "cannot be read"),
        ("text=%22", 400, "no word to search for"),
        ("sort=length", 400, "Quotes are not sorted by"),
        ("&".join(["text=a"] * 60), 413, "takes 50 choices"),
        ("text=" + "a" * 5000, 413, "4,000 is the most"),
    ],
)
def test_what_cannot_be_asked_is_said_and_the_question_kept(get_page, client, asked, status, says):
    page = get_page(f"/quotes?{asked}", status)

    assert says in text_of(page.find(".//div[@class='state bad']"))
    assert page.find(".//title").text.startswith("Error: ")
    assert any(f.get("class") == "ask" for f in page.iter("form"))
    refused = client.get(f"/quotes?{asked}", headers={"Accept": "application/json"})
    assert refused.status_code == status
    assert set(refused.json) == {"error", "status"}


def test_an_unknown_construct_stays_in_the_form(get_page):
    page = get_page("/quotes?supports=paching", 404)

    [field] = [i for i in page.iter("input") if i.get("name") == "construct"]
    assert field.get("value") == "paching"


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '"><b>', "} DROP ALL {", "\u202egnihctap", "%00", "\ud800"],
)
@pytest.mark.parametrize(
    "option", ["supports", "text", "where", "participant", "mode", "construct"]
)
def test_hostile_questions_are_shown_as_text(client, option, hostile):
    answer = client.get("/quotes", query_string={option: hostile.encode("utf-8", "surrogatepass")})

    assert answer.status_code in (200, 303, 400, 404)
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text


def test_a_list_is_taken_away_in_every_form(client, get_page):
    page = get_page("/quotes?supports=identity-work&role=peer-mentor")
    taken = {name: links(page)[name] for name in ("Excel", "CSV", "JSON", "Turtle")}

    rows = list(csv.DictReader(io.StringIO(client.get(taken["CSV"]).text)))
    assert [row["quote"] for row in rows] == ids(page)
    assert list(rows[0])[:10] == [
        "quote", "text", "study", "document", "source", "participant", "role", "codes", "claim",
        "access",
    ]  # fmt: skip
    sheet = load_workbook(io.BytesIO(client.get(taken["Excel"]).data)).active
    assert [cell.value for cell in sheet["A"]] == ["quote", *ids(page)]
    body = client.get(taken["JSON"]).json
    assert [q["quote"] for q in body["quotes"]] == ids(page)
    assert body["total"] == 5
    turtle = Graph().parse(data=client.get(taken["Turtle"]).text, format="turtle")
    said = {str(s) for s in turtle.subjects()}
    assert {f"{HOME}/quote/{id}" for id in ids(page)} <= said
    assert f"{HOME}/coding/Q27-d2.4-patching" in said


def test_the_same_address_gives_data_to_those_who_ask(client):
    for accept, kind in [
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("text/turtle", "text/turtle"),
        ("text/html, */*;q=0.1", "text/html"),
    ]:
        answer = client.get("/quotes?supports=patching", headers={"Accept": accept})
        assert answer.content_type.startswith(kind)
        assert "Accept" in answer.headers["Vary"]
    assert client.get("/quotes", headers={"Accept": "image/png"}).status_code == 406


def test_json_goes_on_page_by_page_or_gives_all(client):
    first = client.get("/quotes.json?limit=10").json
    rest = client.get("/quotes.json", query_string={"after": first["next"]}).json
    whole = client.get("/quotes.json?limit=0").json

    assert first["total"] == 27
    assert len(first["quotes"]) == 10
    assert [*first["quotes"], *rest["quotes"]] == whole["quotes"]
    assert whole["next"] is None
    assert whole["sparql"].startswith("PREFIX")


def test_a_citation_names_the_study_the_question_and_the_way_of_counting(get_page):
    page = get_page("/quotes?supports=identity-work&mode=filed")

    cited = text_of(page.find(".//p[@class='small cite']"))
    assert cited.startswith("Radha Krishna LK, Abdul Hamid NA")
    assert "CC BY 4.0" in cited
    assert "5 quotes support identity work, as filed by the studies" in cited
    assert "/quotes?supports=identity-work&mode=filed" in cited


def test_the_query_on_the_page_gives_the_same_quotes(study_graph, get_page):
    page = get_page("/quotes?supports=identity-work&role=peer-mentor")

    [query] = [pre.text for pre in page.iter("pre")]
    found = [row["quote"][1:-1] for row in study_graph.store.query(query).rows()]
    assert found == ids(page)


def test_pages_go_forward_and_back(get_page):
    first = get_page("/quotes?limit=10")
    second = get_page(links(first)["Next 10"])
    third = get_page(links(second)["Next 7"])

    assert "11\u201320 of 27" in text_of(second.find(".//nav[@class='pager']"))
    assert "21\u201327 of 27" in text_of(third.find(".//nav[@class='pager']"))
    assert ids(get_page(links(third)["Previous"])) == ids(second)
    assert ids(get_page(links(second)["Previous"])) == ids(first)
