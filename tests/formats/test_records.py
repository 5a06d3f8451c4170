"""Study records: read from YAML or CSV, each a study of its own, plainly a record."""

import json
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from kg import loading, validation
from kg.columns import column_for
from kg.formats.records import is_records, read_records
from kg.formats.reporting import Report
from kg.index.scheme import constructs
from kg.namespaces import PIF
from kg.statements import statements
from kg.store import open_store

RECORDS = Path(__file__).resolve().parents[2] / "studies" / "records"
MADE_UP = """\
mapped_by: A team
records:
  - id: made2020
    title: A made-up report
    authors: ["Somebody, A"]
    year: 2020
    address: https://example.org/made
    codes:
      - label: Patching
        kind: theme
        match: exactMatch
        construct: patching
        confidence: 0.9
        why: same word
      - Another
    extracts:
      - {id: x1, code: Another, same_as: krishna2024/Q15}
"""
TABLE = """\
id,title,year,doi,themes,methods,mapped_by
t1,Table,2020,10.1000/t1,Patching = exactMatch patching 0.9; Other,interviews; diaries,A team
"""


def read(path, text):
    path.write_text(text, encoding="utf-8")
    report = Report()
    return read_records(path, report), report.findings()


@pytest.fixture(scope="module")
def shipped():
    report = Report()
    found = read_records(RECORDS, report)
    assert report.findings() == []
    return {study.id: study for study in found}


def test_shipped_records_are_records_and_no_more(shipped):
    assert len(shipped) == 16
    assert "krishna2024" not in shipped
    for study in shipped.values():
        assert study.record is not None
        assert study.record.not_at_hand
        assert [*study.quotes, *study.participants, *study.documents, *study.codings] == []
        stated = statements(study)
        found = validation.check(stated.graphs, places=stated.places, column_for=column_for)
        assert [f for f in found if f.severity != "info"] == []


def test_only_exact_wording_is_an_exact_match(shipped):
    labels = {key: label for key, label, _ in constructs()}
    for study in shipped.values():
        codes = {code.id: code.label for code in study.codes}
        for mapping in study.mappings:
            assert mapping.author == "pif-kg curators"
            assert mapping.comment
            assert mapping.confidence
            wording = labels[mapping.concept.iri.rpartition("/")[2]]
            exact = codes[mapping.code].casefold() == wording.casefold()
            assert (mapping.predicate == "exactMatch") == exact


def test_a_licence_is_stated_only_where_it_was_seen(shipped):
    assert [s.id for s in shipped.values() if s.licence] == ["drossard2024"]
    assert all(s.record.licence_note for s in shipped.values() if not s.licence)


def test_the_works_cited_by_the_first_study_are_the_same_works(shipped):
    listed = json.loads((RECORDS.parent / "krishna2024" / "references.json").read_text("utf-8"))
    dois = {entry["id"]: entry.get("DOI", "").lower() for entry in listed}
    for id, ref in {
        "krishna2023a": "ref14", "krishna2023b": "ref15", "venktaramana2023": "ref25",
        "ong2022": "ref26", "teo2022": "ref29",
    }.items():  # fmt: skip
        assert shipped[id].publication.iri == f"https://doi.org/{dois[ref]}"


def test_nothing_of_a_speaker_is_kept_of_the_extract_that_repeats_q15(shipped):
    said = statements(shipped["krishna2023b"]).graphs
    terms = [term for graph in said.values() for triple in graph for term in triple]

    assert any(term.endswith("/krishna2024/quote/Q15>") for term in terms)
    assert not [t for t in terms if "participant" in t or "P4" in t or "NP3" in t]
    words = yaml.safe_dump(yaml.safe_load((RECORDS / "records.yaml").read_text("utf-8")))
    assert "P4" not in words.replace("P4OgQ", "")
    assert "NP3" not in words


def test_a_table_says_the_same_as_yaml(tmp_path):
    [study], findings = read(tmp_path / "mine.csv", TABLE)

    assert findings == []
    assert [(c.label, c.kind) for c in study.codes] == [("Patching", "theme"), ("Other", "theme")]
    assert [m.id for m in study.mappings] == ["theme-patching-exactMatch-patching"]
    assert [m.label for m in study.methods] == ["interviews", "diaries"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("construct: patching", "construct: paching", "unknown-construct"),
        ("match: exactMatch", "match: sameAs", "wrong-value"),
        ("confidence: 0.9", "confidence: 9", "wrong-value"),
        ("same_as: krishna2024/Q15", "same_as: Q15", "wrong-value"),
        ("code: Another", "code: Nothing", "wrong-value"),
        ("address: https://example.org/made", "address: javascript:alert(1)", "wrong-value"),
        ("id: made2020", "id: ../x", "id"),
        ("year: 2020", "licence: free", "wrong-value"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(tmp_path, old, new, rule):
    _, findings = read(tmp_path / "mine.yaml", MADE_UP.replace(old, new))

    assert rule in {f.rule for f in findings}
    assert all(f.place.row for f in findings)


def test_a_file_with_a_mistake_loads_nothing(tmp_path):
    good = MADE_UP + "  - {id: second, doi: 10.1000/2}\n"
    path = tmp_path / "mine.yaml"
    path.write_text(good.replace("confidence: 0.9", "confidence: 9"), encoding="utf-8")
    assert is_records(path)
    with closing(open_store(str(tmp_path / "store"), must_exist=False)) as store:
        became = [b for _, b in loading.load_records(path, store)]
        assert [type(b).__name__ for b in became] == ["StudyRefused"]
        assert store.studies() == []
        path.write_text(good, encoding="utf-8")
        became = [b.outcome for _, b in loading.load_records(path, store)]
        assert became == ["loaded", "loaded"]
        rows = store.query(f"SELECT ?s WHERE {{ ?s a <{PIF}StudyRecord> }}").rows()
        assert len(list(rows)) == 2
        assert [b.outcome for _, b in loading.load_records(path, store)] == ["unchanged"] * 2
