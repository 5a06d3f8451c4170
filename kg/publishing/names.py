"""Find texts and ids that name what stays behind: ids of quotes, pseudonyms, names of users."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_MOST_TOKENS = 6
_KINDS = frozenset({
    "quote", "quotes", "extract", "excerpt", "participant", "participants", "person", "document",
    "transcript", "interview", "diary", "coder", "coders", "no", "nr", "number", "case",
})  # fmt: skip
_GENERIC = frozenset({
    "author", "authors", "coder", "coders", "researcher", "researchers", "team", "expert",
    "reviewer", "interviewer", "moderator", "student", "students", "mentor", "mentors", "mentee",
    "mentees", "participant", "participants", "interview", "diary", "quote", "document",
    "transcript",
})  # fmt: skip
"""What names nobody, though it may be an id."""


def tokens(text: str) -> list[str]:
    """Return the runs of letters and the runs of digits of a text.

    >>> tokens("NP1-interview")
    ['NP', '1', 'interview']
    """
    return _TOKEN.findall(text if text.isascii() else unicodedata.normalize("NFKC", text))


def _glued(parts: list[str]) -> str:
    return "".join(parts).casefold()


def is_nobody(name: str) -> bool:
    """Say whether what may be an id is a word for anybody: authors, the interviewer."""
    return _glued(tokens(name)) in _GENERIC


class Names:
    """Names that must not be found. ``known`` are names that are public anyway.

    A name of letters and digits is found however it is spaced (``M Diary 1``) and in any case; one
    word alone only as it is written, or with a capital, for pseudonyms may be words (Will, May). A
    number alone is a name after a word such as participant; a single letter never is.
    """

    def __init__(self, names: Iterable[str], known: Iterable[str] = ()) -> None:
        public = {_glued(tokens(name)) for name in known}
        self._joined: set[str] = set()
        self._words: set[str] = set()
        self._numbers: set[str] = set()
        for name in set(names):
            parts = tokens(name)
            glued = _glued(parts)
            if not parts or glued in public or glued in _GENERIC:
                continue
            if len(parts) > 1:
                self._joined.add(glued)
            elif parts[0].isdigit():
                self._numbers.add(parts[0])
            elif len(parts[0]) > 1:
                self._words |= {parts[0], parts[0].capitalize(), parts[0].upper()}

    def __bool__(self) -> bool:
        return bool(self._joined or self._words or self._numbers)

    def in_text(self, text: str) -> bool:
        """Say whether a text names one of them."""
        parts = tokens(text)
        if not self._words.isdisjoint(parts):
            return True
        if self._numbers:
            before = ""
            for part in parts:
                if part in self._numbers and before in _KINDS:
                    return True
                before = part.lower()
        return self._spelt(parts)

    def in_id(self, id: str) -> bool:
        """Say whether an id is made of one of them and something else."""
        parts = tokens(id)
        return (
            not self._words.isdisjoint(parts)
            or (bool(parts) and parts[0] in self._numbers)
            or self._spelt(parts)
        )

    def _spelt(self, parts: list[str]) -> bool:
        if not self._joined:
            return False
        lowered = [part.casefold() for part in parts]
        for at in range(len(lowered)):
            glued = ""
            for part in lowered[at : at + _MOST_TOKENS]:
                glued += part
                if glued in self._joined:
                    return True
        return False
