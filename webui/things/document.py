"""The page of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from kg.errors import BadParameter
from kg.pages.cards import thing_id
from kg.pages.document import PAGE, DocumentPage, document_page
from webui.cards import shown
from webui.links import at, construct_page
from webui.state import site
from webui.things.standing import standing

if TYPE_CHECKING:
    from kg.store.base import Store

_LARGEST = 6  # digits


def made(store: Store, iri: str) -> tuple[str, dict[str, Any]] | None:
    """Return the template of a document's page, and what it is given."""
    after, part = request.args.get("after", ""), _part()
    page = document_page(store, iri, after=after, part=part, public=site().audience == "public")
    if page is None:
        return None
    id = page.key.partition("/")[2]
    return "things/document.html", {
        "page": page,
        "cards": shown(page.cards),
        "pager": _pager(page, part),
        "part_of": lambda number: _address(page, after, number, "text"),
        "standing": standing(page.name, f"document {id}", iri, page.revision, page.access),
        "page_of": construct_page,
        "thing_id": thing_id,
    }


def _part() -> int:
    said = request.args.get("part", "1").strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= _LARGEST):
        raise BadParameter(f"part={said[:40]} does not do.", "Give the number of a part, from 1.")
    return int(said)


def _pager(page: DocumentPage, part: int) -> dict[str, Any]:
    more = page.total - (page.first - 1) - len(page.cards)

    def to(after: str | None) -> str | None:
        return None if after is None else _address(page, after, part, "quotes-h")

    return {
        "first": page.first if page.cards else 0,
        "last": page.first - 1 + len(page.cards),
        "total": page.total,
        "previous": to(page.previous),
        "next": to(page.next),
        "next_count": min(PAGE, more),
    }


def _address(page: DocumentPage, after: str, part: int, fragment: str) -> str:
    study, _, id = page.key.partition("/")
    return at(
        f"/study/{study}/document/{id}.html",
        fragment=fragment,
        after=after,
        part=None if part == 1 else part,
    )
