"""``/api/matrix`` and ``/api/cooccurrence``: quotes counted by two things at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Response

from kg.evidence import comparing
from kg.evidence.axes import FACETS
from kg.evidence.cooccurrence import KINDS
from kg.evidence.tabulating import matrix_csv, meeting_csv, pairs_csv
from kg.index import open_index
from webui.api import forms, schemas
from webui.api.blueprint import pages
from webui.api.narrowing import MAPPINGS, MODE, NARROWING, conditions, mappings
from webui.api.operations import Form, Operation, operation
from webui.api.parameters import Asked, Parameter
from webui.sending import send, tag, unchanged
from webui.state import graph

_OFFERS = (forms.JSON, forms.CSV, forms.SVG)
_ALL = Parameter("all", "also what no quote stands in", kind="boolean", default=False)
_TABLES = (Form("text/csv"), Form("image/svg+xml"))
_ERRORS = (400, 404, 406, 413, 503)

MATRIX = Operation(
    "/matrix",
    "matrix",
    "Counts of quotes by two facets",
    "How many quotes, and how many distinct utterances, have each pair of values. A quote may "
    "stand in several cells, so totals are not sums.",
    (
        Parameter("rows", "what the rows are", required=True, choices=FACETS, example="construct"),
        Parameter("cols", "what the columns are", required=True, choices=FACETS, example="role"),
        _ALL,
        Parameter(
            "count",
            "what CSV counts: quotes, or distinct utterances",
            choices=("quotes", "utterances"),
            default="quotes",
        ),
        MODE,
        MAPPINGS,
        *NARROWING,
        forms.parameter(_OFFERS),
    ),
    (Form("application/json", schemas.MATRIX), *_TABLES),
    errors=_ERRORS,
)
COOCCURRENCE = Operation(
    "/cooccurrence",
    "cooccurrence",
    "Constructs or codes that meet in a quote",
    "For every two of them: how many quotes carry both, and their share of those that carry "
    "either (Jaccard).",
    (
        Parameter("kind", "what meets", choices=KINDS, default="construct"),
        Parameter(
            "layout",
            "of CSV: a matrix, or one row for each pair, the most frequent first",
            choices=("matrix", "pairs"),
            default="matrix",
        ),
        _ALL,
        MODE,
        MAPPINGS,
        *NARROWING,
        forms.parameter(_OFFERS),
    ),
    (Form("application/json", schemas.COOCCURRENCE), *_TABLES),
    errors=_ERRORS,
)


@operation(pages, MATRIX)
def matrix(asked: Asked) -> Response:
    """Count quotes by two facets."""

    def count() -> Mapping[str, Callable[[], str | Iterable[str]]]:
        found = comparing.matrix(
            graph().store,
            asked["rows"],
            asked["cols"],
            mode=asked["mode"],
            empty=asked["all"],
            conditions=conditions(asked),
            mappings=mappings(asked),
        )
        return {
            "json": lambda: _json(found.to_dict()),
            "csv": lambda: matrix_csv(found, asked["count"]),
            "svg": found.to_svg,
        }

    return _answered("matrix", asked, count)


@operation(pages, COOCCURRENCE)
def cooccurrence(asked: Asked) -> Response:
    """Count quotes that carry two constructs, or codes."""

    def count() -> Mapping[str, Callable[[], str | Iterable[str]]]:
        found = comparing.cooccurrence(
            graph().store,
            asked["kind"],
            mode=asked["mode"],
            empty=asked["all"],
            conditions=conditions(asked),
            mappings=mappings(asked),
        )
        table = pairs_csv if asked["layout"] == "pairs" else meeting_csv
        return {
            "json": lambda: _json(found.to_dict()),
            "csv": lambda: table(found),
            "svg": found.to_svg,
        }

    return _answered("cooccurrence", asked, count)


def _answered(
    name: str, asked: Asked, count: Callable[[], Mapping[str, Callable[[], str | Iterable[str]]]]
) -> Response:
    form = forms.chosen(asked, _OFFERS)
    validator = tag(name, open_index(graph().store).revision, form.name, sorted(asked.given))
    if (same := unchanged(validator)) is not None:
        return same
    written = count()[form.name]()
    body = written if isinstance(written, str) else "".join(written)
    return send(body.encode("utf-8", "surrogatepass"), form.content_type, validator=validator)


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"
