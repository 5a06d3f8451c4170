"""A study in the words of schema.org, for its page, where search engines look for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kg.describing.memory import steady
from kg.describing.schema_org import schema_org
from kg.describing.thing import describe
from kg.errors import PifError
from kg.identifiers import study_iri
from webui.resources import signposts

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

_SAID = 50
"""Values of one property that are looked at."""


def embedded_study(store: Store, study: str, page: str) -> str:
    """Return a study as JSON-LD that can stand in a script element; empty where there is none.

    ``page`` is the absolute address of its page.
    """
    iri = study_iri(study)

    def make(memory: Memory) -> str:
        thing = describe(store, memory, iri, out=_SAID, into=0)
        return script(schema_org(thing, page, signposts.facts_of(store, memory, iri)))

    try:
        return steady(store, make)
    except (PifError, ValueError):  # the page is there; it does without
        return ""


def script(made: object) -> str:
    """Return JSON that can stand in a script element: nothing in it ends the element."""
    written = json.dumps(made, ensure_ascii=False, indent=1)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
