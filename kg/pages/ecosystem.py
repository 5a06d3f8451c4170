"""The mentoring ecosystem in numbers: environments, people in their roles, and identity at work.

What there is to draw comes from the shared scheme, how much of it from the quotes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.evidence import matrix as crossing
from kg.evidence.matrix import Matrix
from kg.formats.tables import ROLES
from kg.index.scheme import below, broader, narrower
from kg.pages.wording import many

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index

ECOSYSTEM = "mentoring-ecosystem"
FORMATION = "professional-identity-formation"
MOST_PEOPLE = 4
MOST_BRANCHES = 4
MOST_LEAVES = 3

# The environments from the outside in. The first word of a pair is that of the adapted model,
# and always there; the second that of the older theory, where some study codes with it.
_ENVIRONMENTS = (
    (None, "chronosystem"),
    ("macro-environment", "macrosystem"),
    (None, "exosystem"),
    ("meso-environment", "mesosystem"),
)
_INNERMOST = ("micro-environment", "microsystem")
_ALWAYS_THERE = ("mentee", "peer-mentor", "mentor")
_WALK = ("mentee", "peer-mentor", "mentor", "senior-mentor")


@dataclass(frozen=True, slots=True)
class Part:
    """Something on the map: a construct with its quotes. ``more`` counts kinds not drawn."""

    key: str
    label: str
    count: int
    below: tuple[Part, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """Those who speak in a role; several roles where they are gathered as others.

    ``walks`` says whether the role is a stage of the way from the edge to the heart.
    """

    roles: tuple[str, ...]
    label: str
    count: int
    walks: bool


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """All that the map shows, in the order in which it is told: from the outside in, then down."""

    environments: tuple[Part, ...]
    innermost: Part
    people: tuple[People, ...]
    formation: Part
    table: Matrix
    """The same as numbers: all constructs by all roles, those without quotes too."""


def ecosystem(index: Index) -> Ecosystem:
    """Return the ecosystem with the counts by the shared scheme."""
    environments = []
    for ours, theirs in _ENVIRONMENTS:
        if ours is not None:
            environments.append(_part(index, ours))
        if _count(index, theirs):
            environments.append(_part(index, theirs))
    innermost = next((key for key in _INNERMOST if _count(index, key)), _INNERMOST[0])
    return Ecosystem(
        tuple(environments),
        _part(index, innermost),
        _people(index),
        _formation(index),
        crossing.matrix(index, "construct", "role", empty=True),
    )


def on_the_map(found: Ecosystem) -> list[str]:
    """Return the constructs that the table beside the map has: both branches of the scheme.

    Those with quotes, and those that are drawn.
    """
    drawn = [FORMATION, ECOSYSTEM, found.innermost.key, *(part.key for part in found.environments)]
    drawn += [part.key for part in found.formation.below]
    quoted = {value.key for value in found.table.row_values if value.quotes}
    branches = {ECOSYSTEM, FORMATION} | below(ECOSYSTEM) | below(FORMATION)
    return sorted((branches & quoted) | set(drawn))


def _count(index: Index, key: str) -> int:
    held = index.shared("construct").get(key)
    return len(held) if held is not None else 0


def _part(index: Index, key: str) -> Part:
    return Part(key, index.constructs().get(key, key), _count(index, key))


def _people(index: Index) -> tuple[People, ...]:
    held = index.shared("role")
    roles = [role for role in ROLES if held.get(role) or role in _ALWAYS_THERE]
    roles += sorted(role for role in held if held[role] and role not in ROLES)
    counts = {role: len(held[role]) if role in held else 0 for role in roles}
    kept = sorted(roles, key=lambda role: (-counts[role], roles.index(role)))[:MOST_PEOPLE]
    found = [
        People((role,), _upper_first(many(role)), counts[role], role in _WALK)
        for role in roles
        if role in kept
    ]
    others = [role for role in roles if role not in kept and counts[role]]
    if others:
        quotes: BitMap = held[others[0]]
        for role in others[1:]:
            quotes = quotes | held[role]
        found.append(People(tuple(others), "Others", len(quotes), walks=False))
    return tuple(found)


def _formation(index: Index) -> Part:
    children = _ordered(index, FORMATION)
    shown = [key for key in children if _count(index, key)][:MOST_BRANCHES]
    # An empty graph shows what it could hold: what has kinds of its own first.
    rest = sorted((key for key in children if key not in shown), key=lambda k: k not in narrower())
    shown += rest[: max(0, 3 - len(shown))]
    branches = []
    for key in shown:
        kinds = [kind for kind in _ordered(index, key) if _count(index, kind)]
        leaves = tuple(_part(index, kind) for kind in kinds[:MOST_LEAVES])
        part = _part(index, key)
        branches.append(Part(key, part.label, part.count, leaves, len(kinds) - len(leaves)))
    whole = _part(index, FORMATION)
    quoted = [key for key in children if _count(index, key)]
    more = len([key for key in quoted if key not in shown])
    return Part(FORMATION, whole.label, whole.count, tuple(branches), more)


def _ordered(index: Index, key: str) -> list[str]:
    """Return what lies right below a construct, most quotes first."""
    labels = index.constructs()
    children = [
        k for k in narrower().get(key, ()) if k in labels and broader().get(k, ())[0] == key
    ]
    return sorted(children, key=lambda k: (-_count(index, k), labels[k].casefold()))


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
