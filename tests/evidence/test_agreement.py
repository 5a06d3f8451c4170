"""Agreement of the coders of a study: what counts as a judgement, and what is said of it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kg.cli import main
from kg.errors import UnknownThing
from kg.evidence.agreement import agreement
from kg.evidence.codings import Codings, Passage, judged, read_codings
from kg.loading import load
from kg.store import open_store

DATA = Path(__file__).parent / "data"
FOUR = ["A", "B", "C", "D"]


@pytest.fixture(scope="module")
def coders_place(tmp_path_factory):
    place = tmp_path_factory.mktemp("coders") / "store"
    with_coders = open_store(place)
    load(DATA / "coders", with_coders)
    with_coders.close()
    return place


@pytest.fixture(scope="module")
def coders_store(coders_place):
    store = open_store(coders_place)
    yield store
    store.close()


def coded(*acts, **passages):
    """Return codings of quotes given as document, start and end; acts as (coder, quote, code)."""
    return Codings("made-up", {q: Passage(*p) for q, p in passages.items()}, frozenset(acts), {})


def test_a_study_gives_the_published_alpha(coders_store):
    found = agreement(coders_store, "coders", uncoded="out", coders=FOUR)

    assert f"{found.line().alpha.value:.3f}" == "0.743"
    assert found.line().units == 11  # the twelfth was judged by one coder only


def test_characters_agree_as_in_the_example_of_nvivo(coders_store):
    found = agreement(coders_store, "coders", unit="character", coders=["E", "F"])

    marked = found.line("marked")
    assert marked.units == 1000
    assert marked.percent.value == pytest.approx(0.85)
    assert marked.applied == (200, 50)


def test_uncoded_text_counts_only_when_asked_for(coders_store):
    counted = agreement(coders_store, "coders", unit="character", coders=["E", "F"])
    left_out = agreement(coders_store, "coders", unit="character", uncoded="out", coders=["E", "F"])

    assert counted.units == 1000
    assert left_out.units == 60  # what both coded: 50 marked, 10 at the end
    assert left_out.line("marked").percent.value == 1
    assert "no judgement" in left_out.about
    assert "counts as a judgement" in counted.about


def test_nothing_else_than_agreement_is_undefined_and_says_why(coders_store):
    found = agreement(coders_store, "coders", uncoded="out", coders=["A", "B"])

    never_used_by_both = found.line("k4")
    assert never_used_by_both.kappa.value == 1
    only = agreement(coders_store, "coders", uncoded="out", coders=["A", "B", "C"], codes=["k5"])
    pair = only.line("k5", coders=["A", "B"])
    assert pair.percent.value == 1
    assert pair.kappa.value is None
    assert "only one value" in pair.kappa.why
    assert pair.to_dict()["undefined"].keys() == {"kappa", "alpha"}


def test_coders_who_coded_nothing_in_a_document_are_missing_there():
    codings = coded(
        ("a", "q1", "x"), ("b", "q1", "x"), ("a", "q2", "x"),
        q1=("d1", None, None), q2=("d2", None, None),
    )  # fmt: skip

    seen = judged(codings, ["a", "b"], "quote", uncoded=True)

    assert seen.weights == {(frozenset("x"), frozenset("x")): 1, (frozenset("x"), None): 1}


def test_a_quote_left_uncoded_is_a_judgement_of_whoever_coded_the_document():
    codings = coded(
        ("a", "q1", "x"), ("b", "q2", "x"), q1=("d", None, None), q2=("d", None, None)
    )  # fmt: skip

    assert judged(codings, ["a", "b"], "quote", uncoded=True).weights == {
        (frozenset("x"), frozenset()): 1,
        (frozenset(), frozenset("x")): 1,
    }
    assert all(None in p for p in judged(codings, ["a", "b"], "quote", uncoded=False).weights)


def test_two_quotes_of_one_span_are_one_unit():
    codings = coded(
        ("a", "q1", "x"), ("b", "q2", "x"), q1=("d", 0, 9), q2=("d", 0, 9)
    )  # fmt: skip

    assert judged(codings, ["a", "b"], "quote", uncoded=True).weights == {
        (frozenset("x"), frozenset("x")): 1
    }


def test_characters_are_counted_as_if_one_by_one():
    codings = coded(
        ("a", "q1", "x"), ("a", "q2", "y"), ("a", "q3", "x"), ("b", "q2", "y"), ("b", "q4", "x"),
        q1=("d", 2, 9), q2=("d", 5, 12), q3=("d", 6, 7), q4=("d", 11, 15),
    )  # fmt: skip

    spelled_out = {}
    for i in range(15):
        pattern = tuple(
            frozenset(
                code
                for who, quote, code in codings.acts
                if who == coder and codings.passages[quote].start <= i < codings.passages[quote].end
            )
            for coder in ("a", "b")
        )
        spelled_out[pattern] = spelled_out.get(pattern, 0) + 1

    assert judged(codings, ["a", "b"], "character", uncoded=True).weights == spelled_out


def test_a_document_whose_quotes_have_no_place_is_left_out_and_named(coders_store):
    found = agreement(coders_store, "coders", unit="character", coders=["F", "G"])

    assert found.documents == 1
    assert any("1 document left out" in said for said in found.notes)
    assert not found.possible


def test_one_coder_is_no_disagreement(study_store):
    found = agreement(study_store, "krishna2024")

    assert not found.possible
    assert found.lines == ()
    assert "by one coder only (authors)" in found.notes[0]


def test_who_coded_what_is_said(coders_store):
    found = agreement(coders_store, "coders", coders=FOUR)

    assert [(c.coder, c.documents, c.quotes) for c in found.coders] == [
        ("A", 1, 9), ("B", 1, 11), ("C", 1, 10), ("D", 1, 11),
    ]  # fmt: skip


def test_codes_have_their_labels(coders_store):
    assert read_codings(coders_store, "coders").labels["marked"] == "Marked"


@pytest.mark.parametrize(
    ("options", "hint"),
    [({"coders": ["Zoe"]}, "There are A, B, C"), ({"codes": ["markt"]}, "Did you mean marked?")],
)
def test_an_unknown_coder_or_code_names_the_nearest(coders_store, options, hint):
    with pytest.raises(UnknownThing, match=hint.replace("?", r"\?")):
        agreement(coders_store, "coders", **options)


def run(capsys, place, *words):
    code = main(["agreement", "--store", str(place), *words])
    return code, capsys.readouterr()


def test_command_prints_every_line_as_csv(capsys, coders_place):
    code, said = run(capsys, coders_place, "--study", "coders", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert code == 0
    assert {row["subject"] for row in rows} == {"together", "pooled", "code"}
    assert all(row["note"] for row in rows if not row["kappa"])
    assert "Unit: the quote" in said.err


def test_command_keeps_a_spreadsheet_from_running_a_label(capsys, coders_place):
    _, said = run(capsys, coders_place, "--code", "other", "--format", "csv")

    labels = {row["label"] for row in csv.DictReader(io.StringIO(said.out))}
    assert "'=1+1 & <b>" in labels


def test_command_prints_json_with_null_and_reason(capsys, coders_place):
    _, said = run(capsys, coders_place, "--coder", "A", "--coder", "B", "--format", "json")

    [found] = json.loads(said.out)["agreement"]
    pooled = next(line for line in found["lines"] if line["subject"] == "pooled")
    assert pooled["alpha"] is None
    assert "not pooled" in pooled["undefined"]["alpha"]
    assert found["unit"] == "quote"
    assert found["uncoded"] == "in"


def test_command_states_unit_and_uncoded_in_the_table(capsys, coders_place):
    _, said = run(
        capsys, coders_place, "--unit", "character", "--uncoded", "out", "--coder", "E",
        "--coder", "F", "--format", "table",
    )  # fmt: skip

    assert "Unit: the character. Text that a coder gave no code is no judgement" in said.out
    assert "undefined alpha" not in said.out.split("\n")[0]


def test_command_says_plainly_that_agreement_needs_two(capsys, study_store):
    code, said = run(capsys, study_store.address)

    assert code == 1
    assert said.out == ""
    assert "coded by one coder only (authors)" in said.err
    assert "column coder of codings.csv" in said.err


def test_command_measures_every_study_that_two_coders_coded(capsys, tmp_path):
    place = tmp_path / "store"
    store = open_store(place)
    load(DATA / "coders", store)
    load("krishna2024", store)
    store.close()

    code, said = run(capsys, place, "--format", "json")

    assert code == 0
    assert [one["study"] for one in json.loads(said.out)["agreement"]] == ["coders"]
    assert "1 of 2 studies left out" in said.err


def test_command_refuses_an_unknown_study(capsys, coders_place):
    code, said = run(capsys, coders_place, "--study", "nope")

    assert code == 2
    assert "nope" in said.err


def test_html_escapes_labels(coders_store):
    assert "=1+1 &amp; &lt;b&gt;" in agreement(coders_store, "coders")._repr_html_()
