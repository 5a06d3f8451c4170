"""``/api/search``: one box over constructs, codes, studies, claims, works and quotes."""

from __future__ import annotations

from typing import Any

from flask import Response

from kg.evidence.answering import row_as_json
from kg.evidence.finding import MOST_RESULTS, SORTS, Group, Hit, find
from kg.index import open_index
from webui.api import schemas
from webui.api.blueprint import pages
from webui.api.operations import Form, Operation, operation
from webui.api.parameters import Asked, Parameter
from webui.sending import send_json, tag, unchanged
from webui.state import graph

SEARCH = Operation(
    "/search",
    "search",
    "One box for everything that has a name or words",
    "Constructs, codes, studies, claims, works and quotes in which all words occur, grouped by "
    "kind, the nearest first. In names a word may be the beginning of one; in quotes with a *.",
    (
        Parameter(
            "text", 'words, "a phrase", begin*; all must occur', required=True, example="mentor"
        ),
        Parameter("kind", "only these kinds", repeated=True, choices=SORTS),
        Parameter(
            "limit",
            "results of each kind at most",
            kind="integer",
            least=1,
            most=MOST_RESULTS,
            default=5,
        ),
    ),
    (Form("application/json", schemas.FOUND),),
    errors=(400, 413, 503),
)


@operation(pages, SEARCH)
def search(asked: Asked) -> Response:
    """Find what somebody typed."""
    store = graph().store
    validator = tag("search", open_index(store).revision, sorted(asked.given))
    if (same := unchanged(validator)) is not None:
        return same
    groups = find(store, asked["text"], sorts=asked["kind"] or SORTS, limit=asked["limit"])
    body = {"query": asked["text"], "groups": [_group(group) for group in groups]}
    return send_json(body, validator=validator)


def _group(group: Group) -> dict[str, Any]:
    return {
        "kind": group.sort,
        "total": group.total,
        "complete": group.looked_through,
        "results": [*map(_hit, group.hits), *map(row_as_json, group.rows)],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "key": hit.thing.key,
        "iri": hit.thing.iri,
        "label": hit.thing.label,
        "others": list(hit.thing.others),
        "text": hit.thing.text or None,
        "study": hit.thing.study or None,
        "quotes": hit.quotes,
    }
