"""Say of what the projection keeps back why, with what a data steward needs: dates, counts, who."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kg.identifiers import split_thing_iri
from kg.namespaces import PIF, shorten
from kg.publishing.case import Case
from kg.publishing.crowds import Few
from kg.publishing.projection import Projected
from kg.publishing.review import disclosures, pseudonyms
from kg.publishing.review.groups import said
from kg.publishing.review.reasons import REMEDIES as BLOCKING
from kg.publishing.review.verdict import Refusal, words_of
from kg.publishing.withholding import Withheld
from kg.terms import value_of
from kg.validation import permission
from kg.validation.facts import pif

_UNDER, _UNTIL, _LEVEL = pif("underEmbargo"), pif("embargoUntil"), pif("accessLevel")
_DOCUMENT = ("drawnFrom",)
_PEOPLE = ("spokenBy", "accountOf", "diaryOf")
_MAY_HOLD = frozenset({
    "unknown-property", "unknown-value", "document", "attribute", "name", "echo", "label",
})  # fmt: skip
"""Reasons for which a property stays behind whose words may be worth a sharper reason."""
_SAID = {
    "full-text": "the full text of a document never goes out",
    "coder": "coders go out under numbers",
    "follows": "it rests on something that stays behind",
    "governance": "what is agreed with one person is nobody else's",
    "synthetic": "the study is generated",
    "study": "nothing of its study may be public",
    "quoteless": "no quote of the study is public",
    "unneeded": "no public quote is theirs, and the study names nothing to be published",
    "closed": "the participant is closed",
    "ground": "neither an open licence with a publication nor consent to publish is on record",
    "echo": "it repeats words that stay behind",
    "name": "it names somebody or something that stays behind",
    "speaker": "its speaker stays behind",
    "told": "only words that stay behind tell of it",
    "label": "the label is not the id, and no public quote prints it",
    "attribute": "the study does not name it among what may be published",
    "document": "the document is not public itself",
    "other-study": "it leads to another study",
    "unknown-class": "its class is none that goes out",
    "unknown-property": "the property is none that goes out",
    "unknown-value": "the value is of no kind that goes out",
    "two-kinds": "it is two things at once",
    "address": "its address is not below that of its study",
    "excluded": "somebody excluded it, or what it rests on",
}


def kept_back(case: Case, projected: Projected) -> Iterator[Refusal]:
    """Yield what stays behind; what links pseudonyms is told as such."""
    linked = set()
    for s, property, o in pseudonyms.stated(case):
        linked.add((value_of(s), value_of(property)))
        yield Refusal(
            case.study, value_of(s), value_of(property), "pseudonym",
            f"{_named(value_of(s))} is linked to {_named(value_of(o))}"
            f" ({shorten(value_of(property))}); the link stays behind.",
            BLOCKING["pseudonym"], "withheld",
        )  # fmt: skip
    k = permission.group_size(case.facts, case.root)
    groups = {record: _group(few, k) for record, few in projected.few.items()}
    for each in projected.withheld:
        if (each.iri, each.about) not in linked:
            yield _told(case, each, groups)


def _told(case: Case, each: Withheld, groups: Mapping[str, str]) -> Refusal:
    record = f"<{each.iri}>"
    reason, remedy = each.reason, each.remedy
    found: tuple[str, ...] = ()
    detail = _DETAILS.get(reason)
    why = groups.get(each.iri, "") if reason == "small-group" else ""
    why = why or (detail(case, record) if detail else "") or _SAID.get(reason, reason)
    if each.about and reason in _MAY_HOLD:
        sharper = next(_held(case, record, f"<{each.about}>"), None)
        if sharper is not None:
            reason, found = sharper.reason, (sharper.words,)
            why, remedy = f"it holds what reads as {_A[reason]}", BLOCKING[reason]
    what = f"{words_of(each.about)} of {_named(each.iri)}" if each.about else _named(each.iri)
    return Refusal(
        case.study, each.iri, each.about, reason, f"{what} stays behind: {why}.", remedy,
        "withheld", found,
    )  # fmt: skip


_A = {
    "path": "a path", "email": "an e-mail address", "phone": "a telephone number",
    "account": "somebody's account", "birth-date": "a date of birth",
    "id-number": "somebody's number",
}  # fmt: skip


def _held(case: Case, record: str, about: str) -> Iterator[disclosures.Found]:
    for term in case.facts.objects(record, about):
        yield from disclosures.hard(value_of(term))


def _named(iri: str) -> str:
    named = split_thing_iri(iri)
    if named is None:
        return f"<{iri}>"
    study, kind, id = named
    return f"study {study}" if kind == "study" else f"{kind} {id} of {study}"


def _access(case: Case, record: str) -> str:
    levels = [value_of(level).removeprefix(PIF).lower() for level in _levels(case, record)]
    if not levels:
        return "its access is not stated"
    return f"its access is {' and '.join(levels)}"


def _levels(case: Case, record: str) -> list[str]:
    return case.facts.objects(record, _LEVEL)


def _around(case: Case, record: str) -> Iterator[tuple[str, str]]:
    """Yield a record and those whose embargo or consent is its own, each with what it is."""
    yield record, "itself"
    documents = [d for name in _DOCUMENT for d in case.objects(record, name)]
    people = [p for thing in (record, *documents) for n in _PEOPLE for p in case.objects(thing, n)]
    people += [
        holder
        for tenure in case.objects(record, "spokenInTenure")
        for holder in case.subjects("hasTenure", tenure)
    ]
    for thing in dict.fromkeys([*documents, *people]):
        yield thing, _named(value_of(thing))
    yield case.root, "the study"


def _embargo(case: Case, record: str) -> str:
    for thing, name in _around(case, record):
        if case.standing.is_embargoed(thing):
            ends = case.facts.objects(thing, _UNTIL)
            for embargo in case.facts.objects(thing, _UNDER):
                ends += case.facts.objects(embargo, _UNTIL)
            days = [m.date().isoformat() for e in ends if (m := permission.moment(value_of(e)))]
            until = f"until {max(days)}" if days and len(days) == len(ends) else "without an end"
            whose = "" if name == "itself" else f" of {name}"
            return f"it is under the embargo{whose} {until}"
    return "it is under an embargo"


def _consent(case: Case, record: str) -> str:
    whose = [
        name
        for thing, name in _around(case, record)
        for consent in case.facts.objects(thing, pif("hasConsent"))
        for status in case.facts.objects(consent, pif("consentStatus"))
        if value_of(status) in ("refused", "withdrawn")
    ]
    return "consent to publish was refused or withdrawn" + (f" ({whose[0]})" if whose else "")


_DETAILS: dict[str, Callable[[Case, str], str]] = {
    "access": _access, "embargo": _embargo, "consent": _consent,
}  # fmt: skip


def _group(few: Few, k: int) -> str:
    """Say what too few share, and how many do."""
    n = few.number
    if few.bare:
        what = f"with {said(few.shared)} " if few.shared else ""
        return f"only {n} of at least {k} {what}would go out without it, and be told by that"
    share = "participant of at least {} shares" if n == 1 else "participants of at least {} share"
    return f"{n} {share.format(k)} {said(few.shared)}"
