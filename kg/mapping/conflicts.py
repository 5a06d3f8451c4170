"""Where mappings contradict each other, inside a set or between two: findings, not refusals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from kg.findings import Finding, Place, Severity
from kg.identifiers import construct_iri
from kg.index.scheme import broader
from kg.mapping.model import CARRY, Match, short, study_of_code
from kg.namespaces import CONSTRUCT

if TYPE_CHECKING:
    from kg.terms import Triple

_MOST = 1000
"""How many findings of one kind are listed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A mapping and the set that states it; a study's own set has the study's name."""

    set: str
    match: Match
    own: bool = False

    @property
    def source(self) -> str:
        """The set, as a reader knows it."""
        return f"{self.set}'s own mappings" if self.own else f"the set {self.set}"

    def __str__(self) -> str:
        who = f", {self.match.author}" if self.match.author else ""
        return f"{self.match.predicate} {short(self.match.object)} ({self.source}{who})"


@dataclass(frozen=True)
class Contradiction(Finding):
    """A finding that knows which sets state what contradicts."""

    sets: tuple[str, ...] = ()


def conflicts(stated: Iterable[Stated], codebooks: Iterable[Triple] = ()) -> list[Contradiction]:
    """Return what contradicts what. ``codebooks`` says which codes lie below which.

    The place of a finding is that of a mapping just read from a file, where there is one.
    """
    by_code: dict[str, list[Stated]] = defaultdict(list)
    for each in stated:
        by_code[each.match.subject].append(each)
    scheme = _Above()
    found: list[Contradiction] = []
    for code in sorted(by_code):
        told = sorted(by_code[code], key=lambda s: (s.set, s.match.predicate, s.match.object))
        found += _of_code(code, told, scheme)
    found += _cycles([s for told in by_code.values() for s in told], codebooks)
    return _bounded(found)


def _of_code(code: str, told: list[Stated], scheme: _Above) -> Iterator[Contradiction]:
    exact = [s for s in told if s.match.predicate == "exactMatch"]
    for each in told:
        object = each.match.object
        if not object.startswith(CONSTRUCT) and study_of_code(object) is None:
            yield _finding(
                "mapping-outside", code, [each],
                f"{short(code)} is mapped outside the shared scheme: {each}.",
                "Map it to a construct of the scheme as well; nobody finds its quotes by this one.",
                severity="info",
            )  # fmt: skip
    for a, b in combinations(exact, 2):
        if a.match.object != b.match.object:
            yield _finding(
                "mapping-two-exact", code, [a, b],
                f"{short(code)} is said to mean exactly two things: {a} and {b}.",
                "Keep exactMatch for the one it means; say broadMatch or closeMatch of the other.",
            )  # fmt: skip
    for a in exact:
        for b in told:
            if b.match.predicate == "broadMatch" and (
                b.match.object == a.match.object or b.match.object in scheme(a.match.object)
            ):
                same = b.match.object == a.match.object
                yield _finding(
                    "mapping-exact-and-broad", code, [a, b],
                    f"{short(code)} is said to mean {short(a.match.object)} exactly and to be "
                    f"narrower than {'it' if same else 'what lies above it'}: {a} and {b}.",
                    "Keep exactMatch or broadMatch, not both: the exact one leads upwards anyway."
                    if not same
                    else "Keep exactMatch if it means just that, broadMatch if it means less.",
                )  # fmt: skip
            elif (
                b.match.predicate == "closeMatch"
                and b.match.object == a.match.object
                and b.set != a.set
            ):
                yield _finding(
                    "mapping-only-close", code, [a, b],
                    f"{short(code)} means {short(a.match.object)} exactly for one, and is only "
                    f"close to it for another: {a} and {b}.",
                    "Ask with one of the sets (--mappings), or settle it between the two.",
                    severity="info",
                )  # fmt: skip


class _Above:
    """Finds all constructs above one."""

    def __init__(self) -> None:
        self._known: dict[str, frozenset[str]] = {}

    def __call__(self, construct: str) -> frozenset[str]:
        if construct not in self._known:
            reached: set[str] = set()
            waiting = [construct.removeprefix(CONSTRUCT)]
            while waiting:
                for above in broader().get(waiting.pop(), ()):
                    if above not in reached:
                        reached.add(above)
                        waiting.append(above)
            self._known[construct] = frozenset(map(construct_iri, reached))
        return self._known[construct]


def _cycles(stated: list[Stated], codebooks: Iterable[Triple]) -> Iterator[Contradiction]:
    """Find codes that lie below themselves through mappings.

    Two codes that mean exactly each other are one meaning, not a circle; a circle has a step up.
    """
    ahead: dict[str, set[str]] = defaultdict(set)
    up: set[tuple[str, str]] = set()
    for s, _, o in codebooks:
        ahead[s[1:-1]].add(o[1:-1])
        up.add((s[1:-1], o[1:-1]))
    said: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for each in stated:
        if each.match.predicate in CARRY:
            pair = (each.match.subject, each.match.object)
            ahead[pair[0]].add(pair[1])
            said[pair].append(each)
            if each.match.predicate == "broadMatch":
                up.add(pair)
    for group in _components(ahead):
        inside = [p for p in sorted({*said, *up}) if p[0] in group and p[1] in group]
        told = [each for pair in inside for each in said.get(pair, ())]
        if told and any(pair in up for pair in inside):
            yield _finding(
                "mapping-cycle", min(group), told,
                f"{', '.join(short(code) for code in sorted(group))} lie below themselves: "
                f"{'; '.join(f'{short(t.match.subject)} {t}' for t in told[:6])}.",
                "Take out the mapping that leads back up.",
            )  # fmt: skip


def _components(ahead: Mapping[str, set[str]]) -> Iterator[set[str]]:
    """Yield the groups of nodes that reach each other, and single ones that reach themselves."""
    from graphlib import CycleError, TopologicalSorter

    left = {node: set(after) for node, after in ahead.items()}
    while True:
        try:
            TopologicalSorter(left).prepare()
            return
        except CycleError as error:
            start = error.args[1][0]
        group = {n for n in _reached(left, start) if start in _reached(left, n)} | {start}
        yield group
        for node in group:
            left[node] = left.get(node, set()) - group


def _reached(ahead: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for each in ahead.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found


def _finding(
    rule: str,
    code: str,
    told: list[Stated],
    message: str,
    remedy: str,
    *,
    severity: Severity = "warning",
) -> Contradiction:
    places: list[Place] = [s.match.place for s in told if s.match.place is not None]
    place = max(places, key=lambda p: p.row or 0, default=None)
    sets = tuple(dict.fromkeys(s.set for s in told))
    return Contradiction(severity, rule, message, remedy, place, focus=code, sets=sets)


def _bounded(findings: list[Contradiction]) -> list[Contradiction]:
    by_rule: dict[str, list[Contradiction]] = defaultdict(list)
    for each in findings:
        by_rule[each.rule].append(each)
    kept: list[Contradiction] = []
    for rule, found in by_rule.items():
        kept += found[:_MOST]
        if more := len(found) - _MOST if len(found) > _MOST else 0:
            kept.append(
                Contradiction(
                    found[0].severity, rule, f"{more:,} more of this kind are not listed.",
                    "Mend the ones listed and check again.", number=more,
                )
            )  # fmt: skip
    return sorted(kept, key=lambda f: f.order)
