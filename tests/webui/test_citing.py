"""Every quote, construct, study and answer has a citation, which reference managers can read."""

import json
import re
from html import unescape

import pytest
from hostile_study import write_hostile_study

import kg
from kg.formats.bibliography import read_references
from kg.formats.reporting import Report
from webui import Site, create_app

BASE = "https://w3id.org/pif-kg/"
QUOTE = f"{BASE}study/krishna2024/quote/Q27"
PAGES = [
    ("/study/krishna2024/quote/Q27.html", QUOTE),
    ("/study/krishna2024/claim/C-D2.4-s03.html", f"{BASE}study/krishna2024/claim/C-D2.4-s03"),
    ("/studies/krishna2024", f"{BASE}study/krishna2024"),
    ("/constructs/patching", f"{BASE}scheme/patching"),
    ("/quotes?supports=patching&role=peer-mentor", "http://localhost/quotes?supports=patching"),
    (
        "/queries/quotes-for-construct?construct=patching&answer=rows",
        "http://localhost/queries/quotes-for-construct?construct=patching",
    ),
]


def read_back(form, text):
    """Return title, year and link of what a reference manager would read."""
    ending = {"bibtex": "bib", "ris": "ris", "csl": "json"}[form]
    report = Report()
    found = read_references(text, f"references.{ending}", "s", report)
    assert found is not None
    assert [f for f in report.findings() if f.severity == "violation"] == []
    [one] = found
    return one


@pytest.mark.parametrize(("page", "of"), PAGES)
def test_pages_lead_to_files_that_cite_what_they_show(client, study_graph, page, of):
    revision = study_graph.store.revision()[:12]
    html = client.get(page).text
    links = [unescape(link) for link in re.findall(r'href="(/cite\?[^"]*)"', html)]
    forms = [link.rpartition("format=")[2] for link in links]

    assert forms == ["bibtex", "ris", "csl"]
    titles = set()
    for form, link in zip(forms, links, strict=True):
        answer = client.get(link)
        assert answer.status_code == 200
        assert revision in answer.text
        assert of in answer.text
        titles.add(read_back(form, answer.text).work.title)
    assert len(titles) == 1
    assert revision in client.get(links[0].replace("bibtex", "text")).text


def test_a_quote_is_cited_by_the_authors_of_its_study_in_their_order(client):
    [entry] = client.get(f"/cite?of={QUOTE}&format=csl").get_json(force=True)

    assert [person["family"] for person in entry["author"]][:2] == ["Radha Krishna", "Abdul Hamid"]
    assert entry["URL"] == QUOTE
    assert entry["issued"] == {"date-parts": [[2024, 9, 15]]}
    assert "creativecommons.org/licenses/by/4.0" in entry["note"]


def test_all_forms_are_had_at_once(client, study_graph):
    said = client.get(f"/cite?of={QUOTE}").json

    assert said["of"] == QUOTE
    assert said["revision"] == study_graph.store.revision()
    assert said["bibtex"].startswith("@misc{krishna2024-quote-Q27,")
    assert json.loads(said["csl"])[0]["id"] == "krishna2024-quote-Q27"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 400), ("?of=", 400), ("?of=x", 404), (f"?of={QUOTE}&format=word", 400),
        (f"?of={QUOTE}&of={QUOTE}", 400), (f"?of={QUOTE}x", 404), ("?of=/queries/nope", 404),
        ("?of=/queries/quotes-for-construct%3Fx=1", 400), ("?of=/quotes%3Fnope=1", 400),
        ("?of=/quotes%3Fsupports=nope", 404), ("?of=javascript:alert(1)", 404),
        ("?of=https://example.org/", 404), ("?of=%00", 404), ("?of=/" + "x" * 9000, 400),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_cited(client, asked, status):
    answer = client.get(f"/cite{asked}", headers={"Accept": "application/json"})

    assert answer.status_code == status
    assert answer.json["error"]["hint"]


def test_strangers_cite_only_what_they_are_shown(study_graph):
    client = create_app(study_graph, site=Site(study_graph, audience="public")).test_client()

    assert client.get(f"/cite?of={QUOTE}").status_code == 200


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl"])
def test_hostile_names_stay_within_their_field(tmp_path, form):
    folder = write_hostile_study(tmp_path / "hostile")
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load(folder, into=graph)
        client = create_app(graph).test_client()

        for iri in [*[hit.iri for hit in graph.quotes()][:3], f"{BASE}study/hostile"]:
            answer = client.get("/cite", query_string={"of": iri, "format": form})
            assert answer.status_code == 200
            assert read_back(form, answer.text).work.title
