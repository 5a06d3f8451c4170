"""Every change can be taken back: an update and its inverse leave the very same document."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.changing import update
from kg.namespaces import study_graph
from kg.terms import text, typed

THING = "<https://w3id.org/pif-kg/study/{}/quote/{}>"
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\r\"'\\;{}<>#"),
    max_size=20,
)
OBJECTS = st.one_of(
    TEXTS.map(text),
    st.tuples(TEXTS, st.sampled_from(["en", "de-AT", "zh"])).map(lambda t: text(*t)),
    st.integers().map(lambda n: typed(n, "integer")),
    st.sampled_from(['"1.50"', '"01"', '"1"', '"-0.0"']).map(
        lambda n: f"{n}^^<http://www.w3.org/2001/XMLSchema#decimal>"
    ),
    st.just("<https://example.org/%C3%A9?a=b#é>"),
)
STATEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["small-study", "other"]),
        st.sampled_from(["Q1", "Q2"]),
        st.sampled_from(["note", "http://example.org/said"]),
        OBJECTS,
    ),
    min_size=1,
    max_size=5,
)


def data(statements):
    said = ""
    for study, quote, name, value in statements:
        property = name if ":" in name else f"https://w3id.org/pif-kg/ontology#{name}"
        if property.endswith("note") and not value.endswith('"'):
            property = "http://example.org/said"
        subject = THING.format(study, quote)
        said += f"GRAPH <{study_graph(study)}> {{ {subject} <{property}> {value} }}\n"
    return said


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STATEMENTS)
def test_an_update_and_its_inverse_leave_the_same_digest(store, statements):
    before = store.studies()

    done = update(store, f"INSERT DATA {{ {data(statements)} }}")
    between = store.studies()
    back = update(store, f"DELETE DATA {{ {data(statements)} }}")

    assert {s.study for s in done.studies} == {study for study, *_ in statements}
    assert [(s.study, s.added) for s in done.studies] == [
        (s.study, s.removed) for s in back.studies
    ]
    assert between != before
    assert store.studies() == before
