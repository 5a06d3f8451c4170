"""Replace names in texts, and move what counts characters along.

A span whose edge lies inside a name takes in what stands in its place, so that a quote always is
what its span of the document says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.errors import UsageError
from kg.redacting.names import Match, Name, Names, apart

PASSES = 8
"""How often a text is gone through: what is replaced may leave a word that is a name by itself."""

Span = tuple[int, int]


class Edits:
    """Replacements in one text, in order and apart from each other."""

    def __init__(self, matches: Sequence[Match], *, in_id: bool = False) -> None:
        self._starts = [m.start for m in matches]
        self._ends = [m.end for m in matches]
        self._words = [m.name.as_id if in_id else m.name.replacement for m in matches]
        self._moved = [0]
        for start, end, word in zip(self._starts, self._ends, self._words, strict=True):
            self._moved.append(self._moved[-1] + len(word) - (end - start))

    def apply(self, text: str) -> str:
        """Return the text with the replacements made."""
        made, at = [], 0
        for start, end, word in zip(self._starts, self._ends, self._words, strict=True):
            made += [text[at:start], word]
            at = end
        return "".join([*made, text[at:]])

    def moved(self, span: Span) -> Span:
        """Return where a span lies afterwards; one that cuts a replacement takes all of it in."""
        start, end = span
        before = bisect_right(self._starts, start) - 1
        new_start = start + self._moved[before + 1]
        if before >= 0 and start < self._ends[before]:
            new_start = self._starts[before] + self._moved[before]
        after = bisect_right(self._starts, end - 1) - 1 if end > start else before
        new_end = end + self._moved[after + 1]
        if after >= 0 and end < self._ends[after]:
            new_end = self._ends[after] + self._moved[after + 1]
        return new_start, max(new_start, new_end)


class Near(NamedTuple):
    """A word that is almost a name, and where it stands."""

    name: Name
    word: str
    where: str


@dataclass(slots=True)
class Redaction:
    """One run over everything: replaces, and keeps count by name and by place."""

    names: Names
    counts: Counter[tuple[int, str]] = field(default_factory=Counter)
    near: Counter[Near] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    """Places where a name is left, or that were not looked at, and how often."""
    not_kept: int = 0
    """In how many places a project says what a study folder does not hold."""

    def text(self, text: str, where: str) -> str:
        """Return a text without names."""
        return self._settled(text, where, in_id=False)

    def id(self, id: str, where: str) -> str:
        """Return an id, or a file's name, without names."""
        return self._settled(id, where, in_id=True)

    def _settled(self, text: str, where: str, *, in_id: bool) -> str:
        for _ in range(PASSES):
            found = self.names.find(text)
            if not found:
                self._look_near(text, where)
                return text
            self._count(found, where)
            text = Edits(found, in_id=in_id).apply(text)
        raise _endless(where)

    def names_out_of(self, place: str) -> str:
        """Return how a place is called in reports, without counting anything."""
        return Edits(self.names.find(place), in_id=True).apply(place)

    def document(self, text: str, spans: Sequence[Span], where: str) -> tuple[str, list[Span]]:
        """Return a text without names, none in a span by itself either, and where its spans are."""
        moved = list(spans)
        for _ in range(PASSES):
            found = self._with_cut(text, moved)
            if not found:
                self._look_near(text, where)
                return text, moved
            self._count(found, where)
            edits = Edits(found)
            text, moved = edits.apply(text), [edits.moved(span) for span in moved]
        raise _endless(where)

    def _with_cut(self, text: str, spans: Iterable[Span]) -> list[Match]:
        """Return the names in a text and those in its spans taken by themselves."""
        found = self.names.find(text)
        cut = {
            Match(start + m.start, start + m.end, m.name)
            for start, end in set(spans)
            for m in self.names.find(text[start:end])
        }
        more = cut - set(found)
        return apart([*found, *more]) if more else found

    def _count(self, found: Iterable[Match], where: str) -> None:
        for match in found:
            self.counts[match.name.number, where] += 1

    def _look_near(self, text: str, where: str) -> None:
        for name, word in self.names.near(text):
            self.near[Near(name, word, where)] += 1

    @property
    def total(self) -> int:
        """How many names were replaced."""
        return sum(self.counts.values())

    def summary(self, by: str = "") -> str:
        """Say for the record what was done: how often and where, but not which names."""
        places = len({where for _, where in self.counts})
        times = "once" if self.total == 1 else f"{self.total:,} times"
        agent = f" by {by}" if by else ""
        parts = "one place" if places == 1 else f"{places} places"
        return f"Names were replaced by pseudonyms {times} in {parts}{agent}."


def _endless(where: str) -> UsageError:
    return UsageError(
        f"{where}: what is put in the place of names makes names again.",
        "Choose other pseudonyms.",
    )
