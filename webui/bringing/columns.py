"""What each column of a study's tables is for: as a page, and as JSON Schema for programs."""

from __future__ import annotations

from flask import Response, jsonify, make_response, render_template, request

from kg.formats.tables import TABLES
from kg.pages.columns import schema_of, schemas
from webui.bringing.showing import HTML, JSON
from webui.links import at
from webui.negotiation import choose

_TYPE = "application/schema+json"


def page() -> Response:
    """Show every column of every table."""
    if choose((HTML, JSON), request.headers.get("Accept")).name == "json":
        answer = as_json()
    else:
        answer = make_response(render_template("columns.html", tables=TABLES))
    answer.vary.add("Accept")
    return answer


def as_json() -> Response:
    """Return the tables with their columns, and where their schemas are."""
    return jsonify(
        tables=[
            {
                "name": table.name,
                "file": table.file,
                "about": table.about,
                "required": table.required,
                "open": table.open,
                "schema": at(f"/schemas/{table.name}.schema.json"),
                "columns": [
                    {
                        "name": column.name,
                        "about": column.about,
                        "required": column.required,
                        "kind": column.kind,
                        "refers_to": column.refers_to or None,
                        "values": list(column.values),
                        "closed": column.closed,
                        "example": column.example or None,
                    }
                    for column in table.columns
                ],
            }
            for table in TABLES
        ],
        study=at("/schemas/study.schema.json"),
        schemas=[at(f"/schemas/{name}.schema.json") for name in schemas()],
    )


def schema(name: str) -> Response:
    """Return the JSON Schema of study.yaml, or of a row of one table."""
    answer = jsonify(schema_of(name))
    answer.content_type = _TYPE
    return answer
