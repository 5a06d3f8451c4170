"""Proposed mappings: by words, counted for nothing, and kept as mappings when a person says so."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.proposing import MOST, measured, read_all
from kg.cli import main
from kg.closure.shipped import shipped_triples
from kg.evidence.answering import answer
from kg.evidence.question import Has
from kg.loading import load
from kg.mapping import asking
from kg.mapping.proposing import (
    accept,
    decisions,
    proposals,
    proposed_set,
    refuse,
    reopen,
    set_of_study,
)
from kg.mapping.proposing.proposals import constructs
from kg.mapping.proposing.scoring import OF_DEFINITION, Comparer, Described
from kg.mapping.reading import read_set
from kg.mapping.writing import sssom
from kg.namespaces import BASE, CONSTRUCT
from kg.publishing import public_folder, refresh
from kg.store import open_store

STUDY = """\
id: team
title: A made-up study of a team
licence: CC-BY-4.0
"""
CODEBOOK = """\
code,label,definition
b1,Theme 2: Patched together,Borrowing a piece of another identity
b2,Community of Practice,
b3,Zzz qqq,
b4,Identity-work,What somebody does to shape an identity
"""


def code(label: str, definition: str = "") -> Described:
    return Described(f"{BASE}study/x/code/c", "c", (label,), (definition,) if definition else ())


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A study with four codes and one quote of each, mapped to nothing."""
    folder = tmp_path / "team"
    folder.mkdir()
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "codebook.csv").write_text(CODEBOOK, encoding="utf-8")
    (folder / "participants.csv").write_text("id,role\nP1,mentee\n", encoding="utf-8")
    (folder / "documents.csv").write_text(
        "id,kind,participant\nD1,interview,P1\n", encoding="utf-8"
    )
    quotes = "".join(f"Q{n},D1,What was said {n}\n" for n in range(1, 5))
    (folder / "quotes.csv").write_text(f"id,document,text\n{quotes}", encoding="utf-8")
    codings = "".join(f"Q{n},b{n}\n" for n in range(1, 5))
    (folder / "codings.csv").write_text(f"quote,code\n{codings}", encoding="utf-8")
    place = str(tmp_path / "store")
    monkeypatch.setenv("PIF_STORE", place)
    with closing(open_store(place, must_exist=False)) as made:
        load(folder, made)
        yield made


def address(id: str) -> str:
    return f"{BASE}study/team/code/{id}"


def supporting(store, key: str) -> list[str]:
    return [row.quote for row in answer(store, Has("construct", key), limit=None).rows]


def best(store) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in proposals(store, "team").proposals:
        found.setdefault(each.code.id, each.construct.id)
    return found


# Words.


def test_equal_names_are_one_and_a_definition_alone_is_little():
    comparer = Comparer(constructs())

    [equal, *_] = comparer.alike(code("Sub-domain 4. Identity works"))
    only = comparer.alike(code("Zzz", "identity work shapes an identity"), least=0.01)

    assert (equal.construct.id, equal.score, equal.label) == ("identity-work", 1.0, 1.0)
    assert only
    assert all(each.label == 0 and 0 < each.score <= OF_DEFINITION for each in only)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.text(max_size=200), st.sampled_from(constructs()))
def test_scores_are_bounded_told_in_parts_and_the_same_again(label, definition, construct):
    comparer = Comparer([construct, *constructs()[:3]])

    found = comparer.alike(code(label, definition), least=0.0)

    for each in found:
        assert 0 <= each.definition <= 1
        whole = each.label + (1 - each.label) * OF_DEFINITION * each.definition
        assert each.score == pytest.approx(whole, abs=0.002)
        assert each.words
    assert found == comparer.alike(code(label, definition), least=0.0)


def test_the_words_of_the_first_article_are_not_compared():
    anchors = {o for _, p, o in shipped_triples()[1] if p.endswith("anchorText>")}

    assert anchors
    assert not {f'"{text}"' for each in constructs() for text in each.texts} & anchors


@pytest.mark.parametrize(
    ("group", "least", "precision", "recall"),
    [
        ("krishna2024", 0.9, 1.0, 0.9),
        ("krishna2024", 0.3, 0.3, 0.9),
        ("records of other studies", 0.7, 0.95, 0.4),
        ("records of other studies", 0.3, 0.3, 0.8),
    ],
)
def test_proposals_are_as_good_as_the_documents_say(group, least, precision, recall):
    comparer = Comparer(constructs())
    found, wanted = {}, set()
    for study in read_all()[group]:
        for each in study.codes:
            for alike in comparer.alike(code(each.label, each.definition), most=MOST):
                found[f"{study.id}/{each.id}", alike.construct.iri] = alike.score
        wanted |= {(f"{study.id}/{m.code}", m.concept.iri) for m in study.mappings}

    proposed, right, every = measured(found, wanted, least)

    assert right / proposed >= precision
    assert right / every >= recall


# In a store.


def test_proposals_come_with_their_words_and_count_for_nothing(store):
    found = proposals(store, "team")

    assert best(store) == {
        "b1": "patching", "b2": "community-of-practice", "b4": "identity-work"
    }  # fmt: skip
    assert [each.id for each in found.without] == ["b3"]
    first = next(each for each in found.proposals if each.code.id == "b1")
    assert "patched" in first.likeness.words
    assert first.state == "open"
    assert supporting(store, "patching") == []
    assert asking.names(store) == []


def test_what_is_accepted_counts_with_who_accepted_it_until_it_is_taken_back(store):
    pair = (address("b1"), f"{CONSTRUCT}patching")

    assert accept(store, "team", [(*pair, "score 1 by the words patched")], who="Ana") == 1
    close = supporting(store, "patching")
    assert accept(store, "team", [(*pair, "")], who="Ben", relation="exactMatch") == 1
    exact = supporting(store, "patching")

    assert (close, exact) == ([], ["Q1"])
    [match] = asking.matches_in(store, set_of_study("team"))
    assert (match.predicate, match.author) == ("exactMatch", "Ben")
    assert match.justification == "semapv:ManualMappingCuration"
    made = decisions(store, "team")[pair]
    assert (made.state, made.who, made.relation) == ("accepted", "Ben", "exactMatch")
    assert made.when

    assert refuse(store, "team", [pair], who="Ana", why="not that") == 1
    assert supporting(store, "patching") == []
    assert asking.names(store) == []
    made = decisions(store, "team")[pair]
    assert (made.state, made.who, made.why) == ("refused", "Ana", "not that")

    assert reopen(store, "team", [pair]) == 1
    assert decisions(store, "team") == {}
    assert [unit.id for unit in store.units()] == ["team"]


def test_accepted_proposals_are_an_sssom_table_that_loads(store, tmp_path):
    accept(store, "team", [(address("b2"), f"{CONSTRUCT}community-of-practice", "score 1")],
           who="Ana", relation="broadMatch")  # fmt: skip

    for name, made in (
        ("accepted", asking.set_in(store, set_of_study("team"))),
        ("open", proposed_set(proposals(store, "team"))),
    ):
        file = tmp_path / f"{name}.sssom.tsv"
        file.write_text(sssom(made), encoding="utf-8")
        back, findings = read_set(file)
        rules = {finding.rule for finding in findings}
        assert rules == {"mapping-licence"} | (
            {"Mapping-unattributed"} if name == "open" else set()
        )
        assert [(m.subject, m.predicate, m.object, m.justification) for m in back.matches] == [
            (m.subject, m.predicate, m.object, m.justification)
            for m in sorted(made.matches, key=lambda m: (m.subject, m.predicate, m.object))
        ]
        if name == "open":
            assert {(m.predicate, m.justification) for m in back.matches} == {
                ("closeMatch", "semapv:LexicalMatching")
            }


def test_refusals_never_leave_the_owners_store(store, tmp_path):
    refuse(store, "team", [(address("b1"), f"{CONSTRUCT}patching")], who="Somebody Private")

    refresh(store)
    with closing(open_store(str(public_folder(store)), must_exist=False)) as public:
        held = "".join(line for unit in public.units() for line in public.read_study(unit.id))

    assert "Somebody Private" not in held
    assert "NegativePropertyAssertion" not in held


# By command.


@pytest.fixture
def pif(store, capsys):
    """Run a command over the store; returns exit code, output, notes."""
    store.close()

    def run(*words):
        done = main([str(word) for word in words])
        said = capsys.readouterr()
        return done, said.out, said.err

    return run


def test_the_command_lists_decides_and_writes(pif, tmp_path):
    rows = list(csv.DictReader(io.StringIO(pif("map", "team", "--format", "csv")[1])))
    told = pif("map", "team", "--accept", "b1", "c:patching", "--as", "exactMatch", "--by", "Ana")
    refused = pif("map", "team", "--refuse", "b2", "community-of-practice", "--by", "Ana")
    after = json.loads(pif("map", "team", "--format", "json")[1])
    written = pif("map", "team", "--out", tmp_path / "team.sssom.tsv")
    quotes = pif("quotes", "--supports", "patching", "--format", "csv")[1]

    assert {row["state"] for row in rows} == {"open"}
    assert told[:2] == (0, "1 decision changed. They are the set team-reviewed.\n")
    assert refused[0] == written[0] == 0
    assert {(p["code"], p["construct"], p["state"], p["who"]) for p in after["proposals"]} >= {
        ("b1", "patching", "accepted", "Ana"),
        ("b2", "community-of-practice", "refused", "Ana"),
        ("b4", "identity-work", "open", None),
    }
    assert "team,D1" in quotes


def test_many_are_accepted_only_as_close_or_when_asked(pif):
    refused = pif("map", "team", "--all-above", "0.9", "--as", "exactMatch", "--by", "Ana")
    close = pif("map", "team", "--all-above", "0.9", "--by", "Ana")
    exact = pif("map", "team", "--all-above", "0.9", "--as", "exactMatch", "--by", "Ana", "--yes")

    assert refused[0] == 2
    assert "say --yes" in refused[2]
    assert close[0] == 0
    assert "carries no evidence" in close[2]
    assert exact[1].startswith("0 decisions")  # none is open any longer


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--accept", "b9", "patching", "--by", "Ana"), "no code 'b9'"),
        (("--accept", "b1", "patchin", "--by", "Ana"), "Did you mean 'patching'"),
        (("--accept", "b1", "patching"), "--by"),
        (("--all-above", "7", "--by", "Ana"), "from 0 to 1"),
        (("--out", "x.csv"), ".sssom.tsv"),
    ],
)
def test_what_cannot_be_done_is_said(pif, words, said):
    code, _, note = pif("map", "team", *words)

    assert code in (1, 2)
    assert said in note
