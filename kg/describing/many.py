"""What is said of many things at once, each of which has little: quotes, codings, episodes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg import terms
from kg.describing.asking import ask, values
from kg.describing.labels import labels
from kg.describing.links import Group, cut
from kg.describing.thing import Thing
from kg.store.facts import facts

if TYPE_CHECKING:
    from kg.describing.links import Direction
    from kg.describing.memory import Memory
    from kg.store.base import Store

AT_ONCE = 200
"""Things that are asked for in one question."""

_POINTING = "SELECT ?thing ?p ?other ?g WHERE { %s GRAPH ?g { ?other ?p ?thing } }"

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

    With ``into`` 0, what points to them is not looked for. ``only`` and ``without`` choose among
    what is said of them, as in :func:`~kg.store.facts.facts`.
    """
    made: dict[str, Thing] = {}
    for start in range(0, len(iris), AT_ONCE):
        some = list(iris[start : start + AT_ONCE])
        wanted = list(map(terms.iri, some))
        said = _sorted(facts(store, wanted, only=only, without=without))
        pointing = _sorted(_pointing(store, wanted)) if into else {}
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


def _pointing(store: Store, wanted: list[str]) -> Iterator[tuple[str, str, str, str]]:
    for row in ask(store, _POINTING % values("thing", wanted)):
        yield row["thing"], row["p"], row["other"], row["g"]


def _sorted(rows: Iterable[tuple[str, str, str, str]]) -> _Found:
    found: _Found = {}
    for thing, p, other, g in rows:
        if other[0] != "_":
            found.setdefault(thing, {}).setdefault(p, {}).setdefault(other, set()).add(g)
    return found


def _groups(
    found: dict[str, dict[str, set[str]]], direction: Direction, size: int
) -> tuple[Group, ...]:
    return tuple(cut(p, direction, found[p], size) for p in sorted(found))
