"""The small words with which a study's statements are made."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

from kg import model as m
from kg.findings import Place
from kg.identifiers import study_iri, thing_iri
from kg.namespaces import PIF, RDFS
from kg.terms import A, Triple, iri, text, typed

ROLE_CLASSES = {
    "mentee": "MenteeTenure",
    "peer-mentor": "PeerMentorTenure",
    "mentor": "MentorTenure",
    "senior-mentor": "SeniorMentorTenure",
    "faculty": "FacultyTenure",
}
DOCUMENT_CLASSES = {
    "interview": "InterviewTranscript",
    "diary": "MentoringDiary",
    "focus-group": "FocusGroupTranscript",
    "field-note": "FieldNote",
    "survey": "SurveyResponse",
    "reflective-essay": "ReflectiveEssay",
}
CODE_CLASSES = {
    "domain": "DomainCode",
    "subdomain": "SubdomainCode",
    "theme": "ThemeCode",
    "category": "CategoryCode",
}
TEAM = "authors"
"""The coder that stands for the study's coding team rather than for one researcher."""
ACCESS = {"public": "Public", "restricted": "Restricted", "closed": "Closed"}
TOLD_APART = re.compile(r"place [0-9]+ of [0-9]+ with these words$")
"""How a locator ends that tells words apart which were marked at several places nobody knows."""
DEFAULT_ACCESS = {"quote": "restricted", "document": "closed", "participant": "restricted"}
"""What holds when the access cell is empty: nothing becomes public by omission."""


@cache
def pif(name: str) -> str:
    """Return a term of the ontology; the same object each time, as a study has a million."""
    return f"<{PIF}{name}>"


LABEL = f"<{RDFS}label>"
OF_STUDY = pif("ofStudy")
IDENTIFIER = pif("identifier")


class Writer:
    """Gathers the statements of one study."""

    def __init__(self, study: m.Study) -> None:
        self.study = study
        self.said: dict[Triple, None] = {}  # in order: what lies together is read quickly
        self.places: dict[str, Place] = {}
        self._nodes: dict[tuple[str, str], str] = {}
        self.root = f"<{study_iri(study.id)}>"
        self.publication = f"<{study.publication.iri}>" if study.publication else ""

    def node(self, kind: str, id: str) -> str:
        """Return the term of a thing of the study."""
        key = (kind, id)
        if key not in self._nodes:
            self._nodes[key] = f"<{thing_iri(self.study.id, kind, id)}>"
        return self._nodes[key]

    def thing(self, kind: str, id: str, place: Place, *classes: str) -> str:
        """State that a thing exists, of classes of the ontology; returns its term."""
        node = self.node(kind, id)
        self.places.setdefault(node, place)
        self.add(node, IDENTIFIER, text(id))
        self.add(node, OF_STUDY, self.root)
        for name in classes:
            if name:
                self.add(node, A, pif(name))
        return node

    def add(self, subject: str, predicate: str, object: str) -> None:
        """Make one statement."""
        self.said[subject, predicate, object] = None

    def words(self, subject: str, predicate: str, value: str, language: str = "") -> None:
        """State a text, if there is one; ``predicate`` is a term, or a name of the ontology."""
        if value:
            if not predicate.startswith("<"):
                predicate = pif(predicate)
            self.said[subject, predicate, text(value, language or None)] = None

    def prose(self, subject: str, predicate: str, value: str) -> None:
        """State a text in the study's language."""
        self.words(subject, predicate, value, self.study.language)

    def whole(self, subject: str, name: str, value: int | None) -> None:
        """State a whole number, if there is one."""
        if value is not None:
            self.add(subject, pif(name), typed(value, "integer"))

    def number(self, subject: str, name: str, value: Decimal | None) -> None:
        """State a decimal number, if there is one."""
        if value is not None:
            self.add(subject, pif(name), typed(shortest(value), "decimal"))

    def link(self, subject: str, name: str, kind: str, id: str) -> None:
        """Point to a thing of the study, if there is one."""
        if id:
            self.add(subject, pif(name), self.node(kind, id))

    def access(self, subject: str, kind: str, written: str) -> None:
        """State who may see a thing."""
        self.add(subject, pif("accessLevel"), pif(ACCESS[written or DEFAULT_ACCESS[kind]]))

    def embargo(self, subject: str, until: str, place: Place) -> None:
        """State until when a thing is held back, if it is; the same moment is the same embargo."""
        if until:
            end = in_utc(until)
            day = end.removesuffix("T00:00:00Z").replace(":", "")
            node = self.thing("embargo", f"until-{day}", place, "Embargo")
            self.add(node, pif("embargoUntil"), typed(end, "dateTime"))
            self.add(subject, pif("underEmbargo"), node)

    def concept(self, concept: m.Concept) -> str:
        """Return the term of a code or construct."""
        return self.node("code", concept.code) if concept.code else iri(concept.iri)

    def target(self, target: m.Target) -> str:
        """Return the term of what a property points to."""
        return pif(target.id) if target.kind == "term" else self.node(target.kind, target.id)


def in_utc(moment: str) -> str:
    """Return a moment in UTC, where one without a zone is meant to be.

    >>> in_utc("2027-01-01T00:00:00"), in_utc("2027-01-01T00:30:00+02:00")
    ('2027-01-01T00:00:00Z', '2026-12-31T22:30:00Z')
    """
    found = datetime.fromisoformat(moment)
    with suppress(OverflowError):  # at the ends of time
        found = found.astimezone(UTC) if found.tzinfo else found
    return f"{found.replace(tzinfo=None).isoformat()}Z"


def shortest(value: Decimal) -> str:
    """Write a number as XML Schema's canonical form does: no needless zeros, no exponent.

    >>> shortest(Decimal("2.50")), shortest(Decimal("100"))
    ('2.5', '100')
    """
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
