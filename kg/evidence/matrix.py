"""How many quotes have this and that: two facets crossed, and every cell counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import LimitReached, UnknownThing
from kg.evidence.axes import AxisValue, Facet, Line, axis, checked
from kg.evidence.charts import Heading, HeatTable, heat
from kg.evidence.tabulating import html_table
from kg.evidence.utterances import ties_of

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index, Mode

MOST_CELLS = 1_000_000

_MODES = {
    "scheme": "Constructs by the shared scheme: a quote counts for a construct and for every "
    "construct that one is part of.",
    "filed": "Constructs as the studies filed them: no construct takes in what lies below it.",
}


Counts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts of quotes by two facets.

    ``counts[i][j]`` is the number of quotes that have row i and column j, ``utterances[i][j]``
    that of distinct utterances among them: quotes that overlap, or are the same utterance in two
    publications, count once. A quote may stand in several cells, so ``total`` is not their sum.
    """

    row_facet: Facet
    col_facet: Facet
    mode: Mode
    row_values: tuple[AxisValue, ...]
    col_values: tuple[AxisValue, ...]
    counts: tuple[tuple[int, ...], ...]
    utterances: tuple[tuple[int, ...], ...]
    total: int
    total_utterances: int

    @property
    def rows(self) -> list[str]:
        """The keys of the rows."""
        return [value.key for value in self.row_values]

    @property
    def cols(self) -> list[str]:
        """The keys of the columns."""
        return [value.key for value in self.col_values]

    def __getitem__(self, cell: tuple[str, str]) -> int:
        """Return the number of quotes of a row and a column, by their keys.

        Raises:
            UnknownThing: The matrix has no such row or column.
        """
        row, col = cell
        for key, keys in ((row, self.rows), (col, self.cols)):
            if key not in keys:
                raise UnknownThing(f"The matrix has no row or column {key!r}.")
        return self.counts[self.rows.index(row)][self.cols.index(col)]

    @property
    def title(self) -> str:
        """What is counted, in words."""
        return f"Quotes by {self.row_facet} and {self.col_facet}"

    @property
    def about(self) -> str:
        """Size, total and the largest cell, in words."""
        said = (
            f"{len(self.rows):,} row{_s(len(self.rows))}, "
            f"{len(self.cols):,} column{_s(len(self.cols))}; {self.total:,} "
            f"quote{_s(self.total)}, {self.total_utterances:,} distinct "
            f"utterance{_s(self.total_utterances)}."
        )
        most = max((n for row in self.counts for n in row), default=0)
        if most:
            i, j = next((i, row.index(most)) for i, row in enumerate(self.counts) if most in row)
            where = f"{self.row_values[i].label} and {self.col_values[j].label}"
            said += f" The largest cell is {where} with {most:,}."
        return said

    @property
    def notes(self) -> list[str]:
        """What a reader must know to read the numbers."""
        said = []
        if "construct" in (self.row_facet, self.col_facet):
            said.append(_MODES[self.mode])
        if sum(map(sum, self.counts)) != self.total:
            said.append("A quote can stand in several cells or in none: totals are not sums.")
        if self.total_utterances < self.total:
            said.append(
                f"The {self.total:,} quotes are {self.total_utterances:,} distinct utterances: "
                "quotes that overlap or repeat each other are one."
            )
        return said

    @property
    def shares(self) -> Counts:
        """Each count as a share of its row's quotes, in whole percent."""
        return tuple(
            tuple(round(100 * n / value.quotes) if value.quotes else 0 for n in row)
            for value, row in zip(self.row_values, self.counts, strict=True)
        )

    def heat_table(self, *, shares: bool = False, notes: Sequence[str] = ()) -> HeatTable:
        """Return the matrix as what a chart draws; with further ``notes`` beneath it.

        With ``shares``, cells are percent of the quotes of their row.
        """
        percent = "Percent of the quotes of each row; the column All counts quotes."
        return HeatTable(
            f"{self.title}, in percent of each row" if shares else self.title,
            self.about,
            self.row_facet.capitalize(),
            [_heading(value) for value in self.row_values],
            [_heading(value) for value in self.col_values],
            self.shares if shares else self.counts,
            [value.quotes for value in self.row_values],
            [value.quotes for value in self.col_values],
            self.total,
            [*([percent] if shares else []), *self.notes, *notes],
            "\u00a0%" if shares else "",
        )

    def to_svg(self, *, shares: bool = False, notes: Sequence[str] = ()) -> str:
        """Draw the matrix as a heat table; see :meth:`heat_table`.

        Raises:
            LimitReached: It has more cells than anybody could read.
        """
        return heat(self.heat_table(shares=shares, notes=notes))

    def to_html(self) -> str:
        """Return the matrix as an HTML table."""
        return html_table(self.heat_table(), self.utterances)

    def to_dict(self) -> dict[str, Any]:
        """Return everything, for JSON."""
        return {
            "rows": {
                "facet": self.row_facet,
                "values": [value.to_dict() for value in self.row_values],
            },
            "cols": {
                "facet": self.col_facet,
                "values": [value.to_dict() for value in self.col_values],
            },
            "mode": self.mode,
            "counts": [list(row) for row in self.counts],
            "utterances": [list(row) for row in self.utterances],
            "total": {"quotes": self.total, "utterances": self.total_utterances},
            "notes": self.notes,
        }

    def to_pandas(self) -> Any:
        """Return the counts of quotes as a data frame, rows and columns by key.

        Raises:
            MissingExtra: pandas is not installed.
        """
        return data_frame(self.counts, self.rows, self.cols)

    def _repr_svg_(self) -> str | None:
        table = self.heat_table()
        return heat(table) if table.readable else None

    def _repr_html_(self) -> str:
        return self.to_html() + (self._repr_svg_() or "")


def matrix(
    index: Index,
    rows: str,
    cols: str,
    *,
    mode: Mode = "scheme",
    within: BitMap | None = None,
    empty: bool = False,
) -> Matrix:
    """Count the quotes of every pair of values of two facets.

    ``within`` narrows to these quotes. ``empty`` keeps values that no quote has.

    Raises:
        BadParameter: Quotes are not counted by that facet.
        LimitReached: There would be more than a million cells.
    """
    row_facet, col_facet = checked(rows), checked(cols)
    down = axis(index, row_facet, mode, within, empty=empty)
    across = down if col_facet == row_facet else axis(index, col_facet, mode, within, empty=empty)
    refuse_too_many(len(down), len(across))
    counts, utterances = counted(index, down, across)
    everything = index.all if within is None else within
    return Matrix(
        row_facet,
        col_facet,
        mode,
        tuple(line.value for line in down),
        tuple(line.value for line in across),
        counts,
        utterances,
        len(everything),
        index.utterances(everything),
    )


def counted(
    index: Index, down: Sequence[Line], across: Sequence[Line], *, half: bool = False
) -> tuple[Counts, Counts]:
    """Return, for each row and column, how many quotes and distinct utterances both hold.

    With ``half`` each row begins at the diagonal.
    """
    ties = ties_of(index)
    counts, utterances = [], []
    for i, line in enumerate(down):
        others = across[i:] if half else across
        row = [line.held.intersection_cardinality(other.held) for other in others]
        counts.append(tuple(row))
        if line.twos:
            twos = (line.twos.intersection_cardinality(other.twos) for other in others)
            row = [n - two for n, two in zip(row, twos, strict=True)]
        if line.more:
            less = (ties.less(line.more & other.more) for other in others)
            row = [n - one for n, one in zip(row, less, strict=True)]
        utterances.append(tuple(row))
    return tuple(counts), tuple(utterances)


def refuse_too_many(rows: int, cols: int) -> None:
    """Refuse a matrix that is too large to be of use.

    Raises:
        LimitReached: It has more than a million cells.
    """
    if rows * cols > MOST_CELLS:
        raise LimitReached(
            f"That is {rows:,} rows by {cols:,} columns; the limit is {MOST_CELLS:,} cells.",
            "Narrow the question, for instance to one study.",
        )


def data_frame(cells: Sequence[Sequence[Any]], rows: list[str], cols: list[str]) -> Any:
    """Return cells as a pandas data frame.

    Raises:
        MissingExtra: pandas is not installed.
    """
    from importlib import import_module

    try:
        pandas = import_module("pandas")
    except ImportError:
        from kg.errors import MissingExtra

        raise MissingExtra("pandas is not installed.", "pip install 'pif-kg[pandas]'") from None
    return pandas.DataFrame([list(row) for row in cells], index=rows, columns=cols)


def _heading(value: AxisValue) -> Heading:
    return Heading(value.label[:1].upper() + value.label[1:], value.level)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
