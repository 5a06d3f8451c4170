"""``PIF_CONFORMANCE=1 pif serve``: both protocols over an empty store in memory, open to all.

It is for other people's conformance drivers: no token, updates on, and the default graph by
itself. The code that reads and answers is the same as that of the site.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Flask, Response, jsonify

from webui import errors, packing, protection, sharing, shell, sparql, state, static_files
from webui.sparql import backend
from webui.sparql.memory_backend import MemoryBackend


def make_app() -> Flask:
    """Make the application, with an empty store of its own."""
    from kg.graph import Graph
    from kg.store import open_store

    app = Flask("webui")
    # No folder is there and none is made: a site needs a graph, and this one is empty. Drivers
    # send the host names of their manifests, so any is answered; there is nothing to protect.
    nowhere = open_store(Path(tempfile.gettempdir()) / "pif-conformance" / "none")
    state.keep(app, state.Site(Graph(nowhere)))
    backend.use(app.extensions, MemoryBackend())
    protection.protect(app)
    sharing.share(app)
    packing.pack(app)
    static_files.serve(app)
    errors.handle(app)
    shell.furnish(app)
    app.register_blueprint(sparql.pages)

    @app.get("/healthz")
    @app.get("/readyz")
    def ready() -> Response:
        return jsonify(status="ok")

    return app
