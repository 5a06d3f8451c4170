"""Records go out with the names of their codes, and with nothing that leads to a person."""

from pathlib import Path

import pytest

from kg.formats.records import read_records
from kg.formats.reporting import Report
from kg.namespaces import BASE, PIF, derived_graph, study_graph
from kg.publishing import project
from kg.statements import statements
from kg.terms import A, iri, text

RECORDS = Path(__file__).resolve().parents[2] / "studies" / "records"


@pytest.fixture
def records():
    return {study.id: statements(study).graphs for study in read_records(RECORDS, Report())}


def public(graphs, study, now):
    said = project(study, graphs, now).graphs
    return set().union(set(), *(t for g, t in said.items() if g != derived_graph(study)))


def test_a_record_goes_out_with_its_codes_and_matches(records, now):
    said = public(records["krishna2023b"], "krishna2023b", now)
    root = f"{BASE}study/krishna2023b"

    assert (iri(root), A, iri(f"{PIF}StudyRecord")) in said
    assert (iri(root), iri(f"{PIF}notAtHand"), text("full text")) in said
    assert {s for s, p, o in said if o == iri(f"{PIF}Code")} >= {
        iri(f"{root}/code/shared-identity")
    }
    assert any(p.endswith("#exactMatch>") and o.endswith("/identity-work>") for _, p, o in said)


def test_the_words_shared_with_another_paper_are_not_linked_in_public(records, now):
    for id, graphs in records.items():
        terms = [term for triple in public(graphs, id, now) for term in triple]
        assert terms, id
        assert not [t for t in terms if "/extract/" in t or "printsWordsOf" in t]
        assert not [t for t in terms if "/study/krishna2024" in t or "/participant/" in t]


@pytest.mark.parametrize("kind", ["Participant", "Quote", "Document", "CodingAct", "Claim"])
def test_what_holds_anything_of_a_person_is_no_record_whatever_it_says(records, now, kind):
    graphs = records["ong2022"]
    thing = iri(f"{BASE}study/ong2022/x/1")
    graphs[study_graph("ong2022")] |= {
        (thing, A, iri(PIF + kind)),
        (thing, iri(f"{PIF}ofStudy"), iri(f"{BASE}study/ong2022")),
    }

    assert public(graphs, "ong2022", now) == set()


def test_a_record_without_a_publication_stays_behind(records, now):
    graphs = records["ong2022"]
    own = study_graph("ong2022")
    graphs[own] = {t for t in graphs[own] if not t[1].endswith("reportedIn>")}

    assert public(graphs, "ong2022", now) == set()
