"""Answers of the literature pages that are taken along."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flask import Response

if TYPE_CHECKING:
    from webui.negotiation import Offer


def as_file(body: str | Iterable[str], form: Offer, name: str) -> Response:
    """Return a body to be kept as a file."""
    answer = Response(body, content_type=form.content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def as_json(head: Mapping[str, Any], name: str, items: Iterable[Mapping[str, Any]]) -> Response:
    """Return an object that ends with a list, however long, written item by item."""

    def written() -> Iterator[str]:
        yield json.dumps(head, ensure_ascii=False)[:-1] + f', "{name}": ['
        between = "\n"
        for item in items:
            yield between + json.dumps(item, ensure_ascii=False)
            between = ",\n"
        yield "\n]}\n"

    return Response(written(), content_type="application/json; charset=utf-8")


def varied(response: Response) -> Response:
    """Say that the answer depends on what the client accepts."""
    response.vary.add("Accept")
    return response
