"""``/api/queries``: the saved queries, and what each answers."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from kg.queries import NamedQuery, prepare
from kg.store.base import Kind
from webui import saved
from webui.api import forms, schemas
from webui.api.blueprint import pages
from webui.api.operations import Form, Operation, asked_of, operation
from webui.api.parameters import Asked, Parameter
from webui.library import http_name, kind_of, shelf
from webui.negotiation import Offer
from webui.sending import same_with, send, send_json, tag, unchanged
from webui.state import graph

LONGEST_LITERAL = 4_000
ERRORS = (400, 404, 406, 413, 429, 503, 504)
"""Statuses that the answer to a saved query may fail with."""

LIST = Operation(
    "/queries",
    "queries",
    "The saved queries",
    "What each asks, its parameters and columns, its SPARQL, and where it is answered.",
    forms=(Form("application/json", schemas.QUERIES),),
    errors=(400,),
    tag="Saved queries",
)


@operation(pages, LIST)
def queries(asked: Asked) -> Response:
    """List the saved queries."""
    held = shelf()
    body = {
        "queries": [described(query) for query in held.queries],
        "unreadable": [{"name": n, "message": said} for n, said in held.unreadable.items()],
    }
    validator = tag("queries", body)
    return unchanged(validator) or send_json(body, validator=validator)


def described(query: NamedQuery) -> dict[str, Any]:
    """Return what a query says of itself, and how it is asked here."""
    said = query.described()
    for parameter, written in zip(query.parameters, said["parameters"], strict=True):
        written["parameter"] = http_name(parameter)
    return {
        **said,
        "answers": kind_of(query),
        "address": url_for("api.query", name=query.name)[len(request.script_root) :],
    }


def described_kind(kind: Kind) -> str:
    """Say how an answer comes in pages, if it does."""
    if kind != "select":
        return ""
    return (
        "\n\nAll rows, unless `limit` asks for pages: then the Link header leads to the others, "
        "and X-Total-Count says how many there are. All pages are of one answer; when the store "
        "has changed meanwhile, the next page is refused."
    )


def offers_of(kind: Kind) -> tuple[Offer, ...]:
    """Return the forms of an answer."""
    return forms.GRAPHS if kind == "graph" else forms.ROWS


def parameters_of(query: NamedQuery) -> tuple[Parameter, ...]:
    """Return what the address of a query takes: its own parameters, form and page."""
    own = []
    for parameter in query.parameters:
        literal = parameter.kind == "literal"
        default: str | int | bool | None = parameter.typed_default
        if default is not None and parameter.kind == "integer":
            default = int(default)
        if default is not None and parameter.kind == "boolean":
            default = str(default).lower() in ("true", "yes", "1")
        own.append(
            Parameter(
                http_name(parameter),
                parameter.about or parameter.name.replace("_", " "),
                kind=parameter.kind if parameter.kind in ("integer", "boolean") else "text",
                required=parameter.required and default is None,
                choices=parameter.choices,
                default=default,
                least=(0 if literal else 1) if parameter.kind in ("literal", "iri") else None,
                most=LONGEST_LITERAL if literal else None,
            )
        )
    kind = kind_of(query)
    return (*own, *(_PAGING if kind == "select" else ()), forms.parameter(offers_of(kind)))


_PAGING = (
    Parameter(
        "limit", "rows of a page; all when not given", kind="integer", least=1, most=saved.MOST_ROWS
    ),
    Parameter("after", "the place that the link to the next page named"),
)


@pages.get("/queries/<name>")
def query(name: str) -> Response:
    """Answer a saved query."""
    asked_for = shelf().query(name)
    asked = asked_of(parameters_of(asked_for))
    return answered(asked_for, asked)


def answered(query: NamedQuery, asked: Asked) -> Response:
    """Answer a query with what was asked for."""
    form = forms.chosen(asked, offers_of(kind_of(query)))
    store = graph().store

    def validator(revision: str) -> str:
        return tag("query", query.name, query.text, revision, form.name, sorted(asked.given))

    if request.if_none_match and (same := unchanged(validator(store.revision()))) is not None:
        return same
    ready = prepare(store, query, values_of(query, asked))
    described_by = {"describedby": f"../../queries/{request.path.rpartition('/')[2]}"}
    format: Any = form.name
    limit = asked.values.get("limit")
    if limit is None and asked.values.get("after") is None:
        done = saved.whole(ready, format)
        return send(
            done.chunks,
            form.content_type,
            size=done.size,
            validator=validator(done.revision),
            links=described_by,
            close=done.close,
        )
    page = saved.page(ready, limit or saved.MOST_ROWS, asked["after"])
    return send(
        b"".join(page.answer.write(format)),
        form.content_type,
        validator=validator(page.revision),
        links={**_links(page, asked, limit or saved.MOST_ROWS), **described_by},
        headers={"X-Total-Count": str(page.total)},
    )


def values_of(query: NamedQuery, asked: Asked) -> dict[str, str | int | bool]:
    """Return the values given for a query's own parameters, by their names in it."""
    given = {name for name, _ in asked.given}
    return {p.name: asked[http_name(p)] for p in query.parameters if http_name(p) in given}


def _links(page: saved.Page, asked: Asked, limit: int) -> dict[str, str]:
    links = {}
    if page.first:
        links["first"] = same_with(asked.but(after=None))
        links["prev"] = same_with(asked.but(after=page.before(limit) or None))
    if page.next is not None:
        links["next"] = same_with(asked.but(after=page.next))
    return links
