"""Ids for what a coding program names as it likes: safe, readable, the same for the same content.

They are made from names and words, never from the identifiers of a file, which change with every
export.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from kg.formats.values import control_character
from kg.identifiers import normal_id, slug, wrong_with_id
from kg.stating import TEAM

NAME_LIMIT = 80
"""The most characters of a name that stand in an id."""
PATH_LIMIT = 120
"""The same for the path of a code."""

_ENDINGS = re.compile(
    r"\.(?:txt|text|md|rtf|docx?|odt|pdf|html?|csv|xlsx?|srt|vtt|jpe?g|png|gif|tiff?|bmp|mp[34]"
    r"|m4[av]|wav|ogg|flac|wma|wmv|avi|mov|mkv|webm)$",
    re.IGNORECASE,
)
_PATH = re.compile(r"^(?:[A-Za-z]:[\\/]|\\\\|/|~/|file:)|\\")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(written: str) -> str:
    """Return a text without control characters and without space around it."""
    if control_character(written):
        written = _CONTROL.sub(" ", written)
    return written.strip()


def one_line(written: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join(clean(written).split())


def plain_name(name: str) -> str:
    """Return how a document is called: no folder of somebody's computer, no file ending.

    >>> plain_name(r"C:\\Users\\someone\\Interview 3.docx"), plain_name("Diary 1/2")
    ('Interview 3', 'Diary 1/2')
    """
    said = one_line(name)
    if _PATH.search(said):
        said = re.split(r"[\\/]", said)[-1]
    return _ENDINGS.sub("", said).strip()


def safe(name: str, otherwise: str, limit: int = NAME_LIMIT) -> str:
    """Return a name as an id: what cannot stand in one becomes a hyphen.

    >>> safe("Interview with A. (2nd)", "document"), safe("???", "document")
    ('Interview-with-A.-2nd', 'document')
    """
    composed = unicodedata.normalize("NFC", name)
    if composed.isascii():
        kept = re.sub(r"[^A-Za-z0-9._]+", "-", composed)
    else:
        kept = "".join(c if wrong_with_id(f"x{c}") is None else "-" for c in composed)
        kept = re.sub(r"-{2,}", "-", kept)
    made = normal_id(kept[:limit]).strip("-.")
    return made if made and wrong_with_id(made) is None else otherwise


def digest(*parts: str, size: int = 12) -> str:
    """Return a short name for texts: small letters and digits, ``size`` of them.

    >>> digest("P1", "I stopped asking.") == digest("P1", "I stopped asking.") != digest("P1")
    True
    """
    made = blake2b(digest_size=15)
    for part in parts:
        data = part.encode(errors="replace")
        made.update(b"%d:" % len(data))
        made.update(data)
    return base64.b32encode(made.digest()).decode().lower()[:size]


def document_ids(named: Sequence[tuple[str, str | None]]) -> list[str]:
    """Return an id for each document, given as its name and its text.

    Documents of one name, capitals aside, are told apart by a digest of their texts; copies of
    one text by a number.

    >>> document_ids([("Diary 1.txt", "a"), ("Interview", "b")])
    ['Diary-1', 'Interview']
    """
    made = [safe(plain_name(name), "document") for name, _ in named]
    often = Counter(id.casefold() for id in made)
    told = [
        id if often[id.casefold()] == 1 else f"{id}-{digest(text or '', size=6)}"
        for id, (_, text) in zip(made, named, strict=True)
    ]
    return numbered(told)


def numbered(ids: Iterable[str]) -> list[str]:
    """Tell ids that are alike, capitals aside, apart by a number."""
    wanted = list(ids)
    taken = {id.casefold() for id in wanted}
    seen: set[str] = set()
    counts: Counter[str] = Counter()
    found = []
    for id in wanted:
        made, folded = id, id.casefold()
        if folded in seen:
            number = counts[folded] or 1
            while made.casefold() in taken:
                number += 1
                made = f"{id}-{number}"
            counts[folded] = number
            taken.add(made.casefold())
        seen.add(folded)
        found.append(made)
    return found


def code_id(above: str, name: str) -> str:
    """Return the id of a code by its name and the id of the code above it.

    >>> code_id(code_id("", "Identity work"), "Patching")
    'identity-work.patching'
    """
    own = slug(name)[:NAME_LIMIT].strip("-") or f"code-{digest(name, size=6)}"
    made = f"{above}.{own}" if above else own
    return made if len(made) <= PATH_LIMIT else f"{own}-{digest(above, name, size=6)}"


def quote_ids(named: Iterable[tuple[str, str]]) -> list[str]:
    """Return an id for each quote, given as its document's id and its words, in text order.

    The id is a digest of both. Where words are quoted at several places of one document, the
    second place has the number 2, and so on.
    """
    counts: Counter[str] = Counter()
    found = []
    for document, words in named:
        made = f"Q-{digest(document, words)}"
        counts[made] += 1
        found.append(made if counts[made] == 1 else f"{made}.{counts[made]}")
    return found


def coding_id(quote: str, code: str, coder: str, taken: set[str]) -> str:
    """Return an id for a coding that is not taken, and take it."""
    made = f"{quote}-{code}"
    if made in taken:
        made = f"{made}-{coder or TEAM}"
    number, first = 1, made
    while made in taken:
        number += 1
        made = f"{first}.{number}"
    taken.add(made)
    return made
