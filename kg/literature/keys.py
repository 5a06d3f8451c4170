"""By what two descriptions are known to be of one work: identifiers, or title, year and author."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kg.identifiers import normal_doi
from kg.literature import printed as printing

_DOI_ORG = "https://doi.org/"
_QUOTES = "'`\u2018\u2019\u02bc"
_NO_QUOTES = str.maketrans("", "", _QUOTES)
_WORD = re.compile(r"[a-z0-9]+")
_LEAST_WORDS = 3
"""A shorter title (Editorial, Reply) says too little to tell a work by it."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a work from one place. ``families`` are all authors', without marks.

    ``first`` is the first author's, where the order is known; ``work`` is the work's address,
    ``name`` its title as it is compared.
    """

    work: str
    name: str = ""
    year: str = ""
    first: str = ""
    families: frozenset[str] = frozenset()
    doi: str = ""
    pmid: str = ""


def record(
    work: str,
    *,
    title: str = "",
    year: str = "",
    creators: tuple[str, ...] = (),
    doi: str = "",
    pmid: str = "",
    printed: str = "",
) -> Record:
    """Make a record; what is not said is read from the printed reference.

    >>> r = record("w", printed="Schön DA. The reflective practitioner. Basic Books; 1983.")
    >>> r.name, r.year, r.first
    ('the reflective practitioner', '1983', 'schon')
    """
    read = printing.read(printed) if printed else printing.Printed()
    families = [plain(family_of(name)) for name in creators]
    first = plain(read.family)
    if families and not any(_akin(first, each) for each in families):
        # A printed list may be of a style that was not understood; what is filed counts.
        first = families[0] if len(families) == 1 else ""
    elif not families and first:
        families = [first]
    if work.startswith(_DOI_ORG):
        doi = doi or normal_doi(work) or ""
    return Record(
        work,
        plain(title or read.title),
        year or read.year,
        first,
        frozenset(filter(None, families)),
        doi or read.doi,
        pmid or read.pmid,
    )


@lru_cache(maxsize=50_000)
def plain(words: str) -> str:
    """Return words as they are compared: no capitals, marks or signs; dashes and ``&`` alike.

    >>> plain("Identity-work & the 'Self': Schön's  <i>View</i>")
    'identity work and the self schons view'
    """
    bare = re.sub(r"</?[A-Za-z][^<>]*>", "", words).replace("&amp;", "&").replace("&", " and ")
    if bare.isascii():
        return " ".join(_WORD.findall(bare.translate(_NO_QUOTES).lower()))
    folded = unicodedata.normalize("NFKD", bare).casefold()
    kept = (c for c in folded if unicodedata.category(c)[0] != "M" and c not in _QUOTES)
    spaced = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in kept)
    return " ".join(spaced.split())


def family_of(name: str) -> str:
    """Return the family name of ``Family, Given``, or of a name printed with initials.

    >>> family_of("Cruess, RL"), family_of("Cruess RL"), family_of("Donald A. Schön")
    ('Cruess', 'Cruess', 'Schön')
    """
    family, comma, _ = name.partition(",")
    if comma:
        return family.strip()
    found = printing.family(name)
    return found if found != name.strip().rstrip(".") or " " not in found else found.split()[-1]


def same_people(a: Record, b: Record) -> bool:
    """Say whether the first authors may be one person, and nothing speaks against it.

    Where the order is not known, one family name in common must do. Lists are cut off in print,
    so that one names more people than the other says nothing.
    """
    if a.first and b.first:
        return _akin(a.first, b.first)
    if a.first:
        return any(_akin(a.first, each) for each in b.families)
    if b.first:
        return any(_akin(b.first, each) for each in a.families)
    return not a.families.isdisjoint(b.families)


def telling(record: Record) -> bool:
    """Say whether a record says enough to be told by title, year and author."""
    return bool(record.year and record.families and len(record.name.split()) >= _LEAST_WORDS)


def _akin(a: str, b: str) -> bool:
    """Say whether two family names may be one: alike, or one the end of the other.

    >>> _akin("krishna", "radha krishna"), _akin("tan", "tay")
    (True, False)
    """
    short, long = sorted((a, b), key=len)
    return bool(short) and (short == long or long.endswith(f" {short}"))
