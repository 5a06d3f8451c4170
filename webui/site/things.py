"""The pages of the things of studies, of works and of constructs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.describing.many import describe_many
from kg.describing.memory import steady
from kg.describing.thing import describe
from kg.namespaces import BASE, CONSTRUCT
from kg.pages.quote import quote_pages
from webui.resources.addresses import path_of
from webui.resources.telling import IN_BRIEF, page_of
from webui.resources.viewing import SAID
from webui.site.inside import inside_each
from webui.things import made_for
from webui.things.quote import drawn

if TYPE_CHECKING:
    from webui.site.inventory import Inventory
    from webui.site.rendering import Renderer

POINTING = 100
"""How many things that point to a thing its page names."""
Page = tuple[str, str]
"""Stem and markup."""


def quotes(renderer: Renderer, inventory: Inventory, iris: Sequence[str]) -> Iterator[Page]:
    """Render the pages of some quotes of a study, up to two hundred."""
    store = renderer.store
    gathered = quote_pages(store, iris, public=True)
    memory = steady(store, lambda memory: memory)
    described = describe_many(store, memory, [*gathered], out=SAID, into=0, only=IN_BRIEF)
    rest = [iri for iri in iris if iri not in gathered]
    described |= describe_many(store, memory, rest, out=SAID, into=0)
    with renderer.app.test_request_context("/"):
        inside = inside_each(store, memory, {iri: inventory.inside.get(iri, ()) for iri in iris})
    for iri in iris:
        page = gathered.get(iri)

        def make(iri: str = iri) -> str:
            made = drawn(page) if page is not None else None  # noqa: B023
            return page_of(store, memory, described[iri], made, brief=made is not None)[0]

        stem = inventory.layout.pages[iri]
        yield stem, renderer.made(stem, path_of(iri), make, inside.get(iri, ""))


def others(renderer: Renderer, inventory: Inventory, iris: Sequence[str]) -> Iterator[Page]:
    """Render the pages of things of any other kind: of a study, a work, a construct, a study."""
    store = renderer.store
    memory = steady(store, lambda memory: memory)
    with renderer.app.test_request_context("/"):
        inside = inside_each(store, memory, {iri: inventory.inside.get(iri, ()) for iri in iris})
        gathered = {iri: made_for(store, iri) for iri in iris if not _own_page(iri)}
    brief = [iri for iri, made in gathered.items() if made]
    described = describe_many(store, memory, brief, out=SAID, into=0, only=IN_BRIEF)
    for iri in iris:
        stem = inventory.layout.pages[iri]
        path = _own_page(iri)
        if path:
            html = renderer.answered(stem, path)
            if iri in inside:
                put = renderer.addresses.written(f"</head>{inside[iri]}", stem)[len("</head>") :]
                html = html.replace("</main>", f"{put}</main>", 1)
            yield stem, html
            continue

        def make(iri: str = iri) -> str:
            made = gathered[iri]
            thing = described.get(iri) or describe(store, memory, iri, out=SAID, into=POINTING)
            return page_of(store, memory, thing, made, brief=made is not None)[0]

        yield stem, renderer.made(stem, path_of(iri), make, inside.get(iri, ""))


def _own_page(iri: str) -> str:
    """Return where the server has a page made for a study or construct; empty for all else."""
    if iri.startswith(CONSTRUCT):
        return f"/constructs/{quote(iri[len(CONSTRUCT) :])}"
    rest = iri.removeprefix(f"{BASE}study/")
    return f"/studies/{quote(rest)}" if rest != iri and "/" not in rest else ""
