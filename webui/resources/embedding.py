"""What machines are told on the pages that studies and constructs have: signposts, schema.org."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.describing.memory import steady
from kg.describing.schema_org import schema_org
from kg.describing.thing import describe
from kg.errors import PifError
from webui.resources import signposts

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store
    from webui.resources.signposts import Link

_SAID = 50
"""Values of one property that are looked at."""


@dataclass(frozen=True, slots=True)
class Leading:
    """The links of a page, and its thing as JSON-LD that can stand in a script element."""

    links: tuple[Link, ...] = ()
    schema: str = ""


def leading(store: Store, iri: str, page: str, sort: str) -> Leading:
    """Return where the page of a thing leads machines; nothing where it cannot be told.

    ``page`` is its absolute address, ``sort`` the class of schema.org.
    """

    def make(memory: Memory) -> Leading:
        thing = describe(store, memory, iri, out=_SAID, into=0)
        facts = signposts.facts_of(store, memory, iri)
        links = signposts.of_page(iri, page, thing, facts, sort).links
        return Leading(links, script(schema_org(thing, page, facts)))

    try:
        return steady(store, make)
    except (PifError, ValueError):  # the page is there; it does without
        return Leading()


def script(made: object) -> str:
    """Return JSON that can stand in a script element: nothing in it ends the element."""
    written = json.dumps(made, ensure_ascii=False, indent=1)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
