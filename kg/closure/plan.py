"""Which rules to try when something new is known, and in which order to take the news.

A class or property is taken up only after those it depends on, except round a circle; so most
are taken up once, whole, and the work grows with the facts and not with their square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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

Ends = tuple[frozenset[str], frozenset[str]]
Symbol = tuple[str, str]
"""``("class", term)`` or ``("role", term)``: an IRI may be both in hostile data."""


def of_class(name: str) -> Symbol:
    """Return the symbol of a class."""
    return "class", name


def of_role(role: Role) -> Symbol:
    """Return the symbol of the property that is kept for a role."""
    return "role", role.name


def bodies(rule: Rule) -> Iterator[Symbol]:
    """Yield what a rule waits for."""
    match rule:
        case SubClass() | Has() | Exists():
            yield of_class(rule.body)
        case AllOf():
            yield from map(of_class, rule.bodies)
        case Some():
            yield of_role(rule.role)
            if rule.filler is not None:
                yield of_class(rule.filler)
        case SomeIs() | SomeValue():
            yield of_role(rule.role)
        case Only():
            yield of_class(rule.body)
            yield of_role(rule.role)
        case SubRole():
            yield of_role(rule.body)
        case Chain():
            yield of_role(rule.left)
            yield of_role(rule.right)


def heads(rule: Rule) -> Iterator[Symbol]:
    """Yield what a rule adds to."""
    match rule:
        case SubClass() | AllOf() | Some() | SomeIs() | SomeValue():
            yield of_class(rule.head)
        case Has():
            yield of_role(rule.role)
        case Only():
            yield of_class(rule.filler)
        case SubRole() | Chain():
            yield of_role(rule.head)
        case Exists():
            yield of_role(rule.role)
            if rule.filler is not None:
                yield of_class(rule.filler)


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules by what wakes them. ``exists`` are tried when nothing else gives anything new.

    ``inner`` are the properties that other facts about them than the classes of what they relate
    follow from, or that anything leads to. Of every other, ``ends`` gives those classes: of the
    things on the left, and of those on the right.
    """

    wakes: dict[Symbol, tuple[Rule, ...]]
    rank: dict[Symbol, int]
    exists: tuple[Exists, ...]
    inner: frozenset[str]
    ends: dict[str, Ends]


def plan(rules: Iterable[Rule]) -> Plan:
    """Sort rules by what wakes them, and rank all symbols."""
    rules = list(rules)
    wakes: dict[Symbol, list[Rule]] = defaultdict(list)
    follows: dict[Symbol, list[Symbol]] = {}
    exists: list[Exists] = []
    for rule in rules:
        into = list(heads(rule))
        for symbol in into:
            follows.setdefault(symbol, [])
        for symbol in dict.fromkeys(bodies(rule)):
            follows.setdefault(symbol, []).extend(into)
            if not isinstance(rule, Exists):
                wakes[symbol].append(rule)
        if isinstance(rule, Exists):
            exists.append(rule)
    woken_by = {s: tuple(woken) for s, woken in wakes.items()}
    return Plan(woken_by, _ranks(follows), tuple(exists), *_ends(rules))


def _ends(rules: Iterable[Rule]) -> tuple[frozenset[str], dict[str, Ends]]:
    classes: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    inner: set[str] = set()
    for rule in rules:
        if isinstance(rule, Some) and rule.filler is None:
            classes[rule.role.name][rule.role.inverse].add(rule.head)
            continue
        symbols = {*bodies(rule), *heads(rule)}
        if isinstance(rule, Exists):
            symbols |= {of_role(role) for role in (rule.role, *rule.same_as)}
        inner |= {name for kind, name in symbols if kind == "role"}
    ends = {name: (frozenset(left), frozenset(right)) for name, (left, right) in classes.items()}
    return frozenset(inner), {name: each for name, each in ends.items() if name not in inner}


def _ranks(follows: dict[Symbol, list[Symbol]]) -> dict[Symbol, int]:
    """Rank symbols so that all but circles point upwards (Tarjan's components, no recursion)."""
    number: dict[Symbol, int] = {}
    lowest: dict[Symbol, int] = {}
    rank: dict[Symbol, int] = {}
    open_: list[Symbol] = []
    components = 0
    for root in follows:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        open_.append(root)
        path = [(root, iter(follows[root]))]
        while path:
            here, ways = path[-1]
            for there in ways:
                if there not in number:
                    number[there] = lowest[there] = len(number)
                    open_.append(there)
                    path.append((there, iter(follows[there])))
                    break
                if there not in rank:
                    lowest[here] = min(lowest[here], number[there])
            else:
                path.pop()
                if path:
                    back = path[-1][0]
                    lowest[back] = min(lowest[back], lowest[here])
                if lowest[here] == number[here]:
                    while True:
                        member = open_.pop()
                        rank[member] = -components
                        if member == here:
                            break
                    components += 1
    return rank
