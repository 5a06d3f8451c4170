"""Counts as tables whose every number opens its quotes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from kg.evidence.charts import Tints
from kg.pages.wording import many
from webui.links import Value, at, construct_page

if TYPE_CHECKING:
    from kg.evidence.axes import AxisValue, Facet
    from kg.evidence.matrix import Matrix

MOST_COLUMNS = 40
"""How many columns are shown at once."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; ``href`` leads to what it names, where there is such a page."""

    label: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, where its quotes are, its tint from 0 to 4, and what to say after the number.

    ``shown`` stands in place of the count where it is not empty, such as a share.
    """

    count: int
    href: str | None
    tint: int
    says: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A heading, how deep it stands in a tree, and its cells."""

    label: str
    href: str | None
    level: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of counts for the macro ``heat``."""

    title: str
    caption: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def heat_of(
    matrix: Matrix,
    *,
    title: str = "",
    caption: str = "",
    rows: Collection[str] | None = None,
    columns: Sequence[int] | None = None,
    conditions: Mapping[str, Sequence[str]] | None = None,
    totals: bool = True,
    shares: bool = False,
) -> Heat:
    """Return a matrix as a table, of some rows by key and some columns by number, or of all.

    ``conditions`` are those that the matrix was narrowed by; the quotes behind a cell meet them.
    With ``shares``, cells show percent of their row, and are tinted by it.
    """
    kept = [i for i, v in enumerate(matrix.row_values) if rows is None or v.key in rows]
    across = list(range(len(matrix.col_values))) if columns is None else list(columns)
    told = matrix.shares if shares else matrix.counts
    counts = [told[i][j] for i in kept for j in across]
    alls = [matrix.row_values[i].quotes for i in kept] if totals and not shares else []
    tints = Tints.of([*counts, *alls])
    unit = "\u00a0%" if shares else ""
    given: dict[str, Value] = {k: list(v) for k, v in (conditions or {}).items()}
    if matrix.mode != "scheme":
        given["mode"] = matrix.mode
    top = min((matrix.row_values[i].level for i in kept), default=0)
    made = []
    columns_asked = [_also(given, matrix, matrix.col_values[j]) for j in across]
    for i in kept:
        value = matrix.row_values[i]
        here = _with(given, matrix.row_facet, value)
        all_here = at("/quotes", **here)
        cells = []
        if totals:
            says = f"{'quote' if value.quotes == 1 else 'quotes'}, {value.label}"
            tint = 0 if shares else tints.tint(value.quotes)
            cells.append(Cell(value.quotes, all_here if value.quotes else None, tint, says))
        for j, also in zip(across, columns_asked, strict=True):
            other, count = matrix.col_values[j], matrix.counts[i][j]
            says = f"{'quote' if count == 1 else 'quotes'}, {value.label}, {other.label}"
            says = f"of {value.label}: {count:,} {says}" if shares else says
            href = None
            if (
                count
                and also is not None
                and (matrix.col_facet, other.key)
                != (
                    matrix.row_facet,
                    value.key,
                )
            ):
                href = f"{all_here}&{also}"
            elif count:
                href = at("/quotes", **_with(here, matrix.col_facet, other))
            tint = tints.tint(told[i][j])
            cells.append(Cell(count, href, tint, says, f"{told[i][j]:,}{unit}" if shares else ""))
        label = heading(matrix.row_facet, value)
        made.append(
            Row(label, page_of(matrix.row_facet, value.key), value.level - top, tuple(cells))
        )
    heads = [Column(heading(matrix.col_facet, matrix.col_values[j])) for j in across]
    if totals:
        heads.insert(0, Column("All"))
    legend = "; ".join(name for _, name in tints.legend)
    said = [caption or matrix.title + "."]
    if len(tints.bounds) > 1:
        said.append(f"Tints from faint to strong{', in percent' if shares else ''}: {legend}.")
    return Heat(
        title or matrix.title,
        " ".join(said),
        matrix.row_facet.capitalize(),
        tuple(heads),
        tuple(made),
    )


def heading(facet: Facet, value: AxisValue) -> str:
    """Return what a row or column is called: people in a role and kinds of sources as many."""
    label = many(value.key) if facet in ("role", "source") else value.label
    return label[:1].upper() + label[1:]


def page_of(facet: Facet, key: str) -> str | None:
    """Return the page about a value; None where it has none of its own."""
    if facet in ("construct", "code"):
        return construct_page(key)
    if facet == "study":
        return at(f"/studies/{key}")
    study, slash, id = key.partition("/")
    if slash and facet in ("document", "participant", "claim"):
        return at(f"/study/{study}/{facet}/{id}")
    return None


def option_of(facet: Facet) -> str:
    """Return the option of a question that asks for a facet's value."""
    return "supports" if facet == "construct" else facet


def _with(given: Mapping[str, Value], facet: Facet, value: AxisValue) -> dict[str, Value]:
    """Return conditions with one more: that quotes have a value."""
    option = option_of(facet)
    before = _listed(given.get(option))
    if not before or option == "supports":
        return {**given, option: list(dict.fromkeys([*before, value.key]))}
    if before == [value.key]:
        return dict(given)
    # Of several values of an option one would do; here both must hold.
    return {**given, "where": [*_listed(given.get("where")), f'{option}:"{value.key}"']}


def _also(given: Mapping[str, Value], matrix: Matrix, value: AxisValue) -> str | None:
    """Return what an address needs more for a column; None where it takes more than that."""
    option = option_of(matrix.col_facet)
    if option == "supports":
        if value.key in _listed(given.get(option)):
            return None
    elif option in given or option == option_of(matrix.row_facet):
        return None
    return urlencode({option: value.key}, quote_via=quote, safe="/:~")


def _listed(value: Value) -> list[str]:
    return [str(value)] if isinstance(value, str | int) else [str(each) for each in value or ()]
