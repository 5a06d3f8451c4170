"""What the page shows of an answer: its first rows, and what they can be drawn as."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.describing.labels import labels, name_of
from kg.describing.memory import steady
from kg.evidence.lettering import shortened
from kg.namespaces import XSD, shorten
from kg.terms import is_iri, parts
from webui import results
from webui.answer_lines import lines, rows, statements
from webui.answer_tables import Cell, cell_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.describing.labels import Labels
    from kg.sandbox import Result
    from kg.store.base import Kind, Store

SHOWN = 200
"""Rows that a page shows; the formats beside it have all of them."""
_LONGEST_LABEL = 80
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


def read(result: Result, kind: Kind, store: Store | None = None) -> Table:
    """Read an answer: rows in TSV, a graph in N-Triples. Little of a long one is held.

    Things are named by the labels that a ``store`` has for them, beside their ids.
    """
    if kind == "ask":
        return Table(truth="".join(lines(result.chunks())).strip() == "true")
    if kind == "graph":
        first, total = statements(result.chunks(), results.READ)
        held = [dict(zip(_GRAPH, said, strict=True)) for said in first]
        return _table(_GRAPH, held, total, results.Shapes(first, total, is_graph=True), store)
    columns, held, total = rows(result.chunks(), results.READ)
    return _table(columns, held, total, results.of_rows(columns, held, total), store)


def _table(
    columns: Sequence[str],
    held: Sequence[Mapping[str, str]],
    total: int,
    shapes: results.Shapes,
    store: Store | None,
) -> Table:
    known: Labels = {}
    if store is not None:
        things = dict.fromkeys(term for row in held[:SHOWN] for term in row.values())
        known = steady(store, lambda memory: labels(store, memory, things))
    shown = tuple(
        tuple(_cell(row[c], known) if c in row else Cell() for c in columns) for row in held[:SHOWN]
    )
    return Table(results.headings(columns, shown), shown, total, None, shapes)


def _cell(term: str, known: Labels) -> Cell:
    cell = cell_of(term)
    if is_iri(term) and known.get(term):
        label = name_of(term, known).text
        if _plain(label) in _plain(cell.text):
            return cell
        return replace(cell, note=shortened(label, _LONGEST_LABEL))
    if is_iri(term) or term.startswith("_:"):
        return cell
    _, datatype, language = parts(term)
    note = language or ("" if datatype in _PLAIN else shorten(datatype or ""))
    return replace(cell, note=note)


def _plain(name: str) -> str:
    return name.replace("-", " ").casefold()
