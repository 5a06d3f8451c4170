"""Records on pages: plainly records, with the reason why they bear on a construct."""

from pathlib import Path

import pytest

import kg
from kg import loading
from kg.pages.bearing import bearing
from kg.queries import load_query
from kg.queries import run as answer
from kg.terms import value_of
from tests.webui.conftest import checked_page, said
from webui import create_app

RECORDS = Path(__file__).resolve().parents[2] / "studies" / "records"
CONSTRUCTS = ("community-of-practice", "identity-work", "threshold-event")


@pytest.fixture(scope="module")
def records_graph(tmp_path_factory):
    with kg.open_graph(tmp_path_factory.mktemp("records") / "store") as graph:
        kg.load("krishna2024", into=graph)
        assert len(list(loading.load_records(RECORDS, graph.store))) == 16
        yield graph


@pytest.fixture(scope="module")
def site(records_graph):
    return create_app(records_graph).test_client()


@pytest.mark.parametrize("construct", [*CONSTRUCTS, "mentoring-ecosystem", "splinting"])
def test_the_page_and_the_saved_query_give_the_same_studies_and_reasons(records_graph, construct):
    store = records_graph.store
    found = bearing(store, construct)
    rows = [
        {name: value_of(term) for name, term in row.items()}
        for row in answer(store, load_query("studies-bearing-on"), {"construct": construct}).rows()
    ]

    assert {(r["study"], int(r["quotes"])) for r in rows if r["reason"] == "quotes"} == {
        (b.name.id, b.quotes) for b in found.studies if b.quotes
    }
    assert {
        (r["study"], r["reason"], r.get("match", ""), r.get("construct", ""))
        for r in rows
        if r["reason"] != "quotes"
    } == {
        (b.name.id, reason.kind, reason.match, reason.construct)
        for b in found.studies
        for reason in b.reasons
    }


def test_the_three_questions_have_their_answers(records_graph):
    found = {c: {b.name.id: b for b in bearing(records_graph.store, c).studies} for c in CONSTRUCTS}

    assert found["community-of-practice"].keys() == {"krishna2024", "krishna2023b", "krishna2023a"}
    assert found["identity-work"].keys() == {"krishna2024", "krishna2023b", "sawatsky2024"}
    assert found["threshold-event"].keys() == {"krishna2024", "krishna2023b"}
    [reason] = found["threshold-event"]["krishna2023b"].reasons
    assert (reason.kind, reason.via.rpartition("/")[2]) == ("extract", "Q15")


def test_a_construct_says_which_studies_bear_on_it_and_why(site):
    text = said(checked_page(site.get("/constructs/identity-work").text))

    assert "Studies that bear on it 3" in text
    assert "7 quotes support it" in text
    assert "weight of identity work”" in text or "weight of identity work" in text
    assert "confidence 0.7) by pif-kg curators" in text
    told = site.get("/constructs/identity-work.json").json["studies"]
    assert [t["coverage"] for t in told] == ["full study", "record", "record"]


def test_a_record_is_plainly_one(site):
    text = said(checked_page(site.get("/studies/krishna2023b").text))

    assert "A record, not a full study" in text
    assert "nothing is said of who spoke" in text
    assert "P4" not in text
    assert "This study has no quotes" not in text
    assert "A record" not in said(checked_page(site.get("/studies/krishna2024").text))
    assert site.get("/studies/krishna2023b.json").json["coverage"] == "record"


def test_records_are_not_counted_among_studies(site):
    text = said(checked_page(site.get("/studies").text))

    assert "1 full study with 27 quotes, and 16 records" in text
    coverage = [s["coverage"] for s in site.get("/studies.json").json["studies"]]
    assert coverage.count("record") == 16
    home, about = site.get("/"), site.get("/about")
    assert "One study so far" in said(checked_page(home.text))
    assert "And 16 records of studies known" in said(checked_page(home.text))
    assert "1 full study and 16 records" in said(checked_page(about.text))
    assert coverage[0] == "full study"
    assert site.get("/studies.csv").text.splitlines()[0].endswith(",coverage")


def test_nobody_is_said_to_be_somebody_of_another_paper(records_graph):
    same = "http://www.w3.org/2002/07/owl#sameAs"
    rows = records_graph.store.query(f"ASK {{ ?a <{same}> ?b }}")
    assert not rows.truth
    lines = "".join(records_graph.store.read_study("krishna2023b"))
    assert "participant" not in lines
    assert '"P4' not in lines
