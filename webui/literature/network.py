"""Who cites what: a drawing with its table beside it, and both to take along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.evidence.spreadsheet import csv_lines
from kg.identifiers import study_iri
from kg.pages.network import Edge, Network, edges, network
from webui.drawing.figure import caption, figure
from webui.drawing.network import WIDTH, draw, drawn
from webui.links import at, outward, to_work
from webui.literature import asked
from webui.literature.sending import as_file, varied
from webui.negotiation import Offer, choose
from webui.state import graph

blueprint = Blueprint("network", __name__)

_FORMS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
    Offer("csv", ("text/csv",)),
    Offer("svg", ("image/svg+xml",)),
)
_COLUMNS = ("study", "work", "title", "citations", "intents")
_NAMED = 4
"""How many of the studies that cite a work its row names."""


@blueprint.get("/literature/network")
def page() -> Response:
    """Show which studies cite which works, and what for."""
    return varied(_answer(choose(_FORMS, request.headers.get("Accept"))))


@blueprint.get("/literature/network.<any(json, csv, svg):form>")
def page_as(form: str) -> Response:
    """Return the network in a form: as CSV all of it, else what is drawn."""
    return _answer(next(offer for offer in _FORMS if offer.name == form))


def _answer(form: Offer) -> Response:
    said = asked.conditions(asked.said())
    store = graph().store
    if form.name == "csv":
        rows = (
            (e.study, e.work, cited.title, e.times, ";".join(name for name, _ in e.intents))
            for e, cited in edges(store, **said)
        )
        return as_file(csv_lines(_COLUMNS, rows), form, "citation-network.csv")
    found = network(store, **said)
    if form.name == "json":
        return jsonify(_in_json(found))
    given = asked.own(found.wanted)
    around = asked.around(
        "/literature/network", found.wanted, found.construct, found.names, found.offered
    )
    if form.name == "svg":
        return as_file(_figure(found, around), form, "citation-network.svg")
    return make_response(
        render_template(
            "network.html",
            found=found,
            drawing=drawn(found, lambda id: at(f"/studies/{id}"), to_work),
            rows=_rows(found),
            named=_NAMED,
            forms=[
                (name, at(f"/literature/network.{end}", **given))
                for name, end in (("SVG", "svg"), ("CSV of all", "csv"), ("JSON", "json"))
            ],
            **around,
        )
    )


def _rows(found: Network) -> list[tuple[Any, list[Edge]]]:
    """Return each work that is drawn with who cites it, the most often first."""
    by_work: dict[str, list[Edge]] = {}
    for edge in found.edges:
        by_work.setdefault(edge.work, []).append(edge)
    return [
        (cited, sorted(by_work.get(cited.work.iri, ()), key=lambda e: (-e.times, e.study)))
        for cited in found.works
    ]


def _figure(found: Network, around: Mapping[str, Any]) -> str:
    said = [part.says for part in around["parts"]]
    what = f"Works {' and '.join(said)}" if said else "All works that studies cite"
    shown = f"{what}: the {len(found.works)} that most studies cite, of {found.total:,}."
    if found.studies_total > len(found.studies):
        shown += f" Of {found.studies_total:,} studies that cite them, {len(found.studies)}."
    drawing = draw(found, study_iri, outward)
    return figure(
        "Studies and the works they cite",
        drawing.about,
        drawing.body,
        (WIDTH, drawing.height),
        [shown, "In each disc: how often the work is cited; thicker lines: three times or more.",
         caption(at("/literature/network", **around["own"]))],
    )  # fmt: skip


def _in_json(found: Network) -> dict[str, Any]:
    return {
        "total": found.total,
        "studies_total": found.studies_total,
        "truncated": found.truncated
        or found.total > len(found.works)
        or found.studies_total > len(found.studies),
        "studies": list(found.studies),
        "works": [
            {
                "work": cited.work.iri,
                "title": cited.title,
                "studies": len(cited.studies),
                "citations": cited.times,
            }
            for cited in found.works
        ],
        "edges": [
            {"study": e.study, "work": e.work, "citations": e.times, "intents": dict(e.intents)}
            for e in found.edges
        ],
        "together": [
            {
                "first": pair.first.iri,
                "second": pair.second.iri,
                "sentences": pair.sentences,
                "studies": pair.studies,
            }
            for pair in found.together
        ],
        "together_total": found.together_total,
    }
