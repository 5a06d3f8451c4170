"""Counts of quotes by two facets: equal to a hand count, and to SPARQL over random questions."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from kg.cli import main
from kg.errors import BadParameter, LimitReached, UnknownThing
from kg.evidence import comparing
from kg.evidence.axes import FACETS, axis
from kg.evidence.matrix import matrix
from kg.evidence.utterances import ties_of
from kg.graph import Graph
from kg.index import open_index

BY_HAND = list(
    csv.DictReader(
        (Path(__file__).parent / "data" / "first-study-matrix.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
)
VALUE_IN_SPARQL = {
    "construct": "?quote pif:supports ?c . ?c pif:identifier ?value ; skos:inScheme ?scheme . "
    "FILTER(STRENDS(STR(?scheme), '/scheme'))",
    "source": "?quote pif:drawnFrom/a ?class . VALUES (?class ?value) "
    "{ (pif:InterviewTranscript 'interview') (pif:MentoringDiary 'diary') }",
    "role": "?quote pif:spokenInTenure/a ?class . VALUES (?class ?value) "
    "{ (pif:MenteeTenure 'mentee') (pif:PeerMentorTenure 'peer-mentor') }",
    "status": "?quote pif:spokenBy/pif:trainingStatus ?value .",
    "study": "?quote pif:ofStudy/pif:identifier ?value .",
    **{
        facet: f"?quote {path} ?thing . ?thing pif:identifier ?id . "
        "BIND(CONCAT('krishna2024/', ?id) AS ?value)"
        for facet, path in {
            "document": "pif:drawnFrom",
            "participant": "pif:spokenBy",
            "claim": "pif:illustrates",
            "coder": "^pif:codingTarget/pif:madeBy",
            "code": "^pif:codingTarget/pif:codingBody",
        }.items()
    },
}


@pytest.fixture(scope="module")
def index(study_store):
    return open_index(study_store)


@pytest.fixture(scope="module")
def sets(study_store):
    """The quotes of each value of each facet, as SPARQL tells them."""
    from kg.query_text import with_prefixes
    from kg.terms import value_of

    found = {}
    for facet, pattern in VALUE_IN_SPARQL.items():
        query = f"SELECT DISTINCT ?quote ?value WHERE {{ ?quote a pif:Quote . {pattern} }}"
        for row in study_store.query(with_prefixes(query)).rows():
            by_value = found.setdefault(facet, {})
            by_value.setdefault(value_of(row["value"]), set()).add(row["quote"])
    return found


def run(capsys, store, *words):
    code = main([*words, "--store", store.address])
    return code, capsys.readouterr()


def test_construct_by_role_is_the_hand_count(capsys, study_store):
    code, said = run(capsys, study_store, "matrix", "--rows", "construct", "--cols", "role")

    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert code == 0
    assert [{name: row[name] for name in BY_HAND[0]} for row in rows] == BY_HAND


@pytest.mark.parametrize("rows", FACETS)
@pytest.mark.parametrize("cols", FACETS)
def test_every_cell_is_what_sparql_counts(index, sets, rows, cols):
    found = matrix(index, rows, cols)

    assert set(found.rows) == set(sets[rows])
    assert set(found.cols) == set(sets[cols])
    for i, row in enumerate(found.rows):
        for j, col in enumerate(found.cols):
            assert found.counts[i][j] == len(sets[rows][row] & sets[cols][col])


def test_filed_mode_does_not_count_what_lies_below(index):
    found = matrix(index, "construct", "study", mode="filed")

    assert found["identity-work", "krishna2024"] == 5
    assert found["mentoring-ecosystem", "krishna2024"] == 1


def test_overlapping_quotes_are_one_utterance(index):
    # Q05 and Q27 overlap: one speaker, one document, but different constructs.
    by_document = matrix(index, "participant", "document")
    i, j = (
        by_document.rows.index("krishna2024/NP1"),
        by_document.cols.index("krishna2024/NP1-interview"),
    )

    assert by_document.counts[i][j] == 4
    assert by_document.utterances[i][j] == 3
    assert by_document.row_values[i].utterances == 3
    assert (by_document.total, by_document.total_utterances) == (27, 26)
    assert any("26 distinct utterances" in note for note in by_document.notes)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(links=st.lists(st.tuples(st.integers(0, 26), st.integers(0, 26)), max_size=20))
def test_utterances_are_counted_alike_cell_by_cell_and_at_once(study_store, links):
    index = open_index(study_store)
    numbers = list(index.all)
    tied = _Tied(index, [(numbers[a], numbers[b]) for a, b in links if a != b])

    found = matrix(tied, "construct", "role")

    for i, row in enumerate(found.row_values):
        for j, col in enumerate(found.col_values):
            both = index.bitmap("construct", row.key) & index.bitmap("role", col.key)
            assert found.utterances[i][j] == tied.utterances(both)
        assert row.utterances == tied.utterances(index.bitmap("construct", row.key))


class _Tied:
    """An index with other quotes tied into utterances than those of the study."""

    def __init__(self, index, pairs):
        self._index = index
        self._root = {}
        for a, b in pairs:
            self._root.setdefault(a, a)
            self._root.setdefault(b, b)
            low, high = sorted((self._root[a], self._root[b]))
            self._root = {n: low if r == high else r for n, r in self._root.items()}

    def __getattr__(self, name):
        return getattr(self._index, name)

    def linked(self):
        return BitMap(self._root)

    def utterance(self, n):
        return self._root.get(n, n)

    def utterances(self, hits):
        return len({self.utterance(n) for n in hits})


def test_narrowed_counts_are_those_of_the_question(study_store, sets):
    found = comparing.matrix(
        study_store, "role", "source", conditions={"supports": "identity-work", "not_": "patching"}
    )

    meant = sets["construct"]["identity-work"] - sets["construct"]["patching"]
    assert found.total == len(meant)
    for row in found.rows:
        for col in found.cols:
            expected = meant & sets["role"][row] & sets["source"][col]
            assert found[row, col] == len(expected)


def test_values_without_quotes_are_listed_only_when_asked_for(index):
    assert matrix(index, "role", "source").rows == ["mentee", "peer-mentor"]

    everything = matrix(index, "role", "construct", empty=True)

    assert everything.rows == ["mentee", "peer-mentor", "mentor", "senior-mentor", "faculty"]
    assert "adaptation" in everything.cols
    assert everything["mentor", "adaptation"] == 0


def test_constructs_stand_as_the_tree_of_the_scheme(index):
    levels = {
        line.value.key: line.value.level
        for line in axis(index, "construct", "scheme", None, empty=False)
    }

    assert levels["professional-identity-formation"] == 0
    assert levels["identity-work"] == 1
    assert levels["patching"] == 2


def test_ties_are_found_once_for_an_index(index):
    assert ties_of(index) is ties_of(index)


def test_unknown_facet_names_the_nearest(index):
    with pytest.raises(BadParameter, match="Did you mean role"):
        matrix(index, "rolle", "source")


def test_unknown_row_is_refused(index):
    with pytest.raises(UnknownThing, match="no row or column"):
        matrix(index, "role", "source")["nobody", "diary"]


def test_too_many_cells_are_refused(index, monkeypatch):
    monkeypatch.setattr("kg.evidence.matrix.MOST_CELLS", 10)

    with pytest.raises(LimitReached, match="13 rows by 2 columns"):
        matrix(index, "construct", "role")


def test_python_gives_rows_cols_counts_and_pictures(study_store):
    found = Graph(study_store).matrix(rows="construct", cols="role", source="diary")

    assert found.cols == ["mentee", "peer-mentor"]
    assert len(found.counts) == len(found.rows)
    assert found._repr_html_().startswith("<table")
    assert "<svg" in found._repr_html_()
    assert found._repr_svg_().startswith("<svg")


def test_json_holds_quotes_and_utterances(capsys, study_store):
    _, said = run(
        capsys, study_store, "matrix", "--rows", "participant", "--cols", "source",
        "--format", "json",
    )  # fmt: skip

    found = json.loads(said.out)
    assert found["total"] == {"quotes": 27, "utterances": 26}
    assert found["rows"]["facet"] == "participant"
    assert len(found["counts"]) == len(found["utterances"]) == len(found["rows"]["values"])


def test_csv_counts_utterances_when_asked_for(capsys, study_store):
    _, said = run(
        capsys, study_store, "matrix", "--rows", "participant", "--cols", "source",
        "--count", "utterances",
    )  # fmt: skip

    rows = {row["label"]: row for row in csv.DictReader(io.StringIO(said.out))}
    assert rows["NP1"]["all"] == "3"


def test_a_wide_table_comes_in_parts_with_every_column(capsys, study_store, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")

    _, said = run(
        capsys, study_store, "matrix", "--rows", "role", "--cols", "construct", "--format", "table"
    )

    heads = [line for line in said.out.splitlines() if line.startswith("role ")]
    assert len(heads) > 1
    assert all(len(line) <= 60 for line in heads)
    assert sum(line.count("patching") for line in heads) == 1


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--rows", "construct"], "Say what the rows and the columns are"),
        (["--rows", "construct", "--cols", "colour"], "Quotes are not counted by 'colour'"),
        (["--rows", "role", "--cols", "source", "--supports", "patchin"], "Did you mean patching"),
        (["--framework", "--format", "svg"], "Use --format html"),
    ],
)
def test_wrong_usage_says_what_to_do(capsys, study_store, words, hint):
    code, said = run(capsys, study_store, "matrix", *words)

    assert code == 2
    assert said.out == ""
    assert hint in said.err


def test_framework_holds_the_words_of_every_quote(capsys, study_store):
    _, said = run(capsys, study_store, "matrix", "--framework", "--format", "json")

    found = json.loads(said.out)
    quotes = {q["quote"]: q["text"] for row in found["cells"] for cell in row for q in cell}
    assert len(quotes) + found["left_out"] == 27
    assert quotes["Q03"].startswith("I wanted to learn how to properly do a research paper")


def test_framework_says_how_many_quotes_stand_in_no_cell(capsys, study_store):
    _, said = run(capsys, study_store, "matrix", "--framework", "--format", "table")

    assert "3 quotes stand in no cell, having no participant or no construct." in said.out


def test_framework_puts_words_into_csv_cells_and_pages(capsys, study_store):
    _, table = run(capsys, study_store, "matrix", "--framework", "--cols", "role")
    _, page = run(
        capsys, study_store, "matrix", "--framework", "--cols", "role", "--format", "html"
    )

    rows = {row["label"]: row for row in csv.DictReader(io.StringIO(table.out))}
    assert rows["M10"]["mentee"].startswith("Q03: I wanted")
    assert "\n\nQ07: " in rows["M10"]["mentee"]
    assert '<blockquote dir="auto">I wanted' in page.out


def test_framework_beyond_reading_is_refused(study_store, monkeypatch):
    monkeypatch.setattr("kg.evidence.framework.MOST_QUOTES", 5)

    with pytest.raises(LimitReached, match="Narrow the question"):
        comparing.framework(study_store)
