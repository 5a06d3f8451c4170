"""The shortest ways through a graph, from weighted starts to one node, without going in circles."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Generic, NamedTuple, TypeVar

Key = TypeVar("Key")

MOST_TRIED = 20_000


class Edge(NamedTuple):
    """A link from a node (a term) to ``end``; ``relation`` is the property's term."""

    relation: str
    end: str
    stated: bool


class Start(NamedTuple, Generic[Key]):
    """Where ways begin: ``node`` is reached in ``cost`` steps, by ``key`` (whatever it is)."""

    key: Key
    node: str
    cost: int


@dataclass(frozen=True, slots=True)
class Path(Generic[Key]):
    """A way: its start and the edges after it."""

    start: Start[Key]
    edges: tuple[Edge, ...]

    @property
    def length(self) -> int:
        """The number of steps."""
        return self.start.cost + len(self.edges)


class _Link(NamedTuple):
    """A path under way, as its last node and what came before."""

    node: str
    before: _Link | None
    edge: Edge | None


def shortest_first(
    starts: Sequence[Start[Key]],
    edges: Mapping[str, Sequence[Edge]],
    target: str,
    *,
    tried: list[int] | None = None,
) -> Iterator[Path[Key]]:
    """Yield every way to a node that meets no node twice, shortest first.

    Where two are as long, the one whose start and edges come first is first. After
    :data:`MOST_TRIED` links it ends early; ``tried`` then holds that number.

    >>> broader = {"a": [Edge("broader", "b", True)], "b": [Edge("broader", "a", True)]}
    >>> [p.length for p in shortest_first([Start("coded", "a", 1)], broader, "b")]
    [2]
    """
    left = _distances(edges, target)
    counter = tried if tried is not None else [0]
    heap: list[tuple[int, int, int, Start[Key], _Link]] = []
    pushed = 0
    for start in starts:
        if start.node in left:
            link = _Link(start.node, None, None)
            heappush(heap, (start.cost + left[start.node], left[start.node], pushed, start, link))
            pushed += 1
    while heap:
        whole, ahead, _, start, link = heappop(heap)
        if link.node == target:
            yield Path(start, _edges_of(link))
            continue
        before = _nodes_of(link)
        for edge in edges.get(link.node, ()):
            if edge.end not in left or edge.end in before:
                continue
            counter[0] += 1
            if counter[0] >= MOST_TRIED:
                return
            further = whole - ahead + 1 + left[edge.end]
            after = _Link(edge.end, link, edge)
            heappush(heap, (further, left[edge.end], pushed, start, after))
            pushed += 1


def _distances(edges: Mapping[str, Sequence[Edge]], target: str) -> dict[str, int]:
    into: dict[str, list[str]] = defaultdict(list)
    for node, links in edges.items():
        for edge in links:
            into[edge.end].append(node)
    found = {target: 0}
    queue = deque([target])
    while queue:
        node = queue.popleft()
        for before in into[node]:
            if before not in found:
                found[before] = found[node] + 1
                queue.append(before)
    return found


def _nodes_of(link: _Link | None) -> set[str]:
    nodes = set()
    while link is not None:
        nodes.add(link.node)
        link = link.before
    return nodes


def _edges_of(link: _Link) -> tuple[Edge, ...]:
    edges: list[Edge] = []
    while link.before is not None and link.edge is not None:
        edges.append(link.edge)
        link = link.before
    return tuple(reversed(edges))
