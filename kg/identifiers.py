"""How a thing gets its address: the same input gives the same IRI on every machine.

An id is made of letters and digits of any script, full stops, hyphens and underscores; spaces
are dropped and the rest is put into Unicode's composed form (NFC), so that an id typed on two
keyboards is one id. Such ids need no escaping in an IRI. Anything else is refused rather than
changed, because two ids must never become one.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote

from kg.namespaces import BASE, CONSTRUCT, PIF

ID_LIMIT = 200
"""The most characters an id may have."""
STUDY_ID_LIMIT = 64
"""The same for a study's own id, which also names files."""

_SPACE = re.compile(r"\s+")
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_DOI = re.compile(
    r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+)",
    re.IGNORECASE,
)


def normal_id(raw: str) -> str:
    """Return an id as it is used: without spaces, composed.

    >>> normal_id(" M Diary 1 ")
    'MDiary1'
    """
    compact = _SPACE.sub("", raw)
    return compact if compact.isascii() else unicodedata.normalize("NFC", compact)


def wrong_with_id(id: str, limit: int = ID_LIMIT) -> str | None:
    """Say in words why a normal id cannot be one, or None if it can.

    >>> wrong_with_id("Q1/2")
    "it holds '/'"
    """
    if not id:
        return "it is empty"
    if len(id) > limit:
        return f"it has {len(id)} characters; {limit} is the most"
    if id in (".", ".."):
        return "an address cannot end so"
    if _PLAIN.fullmatch(id):
        return None
    strange = sorted({c for c in id if not _may_stand(c)})
    if not strange:
        return None
    return "it holds " + ", ".join(map(named, strange[:5]))


def named(character: str) -> str:
    """Name a character so that it can be found on a keyboard or in a table.

    >>> named("\\x00"), named("?")
    ('U+0000', "'?'")
    """
    shown = f"'{character}'" if character.isprintable() and character != " " else ""
    if character.isascii() and shown:
        return shown
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "").lower()
    return " ".join(part for part in (shown, code, name) if part)


def _may_stand(character: str) -> bool:
    # RFC 3987 leaves the last planes, where more marks lie, out of what an IRI may hold.
    return character in "._-" or (
        unicodedata.category(character)[0] in "LMN" and character < "\U000e0000"
    )


def slug(words: str) -> str:
    """Return words as a piece of an address: lower case, no marks, hyphens between.

    >>> slug("Schön's reflective practitioner (2nd ed.)")
    'schon-s-reflective-practitioner-2nd-ed'
    """
    plain = unicodedata.normalize("NFKD", words).casefold()
    kept = (c for c in plain if unicodedata.category(c)[0] != "M")
    spaced = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in kept)
    return unicodedata.normalize("NFC", "-".join(spaced.split()))[:ID_LIMIT]


def study_iri(study: str) -> str:
    """Return a study's IRI."""
    return f"{BASE}study/{study}"


def thing_iri(study: str, kind: str, id: str) -> str:
    """Return the IRI of a thing of a study.

    >>> thing_iri("krishna2024", "quote", "Q27")
    'https://w3id.org/pif-kg/study/krishna2024/quote/Q27'
    """
    return f"{BASE}study/{study}/{kind}/{id}"


def codebook_iri(study: str) -> str:
    """Return the IRI of a study's codebook."""
    return f"{BASE}study/{study}/codebook"


def split_thing_iri(iri: str) -> tuple[str, str, str] | None:
    """Return study, kind and id of a thing's IRI, or None if it is not one.

    The study itself has the kind ``study``.

    >>> split_thing_iri("https://w3id.org/pif-kg/study/krishna2024/quote/Q27")
    ('krishna2024', 'quote', 'Q27')
    """
    root = f"{BASE}study/"
    if not iri.startswith(root):
        return None
    study, _, rest = iri[len(root) :].partition("/")
    kind, _, id = rest.partition("/")
    return (study, kind, id) if rest else (study, "study", study)


def construct_iri(slug: str) -> str:
    """Return the IRI of a construct of the shared scheme."""
    return f"{CONSTRUCT}{slug}"


def term_iri(name: str) -> str:
    """Return the IRI of a term of the ontology."""
    return f"{PIF}{name}"


def normal_doi(raw: str) -> str | None:
    """Return a DOI bare and in lower case, from any of the ways it is written; None if it is none.

    >>> normal_doi("https://doi.org/10.1186/S12909-024-05992-0.")
    '10.1186/s12909-024-05992-0'
    """
    match = _DOI.fullmatch(raw.strip())
    if not match:
        return None
    return unquote(match[1]).rstrip(".,;").lower()


def work_iri(*, doi: str = "", author: str = "", year: int | None = None, title: str = "") -> str:
    """Return a work's IRI: its DOI, else an address made of first author, year and title.

    ``doi`` is a normal one. Only the first six words of the title take part. Empty when there is
    nothing to make it from.

    >>> work_iri(author="Wenger", year=1998, title="Communities of practice")
    'https://w3id.org/pif-kg/work/wenger-1998-communities-of-practice'
    """
    if doi:
        return "https://doi.org/" + quote(doi, safe="/:;()._-,+!$&'*=@~")
    parts = [slug(author), str(year or ""), "-".join(slug(title).split("-")[:6])]
    made = "-".join(part for part in parts if part)[:ID_LIMIT]
    return f"{BASE}work/{made}" if parts[0] or parts[2] else ""
