"""Pages of their own for the kinds of things that studies are made of.

Each kind is a module that returns the template of its page with what the template writes down.
What stands on every page of a thing (its data, its addresses, all facts one by one) is put
around that by :mod:`webui.resources`; a kind that is not here has that alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kg.describing.labels import kind_of
from webui.things import claim, code, document, participant, quote, work

if TYPE_CHECKING:
    from kg.store.base import Store

Made = tuple[str, dict[str, Any]]
"""A template, and what it is given."""

_KINDS: Mapping[str, Callable[[Store, str], Made | None]] = {
    "quote": quote.made,
    "document": document.made,
    "participant": participant.made,
    "claim": claim.made,
    "code": code.made,
    "work": work.made,
}


def made_for(store: Store, iri: str) -> Made | None:
    """Return the page that was made for a thing's kind; None where there is none."""
    make = _KINDS.get(kind_of(iri))
    return make(store, iri) if make is not None else None
