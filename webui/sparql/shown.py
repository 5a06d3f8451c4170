"""What the page shows of an answer: its first rows, and what they can be drawn as."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.namespaces import XSD, shorten
from kg.terms import is_iri, parts
from webui import results
from webui.answer_lines import lines, rows, statements
from webui.answer_tables import Cell, cell_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.sandbox import Result
    from kg.store.base import Kind

SHOWN = 200
"""Rows that a page shows; the formats beside it have all of them."""
_GRAPH = ("subject", "predicate", "object")
_PLAIN = frozenset(f"{XSD}{name}" for name in ("string", "integer", "boolean"))


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of an answer, and how many there are; or whether it is so."""

    headings: tuple[results.Heading, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0
    truth: bool | None = None
    shapes: results.Shapes = field(default_factory=results.Shapes)


def read(result: Result, kind: Kind) -> Table:
    """Read an answer: rows in TSV, a graph in N-Triples. Little of a long one is held."""
    if kind == "ask":
        return Table(truth="".join(lines(result.chunks())).strip() == "true")
    if kind == "graph":
        first, total = statements(result.chunks(), results.READ)
        held = [dict(zip(_GRAPH, said, strict=True)) for said in first]
        return _table(_GRAPH, held, total, results.Shapes(first, total, is_graph=True))
    columns, held, total = rows(result.chunks(), results.READ)
    return _table(columns, held, total, results.of_rows(columns, held, total))


def _table(
    columns: Sequence[str],
    held: Sequence[Mapping[str, str]],
    total: int,
    shapes: results.Shapes,
) -> Table:
    shown = tuple(
        tuple(_cell(row[c]) if c in row else Cell() for c in columns) for row in held[:SHOWN]
    )
    return Table(results.headings(columns, shown), shown, total, None, shapes)


def _cell(term: str) -> Cell:
    cell = cell_of(term)
    if is_iri(term) or term.startswith("_:"):
        return cell
    _, datatype, language = parts(term)
    note = language or ("" if datatype in _PLAIN else shorten(datatype or ""))
    return replace(cell, note=note)
