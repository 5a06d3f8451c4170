"""Read a reference as it is printed, in whatever style: who, when, what, and its identifiers.

For entries of a list that say nothing else. What cannot be told is left empty, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.identifiers import normal_doi


@dataclass(frozen=True, slots=True)
class Printed:
    """What a printed reference says. ``family`` is that of the first author."""

    family: str = ""
    title: str = ""
    year: str = ""
    doi: str = ""
    pmid: str = ""


_NUMBER = re.compile(r"^\s*\[?[0-9]{1,4}[.\])]\s*")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(10\.[0-9]{4,9}/[^\s\"<>]+)", re.I)
_PMID = re.compile(r"\bPMID:?\s*([0-9]{4,9})\b", re.I)
_URL = re.compile(r"https?://\S+")
_YEAR = r"((?:1[5-9]|20)[0-9]{2})[a-z]?"
_IN_BRACKETS = re.compile(rf"[(]{_YEAR}(?:,[^()]*)?[)][.,:]?\s*")
_YEAR_ALONE = re.compile(rf"(?<![0-9\u2013-]){_YEAR}(?![0-9])")
_AT_THE_END = re.compile(rf"\b{_YEAR}\b\s*(?:[;:,.]|$)")
_AFTER_NAMES = re.compile(rf"\.\s+{_YEAR}\.\s+")
_PART = re.compile(r"\s*(?:part|pt|[ivx]+\b)[.:]?\s*[^.]{0,80}", re.I)
_QUOTED = re.compile(r"[\u201c\"\u2018']{1,2}(.+?)[,.?!]?[\u201d\"\u2019']{1,2}(?=[\s,.]|$)")
_SENTENCE = re.compile(r"(?<=[^\s.])(?<!\b[A-Z])([.?!])\s+(?=[^a-z\s])")
_EDITORS = re.compile(r",?\s*[(]?(?:editors?|eds?)[.)]*\s*$", re.I)


def read(text: str) -> Printed:
    """Return what a printed reference says.

    >>> read("40. Wenger E. *Communities of practice*. New York: Cambridge; 1998.").title
    'Communities of practice'
    >>> read("Wenger, E. (1998). Communities of practice. Cambridge.").family
    'Wenger'
    """
    whole = " ".join(_NUMBER.sub("", text).replace("*", "").replace("_", "").split())
    doi, pmid = _DOI.search(whole), _PMID.search(whole)
    bare = _URL.sub("", _PMID.sub("", _DOI.sub("", whole))).strip()
    dated = _IN_BRACKETS.search(bare) or _AFTER_NAMES.search(bare)
    if dated and dated.start() > 1:
        people, rest, year = bare[: dated.start()], bare[dated.end() :], dated[1]
    else:
        people, _, rest = _parted(bare)
        year = ""
    title = _title(rest)
    return Printed(
        family(people),
        title,
        year or _year(rest.replace(title, "", 1)) or _year(rest),
        (normal_doi(doi[1].rstrip(".,;)")) or "") if doi else "",
        pmid[1] if pmid else "",
    )


def family(people: str) -> str:
    """Return the family name of the first of some people, as any style prints them.

    >>> [family(p) for p in ("Radha Krishna LK, Tay KT", "Schön, D. A.", "Boud D, Keogh R, eds")]
    ['Radha Krishna', 'Schön', 'Boud']
    """
    first = re.split(r",|;|\s&\s|\sand\s|\set al", _EDITORS.sub("", people.strip()))[0].strip()
    words = first.rstrip(".").split(" ")
    while len(words) > 1 and re.fullmatch(
        r"(?:[A-Z]{1,5}|(?:[A-Z]\.?-?){1,4}|[JS]r\.?|I{2,3})", words[-1]
    ):
        words.pop()
    return " ".join(words)


def _parted(bare: str) -> tuple[str, str, str]:
    """Part a reference behind its authors: at the first stop that is not one of initials."""
    for stop in re.finditer(
        r"(?:(?<=[A-Z])|(?<=\bal)|(?<=\b[Ee]ds)|(?<=editors)|(?<=\b[JS]r))\.\s+", bare
    ):
        if not re.match(r"(?:[A-Z]\.|&|and\s)", bare[stop.end() :]):
            return bare[: stop.start()], ". ", bare[stop.end() :]
    return bare.partition(". ")


def _title(rest: str) -> str:
    quoted = _QUOTED.match(rest)
    if quoted and len(quoted[1].split()) > 2:
        return quoted[1].strip(" ,.")
    end = _SENTENCE.search(rest)
    title = rest[: end.end(1)] if end else rest
    if end and (more := _PART.match(rest, end.end())):
        title = f"{title} {more[0].strip()}"
    if not end:
        title = _AT_THE_END.split(title)[0]
    # A book's publisher may follow a colon: it stays, for so does a subtitle.
    return title.strip(" .,;")


def _year(rest: str) -> str:
    found = _AT_THE_END.search(rest) or _YEAR_ALONE.search(rest)
    return found[1] if found else ""
