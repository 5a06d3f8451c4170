"""A framework matrix: people (or documents) down, constructs across, the quotes in the cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from pyroaring import BitMap

from kg.errors import LimitReached
from kg.evidence.axes import AxisValue, Facet, axis, checked
from kg.evidence.lettering import clean
from kg.evidence.matrix import refuse_too_many
from kg.evidence.spreadsheet import csv_lines
from kg.evidence.tabulating import column_names, counted_lines, html_page
from kg.terms import text

if TYPE_CHECKING:
    from kg.index import Index, Mode, QuoteRow

MOST_QUOTES = 10_000


@dataclass(frozen=True, slots=True)
class Framework:
    """The quotes of every pair of values of two facets.

    ``cells[i][j]`` are the quotes that have row i and column j, in the order of answers. A quote
    may stand in several. ``left_out`` counts quotes that stand in none, ``studies`` those that
    the others are from.
    """

    row_facet: Facet
    col_facet: Facet
    mode: Mode
    row_values: tuple[AxisValue, ...]
    col_values: tuple[AxisValue, ...]
    cells: tuple[tuple[tuple[QuoteRow, ...], ...], ...]
    left_out: int
    studies: int

    @property
    def rows(self) -> list[str]:
        """The keys of the rows."""
        return [value.key for value in self.row_values]

    @property
    def cols(self) -> list[str]:
        """The keys of the columns."""
        return [value.key for value in self.col_values]

    @property
    def title(self) -> str:
        """What stands in the cells, in words."""
        return f"Quotes of each {self.row_facet} for each {self.col_facet}"

    @property
    def notes(self) -> list[str]:
        """What a reader must know."""
        if not self.left_out:
            return []
        were = "quote stands" if self.left_out == 1 else "quotes stand"
        return [
            f"{self.left_out:,} {were} in no cell, having no {self.row_facet} or no "
            f"{self.col_facet}."
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return everything, for JSON; each cell is a list of quotes."""
        return {
            "rows": {"facet": self.row_facet, "values": [v.to_dict() for v in self.row_values]},
            "cols": {"facet": self.col_facet, "values": [v.to_dict() for v in self.col_values]},
            "mode": self.mode,
            "cells": [
                [
                    [{"quote": q.quote, "study": q.study, "iri": q.iri, "text": q.text} for q in c]
                    for c in row
                ]
                for row in self.cells
            ],
            "left_out": self.left_out,
        }

    def csv(self) -> Iterator[str]:
        """Yield CSV: a row for each value; a cell holds its quotes, ``id: words``, a line apart."""
        header = [self.row_facet, "label", *self.cols]
        return csv_lines(
            header,
            (
                [
                    value.key,
                    value.label,
                    *("\n\n".join(f"{self._id(q)}: {q.text}" for q in cell) for cell in row),
                ]
                for value, row in zip(self.row_values, self.cells, strict=True)
            ),
        )

    def lines(self, *, width: int | None = None) -> Iterator[str]:
        """Yield a table for a terminal, with the ids of the quotes in the cells."""
        columns: list[str] = [self.row_facet]
        columns += column_names(self.col_values, columns)
        rows = []
        for value, row in zip(self.row_values, self.cells, strict=True):
            ids = (text(", ".join(map(self._id, cell))) for cell in row)
            rows.append({columns[0]: text(value.label)} | dict(zip(columns[1:], ids, strict=True)))
        yield f"{self.title}\n\n"
        yield from counted_lines(columns, rows, width)
        for said in self.notes:
            yield f"{said}\n"

    def to_html(self) -> str:
        """Return an HTML page of its own, with the words in the cells."""
        return html_page(self.title, self.table())

    def table(self) -> str:
        """Return the HTML table by itself."""
        heads = [self.row_facet.capitalize(), *(value.label for value in self.col_values)]
        head = "".join(f'<th scope="col" dir="auto">{_said(h)}</th>' for h in heads)
        body = "".join(
            f'<tr><th scope="row" dir="auto">{_said(value.label)}</th>'
            f"{''.join(map(self._cell, row))}</tr>\n"
            for value, row in zip(self.row_values, self.cells, strict=True)
        )
        caption = _said(" ".join([f"{self.title}.", *self.notes]))
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>\n"
            f"<tbody>{body}</tbody></table>"
        )

    def _cell(self, quotes: tuple[QuoteRow, ...]) -> str:
        if not quotes:
            return "<td></td>"
        said = "".join(
            f'<blockquote dir="auto">{_words(q.text)} <span class="id">{_said(self._id(q))}</span>'
            "</blockquote>"
            for q in quotes
        )
        return f'<td class="said">{said}</td>'

    def _id(self, quote: QuoteRow) -> str:
        return f"{quote.study}/{quote.quote}" if self.studies > 1 else quote.quote

    def _repr_html_(self) -> str:
        return self.table()


def framework(
    index: Index,
    rows: str = "participant",
    cols: str = "construct",
    *,
    mode: Mode = "scheme",
    within: BitMap | None = None,
    empty: bool = False,
) -> Framework:
    """Gather the quotes of every pair of values of two facets.

    ``within`` narrows to these quotes. ``empty`` keeps values that no quote has.

    Raises:
        BadParameter: Quotes are not sorted by that facet.
        LimitReached: More than ten thousand quotes would stand in it.
    """
    row_facet, col_facet = checked(rows), checked(cols)
    down = axis(index, row_facet, mode, within, empty=empty)
    across = axis(index, col_facet, mode, within, empty=empty)
    refuse_too_many(len(down), len(across))
    everything = index.all if within is None else within
    shown = BitMap.union(BitMap(), *(line.held for line in down))
    shown &= BitMap.union(BitMap(), *(line.held for line in across))
    shown &= everything
    if len(shown) > MOST_QUOTES:
        raise LimitReached(
            f"A framework matrix of {len(shown):,} quotes cannot be read; the limit is "
            f"{MOST_QUOTES:,}.",
            "Narrow the question, for instance to one study.",
        )
    ordered = index.order.first(shown, None, None)
    found = dict(zip(ordered, index.rows(ordered), strict=True))
    place = {n: i for i, n in enumerate(ordered)}
    cells = tuple(
        tuple(
            tuple(found[n] for n in sorted(row.held & col.held & shown, key=place.__getitem__))
            for col in across
        )
        for row in down
    )
    return Framework(
        row_facet,
        col_facet,
        mode,
        tuple(line.value for line in down),
        tuple(line.value for line in across),
        cells,
        len(everything) - len(shown),
        sum(1 for _ in index.order.hit(shown)),
    )


def _said(words: str) -> str:
    return escape(clean(words), quote=True)


def _words(words: str) -> str:
    return escape(words, quote=False).replace("\r\n", "\n").replace("\n", "<br>")
