"""A synthesis written out: lines for a spreadsheet, a table for a terminal, a figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.evidence.charts import Heading, HeatTable, heat
from kg.evidence.spreadsheet import Cell, csv_lines
from kg.evidence.synthesis_counting import NOTHING
from kg.evidence.tabulating import both
from kg.terms import text, typed
from kg.text_table import rendered

if TYPE_CHECKING:
    from kg.evidence.synthesis import Synthesis
    from kg.evidence.synthesis_counting import Strength
    from kg.evidence.synthesis_naming import Named

HEADER = (
    "construct", "label", "study", "kind", "quotes", "utterances", "participants", "roles",
    "sources", "triangulated", "studies", "standing", "codes",
)  # fmt: skip
_MOST_LISTED = 12


def synthesis_csv(found: Synthesis) -> Iterator[str]:
    """Yield one line for each construct and study with something, and one for all studies."""
    return csv_lines(HEADER, lines_of(found))


def lines_of(found: Synthesis) -> Iterator[list[Cell]]:
    """Yield the lines as :func:`synthesis_csv` has them.

    The column ``kind`` says what a line is of: ``all`` studies, a ``full`` study, a ``record``.
    """
    for row, cells, named in zip(found.rows, found.cells, found.named, strict=True):
        start: list[Cell] = [row.key, row.label]
        yield [*start, "", "all", *_strength(row.strength), row.studies, row.standing, ""]
        for study, cell in zip(found.studies, cells, strict=True):
            if cell.quotes:
                yield [*start, study, "full", *_strength(cell), None, "", ""]
        for study, codes in zip(found.records, named, strict=True):
            if codes:
                yield [*start, study, "record", *_strength(NOTHING), None, "", _said(codes)]


def _strength(strength: Strength) -> list[Cell]:
    return [
        strength.quotes,
        strength.utterances,
        strength.participants,
        ";".join(strength.roles),
        ";".join(strength.sources),
        "yes" if strength.triangulated else "no" if strength.quotes else "",
    ]


def _said(codes: tuple[Named, ...]) -> str:
    return "; ".join(f"{each.label} ({each.relation} {each.construct})" for each in codes)


def synthesis_lines(found: Synthesis, *, width: int | None = None) -> Iterator[str]:
    """Yield a synthesis as a table for a terminal, with what stands out beneath it."""
    columns = ["construct", "quotes", "people", "roles", "sources", "studies", "records"]
    rows = [
        {
            "construct": text("  " * row.level + row.label),
            "quotes": typed(both(row.strength.quotes, row.strength.utterances), "integer"),
            "people": typed(f"{row.strength.participants:,}", "integer"),
            "roles": typed(str(len(row.strength.roles)), "integer"),
            "sources": typed(str(len(row.strength.sources)), "integer"),
            "studies": typed(f"{row.studies:,}", "integer"),
            "records": typed(f"{row.named:,}", "integer"),
        }
        for row in found.rows
    ]
    yield from rendered(columns, rows, width=width)
    yield f"\n{found.about}\n"
    for said, some in (
        ("With evidence in several full studies", [row.label for row in found.standing("several")]),
        ("With evidence of one role and one source alone", [row.label for row in found.one_group]),
        (
            "Without evidence, and named by no record",
            [row.label for row in found.standing("nobody")],
        ),
        ("Full studies that are silent", list(found.silent)),
    ):
        if some:
            yield f"{said}: {_few(some)}.\n"
    for pair in found.opposed:
        yield f"{pair.first.key} contradicts {pair.second.key}, as the study says.\n"
    for each in found.unborne:
        if each.reason == "both-groups":
            yield f"{each.claim.key} speaks of both groups; its quotes are all of {each.role}s.\n"
        else:
            yield f"{each.claim.key} rests on a citation that does not fit, as the study says.\n"
    for note in found.notes:
        yield f"{note}\n"


def _few(names: list[str]) -> str:
    left = len(names) - _MOST_LISTED
    return ", ".join(names[:_MOST_LISTED]) + (f" and {left:,} more" if left > 0 else "")


def table_of(found: Synthesis, *notes: str) -> HeatTable:
    """Return what the figure shows: distinct utterances in each full study, records beside them.

    Which constructs records name is said beneath it.
    """
    # What records only come near to is told in the lines; a picture of noughts tells nothing.
    drawn = [i for i, row in enumerate(found.rows) if row.standing != "nobody" or not row.near]
    rows = [found.rows[i] for i in drawn]
    cells = [[cell.utterances for cell in found.cells[i]] for i in drawn]
    said = [
        "Cells count distinct utterances. All counts those of every study; a quote can stand in "
        "several rows.",
        *found.notes[1:],
        *notes,
    ]
    if found.records:
        named = [f"{row.label} ({row.named:,})" for row in rows if row.named]
        if named:
            said.insert(1, f"Named by records, and by how many: {_few(named)}.")
    return HeatTable(
        "Constructs across studies",
        found.about,
        "Construct",
        [Heading(row.label[:1].upper() + row.label[1:], row.level) for row in rows],
        [Heading(study) for study in found.studies],
        cells,
        [row.strength.utterances for row in rows],
        (),
        None,
        said,
    )


def figure(found: Synthesis, *notes: str) -> str:
    """Draw a synthesis; ``notes`` are printed beneath.

    Raises:
        LimitReached: It has more cells than anybody could read.
    """
    return heat(table_of(found, *notes))
