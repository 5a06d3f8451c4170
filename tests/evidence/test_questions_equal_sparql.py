"""The index and SPARQL are asked the same random questions, thousands of them, and agree."""

import generated_studies
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_questions import trees

from kg.evidence.answering import answer_from
from kg.evidence.question import Question, matches
from kg.evidence.sparql import COLUMNS, Place, only_addresses, to_sparql
from kg.index import open_index
from kg.store import open_store
from kg.terms import value_of

STORES = {"first study": 3_000, "made-up studies": 1_000, "coded elsewhere": 500}
WHOLE = 60


@pytest.fixture(scope="module", params=STORES)
def asked(request, tmp_path_factory, study_store):
    """A store and its index; opened once, for the store does not change."""
    if request.param == "first study":
        yield study_store, open_index(study_store)
        return
    store = open_store(tmp_path_factory.mktemp("made-up"))
    generated_studies.fill(store)
    if request.param == "coded elsewhere":
        store.replace("beta-2", generated_studies.code_elsewhere("beta-2", "alpha"))
    yield store, open_index(store)
    store.close()


def quiet(examples):
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@pytest.mark.slow
def test_a_random_question_has_the_same_quotes_by_index_and_by_sparql(asked, request):
    store, index = asked
    sizes = set()

    @quiet(STORES[request.node.callspec.params["asked"]])
    @given(tree=trees(store))
    def agree(tree):
        found = matches(index, tree)
        rows = store.query(only_addresses(index, Question(tree))).rows()

        assert {row.iri for row in index.rows(list(found))} == {value_of(r["iri"]) for r in rows}
        sizes.add(len(found))

    agree()
    assert len(sizes) > 10


def test_the_printed_query_gives_the_same_rows_in_the_same_order(asked):
    store, index = asked

    @quiet(WHOLE)
    @given(tree=trees(store))
    def agree(tree):
        question = Question(tree)
        answer = answer_from(index, question, limit=None)

        rows = store.query(answer.sparql).rows()
        told = [tuple(value_of(row[c]) if c in row else "" for c in COLUMNS) for row in rows]
        assert told == [cells(row) for row in answer.rows]

    agree()


@pytest.mark.parametrize("mode", ["scheme", "filed"])
def test_the_query_of_a_page_gives_that_page(asked, mode):
    store, index = asked
    question = Question(mode=mode)
    every = answer_from(index, question, limit=None)

    @quiet(20)
    @given(size=st.integers(1, 30), at=st.integers(0, len(every.rows) - 1))
    def agree(size, at):
        row = every.rows[at]
        place = Place(row.study, row.document, row.quote)
        rows = store.query(to_sparql(index, question, limit=size, after=place)).rows()

        assert [value_of(r["iri"]) for r in rows] == [
            r.iri for r in every.rows[at + 1 : at + 1 + size]
        ]

    agree()


def cells(row):
    return tuple(
        ";".join(value) if isinstance(value := getattr(row, c), tuple) else value for c in COLUMNS
    )
