"""The JSON API below ``/api``: evidence without SPARQL, saved queries, checks, its description.

Every address is said once, as an operation with its parameters; requests are read, and the
OpenAPI document is made, from that.
"""

from __future__ import annotations

from flask import Response, request

import kg
from webui.api import (
    answering,
    checking,
    counting,
    explaining,
    openapi,
    quoting,
    schemas,
    searching,
)
from webui.api.blueprint import pages
from webui.api.operations import OPERATIONS, Form, Operation, operation
from webui.api.parameters import Asked
from webui.sending import send_json, tag, unchanged

__all__ = ["pages"]

_SUBJECTS = (answering, checking, counting, explaining, openapi, quoting, searching)

INDEX = Operation(
    "/",
    "index",
    "What there is",
    "The addresses of the API.",
    forms=(Form("application/json", schemas.ROOT),),
    errors=(400,),
    tag="About",
)


@operation(pages, INDEX)
def index(asked: Asked) -> Response:
    """Say which addresses there are."""
    links = {
        each.name: f"{request.script_root}/api{each.path}"
        for each in OPERATIONS
        if each is not INDEX
    }
    body = {"name": "pif-kg", "version": kg.__version__, "links": links}
    validator = tag("api", body)
    return unchanged(validator) or send_json(body, validator=validator)
