"""What is said of a thing and what points to it, by property, counted, in pages.

Short lists are read whole. A long one (a construct has as many quotes as there are) is read once
for each revision, without its graphs, and kept; one that is longer still is asked for page by
page, from the last key on. So a page costs what is on it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from kg import terms
from kg.describing.asking import ask, column, values, written_anew
from kg.namespaces import PIF

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

Direction = Literal["out", "in"]

WHOLE = 2_000
"""Statements of a thing in one direction that are read without counting first."""
KEPT = 200_000
"""Members of a list that is read whole and kept."""

_OF_STUDY = f"<{PIF}ofStudy>"
# A blank node is no thing one could go to; what the ontology says with them stands in its document.
_ALL = {
    "out": """\
SELECT ?p ?other ?g ?_thing_iri
WHERE { GRAPH ?g { ?_thing_iri ?p ?other } FILTER(!isBlank(?other)) }
LIMIT %d""",
    "in": """\
SELECT ?p ?other ?g ?_thing_iri
WHERE { GRAPH ?g { ?other ?p ?_thing_iri } FILTER(isIRI(?other)) }
LIMIT %d""",
}
_COUNTS = {
    "out": """\
SELECT ?_thing_iri ?p (COUNT(DISTINCT ?other) AS ?n)
WHERE { ?_thing_iri ?p ?other FILTER(!isBlank(?other)) }
GROUP BY ?_thing_iri ?p""",
    "in": """\
SELECT ?_thing_iri ?p (COUNT(DISTINCT ?other) AS ?n)
WHERE { ?other ?p ?_thing_iri FILTER(isIRI(?other)) }
GROUP BY ?_thing_iri ?p""",
}
_PATTERN = {"out": "?_thing_iri ?_property_iri ?other", "in": "?other ?_property_iri ?_thing_iri"}


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a property, or one thing that points here; and the graphs that say so."""

    term: str
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One property of a thing, or one by which things point to it.

    ``members`` are the first of ``count``, in the order of their terms. ``first`` is the place of
    the first of them in the whole list, from 1, where it is known; ``next`` the key after which
    the rest is asked for, None at the end.
    """

    predicate: str
    direction: Direction
    count: int
    members: tuple[Member, ...]
    next: str | None = None
    first: int | None = 1

    @property
    def whole(self) -> bool:
        """Say whether all members are here."""
        return len(self.members) == self.count


def groups(
    store: Store, memory: Memory, thing: str, direction: Direction, size: int
) -> list[Group]:
    """Return all properties of a thing (a term) in a direction, with up to ``size`` members each.

    They are sorted by property.
    """
    known = memory.counts.get((thing, direction))
    many = known is not None and sum(known.values()) > WHOLE
    rows = [] if many else ask(store, _ALL[direction] % (WHOLE + 1), _thing_iri=thing)
    if many or len(rows) > WHOLE:
        counts = _counts(store, memory, thing, direction)
        return [page(store, memory, thing, p, direction, size=size) for p in sorted(counts)]
    found: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        found.setdefault(row["p"], {}).setdefault(row["other"], set()).add(row["g"])
    return [cut(p, direction, found[p], size) for p in sorted(found)]


def page(
    store: Store,
    memory: Memory,
    thing: str,
    property: str,
    direction: Direction,
    *,
    size: int,
    after: str = "",
) -> Group:
    """Return one page of a group; one with no members for a property that the thing lacks."""
    count = _counts(store, memory, thing, direction).get(property, 0)
    if not count:
        return Group(property, direction, 0, ())
    if count > KEPT:
        some = _from(store, thing, property, direction, after, size + 1)
        first = None if after else 1
    else:
        listed = _list(store, memory, thing, property, direction)
        count = len(listed)
        start = _place(listed, after)
        some, first = listed[start : start + size + 1], start + 1
    shown = some[:size]
    return Group(
        property,
        direction,
        count,
        _with_graphs(store, thing, property, direction, shown),
        key_of(shown[-1]) if len(some) > size else None,
        first,
    )


def kinds(store: Store, memory: Memory, study: str) -> list[tuple[str, int, str]]:
    """Return the kinds of things that belong to a study (a term), with their number.

    The third is the key after which the things of the kind begin in the list of all. Nothing is
    returned where that list is too long to be kept.
    """
    if _counts(store, memory, study, "in").get(_OF_STUDY, 0) > KEPT:
        return []
    listed = _list(store, memory, study, _OF_STUDY, "in")
    found, at, home = [], 0, f"{study[1:-1]}/"
    while at < len(listed):
        iri = listed[at][1:-1]
        kind = iri[len(home) :].partition("/")[0] if iri.startswith(home) else ""
        start = f"{home}{kind}/" if kind and iri.startswith(f"{home}{kind}/") else iri
        end = bisect_right(listed, f"{start}\U0010ffff", key=_order)
        if kind:
            found.append((kind, end - at, start if start != iri else key_of(listed[at - 1])))
        at = max(end, at + 1)
    return found


def key_of(term: str) -> str:
    """Return the key that stands for a member in an address: an IRI, or a digest of a literal."""
    return terms.value_of(term) if terms.is_iri(term) else f"~{_digest(term)}"


def cut(p: str, direction: Direction, found: dict[str, set[str]], size: int) -> Group:
    """Return a group of what was found: each member with the graphs that say so."""
    ordered = sorted(found, key=_order) if len(found) > 1 else list(found)
    members = tuple(Member(t, tuple(sorted(found[t]))) for t in ordered[:size])
    following = key_of(ordered[size - 1]) if len(ordered) > size else None
    return Group(p, direction, len(ordered), members, following)


def _counts(store: Store, memory: Memory, thing: str, direction: Direction) -> dict[str, int]:
    known = memory.counts.get((thing, direction))
    if known is None:
        rows = ask(store, _COUNTS[direction], _thing_iri=thing)
        counts = {row["p"]: int(terms.value_of(row["n"])) for row in rows if "p" in row}
        known = memory.counts.put((thing, direction), counts)
    return known


def _list(
    store: Store, memory: Memory, thing: str, property: str, direction: Direction
) -> list[str]:
    key = (thing, property, direction)
    known = memory.lists.get(key)
    if known is None:
        pattern = _PATTERN[direction]
        iris = column(
            store,
            f"SELECT DISTINCT ?other ?_thing_iri ?_property_iri WHERE {{ {pattern} "
            "FILTER(isIRI(?other)) }",
            _thing_iri=thing,
            _property_iri=property,
        )
        made = [f"<{iri}>" for iri in iris]
        if direction == "out":
            rows = ask(
                store,
                f"SELECT DISTINCT ?other ?_thing_iri ?_property_iri WHERE {{ {pattern} "
                "FILTER(isLiteral(?other)) }",
                _thing_iri=thing,
                _property_iri=property,
            )
            made += [row["other"] for row in rows]
        known = memory.lists.put(key, sorted(made, key=_order))
    return known


def _place(listed: list[str], after: str) -> int:
    """Return where the page after a key begins; the key itself may be gone."""
    if not after:
        return 0
    if not after.startswith("~"):
        return bisect_right(listed, after, key=_order)
    places = (n for n, term in enumerate(listed) if term[0] == '"' and _digest(term) == after[1:])
    return next(places, -1) + 1


def _from(
    store: Store, thing: str, property: str, direction: Direction, after: str, size: int
) -> list[str]:
    iris = column(
        store,
        f"SELECT DISTINCT ?other ?_thing_iri ?_property_iri ?_after_literal "
        f"WHERE {{ {_PATTERN[direction]} FILTER(isIRI(?other) && STR(?other) > ?_after_literal) }} "
        f"ORDER BY ?other LIMIT {size}",
        _thing_iri=thing,
        _property_iri=property,
        _after_literal=terms.text(after),
    )
    return [f"<{iri}>" for iri in iris]


def _with_graphs(
    store: Store, thing: str, property: str, direction: Direction, members: list[str]
) -> tuple[Member, ...]:
    if not members:
        return ()
    # Each by itself: of a list of them, engines read all that has the property.
    triple = _PATTERN[direction]
    each = " UNION ".join(
        f"{{ {values('other', [member])} GRAPH ?g {{ {triple.replace('?other', written)} }} }}"
        for member in members
        if (written := written_anew(member))
    )
    rows = ask(
        store,
        f"SELECT ?other ?g ?_thing_iri ?_property_iri WHERE {{ {each} }}",
        _thing_iri=thing,
        _property_iri=property,
    )
    graphs: dict[str, set[str]] = {}
    for row in rows:
        graphs.setdefault(row["other"], set()).add(row["g"])
    return tuple(Member(term, tuple(sorted(graphs.get(term, ())))) for term in members)


def _order(term: str) -> str:
    # Without its brackets: the closing one would sort Q1 behind Q10.
    return term[1:-1] if term[0] == "<" else term


def _digest(term: str) -> str:
    return sha256(term.encode()).hexdigest()[:16]
