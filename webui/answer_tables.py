"""What a page shows of an answer: some rows with links, yes or no, or the beginning of a graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.pages.figures import NUMBERS, label_of
from kg.terms import is_iri, parts, value_of
from webui import saved
from webui.links import to_thing

LONGEST_CELL = 2_000
"""Code points of one cell that a page shows."""
LONGEST_GRAPH = 20_000
"""Code points of a graph that a page shows."""
_PLAIN = ("http://www.w3.org/2001/XMLSchema#string",
          "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: what is shown, where it leads, its language, and whether it was cut."""

    text: str = ""
    href: str | None = None
    language: str = ""
    cut: bool = False
    words: bool = False
    """Whether it is text rather than a name or a number."""
    number: bool = False
    note: str = ""
    """What kind of literal it is, where that is not plain."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: ``page`` and ``rows`` for rows, ``truth`` for yes or no, ``text`` for a graph."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    page: saved.Page | None = None
    truth: bool | None = None
    text: str = ""
    cut: bool = False

    @property
    def last(self) -> int:
        """The number of the last row shown, counted from 1."""
        return self.page.first + self.page.count if self.page else 0

    def as_json(self) -> dict[str, Any]:
        """Return the answer in types that JSON has."""
        if self.page is not None:
            return {
                "total": self.page.total,
                "first": self.page.first,
                "columns": list(self.columns),
                "rows": [[cell.text for cell in row] for row in self.rows],
                "truncated": self.page.count < self.page.total,
                "next": self.page.next,
            }
        if self.truth is not None:
            return {"truth": self.truth}
        return {"turtle": self.text, "truncated": self.cut}


def read_rows(page: saved.Page) -> Answered:
    """Read a page of rows."""
    columns = tuple(page.answer.variables)
    rows = tuple(
        tuple(cell_of(row[c]) if c in row else Cell() for c in columns)
        for row in page.answer.rows()
    )
    return Answered(columns, rows, page)


def read_truth(whole: saved.Whole) -> Answered:
    """Read a yes or no, written as CSV."""
    try:
        said = b"".join(whole.chunks).decode().strip()
    finally:
        whole.close()
    return Answered(truth=said == "true")


def read_graph(whole: saved.Whole) -> Answered:
    """Read the beginning of a graph, up to the end of a line."""
    said = bytearray()
    try:
        for chunk in whole.chunks:
            said += chunk
            if len(said) > 4 * LONGEST_GRAPH:
                break
    finally:
        whole.close()
    text = said.decode("utf-8", "ignore")
    if len(text) <= LONGEST_GRAPH:
        return Answered(text=text)
    return Answered(text=text[: text.rfind("\n", 0, LONGEST_GRAPH) + 1], cut=True)


def cell_of(term: str) -> Cell:
    """Return what a page shows of a term."""
    if is_iri(term):
        shown = label_of(term)
        return Cell(shown[:LONGEST_CELL], to_thing(value_of(term)), cut=len(shown) > LONGEST_CELL)
    if term.startswith("_:"):
        return Cell(term)
    text, datatype, language = parts(term)
    cut = len(text) > LONGEST_CELL
    words = datatype in _PLAIN and " " in text
    number = datatype in NUMBERS
    return Cell(text[:LONGEST_CELL], None, language or "", cut, words, number)
