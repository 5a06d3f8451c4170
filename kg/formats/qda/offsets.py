"""From a program's count of characters to ours: one text, one reading, fast lookups."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.formats.qda.project import Convention, Unit

_BOM = "\ufeff"


def clean(raw: str) -> str:
    r"""Return a text as it is kept: line ends as one character, no byte order mark before it.

    >>> clean(chr(0xFEFF) + "a\r\nb\rc")
    'a\nb\nc'
    """
    return raw.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")


def same_words(one: str, other: str) -> bool:
    """Say whether two texts are equal but for white space and how line ends are written."""
    return one == other or one.split() == other.split()


@dataclass(frozen=True)
class Reading:
    """One way to count in a text. ``text`` is the clean one that :meth:`at` counts in."""

    raw: str
    unit: Unit = "code points"
    line_ends_as_one: bool = False
    counts_bom: bool = True

    @cached_property
    def text(self) -> str:
        """The text as it is kept."""
        return clean(self.raw)

    @cached_property
    def _stops(self) -> array[int] | None:
        """For each character of the clean text where it starts as the program counts; the end too.

        None where both counts are the same.
        """
        raw = self.raw
        if self.line_ends_as_one:
            raw = raw.replace("\r\n", "\n")
        skipped = raw.startswith(_BOM)
        if skipped and not self.counts_bom:
            raw, skipped = raw[1:], False
        plain = self.unit == "code points" or raw.isascii()
        if plain and "\r\n" not in raw and not skipped:
            return None
        stops, at, after = array("Q"), 0, ""
        for number, char in enumerate(raw):
            size = _size(char, self.unit)
            if not (skipped and not number) and not (char == "\n" and after == "\r"):
                stops.append(at)
            at, after = at + size, char
        stops.append(at)
        return stops

    @cached_property
    def length(self) -> int:
        """How long the text is, as the program counts."""
        return self._stops[-1] if self._stops is not None else len(self.text)

    def at(self, offset: int) -> int:
        """Return where an offset is in the clean text; inside of a character it is behind it."""
        if self._stops is None:
            return min(offset, len(self.text))
        return bisect_left(self._stops, min(offset, self.length))


def _size(char: str, unit: Unit) -> int:
    code = ord(char)
    if unit == "UTF-16 units":
        return 2 if code > 0xFFFF else 1
    if unit == "UTF-8 bytes":
        return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4
    return 1


def best(
    raw: str, marked: Iterable[tuple[int, int, str]], units: Sequence[Unit] = ("code points",)
) -> tuple[Reading, Convention]:
    """Return the way to count in which most marked words stand where they are said to.

    ``units`` come in the order in which they are taken when several fit as well; so do line ends
    as they stand before line ends as one.
    """
    told = [
        (start, end, clean(words)) for start, end, words in marked if words and 0 <= start < end
    ]
    ways = [
        Reading(raw, unit, as_one, bom)
        for unit in units
        for as_one in ((False, True) if "\r\n" in raw else (False,))
        for bom in ((True, False) if raw.startswith(_BOM) else (True,))
    ]
    scores = [_score(way, told) for way in ways]
    most = max(scores)
    chosen = ways[scores.index(most)]
    rivals = [w for w, score in zip(ways, scores, strict=True) if score == most and w is not chosen]
    spans = [(chosen.at(start), chosen.at(end)) for start, end, _ in told]
    same = all(
        (w.at(start), w.at(end)) == span
        for w in rivals
        for (start, end, _), span in zip(told, spans, strict=True)
    )
    return chosen, Convention(
        chosen.unit, False, chosen.line_ends_as_one, most[1] / len(told) if told else 1.0,
        tuple(dict.fromkeys(_named(w) for w in rivals)), same,
    )  # fmt: skip


def _score(way: Reading, told: list[tuple[int, int, str]]) -> tuple[int, int]:
    """Return how many marked words stand at their place to the character, and how many nearly."""
    exact = near = 0
    for start, end, words in told:
        if end <= way.length:
            there = way.text[way.at(start) : way.at(end)]
            exact += there == words
            near += same_words(there, words)
    return exact, near


def _named(way: Reading) -> str:
    return f"{way.unit}, line ends as {'one' if way.line_ends_as_one else 'they stand'}"
