"""What a study says may be published: what the rules on privacy and the public gate both ask."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal

from kg.namespaces import DCTERMS, PIF
from kg.terms import A, value_of
from kg.validation.facts import Facts, pif

DEFAULT_GROUP = 3
"""The smallest group when a study names attributes to publish and no k."""

NAMED = {
    "status": ("trainingStatus",),
    "year": ("trainingYear",),
    "projects": ("projectsUndertakenMin", "projectsUndertakenMax"),
    "projects-min": ("projectsUndertakenMin",),
    "projects-max": ("projectsUndertakenMax",),
    "published-projects-min": ("publishedProjectsMin",),
    "duration": ("yearsInProgramMin", "yearsInProgramMax"),
    "duration-min-years": ("yearsInProgramMin",),
    "duration-max-years": ("yearsInProgramMax",),
    "became-peer-mentor": ("becamePeerMentor",),
}
"""How a study calls attributes in ``publish`` → the properties that hold them."""

_ROLES = {
    "MenteeTenure": "mentee",
    "PeerMentorTenure": "peer-mentor",
    "MentorTenure": "mentor",
    "SeniorMentorTenure": "senior-mentor",
    "FacultyTenure": "faculty",
}
_OPEN = re.compile(
    r"https?://(?:creativecommons\.org/(?:licenses/by(?:-sa)?/|publicdomain/)"
    r"|opendatacommons\.org/licenses/(?:by|odbl|pddl)/)"
)

Shared = tuple[tuple[str, str], ...]
"""What would be published of a participant: (name, value), only what is known."""


def objection(agreed: set[str], *, published: bool) -> Literal["refused", "ground"] | None:
    """Say what speaks against publishing words, or None.

    ``agreed`` are the statuses of consent to publication, of the study and of the speakers;
    ``published`` says whether an open publication holds the words.
    """
    if agreed & {"refused", "withdrawn"}:
        return "refused"
    return None if published or "given" in agreed else "ground"


def consent(facts: Facts, thing: str) -> Iterator[str]:
    """Yield how consent to publication stands, as recorded of a study or a participant."""
    for record in facts.objects(thing, pif("hasConsent")):
        if facts.said(record, pif("consentScope")) == "publication":
            yield from map(value_of, facts.objects(record, pif("consentStatus")))


def openly_licensed(facts: Facts, study: str) -> bool:
    """Say whether a study is under a licence that lets anyone use it."""
    return any(_OPEN.match(value_of(x)) for x in facts.objects(study, f"<{DCTERMS}license>"))


def openly_published(facts: Facts, study: str) -> bool:
    """Say whether a study is reported in a publication and under an open licence."""
    return bool(facts.objects(study, pif("reportedIn"))) and openly_licensed(facts, study)


def group_size(facts: Facts, study: str) -> int:
    """Return the smallest group whose shared attributes may be published."""
    said = facts.said(study, pif("minimumGroupSize"))
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else DEFAULT_GROUP


def key_of(name: str) -> str:
    """Return the name of an attribute as names are compared.

    >>> key_of(" Became_peer mentor")
    'became-peer-mentor'
    """
    return name.strip().lower().replace("_", "-").replace(" ", "-")


def attribute(facts: Facts, person: str, name: str) -> str:
    """Return a participant's value of an attribute as published, or an empty string."""
    key = key_of(name)
    if key == "role":
        held = roles(facts, facts.objects(person, pif("hasTenure")))
        return " and ".join(sorted(held - {"mentor"} if "senior-mentor" in held else held))
    if key in NAMED:
        values = [facts.said(person, pif(p)) for p in NAMED[key]]
        return " to ".join(dict.fromkeys(v for v in values if v))
    return "; ".join(
        facts.said(node, pif("attributeValue")) for node in attribute_nodes(facts, person, name)
    )


def roles(facts: Facts, tenures: Iterable[str]) -> set[str]:
    """Return what the roles are called that somebody held."""
    kinds = {value_of(kind)[len(PIF) :] for tenure in tenures for kind in facts.objects(tenure, A)}
    return {_ROLES[kind] for kind in kinds & _ROLES.keys()}


def attribute_nodes(facts: Facts, person: str, name: str) -> list[str]:
    """Return the nodes that hold an attribute of the study's own making."""
    key = key_of(name)
    return [
        node
        for node in facts.objects(person, pif("hasAttribute"))
        if facts.said(node, pif("attributeName")).lower().replace("_", "-").replace(" ", "-") == key
    ]


def small_groups(known: Mapping[str, Shared], k: int) -> list[tuple[Shared, int, set[str]]]:
    """Return what fewer than k people share, how many do, and whose it is.

    A value that is not known is not published, so somebody without it is one of all who share
    the rest.
    """
    alike: defaultdict[Shared, set[str]] = defaultdict(set)
    for person, shared in known.items():
        alike[shared].add(person)
    having: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for person, shared in known.items():
        for value in shared:
            having[value].add(person)
    found = []
    for shared, people in sorted(alike.items()):
        if shared:
            count = len(set.intersection(*(having[value] for value in shared)))
            if count < k:
                found.append((shared, count, people))
    return found


def moment(said: str) -> datetime | None:
    """Return a moment as it is compared with the clock; without a zone it is in UTC."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
