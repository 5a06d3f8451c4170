"""Where marked words stand: what a program says of their place, held against the words it kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.formats.qda.offsets import Reading, clean, same_words
from kg.formats.qda.project import Code, Coder, Coding, Losses, Project, Region, Selection

if TYPE_CHECKING:
    from kg.findings import Place
    from kg.formats.reporting import Report

_SEARCHED = 5_000_000_000
"""How many characters are looked through in one file for words that are not at their place."""


class Placer:
    """Finds the place of each marked span of one project, and says where something is amiss."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._left = _SEARCHED

    def span(
        self, way: Reading, start: int | None, end: int | None, words: str, place: Place
    ) -> tuple[int, int] | None:
        """Return start and end in the clean text; None, with a finding, where there is no place.

        ``words`` are what the program kept of the span; empty when it kept none. Where other
        words stand at the place, the words decide if they stand at one place alone.
        """
        if start is None or end is None:
            self._report.warning(
                "qda-no-offsets", place, "It has no start or no end in whole numbers.",
                "It is left out; mark the words again in the program that wrote the file.",
            )  # fmt: skip
            return None
        if end < start:
            self._report.warning(
                "qda-reversed", place, f"It ends, at {end}, before it starts, at {start}.",
                "Start and end were swapped; check the words.",
            )  # fmt: skip
            start, end = end, start
        inside = start >= 0 and end <= way.length
        found = (way.at(start), way.at(end)) if inside else None
        told = clean(words.replace("\u2029", "\n"))
        if found and (not told or same_words(way.text[found[0] : found[1]], told)):
            return self._filled(found, place)
        elsewhere = self._find(way.text, told)
        if elsewhere is not None:
            self._report.warning(
                "qda-moved", place,
                "At its place stand other words than were marked; these stand at one place alone,"
                f" from {elsewhere[0]} to {elsewhere[1]}, and were taken there.",
                "Check the quote: the text was changed after it was marked.",
            )  # fmt: skip
            return elsewhere
        if found is None:
            self._report.warning(
                "qda-outside", place,
                f"It goes from {start} to {end}, outside of its text of {way.length} characters.",
                "It is left out; mark the words again in the program that wrote the file.",
            )  # fmt: skip
            return None
        self._report.warning(
            "qda-words-differ", place,
            "At its place stand other words than were marked, which stand at no other place alone.",
            "The words at the place were taken; check the quote.",
        )  # fmt: skip
        return self._filled(found, place)

    def _filled(self, found: tuple[int, int], place: Place) -> tuple[int, int] | None:
        if found[0] < found[1]:
            return found
        self._report.warning(
            "qda-empty", place, "It marks no character at all.",
            "It is left out; delete it or mark words in the program that wrote the file.",
        )  # fmt: skip
        return None

    def _find(self, text: str, words: str) -> tuple[int, int] | None:
        """Return where words stand when they stand at one place alone."""
        if len(words.strip()) < 2 or self._left < 0:
            return None
        self._left -= len(text)
        at = text.find(words)
        if at < 0 or text.find(words, at + 1) >= 0:
            return None
        return at, at + len(words)


class Marks:
    """Gathers the marked spans of a project: what is marked by several codings is one selection."""

    def __init__(self) -> None:
        self._spans: dict[tuple[str, int, int], Selection] = {}
        self._regions: dict[tuple[object, ...], Selection] = {}
        self._alone: list[Selection] = []
        self._ids: set[str] = set()

    def at(self, id: str, source: str, text: str, span: tuple[int, int]) -> Selection:
        """Return the selection of a span, made under ``id`` when there is none yet."""
        key = (source, *span)
        if key not in self._spans:
            words = text[span[0] : span[1]]
            self._spans[key] = Selection(self._unused(id), source, *span, text=words)
        return self._spans[key]

    def region(self, made: Selection) -> Selection:
        """Return the selection of a region, which is the given one when there is none yet."""
        region = made.region or Region()
        key = (made.source, region.page, region.box, region.begin, region.end)
        if key not in self._regions:
            made.id = self._unused(made.id)
            self._regions[key] = made
        return self._regions[key]

    def alone(self, made: Selection) -> Selection:
        """Keep a selection by itself: a note's place, or a part of a case."""
        made.id = self._unused(made.id)
        self._alone.append(made)
        return made

    def _unused(self, id: str) -> str:
        """Return an id that no selection has yet, though a damaged file may give one twice."""
        free, more = id, 1
        while free in self._ids:
            more += 1
            free = f"{id}-{more}"
        self._ids.add(free)
        return free

    def finish(self, project: Project) -> None:
        """Put all selections into a project, in the order of its sources and then of the text."""
        order = {source.id: n for n, source in enumerate(project.sources)}
        every = [*self._spans.values(), *self._regions.values(), *self._alone]
        project.selections = sorted(
            every, key=lambda s: (order[s.source], -1 if s.start is None else s.start,
                                  s.end or 0, s.id)
        )  # fmt: skip


def apply(selection: Selection, coding: Coding) -> bool:
    """Add a coding to a selection; False when the same coder gave it the same code already."""
    if any((c.code, c.coder) == (coding.code, coding.coder) for c in selection.codings):
        return False
    selection.codings.append(coding)
    return True


def apply_by(
    coders: dict[str, Coder], selection: Selection, coding: Coding, table: str, losses: Losses
) -> None:
    """Add a coding, and its coder to those that are known by name; count one that was there."""
    if coding.coder:
        coders.setdefault(coding.coder, Coder(coding.coder, coding.coder))
    if not apply(selection, coding):
        losses.count(table, "the same coder gave the same place this code before")


def parents_first(codes: Iterable[Code], report: Report, place: Place) -> list[Code]:
    """Return codes in an order in which parents come first; what closes a circle loses its parent.

    >>> from kg.formats.reporting import Report
    >>> from kg.findings import Place
    >>> [c.id for c in parents_first([Code("a", "A", "b"), Code("b", "B")], Report(), Place("f"))]
    ['b', 'a']
    """
    by_id = {code.id: code for code in codes}
    done: dict[str, Code] = {}
    for code in by_id.values():
        chain: list[Code] = []
        here: Code | None = code
        while here is not None and here.id not in done:
            if here in chain:
                report.warning(
                    "qda-circle", place, "A code lies below itself, by way of its parents.",
                    "One of them was put at the top; mend the codes in the program.",
                )  # fmt: skip
                chain[-1].parent = ""
                break
            chain.append(here)
            here = by_id.get(here.parent) if here.parent else None
        for each in reversed(chain):
            done.setdefault(each.id, each)
    return list(done.values())
