"""Put selections where they stand in the texts of their sources, to the character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.findings import Place
from kg.formats.qda.project import Losses, Selection, Source
from kg.formats.qda.refi.offsets import Mark, Reading, Text, decide, judge
from kg.formats.reporting import Report, shown

DOUBTFUL = 0.6
"""The share of selections that fit below which the text may be the wrong one."""
ENOUGH = 5
"""How many selections say anything about that."""
_WORDS = 4
"""How many words a name has at least that is taken for the words of a text not at hand."""
_OVERRUN = 2
"""By how many characters an end may lie past the text: a last line end that the file has not."""


@dataclass(slots=True)
class Draft:
    """A source as it was read, with selections whose offsets are still those of the file.

    ``stored`` is the text with the line ends it is stored with; ``own_words`` says that the text
    is only the words of the selections, set down by pif-kg for a text it does not hold.
    """

    source: Source
    place: Place
    stored: str | None = None
    own_words: bool = False
    selections: list[Selection] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    points: set[str] = field(default_factory=set)
    """Selections whose end is a point in the text, whatever other ends count."""

    def add(self, selection: Selection, line: int) -> None:
        """Add a selection that was read in a line of the file."""
        selection.source = self.source.id
        self.selections.append(selection)
        self.lines[selection.id] = line

    def line(self, selection: Selection) -> int:
        """Return the line of a selection, or of its source."""
        return self.lines.get(selection.id) or self.place.row or 1


class Placing:
    """Decides how each source counts and gives selections their words."""

    def __init__(
        self, report: Report, losses: Losses, origin: str, told: Reading | None = None
    ) -> None:
        self._report = report
        self._losses = losses
        self._origin = origin
        self._told = told

    def place(self, drafts: Sequence[Draft]) -> dict[int, Text]:
        """Turn offsets of all drafts into code points; leave out what cannot be placed.

        Returns the text of each draft that has one, by its number.
        """
        texts: dict[int, Text] = {}
        judged = []
        quoting = _names_quote([d for d in drafts if d.stored is None])
        for number, draft in enumerate(drafts):
            if draft.stored is None:
                self._without_text(draft, quoting)
                continue
            texts[number] = text = Text(draft.stored)
            draft.source.text, draft.stored = text.words, ""
            marks = [
                Mark(s.start, s.end, s.name)
                for s in draft.selections
                if s.start is not None and s.end is not None and s.id not in draft.points
            ]
            judged.append(judge(text, marks))
        chosen = decide(judged, self._origin, self._told)
        for (number, text), (reading, convention) in zip(texts.items(), chosen, strict=True):
            draft = drafts[number]
            if any(s.start is not None for s in draft.selections):
                draft.source.convention = convention
                many = len(draft.selections) >= ENOUGH and not draft.source.converted
                if many and convention.score < DOUBTFUL:
                    self._report.warning(
                        "offsets-doubtful", draft.place,
                        f"Only {convention.score:.0%} of the selections of"
                        f" {shown(draft.source.name)} begin and end where words do, or have the"
                        " words of their names: its text may be another than the one coded.",
                        "Look at a few of its quotes, and export the project again.",
                    )  # fmt: skip
                if not convention.same:
                    self._report.warning(
                        "offsets-unclear", draft.place,
                        f"How the selections of {shown(draft.source.name)} count is not clear:"
                        f" read as {reading}; as likely: {'; '.join(convention.rivals[:3])}.",
                        "Look at a few quotes; when they are cut wrong, export the project with"
                        " the names of its selections, or from a newer version of its program.",
                    )  # fmt: skip
            self._spans(draft, text, reading)
        for draft in drafts:
            if draft.own_words:
                self._forget_text(draft)
        return texts

    def reading(self, draft: Draft) -> Reading:
        """Return the reading that was chosen for a source."""
        c = draft.source.convention
        return Reading(
            c is not None and c.unit == "UTF-16 units",
            c is not None and c.inclusive_end,
            "two" if c is not None and not c.line_ends_as_one else "one",
        )

    def _spans(self, draft: Draft, text: Text, chosen: Reading) -> None:
        kept = []
        for selection in draft.selections:
            if selection.start is None or selection.end is None:
                kept.append(selection)
                continue
            place = Place(draft.place.file, draft.line(selection))
            point = selection.id in draft.points
            reading = chosen._replace(inclusive=False) if point else chosen
            start, end, split = text.span(reading, selection.start, selection.end)
            if end < start:
                self._say("offset-order", place, selection, "end before they start", "turned round")
                start, end, split = text.span(reading, selection.end, selection.start)
            if start < len(text.words) < end <= len(text.words) + _OVERRUN:
                self._say("offset-beyond", place, selection, "end past the text", "cut there")
                end = len(text.words)
            if start < 0 or end > len(text.words):
                kept += self._drop("offset-beyond", place, selection, "lie outside of the text")
                continue
            if split:
                kept += self._drop("offset-inside", place, selection, "split a character")
                continue
            selection.start, selection.end = start, end
            selection.text = text.words[start:end]
            if draft.source.converted and not _confirmed(selection):
                kept += self._drop(
                    "offsets-converted", place, selection,
                    "count in rich text that other programs convert otherwise, and its name does"
                    " not confirm them",
                )  # fmt: skip
                continue
            if start == end and selection.codings:
                self._say(
                    "selection-empty", place, selection, "span no character", "kept as a place"
                )
            if selection.name == selection.text:
                selection.name = selection.text  # one string in memory
            kept.append(selection)
        draft.selections = kept

    def _say(self, rule: str, place: Place, selection: Selection, what: str, done: str) -> None:
        self._report.warning(
            rule, place,
            f"The offsets {selection.start} and {selection.end} of a selection {what}; {done}.",
            "Look at this selection in the program and export again.",
        )  # fmt: skip

    def _drop(self, rule: str, place: Place, selection: Selection, what: str) -> list[Selection]:
        done = "it is kept without words" if selection.region else "it is left out"
        self._report.warning(
            rule, place,
            f"The offsets {selection.start} and {selection.end} of a selection {what}; {done}.",
            "Look at this selection in the program and export again.",
        )  # fmt: skip
        if selection.region:
            selection.start = selection.end = None
            selection.text = ""
            return [selection]
        self._count(selection, "its place in the text is not known")
        return []

    def _count(self, selection: Selection, why: str) -> None:
        self._losses.count("PlainTextSelection", why)
        self._losses.count("PlainTextSelection/Coding", why, len(selection.codings))

    def _without_text(self, draft: Draft, quoting: bool) -> None:
        """Keep the words of selections whose name is as long as their span; leave the rest out."""
        kept, taken, left = [], 0, 0
        for selection in draft.selections:
            if selection.start is None or selection.end is None:
                kept.append(selection)
                continue
            if selection.region:
                selection.start = selection.end = None
                kept.append(selection)
                continue
            name = selection.name
            if quoting and len(name.split()) >= _WORDS and _as_long(selection):
                selection.start = selection.end = None
                selection.text = name
                kept.append(selection)
                taken += 1
            else:
                left += 1
                self._count(selection, "the text of its source is not in the file")
        draft.selections = kept
        if taken:
            self._report.warning(
                "words-from-names", draft.place,
                f"The text of {shown(draft.source.name)} is not in the file: the words of {taken}"
                " selections are taken from their names, which are as long as what they mark.",
                "Export the project with its sources to have the words checked.",
            )  # fmt: skip
        if left:
            self._report.warning(
                "words-unknown", draft.place,
                f"The text of {shown(draft.source.name)} is not in the file: the words of {left}"
                " selections are not known, and these are left out.",
                "Export the project with its sources, as .qdpx.",
            )  # fmt: skip

    def _forget_text(self, draft: Draft) -> None:
        draft.source.text = draft.source.convention = None
        for selection in draft.selections:
            own = selection.own or {}
            start, end = own.get("start", ""), own.get("end", "")
            known = start.isdecimal() and end.isdecimal()
            selection.start = int(start) if known else None
            selection.end = int(end) if known else None


def take_place(selection: Selection) -> None:
    """Take back from a region of our own export what stands there for the standard alone."""
    own, region = selection.own or {}, selection.region
    if region is None:
        return
    if own.get("kind") == "region":
        selection.start = selection.end = None
    for name in own.get("lacks", "").split():
        if name in ("page", "box", "begin", "end"):
            setattr(region, name, None)


def _as_long(selection: Selection) -> bool:
    name = selection.name
    length = (selection.end or 0) - (selection.start or 0)
    return length in (len(name), len(name.encode("utf-16-le", "replace")) // 2)


def _names_quote(drafts: Sequence[Draft]) -> bool:
    """Say whether names of selections are their words, going by how long they are."""
    whole = [
        selection
        for draft in drafts
        for selection in draft.selections
        if selection.name and selection.end is not None
        and not selection.name.endswith(("…", "..."))
    ]  # fmt: skip
    return sum(map(_as_long, whole)) >= len(whole) / 2


def _confirmed(selection: Selection) -> bool:
    name, words = " ".join(selection.name.split()), " ".join(selection.text.split())
    if name.endswith(("…", "...")):
        head = name.rstrip(".…").rstrip()
        return len(head) > 9 and words.startswith(head)
    return bool(name) and name == words
