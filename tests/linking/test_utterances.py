"""Words published by two studies: found by text, reviewed, counted once; never people."""

from __future__ import annotations

import csv
import io
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cli import main
from kg.errors import UsageError
from kg.index import ask
from kg.linking.proposing import proposals
from kg.linking.reviews import decide, review, reviews
from kg.linking.wording import pairs, words
from kg.mapping import asking
from kg.namespaces import PIF
from kg.publishing import project, public_folder, refresh
from kg.store import open_store
from tests.made_up.spoken import spoken

OPEN = "https://creativecommons.org/licenses/by/4.0/"
ANSWER = (
    "I stopped asking what the senior would do and asked what I would do, and from then on the"
    " work was mine and so were its mistakes"
)
INSIDE = "asked what I would do, and from then on the work was mine and so were its mistakes"
NEARLY = ANSWER.replace("senior", "mentor").replace("mistakes", "errors")
OTHER = (
    "Nobody told us where the forms were kept, and so each of the new students spent the first"
    " morning opening cupboards one after the other"
)


@pytest.fixture
def store(tmp_path, monkeypatch):
    place = tmp_path / "store"
    monkeypatch.setenv("PIF_STORE", str(place))
    with closing(open_store(str(place), must_exist=False)) as made:
        made.replace("one", spoken("one", {"Q1": ANSWER, "Q2": OTHER, "Q3": "Yes."}))
        made.replace(
            "two", spoken("two", {"Q1": f"“{ANSWER.upper()}…”", "Q2": "Yes."}, access="public")
        )
        made.replace("three", spoken("three", {"Q1": INSIDE, "Q2": NEARLY}))
        yield made


def utterances(store):
    return ask(store, lambda index: index.utterances(index.all))


def found(store):
    return {(p.first, p.second): p for p in proposals(store)}


def test_words_are_proposed_as_the_same_within_or_near(store):
    kinds = {pair: p.found for pair, p in found(store).items()}

    assert kinds[("one/Q1", "two/Q1")] == "exact"
    assert kinds[("one/Q1", "three/Q1")] == "contained"
    assert kinds[("one/Q1", "three/Q2")] == "near"
    assert not {name for pair in kinds for name in pair} & {"one/Q2", "one/Q3", "two/Q2"}
    assert utterances(store) == 7  # proposals count for nothing


def test_only_what_is_accepted_counts_and_once(store):
    alike = found(store)[("one/Q1", "two/Q1")]
    decide(
        store,
        [
            review("two/Q1", "one/Q1", "accepted", who="a group", why="same words"),
            review("one/Q1", "three/Q2", "rejected", who="a group"),
        ],
    )

    assert alike.access == "public, restricted"
    assert utterances(store) == 6
    assert found(store)[("one/Q1", "two/Q1")].decision == "accepted"
    assert found(store)[("one/Q1", "three/Q2")].decision == "rejected"
    assert [(r.first, r.who, r.why) for r in reviews(store)] == [
        ("one/Q1", "a group", ""), ("one/Q1", "a group", "same words"),
    ]  # fmt: skip
    decide(store, [review("three/Q1", "one/Q1", "accepted", who="a group")])
    assert utterances(store) == 5
    # What follows from two decisions is not asked again.
    assert ("three/Q1", "two/Q1") not in found(store)
    assert rows(store, "SELECT ?a ?b WHERE { ?a pif:sameUtteranceAs ?b }") == 6
    decide(store, [], forget=[("one/Q1", "two/Q1")])
    assert utterances(store) == 6


def test_index_and_sparql_count_alike(store):
    decide(store, [review("two/Q1", "one/Q1", "accepted", who="a group")])
    query = (
        "SELECT (MIN(?other) AS ?first) WHERE { ?quote a pif:Quote ; pif:ofStudy ?s ."
        " ?quote pif:sameUtteranceAs* ?other . ?other a pif:Quote } GROUP BY ?quote"
    )
    answer = store.query(f"PREFIX pif: <{PIF}> {query}").rows()
    assert len({row["first"] for row in answer}) == utterances(store) == 6


def test_decisions_hold_when_a_study_goes_and_comes_back(store):
    decide(store, [review("two/Q1", "one/Q1", "accepted", who="a group")])
    graphs = spoken("two", {"Q0": OTHER + " and on", "Q1": ANSWER})
    store.remove("two")
    assert utterances(store) == 5
    store.replace("two", graphs)
    assert utterances(store) == 6
    assert ask(store, lambda index: [s.name for s in index.sets]) == []
    assert asking.names(store) == []


def test_nothing_is_said_of_people_and_nothing_goes_out(store, tmp_path):
    for name in ("one", "two"):
        graphs = spoken(name, {"Q1": ANSWER}, access="public", licence=OPEN)
        store.replace(name, graphs)
    decide(store, [review("two/Q1", "one/Q1", "accepted", who="a group")])
    said = "".join(store.read_study("mapping:same-utterances"))

    assert "participant" not in said
    assert "/quote/" in said
    refresh(store)
    with closing(open_store(str(public_folder(store)), must_exist=False)) as public:
        assert rows(public, "SELECT ?a WHERE { ?a a pif:Quote }") == 2
        assert rows(public, "SELECT ?a WHERE { ?a pif:sameUtteranceAs ?b }") == 0
        assert rows(public, "SELECT ?a WHERE { ?a pif:comparesQuote ?b }") == 0
        assert all(unit.id != "mapping:same-utterances" for unit in public.units())


def test_a_review_file_is_the_list_filled_in(store, tmp_path, capsys):
    assert main(["utterances", "--format", "csv"]) == 0
    listed = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["decision"] for row in listed} == {"open"}
    for row, decision in zip(listed, ["accepted", "rejected", ""], strict=False):
        row |= {"decision": decision, "who": "a group"}
    path = tmp_path / "review.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, listed[0].keys())
        writer.writeheader()
        writer.writerows(listed)

    assert main(["utterances", "--review", str(path)]) == 0
    assert "2 decisions changed" in capsys.readouterr().out
    assert main(["utterances", "--review", str(path)]) == 0
    assert "0 decisions changed" in capsys.readouterr().out or reviews(store)
    assert sorted(r.decision for r in reviews(store)) == ["accepted", "rejected"]


@pytest.mark.parametrize(
    "given",
    [
        ["--accept", "one/Q1", "two/Q1"],  # nobody decides
        ["--accept", "one/Q1", "one/Q2", "--who", "x"],  # one study
        ["--accept", "one", "two/Q1", "--who", "x"],
        ["--accept", "one/Q1", "none/Q1", "--who", "x"],
        ["--forget", "one/Q1", "two/Q1"],
        ["--review", "nowhere.csv"],
    ],
)
def test_what_cannot_be_decided_is_refused(store, given, capsys):
    assert main(["utterances", *given]) == 2
    assert capsys.readouterr().err
    assert reviews(store) == []


def test_hostile_words_stay_words(store):
    with pytest.raises(UsageError):
        review("one/Q1> <http://evil", "two/Q1", "accepted", who="x")
    why = 'because "> <http://evil> . \\u003c \n‮'
    decide(store, [review("one/Q1", "two/Q1", "accepted", who="<script>", why=why)])
    [kept] = reviews(store)
    assert kept.who == "<script>"
    assert kept.why == " ".join(why.split())


@given(st.text(alphabet="abc d'—学ぶ", max_size=60), st.text(alphabet=" .,;-", max_size=5))
def test_signs_between_words_do_not_matter(text, signs):
    assert words(f"{signs}{text}{signs}") == words(text) == words(text.upper())


def test_the_same_words_in_many_studies_stay_a_list():
    texts = [(f"s{n}", ANSWER) for n in range(400)]

    assert len(pairs(texts)) == 399


def test_a_load_tells_of_what_is_proposed(tmp_path, monkeypatch, capsys, store):
    path = tmp_path / "four.nt"
    said = {t for g, ts in spoken("four", {"Q1": ANSWER}).items() if "/derived/" not in g
            for t in ts}  # fmt: skip
    path.write_text("".join(f"{s} {p} {o} .\n" for s, p, o in sorted(said)), encoding="utf-8")

    assert main(["load", str(path)]) == 0
    assert "pif utterances" in capsys.readouterr().err


def rows(store, query):
    return len(list(store.query(f"PREFIX pif: <{PIF}> {query}").rows()))


def test_a_study_by_itself_has_nothing_to_say_of_others(store):
    assert project("two", spoken("two", {"Q1": ANSWER})).graphs == {}
