"""Find out how a program counted: which reading of its offsets gives the words it meant.

The standard says code points and an inclusive end; hardly anybody writes that. A reading is
judged by the selections themselves: whether the words between their offsets are those of their
``@name``, whether they begin and end where words and sentences do, and whether they lie in the
text at all. What the program is known for, and what its other sources say, breaks ties.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import product
from typing import Literal, NamedTuple

from kg.formats.qda.project import Convention

LineEnds = Literal["one", "two"]


class Reading(NamedTuple):
    """One way to count. ``line_ends`` says as how many units the end of a line counts."""

    utf16: bool
    inclusive: bool
    line_ends: LineEnds

    def __str__(self) -> str:
        unit = "UTF-16 units" if self.utf16 else "code points"
        end = "inclusive" if self.inclusive else "exclusive"
        return f"{unit}, end {end}, line ends as {self.line_ends}"


class Mark(NamedTuple):
    """The offsets of a selection as the file has them, and its name."""

    start: int
    end: int
    name: str


COUNTED = {
    "": Reading(False, False, "one"),
    "nvivo": Reading(True, False, "two"),
    "maxqda": Reading(False, False, "one"),
}
"""How we count in what we write ourselves, by profile."""

_LINE_ENDS: tuple[LineEnds, ...] = ("one", "two")
READINGS = [Reading(*r) for r in product((False, True), (False, True), _LINE_ENDS)]

# What measured programs write, by a word of @origin; what is not known of a program is None.
_KNOWN: dict[str, tuple[bool | None, bool | None, LineEnds | None]] = {
    "nvivo": (True, False, "two"),
    "atlas": (None, False, "one"),
    "maxqda": (None, False, "one"),
    "qualcoder": (False, False, "one"),
    "transana": (None, False, None),
    "pif-kg": (False, False, "one"),
}
_KNOWN_WEIGHT = 2.5
_USUAL_WEIGHT = 1.5
_POOLED = 6.0
"""The most that other sources of a project can say about one source; less than one exact name."""
_CLEAR = 2.0
"""By how much a reading must be likelier than another for there to be no doubt."""
_JUDGED = 400
"""How many selections of one source are looked at; half of them the last ones of the text."""

_EXACT, _NEAR, _CUT = 16.0, 12.0, 8.0
_UNLIKELY = -1e6
_CONVINCING = 0.9
"""The share of selections that fit from which no far-fetched reading is tried."""
_BOUNDARY = 2.0
_OUTSIDE, _SPLIT, _REVERSED = -4.0, -6.0, -3.0
_SENTENCE = frozenset(".!?…。！？:;\"'”’»)]")  # noqa: RUF001 - the marks of many languages
_OPENING = frozenset("\"'“‘«([„¿¡")  # noqa: RUF001
_CLOSING = frozenset("\"'”’»)],")  # noqa: RUF001
_NOWHERE: array[int] = array("L")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]"
)
_FLAT = str.maketrans("\n\t\r", "   ")


def _pairs(stored: str) -> array[int]:
    """Return where the line ends of two characters lie, when each is one."""
    found = enumerate(re.finditer("\r\n", stored))
    return array("L", (pair.start() - number for number, pair in found))


class Text:
    """A text and what its characters count in each reading.

    >>> text = Text("a\\r\\nb😀c")
    >>> text.words, text.span(Reading(True, False, "two"), 3, 6)
    ('a\\nb😀c', (2, 4, False))
    """

    def __init__(self, stored: str) -> None:
        self.words = stored.replace("\r\n", "\n").replace("\r", "\n") if "\r" in stored else stored
        self.flat = self.words.translate(_FLAT)
        wide = () if self.words.isascii() else _ASTRAL.finditer(self.words)
        self.astral = array("L", (found.start() for found in wide))
        self.stored_as_two = "\r\n" in stored
        self.has_ends = self.stored_as_two or "\n" in self.words
        # Where line ends lie that two characters may stand for. Of a text with line feeds alone
        # they are seldom asked for.
        self._ends = _pairs(stored) if self.stored_as_two else None
        self._doubled: dict[tuple[bool, LineEnds], array[int]] = {}

    @property
    def ends(self) -> array[int]:
        """Return where line ends lie that two characters may stand for."""
        if self._ends is None:
            self._ends = array("L", (found.start() for found in re.finditer("\n", self.words)))
        return self._ends

    def doubled(self, reading: Reading) -> array[int]:
        """Return the units that begin characters of two units."""
        key = (reading.utf16, reading.line_ends)
        if key not in self._doubled:
            wide = self.astral if reading.utf16 else _NOWHERE
            ends = self.ends if reading.line_ends == "two" else _NOWHERE
            places = merge(wide, ends) if wide and ends else wide or ends
            self._doubled[key] = array("L", (place + i for i, place in enumerate(places)))
        return self._doubled[key]

    def units(self, reading: Reading, place: int) -> int:
        """Return the offset of a place in the text, as a reading counts it."""
        wide = self.astral if reading.utf16 else _NOWHERE
        ends = self.ends if reading.line_ends == "two" else _NOWHERE
        return place + bisect_left(wide, place) + bisect_left(ends, place)

    def span(self, reading: Reading, start: int, end: int) -> tuple[int, int, bool]:
        """Return code points for offsets, and whether one of them lies inside of a character."""
        if reading.inclusive:
            end += 1
        doubled = self.doubled(reading)
        if not doubled:
            return start, end, False
        first, last = bisect_left(doubled, start), bisect_left(doubled, end)
        split_first = first > 0 and doubled[first - 1] + 1 == start
        split_last = last > 0 and doubled[last - 1] + 1 == end
        stop = end - last
        if split_last and self.words[stop] != "\n":
            stop += 1  # an inclusive end that names the first half of a character
        split = (split_first and self.words[start - first] != "\n") or (
            split_last and self.words[stop - 1] != "\n" and not reading.inclusive
        )
        return start - first, stop, split


@dataclass
class Judged:
    """How likely readings are for one source, and how many of its selections fit each."""

    text: Text
    marks: Sequence[Mark]
    likely: dict[Reading, float] = field(default_factory=dict)
    fitting: dict[Reading, int] = field(default_factory=dict)


def judge(text: Text, marks: Sequence[Mark]) -> Judged:
    """Hold each reading against the selections of a source."""
    judged = Judged(text, _sample(marks))
    judged.likely = dict.fromkeys(READINGS, 0.0)
    judged.fitting = dict.fromkeys(READINGS, 0)
    distinct = [r for r in READINGS if _twin(text, r) == r]
    odd = [r for r in distinct if r.line_ends == "two" and not text.stored_as_two]
    usual = [r for r in distinct if r not in odd]
    _hold(judged, usual)
    best = max(judged.fitting[r] for r in usual)
    if odd and best < _CONVINCING * len(judged.marks):
        _hold(judged, odd)
    else:
        judged.likely.update(dict.fromkeys(odd, _UNLIKELY))
    for reading in READINGS:
        twin = _twin(text, reading)
        judged.likely[reading] = judged.likely[twin]
        judged.fitting[reading] = judged.fitting[twin]
    return judged


def _hold(judged: Judged, readings: list[Reading]) -> None:
    text = judged.text
    spans = {r: [text.span(r, m.start, m.end) for m in judged.marks] for r in readings}
    for i, mark in enumerate(judged.marks):
        name = mark.name
        if not name.isprintable():
            name = name.replace("\r\n", "\n").translate(_FLAT)
        squeezed = " ".join(name.split())
        said = [_name_says(text, spans[r][i], name, squeezed) for r in readings]
        known = any(said)
        for reading, worth in zip(readings, said, strict=True):
            place = _place_says(text, spans[reading][i])
            judged.likely[reading] += worth + _BOUNDARY * place
            judged.fitting[reading] += worth > 0 if known else place > 0


def _sample(marks: Sequence[Mark]) -> Sequence[Mark]:
    if len(marks) <= _JUDGED:
        return marks
    half = _JUDGED // 2
    last = sorted(marks, key=lambda mark: mark.start)[-half:]
    return [*marks[:: len(marks) // half + 1], *last]


def _twin(text: Text, reading: Reading) -> Reading:
    """Return the first reading that gives the same characters in a text."""
    return Reading(
        reading.utf16 and bool(text.astral),
        reading.inclusive,
        reading.line_ends if text.has_ends else "one",
    )


def _name_says(text: Text, span: tuple[int, int, bool], name: str, squeezed: str) -> float:
    """Say how well the words of a span are those of its name; 0 when they are not."""
    start, end, split = span
    if not squeezed or split or not 0 <= start < end <= len(text.words):
        return 0.0
    sure = min(1.0, 0.2 + 0.08 * len(squeezed))  # a short name may be there by chance
    if len(name) == end - start and text.flat[start:end] == name:
        return _EXACT * sure
    if squeezed.endswith(("…", "...")):
        head = squeezed.rstrip(".…").rstrip()
        found = " ".join(text.flat[start : min(end, start + 2 * len(head) + 20)].split())
        return _CUT if len(head) > 9 and len(found) > len(head) and found.startswith(head) else 0.0
    if end - start > 2 * len(name) + 20:
        return 0.0
    found = text.flat[start:end]
    if " ".join(found.split()) != squeezed:
        return 0.0
    return _NEAR * sure


def _place_says(text: Text, span: tuple[int, int, bool]) -> float:
    """Say how likely it is, from -6 to 1, that somebody marked a span."""
    start, end, split = span
    words = text.words
    if split:
        return _SPLIT
    if start < 0 or end > len(words) or start > len(words):
        return _OUTSIDE
    if end < start:
        return _REVERSED
    if end == start:
        return 0.5
    first, last = _first(words, start), _last(words, end)
    return (first + last) / 2 if first and last else (first + last) / 2 - 1


def _first(words: str, start: int) -> float:
    at = words[start]
    if at.isspace():
        return 0.3
    if not start:
        return 1.0
    before = words[start - 1]
    if before == "\n":
        return 1.0
    if before.isspace():
        sentence = start > 1 and words[start - 2] in _SENTENCE
        return 1.0 if sentence else 0.8
    if at.isalnum() and before.isalnum():
        return _within(before, at)
    return 0.8 if before in _OPENING else 0.5


def _last(words: str, end: int) -> float:
    at = words[end - 1]
    if at.isspace():
        return 0.5 if at == "\n" else 0.3
    if end == len(words) or words[end] == "\n":
        return 1.0
    after = words[end]
    if after.isspace():
        return 1.0 if at in _SENTENCE else 0.8
    if at.isalnum() and after.isalnum():
        return _within(at, after)
    return 0.6 if after in _CLOSING else 0.5


def _within(one: str, other: str) -> float:
    """Say how likely it is to mark up to here: within a word, or where a script has no blanks."""
    return 0.5 if _UNSPACED.match(one) or _UNSPACED.match(other) else 0.0


def _known_of(origin: str, reading: Reading, stored_as_two: bool) -> float:
    """Return what is known of a program beforehand."""
    lowered = origin.casefold()
    known = next((k for word, k in _KNOWN.items() if word in lowered), (None, None, None))
    if "nvivo" in lowered:
        known = _KNOWN["nvivo"]
    weight = 0.0
    for told, is_so, usual in zip(known, reading, (False, False, None), strict=True):
        if told is not None:
            weight += _KNOWN_WEIGHT if told == is_so else 0.0
        elif usual is not None:
            weight += _USUAL_WEIGHT if is_so == usual else 0.0
    if not stored_as_two and reading.line_ends == "two":
        weight -= 2 * _KNOWN_WEIGHT  # nothing in the file says that there were two characters
    return weight


def decide(
    judged: Sequence[Judged], origin: str, told: Reading | None = None
) -> list[tuple[Reading, Convention]]:
    """Choose a reading for each source, unless it is told, and say how sure that is."""
    if told is not None:
        return [(told, _convention(j, told, [])) for j in judged]
    total = {r: sum(j.likely[r] for j in judged) for r in READINGS}
    return [_decide(j, total, origin) for j in judged]


def _decide(judged: Judged, total: dict[Reading, float], origin: str) -> tuple[Reading, Convention]:
    text = judged.text
    others = {r: total[r] - judged.likely[r] for r in READINGS}
    most = max(others.values())
    likely = {
        r: judged.likely[r]
        + _known_of(origin, r, text.stored_as_two)
        + max(-_POOLED, others[r] - most)
        for r in READINGS
    }
    best = max(READINGS, key=lambda r: likely[r])
    close = [r for r in READINGS if r != best and likely[r] > likely[best] - _CLEAR]
    same = [r for r in READINGS if r != best and _twin(text, r) == _twin(text, best)]
    apart = [r for r in close if r not in same and _differ(judged, r, best)]
    return best, _convention(judged, best, apart or same, same=not apart)


def _convention(
    judged: Judged, best: Reading, rivals: Sequence[Reading], *, same: bool = True
) -> Convention:
    number = len(judged.marks)
    return Convention(
        unit="UTF-16 units" if best.utf16 else "code points",
        inclusive_end=best.inclusive,
        line_ends_as_one=best.line_ends == "one",
        score=round(judged.fitting[best] / number, 4) if number else 1.0,
        rivals=tuple(map(str, rivals)),
        same=same,
    )


def _differ(judged: Judged, one: Reading, other: Reading) -> bool:
    return any(
        judged.text.span(one, m.start, m.end) != judged.text.span(other, m.start, m.end)
        for m in judged.marks
    )
