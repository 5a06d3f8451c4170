"""Linked data: every IRI dereferences, and catalogues say what there is."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webui.resources import beside, catalogues, dereferencing, downloads, exports
from webui.state import site

pages = Blueprint("resources", __name__)
for part in (dereferencing, catalogues, downloads, exports):
    pages.register_blueprint(part.blueprint)
pages.after_app_request(beside.sign)


@pages.after_request
def let_scripts_ask(response: Response) -> Response:
    """Tell browsers that scripts of other sites may ask with conditions, where all is public."""
    if site().audience == "public" and request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = (
            "Accept, If-None-Match, If-Modified-Since"
        )
    return response
