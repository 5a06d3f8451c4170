"""Say which names a contradiction is about, since HermiT only says that there is one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from kg.closure.engine import ASSUMED, Facts
from kg.closure.schema import Schema
from kg.closure.statements import Statements, owl, rdfs
from kg.errors import LimitReached
from kg.namespaces import shorten
from kg.reasoning.hermit import ask
from kg.reasoning.hierarchy import NOTHING
from kg.reasoning.readable import readable
from kg.terms import A, Triple, is_iri, value_of

SECONDS = 90


@dataclass(frozen=True, slots=True)
class Clash:
    """A thing that would be in two classes that share no member.

    ``trial`` says that ``thing`` is a class and the clash any member's of it.
    """

    thing: str
    classes: tuple[str, str]
    trial: bool = False

    def __str__(self) -> str:
        first, second = (shorten(value_of(name)) for name in self.classes)
        thing = shorten(value_of(self.thing))
        who = f"A member of {thing}" if self.trial else thing
        if self.classes[1] == NOTHING:
            return f"{who} would be in {first}, which is said to be empty."
        return f"{who} would be in both {first} and {second}, which share no member."


def clashes_within(triples: list[Triple]) -> list[Clash]:
    """Return the clashes among named individuals that rules can see; there may be others."""
    schema = Schema.from_triples(triples)
    return [
        Clash(thing, pair)
        for pair in _apart(triples)
        for thing in _shared(schema.base, pair)
        if not thing.startswith(ASSUMED)
    ]


def why_empty(classes: Iterable[str], triples: Iterable[Triple]) -> list[Clash]:
    """Return, for classes that can have no member, a clash each would lead to if rules see one.

    A trial member is put into the class, and what follows from it looked at.
    """
    triples = list(triples)
    schema = Schema.from_triples(triples)
    pairs = sorted(_apart(triples))
    clashes = []
    for name in classes:
        facts = Facts(schema.plan, schema.base)
        facts.close({name: {"<urn:trial>"}}, {})
        for pair in pairs:
            if any(thing not in _shared(schema.base, pair) for thing in _shared(facts, pair)):
                clashes.append(Clash(name, pair, trial=True))
                break
    return clashes


def _shared(facts: Facts, pair: tuple[str, str]) -> list[str]:
    first, second = (facts.members.get(name, set()) for name in pair)
    return sorted(first if pair[1] == NOTHING else first & second)


def _apart(triples: list[Triple]) -> set[tuple[str, str]]:
    """Return the pairs of named classes that are said to share no member."""
    said = Statements(triples)
    pairs = {(a, b) for a, b in said.pairs(owl("disjointWith"))}
    pairs |= {(a, b) for a, b in said.pairs(rdfs("subClassOf")) if b == NOTHING}
    pairs |= {(a, b) for a, b in said.pairs(owl("equivalentClass")) if b == NOTHING}
    lists = [members for _, members in said.pairs(owl("members"))]
    lists += [union for _, union in said.pairs(owl("disjointUnionOf"))]
    for members in lists:
        pairs |= set(combinations(said.list(members), 2))
    for name, other in said.pairs(rdfs("subClassOf")) + said.pairs(owl("equivalentClass")):
        if complement := said.one(other, owl("complementOf")):
            pairs.add((name, complement))
    return {(a, b) for a, b in pairs if is_iri(a) and is_iri(b)}


def find_contradiction(
    shipped: list[Triple], added: list[Triple], *, seconds: float = SECONDS
) -> list[str]:
    """Return the fewest names whose statements cannot all hold, by asking HermiT again and again.

    Only what was added is searched when it contradicts itself, or the shipped ontology does not.
    Empty when the time is over first.
    """
    deadline = time.monotonic() + seconds

    def consistent(triples: Iterable[Triple]) -> bool:
        left = deadline - time.monotonic()
        if left <= 0:
            raise LimitReached("The search for the contradiction took too long.")
        return ask(triples, seconds=left).consistent

    try:
        everything = readable([*shipped, *added])
        if added and not consistent(added):
            background, searched = set[Triple](), readable(added)
        elif added and consistent(shipped):
            background, searched = readable(shipped), everything
        else:
            background, searched = set(), everything
        groups = list(_groups(searched - background))
        declarations = {t for t in searched if t[1] == A and t[2].startswith("<http://www.w3.org")}
        return sorted(name for name, _ in _smallest(background | declarations, groups, consistent))
    except LimitReached:
        return []


Group = tuple[str, set[Triple]]


def _groups(triples: set[Triple]) -> Iterator[Group]:
    """Yield what is said about each subject, with the blank nodes it is said by."""
    said = Statements(triples)
    pointed_at = {o for _, _, o in triples}
    for subject in sorted({s for s, _, _ in triples}):
        if is_iri(subject) or subject not in pointed_at:
            group: set[Triple] = set()
            open_ = [subject]
            seen = {subject}
            while open_:
                node = open_.pop()
                for p, o in said.about(node):
                    group.add((node, p, o))
                    if not is_iri(o) and o[0] != '"' and o not in seen:
                        seen.add(o)
                        open_.append(o)
            yield subject, group


def _smallest(
    background: set[Triple], groups: list[Group], consistent: Callable[[set[Triple]], bool]
) -> list[Group]:
    """Return the fewest groups that contradict the background (QuickXplain, Junker 2004)."""

    def search(known: set[Triple], grown: bool, left: list[Group]) -> list[Group]:
        if grown and not consistent(known):
            return []
        if len(left) < 2:
            return left
        half = len(left) // 2
        first, second = left[:half], left[half:]
        from_second = search(known.union(*(g for _, g in first)), True, second)
        from_first = search(known.union(*(g for _, g in from_second)), bool(from_second), first)
        return from_first + from_second

    return search(background, True, groups)
