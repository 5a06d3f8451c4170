"""The page of a person who was studied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.pages.cards import thing_id
from kg.pages.participant import ParticipantPage, most_told, participant_page
from webui.cards import role_class, shown
from webui.heat import Heat, heat_of
from webui.links import construct_page
from webui.state import site
from webui.things.standing import standing

if TYPE_CHECKING:
    from kg.store.base import Store


def made(store: Store, iri: str) -> tuple[str, dict[str, Any]] | None:
    """Return the template of a person's page, and what it is given."""
    page = participant_page(store, iri, public=site().audience == "public")
    if page is None:
        return None
    id = page.key.partition("/")[2]
    return "things/participant.html", {
        "page": page,
        "roles": [(held, role_class(held.role), shown(held.cards)) for held in page.roles],
        "table": _table(page),
        "standing": standing(page.name, f"participant {id}", iri, page.revision, page.access),
        "page_of": construct_page,
        "thing_id": thing_id,
    }


def _table(page: ParticipantPage) -> Heat | None:
    if page.spread is None:
        return None
    table = heat_of(
        page.spread,
        title="Constructs over roles",
        caption=f"Quotes of {page.label} that support each construct, by role.",
        rows=most_told(page.spread),
        conditions={"participant": [page.key]},
        totals=len(page.spread.col_values) > 1,
    )
    return table if table.rows and table.columns else None
