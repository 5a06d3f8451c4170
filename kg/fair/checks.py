"""What a check is, what it may find, and how a group of them is scored."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Outcome = Literal["passed", "failed", "registry", "unseen"]
"""``registry``: only a registry elsewhere can tell, and none is asked. ``unseen``: what the check
looks at was not given (no page is served, no data set is there)."""
Level = Literal["required", "advised", "critical", "important", "minor"]
REQUIRED = ("required", "critical", "important")
MOST = 12
"""Offenders that are named; the others are counted."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found: on looking at what, and who offends."""

    outcome: Outcome
    looked_at: str
    offenders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """One check of a catalogue. ``about`` is the first line of its function's docstring."""

    id: str
    level: Level
    about: str
    explained: str
    remedy: str
    cited: str
    run: Callable[[T], Found]

    @property
    def required(self) -> bool:
        """Whether its failing makes the whole fail."""
        return self.level in REQUIRED


@dataclass(frozen=True, slots=True)
class Result:
    """One check and what it found."""

    id: str
    level: Level
    about: str
    remedy: str
    cited: str
    found: Found

    @property
    def blocks(self) -> bool:
        """Whether this makes the whole fail."""
        return self.found.outcome == "failed" and self.level in REQUIRED


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one catalogue, and what of the catalogue is not checked, with the reason."""

    name: str
    title: str
    source: str
    results: tuple[Result, ...]
    left: tuple[tuple[str, str], ...] = ()

    def counted(self, *outcomes: Outcome) -> int:
        """Return how many checks had one of these outcomes."""
        return sum(result.found.outcome in outcomes for result in self.results)

    @property
    def score(self) -> float:
        """The share of checks passed, of those that could be made."""
        made = self.counted("passed", "failed")
        return self.counted("passed") / made if made else 0.0


class Catalogue(Generic[T]):
    """The checks of one catalogue, in the order in which they are written down."""

    def __init__(
        self, name: str, title: str, source: str, cited: str, left: Iterable[tuple[str, str]] = ()
    ) -> None:
        """``cited`` is the address of a check, with ``{}`` for its id."""
        self.name, self.title, self.source, self._cited = name, title, source, cited
        self.left = tuple(left)
        self.checks: list[Check[T]] = []

    def check(
        self, id: str, level: Level = "required", *, remedy: str
    ) -> Callable[[Callable[[T], Found]], Callable[[T], Found]]:
        """Make a function a check; its docstring says what is looked for."""

        def added(function: Callable[[T], Found]) -> Callable[[T], Found]:
            about, _, more = (inspect.getdoc(function) or "").partition("\n")
            self.checks.append(
                Check(id, level, about, more.strip(), remedy, self._cited.format(id), function)
            )
            return function

        return added

    def run(self, subject: T) -> Group:
        """Make every check."""
        results = tuple(
            Result(c.id, c.level, c.about, c.remedy, c.cited, c.run(subject)) for c in self.checks
        )
        return Group(self.name, self.title, self.source, results, self.left)


def passed(looked_at: str) -> Found:
    """Say that all is well."""
    return Found("passed", looked_at)


def failed(looked_at: str, *offenders: str) -> Found:
    """Say what is wrong, and where."""
    return Found("failed", looked_at, offenders)


def judged(looked_at: str, offenders: Iterable[str]) -> Found:
    """Say that all is well unless something offends."""
    found = tuple(dict.fromkeys(offenders))
    return Found("failed" if found else "passed", looked_at, found)


def not_asked(looked_at: str) -> Found:
    """Say that only a registry elsewhere can tell."""
    return Found("registry", looked_at)


def unseen(what: str) -> Found:
    """Say that what should be looked at was not given."""
    return Found("unseen", what)
