"""The addresses of walks and ways: the whole state of the page stands in them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote
from zlib import crc32

from flask import request

from kg.describing import words
from kg.index.kinds import concept_key
from kg.pages.thing_names import name_of_thing
from webui.links import Value, at
from webui.resources.naming import address_of
from webui.resources.viewing import list_address

if TYPE_CHECKING:
    from kg.pages.neighbourhood import Relation
    from kg.pages.paths import Way
    from kg.pages.walks import Walk

PATH = "/graph"


def address(path: str = PATH, fragment: str = "", **parameters: Value) -> str:
    """Return an address of the graph page; names that Python keeps for itself end in ``_``."""
    return at(path, fragment=fragment, **parameters)


def of_walk(walk: Walk, path: str = PATH, fragment: str = "") -> str:
    """Return the address of a walk. A page has some hundred of them, alike but for a key."""
    start = name_of_thing(walk.start)
    pairs = [("from", start)]
    for name, keys in (("open", walk.opened), ("hide", walk.hidden), ("pin", walk.pinned)):
        pairs += [(name, key) for key in keys]
    if walk.at not in ("", start):
        pairs.append(("at", walk.at))
    query = "&".join(f"{name}={_quoted(key)}" for name, key in pairs)
    return f"{request.script_root}{path}?{query}{'#' if fragment else ''}{fragment}"


@lru_cache(4_096)
def _quoted(key: str) -> str:
    return quote(key, safe="/:~")


def of_way(way: Way, *, stated: bool, path: str = PATH) -> str:
    """Return the address of the way between two things."""
    start, end = name_of_thing(way.start.iri), name_of_thing(way.end.iri)
    return address(path, from_=start, to=end, by="stated" if stated else None)


def of_list(iri: str, relation: Relation) -> str:
    """Return the address of all that a relation joins a thing to: quotes, where it is quotes."""
    if relation.direction == "in":
        key = concept_key(iri)
        if relation.name == "pif:supports":
            return at("/quotes", supports=key)
        if relation.name == "pif:bearsOn":
            return at("/quotes", bears_on=key, not_=key)
    return list_address(iri, relation.direction, words.full(relation.name))


def of_page(iri: str) -> str | None:
    """Return the address of a thing's own page; None for what no link may lead to."""
    return address_of(iri)


def whole(href: str) -> str:
    """Return an address of this site with the host that was asked."""
    return href if "://" in href else f"{request.host_url.rstrip('/')}{href}"


def id_of(key: str, start: str = "n") -> str:
    """Return the id of an element for what has a key, the same on every page."""
    return f"{start}{crc32(key.encode()):08x}"
