"""Walking from a thing to its neighbours: what was opened, and what that lays out, in columns.

The whole state of a walk is a few keys that stand in an address. A thing has the key that
:mod:`kg.pages.thing_names` gives it, a group of things ``thing~in~property`` or
``thing~out~property``, and what says how a record is kept ``thing~record``. Columns grow
downwards in the order in which things were opened, so nothing moves that was there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from kg import terms
from kg.describing import words
from kg.describing.asking import ask, values
from kg.describing.labels import labels, name_of
from kg.describing.relations import spoken
from kg.errors import UsageError
from kg.pages.neighbourhood import Around, Member, Relation, around, kind_in_words
from kg.pages.thing_names import may_be, name_of_thing, thing_of_name

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.index import Index
    from kg.store.base import Store

MOST = 60
"""Things and groups that are drawn at once."""
MOST_KEYS = 60
"""Keys of one sort that are read from an address."""
RECORD, MORE = "record", "more"

# From the side of what was pinned: the other may be joined to very much.
_BETWEEN = {
    "in": "SELECT ?pin ?p ?g ?_thing_iri WHERE { PINS GRAPH ?g { ?pin ?p ?x } SAME }",
    "out": "SELECT ?pin ?p ?g ?_thing_iri WHERE { PINS GRAPH ?g { ?x ?p ?pin } SAME }",
}


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody walked: the thing they began with (its IRI), and keys in order."""

    start: str
    opened: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    at: str = ""

    def opening(self, key: str) -> Walk:
        """Return the walk with a thing or a group opened too, and chosen."""
        return replace(self, opened=(*_without(self.opened, key), key), at=key)

    def closing(self, key: str) -> Walk:
        """Return the walk with it closed, and chosen."""
        return replace(self, opened=_without(self.opened, key), at=key)

    def choosing(self, key: str) -> Walk:
        """Return the walk with another thing or group chosen."""
        return replace(self, at=key)

    def hiding(self, key: str) -> Walk:
        """Return the walk without a thing or a group."""
        return replace(
            self,
            opened=_without(self.opened, key),
            pinned=_without(self.pinned, key),
            hidden=(*_without(self.hidden, key), key),
            at="",
        )

    def showing(self, key: str) -> Walk:
        """Return the walk with what was hidden."""
        return replace(self, hidden=_without(self.hidden, key), at=key)

    def pinning(self, key: str) -> Walk:
        """Return the walk with a thing that stays when its group is closed."""
        return replace(self, pinned=(*_without(self.pinned, key), key), at=key)

    def letting_go(self, key: str) -> Walk:
        """Return the walk with a thing that no longer stays."""
        return replace(self, pinned=_without(self.pinned, key), at=key)

    def starting(self, iri: str) -> Walk:
        """Return a walk that begins elsewhere; what was pinned stays."""
        key = name_of_thing(iri)
        return Walk(iri, pinned=_without(self.pinned, key))


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing or a group as laid out. ``above`` is the key of what it was walked to from.

    ``derived`` says that the line which leads to it was worked out; ``again`` that the thing
    stands elsewhere already. What is more in a group than its first members is a spot of its own.
    """

    key: str
    sort: Literal["thing", "group", "record", "more"]
    column: int
    above: str
    label: str
    language: str = ""
    kind: str = ""
    iri: str = ""
    count: int = 0
    hidden: int = 0
    relation: Relation | None = None
    of: str = ""
    """Of a group: the thing (IRI) that it belongs to."""
    derived: bool = False
    open: bool = False
    pinned: bool = False
    again: bool = False
    words: str = ""
    """What a quote or a claim says."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What would have been opened, but for the number of things that are drawn."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What a walk lays out, in the order of opening. ``walk`` keeps only what has effect."""

    walk: Walk
    spots: tuple[Spot, ...]
    refused: tuple[Refused, ...]
    hidden: tuple[tuple[str, str], ...]
    """Keys and labels of what is hidden."""

    def below(self, key: str) -> list[Spot]:
        """Return what was walked to from a thing or a group."""
        return [spot for spot in self.spots if spot.above == key]

    @property
    def first(self) -> Spot:
        """The thing at the beginning."""
        return self.spots[0]

    def spot(self, key: str) -> Spot | None:
        """Return what has a key."""
        return next((s for s in self.spots if s.key == key and not s.again), None)


def lay_out(
    store: Store, memory: Memory, index: Index, walk: Walk, *, public: bool = False
) -> Layout:
    """Return what stands where on a walk. Keys that lead nowhere are passed over.

    For ``public`` readers, words that are not public are left out.

    Raises:
        UsageError: There are more keys than an address can hold.
    """
    if max(map(len, (walk.opened, walk.hidden, walk.pinned))) > MOST_KEYS:
        raise UsageError(
            f"At most {MOST_KEYS} things are opened, hidden or pinned.", "Start again from one."
        )
    return _Laying(store, memory, index, walk).done(public=public)


class _Laying:
    def __init__(self, store: Store, memory: Memory, index: Index, walk: Walk) -> None:
        self.store, self.memory, self.index, self.walk = store, memory, index, walk
        self.spots: dict[str, Spot] = {}
        self.again: list[Spot] = []
        self.order: list[str] = []
        self.known: dict[str, Around] = {}
        self.opened: list[str] = []
        self.refused: dict[str, Refused] = {}
        self.pins = [iri for iri in map(thing_of_name, walk.pinned) if may_be(iri)]

    def done(self, *, public: bool) -> Layout:
        start = name_of_thing(self.walk.start)
        self._put(self._thing(self.walk.start, self._around(self.walk.start), 0, ""))
        self._expand(start)
        waiting = [key for key in dict.fromkeys(self.walk.opened) if key != start]
        waiting = self._open(waiting)
        for iri in self.pins:  # what is in no group that can be seen stands beneath the start
            key = name_of_thing(iri)
            if key not in self.spots and self._room(1, key, key):
                said = self._around(iri)
                if said.relations:  # else there is nothing of that name
                    self._put(self._thing(iri, said, 0, ""))
        self._open(waiting)
        return self._layout(public=public)

    def _open(self, keys: list[str]) -> list[str]:
        """Open what can be seen, in order, until nothing more comes of it; return the rest."""
        left = keys
        while True:
            rest = []
            for key in left:
                spot = self.spots.get(key)
                if spot is None:
                    rest.append(key)
                elif spot.sort == "thing":
                    self._expand(key)
                else:
                    self._fill(spot)
            if len(rest) == len(left):
                return rest
            left = rest

    def _expand(self, key: str) -> None:
        """Put the groups of a thing beside it."""
        spot = self.spots[key]
        said = self._around(spot.iri)
        plain = [r for r in said.relations if not r.quiet]
        quiet = [r for r in said.relations if r.quiet]
        shown = [r for r in plain if self._key(spot, r) not in self.walk.hidden]
        if not self._room(len(shown) + bool(quiet), key, f"relations of {spot.label}"):
            return
        self._opened(key)
        for each in shown:
            self._put(self._group(spot, each))
        if quiet:
            record = f"{key}~{RECORD}"
            self._put(
                Spot(record, "record", spot.column + 1, key, "for the record", count=len(quiet),
                     of=spot.iri)
            )  # fmt: skip
        self._keep_pinned(spot, said)

    def _fill(self, spot: Spot) -> None:
        """Put the members of a group beside it."""
        if spot.sort == "record":
            thing = self.spots[name_of_thing(spot.of)]
            quiet = [r for r in self._around(spot.of).relations if r.quiet]
            if self._room(len(quiet), spot.key, spot.label):
                self._opened(spot.key)
                for each in quiet:
                    group = self._group(thing, each)
                    self._put(replace(group, column=spot.column + 1, above=spot.key))
            return
        relation = spot.relation
        assert relation is not None  # noqa: S101  # every group has one
        shown = [m for m in relation.members if name_of_thing(m.iri) not in self.walk.hidden]
        new = [m for m in shown if name_of_thing(m.iri) not in self.spots]
        if not self._room(len(shown) + bool(relation.rest), spot.key, spot.label):
            return
        self._opened(spot.key)
        kept = len(relation.members) - len(shown)
        self.spots[spot.key] = replace(self.spots[spot.key], hidden=kept)
        for member in shown:
            made = self._member(spot, member)
            if member in new:
                self._put(made)
            elif self.spots[made.key].above != spot.key:  # pinned ones are here already
                self.again.append(replace(made, again=True))
                self.order.append("")
        if relation.rest:
            self._put(
                Spot(f"{spot.key}~{MORE}", "more", spot.column + 1, spot.key, "more",
                     count=relation.rest, relation=relation, of=spot.of, derived=relation.derived)
            )  # fmt: skip

    def _keep_pinned(self, spot: Spot, said: Around) -> None:
        """Put those things beside their group that were pinned, though it is closed."""
        wanted = [iri for iri in self.pins if name_of_thing(iri) not in self.spots]
        for iri, property, direction, derived in self._joining(spot.iri, wanted):
            key = f"{name_of_thing(spot.iri)}~{direction}~{property}"
            group = self.spots.get(key)
            if group is None or name_of_thing(iri) in self.spots:
                continue
            if self._room(1, name_of_thing(iri), name_of_thing(iri)):
                known = labels(self.store, self.memory, [terms.iri(iri)])
                name = name_of(terms.iri(iri), known)
                self._put(self._member(group, Member(iri, *name, kind_in_words(iri), derived)))

    def _joining(self, iri: str, others: list[str]) -> Iterable[tuple[str, str, str, bool]]:
        """Return which of some things a thing is joined to, by what, which way, and how."""
        if not others:
            return []
        pins, same = values("pin", map(terms.iri, others)), "FILTER(?x = ?_thing_iri)"
        found: dict[tuple[str, str, str], bool] = {}
        for direction, sparql in _BETWEEN.items():
            asked = sparql.replace("PINS", pins).replace("SAME", same)
            for row in ask(self.store, asked, _thing_iri=terms.iri(iri)):
                key = terms.value_of(row["pin"]), words.short(row["p"]), direction
                derived = "/graph/derived/" in row["g"]
                found[key] = found.get(key, True) and derived
        return [(*key, derived) for key, derived in sorted(found.items())]

    def _around(self, iri: str) -> Around:
        if iri not in self.known:
            self.known[iri] = around(self.store, self.memory, self.index, iri)
        return self.known[iri]

    def _thing(self, iri: str, said: Around, column: int, above: str) -> Spot:
        key = name_of_thing(iri)
        return Spot(
            key, "thing", column, above, said.label, said.language, said.kind, iri,
            pinned=key in self.walk.pinned,
        )  # fmt: skip

    def _group(self, spot: Spot, relation: Relation) -> Spot:
        return Spot(
            self._key(spot, relation), "group", spot.column + 1, spot.key, relation.title,
            count=relation.count, relation=relation, of=spot.iri, derived=relation.derived,
        )  # fmt: skip

    def _member(self, group: Spot, member: Member) -> Spot:
        key = name_of_thing(member.iri)
        return Spot(
            key, "thing", group.column + 1, group.key, member.label, member.language,
            member.kind, member.iri, derived=member.derived, pinned=key in self.walk.pinned,
        )  # fmt: skip

    @staticmethod
    def _key(spot: Spot, relation: Relation) -> str:
        return f"{spot.key}~{relation.direction}~{relation.name}"

    def _room(self, wanted: int, key: str, label: str) -> bool:
        if len(self.order) + wanted <= MOST:
            return True
        self.refused[key] = Refused(key, label, wanted)
        return False

    def _put(self, spot: Spot) -> None:
        if spot.key not in self.spots:
            self.spots[spot.key] = spot
            self.order.append(spot.key)

    def _opened(self, key: str) -> None:
        self.spots[key] = replace(self.spots[key], open=True)
        if key != self.order[0]:
            self.opened.append(key)

    def _layout(self, *, public: bool) -> Layout:
        again = iter(self.again)
        spots = [self.spots[key] if key else next(again) for key in self.order]
        things = [terms.iri(spot.iri) for spot in spots if spot.sort == "thing"]
        said = spoken(self.store, things, public=public)
        spots = [replace(s, words=said.get(f"<{s.iri}>", "")) if s.iri else s for s in spots]
        at = self.walk.at if self.walk.at in self.spots else self.order[0]
        walk = replace(self.walk, opened=tuple(self.opened), at=at)
        hidden = tuple((key, self._label(key)) for key in dict.fromkeys(self.walk.hidden))
        return Layout(walk, tuple(spots), tuple(self.refused.values()), hidden)

    def _label(self, key: str) -> str:
        for said in self.known.values():
            for relation in said.relations:
                group = f"{name_of_thing(said.iri)}~{relation.direction}~{relation.name}"
                if group == key:
                    return f"{relation.title} ({said.label})"
                for member in relation.members:
                    if name_of_thing(member.iri) == key:
                        return member.label
        return key


def _without(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(each for each in keys if each != key)
