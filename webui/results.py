"""How an answer is shown: as a table and, where it fits, as a chart or a graph, by address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from kg.errors import BadParameter
from kg.evidence import charts
from kg.evidence.charts import HeatTable, Tints, heat
from kg.pages.figures import Bars, Course, Crossed, figure_of, has_numbers
from kg.pages.joined import joined, statements
from kg.pages.wording import listed
from webui import answer_graphs
from webui.drawing import bars, course
from webui.drawing.charting import WIDTH, Chart, inline
from webui.drawing.figure import figure
from webui.links import to_thing

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from kg.pages.figures import Figure, Name
    from kg.pages.joined import Statement
    from kg.store.base import Store
    from webui.answer_graphs import GraphView
    from webui.answer_tables import Cell

WAYS = {"table": "As a table", "chart": "As a chart", "graph": "As a graph"}
GLANCE, READ = 20, 1_000
"""Rows that are looked at: for whether they hold numbers at all, and for what they fit."""
_FITS = {
    "chart": (
        "These rows are no chart: one takes a name with a number or two, two names with a whole "
        "number, or a date with a number."
    ),
    "graph": (
        "These rows are no graph: one takes a subject, a predicate and an object, or two columns "
        "of things."
    ),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way of showing an answer, with its address; ``here`` says that it is this page."""

    word: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column: where its rows are sorted, and how they are sorted now."""

    name: str
    number: bool
    href: str | None = None
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A number where a row and a column meet, with its tint; empty where there is none."""

    text: str
    tint: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of a table of tints."""

    label: str
    href: str | None
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatView:
    """A table of tints as a page shows it."""

    caption: str
    corner: str
    columns: tuple[tuple[str, str | None], ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart as a page shows it: drawn, or as a table of tints, and what is to be said of it."""

    drawn: Markup | None
    heat: HeatView | None
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """What an answer can be drawn as.

    ``statements`` are the first of ``total``; of an answer that is a graph (``is_graph``) they may
    not have been read.
    """

    statements: Sequence[Statement] | None = None
    total: int = 0
    figure: Figure | None = None
    is_graph: bool = False

    @property
    def names(self) -> list[str]:
        """The ways of showing it besides the plain one."""
        graph = ["graph"] if self.is_graph or self.statements is not None else []
        return graph if self.figure is None else ["chart", *graph]


@dataclass(slots=True)
class View:
    """What a page shows of an answer, and in which way."""

    show: str
    ways: tuple[Way, ...]
    misfit: str
    chart: Charted | None = None
    graph: GraphView | None = None
    headings: tuple[Heading, ...] = ()
    svg: str = ""


def is_worth_it(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bool:
    """Say whether more rows need be read: without numbers or two things a table is all there is."""
    return has_numbers(columns, rows) or statements(columns, rows) is not None


def of_rows(columns: Sequence[str], rows: Sequence[Mapping[str, str]], total: int) -> Shapes:
    """Return what rows can be drawn as."""
    return Shapes(statements(columns, rows), total, figure_of(columns, rows, total))


def view(
    shapes: Shapes,
    wanted: str,
    address: Callable[[str | None], str],
    store: Store,
    title: str,
    plain: str = "",
) -> View:
    """Return how an answer is shown when somebody wants it so; plain where that does not fit.

    ``plain`` is what the plain way is called, where it is no table.
    """
    show = wanted if wanted in shapes.names else "table"
    plain = plain or WAYS["table"]
    ways = tuple(
        Way(WAYS[name] if name != "table" else plain, address(_parameter(name)), name == show)
        for name in WAYS
        if name == "table" or name in shapes.names
    )
    made = View(show, ways if len(ways) > 1 else (), _FITS[wanted] if wanted != show else "")
    if show == "chart" and shapes.figure is not None:
        made.chart = charted(shapes.figure, title)
    if show == "graph":
        found = joined(store, shapes.statements or (), shapes.total)
        made.graph = answer_graphs.viewed(found, title)
    return made


def _parameter(way: str) -> str | None:
    return None if way == "table" else way


def as_svg(shapes: Shapes, wanted: str, store: Store, title: str, source: str) -> str:
    """Return an answer as a drawing that stands alone.

    Raises:
        BadParameter: It is no such drawing.
    """
    if wanted == "graph" and shapes.statements:
        found = joined(store, shapes.statements, shapes.total)
        if found.things:
            return answer_graphs.as_svg(found, title, request.host_url.rstrip("/"), source)
    if wanted == "chart" and shapes.figure is not None:
        return chart_as_svg(shapes.figure, title, source)
    raise BadParameter(_FITS[wanted], "Take the answer in one of its other formats.")


def headings(
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    order: str = "",
    address: Callable[[str], str] | None = None,
) -> tuple[Heading, ...]:
    """Return the headings of a table; ``address`` says where it is sorted by a column."""
    made = []
    for i, name in enumerate(columns):
        held = [row[i] for row in rows if row[i].text]
        is_number = bool(held) and all(cell.number for cell in held)
        now = {name: "ascending", f"-{name}": "descending"}.get(order, "")
        # Of numbers the highest are wanted first.
        wanted = f"-{name}" if now == "ascending" or (is_number and not now) else name
        made.append(Heading(name, is_number, address(wanted) if address else None, now))
    return tuple(made)


def charted(found: Figure, title: str) -> Charted:
    """Return a chart for a page."""
    if isinstance(found, Crossed):
        return Charted(None, _heat(found), _says(found))
    return Charted(inline(_chart(found, title)), None, _says(found))


def chart_as_svg(found: Figure, title: str, source: str) -> str:
    """Return a chart as a file that stands alone, with where it is from."""
    notes = (*_says(found), source)
    if isinstance(found, Crossed):
        return heat(
            HeatTable(
                title,
                _crossing(found),
                _word(found.down),
                [charts.Heading(name.label) for name in found.rows],
                [charts.Heading(name.label) for name in found.columns],
                [[cell or 0 for cell in row] for row in found.cells],
                notes=[_crossing(found), *notes],
            )
        )
    chart = _chart(found, title)
    return figure(chart.title, chart.about, chart.body, (WIDTH, chart.height), notes, kind="chart")


def _chart(found: Bars | Course, title: str) -> Chart:
    if isinstance(found, Bars):
        return bars.drawn(found, title)
    return course.drawn(found, title)


def _says(found: Figure) -> tuple[str, ...]:
    said = []
    if found.left:
        drawn = len(found.bars) if isinstance(found, Bars) else 0
        drawn = len(found.points) if isinstance(found, Course) else drawn
        if isinstance(found, Crossed):
            said.append(f"{found.left:,} of the rows of the answer are not drawn.")
        else:
            said.append(
                f"Drawn are the first {drawn:,} of {drawn + found.left:,} rows, as the question "
                "orders them."
            )
    if found.constant:
        same = [f"{_word(name)} is {value}" for name, value in found.constant]
        said.append(f"In every row, {listed(same)}.")
    return tuple(said)


def _crossing(found: Crossed) -> str:
    return f"{_word(found.value)} by {_word(found.down)} and {_word(found.across)}.".capitalize()


def _heat(found: Crossed) -> HeatView:
    tints = Tints.of(cell for row in found.cells for cell in row if cell)
    legend = "; ".join(name for _, name in tints.legend)
    caption = _crossing(found)
    if len(tints.bounds) > 1:
        caption += f" Tints from faint to strong: {legend}."
    if any(cell is None for row in found.cells for cell in row):
        caption += " A dash: no row of the answer says."
    return HeatView(
        caption,
        _word(found.down),
        tuple((name.label, _to(name)) for name in found.columns),
        tuple(
            HeatRow(
                name.label,
                _to(name),
                tuple(
                    HeatCell("\u2013", 0)
                    if cell is None
                    else HeatCell(f"{cell:,}", tints.tint(cell))
                    for cell in row
                ),
            )
            for name, row in zip(found.rows, found.cells, strict=True)
        ),
    )


def _to(name: Name) -> str | None:
    return to_thing(name.iri) if name.iri else None


def _word(column: str) -> str:
    return column.replace("_", " ")
