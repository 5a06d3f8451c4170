"""A matrix written out as a table: for HTML, for a terminal, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain, count
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Literal

from kg.evidence.charts import Tints
from kg.evidence.lettering import clean
from kg.evidence.spreadsheet import Cell, csv_lines
from kg.terms import text, typed, value_of
from kg.text_table import display_width, rendered

if TYPE_CHECKING:
    from kg.evidence.axes import AxisValue
    from kg.evidence.charts import HeatTable
    from kg.evidence.cooccurrence import Cooccurrence
    from kg.evidence.matrix import Counts, Matrix

Counted = Literal["quotes", "utterances"]

_PAGE_STYLE = """\
:root{color-scheme:light dark;--bg:#fdfdfb;--ink:#171b18;--muted:#505852;--line:#d3d9d2;\
--h1:#e8eff4;--h2:#c3d9e6;--h3:#8db8d1;--h4:#175a84;--h4t:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#131614;--ink:#eceee9;--muted:#aeb6af;--line:#363d38;\
--h1:#1b2a34;--h2:#234357;--h3:#2f6384;--h4:#a9d5f2;--h4t:#10202b}}
body{margin:1rem;background:var(--bg);color:var(--ink);font:1rem/1.5 -apple-system,"Segoe UI",\
Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;overflow-wrap:break-word}
h1{font-size:1.375rem;line-height:1.2}
.wide{overflow-x:auto;margin-bottom:1.5rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);font-size:.875rem;padding-bottom:.5rem}
th,td{padding:.375rem .75rem;text-align:left;vertical-align:top;font-weight:400;\
border-bottom:1px solid var(--line)}
thead th{font-size:.875rem;font-weight:600;vertical-align:bottom}
tbody th{position:sticky;left:0;background:var(--bg)}
.heat td,.heat thead th+th{text-align:right}
.in1{padding-left:1.625rem}.in2{padding-left:2.5rem}
.h1{background:var(--h1)}.h2{background:var(--h2)}.h3{background:var(--h3)}
.h4{background:var(--h4);color:var(--h4t)}
.said{min-width:18rem}
blockquote{margin:0 0 .75rem;font-family:Charter,"Bitstream Charter","Sitka Text","Noto Serif",\
Cambria,Georgia,serif}
.id{display:block;font:.875rem/1.4 -apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;\
color:var(--muted)}
"""
_LONG = 40
_WIDEST = 40  # beyond this a column wraps rather than taking a table by itself


def html_table(table: HeatTable, utterances: Counts) -> str:
    """Return a heat table as HTML, with the classes ``h1`` to ``h4`` on tinted cells.

    Where fewer utterances than quotes were counted, the cell says both.
    """
    scale = Tints.of(n for row in table.cells for n in row)
    with_totals = bool(table.row_totals)
    heads = [table.corner, *(["All"] if with_totals else []), *(h.text for h in table.columns)]
    head = "".join(f'<th scope="col" dir="auto">{_said(h)}</th>' for h in heads)
    body = []
    for i, heading in enumerate(table.rows):
        deep = f' class="in{min(heading.level, 2)}"' if heading.level else ""
        cells = [f'<th scope="row" dir="auto"{deep}>{_said(heading.text)}</th>']
        if with_totals:
            cells.append(f"<td>{table.row_totals[i]:,}</td>")
        for quotes, distinct in zip(table.cells[i], utterances[i], strict=True):
            tint = scale.tint(quotes)
            style = f' class="h{tint}"' if tint else ""
            cells.append(f"<td{style}>{both(quotes, distinct)}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    if table.column_totals:
        first = "" if table.total is None else f"<td>{table.total:,}</td>"
        totals = "".join(f"<td>{n:,}</td>" for n in table.column_totals)
        body.append(f'<tr><th scope="row">All</th>{first if with_totals else ""}{totals}</tr>')
    caption = " ".join([f"{table.title}.", table.about, *table.notes])
    return (
        f'<table class="heat"><caption>{_said(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def both(quotes: int, utterances: int) -> str:
    """Return a count of quotes, with that of distinct utterances in brackets if it differs.

    >>> both(7, 7), both(7, 6)
    ('7', '7 (6)')
    """
    return f"{quotes:,}" if quotes == utterances else f"{quotes:,} ({utterances:,})"


def html_page(title: str, *parts: str) -> str:
    """Return an HTML page of its own that holds these parts (already HTML)."""
    name = _said(title)
    wide = (
        f'<div class="wide" tabindex="0" role="region" aria-label="{name}">{part}</div>\n'
        for part in parts
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{name}</title>'
        f"<style>{_PAGE_STYLE}</style></head>\n<body><main><h1>{name}</h1>\n"
        f"{''.join(wide)}</main></body>\n</html>\n"
    )


def matrix_lines(matrix: Matrix, *, width: int | None = None) -> Iterator[str]:
    """Yield a matrix as a table for a terminal, with what a reader must know beneath."""
    columns = [matrix.row_facet, "all"]
    columns += column_names(matrix.col_values, columns)
    rows: list[dict[str, str]] = []
    for value, counts, distinct in zip(
        matrix.row_values, matrix.counts, matrix.utterances, strict=True
    ):
        cells = [both(n, u) for n, u in zip(counts, distinct, strict=True)]
        cells = [both(value.quotes, value.utterances), *cells]
        rows.append(_row(columns, "  " * value.level + value.label, cells))
    totals = [both(matrix.total, matrix.total_utterances)]
    totals += [both(value.quotes, value.utterances) for value in matrix.col_values]
    rows.append(_row(columns, "all", totals))
    yield f"{matrix.title}\n\n"
    yield from counted_lines(columns, rows, width)
    for said in (matrix.about, *matrix.notes):
        yield f"{said}\n"
    if matrix.total_utterances < matrix.total:
        yield "7 (6) means 7 quotes, 6 distinct utterances.\n"


def counted_lines(
    columns: Sequence[str], rows: list[dict[str, str]], width: int | None = None
) -> Iterator[str]:
    """Yield a table for a terminal without the line that says how many rows it has.

    A table too wide for it comes in parts, each with the first column.
    """
    width = width or get_terminal_size().columns
    first, *others = columns
    for part in _parts(first, others, rows, width):
        lines = list(rendered([first, *part], rows, width=width))
        # The renderer ends with a blank line where there are columns, and the number of rows.
        last = max(i for i, line in enumerate(lines) if line.endswith(("row\n", "rows\n")))
        yield from lines[:last]


def _parts(
    first: str, others: list[str], rows: list[dict[str, str]], width: int
) -> Iterator[list[str]]:
    def room(column: str) -> int:
        cells = (len(value_of(row[column])) for row in rows if column in row)
        return min(max([display_width(column), *cells]), _WIDEST)

    left = width - room(first)
    part: list[str] = []
    used = 0
    for column in others:
        needed = room(column) + 2
        if part and used + needed > left:
            yield part
            part, used = [], 0
        part.append(column)
        used += needed
    yield part


def matrix_csv(matrix: Matrix, counted: Counted = "quotes") -> Iterator[str]:
    """Yield a matrix as CSV: a row for each value by key and label, then one for ``all``.

    Columns are named by key; ``all`` counts a row's quotes (or utterances) in any column.
    """
    return csv_lines(*matrix_cells(matrix, counted))


def matrix_cells(
    matrix: Matrix, counted: Counted = "quotes"
) -> tuple[list[str], Iterator[list[Cell]]]:
    """Return the header and the rows of a matrix as :func:`matrix_csv` writes them."""
    cells = matrix.counts if counted == "quotes" else matrix.utterances
    header = [matrix.row_facet, "label", *matrix.cols, "all"]
    return header, _csv_rows(matrix, cells, counted)


def _csv_rows(matrix: Matrix, cells: Counts, counted: Counted) -> Iterator[list[Cell]]:
    for value, row in zip(matrix.row_values, cells, strict=True):
        yield [value.key, value.label, *row, _total(value, counted)]
    everything = matrix.total if counted == "quotes" else matrix.total_utterances
    yield ["all", "", *(_total(value, counted) for value in matrix.col_values), everything]


def _total(value: AxisValue, counted: Counted) -> int:
    return value.quotes if counted == "quotes" else value.utterances


def meeting_lines(found: Cooccurrence, *, width: int | None = None) -> Iterator[str]:
    """Yield a co-occurrence matrix as a table for a terminal."""
    columns: list[str] = [found.kind]
    columns += column_names(found.values, columns)
    rows = [
        _row(
            columns,
            "  " * value.level + value.label,
            [both(n, u) for n, u in zip(counts, distinct, strict=True)],
        )
        for value, counts, distinct in zip(
            found.values, found.counts, found.utterances, strict=True
        )
    ]
    yield f"{found.title}\n\n"
    yield from counted_lines(columns, rows, width)
    for said in (found.about, *found.notes):
        yield f"{said}\n"


def pairs_lines(found: Cooccurrence, *, width: int | None = None) -> Iterator[str]:
    """Yield the pairs that meet as a table for a terminal."""
    rows = [
        {
            "first": text(pair.first.label),
            "second": text(pair.second.label),
            "quotes": typed(both(pair.quotes, pair.utterances), "integer"),
            "jaccard": typed(f"{pair.jaccard:.3f}", "decimal"),
        }
        for pair in found.pairs()
    ]
    yield f"{found.title}\n\n"
    yield from rendered(["first", "second", "quotes", "jaccard"], rows, width=width)
    yield f"{found.about}\n"


def meeting_csv(found: Cooccurrence) -> Iterator[str]:
    """Yield a co-occurrence matrix as CSV, rows and columns by key."""
    return csv_lines(*meeting_cells(found))


def meeting_cells(found: Cooccurrence) -> tuple[list[str], Iterator[list[Cell]]]:
    """Return the header and the rows of a co-occurrence matrix as CSV has them."""
    rows: Iterator[list[Cell]] = (
        [value.key, value.label, *row]
        for value, row in zip(found.values, found.counts, strict=True)
    )
    return [found.kind, "label", *found.keys], rows


def pairs_csv(found: Cooccurrence) -> Iterator[str]:
    """Yield the pairs that meet as CSV."""
    header = ["first", "second", "quotes", "utterances", "jaccard", "first_quotes", "second_quotes"]
    rows: Iterator[list[Cell]] = (
        [
            pair.first.key,
            pair.second.key,
            pair.quotes,
            pair.utterances,
            round(pair.jaccard, 6),
            pair.first.quotes,
            pair.second.quotes,
        ]
        for pair in found.pairs()
    )
    return csv_lines(header, rows)


def column_names(values: Iterable[AxisValue], taken: Iterable[str]) -> list[str]:
    """Return what columns are called, each once: labels, or keys where a label is long."""
    seen = set(taken)
    names = []
    for value in values:
        label, key = clean(value.label), clean(value.key)
        ways = chain([label] if len(label) <= _LONG else [], [key], _numbered(key))
        names.append(next(way for way in ways if way not in seen))
        seen.add(names[-1])
    return names


def _numbered(name: str) -> Iterator[str]:
    return (f"{name} ({n})" for n in count(2))


def _row(columns: Sequence[str], name: str, cells: Sequence[str]) -> dict[str, str]:
    row = {columns[0]: text(name)}
    return row | {
        column: typed(cell, "integer") for column, cell in zip(columns[1:], cells, strict=True)
    }


def _said(words: str) -> str:
    return escape(clean(words), quote=True)
