"""The home page: the question, and the quotes that answer it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from webui.state import graph

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> str:
    """Show the quotes that support a construct, ``?supports=patching`` by default."""
    asked = request.args.get("supports", "patching").strip() or "patching"
    opened = graph()
    choices = opened.query("constructs-with-quotes")
    quotes = opened.query("quotes-for-construct", construct=asked)
    label = next(
        (str(c["label"]) for c in choices if asked in (str(c["construct"]), str(c["iri"]))),
        asked.removeprefix("c:"),
    )
    return render_template("home.html", asked=asked, label=label, choices=choices, quotes=quotes)


@pages.get("/healthz")
def healthy() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
def ready() -> Response:
    """Say that the graph answers, and which revision it is."""
    opened = graph()
    return jsonify(status="ok", revision=opened.store.revision(), studies=opened.studies())
