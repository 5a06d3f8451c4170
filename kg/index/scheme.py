"""The constructs of the shared scheme, as the index knows them."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from hashlib import sha256

from kg import resources
from kg.identifiers import slug
from kg.namespaces import CONSTRUCT, SCHEME, SKOS
from kg.terms import value_of


@cache
def digest_of_scheme() -> str:
    """Return the digest of the shipped scheme; read once in a process."""
    place = resources.folder("ontology") / "scheme.ttl"
    return sha256(resources.read(place).encode()).hexdigest()


def constructs() -> list[tuple[str, str, set[str]]]:
    """Return each construct's key, its label, and the names it may be called by, as slugs."""
    from kg.closure.shipped import shipped_triples

    members: set[str] = set()
    preferred: dict[str, str] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for s, p, o in shipped_triples()[1]:
        if p == f"<{SKOS}inScheme>" and o == f"<{SCHEME}>":
            members.add(s)
        elif p in (f"<{SKOS}prefLabel>", f"<{SKOS}altLabel>"):
            names[s].add(slug(value_of(o)))
            if p.endswith("prefLabel>"):
                preferred[s] = value_of(o)
    found = []
    for member in sorted(members):
        key = member[1:-1].removeprefix(CONSTRUCT)
        found.append((key, preferred.get(member, key), names[member] | {key}))
    return found


@cache
def broader() -> dict[str, tuple[str, ...]]:
    """Return the constructs right above each construct of the shared scheme, by key."""
    from kg.closure.shipped import shipped_triples

    found: dict[str, set[str]] = defaultdict(set)
    for s, p, o in shipped_triples()[1]:
        if p == f"<{SKOS}broader>":
            below, above = (term[1:-1].removeprefix(CONSTRUCT) for term in (s, o))
            found[below].add(above)
    return {below: tuple(sorted(above)) for below, above in found.items()}


@cache
def narrower() -> dict[str, tuple[str, ...]]:
    """Return the constructs right below each construct of the shared scheme, by key."""
    found: dict[str, list[str]] = defaultdict(list)
    for below, above in broader().items():
        for key in above:
            found[key].append(below)
    return {above: tuple(sorted(below)) for above, below in found.items()}


def below(key: str) -> set[str]:
    """Return all constructs below one, at any depth."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        for each in narrower().get(waiting.pop(), ()):
            if each not in found and each != key:
                found.add(each)
                waiting.append(each)
    return found
