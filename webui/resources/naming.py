"""How pages name and link what has no words of its own: licences, graphs, addresses."""

from __future__ import annotations

import re

from kg.namespaces import BASE, ONTOLOGY_GRAPH, SCHEME_GRAPH
from webui.links import outward
from webui.resources.addresses import DOI, here, own_page, path_of

_PARTS = {"study": "stated", "mapping": "mapped", "derived": "derived"}


def address_of(iri: str) -> str | None:
    """Return where a link to a thing leads: to its page here, or out into the world."""
    if page := own_page(iri):
        return here(page)
    if iri.startswith((BASE, DOI)):
        return here(path_of(iri))
    return outward(iri)


def licence_name(licence: str) -> str:
    """Return a licence as people call it, or its address without the scheme.

    >>> licence_name("https://creativecommons.org/licenses/by-nc/4.0/")
    'CC BY-NC 4.0'
    """
    match = re.fullmatch(
        r"https?://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)/?(?:deed\.\w+)?", licence
    )
    if match:
        return f"CC {match[1].upper()} {match[2]}"
    if re.fullmatch(r"https?://creativecommons\.org/publicdomain/zero/1\.0/?", licence):
        return "CC0 1.0"
    return re.sub(r"\Ahttps?://(?:www\.)?", "", licence).rstrip("/")


def sort_of_graph(graph: str) -> str:
    """Return whether a graph (a term) holds what is stated, mapped or derived."""
    part = graph[1:-1].removeprefix(f"{BASE}graph/").partition("/")[0]
    return _PARTS.get(part, "stated")


def graph_name(graph: str) -> str:
    """Return a graph (a term or bare) as people read it."""
    bare = graph.strip("<>")
    if bare == ONTOLOGY_GRAPH:
        return "the ontology"
    if bare == SCHEME_GRAPH:
        return "the scheme"
    return bare.removeprefix(f"{BASE}graph/")
