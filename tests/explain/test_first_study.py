"""The first study: every quote with everything it could support."""

import re
from pathlib import Path

import pytest

from kg.explain import explain
from kg.explain.chains import Chains
from kg.explain.naming import Names
from kg.explain.reading import Reader
from kg.namespaces import CONSTRUCT, derived_graph
from kg.query_text import with_prefixes
from kg.terms import iri, read_nquads, value_of

STUDY = "krishna2024"
EXPECTED = Path(__file__).with_name("expected")


@pytest.fixture(scope="module")
def ask(study_store):
    def rows(sparql, **bindings):
        return list(study_store.query(with_prefixes(sparql), bindings).rows())

    return rows


@pytest.fixture(scope="module")
def supported(ask):
    graph = iri(derived_graph(STUDY))
    found = ask("SELECT ?q ?c ?_g_iri { GRAPH ?_g_iri { ?q pif:supports ?c } }", _g_iri=graph)
    return {(row["q"], row["c"]) for row in found}


@pytest.fixture(scope="module")
def quotes(ask):
    return [row["q"] for row in ask("SELECT ?q { ?q a pif:Quote } ORDER BY ?q")]


@pytest.fixture(scope="module")
def concepts(ask):
    return [row["c"] for row in ask("SELECT DISTINCT ?c { ?c a pif:Construct } ORDER BY ?c")]


def test_a_way_is_found_exactly_when_the_quote_supports_the_construct(
    study_store, quotes, concepts, supported
):
    found = set()
    for quote in quotes:
        reader = Reader(study_store)
        chains = Chains(reader, Names(reader), quote, reader.quote(quote))
        found |= {(quote, concept) for concept in concepts if chains.ways(concept, 1)[0]}

    assert len(concepts) > 200
    assert found == supported


def test_every_step_of_every_way_is_a_fact_of_the_study_or_the_scheme(
    study_store, supported, shared_facts, is_sound
):
    facts = set(shared_facts).union(*read_nquads(study_store.read_study(STUDY)).values())

    checked = [
        is_sound(way, value_of(quote), value_of(concept), facts)
        for quote, concept in sorted(supported)
        for way in explain(study_store, value_of(quote), value_of(concept), ways=50).ways
    ]

    assert len(checked) > len(supported) > 100


def test_what_counts_as_filed_is_what_the_authors_codes_mean(study_store, ask, supported):
    filed = ask(
        """SELECT DISTINCT ?q ?c {
        ?act pif:codingTarget ?q ; pif:codingBody ?code . ?code skos:exactMatch ?c }"""
    )

    explained = {
        (quote, concept)
        for quote, concept in supported
        if concept.startswith(f"<{CONSTRUCT}")
        and "filed" in explain(study_store, value_of(quote), value_of(concept)).counts_as
    }

    assert explained == {(row["q"], row["c"]) for row in filed}


def test_seven_quotes_support_identity_work_and_five_as_filed(study_store, quotes):
    explained = [explain(study_store, value_of(q), "identity-work") for q in quotes]

    assert sum(e.supports for e in explained) == 7
    assert sum("filed" in e.counts_as for e in explained) == 5


@pytest.mark.parametrize("case", sorted(EXPECTED.glob("*.txt")), ids=lambda case: case.stem)
def test_it_reads_as_it_should(study_store, case):
    quote, construct = case.stem.split("-", 1)

    said = str(explain(study_store, quote, construct))

    assert said == case.read_text(encoding="utf-8")


def test_a_claim_through_which_a_quote_bears_on_something_is_given_with_its_sentence(study_store):
    explained = explain(study_store, "Q20", "ideal-physician-perception")

    assert (explained.supports, explained.bears_on) == (False, True)
    [sentence] = explained.bears_through
    assert sentence.claim.id == "C-D2.2-s05"
    assert "perceptions of an ideal physician" in sentence.text


def test_what_it_only_bears_on_is_what_the_store_says(study_store, ask, quotes):
    for quote in quotes:
        rows = ask(
            """SELECT ?c ?_q_iri { ?_q_iri pif:bearsOn ?c
            FILTER NOT EXISTS { ?_q_iri pif:supports ?c } }""",
            _q_iri=quote,
        )

        borne = explain(study_store, value_of(quote), "patching").bears_on_list

        assert sorted(f"<{b.construct.iri}>" for b in borne) == sorted(r["c"] for r in rows)
        assert all(b.through for b in borne)


@pytest.mark.parametrize(
    ("quote", "construct"),
    [
        ("Q27", "patching"),
        ("krishna2024/Q27", "c:patching"),
        ("https://w3id.org/pif-kg/study/krishna2024/quote/Q27", CONSTRUCT + "patching"),
    ],
)
def test_names_may_be_given_in_every_form(study_store, quote, construct):
    assert explain(study_store, quote, construct) == explain(study_store, "Q27", "patching")


def test_few_questions_are_asked_of_the_store(study_store):
    class Counting:
        asked = 0

        def query(self, sparql, bindings=None):
            Counting.asked += 1
            assert not re.search(r"quote/Q27|scheme/patching", sparql), "values are bound"
            return study_store.query(sparql, bindings)

    explain(Counting(), "Q27", "patching")

    assert Counting.asked <= 25
