"""The page of a code of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import UnknownThing
from kg.evidence.agreement import shown as shown_coefficient
from kg.evidence.agreement import shown_percent
from kg.identifiers import split_thing_iri
from kg.pages.cards import thing_id
from kg.pages.code import CodePage, code_page
from kg.pages.construct import find
from webui.cards import shown
from webui.heat import Heat, heat_of
from webui.links import at, construct_page
from webui.state import site
from webui.things.standing import standing
from webui.trees import linked

if TYPE_CHECKING:
    from kg.store.base import Store


def made(store: Store, iri: str) -> tuple[str, dict[str, Any]] | None:
    """Return the template of a code's page, and what it is given."""
    named = split_thing_iri(iri)
    if named is None:
        return None
    try:
        key = find(store, f"{named[0]}/{named[2]}")
    except UnknownThing:  # something is said of it, but not that it is a code
        return None
    page = code_page(store, key, public=site().audience == "public")
    return "things/code.html", {
        "page": page,
        "whole": page.whole,
        "cards": shown(page.whole.cards),
        "table": _table(page),
        "trees": [linked(filing.tree) for filing in page.whole.filings],
        "json": at(f"/constructs/{key}.json"),
        "shown_percent": shown_percent,
        "shown_coefficient": shown_coefficient,
        "standing": standing(page.name, f"code {page.id}", iri, page.revision, None),
        "page_of": construct_page,
        "thing_id": thing_id,
    }


def _table(page: CodePage) -> Heat | None:
    if page.whole.spread is None:
        return None
    table = heat_of(
        page.whole.spread,
        title="By role and source",
        caption=f"Quotes filed under {page.whole.label}, by role and source.",
        conditions={"supports": [page.whole.key]},
    )
    return table if table.rows and table.columns else None
