"""Apply rules until nothing new follows: set at a time, each new fact looked at once per rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from heapq import heappop, heappush
from itertools import filterfalse
from types import MappingProxyType

from kg.closure.plan import Plan, Symbol
from kg.closure.rules import (
    AllOf,
    Chain,
    Exists,
    Has,
    Only,
    Role,
    Rule,
    Some,
    SomeIs,
    SomeValue,
    SubClass,
    SubRole,
)
from kg.errors import LimitReached
from kg.namespaces import shorten
from kg.terms import value_of

Pair = tuple[str, str]
Links = dict[Pair, None]
"""Pairs, each once and in the order they were found: what lies together is gone through quickly."""
Index = dict[str, list[str]]

ASSUMED = "?"
"""What the name of an assumed thing starts with; no term does."""


class Facts:
    """Members of classes and pairs of properties, closed under a plan's rules.

    Things that must exist though nobody names them (a peer mentor's earlier mentee tenure) are
    assumed once nothing else follows, for named things only: one step deep, so it ends.

    ``limit`` bounds how many facts may be added in all.
    """

    def __init__(self, plan: Plan, start: Facts | None = None, limit: int = 1_000_000) -> None:
        self.members: dict[str, set[str]] = defaultdict(set)
        self.pairs: dict[str, Links] = defaultdict(dict)
        self._assumed = 0
        if start is not None:
            self.members.update((name, set(held)) for name, held in start.members.items())
            self.pairs.update((name, dict(held)) for name, held in start.pairs.items())
            self._assumed = start._assumed
        self._plan = plan
        self._limit = limit
        self._room = limit
        self._news: dict[Symbol, set[str] | Links] = {}
        self._queue: list[tuple[int, Symbol]] = []
        self._indexes: dict[Role, Index] = {}
        self._seen: dict[Exists, set[str]] = defaultdict(set)

    def close(
        self,
        members: Mapping[str, set[str]],
        pairs: Mapping[str, Links],
        more: Mapping[str, set[str]] = MappingProxyType({}),
    ) -> None:
        """Add facts and all that follows; ``more`` are further members of classes.

        Raises:
            LimitReached: More facts follow than the limit allows.
        """
        for name, new in members.items():
            self._add_members(name, new)
        for name, new in more.items():
            self._add_members(name, new)
        for role, new_pairs in pairs.items():
            self._add_pairs(Role(role), new_pairs)
        self._run()
        while self._assume():
            self._run()
        self._indexes.clear()  # a third of all; what comes later makes those anew that it needs

    def _run(self) -> None:
        while self._queue:
            _, symbol = heappop(self._queue)
            news = self._news.pop(symbol)
            kind, name = symbol
            rules = self._plan.wakes.get(symbol, ())
            if kind == "class":
                for rule in rules:
                    self._on_members(rule, name, news)  # type: ignore[arg-type]
            else:
                self._on_pairs(rules, name, news)  # type: ignore[arg-type]

    # What new members of a class lead to.

    def _on_members(self, rule: Rule, name: str, new: set[str]) -> None:
        match rule:
            case SubClass():
                self._add_members(rule.head, new)
            case AllOf():
                both = set(new)
                for other in rule.bodies:
                    both &= self.members[other]
                self._add_members(rule.head, both)
            case Some() if self._is_worth_joining(rule.role):
                before = self._index(rule.role.turned())
                self._add_members(rule.head, {x for y in new for x in before.get(y, ())})
            case Has():
                self._add_pairs(rule.role, [(x, rule.value) for x in new])
            case Only() if self._is_worth_joining(rule.role):
                after = self._index(rule.role)
                self._add_members(rule.filler, {y for x in new for y in after.get(x, ())})
            case Some() | Only():
                pass
            case _:
                raise AssertionError(f"{rule} does not wait for the class {name}")

    # What new pairs of a property lead to.

    def _on_pairs(self, rules: Iterable[Rule], name: str, new: Collection[Pair]) -> None:
        views: dict[bool, Collection[Pair]] = {False: new}

        def seen_by(role: Role) -> Collection[Pair]:
            if role.inverse and True not in views:
                views[True] = [(b, a) for a, b in new]
            return views[role.inverse]

        for rule in rules:
            match rule:
                case SubRole():
                    turned = rule.body.inverse != rule.head.inverse
                    pairs = [(b, a) for a, b in new] if turned else new
                    self._add_pairs(Role(rule.head.name), pairs)
                case Some(filler=None):
                    self._add_members(rule.head, {a for a, _ in seen_by(rule.role)})
                case Some(filler=str(filler)):
                    inside = self.members[filler]
                    if not inside:
                        continue
                    found = {a for a, b in seen_by(rule.role) if b in inside}
                    self._add_members(rule.head, found)
                case SomeIs():
                    found = {a for a, b in seen_by(rule.role) if b == rule.value}
                    self._add_members(rule.head, found)
                case SomeValue():
                    literals = {b for _, b in new}
                    fit = {b for b in literals if rule.values.holds(b)}
                    self._add_members(rule.head, {a for a, b in new if b in fit})
                case Only():
                    inside = self.members[rule.body]
                    found = {b for a, b in seen_by(rule.role) if a in inside}
                    self._add_members(rule.filler, found)
                case Chain():
                    if rule.left.name == name and self._is_worth_joining(rule.right):
                        self._join(seen_by(rule.left), self._index(rule.right), rule)
                    if rule.right.name == name and self._is_worth_joining(rule.left):
                        before = self._index(rule.left.turned())
                        turned_news = seen_by(rule.right.turned())
                        self._join(turned_news, before, rule, turned=True)
                case _:
                    raise AssertionError(f"{rule} does not wait for the property {name}")

    def _is_worth_joining(self, role: Role) -> bool:
        """Say whether there are pairs to join news to that will not be joined in their own turn."""
        waiting = self._news.get(("role", role.name), ())
        return len(waiting) < len(self.pairs[role.name])

    def _join(
        self, new: Collection[Pair], index: Index, rule: Chain, *, turned: bool = False
    ) -> None:
        """Add the ends of chains; ``turned`` when ``new`` runs from the chain's end."""
        # A closure over a long chain of n links has n² pairs: look at the room while it grows.
        found: Links = {}
        ahead = turned == rule.head.inverse
        for x, y in new:
            if y in index:
                if ahead:
                    for z in index[y]:
                        found[x, z] = None
                else:
                    for z in index[y]:
                        found[z, x] = None
                if len(found) > self._room:
                    self._full(rule.head.name)
        self._add_pairs(Role(rule.head.name), found)

    # Assumed things.

    def _assume(self) -> bool:
        """Give named things what they must have and lack; say whether anything was added."""
        for rule in self._plan.exists:
            seen = self._seen[rule]
            held = self.members[rule.body]
            # A functional property may point to something only later: look again each time.
            for x in list(held) if rule.same_as else list(held - seen):
                if not x.startswith(ASSUMED):
                    self._give(x, rule, first=x not in seen)
            seen |= held
        return bool(self._queue)

    def _give(self, x: str, rule: Exists, *, first: bool) -> None:
        filler = None if rule.filler is None else self.members[rule.filler]
        there = self._index(rule.role).get(x, ())
        if any(filler is None or y in filler for y in there):
            return
        known = [y for role in rule.same_as for y in self._index(role).get(x, ())]
        if not known and first:
            self._assumed += 1
            known = [f"{ASSUMED}{self._assumed}"]
        for y in known:
            self._add_pairs(rule.role, [(x, y)])
            if rule.filler is not None:
                self._add_members(rule.filler, {y})

    # The facts themselves.

    def _add_members(self, name: str, new: set[str]) -> None:
        fresh = new - self.members[name]
        if fresh:
            self._take_room(len(fresh), name)
            self.members[name] |= fresh
            self._announce(("class", name), fresh)

    def _add_pairs(self, role: Role, new: Iterable[Pair]) -> None:
        if role.inverse:
            new = [(b, a) for a, b in new]
        held = self.pairs[role.name]
        fresh = dict.fromkeys(filterfalse(held.__contains__, new))
        if not fresh:
            return
        self._take_room(len(fresh), role.name)
        held |= fresh
        for inverse in (False, True):
            index = self._indexes.get(Role(role.name, inverse))
            if index is not None:
                _fill(index, fresh, inverse)
        self._announce(("role", role.name), fresh)

    def _announce(self, symbol: Symbol, fresh: set[str] | Links) -> None:
        if symbol not in self._plan.wakes:
            fresh = set()  # nobody looks at them, and they may be half of all
        if symbol in self._news:
            self._news[symbol] |= fresh  # type: ignore[operator]
        else:
            self._news[symbol] = fresh
            heappush(self._queue, (self._plan.rank.get(symbol, 0), symbol))

    def _index(self, role: Role) -> Index:
        """Return what each thing points to with a role; kept up to date from then on."""
        index = self._indexes.get(role)
        if index is None:
            index = self._indexes[role] = {}
            _fill(index, self.pairs[role.name], role.inverse)
        return index

    def _take_room(self, count: int, name: str) -> None:
        self._room -= count
        if self._room < 0:
            self._full(name)

    def _full(self, name: str) -> None:
        said = shorten(value_of(name)) if name.startswith("<") else "a definition"
        raise LimitReached(
            f"More than {self._limit:,} facts follow from this study, most lately for {said}.",
            "Look for very long chains or circles in what it says with this property.",
        )


def _fill(index: Index, pairs: Iterable[Pair], inverse: bool) -> None:
    if inverse:
        for a, b in pairs:
            index.setdefault(b, []).append(a)
    else:
        for a, b in pairs:
            index.setdefault(a, []).append(b)
