"""The bounds of one query and of all that run at once: their defaults, settings and words."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass

from kg.errors import UsageError

_UNITS = {"": 0, "B": 0, "K": 10, "M": 20, "G": 30}
_BYTES = re.compile(r"(\d{1,15})\s*([KMG]?)(?:i?B)?", re.IGNORECASE)
_LONGEST = 3600.0
_LEAST_MEMORY = 16 << 20
_LEAST_SIZE = 64 << 10
_MOST_BYTES = 1 << 40
_MOST_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one query and of all that run at once."""

    seconds: float = 10.0
    """Wall clock of one query."""
    memory: int = 512 << 20
    """Bytes one query may take beyond what the store takes."""
    size: int = 64 << 20
    """Bytes of one answer as it is written. Rows have no bound of their own."""
    query: int = 256 << 10
    """Bytes (UTF-8) of one query's text."""
    at_once: int = 8
    """Queries that run at the same time."""
    long_at_once: int = 4
    """How many of those may run for longer than a moment."""
    waiting: int = 64
    """Queries that wait for their turn; more are refused with a time to come back."""
    budget: float = 60.0
    """Seconds that one client's long queries may run for in a minute; short ones are free."""

    @classmethod
    def from_settings(cls) -> Limits:
        """Read the limits from ``PIF_QUERY_SECONDS``, ``_MEMORY``, ``_SIZE``, ``_AT_ONCE`` and
        ``_BUDGET``; half of those that run at once may be long.

        Raises:
            UsageError: One of them is not a number, or out of bounds.
        """
        usual = cls()
        at_once = int(_number("PIF_QUERY_AT_ONCE", usual.at_once, 1, _MOST_AT_ONCE, whole=True))
        return cls(
            seconds=_number("PIF_QUERY_SECONDS", usual.seconds, 0.1, _LONGEST),
            memory=_bytes("PIF_QUERY_MEMORY", usual.memory, _LEAST_MEMORY),
            size=_bytes("PIF_QUERY_SIZE", usual.size, _LEAST_SIZE),
            at_once=at_once,
            long_at_once=max(1, at_once // 2),
            waiting=max(usual.waiting, at_once * 8),
            budget=_number("PIF_QUERY_BUDGET", usual.budget, 1, _LONGEST * _MOST_AT_ONCE),
        )

    def described(self) -> list[tuple[str, str, str]]:
        """Return each limit as a short name, its value in words, and a sentence about it."""
        return [
            (
                "time",
                f"{self.seconds:g} seconds",
                f"A query that has not been answered after {self.seconds:g} seconds is ended.",
            ),
            (
                "memory",
                in_bytes(self.memory),
                f"A query that needs more than {in_bytes(self.memory)} of memory is ended.",
            ),
            (
                "answer",
                in_bytes(self.size),
                f"An answer larger than {in_bytes(self.size)}, as it is written, is not sent; "
                "it is never cut short. Rows are not counted.",
            ),
            (
                "query",
                in_bytes(self.query),
                f"The text of a query may be {in_bytes(self.query)} long.",
            ),
            (
                "at once",
                f"{self.at_once} queries, {self.long_at_once} of them long",
                f"{self.at_once} queries run at the same time, {self.long_at_once} of them for "
                f"longer than a moment; {self.waiting} more wait for their turn.",
            ),
            (
                "budget",
                f"{self.budget:g} seconds a minute",
                f"Long queries of one client may run for {self.budget:g} seconds in a minute "
                "together; short ones are always answered.",
            ),
        ]


def in_bytes(number: int) -> str:
    """Return a number of bytes as people read it.

    >>> in_bytes(64 << 20), in_bytes(1536 << 20), in_bytes(1_500)
    ('64 MiB', '1.5 GiB', '1,500 bytes')
    """
    for power, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
        # One digit after the point tells it exactly, or a smaller unit is taken.
        if number >= 1 << power and number * 10 % (1 << power) == 0:
            return f"{number / (1 << power):g} {unit}"
    return f"{number:,} bytes"


def _number(name: str, usual: float, least: float, most: float, *, whole: bool = False) -> float:
    said = os.environ.get(name, "").strip()
    if not said:
        return usual
    try:
        number = float(int(said) if whole else said)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        kind = "a whole number" if whole else "a number"
        raise UsageError(
            f"{name} is {said[:80]!r}.", f"It must be {kind} from {least:g} to {most:,.0f}."
        )
    return number


def _bytes(name: str, usual: int, least: int) -> int:
    said = os.environ.get(name, "").strip()
    if not said:
        return usual
    match = _BYTES.fullmatch(said)
    number = int(match[1]) << _UNITS[match[2].upper()] if match else 0
    if not least <= number <= _MOST_BYTES:
        raise UsageError(
            f"{name} is {said[:80]!r}.",
            f"It must be a number of bytes from {in_bytes(least)} to {in_bytes(_MOST_BYTES)}, "
            "such as 512M or 2G.",
        )
    return number
