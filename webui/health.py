"""Whether the process answers, and whether the graph does: for whoever watches the service."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from webui.state import graph

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthy() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
def ready() -> Response:
    """Say that the graph answers, and which revision it is."""
    opened = graph()
    return jsonify(status="ok", revision=opened.store.revision(), studies=opened.studies())
