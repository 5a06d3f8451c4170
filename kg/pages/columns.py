"""JSON Schema for the files of a study: what study.yaml may say, and a row of each table."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from kg.errors import UnknownThing
from kg.formats.tables import TABLES, Column, Table
from kg.namespaces import BASE, DEFAULT_BASE

STUDY = "study"
_KINDS: dict[str, dict[str, Any]] = {
    "id": {"type": "string", "minLength": 1},
    "ids": {"type": "string", "description": "Ids with ; between."},
    "text": {"type": "string"},
    "word": {"type": "string"},
    "integer": {"type": "string", "pattern": r"^\s*[0-9]*\s*$"},
    "number": {"type": "string", "pattern": r"^\s*[0-9]*(\.[0-9]+)?\s*$"},
    "boolean": {"type": "string", "enum": ["true", "false", "yes", "no", "1", "0", ""]},
    "date": {"type": "string", "examples": ["2024-05-02", "2024-05-02T14:30:00Z"]},
}


def schemas() -> list[str]:
    """Return the names of the schemas there are."""
    return [STUDY, *(table.name for table in TABLES)]


def schema_of(name: str) -> dict[str, Any]:
    """Return a schema: of study.yaml, or of a row of a table, whose cells are all texts.

    >>> schema_of("quotes")["required"]
    ['id', 'document', 'text']

    Raises:
        UnknownThing: There is none of that name.
    """
    if name == STUDY:
        text = files("kg.formats").joinpath("study.schema.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text.replace(DEFAULT_BASE, BASE))
        return found
    for table in TABLES:
        if table.name == name:
            return _row(table)
    raise UnknownThing(f"There is no schema {name[:80]!r}.", f"There are {', '.join(schemas())}.")


def _row(table: Table) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}schemas/{table.name}.schema.json",
        "title": f"a row of {table.file}",
        "description": table.about,
        "type": "object",
        "required": table.required_columns,
        "additionalProperties": {"type": "string"} if table.open else False,
        "properties": {column.name: _cell(column) for column in table.columns},
    }


def _cell(column: Column) -> dict[str, Any]:
    cell = dict(_KINDS[column.kind])
    if not column.required or column.unless:
        cell.pop("minLength", None)
    elif cell["type"] == "string":
        cell["minLength"] = 1
    cell["description"] = f"{column.about} {cell.get('description', '')}".rstrip()
    if column.values:
        # Words may be written with capitals and spaces; a closed list is told, not enforced.
        cell["examples"] = list(column.values)
    elif column.example:
        cell["examples"] = [column.example]
    return cell
