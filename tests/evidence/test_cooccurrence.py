"""Where constructs and codes meet."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kg.cli import main
from kg.errors import BadParameter
from kg.evidence.cooccurrence import cooccurrence
from kg.graph import Graph
from kg.index import open_index


@pytest.fixture(scope="module")
def index(study_store):
    return open_index(study_store)


def run(capsys, store, *words):
    code = main(["cooccur", *words, "--store", store.address])
    return code, capsys.readouterr()


@pytest.mark.parametrize("mode", ["scheme", "filed"])
def test_every_cell_counts_the_quotes_that_carry_both(index, mode):
    found = cooccurrence(index, mode=mode)

    for i, a in enumerate(found.keys):
        for j, b in enumerate(found.keys):
            first, second = (index.bitmap("construct", key, mode) for key in (a, b))
            assert found.counts[i][j] == len(first & second)
            assert found.jaccard[i][j] == len(first & second) / len(first | second)
            assert found.utterances[i][j] == index.utterances(first & second)


def test_the_diagonal_counts_the_quotes_that_carry_it(index):
    found = cooccurrence(index)
    i = found.keys.index("identity-work")

    assert found.counts[i][i] == found.values[i].quotes == 7
    assert found.jaccard[i][i] == 1


def test_pairs_come_most_frequent_first(index):
    pairs = cooccurrence(index, mode="filed").pairs()

    assert [(p.first.key, p.second.key, p.quotes, p.jaccard) for p in pairs] == [
        ("reflection", "reflection-in-action", 2, 0.5),
        ("reflection", "reflection-on-action", 2, 0.5),
        ("mentoring-ecosystem", "community-of-practice", 1, 1.0),
    ]


def test_codes_meet_as_they_were_applied(index):
    found = cooccurrence(index, "code")
    i, j = (found.keys.index(f"krishna2024/{code}") for code in ("d2.4", "d2.4-patching"))

    assert found.counts[i][j] == 1
    assert found.counts[i][i] == 2


def test_constructs_that_no_quote_carries_share_nothing(index):
    found = cooccurrence(index, empty=True)
    i = found.keys.index("adaptation")

    assert found.counts[i][i] == 0
    assert set(found.jaccard[i]) == {0.0}


def test_narrowing_counts_only_those_quotes(study_store):
    found = Graph(study_store).cooccurrence(role="peer-mentor")

    assert found.total == 13
    assert found.counts[found.keys.index("identity-work")][found.keys.index("patching")] == 1


def test_another_kind_is_refused(index):
    with pytest.raises(BadParameter, match="construct or code"):
        cooccurrence(index, "role")


def test_command_prints_a_symmetric_matrix(capsys, study_store):
    code, said = run(capsys, study_store)

    rows = {row["construct"]: row for row in csv.DictReader(io.StringIO(said.out))}
    assert code == 0
    assert all(rows[a][b] == rows[b][a] for a in rows for b in rows)


def test_command_prints_pairs_with_jaccard(capsys, study_store):
    _, said = run(capsys, study_store, "--mode", "filed", "--layout", "pairs")

    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert rows[0]["jaccard"] == "0.5"
    assert rows[0]["first_quotes"] == "4"


def test_command_prints_json_tables_and_drawings(capsys, study_store):
    found = json.loads(run(capsys, study_store, "--format", "json")[1].out)
    table = run(capsys, study_store, "--format", "table")[1].out
    drawing = run(capsys, study_store, "--format", "svg")[1].out

    assert len(found["jaccard"]) == len(found["values"]) == 13
    assert "On the diagonal" in table
    assert drawing.startswith("<svg")
