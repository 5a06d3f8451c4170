"""Read the coded parts of pictures, pages and recordings: what was marked without words."""

from __future__ import annotations

from collections.abc import Mapping

from kg.formats import tables as t
from kg.formats.rows import Tables
from kg.formats.values import Cells
from kg.model import Document, Region, Study

BOX = ("first_x", "first_y", "second_x", "second_y")
_FAR = 10**15
"""How far from nought a place in a picture may lie, on either side."""


def read_regions(study: Study, tables: Tables, documents: Mapping[str, Document]) -> None:
    """Read regions.csv."""
    for row in tables.rows(t.REGIONS):
        region = Region(
            id=row.id("id"),
            place=row.place,
            document=tables.reference(row, "document"),
            page=row.integer("page"),
            box=_box(row),
            begin=row.integer("begin"),
            end=row.integer("end"),
            label=row.text("label"),
            note=row.text("note"),
        )
        _check_times(row, region)
        _check_medium(row, region, documents.get(region.document))
        if region.id and tables.is_new(row, "id", region.id):
            study.regions.append(region)


def _box(row: Cells) -> tuple[int, int, int, int] | None:
    written = [name for name in BOX if row.text(name)]
    if not written:
        return None
    if len(written) < len(BOX):
        lacking = next(name for name in BOX if name not in written)
        row.report.violation(
            "half-box", row.at(lacking), "The box has not all of its four ends.",
            f"Fill in {', '.join(BOX)}, or none of them.",
        )  # fmt: skip
        return None
    x, y, z, w = (row.integer(name, least=-_FAR) for name in BOX)
    if x is None or y is None or z is None or w is None:
        return None
    return x, y, z, w


def _check_times(row: Cells, region: Region) -> None:
    if row.text("end") and not row.text("begin"):
        row.report.violation(
            "half-stretch", row.at("begin"), "The stretch has an end and no beginning.",
            "Fill in both, or the beginning alone.",
        )  # fmt: skip
    elif region.begin is not None and region.end is not None and region.end < region.begin:
        row.report.violation(
            "stretch-order", row.at("end"),
            f"The end, {region.end}, lies before the beginning, {region.begin}.",
            "Both count milliseconds from the start of the recording.",
        )  # fmt: skip


def _check_medium(row: Cells, region: Region, document: Document | None) -> None:
    if document is not None and not document.medium:
        row.report.warning(
            "medium-missing", row.at("document"),
            f"The document {document.id} does not say what it is but a text.",
            f"Fill in its medium in documents.csv: {', '.join(t.MEDIA)}.",
        )  # fmt: skip
