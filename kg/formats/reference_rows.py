"""An entry of a reference list as a row of a workbook, which is read as the same entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.csl import difference, written
from kg.formats.keys import Scalar, nest
from kg.formats.sheets import FURTHER, entry_of
from kg.formats.workbook_writing import CELL_MOST, reference_row

_COLUMN = re.compile(r"[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,6}")
_NOT_IN_CELLS = re.compile("[\x00-\x1f\x7f\ufffe\uffff]")


def row_of(entry: Mapping[str, Any]) -> dict[str, Scalar]:
    """Return an entry of CSL-JSON as a row of the sheet ``references``.

    What cells cannot say stands in one column as JSON; what that cannot hold is left out.

    >>> row_of({"id": "r", "author": [{"family": "Lave", "given": "J"}], "custom": {"seen": []}})
    {'id': 'r', 'author': 'Lave, J', 'further': '{"custom":{"seen":[]}}'}
    """
    row = {name: said for name, said in reference_row(entry).items() if _fits(name, said)}
    missing = written(difference(entry, entry_of(nest((1, *cell) for cell in row.items()).values)))
    if missing != "{}" and len(missing) <= CELL_MOST:
        row[FURTHER] = missing
    return row


def _fits(name: str, said: Scalar) -> bool:
    if name == FURTHER or not _COLUMN.fullmatch(name):
        return False
    return not isinstance(said, str) or (
        len(said) <= CELL_MOST and said.strip() == said and not _NOT_IN_CELLS.search(said)
    )
