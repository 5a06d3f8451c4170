"""The browser pages: a Flask application over one graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from webui import errors, home, protection, state

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["create_app"]


def create_app(graph: Graph, *, hosts: frozenset[str] = protection.LOOPBACK) -> Flask:
    """Make the application. ``hosts`` are the names by which it may be asked for.

    The graph is the owner's own and holds everything, so by default only this computer is
    answered; a page elsewhere that points its own name at this address is refused.
    """
    app = Flask(__name__)
    state.keep(app, graph)
    protection.protect(app, hosts)
    errors.handle(app)
    app.register_blueprint(home.pages)
    return app
