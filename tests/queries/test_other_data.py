"""Questions hold for data the first study does not have."""

import os
import subprocess
import sys

import pytest

from kg.namespaces import BASE, CONSTRUCT, PIF
from kg.queries import load_query, run
from kg.store import open_store
from kg.terms import A, iri, text, value_of

STUDY = iri(f"{BASE}study/other2020")


def pif(name):
    return iri(PIF + name)


def thing(kind, name, *classes):
    """Return a thing of the study and what is said of everything that has an id."""
    it = iri(f"{BASE}study/other2020/{kind}/{name}")
    said = {(it, A, pif(c)) for c in classes}
    return it, said | {(it, pif("identifier"), text(name)), (it, pif("ofStudy"), STUDY)}


@pytest.fixture(scope="module")
def other_store(tmp_path_factory):
    """Two quotes: a senior mentor's in an essay, and one of which only the words are known."""
    quote, one = thing("quote", "Q1", "Quote")
    bare, two = thing("quote", "Q2", "Quote")
    tenure, three = thing("tenure", "S1-senior-mentor", "SeniorMentorTenure", "MentorTenure")
    essay, four = thing("document", "S1-essay", "ReflectiveEssay", "Document")
    patching = iri(f"{CONSTRUCT}patching")
    triples = one | two | three | four
    triples |= {
        (STUDY, A, pif("Study")),
        (STUDY, pif("identifier"), text("other2020")),
        (quote, pif("text"), text("one")),
        (quote, pif("supports"), patching),
        (quote, pif("spokenInTenure"), tenure),
        (quote, pif("drawnFrom"), essay),
        (bare, pif("text"), text("two")),
        (bare, pif("supports"), patching),
    }
    store = open_store(tmp_path_factory.mktemp("other") / "store")
    with store.writing("test"):
        store.replace("other2020", {f"{BASE}graph/study/other2020": triples})
    return store


def answered(store, name, **parameters):
    rows = run(store, load_query(name), parameters).rows()
    return [{c: value_of(t) for c, t in row.items()} for row in rows]


def test_senior_mentor_is_listed_once_in_the_narrower_role(other_store):
    rows = answered(other_store, "quotes-for-construct", construct="patching")

    assert [(r["quote"], r.get("role"), r.get("source")) for r in rows] == [
        ("Q2", None, None),
        ("Q1", "senior-mentor", "reflective-essay"),
    ]


def test_senior_mentor_is_counted_once(other_store):
    for name in ("quotes-per-role", "roles-for-construct"):
        parameters = {"construct": "patching"} if name.startswith("roles") else {}
        rows = answered(other_store, name, **parameters)
        assert [(r["role"], r["quotes"]) for r in rows] == [("senior-mentor", "1")]


def test_other_kinds_of_document_can_be_asked_for(other_store):
    found = answered(other_store, "quotes-by-source", source="reflective-essay")

    assert [row["quote"] for row in found] == ["Q1"]


def test_default_of_a_study_that_is_not_there_gives_no_rows(other_store):
    assert answered(other_store, "study-overview") == []


def test_queries_follow_the_base_in_use(tmp_path):
    settings = {
        **os.environ,
        "PIF_BASE_IRI": "https://data.example.org/",
        "PIF_STORE": str(tmp_path / "store"),
    }

    def said(*words):
        command = [sys.executable, "-m", "kg.cli", *words]
        return subprocess.run(command, env=settings, capture_output=True, text=True, check=True)

    said("load", "krishna2024")
    answer = said("query", "quotes-for-construct", "-p", "construct=c:splinting").stdout

    assert answer.splitlines()[1].endswith(",https://data.example.org/study/krishna2024/quote/Q26")
    assert "w3id.org/pif-kg" not in said("queries", "quotes-for-construct").stdout
