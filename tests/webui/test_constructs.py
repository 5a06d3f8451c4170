"""The page of a construct, of a study's code, and the list of all constructs."""

import csv
import io

import pytest


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def heading(page):
    return text_of(page.find(".//h1"))


def section(page, label):
    """Return the part of a page under a heading that begins so."""
    for part in page.iter("section"):
        head = part.find("h2")
        if head is not None and text_of(head).startswith(label):
            return part
    raise AssertionError(f"no section {label}")


def links(element):
    return {text_of(a): a.get("href") for a in element.iter("a")}


def rows(table):
    return [[text_of(cell) for cell in tr] for tr in table.find("tbody")]


def test_a_construct_says_what_it_is_and_where_that_comes_from(get_page):
    page = get_page("/constructs/patching")

    assert heading(page) == "Patching"
    assert text_of(page.find(".//p[@class='lede']")).startswith(
        "Identity work in which someone calls on an image of the ideal physician"
    )
    about = text_of(page.find(".//details[@class='about']"))
    assert "Also called identity patching." in about
    assert "Named by the words (patching) in sentence ECO-s16 of https://doi.org/" in about


def test_its_quotes_come_first_and_say_why(get_page, words):
    page = get_page("/constructs/patching")

    said = section(page, "What people said 1")
    assert words(said)[0].startswith("From mentoring and leadership experiences")
    [why] = [d for d in said.iter("details") if d.get("open") is not None]
    assert "were coded Patching by the authors" in text_of(why)


def test_what_comes_near_is_told_apart(get_page):
    said = text_of(section(get_page("/constructs/patching"), "What people said"))

    assert "Near it, but not coded patching" in said
    assert "2 quotes bear on perception of an ideal physician, which is related to it" in said
    assert "Q20" in said
    assert "Q21" in said


def test_more_quotes_are_one_link_away(get_page):
    page = get_page("/constructs/identity-work")

    said = section(page, "What people said 7")
    assert len(list(said.iter("article"))) >= 4
    assert heading(get_page(links(said)["All 7 quotes"])) == "7 quotes support identity work"
    assert heading(get_page(links(said)["5 as filed"])) == "5 quotes support identity work"


def test_claims_name_what_they_cite_and_introduce(get_page):
    claims = section(get_page("/constructs/patching"), "What the studies claim 5")

    said = [text_of(li) for li in claims.iter("li")]
    assert any(
        s.startswith("Pratt et al. [45] suggest") and "Cites Pratt et al. 2006 (doubtful fit)" in s
        for s in said
    )
    assert any("Introduces Q27." in s for s in said)
    [slanted] = list(claims.iter("i"))
    assert text_of(slanted) == "patching"


def test_literature_says_what_for_and_how_well(get_page):
    works = section(get_page("/constructs/patching"), "Literature 1")

    assert "Pratt MG, Rockmann KW, Kaufmann JB." in text_of(works)
    assert "Cited by 2 claims here: cites as authority, discusses." in text_of(works)
    assert "doubtful, ok" in text_of(works)


def test_every_number_of_the_tables_opens_its_quotes(get_page):
    page = get_page("/constructs/patching")

    numbers = 0
    for table in page.iter("table"):
        for a in table.iter("a"):
            if a.text and a.text.isdigit():
                found = heading(get_page(a.get("href"))).partition(" ")[0]
                assert found == a.text, a.get("href")
                numbers += 1
    assert numbers > 6


def test_the_tables_hold_the_neighbours_and_the_spread(get_page):
    tables = section(get_page("/constructs/patching"), "Beside its neighbours").findall(".//table")

    assert [row[0] for row in rows(tables[0])] == [
        "Identity work", "Adaptation", "Enriching", "Patching", "Splinting",
    ]  # fmt: skip
    assert rows(tables[1])[0][0] == "Peer mentors"


def test_codes_say_who_mapped_them_and_why(get_page):
    table = section(get_page("/constructs/identity-work"), "Codes that mean it").find(".//table")

    found = rows(table)
    assert [row[1:3] for row in found] == [
        ["Sub-domain 2. Identity work", "means the same as"],
        ["Sub-domain 4. Splinting and patching", "is part of what is meant by"],
    ]
    assert found[0][4] == "pif-kg curators, made by hand"
    assert "heading" in found[0][5]


def test_the_reasoner_is_told_in_words_and_in_owl(get_page):
    part = section(get_page("/constructs/patching"), "What the reasoner makes of it")

    assert "recorded as identity work, and worked out to be patching" in text_of(part)
    assert "pif:Patching \u2261 pif:IdentityWork" in part.find(".//pre").text
    itself = section(get_page("/constructs/reflection"), "What the reasoner makes of it")
    assert "By its quotes it is a triangulated construct" in text_of(itself)
    none = section(get_page("/constructs/competence"), "What the reasoner makes of it")
    assert "No class of the ontology stands behind" in text_of(none)


def test_both_trees_say_you_are_here(get_page):
    page = get_page("/constructs/patching")

    scheme, filed = [ul for ul in page.iter("ul") if ul.get("class") == "tree"]
    assert text_of(scheme).startswith("professional identity formation 14identity work 7")
    assert [text_of(b) for b in scheme.iter("b")] == ["patching"]
    assert [text_of(b) for b in filed.iter("b")] == ["Patching"]
    assert "Sub-domain 4. Splinting and patching 2" in text_of(filed)


def test_what_it_is_told_with_leads_to_both(get_page):
    together = section(get_page("/constructs/patching"), "Told together with")

    assert (
        links(together)["role modelling 1"] == "/quotes?supports=patching&bears_on=role-modelling"
    )
    assert heading(get_page(links(together)["role modelling 1"])).startswith("1 quote")


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("enriching", "7 quotes support identity work, which it is a kind of."),
        ("chronosystem", "No quotes support chronosystem yet."),
    ],
)
def test_a_construct_without_quotes_says_what_to_ask_instead(get_page, key, says):
    page = get_page(f"/constructs/{key}")

    assert says in text_of(section(page, "What people said 0"))


def test_a_code_of_a_study_has_a_page_of_its_own(client):
    answer = client.get("/constructs/krishna2024/d2.4")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/study/krishna2024/code/d2.4"
    body = client.get("/constructs/krishna2024/d2.4.json").json
    assert (body["study"], body["quotes"]["filed"]) == ("krishna2024", 2)


def test_other_names_lead_to_the_one_address(client):
    for name in ("Identity%20Work", "c:identity-work"):
        answer = client.get(f"/constructs/{name}")
        assert (answer.status_code, answer.headers["Location"]) == (
            303,
            "/constructs/identity-work",
        )
    code = client.get("/constructs/d2.4-patching")
    assert code.headers["Location"] == "/constructs/krishna2024/d2.4-patching"


def test_an_unknown_construct_names_the_nearest(get_page):
    page = get_page("/constructs/paching", 404)

    assert "Did you mean patching" in text_of(page.find(".//main"))


def test_a_construct_is_given_to_programs(client):
    body = client.get("/constructs/identity-work.json").json

    assert (
        body == client.get("/constructs/identity-work", headers={"Accept": "application/json"}).json
    )
    assert body["quotes"]["scheme"] == 7
    assert body["quotes"]["filed"] == 5
    assert {code["code"] for code in body["codes"]} == {"krishna2024/d2.2", "krishna2024/d2.4"}
    assert body["classes"][0]["class"].endswith("#IdentityWork")


def test_the_list_shows_trees_with_counts(get_page):
    page = get_page("/constructs")

    quoted = section(page, "With quotes 13")
    assert "identity work 7" in text_of(quoted)
    whole = section(page, "The whole scheme 188")
    sizes = [int(text_of(s).rpartition(" ")[2]) for s in whole.iter("summary")]
    assert sum(sizes) == 188
    assert len(sizes) == 8


def test_the_list_is_searched_by_words(get_page):
    page = get_page("/constructs?q=ideal+physician")

    found = section(page, "2 constructs")
    assert links(found)["perception of an ideal physician"].endswith("ideal-physician-perception")
    assert "patching" in links(found)
    assert "No construct has these words" in text_of(
        get_page("/constructs?q=xyzzy").find(".//main")
    )


def test_the_list_is_taken_away(client):
    table = list(csv.DictReader(io.StringIO(client.get("/constructs.csv").text)))
    body = client.get("/constructs.json").json

    assert len(table) == body["total"] == 188
    [row] = [row for row in table if row["construct"] == "identity-work"]
    assert (row["quotes"], row["filed"]) == ("7", "5")
    [entry] = [e for e in body["constructs"] if e["construct"] == "identity-work"]
    assert entry["broader"] == ["professional-identity-formation"]


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "\u202enopu", "a" * 3000, "%00"])
def test_hostile_words_are_shown_as_text(client, hostile):
    for answer in (
        client.get("/constructs", query_string={"q": hostile}),
        client.get(f"/constructs/{hostile}"),
    ):
        assert answer.status_code in (200, 404)
        assert "<script>" not in answer.text


def test_a_construct_is_cited_by_its_permanent_address(get_page):
    data = section(get_page("/constructs/patching"), "Data")

    assert (
        "Patching, construct of the shared scheme of pif-kg: https://w3id.org/pif-kg/scheme/"
        in (text_of(data))
    )
    assert links(data)["Fact by fact"] == "/scheme/patching.html"
