"""Count who shares what would be published, and what is learnt of whoever is in such a group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.namespaces import PIF
from kg.terms import A, value_of
from kg.validation import permission
from kg.validation.compiled import Index
from kg.validation.facts import pif
from kg.validation.permission import Shared
from kg.validation.privacy import ATTRIBUTES

_ROLES = {
    pif(f"{name}Tenure"): name for name in ("Mentee", "PeerMentor", "Mentor", "SeniorMentor",
                                            "Faculty")
}  # fmt: skip


class Alike(NamedTuple):
    """A group whose members all share something: what they are, who, and what is learnt."""

    shared: Shared
    people: frozenset[str]
    learnt: frozenset[str]


@dataclass(frozen=True, slots=True)
class People:
    """Participants that would go out: what is published of each, and their quotes' codes."""

    known: Mapping[str, Shared]
    own: Mapping[str, Shared]
    """Attributes of the study's own making alone, which may be sensitive themselves."""
    codes: Mapping[str, frozenset[str]]


def people(index: Index) -> People:
    """Return what would be public of participants, from the public statements alone."""
    kinds = index.forward(A)
    persons = sorted(s for s, classes in kinds.items() if pif("Participant") in classes)
    tenures, program = index.forward(pif("hasTenure")), index.forward(pif("inProgram"))
    names, values = (index.forward(pif(f"attribute{part}")) for part in ("Name", "Value"))
    programmes = {
        person: tuple(
            sorted({value_of(p) for t in tenures.get(person, ()) for p in program.get(t, ())})
        )
        for person in persons
    }
    several = len(set(programmes.values())) > 1
    known: dict[str, Shared] = {}
    own: dict[str, Shared] = {}
    for person in persons:
        roles = {c for t in tenures.get(person, ()) for c in kinds.get(t, ()) if c in _ROLES}
        said = [("role", " and ".join(sorted(_ROLES[role] for role in roles)))] if roles else []
        if several and programmes[person]:
            said.append(("programme", " and ".join(programmes[person])))
        for name in ATTRIBUTES:
            held = index.forward(pif(name)).get(person, ())
            if name != "hasAttribute" and held:
                said.append((name, " and ".join(sorted(map(value_of, held)))))
        made = sorted(
            (value_of(name), value_of(value))
            for node in index.forward(pif("hasAttribute")).get(person, ())
            for name in names.get(node, ())
            for value in values.get(node, ())
        )
        known[person] = tuple(said + made)
        own[person] = tuple(made)
    return People(known, own, _codes(index, persons))


def _codes(index: Index, persons: Collection[str]) -> dict[str, frozenset[str]]:
    bodies: defaultdict[str, set[str]] = defaultdict(set)
    body_of = index.forward(pif("codingBody"))
    for act, targets in index.forward(pif("codingTarget")).items():
        for quote in targets:
            bodies[quote].update(body_of.get(act, ()))
    said: defaultdict[str, set[str]] = defaultdict(set)
    for quote, speakers in index.forward(pif("spokenBy")).items():
        for person in speakers:
            said[person] |= bodies.get(quote, set())
    return {person: frozenset(said.get(person, ())) for person in persons}


def too_small(known: Mapping[str, Shared], k: int) -> list[tuple[Shared, int, set[str]]]:
    """Return combinations of attributes that fewer than k people share, the role alone excepted."""
    return [
        found
        for found in permission.small_groups(known, k)
        if any(name != "role" for name, _ in found[0])
    ]


def alike(groups: Mapping[str, Shared], values: Mapping[str, Collection[str]]) -> list[Alike]:
    """Return the groups that are not diverse: all of their members share a value.

    A group is all of whom the same is published, as it is counted for its size: what is not known
    of somebody is not published, so they may be one of all who share the rest. Whoever knows that
    somebody is in the group learns the value of them. What all have who have any value is a finding
    about everybody, and tells nothing of a group.
    """
    having: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for person, shared in groups.items():
        for pair in shared:
            having[pair].add(person)
    everybody = _common((p for p in groups if values.get(p)), values)
    found = []
    for shared in sorted(set(groups.values()) - {()}):
        persons = set.intersection(*(having[pair] for pair in shared))
        if len(persons) < len(groups):
            learnt = _common(persons, values) - everybody
            if learnt:
                found.append(Alike(shared, frozenset(persons), learnt))
    return found


def _common(persons: Iterable[str], values: Mapping[str, Collection[str]]) -> frozenset[str]:
    held = [frozenset(values.get(person, ())) for person in persons]
    return frozenset.intersection(*held) if held else frozenset()


def alike_attributes(of: People) -> list[tuple[str, Alike]]:
    """Return, for each attribute of the study's own making, the groups that are alike in it.

    Groups are made by all other attributes.
    """
    found = []
    for name in sorted({name for shared in of.own.values() for name, _ in shared}):
        others = {
            person: tuple(pair for pair in shared if pair[0] != name)
            for person, shared in of.known.items()
        }
        values = {
            person: [value for key, value in shared if key == name]
            for person, shared in of.own.items()
        }
        found += [(name, each) for each in alike(others, values)]
    return found


def said(shared: Shared) -> str:
    """Say what a group shares.

    >>> said((("role", "Mentee"), ("trainingStatus", "resident")))
    'role Mentee, trainingStatus resident'
    """
    return ", ".join(f"{name} {value.removeprefix(PIF)}" for name, value in shared)
