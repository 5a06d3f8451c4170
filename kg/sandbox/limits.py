"""The bounds of one query and of all that run at once."""

from __future__ import annotations

from dataclasses import dataclass


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
    """Seconds of running queries that one client may use in a minute."""
