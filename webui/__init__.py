"""The browser pages and the endpoints: a Flask application over one graph."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from flask import Flask

from webui import errors, packing, protection, sharing, shell, state, static_files
from webui.state import Site

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["Site", "create_app"]

# Each subject is a module (or package) with a blueprint called `pages`, named in order.
SUBJECTS = (
    "webui.home",
    "webui.quotes",
    "webui.constructs",
    "webui.studies",
    "webui.bringing",
    "webui.matrices",
    "webui.synthesis",
    "webui.agreeing",
    "webui.mappings",
    "webui.proposing",
    "webui.publishing",
    "webui.literature",
    "webui.graphs",
    "webui.queries",
    "webui.citing",
    "webui.api",
    "webui.sparql",
    "webui.ontology",
    "webui.about",
    "webui.resources",
    "webui.health",
    "webui.metrics",
)


def create_app(graph: Graph, *, site: Site | None = None) -> Flask:
    """Make the application over a graph.

    Without a ``site`` the graph is taken for the owner's own, which holds everything, so only
    this computer is answered; a page elsewhere that points its own name at this address is
    refused.
    """
    from webui import metrics  # the library that counts asks at its import where to

    app = Flask(__name__)
    state.keep(app, site or Site(graph, hosts=protection.LOOPBACK))
    protection.protect(app)
    sharing.share(app)
    packing.pack(app)
    static_files.serve(app)
    metrics.measure(app)
    errors.handle(app)
    shell.furnish(app)
    for subject in SUBJECTS:
        app.register_blueprint(import_module(subject).pages)
    return app
