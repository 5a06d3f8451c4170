"""Rules that protect the people who were studied: consent, small groups, embargoes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from kg.namespaces import DCTERMS, PIF
from kg.terms import A, value_of
from kg.validation.facts import Facts, pif
from kg.validation.hits import Hit, Rule, name_of

_HOME = "kg/validation/privacy.py"

DEFAULT_GROUP = 3
"""The smallest group when a study names attributes to publish and no k."""

ATTRIBUTES = (
    "trainingStatus",
    "trainingYear",
    "projectsUndertakenMin",
    "projectsUndertakenMax",
    "publishedProjectsMin",
    "yearsInProgramMin",
    "yearsInProgramMax",
    "becamePeerMentor",
    "hasAttribute",
)
"""The properties that hold what is known of a participant beside label and role."""

_NAMED = {
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

REFUSED = Rule(
    "Quote-consentRefused", "violation", "violation", "consent to publish stands",
    "Somebody who said no, or took a yes back, must not be quoted in public.",
    "The quote is public although consent to publication was refused or withdrawn.",
    "Set access to closed, or take the quote out.",
    f"{PIF}accessLevel", _HOME,
)  # fmt: skip
NO_GROUND = Rule(
    "Quote-publicGround", "warning", "violation", "ground for publishing",
    "Words may be public when an open publication holds them, or when their speaker agreed.",
    "The quote is public, but no open publication and no consent to publish is on record.",
    "Set access to restricted, or fill licence and doi, or ethics, consent_to_publish.",
    f"{PIF}accessLevel", _HOME,
)  # fmt: skip
SMALL_GROUP = Rule(
    "Participant-smallGroup", "info", "violation", "smallest group",
    "Few people share several attributes, and whoever knows the programme can tell who they are.",
    "Too few participants share these attributes; they may not be published together.",
    "Take an attribute out of publish, attributes in study.yaml, or join values into wider ones.",
    f"{PIF}publishableAttribute", _HOME,
)  # fmt: skip
EMBARGO = Rule(
    "Embargo-ended", "info", "violation", "embargo over",
    "What is promised to stay closed until a date stays closed until then.",
    "The record is under an embargo that has not ended; it may not be released yet.",
    "Publish after that, or leave the record out.",
    f"{PIF}embargoUntil", _HOME,
)  # fmt: skip

RULES = (REFUSED, NO_GROUND, SMALL_GROUP, EMBARGO)


def check_privacy(facts: Facts, *, now: datetime | None = None) -> list[Hit]:
    """Return what would harm somebody if it were published."""
    return [*_public_quotes(facts), *_small_groups(facts), *_embargoes(facts, now)]


def _public_quotes(facts: Facts) -> Iterator[Hit]:
    grounds: dict[str, bool] = {}
    for quote in facts.members("Quote"):
        if pif("Public") not in facts.objects(quote, pif("accessLevel")):
            continue
        studies = facts.objects(quote, pif("ofStudy"))
        people = facts.objects(quote, pif("spokenBy"))
        agreed = {s for thing in [*studies, *people] for s in _consent(facts, thing)}
        if agreed & {"refused", "withdrawn"}:
            yield Hit(REFUSED, value_of(quote))
            continue
        for study in studies:
            if study not in grounds:
                grounds[study] = _openly_published(facts, study)
            if "given" not in agreed and not grounds[study]:
                yield Hit(NO_GROUND, value_of(quote))


def _consent(facts: Facts, thing: str) -> Iterator[str]:
    for record in facts.objects(thing, pif("hasConsent")):
        if facts.said(record, pif("consentScope")) == "publication":
            yield from map(value_of, facts.objects(record, pif("consentStatus")))


def _openly_published(facts: Facts, study: str) -> bool:
    licences = facts.objects(study, f"<{DCTERMS}license>")
    return bool(facts.objects(study, pif("reportedIn"))) and any(
        _OPEN.match(value_of(licence)) for licence in licences
    )


def _small_groups(facts: Facts) -> Iterator[Hit]:
    """Count the participants that share what would be published of each.

    A value that is not known is not published, so somebody without it is one of all who share
    the rest.
    """
    people: defaultdict[str, list[str]] = defaultdict(list)
    for person in facts.members("Participant"):
        for study in facts.objects(person, pif("ofStudy")):
            people[study].append(person)
    for study, group in people.items():
        names = sorted(value_of(n) for n in facts.objects(study, pif("publishableAttribute")))
        if not names:
            continue
        k = _group_size(facts, study)
        known = {p: tuple((n, v) for n in names if (v := _attribute(facts, p, n))) for p in group}
        alike: defaultdict[tuple[tuple[str, str], ...], set[str]] = defaultdict(set)
        for person in group:
            alike[known[person]].add(person)
        for shared, found in sorted(alike.items()):
            count = sum(len(v) for other, v in alike.items() if set(shared) <= set(other))
            if shared and count < k:
                said = ", ".join(f"{name} {value}" for name, value in shared)
                who = ", ".join(name_of(value_of(p)) for p in sorted(found))
                yield Hit(
                    SMALL_GROUP, value_of(study),
                    f"{said.capitalize()}: {count} of at least {k} ({who}).",
                )  # fmt: skip


def _group_size(facts: Facts, study: str) -> int:
    said = facts.said(study, pif("minimumGroupSize"))
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else DEFAULT_GROUP


def _attribute(facts: Facts, person: str, name: str) -> str:
    """Return a participant's value of an attribute as published, or an empty string."""
    key = name.strip().lower().replace("_", "-").replace(" ", "-")
    if key == "role":
        kinds = {
            value_of(kind)[len(PIF) :]
            for tenure in facts.objects(person, pif("hasTenure"))
            for kind in facts.objects(tenure, A)
        }
        if "SeniorMentorTenure" in kinds:
            kinds.discard("MentorTenure")
        return " and ".join(sorted(_ROLES[k] for k in kinds & set(_ROLES)))
    if key in _NAMED:
        values = [facts.said(person, pif(p)) for p in _NAMED[key]]
        return " to ".join(dict.fromkeys(v for v in values if v))
    return "; ".join(
        facts.said(attribute, pif("attributeValue"))
        for attribute in facts.objects(person, pif("hasAttribute"))
        if facts.said(attribute, pif("attributeName")).lower().replace("_", "-").replace(" ", "-")
        == key
    )


def _embargoes(facts: Facts, now: datetime | None) -> Iterator[Hit]:
    moment = now or datetime.now(UTC)
    for thing, until in facts.pairs(pif("embargoUntil")):
        end = _moment(value_of(until))
        if end is not None and end > moment:
            yield Hit(EMBARGO, value_of(thing), f"It ends on {end.date().isoformat()}.")


def _moment(said: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
