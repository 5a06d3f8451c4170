"""Pages cover everything exactly once; counts beside an answer are counts of the answer."""

from collections import Counter

import generated_studies
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_questions import trees

from kg import index
from kg.errors import UsageError
from kg.evidence.answering import answer, answer_from
from kg.evidence.question import Every, Has, Question, Without, words
from kg.index import open_index
from kg.store import open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Made-up studies whose numbers do not go up with their ids."""
    store = open_store(tmp_path_factory.mktemp("paging"))
    for name in ("øre", "beta-2", "alpha", "Gamma"):
        store.replace(name, generated_studies.graphs_of(name, quotes=25))
        index.update(store)
    yield store
    store.close()


def pages(store, question, size, order="study"):
    after = None
    while True:
        page = answer(store, question, limit=size, after=after, order=order, facets=())
        yield [row.iri for row in page.rows]
        after = page.next
        if after is None:
            return


@pytest.mark.parametrize("order", ["study", "rank"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 24, 25, 26, 99, 100, 101])
def test_pages_of_any_size_cover_everything_once(store, size, order):
    question = Question(words("mentor*") if order == "rank" else Every())
    whole = [row.iri for row in answer(store, question, limit=None, order=order).rows]

    cut = list(pages(store, question, size, order))

    assert [iri for page in cut for iri in page] == whole
    assert len(set(whole)) == len(whole) > 30
    assert all(len(page) == size for page in cut[:-1])
    assert cut[-1]


def test_a_page_goes_on_where_it_was_after_the_studies_changed(tmp_path):
    store = open_store(tmp_path)
    for name in ("b", "d"):
        store.replace(name, generated_studies.graphs_of(name, quotes=5))
    first = answer(store, limit=7)

    for name in ("a", "e"):
        store.replace(name, generated_studies.graphs_of(name, quotes=5))
    store.remove("b")
    rest = answer(store, limit=None, after=first.next)

    assert [row.study for row in rest.rows] == ["d"] * 3 + ["e"] * 5


def test_a_ranked_page_does_not_go_on_after_the_studies_changed(tmp_path):
    store = open_store(tmp_path)
    store.replace("b", generated_studies.graphs_of("b", quotes=20))
    first = answer(store, words("mentor*"), limit=1, order="rank")
    store.replace("c", generated_studies.graphs_of("c", quotes=20))

    with pytest.raises(UsageError, match="Begin again"):
        answer(store, words("mentor*"), limit=1, order="rank", after=first.next)


@pytest.mark.parametrize(
    "cursor", ["x", "", "W10", "ü", "W10=", "WyJhIl0", "bnVsbA", "WyJhIiwxLDJd", "W" * 9999]
)
def test_what_is_no_place_is_refused(store, cursor):
    with pytest.raises(UsageError, match="not the place where a page begins"):
        answer(store, after=cursor)


def test_counts_beside_an_answer_are_those_of_its_quotes(store):
    opened = open_index(store)

    @settings(
        max_examples=100, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(tree=trees(store), mode=st.sampled_from(["scheme", "filed"]))
    def agree(tree, mode):
        kinds = ("role", "source", "study", "document", "participant", "code")
        found = answer_from(opened, Question(tree, mode), limit=None, facets=(*kinds, "construct"))

        rows = found.rows
        assert found.total == len(rows)
        for kind in ("role", "source", "study"):
            counted = Counter(getattr(row, kind) for row in rows)
            counted.pop("", None)
            assert {c.key: c.count for c in found.facets[kind]} == counted
        own = Counter(
            f"{row.study}/{code}" for row in rows for code in row.codes if code[1:].isdigit()
        )
        assert {c.key: c.count for c in found.facets["code"]} == own
        for count in found.facets["construct"]:
            both = Every((tree, Has("construct", count.key, mode)))
            assert answer_from(opened, Question(both), limit=0, facets=()).total == count.count
        assert all(
            counts == sorted(counts, key=lambda c: (-c.count, c.key))
            for counts in found.facets.values()
        )

    agree()


def test_an_utterance_in_two_quotes_is_counted_once(study_store):
    whole = answer(study_store)
    without = answer(study_store, Without(Has("document", "krishna2024/NP1-interview")))

    assert (whole.total, whole.utterances) == (27, 26), "Q05 and Q27 overlap"
    assert without.total == without.utterances


def test_the_same_utterance_in_two_studies_is_counted_once(tmp_path):
    store = open_store(tmp_path)
    store.replace("alpha", generated_studies.graphs_of("alpha", quotes=3))
    store.replace("beta", generated_studies.graphs_of("beta", quotes=3))
    assert answer(store).utterances == 6

    store.replace("beta", generated_studies.graphs_of("beta", quotes=3, same_as="alpha"))

    assert answer(store).utterances == 5


def test_a_facet_with_many_values_says_how_many_it_leaves_out(tmp_path, monkeypatch):
    from kg.evidence import answering

    monkeypatch.setattr(answering, "MOST_VALUES", 2)
    store = open_store(tmp_path)
    store.replace("alpha", generated_studies.graphs_of("alpha"))

    found = answer(store)

    assert len(found.facets["role"]) == 2
    assert found.left_out["role"] >= 1
    assert found.as_json()["facets_left_out"] == found.left_out
