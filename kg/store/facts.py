"""What is said of many things at once, graph by graph."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg import terms

if TYPE_CHECKING:
    from kg.store.base import Store

Fact = tuple[str, str, str]
"""Property, value and graph, as terms."""

_ASKED = "SELECT ?thing ?p ?o ?g WHERE { VALUES ?thing { %s } GRAPH ?g { ?thing ?p ?o } %s}"


def at_hand(store: Store, thing: str) -> Sequence[Fact] | None:
    """Return all that is said of a thing (a term); None where the engine is to be asked.

    A store that holds some of that ready says so by a method of the same name.
    """
    return _ready(store)(thing)


def _ready(store: Store) -> Callable[[str], Sequence[Fact] | None]:
    return getattr(store, "at_hand", _nothing)


def _nothing(thing: str) -> None:
    return None


def facts(
    store: Store,
    things: Iterable[str],
    *,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is said of some things (terms of IRIs), the thing before each fact; in no order.

    Of properties (terms) there are ``only`` some, if any are named, and none that it is to be
    ``without``: each row of an answer costs. What is not at hand is asked for in one question,
    for which an engine looks through all that is said of each thing: not for constructs, to
    which every quote leads.
    """
    unknown = []
    ready = _ready(store)
    for thing in dict.fromkeys(things):
        held = ready(thing)
        if held is None:
            unknown.append(terms.iri(thing[1:-1]))
            continue
        for p, o, g in held:
            if (not only or p in only) and p not in without:
                yield thing, p, o, g
    if not unknown:
        return
    which = "".join(
        f"FILTER(?p {word} ({', '.join(sorted(named))})) "
        for word, named in (("IN", only), ("NOT IN", without))
        if named
    )
    for row in store.query(_ASKED % (" ".join(unknown), which)).rows():
        yield row["thing"], row["p"], row["o"], row["g"]
