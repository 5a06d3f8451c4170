"""Charts as SVG, drawn here without a library: heat tables and bars.

Each is a picture for the eye and a table for a screen reader: rows, headings and cells carry
ARIA roles, the numbers are text. Colours are those of the browser pages, light or dark as the
reader's system asks; every chart carries its own ground, so it stands on any page. All text is
escaped; characters that no XML may hold, or that turn the direction of text, are shown by number.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.errors import LimitReached
from kg.evidence.drawing import LINE, LONGEST, PAD, SIZE, Label, Sheet
from kg.evidence.lettering import clean, shortened, width_of

MOST_DRAWN = 10_000  # cells
_ROW = 30
_LABELS = 260  # the widest column of row labels
_HEADS = 104  # the widest column whose heading stands upright
_NARROW = 46  # a column under a slanted heading
_UPRIGHT = 8  # more columns than this have slanted headings
_SLANTED = 190  # the longest line of a slanted heading
_LEAN = 0.7072  # how far a slanted heading goes up, and to the right
_LEAST = 440  # the narrowest chart, so that its title and notes have room
_INDENT = 14
_BAR = 320


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a row or column; ``level`` says how deep it stands in a tree, from 0."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class HeatTable:
    """What a heat table shows: ``cells[i][j]`` counts row i with column j.

    ``row_totals`` and ``column_totals`` need not be sums: one quote may stand in several cells.
    ``notes`` are printed beneath, each a paragraph. ``unit`` stands behind each number of a cell.
    """

    title: str
    about: str
    corner: str
    rows: Sequence[Heading]
    columns: Sequence[Heading]
    cells: Sequence[Sequence[int]]
    row_totals: Sequence[int] = ()
    column_totals: Sequence[int] = ()
    total: int | None = None
    notes: Sequence[str] = ()
    unit: str = ""

    @property
    def readable(self) -> bool:
        """Whether somebody could read it as a chart."""
        return len(self.rows) * len(self.columns) <= MOST_DRAWN


@dataclass(frozen=True, slots=True)
class Tints:
    """The counts that each of at most four tints stands for: quantiles of what is not zero.

    >>> scale = Tints.of([0, 1, 1, 2, 3, 5, 8, 13])
    >>> scale.bounds
    (1, 3, 8, 13)
    >>> scale.tint(0), scale.tint(5)
    (0, 3)
    """

    bounds: tuple[int, ...]
    """The highest count of each class, ascending."""

    @classmethod
    def of(cls, counts: Iterable[int]) -> Tints:
        """Make a scale for these counts.

        Each class takes its share of the counts that are left, so a count that many cells have
        does not use up the tints of the others.
        """
        left = sorted(n for n in counts if n > 0)
        bounds: list[int] = []
        for classes in (4, 3, 2, 1):
            if left:
                apart = sorted(set(left))
                # Never so high that a later class is left without a count of its own.
                most = apart[max(len(apart) - classes, 0)]
                bounds.append(min(left[(len(left) - 1) // classes], most))
                left = left[bisect_right(left, bounds[-1]) :]
        return cls(tuple(bounds))

    def tint(self, count: int) -> int:
        """Return the tint of a count, from 1 (faint) to 4 (strong); 0 is no tint."""
        if count <= 0 or not self.bounds:
            return 0
        return self._tints[min(bisect_left(self.bounds, count), len(self.bounds) - 1)]

    @property
    def _tints(self) -> tuple[int, ...]:
        return {1: (2,), 2: (1, 3), 3: (1, 2, 4)}.get(len(self.bounds), (1, 2, 3, 4))

    @property
    def names(self) -> tuple[str, ...]:
        """The range of counts of each class, as a legend shows it."""
        lows = (1, *(bound + 1 for bound in self.bounds))
        return tuple(
            f"{high:,}" if low == high else f"{low:,}\u2013{high:,}"
            for low, high in zip(lows, self.bounds, strict=False)
        )

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Each tint in use with its range of counts."""
        return list(zip(self._tints, self.names, strict=False))


def heat(table: HeatTable) -> str:
    """Draw a heat table; returns an SVG document that can also stand inline in HTML.

    Raises:
        LimitReached: It has more cells than anybody could read.
    """
    if not table.readable:
        cells = len(table.rows) * len(table.columns)
        raise LimitReached(
            f"A chart of {cells:,} cells cannot be read; the limit is {MOST_DRAWN:,}.",
            "Narrow the question, or take the table as CSV.",
        )
    scale = Tints.of(n for row in table.cells for n in row)
    labels = [_label(h, _LABELS - h.level * _INDENT) for h in table.rows]
    corner = Label(table.corner, _LABELS)
    first = max(
        [
            corner.width,
            *(w.width + h.level * _INDENT for w, h in zip(labels, table.rows, strict=True)),
        ],
        default=0,
    )
    columns = list(table.columns)
    if table.row_totals:
        columns.insert(0, Heading("All"))
    slanted = len(columns) > _UPRIGHT
    biggest = max(
        (n for row in (*table.cells, table.row_totals, table.column_totals) for n in row), default=0
    )
    number = width_of(f"{max(biggest, table.total or 0):,}{table.unit}", SIZE) + 20
    heads = [
        Label(h.text, max(_SLANTED, _half(h.text)) if slanted else _HEADS - 12) for h in columns
    ]
    step = max(_NARROW if slanted else 64, number)
    if not slanted:
        step = max([step, *(head.width + 12 for head in heads)])
    left = PAD + first + 16
    right = left + step * len(columns)
    if slanted and heads:
        tallest = max(head.width for head in heads) * _LEAN
        tallest += max(len(head.lines) for head in heads) * 12
        ends = (left + step * (j + 0.5) + head.width * _LEAN for j, head in enumerate(heads))
        right = max(right, *ends)
    else:
        tallest = max((len(head.lines) for head in heads), default=1) * LINE
    width = max(right + PAD, _LEAST)
    sheet = Sheet(table.title, table.about, width)
    sheet.heading()
    sheet.y += tallest + 8
    sheet.open("table", table.title)
    sheet.open("row")
    sheet.words("columnheader", PAD, sheet.y - 4 - (len(corner.lines) - 1) * LINE, corner, "b")
    for j, head in enumerate(heads):
        middle = left + step * (j + 0.5)
        if slanted:
            sheet.slanted(middle, sheet.y - 6, head)
        else:
            top = sheet.y - 4 - (len(head.lines) - 1) * LINE
            sheet.words("columnheader", middle, top, head, "n b")
    sheet.close()
    sheet.rule(left + step * len(columns))
    for i, (heading, label) in enumerate(zip(table.rows, labels, strict=True)):
        high = max(_ROW, len(label.lines) * LINE + 10)
        sheet.open("row")
        down = sheet.y + high / 2 + 5 - (len(label.lines) - 1) * LINE / 2
        sheet.words("rowheader", PAD + heading.level * _INDENT, down, label)
        place = left
        if table.row_totals:
            sheet.cell(place, step, high, table.row_totals[i], 0, "b")
            place += step
        for count in table.cells[i]:
            sheet.cell(place, step, high, count, scale.tint(count), unit=table.unit)
            place += step
        sheet.close()
        sheet.y += high
    if table.column_totals:
        sheet.rule(left + step * len(columns))
        sheet.open("row")
        sheet.words("rowheader", PAD, sheet.y + _ROW / 2 + 5, Label("All", _LABELS), "b")
        totals = list(table.column_totals)
        if table.row_totals:
            totals.insert(0, table.total if table.total is not None else 0)
        for j, count in enumerate(totals):
            sheet.cell(left + step * j, step, _ROW, count, 0, "b")
        sheet.close()
        sheet.y += _ROW
    sheet.close()
    sheet.legend([(tint, f"{name}{table.unit}") for tint, name in scale.legend])
    for said in table.notes:
        sheet.paragraph(said)
    return sheet.document()


def bars(title: str, about: str, values: Sequence[tuple[str, int]]) -> str:
    """Draw a bar for each label, its number beside it; returns an SVG document.

    Bars share one scale that begins at 0.
    """
    labels = [_label(Heading(name), _LABELS) for name, _ in values]
    first = max((label.width for label in labels), default=0)
    most = max((count for _, count in values), default=0)
    number = width_of(f"{most:,}", SIZE)
    left = PAD + first + 12
    sheet = Sheet(title, about, max(left + _BAR + number + 8 + PAD, _LEAST))
    sheet.heading()
    sheet.open("table", title)
    for (_, count), label in zip(values, labels, strict=True):
        high = max(_ROW, len(label.lines) * LINE + 10)
        sheet.open("row")
        down = sheet.y + high / 2 + 5 - (len(label.lines) - 1) * LINE / 2
        sheet.words("rowheader", PAD, down, label)
        long = _BAR * count / most if most else 0
        sheet.bar(left, long, high, count)
        sheet.close()
        sheet.y += high
    sheet.close()
    return sheet.document()


def _half(text: str) -> float:
    """Return the room in which a slanted heading takes two lines, as much as a column has."""
    return width_of(shortened(clean(text), LONGEST), SIZE) * 0.6


def _label(heading: Heading, room: float) -> Label:
    return Label(heading.text, room)
