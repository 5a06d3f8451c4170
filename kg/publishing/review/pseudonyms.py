"""Find where pseudonyms of one person are linked: in words, and by statements."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, DCTERMS, OWL, PROV, RDFS, SKOS
from kg.publishing.case import Case
from kg.publishing.review.disclosures import Found
from kg.terms import is_iri, value_of

LINKS = frozenset(
    {f"<{OWL}sameAs>", f"<{RDFS}seeAlso>", f"<{DCTERMS}relation>", f"<{DCTERMS}replaces>"}
    | {f"<{SKOS}{kind}Match>" for kind in ("exact", "close", "broad", "narrow", "related")}
    | {f"<{PROV}{name}>" for name in ("alternateOf", "specializationOf", "wasDerivedFrom")}
)
"""Properties by which somebody would say that two participants are one."""

_CODE = r"[^\W\d_]{1,12}[ -]?\d{1,4}[a-z]?"
_MARKS = r"[\s()\[\]\"'“”\u2018\u2019]*"
_SAME = (
    r"(?:=+|≡|↔|⇔|<-+>|\b(?:is|was|equals|alias|aka|a\.k\.a\.?|viz\.?|i\.e\.?)"
    r"(?:\s+(?:the\s+same(?:\s+\w+)?\s+as|also(?:\s+known\s+as|\s+called)?|identical\s+(?:to|with)"
    r"|really|actually|in\s+fact))?(?!\w)"
    r"|\b(?:the\s+)?same(?:\s+\w+)?\s+as\b|\balso\s+(?:known\s+as|called)\b|\bknown\s+as\b"
    r"|\bcorresponds\s+to\b|\brefers\s+to\b|\bappears\s+as\b)"
)
_WHO = r"(?:(?:participant|person|speaker|interviewee|student|mentee|mentor)\s+)?"
_EQUAL = re.compile(rf"(?<!\w)({_CODE}){_MARKS}{_SAME}{_MARKS}{_WHO}({_CODE})(?!\w)", re.IGNORECASE)
_BOTH = re.compile(
    rf"(?<!\w)({_CODE}){_MARKS}(?:and|&|/){_MARKS}({_CODE}){_MARKS}"
    r"(?:are|were|is)\s+(?:both\s+)?(?:one\b|the\s+same\b|identical\b)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"study/([^\s/]+)/participant/([^\s/<>\"]+)")
_CLEAR = re.compile(r"=|≡|↔|⇔|same|known|alias|aka", re.IGNORECASE)
_OTHER_CODES = re.compile(
    r"(?:q|c|d|ref|table|fig|figure|section|line|page|part|step|theme|code|version|v|number|no"
    r"|year|yr|y|pgy|m|ms|st|ct|fy|f|r|grade|level|week|day|month|age|aged|covid|in|at|on|about"
    r"|only|over|under|nearly|just|of|to|from)\d",
    re.IGNORECASE,
)
"""Letters before a number that make no pseudonym: of quotes, parts of a text, years of training."""


def _plain(code: str) -> str:
    return re.sub(r"[\s_.-]", "", code).casefold()


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The ids of a study's participants."""

    study: str
    own: frozenset[str]

    @classmethod
    def of(cls, study: str, own: Collection[str]) -> Pseudonyms:
        """Return them as they are compared."""
        return cls(study, frozenset(map(_plain, own)))

    def linked(self, text: str) -> Iterator[Found]:
        """Yield where a text says that two pseudonyms are one person.

        >>> known = Pseudonyms.of("a", {"P4"})
        >>> [f.words for f in known.linked("Note that P4 is NP3, as printed.")]
        ['P4 is NP3']
        >>> list(known.linked("P4 is in year 3, and P4 was lost"))
        []
        """
        for match in (*_EQUAL.finditer(text), *_BOTH.finditer(text)):
            a, b = _plain(match[1]), _plain(match[2])
            known = [code in self.own for code in (a, b)]
            like = [
                k or not _OTHER_CODES.match(code) for k, code in zip(known, (a, b), strict=True)
            ]
            clear = _CLEAR.search(text, match.end(1), match.end())
            if a != b and all(like) and (any(known) or clear is not None):
                yield Found("pseudonym", match[0], match.start())
        for match in _ADDRESS.finditer(text):
            if match[1] != self.study:
                yield Found("pseudonym", match[0], match.start())


def stated(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield the statements by which participants are said to be one, as terms."""
    for property in sorted(LINKS & set(case.facts.index.properties())):
        for s, o in case.facts.pairs(property):
            if is_iri(o) and s != o and (_is_participant(case, s) or _is_participant(case, o)):
                yield s, property, o


def _is_participant(case: Case, term: str) -> bool:
    if case.kinds.get(term) == "participant":
        return True
    named = split_thing_iri(value_of(term)) if term.startswith(f"<{BASE}study/") else None
    return named is not None and named[1] == "participant"
