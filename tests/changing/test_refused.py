"""What an update may not do, each case with the words that say why and what to do."""

from pathlib import Path

import pytest
import yaml

from kg.changing import update
from kg.errors import StudyRefused, UsageError
from kg.store import open_store

PREFIXES = """
PREFIX pif: <https://w3id.org/pif-kg/ontology#>
PREFIX c: <https://w3id.org/pif-kg/scheme/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX small: <https://w3id.org/pif-kg/study/small-study/quote/>
PREFIX said: <https://w3id.org/pif-kg/graph/study/>
PREFIX maps: <https://w3id.org/pif-kg/graph/mapping/>
"""
CASES = yaml.safe_load(Path(__file__).with_name("refused.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory, backup):
    """Two studies that no test here changes."""
    store = open_store(tmp_path_factory.mktemp("kept") / "store")
    store.restore(backup)
    yield store
    store.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_update_is_refused_when(case, kept, listener):
    address, came = listener
    sparql = PREFIXES + case["update"].replace("LISTENER", address)
    sparql = sparql.replace("DEEP", "{" * 120 + "?s ?p ?o" + "}" * 120)
    before = kept.revision()

    with pytest.raises((StudyRefused, UsageError)) as refused:
        update(kept, sparql)

    said = str(refused.value)
    assert isinstance(refused.value, StudyRefused) == ("rule" in case), said
    if "rule" in case:
        found = [f for f in refused.value.findings if f.rule == case["rule"]]
        assert found, [f.rule for f in refused.value.findings]
        said = str(found[0])
    assert case["says"] in said
    assert kept.revision() == before
    assert came == []


def test_no_case_is_refused_for_the_like_of_another():
    assert len({case["update"] for case in CASES}) == len({case["name"] for case in CASES})


@pytest.mark.parametrize(
    ("sparql", "graphs"),
    [
        ("INSERT {{ {0} }} USING {1} WHERE {{ ?q a pif:Quote }}", "default_graphs"),
        ("WITH {1} INSERT {{ {0} }} WHERE {{ ?q a pif:Quote }}", "named_graphs"),
    ],
)
def test_graphs_are_named_in_the_update_or_in_the_request(kept, sparql, graphs):
    filled = sparql.format("GRAPH said:other { ?q pif:note 'x' }", "said:other")

    with pytest.raises(UsageError, match="in one of the two places"):
        update(kept, PREFIXES + filled, **{graphs: ["https://w3id.org/pif-kg/graph/study/other"]})


def test_a_graph_of_the_request_is_an_address_and_nothing_else(kept):
    sly = "x:g> WHERE {} ; DROP ALL ; INSERT {} USING <x:g"

    with pytest.raises(UsageError, match="whole IRI"):
        update(
            kept,
            PREFIXES + "INSERT { GRAPH said:other { ?q pif:note 'x' } } WHERE { ?q a pif:Quote }",
            default_graphs=[sly],
        )
