"""The tables of a study folder as the csv module reads them, apart from the readers under test."""

from __future__ import annotations

import csv
from pathlib import Path

from kg.formats.tables import TABLES


def rows_of(study: Path) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each table by its name; a table the folder does not have has none."""
    rows: dict[str, list[dict[str, str]]] = {table.name: [] for table in TABLES}
    for table in TABLES:
        if not (study / table.file).exists():
            continue
        tabbed = table.file.endswith(".tsv")
        with (study / table.file).open(encoding="utf-8", newline="") as file:
            kept = [line for line in file if not (tabbed and line.startswith("#"))]
        rows[table.name] = list(csv.DictReader(kept, delimiter="\t" if tabbed else ","))
    return rows
