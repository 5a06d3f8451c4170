"""Texts as names are looked for in them: without case, marks apart, with the way back.

Two spellings that look alike are one: composed and decomposed, full width and half, curly and
straight apostrophes. Characters that cannot be seen are passed over.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from itertools import pairwise
from typing import NamedTuple

_PASSED_OVER = frozenset("\u00ad\u180e\u200e\u200f\u2060\ufeff\u061c") | {
    chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
_APOSTROPHES = frozenset("’‘ʼʹ`´＇")  # noqa: RUF001
_HYPHENS = frozenset("‐‑‒–—−")  # noqa: RUF001
_RUN = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")


class Folded(NamedTuple):
    """A folded text; ``at`` gives where each of its characters came from, None where all stayed."""

    text: str
    at: list[int] | None

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the source that a span of the folded text came from."""
        if self.at is None:
            return start, end
        came_from = self.at[start:end]
        return min(came_from), max(came_from) + 1

    def is_whole(self, start: int, end: int) -> bool:
        """Say whether a span cuts through no character of the source."""
        at = self.at
        return at is None or (
            (start == 0 or at[start - 1] != at[start])
            and (end == len(at) or at[end - 1] != at[end])
        )


def fold(text: str) -> Folded:
    """Fold a text.

    >>> fold("Zoë\\u2019s").text == fold("ZOE\\u0308'S").text
    True
    """
    if text.isascii():
        return Folded(text.lower(), None)
    made: list[str] = []
    at: list[int] = []
    for run in _RUN.finditer(text):
        if run[0].isascii():
            made.append(run[0].lower())
            at.extend(range(run.start(), run.end()))
            continue
        for number, character in enumerate(run[0], run.start()):
            folded = _folded(character)
            made.append(folded)
            at.extend([number] * len(folded))
    return _ordered("".join(made), at)


@cache
def _folded(character: str) -> str:
    if character in _PASSED_OVER:
        return ""
    if character in _APOSTROPHES:
        return "'"
    if character in _HYPHENS:
        return "-"
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", character).casefold()
    return unicodedata.normalize("NFKD", plain)


def _ordered(text: str, at: list[int]) -> Folded:
    """Put marks on one letter into the order in which Unicode has them."""
    classes = [unicodedata.combining(c) if c >= "\u0300" else 0 for c in text]
    if not any(a > b > 0 for a, b in pairwise(classes)):
        return Folded(text, at)
    order = list(range(len(text)))
    start = 0
    while start < len(order):
        end = start + 1
        if classes[start]:
            while end < len(order) and classes[end]:
                end += 1
            order[start:end] = sorted(order[start:end], key=lambda n: classes[n])
        start = end
    return Folded("".join(text[n] for n in order), [at[n] for n in order])


@cache
def word_class() -> str:
    """Return, for a pattern, the characters that words are made of: letters, digits and marks.

    Those of scripts that put no space between words are none of them.
    """
    ranges: list[str] = []
    start = -1
    for code in range(0x300, sys.maxunicode + 2):
        is_mark = code <= sys.maxunicode and unicodedata.category(chr(code))[0] == "M"
        if is_mark and start < 0:
            start = code
        elif not is_mark and start >= 0:
            ranges.append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start = -1
    return f"(?![{_UNSPACED}])(?:[^\\W_]|[{''.join(ranges)}])"


_UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Chinese, Japanese, Korean, Thai, Lao, Tibetan, Burmese, Khmer, as a class of characters."""


@cache
def is_unspaced(character: str) -> bool:
    """Say whether a character is of a script that puts no space between words, or after a name."""
    return bool(re.fullmatch(f"[{_UNSPACED}]", character))
