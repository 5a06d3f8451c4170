"""What an application serves, and to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from flask import Flask, current_app

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.sandbox import Jail
    from webui.tokens import Tokens

Audience = Literal["owner", "public"]

_KEY = "pif-site"


@dataclass(frozen=True, slots=True)
class Site:
    """One site: what it shows, to whom, and what it lets them do.

    ``graph`` is what every page and endpoint answers from: for the owner the whole store, for
    the public the projection, which is a store of its own and holds nothing else. ``original``
    is the owner's graph, which changes go to; None where nothing can be changed. ``jail`` runs
    the SPARQL that people write themselves; ``updates`` says whether a token may change anything.
    """

    graph: Graph
    audience: Audience = "owner"
    jail: Jail | None = None
    original: Graph | None = None
    tokens: Tokens | None = None
    updates: bool = False
    hosts: frozenset[str] = field(default_factory=frozenset)
    """Names by which the site may be asked for; empty for any."""
    folder: Path | None = None
    """A private folder that goes with the server, for what is kept a while; None for none."""


def keep(app: Flask, site: Site) -> None:
    """Give the application its site."""
    app.extensions[_KEY] = site


def site() -> Site:
    """Return the site of the application that is answering."""
    kept: Site = current_app.extensions[_KEY]
    return kept


def graph() -> Graph:
    """Return the graph of the application that is answering."""
    return site().graph
