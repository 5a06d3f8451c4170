"""Lines come out as one long sort would put them, however they are made."""

from hypothesis import given
from hypothesis import strategies as st

from kg.namespaces import mapping_graph, study_graph
from kg.store.document import from_graphs, from_lines
from kg.terms import iri, nquads, text, typed

SIGNS = st.text("ab/#%é\U0001d54f-~!", max_size=3)
IRIS = SIGNS.map(lambda s: iri(f"x:{s}"))
WORDS = st.text('ab" \\\n<>@^é\U0001d54f', max_size=3)
OBJECTS = st.one_of(
    IRIS,
    WORDS.map(text),
    WORDS.map(lambda s: text(s, "en")),
    WORDS.map(lambda s: text(s, "en-gb")),
    WORDS.map(lambda s: typed(s, "integer")),
)
TRIPLES = st.lists(st.tuples(IRIS, IRIS, OBJECTS), max_size=30)


@given(TRIPLES, TRIPLES)
def test_lines_are_sorted_and_each_there_once(said, mapped):
    graphs = {study_graph("s"): said, mapping_graph("s"): mapped}

    lines = list(nquads(graphs))

    quads = [(*t, g) for g, triples in graphs.items() for t in triples]
    assert lines == sorted({f"{s} {p} {o} <{g}> .\n" for s, p, o, g in quads})
    assert from_graphs("s", graphs) == from_lines("s", lines)
