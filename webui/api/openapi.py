"""``/api/openapi.json``: the API described in OpenAPI 3.1, made from what its addresses are."""

from __future__ import annotations

from typing import Any

from flask import Response, request

import kg
from kg.queries import NamedQuery
from webui.api import schemas
from webui.api.answering import ERRORS, described_kind, offers_of, parameters_of
from webui.api.blueprint import pages
from webui.api.operations import OPERATIONS, Form, Operation, operation
from webui.api.parameters import Asked, Parameter
from webui.library import kind_of, shelf
from webui.sending import send_json, tag, unchanged

DOCUMENT = Operation(
    "/openapi.json",
    "openapi",
    "This API in OpenAPI 3.1",
    "Made from the addresses and the headers of the saved queries as they are now.",
    forms=(Form("application/json", {"type": "object"}),),
    errors=(400,),
    tag="About",
)

_ERRORS = {
    400: "The request cannot be: a parameter is unknown, given twice, or has no such value.",
    404: "There is nothing of that name; the hint gives the nearest.",
    406: "None of the forms there are is accepted; the hint lists them.",
    413: "A limit of size or memory was hit; the message says which.",
    414: "The address is longer than a server reads.",
    415: "What was sent is of no kind that is read; the hint lists them.",
    429: "Too much is asked at once; Retry-After says when to come back.",
    503: "The store cannot answer just now.",
    504: "It takes longer than it may; the message says how long that is.",
}
_TAGS = {
    "Evidence": "Quotes, counts and reasons, without SPARQL.",
    "Saved queries": "Each saved query, with its parameters.",
    "Checks": "Check a study before it is loaded.",
    "About": "What there is.",
}
_ABOUT = (
    "Evidence on professional identity formation: quotes with the constructs they support, and "
    "why. Parameters are named as the options of the command `pif`. Every error is "
    '`{"error": {"code", "message", "hint"}, "status"}`. No address here needs a token.'
)


@operation(pages, DOCUMENT)
def document(asked: Asked) -> Response:
    """Describe the API."""
    body = described()
    validator = tag("openapi", body)
    return unchanged(validator) or send_json(body, validator=validator)


def described() -> dict[str, Any]:
    """Return the document, for the root that the request came to."""
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    for query in shelf().queries:
        paths[f"/queries/{query.name}"] = {"get": _operation(_of_query(query))}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "pif-kg",
            "version": kg.__version__,
            "summary": "Evidence on professional identity formation",
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": f"{request.script_root}/api"}],
        "tags": [{"name": name, "description": about} for name, about in _TAGS.items()],
        "security": [],
        "paths": paths,
        "components": {
            "schemas": schemas.SHARED,
            "responses": {f"E{status}": _error(status) for status in _ERRORS},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "For what changes the store, which nothing below /api does.",
                }
            },
        },
    }


def _of_query(query: NamedQuery) -> Operation:
    columns = list(query.columns)
    kind = kind_of(query)
    of_json = {
        "select": schemas.rows_of(columns),
        "ask": schemas.ASKED,
        "graph": {},
    }[kind]
    forms = [
        Form(offer.types[0], of_json if offer.name in ("json", "jsonld") else None)
        for offer in offers_of(kind)
    ]
    listed = "".join(f"\n- `{name}`: {about}" for name, about in query.columns.items())
    about = query.description + (f"\n\nColumns:{listed}" if listed else "")
    return Operation(
        f"/queries/{query.name}",
        f"query-{query.name}",
        query.summary or query.name,
        about + described_kind(kind),
        parameters_of(query),
        tuple(forms),
        errors=ERRORS,
        tag="Saved queries",
        paged=kind == "select",
    )


def _operation(said: Operation) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if said.conditional:
        headers["ETag"] = {
            "description": "Names this answer; send it as If-None-Match.",
            "schema": {"type": "string"},
        }
    if said.paged:
        headers["Link"] = {
            "description": "Where the next page is, and the first (RFC 8288).",
            "schema": {"type": "string"},
        }
        headers["X-Total-Count"] = {
            "description": "How many there are on all pages.",
            "schema": {"type": "integer", "minimum": 0},
        }
    responses: dict[str, Any] = {
        "200": {
            "description": "The answer.",
            "headers": headers,
            "content": {form.type: _form(form) for form in said.forms},
        }
    }
    if said.conditional:
        responses["304"] = {"description": "It is still what the ETag that was sent names."}
    for status in sorted({*said.errors, *((414,) if said.parameters else ())}):
        responses[str(status)] = {"$ref": f"#/components/responses/E{status}"}
    made: dict[str, Any] = {
        "operationId": said.name,
        "summary": said.summary,
        "description": said.about,
        "tags": [said.tag],
        "parameters": [_parameter(parameter) for parameter in said.parameters],
        "responses": responses,
    }
    if said.body:
        made["requestBody"] = {
            "required": True,
            "content": {type: _body(type, about) for type, about in said.body.items()},
        }
    return made


def _form(form: Form) -> dict[str, Any]:
    return {"schema": {"type": "string"} if form.schema is None else dict(form.schema)}


def _body(type: str, about: str) -> dict[str, Any]:
    if type == "multipart/form-data":
        file = {"type": "string", "contentMediaType": "application/octet-stream"}
        return {
            "schema": {
                "type": "object",
                "properties": {"file": {**file, "description": about}},
                "required": ["file"],
                "additionalProperties": False,
            }
        }
    return {"schema": {"description": about}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.about[:1].upper() + parameter.about[1:] + ".",
        "required": parameter.required,
        "schema": parameter.schema(),
    }
    if parameter.repeated:
        made |= {"style": "form", "explode": True}
    if parameter.example is not None:
        made["example"] = [parameter.example] if parameter.repeated else parameter.example
    return made


def _error(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": _ERRORS[status],
        "content": {"application/json": {"schema": schemas.named("Error")}},
    }
    if status == 429:
        said["headers"] = {
            "Retry-After": {
                "description": "Seconds to wait.",
                "schema": {"type": "integer", "minimum": 0},
            }
        }
    return said
