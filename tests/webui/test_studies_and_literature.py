"""The pages of studies."""

import csv
import io

import pytest


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


def counted(page):
    return int(text_of(page.find(".//h1")).partition(" ")[0].replace(",", ""))


def test_the_list_of_studies_leads_to_each_and_its_quotes(get_page):
    page = get_page("/studies")

    found = links(page.find(".//main"))
    assert found[
        "Peer mentorship and professional identity formation: an ecological systems perspective"
    ] == ("/studies/krishna2024")
    assert counted(get_page(found["27 quotes"])) == 27
    assert counted(get_page(found["13 by peer mentors"])) == 13


def test_a_study_says_what_it_holds(get_page):
    page = get_page("/studies/krishna2024")

    holds = section(page, "What it holds")
    assert "27 quotes (26 distinct utterances) of 21 participants" in text_of(holds)
    assert "34 coding acts with 14 codes" in text_of(holds)
    assert "65 references , cited 119 times" in text_of(holds) or "65 references, cited" in text_of(
        holds
    )


def test_a_study_says_how_it_was_done_and_what_may_be_seen(get_page):
    page = get_page("/studies/krishna2024")

    how = text_of(section(page, "How it was done"))
    assert "Palliative Medicine Initiative" in how
    assert "thematic analysis" in how
    assert "insider bias" in how
    seen = text_of(section(page, "What may be seen"))
    assert "Public 27" in seen
    assert "publication not stated" in seen
    assert "SingHealth CIRB 2020/3056" in seen
    assert "Radha Krishna LK" in text_of(page.find(".//footer"))


def test_its_codebook_is_a_tree_with_counts(get_page):
    codes = section(get_page("/studies/krishna2024"), "Its codebook 14")

    assert "Sub-domain 4. Splinting and patching 2" in text_of(codes)
    assert counted(get_page("/quotes?supports=krishna2024/d2.4")) == 2


def test_people_and_documents_open_their_quotes(get_page):
    page = get_page("/studies/krishna2024")

    for name in ("Participants 21", "Documents 24"):
        found = [a for a in section(page, name).iter("a") if a.text and a.text.isdigit()]
        assert found
        for a in found[::3]:
            assert counted(get_page(a.get("href"))) == int(a.text)


def test_studies_are_given_to_programs(client):
    body = client.get("/studies/krishna2024.json").json
    listed = client.get("/studies.json").json
    rows = list(csv.DictReader(io.StringIO(client.get("/studies.csv").text)))

    assert body == client.get("/studies/krishna2024", headers={"Accept": "application/json"}).json
    assert (body["quotes"], body["codes"], body["claims"]) == (27, 14, 97)
    assert listed["total"] == 1
    assert rows[0]["study"] == "krishna2024"
    assert rows[0]["quotes"] == "27"


@pytest.mark.parametrize("path", ["/studies/nope", "/studies/<script>", "/studies?after=x"])
def test_what_is_no_study_is_said(client, path):
    answer = client.get(path)

    assert answer.status_code in (400, 404)
    assert "<script>" not in answer.text


def test_a_study_says_where_it_comes_from_and_how_it_is_cited(get_page, client):
    page = get_page("/studies/krishna2024")

    origin = section(page, "Where it comes from")
    found = links(origin)
    assert "Reported in Peer mentorship" in text_of(origin)
    assert found["those of its files"] == "/graph/study/krishna2024"
    assert found["how its codes are mapped"] == "/graph/mapping/krishna2024"
    data = section(page, "Data")
    assert client.get(links(data)["N-Quads"]).status_code == 200
    assert "Study krishna2024, from pif-kg: https://w3id.org/pif-kg/study/krishna2024" in text_of(
        data
    )
