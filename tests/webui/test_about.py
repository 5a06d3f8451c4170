"""About: what is said there is so."""

import json
import re
from pathlib import Path

import pytest
import rispy
import yaml
from bibtexparser import parse_string
from generated_studies import fill

import kg
from kg.pages import about
from kg.sandbox import Limits, start
from webui import Site, create_app

ROOT = Path(__file__).parents[2]


def text_of(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def words(get_page):
    return text_of(get_page("/about").find(".//main"))


def test_it_says_what_is_in_the_graph_and_under_which_licence(words, get_page):
    assert "1 study with 27 quotes (26 distinct utterances), 97 claims" in words
    licences = [text_of(row) for row in get_page("/about").find(".//table").iter("tr")]
    assert "quotes, claims and codes of 1 studyCC BY 4.0" in licences
    assert "the softwareMIT" in licences


def test_the_software_is_cited_as_its_citation_file_has_it(client):
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    [software, *_] = client.get("/about.json").get_json()["cite"]

    assert cff["authors"] == [{"name": about.MAKERS}]
    assert (cff["title"], cff["abstract"]) == (about.NAME, f"{about.ABOUT}.")
    assert software["text"].startswith(f"{about.MAKERS}. {about.NAME}, version {kg.__version__}.")


def test_a_study_can_be_taken_into_a_reference_manager(client):
    study = client.get("/about.json").get_json()["cite"][1]

    [entry] = parse_string(study["bibtex"]).entries
    assert entry.fields_dict["author"].value.startswith("Radha Krishna, Lalit Kumar and Abdul")
    assert entry.fields_dict["doi"].value == "10.1186/s12909-024-05992-0"
    [record] = rispy.loads(study["ris"])
    assert record["authors"][-1] == "Ibrahim, Halah"
    [item] = json.loads(study["csl"])
    assert item["issued"] == {"date-parts": [[2024, 9, 15]]}
    assert "CC BY 4.0" in study["text"] or "creativecommons.org" in item["note"]


def test_one_quote_and_one_question_are_cited_with_the_state_of_the_graph(client):
    body = client.get("/about.json").get_json()
    quote, question = body["cite"][-2:]

    said = re.search(
        r"Quote (Q\d\d), from pif-kg: (\S+)\. State of the graph: (\w+)", quote["text"]
    )
    assert said[2].endswith(f"study/krishna2024/quote/{said[1]}")
    assert body["state"].startswith(said[3])
    address = re.search(r"http://localhost(/quotes\S+) State", question["text"])[1]
    heading = text_of_heading(client, address)
    assert heading in question["text"]


def text_of_heading(client, address):
    return re.search(r"<h1[^>]*>(.*?)</h1>", client.get(address).text, re.DOTALL)[1].strip()


def test_the_limits_of_a_study_are_those_it_states(words):
    assert "What limits Radha Krishna et al. 2024, by its own account" in words
    assert "socio-cultural background not explored" in words


def test_the_limits_of_the_service_are_those_that_hold(study_graph, check_page):
    with start(Path(study_graph.store.address), Limits(seconds=3)) as jail:
        site = Site(study_graph, audience="public", jail=jail)
        client = create_app(study_graph, site=site).test_client()
        main = text_of(check_page(client.get("/about").text).find(".//main"))

    for _, _, said in Limits(seconds=3).described():
        assert said in main
    assert "You see what the studies let everybody see" in main
    assert "The server writes a line for each request" in main


def test_no_page_sets_a_cookie(client):
    for path in ("/", "/about", "/quotes?supports=patching", "/ontology.html", "/sparql"):
        assert "Set-Cookie" not in client.get(path).headers


def test_many_studies_and_none(tmp_path, check_page):
    with kg.open_graph(tmp_path / "store") as graph:
        client = create_app(graph).test_client()
        assert "No study is loaded yet." in text_of(check_page(client.get("/about").text))

        fill(graph.store)
        main = text_of(check_page(client.get("/about").text).find(".//main"))
        held = client.get("/about.json").get_json()
        assert sum(held["licences"].values()) == held["contents"]["studies"] > 1
        assert f"{held['contents']['studies']} studies with" in main
