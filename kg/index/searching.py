"""Search for words: what people type, made into what SQLite's full-text index understands.

Words are compared without regard to capitals; accents count, whichever way they are typed. All
terms must occur: a word, a ``"phrase"``, or the beginning of a word with ``*``. Nothing that is
typed reaches the index but letters and digits in quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from pyroaring import BitMap

from kg.errors import LimitReached, UsageError
from kg.index.index import Index
from kg.index.storing import COMMON

MOST_WORDS = 200
"""How many words one search may have."""
SHORTEST_PREFIX = 3
"""How many Latin letters stand before a ``*`` at least."""

_PIECE = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]|([^\s"“”„«»]+)')
# The marks that the tokenizer takes for part of a letter (SQLite's fts5_unicode2.c).
_MARKS = frozenset(
    chr(768 + i) for i in range(32) if 0x08029FDF >> i & 1
) | frozenset(chr(800 + i) for i in range(18) if 0x000361F8 >> i & 1)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand next to each other; the last one may be the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False

    @property
    def match(self) -> str:
        """The term as the full-text index reads it, in every way its letters may be typed."""
        said = " ".join(self.words)
        forms = dict.fromkeys(unicodedata.normalize(f, said) for f in ("NFC", "NFD"))
        star = " *" if self.prefix else ""
        quoted = [f'"{form}"{star}' for form in (said, *(f for f in forms if f != said))]
        return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


def parse(text: str) -> list[Term]:
    """Read what somebody typed.

    >>> [(t.words, t.prefix) for t in parse('mentor* "say no"')]
    [(('mentor',), True), (('say', 'no'), False)]

    Raises:
        UsageError: There is no word in it.
        LimitReached: There are more than 200 words.
    """
    terms: dict[Term, None] = {}
    count = 0
    for phrase, plain in _PIECE.findall(text):
        words = split(phrase or plain)
        count += len(words)
        prefix = not phrase and plain.endswith("*")
        if prefix and words and words[-1].isascii() and len(words[-1]) < SHORTEST_PREFIX:
            raise UsageError(
                f"{plain[:20]!r} begins too many words.",
                f"Write at least {SHORTEST_PREFIX} letters before the *.",
            )
        if words:
            terms[Term(words, prefix)] = None
    if count > MOST_WORDS:
        raise LimitReached(
            f"The search has {count:,} words; {MOST_WORDS} is the most.",
            "Search for a few words, or for one sentence in quotation marks.",
        )
    if not terms:
        raise UsageError(
            f"There is no word to search for in {text[:80]!r}.",
            'Write words, a "phrase" in quotation marks, or the beginning of a word with *.',
        )
    return list(terms)


def split(text: str) -> tuple[str, ...]:
    """Return the words of a text as the full-text index divides it."""
    words: list[str] = []
    word = ""
    for character in text:
        if _in_word(character) or (word and character in _MARKS):
            word += character
        elif word:
            words.append(word)
            word = ""
    return (*words, word) if word else tuple(words)


def _in_word(character: str) -> bool:
    if character.isascii():
        return character.isalnum()
    return (category := unicodedata.category(character))[0] in "LN" or category == "Co"


def matching(index: Index, terms: list[Term]) -> BitMap:
    """Return the quotes in which all terms occur."""
    common, others = _parted(index, terms)
    found = BitMap.intersection(*common) if common else None
    if others:
        matched = BitMap(n for (n,) in _select(index, "rowid", others))
        found = matched if found is None else matched & found
    return found if found is not None else BitMap()


def ranked(index: Index, terms: list[Term], hits: BitMap, most: int) -> list[int] | None:
    """Return hits with the most telling first, at most so many; None when none tells more.

    The order is that of BM25 (k1 1.2, b 0.75) over the terms; equals stand in the order of
    their numbers. A word in more than 20,000 quotes counts for nothing; where every term is so
    common there is no ranking.
    """
    _, others = _parted(index, terms)
    if not others:
        return None
    # A single word that is not common bounds what must be looked at; anything else is counted.
    bounded = any(len(term.words) == 1 and not term.prefix for term in others)
    if not bounded and len(_select(index, "rowid", others, COMMON + 1)) > COMMON:
        return None
    scored = ((score, n) for n, score in _select(index, "rowid, bm25(word)", others) if n in hits)
    return [n for _, n in nsmallest(most, scored)]


def spans(index: Index, terms: list[Term], n: int) -> list[tuple[int, int]]:
    """Return where the terms stand in a quote: code points of its text, end exclusive."""
    expression = " OR ".join(term.match for term in terms)
    with index.reading() as db:
        found = db.execute(
            "SELECT highlight(word, 0, char(2), char(3)) FROM word "
            "WHERE word MATCH ? AND rowid = ?",
            (expression, n),
        ).fetchone()
    if not found:
        return []
    marked, places, at = found[0], [], 0
    start = 0
    for character in marked:
        if character == "\x02":
            start = at
        elif character == "\x03":
            places.append((start, at))
        else:
            at += 1
    return places


def _parted(index: Index, terms: list[Term]) -> tuple[list[BitMap], list[Term]]:
    """Return the bitmaps of the common words, and the terms that are to be looked up."""
    common, others = [], []
    for term in terms:
        word = term.words[0].lower()
        plain = len(term.words) == 1 and not term.prefix and word.isascii()
        held = index.word(word) if plain else None
        if held is not None:
            common.append(held)
        else:
            others.append(term)
    return common, others


def _select(
    index: Index, columns: str, terms: list[Term], limit: int = -1
) -> list[tuple[Any, ...]]:
    expression = " AND ".join(term.match for term in terms)
    with index.reading() as db:
        return db.execute(
            f"SELECT {columns} FROM word WHERE word MATCH ? LIMIT ?",  # noqa: S608
            (expression, limit),
        ).fetchall()
