"""How a record stands: who may see it, until when it is held back, what was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kg.terms import value_of
from kg.validation import permission
from kg.validation.facts import Facts, pif

_LEVEL, _PUBLIC, _CLOSED = pif("accessLevel"), pif("Public"), pif("Closed")
_UNDER, _UNTIL, _CONSENT = pif("underEmbargo"), pif("embargoUntil"), pif("hasConsent")
_SCOPE, _STATUS = pif("consentScope"), pif("consentStatus")
_HARMLESS = {"given", "not-stated"}


class Standing:
    """What is on record about publishing; where it is not clear, it speaks against."""

    def __init__(self, facts: Facts, study: str, now: datetime) -> None:
        self._facts = facts
        self._study = study
        self._now = now
        self._published = permission.openly_published(facts, study)
        self._agreed = set(permission.consent(facts, study))
        self._refused = self._speaks_against(study, personal=False)
        self._held = {*facts.index.forward(_UNTIL), *facts.index.forward(_UNDER)}

    def is_public(self, record: str) -> bool:
        """Say whether a record is public and nothing else."""
        return set(self._facts.objects(record, _LEVEL)) == {_PUBLIC}

    def is_closed(self, record: str) -> bool:
        """Say whether a record is closed, or its level is none that is known."""
        levels = set(self._facts.objects(record, _LEVEL))
        return _CLOSED in levels or not levels <= {_PUBLIC, pif("Restricted")}

    def is_barred(self, record: str) -> bool:
        """Say whether a record that needs no level has one, and not public."""
        return not set(self._facts.objects(record, _LEVEL)) <= {_PUBLIC}

    def is_embargoed(self, record: str) -> bool:
        """Say whether a record is held back now; one whose end is not known is, for ever."""
        if record not in self._held:
            return False
        ends = self._facts.objects(record, _UNTIL)
        for embargo in self._facts.objects(record, _UNDER):
            ends += self._facts.objects(embargo, _UNTIL) or [""]
        return any(self._is_ahead(end) for end in ends)

    def _is_ahead(self, end: str) -> bool:
        moment = permission.moment(value_of(end)) if end else None
        return moment is None or moment > self._now

    def changes_at(self) -> datetime | None:
        """Return when the next embargo ends."""
        ends = [permission.moment(value_of(end)) for _, end in self._facts.pairs(_UNTIL)]
        return min((end for end in ends if end is not None and end > self._now), default=None)

    def objection(self, speakers: Iterable[str], sources: Iterable[str]) -> str | None:
        """Say what speaks against publishing words: consent, ground or nothing (None).

        ``sources`` are what else they come from; a yes to be published is the study's or the
        speaker's, a no may be anybody's.
        """
        speakers = list(speakers)
        if self._refused or any(
            self._speaks_against(thing, personal=True) for thing in (*speakers, *sources)
        ):
            return "consent"
        agreed = self._agreed.union(*(permission.consent(self._facts, s) for s in speakers))
        found = permission.objection(agreed, published=self._published)
        return "consent" if found == "refused" else found

    def _speaks_against(self, thing: str, *, personal: bool) -> bool:
        """Say whether consent was refused or withdrawn.

        A person who withdrew from anything is not quoted. A study as a whole may have been
        refused something else; only what is, or may be, about publication counts.
        """
        for record in self._facts.objects(thing, _CONSENT):
            scopes = {value_of(s).casefold() for s in self._facts.objects(record, _SCOPE)}
            statuses = {value_of(s).casefold() for s in self._facts.objects(record, _STATUS)}
            if personal and "withdrawn" in statuses:
                return True
            if (not scopes or any("publi" in s for s in scopes)) and statuses - _HARMLESS:
                return True
        return False
