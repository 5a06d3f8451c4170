"""What is said of many things at once, each of which has little: quotes, codings, episodes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from kg import terms
from kg.describing.asking import ask, values
from kg.describing.labels import labels
from kg.describing.links import Group, cut
from kg.describing.thing import Thing

if TYPE_CHECKING:
    from kg.describing.links import Direction
    from kg.describing.memory import Memory
    from kg.store.base import Store

AT_ONCE = 200
"""Things that are asked for in one question."""

_ALL: dict[Direction, str] = {
    "out": "SELECT ?thing ?p ?other ?g WHERE { %s GRAPH ?g { ?thing ?p ?other } %s}",
    "in": "SELECT ?thing ?p ?other ?g WHERE { %s GRAPH ?g { ?other ?p ?thing } %s}",
}

_Found = dict[str, dict[str, dict[str, set[str]]]]


def describe_many(
    store: Store,
    memory: Memory,
    iris: Sequence[str],
    *,
    out: int,
    into: int,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> dict[str, Thing]:
    """Return things as :func:`~kg.describing.thing.describe` does, by IRI, without counting first.

    With ``into`` 0, what points to them is not looked for. Of properties (terms) there are
    ``only`` some, if any are named, and none that it is to be ``without``: each row costs.
    """
    made: dict[str, Thing] = {}
    which = "".join(
        f"FILTER(?p {word} ({', '.join(sorted(named))})) "
        for word, named in (("IN", only), ("NOT IN", without))
        if named
    )
    for start in range(0, len(iris), AT_ONCE):
        some = list(iris[start : start + AT_ONCE])
        wanted = list(map(terms.iri, some))
        said = _read(store, wanted, "out", which)
        pointing = _read(store, wanted, "in", which) if into else {}
        mentioned = set(wanted)
        for found in (*said.values(), *pointing.values()):
            for predicate, members in found.items():
                mentioned.add(predicate)
                mentioned.update(members)
                mentioned.update(*members.values())
        known = labels(store, memory, sorted(mentioned))
        for iri, term in zip(some, wanted, strict=True):
            made[iri] = Thing(
                iri,
                _groups(said.get(term, {}), "out", out),
                _groups(pointing.get(term, {}), "in", into),
                known,
            )
    return made


def _read(store: Store, wanted: list[str], direction: Direction, which: str) -> _Found:
    found: _Found = {}
    for row in ask(store, _ALL[direction] % (values("thing", wanted), which)):
        if not row["other"].startswith("_:"):
            properties = found.setdefault(row["thing"], {})
            properties.setdefault(row["p"], {}).setdefault(row["other"], set()).add(row["g"])
    return found


def _groups(
    found: dict[str, dict[str, set[str]]], direction: Direction, size: int
) -> tuple[Group, ...]:
    return tuple(cut(p, direction, found[p], size) for p in sorted(found))
