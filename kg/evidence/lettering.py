"""How wide text will be where no font can be asked, and how it breaks into lines."""

from __future__ import annotations

import re
import unicodedata

_NARROW = frozenset("iljtfrI.,:;'|!()[]{}/-\u2018\u2019\u2013 ")
_WIDE = frozenset("mwMWQO@%&\u2014\u2026")
# What XML cannot hold, what steers a terminal, and what turns the direction of text.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029"
    "\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    r"""Return a text on one line, with characters that may not be shown as their numbers.

    >>> clean("a\u202eb\nc")
    'a\\u202eb c'
    """
    shown = _UNSHOWABLE.sub(lambda c: f"\\u{ord(c[0]):04x}", text)
    return " ".join(shown.split())


def width_of(text: str, size: float) -> float:
    """Return about how wide a line of sans-serif text is; a little too wide rather than not.

    ``size`` is that of the font; the answer is in the same unit.
    """
    return size * sum(map(_share, text))


def _share(character: str) -> float:
    if character in _NARROW:
        return 0.34
    if character in _WIDE:
        return 0.92
    if character.isascii():
        return 0.7 if character.isupper() else 0.59
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.05 if unicodedata.east_asian_width(character) in "WF" else 0.66


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters; one that is cut ends in an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}\u2026"


def wrapped(text: str, room: float, size: float) -> list[str]:
    """Return a text in lines that fit; a word longer than a line is broken. At least one line."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width_of(joined, size) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, room, size)
        lines += full
    return [*lines, line]


def _broken(word: str, room: float, size: float) -> list[str]:
    pieces, piece = [], ""
    for character in word:
        if piece and width_of(piece + character, size) > room:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]
