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
