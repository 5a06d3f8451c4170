"""The part of the shared scheme that generated studies speak of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random

from benchmarks.shape import CONSTRUCTS
from kg.closure.shipped import shipped_triples
from kg.namespaces import CONSTRUCT, SKOS

COLLECTIONS = ("ecosystem", "community", "identity", "programme")
"""The parts of the scheme that quotes of participants are about."""
ALWAYS = ("patching", "splinting", "mentoring-ecosystem", "reflection-in-action")


@cache
def broader() -> Mapping[str, tuple[str, ...]]:
    """Return the constructs of the scheme, each with those right above it, by slug."""
    found: dict[str, set[str]] = {}
    for s, p, o in shipped_triples()[1]:
        if p == f"<{SKOS}inScheme>":
            found.setdefault(_slug(s), set())
        elif p == f"<{SKOS}broader>":
            found.setdefault(_slug(s), set()).add(_slug(o))
    return {slug: tuple(sorted(found[slug])) for slug in sorted(found)}


def above(slug: str) -> set[str]:
    """Return a construct with all above it."""
    reached = [slug]
    for here in reached:
        reached += [up for up in broader()[here] if up not in reached]
    return set(reached)


@cache
def spoken_of() -> tuple[str, ...]:
    """Return the constructs that codes map to, those mapped to most often first.

    With all above them there are 60, however large the scheme is.
    """
    within = {f"<{CONSTRUCT}collection-{name}>" for name in COLLECTIONS}
    members = {
        _slug(o) for s, p, o in shipped_triples()[1] if s in within and p == f"<{SKOS}member>"
    }
    others = [slug for slug in broader() if slug in members and slug not in ALWAYS]
    Random(0).shuffle(others)
    chosen: list[str] = []
    reached: set[str] = set()
    for slug in [*ALWAYS, *others]:
        if len(reached | above(slug)) <= CONSTRUCTS:
            reached |= above(slug)
            chosen.append(slug)
    Random(1).shuffle(chosen)
    return tuple(chosen)


def _slug(term: str) -> str:
    return term[1:-1].removeprefix(CONSTRUCT)
