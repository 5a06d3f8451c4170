"""Studies: the list of them, and a page for each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.describing.dumps import FORMATS
from kg.describing.thing import is_there
from kg.errors import BadParameter
from kg.evidence.spreadsheet import csv_lines
from kg.namespaces import BASE, derived_graph, mapping_graph, study_graph
from kg.pages.bearing import records_in
from kg.pages.cards import thing_id
from kg.pages.record import record
from kg.pages.studies import PAGE, Studies, StudyLine, studies
from kg.pages.study import StudyPage, study_page
from webui.heat import heat_of
from webui.links import at
from webui.negotiation import Offer, choose
from webui.resources.addresses import absolute
from webui.resources.embedding import leading
from webui.resources.exports import KINDS
from webui.state import graph
from webui.trees import is_long, linked

pages = Blueprint("studies", __name__)

_HTML = Offer("html", ("text/html", "application/xhtml+xml"))
_JSON = Offer("json", ("application/json",))
_CSV = Offer("csv", ("text/csv",))
_COLUMNS = (
    "study",
    "title",
    "year",
    "publication",
    "licence",
    "quotes",
    "participants",
    "coverage",
)
_MOST_LISTED = 100_000
_DATA = (
    ("Turtle", "ttl", "text/turtle"),
    ("JSON-LD", "jsonld", "application/ld+json"),
    ("N-Triples", "nt", "application/n-triples"),
    ("RDF/XML", "rdf", "application/rdf+xml"),
)


@pages.get("/studies")
def list_() -> Response:
    """Show the studies, the newest first."""
    wanted = choose((_HTML, _JSON, _CSV), request.headers.get("Accept")).name
    return _varied(_html() if wanted == "html" else list_as(wanted))


@pages.get("/studies.<any(json, csv):form>")
def list_as(form: str) -> Response:
    """Return the list of all studies in a form."""
    found = studies(graph().store, 0, _MOST_LISTED)
    if form == "csv":
        held = _records()
        rows = (
            (*_row(line), "record" if line.name.id in held else "full study")
            for line in found.lines
        )
        lines = csv_lines(_COLUMNS, rows)
        return Response("".join(lines), content_type="text/csv; charset=utf-8")
    records = _records()
    return jsonify(
        total=found.total,
        studies=[
            _line(line) | {"coverage": "record" if line.name.id in records else "full study"}
            for line in found.lines
        ],
    )


def _records() -> frozenset[str]:
    store = graph().store
    return records_in(store, store.revision())


def _html() -> Response:
    found = studies(graph().store, _start(), PAGE)
    return make_response(
        render_template(
            "studies.html", found=found, pager=_pager(found), data=_DATA, records=_records()
        )
    )


def _start() -> int:
    said = request.args.get("after", "0").strip()
    if not (said.isascii() and said.isdecimal() and len(said) < 8):
        raise BadParameter(f"after={said[:40]} does not do.", "Give the number of a study, from 0.")
    return int(said)


def _pager(found: Studies) -> dict[str, Any]:
    start, shown = found.start, len(found.lines)
    more = found.total - start - shown
    return {
        "first": start + 1 if shown else 0,
        "last": start + shown,
        "total": found.total,
        "previous": at("/studies", after=max(0, start - PAGE) or None) if start else None,
        "next": at("/studies", after=start + PAGE) if more > 0 else None,
        "next_count": min(PAGE, more) if more > 0 else 0,
    }


@pages.get("/studies/<study>")
def study(study: str) -> Response:
    """Show all about one study."""
    as_json = study.endswith(".json")
    page = study_page(graph().store, study.removesuffix(".json"))
    if as_json:
        return jsonify(_as_json(page))
    if choose((_HTML, _JSON), request.headers.get("Accept")).name == "json":
        return _varied(jsonify(_as_json(page)))
    return _varied(make_response(_rendered(page)))


def _rendered(page: StudyPage) -> str:
    home, conditions = f"/study/{page.name.id}", {"study": [page.name.id]}
    tables = []
    if page.constructs is not None:
        tables.append(
            heat_of(
                page.constructs,
                title="Constructs by role",
                caption="Quotes that support each construct, and who said them.",
                conditions=conditions,
            )
        )
    if page.spread is not None:
        tables.append(
            heat_of(
                page.spread,
                title="Roles by source",
                caption="Quotes by role and source.",
                conditions=conditions,
            )
        )
    return render_template(
        "study.html",
        page=page,
        record=record(graph().store, page.name.id),
        tables=[table for table in tables if table.rows and table.columns],
        codes=linked(page.codes),
        codes_long=is_long(page.codes),
        thing_id=thing_id,
        data=[(name, at(f"{home}.{suffix}")) for name, suffix, _ in _DATA],
        graphs=_graphs(page.name.id),
        downloads=[(f.name, at(f"/downloads/{page.name.id}.{f.suffix}")) for f in FORMATS.values()],
        exports=[(k.name, at(f"/downloads/{page.name.id}/{file}")) for file, k in KINDS.items()],
        alternates_=[(kind, at(f"{home}.{suffix}")) for _, suffix, kind in _DATA],
        lead=leading(graph().store, page.iri, absolute(request.path), "Dataset"),
    )


def _graphs(study: str) -> list[tuple[str, str]]:
    """Return the named graphs of a study that there are, in words and with their addresses."""
    named = (
        ("those of its files", study_graph(study)),
        ("how its codes are mapped", mapping_graph(study)),
        ("what follows by the rules of the ontology", derived_graph(study)),
    )
    store = graph().store
    return [(says, at(f"/{iri[len(BASE) :]}")) for says, iri in named if is_there(store, iri)]


def _line(line: StudyLine) -> dict[str, Any]:
    return {
        "study": line.name.id,
        "title": line.name.title,
        "year": line.name.year,
        "publication": line.name.report or None,
        "licence": line.name.licence or None,
        "quotes": line.quotes,
        "participants": line.people,
        "roles": {c.key: c.count for c in line.roles},
        "sources": {c.key: c.count for c in line.sources},
    }


def _row(line: StudyLine) -> tuple[str | int | None, ...]:
    name = line.name
    return (
        name.id, name.title, name.year, name.report, name.licence, line.quotes, line.people,
    )  # fmt: skip


def _as_json(page: StudyPage) -> dict[str, Any]:
    name = page.name
    return {
        "study": name.id,
        "iri": page.iri,
        "title": name.title,
        "year": name.year,
        "publication": name.report or None,
        "doi": name.doi or None,
        "authors": list(name.authors),
        "licence": name.licence or None,
        "attribution": name.attribution or None,
        "quotes": page.quotes,
        "utterances": page.utterances,
        **page.counts,
        "coverage": "record" if record(graph().store, name.id) else "full study",
        "access": {c.key: c.count for c in page.access},
        "methods": [n.label for n in page.methods],
        "limitations": [n.label for n in page.limitations],
        "programmes": [n.label for n in page.programmes],
        "consents": {n.label: n.kind for n in page.consents},
        "ethics": list(page.ethics),
        "coders": {c.key: c.count for c in page.coders},
        "statements": page.quads,
        "digest": page.digest or None,
        "harvested": {"from": page.origin.source, "at": page.origin.at} if page.origin else None,
        "cite_as": page.cite,
        "claim_types": {c.key: c.count for c in page.claim_types},
    }


def _varied(response: Response) -> Response:
    response.vary.add("Accept")
    return response
