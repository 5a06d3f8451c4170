"""The home page: the question, and the quotes that answer it."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from kg.graph import Rows
from webui.state import graph

pages = Blueprint("pages", __name__)

_FIRST_QUESTION = "patching"


@pages.get("/")
def home() -> str:
    """Show the quotes that support a construct, ``?supports=patching`` by default."""
    asked = request.args.get("supports", "").strip() or _FIRST_QUESTION
    opened = graph()
    quotes = _plain(opened.query("quotes-for-construct", construct=asked))
    choices = _plain(opened.query("constructs-with-quotes"))
    studies = {s["study"]: s for s in _plain(opened.query("study-list"))}
    chosen = asked.rpartition("/")[2].removeprefix("c:")
    label = next((c["label"] for c in choices if c["construct"] == chosen), chosen)
    return render_template(
        "home.html",
        chosen=chosen,
        label=label.replace("-", " ") if label == chosen else label,
        choices=sorted(choices, key=lambda c: c["label"].casefold()),
        quotes=quotes,
        studies=studies,
    )


def _plain(rows: Rows) -> list[dict[str, str]]:
    # rdflib's literals are unequal to plain strings, which templates compare with.
    return [{name: str(term or "") for name, term in row.items()} for row in rows]
