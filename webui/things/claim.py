"""The page of a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.pages.cards import thing_id
from kg.pages.claim import claim_page
from webui.cards import shown
from webui.links import construct_page
from webui.state import site
from webui.things.standing import standing

if TYPE_CHECKING:
    from kg.store.base import Store


def made(store: Store, iri: str) -> tuple[str, dict[str, Any]] | None:
    """Return the template of a claim's page, and what it is given."""
    page = claim_page(store, iri, public=site().audience == "public")
    if page is None:
        return None
    return "things/claim.html", {
        "page": page,
        "cards": shown(page.cards),
        "standing": standing(
            page.name, f"claim {page.id}", iri, page.revision, page.access or None
        ),
        "page_of": construct_page,
        "thing_id": thing_id,
    }
