"""The page of a quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.pages.cards import thing_id
from kg.pages.quote import QuotePage, quote_page
from webui.cards import shown
from webui.links import construct_page
from webui.state import site
from webui.things.standing import standing

if TYPE_CHECKING:
    from kg.store.base import Store


def made(store: Store, iri: str) -> tuple[str, dict[str, Any]] | None:
    """Return the template of a quote's page, and what it is given."""
    page = quote_page(store, iri, public=site().audience == "public")
    return None if page is None else drawn(page)


def drawn(page: QuotePage) -> tuple[str, dict[str, Any]]:
    """Return the template of a page that was gathered, and what it is given."""
    card, row = page.card, page.card.row
    return "things/quote.html", {
        "page": page,
        "q": shown([card])[0],
        "same": shown(page.same),
        "standing": standing(card.study, f"quote {row.quote}", row.iri, page.revision, row.access),
        "page_of": construct_page,
        "thing_id": thing_id,
    }
