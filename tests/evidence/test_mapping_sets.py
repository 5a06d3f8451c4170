"""Questions asked with chosen sets of mappings: the index, two engines and facts agree."""

import contextlib
from itertools import combinations

import generated_studies
import mapping_sets
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_questions import trees

from kg.errors import UnknownThing
from kg.evidence.answering import answer, answer_from
from kg.evidence.question import Has, Question, matches
from kg.evidence.sparql import COLUMNS, only_addresses
from kg.index import open_index
from kg.index.kinds import concept_key
from kg.store import open_store
from kg.store.vocabulary import fixed_graphs
from kg.terms import value_of

SETS = ("hub", "team-b", "codes")
NAMES = ("own", *SETS)
CHOICES = [["none"], *(list(some) for n in (1, 2, 3) for some in combinations(NAMES, n))]
KEYS = (*generated_studies.CONSTRUCTS[:8], "alpha/k1", "beta-2/k0", "øre/k3", "alpha/k0")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Made-up studies, and three sets over them; one maps codes to codes of other studies."""
    folder = tmp_path_factory.mktemp("sets")
    store = open_store(folder / "store")
    generated_studies.fill(store)
    for seed, name in enumerate(SETS):
        text = mapping_sets.table(seed, generated_studies.STUDIES, rows=20)
        mapping_sets.load(store, folder, name, text)
    yield store
    store.close()


@pytest.fixture(scope="module")
def dataset(store):
    """The same graphs in rdflib."""
    found = rdflib.Dataset(default_union=True)
    with contextlib.suppress(StopIteration):
        for unit in store.units():
            text = "".join(store.read_study(unit.id))
            found.parse(data=text, format="nquads")
    for fixed in fixed_graphs():
        for _, text in fixed.texts:
            found.graph(rdflib.URIRef(fixed.iri)).parse(data=text, format="turtle")
    return found


def asked_of(store, names, key):
    """The quotes that support something by sets taken one by one, from asserted facts alone."""
    studies = [study.id for study in store.studies()]
    found = set()
    for one in [[], *([name] for name in names if name != "none")]:
        query = mapping_sets.by_asserted_facts(studies, one, key)
        found |= {value_of(row["q"]) for row in store.query(query).rows()}
    return found


def iris(index, hits):
    return {row.iri for row in index.rows(list(hits))}


@pytest.mark.parametrize("names", CHOICES, ids="+".join)
def test_what_a_set_makes_quotes_support_is_what_its_asserted_mappings_say(store, names):
    index = open_index(store).choosing(names)

    for key in KEYS:
        found = iris(index, index.bitmap("construct", key))

        assert found == asked_of(store, names, key), key


def test_all_sets_together_are_what_plain_sparql_sees(store):
    index = open_index(store)

    for key in KEYS:
        assert iris(index, index.bitmap("construct", key)) == asked_of(store, NAMES, key)
        query = only_addresses(index, Question(Has("construct", key)))
        assert "GRAPH" not in query
        assert iris(index, index.bitmap("construct", key)) == {
            value_of(row["iri"]) for row in store.query(query).rows()
        }


def test_random_questions_with_random_sets_are_the_same_by_index_and_by_sparql(store):
    whole = open_index(store)
    sizes = set()

    @settings(
        max_examples=60, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(tree=trees(store), names=st.sampled_from(CHOICES))
    def agree(tree, names):
        index = whole.choosing(names)
        rows = store.query(only_addresses(index, Question(tree))).rows()

        assert iris(index, matches(index, tree)) == {value_of(row["iri"]) for row in rows}
        sizes.add(len(matches(index, tree)))

    agree()
    assert len(sizes) > 10


@pytest.mark.parametrize("names", [["own", "hub"], ["team-b"], ["none"]], ids="+".join)
def test_rdflib_gives_the_same_quotes_for_the_printed_query(store, dataset, names):
    index = open_index(store).choosing(names)

    for has in (Has("construct", "patching"), Has("bears_on", "identity-work"),
                Has("construct", "reflection", "filed")):  # fmt: skip
        query = only_addresses(index, Question(has))
        found = {str(row.iri) for row in dataset.query(query)}

        assert found == iris(index, matches(index, has)), query


def test_the_printed_query_gives_the_rows_of_the_answer(store):
    index = open_index(store).choosing(["hub", "codes"])
    found = answer_from(index, Question(Has("construct", "identity-work")), limit=None)

    rows = list(store.query(found.sparql).rows())

    assert [value_of(row["iri"]) for row in rows] == [row.iri for row in found.rows]
    assert set(rows[0]) <= set(COLUMNS)


def test_an_answer_says_on_which_sets_it_rests_and_how_many_quotes_need_each(store):
    where = Has("construct", "identity-work")
    found = answer(store, where, limit=None)
    without = {name: [n for n in NAMES if n != name] for name in NAMES}

    assert [each.set for each in found.rests_on] == ["own", "codes", "hub", "team-b"]
    for each in found.rests_on:
        less = answer(store, where, limit=None, mappings=without[each.set])
        assert each.needed_by == found.total - less.total
    assert any(each.needed_by for each in found.rests_on)
    assert found.as_json()["mappings"][0]["set"] == "own"


def test_what_was_filed_does_not_change_with_sets(store, tmp_path):
    bare = open_store(tmp_path / "bare")
    generated_studies.fill(bare)
    alone, beside = open_index(bare), open_index(store)

    for key in KEYS[:8]:
        filed = alone.bitmap("construct", key, "filed")
        assert iris(beside, beside.bitmap("construct", key, "filed")) == iris(alone, filed)
    own = beside.choosing(["own"])
    for key in KEYS:
        assert iris(own, own.bitmap("construct", key)) == iris(
            alone, alone.bitmap("construct", key)
        )
    bare.close()


def test_facets_are_counted_with_the_chosen_sets(store):
    found = answer(store, mappings=["hub"], limit=None, facets=["construct"])
    index = open_index(store).choosing(["hub"])

    for count in found.facets["construct"]:
        assert count.count == len(index.bitmap("construct", count.key))


def test_a_set_that_is_not_there_is_named(store):
    with pytest.raises(UnknownThing, match="no set of mappings 'hubb'"):
        answer(store, mappings=["hubb"])


def test_keys_of_codes_are_those_of_the_index():
    assert concept_key("https://w3id.org/pif-kg/study/alpha/code/k1") == "alpha/k1"
