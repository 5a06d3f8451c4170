"""Bring a study: check it, see what it would look like, and load it with a token."""

from __future__ import annotations

from flask import Blueprint, Response

from webui.bringing import columns, loading, showing, starting
from webui.sparql.refusals import said

pages = Blueprint("bringing", __name__)
for _name, _rule, _view in (
    ("page", "/studies/new", showing.page),
    ("as_json", "/studies/new.json", showing.as_json),
    ("findings", "/studies/new/findings.<any(csv, json, xml, txt, ttl):form>", showing.findings),
    ("empty", "/studies/new/empty.<any(xlsx, zip):form>", starting.empty),
    ("columns", "/studies/new/columns", columns.page),
    ("columns_as_json", "/studies/new/columns.json", columns.as_json),
    ("schema", "/schemas/<name>.schema.json", columns.schema),
):
    pages.add_url_rule(_rule, _name, _view)
for _name, _rule, _change in (
    ("check", "/studies/new", loading.check),
    ("load", "/studies/new/load", loading.load),
    ("forget", "/studies/new/forget", loading.forget),
):
    pages.add_url_rule(_rule, _name, _change, methods=["POST"])


@pages.after_request
def _refusals(response: Response) -> Response:
    """Put on the answer what a refusal asks for: which token, and when to come back."""
    for name, value in said().items():
        response.headers[name] = value
    return response
