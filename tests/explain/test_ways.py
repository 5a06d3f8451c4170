"""The search for ways by itself: every simple path, shortest first, in bounded work."""

import time
from itertools import islice, pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg.explain.ways import MOST_TRIED, Edge, Start, shortest_first

nodes = st.sampled_from("abcdef")


def graph_of(links):
    edges = {}
    for start, end in links:
        edges.setdefault(start, []).append(Edge("broader", end, True))
    return edges


def walked(edges, node, target, before=()):
    """Every simple path, by going everywhere."""
    if node == target:
        yield (*before, node)
        return
    for edge in edges.get(node, ()):
        if edge.end not in (*before, node):
            yield from walked(edges, edge.end, target, (*before, node))


@given(
    links=st.sets(st.tuples(nodes, nodes), max_size=18),
    starts=st.sets(nodes, max_size=3),
    target=nodes,
)
def test_it_finds_what_going_everywhere_finds_shortest_first(links, starts, target):
    edges = graph_of(sorted(links))

    paths = list(shortest_first([Start(s, s, 1) for s in sorted(starts)], edges, target))

    found = [(path.start.node, *(e.end for e in path.edges)) for path in paths]
    assert sorted(found) == sorted(w for s in starts for w in walked(edges, s, target))
    assert all(a.length <= b.length for a, b in pairwise(paths))


def test_a_ladder_with_a_million_ways_is_answered_at_once():
    edges = {}
    for i in range(20):
        edges[f"n{i}"] = [Edge("broader", f"{side}{i}", True) for side in "ab"]
        for side in "ab":
            edges[f"{side}{i}"] = [Edge("broader", f"n{i + 1}", True)]
    begun = time.process_time()

    paths = list(islice(shortest_first([Start("x", "n0", 1)], edges, "n20"), 100))

    assert len(paths) == 100
    assert time.process_time() - begun < 2


def test_a_search_that_gives_up_says_so():
    names = [f"n{i}" for i in range(12)]
    edges = {a: [Edge("broader", b, True) for b in names if b != a] for a in names}
    tried = [0]

    paths = list(shortest_first([Start("x", "n0", 1)], edges, "n11", tried=tried))

    assert paths
    assert tried == [MOST_TRIED]
