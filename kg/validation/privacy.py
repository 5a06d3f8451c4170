"""Rules that protect the people who were studied: consent, small groups, embargoes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from kg.namespaces import PIF
from kg.terms import value_of
from kg.validation import permission
from kg.validation.facts import Facts, pif
from kg.validation.hits import Hit, Rule, name_of

_HOME = "kg/validation/privacy.py"

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
    public = set(facts.index.backward(pif("accessLevel")).get(pif("Public"), ()))
    for quote in facts.members("Quote"):
        if quote not in public:
            continue
        studies = facts.objects(quote, pif("ofStudy"))
        people = facts.objects(quote, pif("spokenBy"))
        agreed = {s for thing in [*studies, *people] for s in permission.consent(facts, thing)}
        if permission.objection(agreed, published=True):
            yield Hit(REFUSED, value_of(quote))
            continue
        for study in studies:
            if study not in grounds:
                grounds[study] = permission.openly_published(facts, study)
            if permission.objection(agreed, published=grounds[study]):
                yield Hit(NO_GROUND, value_of(quote))


def _small_groups(facts: Facts) -> Iterator[Hit]:
    """Count the participants that share what would be published of each."""
    people: defaultdict[str, list[str]] = defaultdict(list)
    for person in facts.members("Participant"):
        for study in facts.objects(person, pif("ofStudy")):
            people[study].append(person)
    for study, group in people.items():
        names = sorted(value_of(n) for n in facts.objects(study, pif("publishableAttribute")))
        if not names:
            continue
        k = permission.group_size(facts, study)
        known = {
            person: tuple((n, v) for n in names if (v := permission.attribute(facts, person, n)))
            for person in group
        }
        for shared, count, found in permission.small_groups(known, k):
            said = ", ".join(f"{name} {value}" for name, value in shared)
            who = ", ".join(name_of(value_of(p)) for p in sorted(found))
            yield Hit(
                SMALL_GROUP, value_of(study),
                f"{said.capitalize()}: {count} of at least {k} ({who}).",
            )  # fmt: skip


def _embargoes(facts: Facts, now: datetime | None) -> Iterator[Hit]:
    present = now or datetime.now(UTC)
    for thing, until in facts.pairs(pif("embargoUntil")):
        end = permission.moment(value_of(until))
        if end is not None and end > present:
            yield Hit(EMBARGO, value_of(thing), f"It ends on {end.date().isoformat()}.")
