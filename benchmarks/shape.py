"""What a generated study looks like: how many of everything, and how unevenly it is spread.

The proportions are those of the first study and of what larger projects of its kind hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")

SHORTEST, LONGEST = 30, 80
"""Words of a quote."""

ROLES: Mapping[str, float] = {
    "mentee": 50, "peer-mentor": 22, "mentor": 15, "senior-mentor": 8, "faculty": 5,
}  # fmt: skip
STATUS: Mapping[str, Mapping[str, float]] = {
    "mentee": {"medical student": 70, "resident": 30},
    "peer-mentor": {"medical student": 45, "resident": 55},
    "mentor": {"resident": 25, "consultant": 75},
    "senior-mentor": {"consultant": 100},
    "faculty": {"consultant": 60, "educator": 40},
}
SOURCES: Mapping[str, float] = {
    "interview": 60, "diary": 18, "focus-group": 8, "reflective-essay": 6, "field-note": 5,
    "survey": 3,
}  # fmt: skip
ACCESS: Mapping[str, float] = {"public": 85, "restricted": 12, "closed": 3}
CODINGS: Mapping[int, float] = {1: 48, 2: 31, 3: 14, 4: 7}
"""Codings of a quote."""
MATCHES: Mapping[str, float] = {"exactMatch": 55, "broadMatch": 25, "closeMatch": 10, "": 10}
"""How a code maps to the shared scheme; some codes map to nothing."""

QUOTES_OF_A_PARTICIPANT = 15
CODES = (20, 60)
CODERS = (3, 6)
QUOTES_OF_A_CLAIM = 16
WITH_CLAIM = 0.6
OVERLAPPING = 0.01
"""Share of quotes that begin before the quote before them has ended."""
WORKS, WORKS_OF_A_STUDY, CITATIONS = 400, 12, 18
CONSTRUCTS = 60
"""How many constructs of the shared scheme are supported by anything, with all above them."""


def pick(random: Random, weights: Mapping[T, float], count: int) -> list[T]:
    """Return so many values, each as often as its weight says."""
    return random.choices(list(weights), weights=list(weights.values()), k=count)
