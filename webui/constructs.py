"""Constructs: the shared scheme as trees, and a page for each construct and each study's code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request

from kg.evidence.spreadsheet import csv_lines
from kg.index import ask
from kg.pages import citing
from kg.pages.bearing import Bearings, bearing
from kg.pages.cards import thing_id
from kg.pages.construct import ConstructPage, construct_page, find
from kg.pages.scheme import Entry, found, scheme
from webui.cards import shown
from webui.heat import heat_of
from webui.links import at
from webui.links import construct_page as page_of
from webui.negotiation import Offer, choose
from webui.resources.addresses import absolute
from webui.resources.embedding import leading
from webui.state import graph, site
from webui.trees import is_long, linked

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from kg.pages.claims import Claim, RestedOn

pages = Blueprint("constructs", __name__)

_HTML = Offer("html", ("text/html", "application/xhtml+xml"))
_JSON = Offer("json", ("application/json",))
_CSV = Offer("csv", ("text/csv",))
_COLUMNS = ("construct", "label", "definition", "broader", "quotes", "filed", "bears_on", "iri")
_LONGEST = 200
_DATA = (
    ("Turtle", "ttl", "text/turtle"),
    ("JSON-LD", "jsonld", "application/ld+json"),
    ("N-Triples", "nt", "application/n-triples"),
    ("RDF/XML", "rdf", "application/rdf+xml"),
)


@pages.get("/constructs")
def constructs() -> Response:
    """Show the shared scheme, or the constructs that some words fit."""
    wanted = choose((_HTML, _JSON, _CSV), request.headers.get("Accept")).name
    return _varied(constructs_as(wanted))


@pages.get("/constructs.<any(json, csv):form>")
def constructs_as(form: str) -> Response:
    """Return the constructs in a form."""
    whole = ask(graph().store, scheme)
    words = " ".join(request.args.get("q", "").split())[:_LONGEST]
    entries = found(whole, words) if words else list(whole.entries)
    if form == "json":
        return jsonify(total=len(entries), constructs=[_entry(entry) for entry in entries])
    if form == "csv":
        lines = csv_lines(_COLUMNS, (_row(entry) for entry in entries))
        return Response("".join(lines), content_type="text/csv; charset=utf-8")
    page = render_template(
        "constructs.html",
        words=words,
        entries=entries,
        total=len(whole.entries),
        with_quotes=sum(1 for entry in whole.entries if entry.quotes),
        quoted=linked(whole.quoted),
        quoted_long=is_long(whole.quoted),
        collections=[(c, linked(c.tree)) for c in whole.collections],
        page_of=page_of,
    )
    return make_response(page)


@pages.get("/constructs/<path:name>")
def construct(name: str) -> AnyResponse:
    """Show all about one construct; a code of a study, ``study/code``, has its own page."""
    asked_for_json = name.endswith(".json")
    store = graph().store
    key = find(store, name.removesuffix(".json") if asked_for_json else name)
    if "://" in key:
        return redirect(at("/quotes", supports=key), 303)
    canonical = f"{key}.json" if asked_for_json else key
    if canonical != name:
        return redirect(at(f"/constructs/{canonical}"), 303)
    wanted = (
        "json" if asked_for_json else choose((_HTML, _JSON), request.headers.get("Accept")).name
    )
    if wanted == "html" and "/" in key:
        return _varied(redirect(page_of(key), 303, Response))  # type: ignore[arg-type]
    found_ = construct_page(store, key, public=site().audience == "public")
    as_json = wanted == "json"
    bears = Bearings([]) if found_.study else bearing(store, key)
    answer = (
        jsonify(_as_json(found_) | {"studies": [b.as_json() for b in bears.studies],
                                    "studies_left_out": bears.more})
        if as_json
        else make_response(_rendered(found_, bears))
    )  # fmt: skip
    return answer if asked_for_json else _varied(answer)


def _rendered(page: ConstructPage, bears: Bearings) -> str:
    home = f"/scheme/{page.key}"
    tables = []
    if page.neighbours is not None:
        columns = [j for j, v in enumerate(page.neighbours.col_values) if v.quotes]
        table = heat_of(
            page.neighbours,
            title="Beside its neighbours",
            caption="Quotes by construct and role.",
            rows=page.neighbour_keys,
            columns=columns[:6],
        )
        tables.append(table)
    if page.spread is not None:
        tables.append(
            heat_of(
                page.spread,
                title="By role and source",
                caption=f"Quotes that support {page.label}, by role and source.",
                conditions={"supports": [page.key]},
            )
        )
    return render_template(
        "construct.html",
        page=page,
        bears=bears,
        cards=shown(page.cards),
        near=[(near, shown(near.cards)) for near in page.near],
        tables=[table for table in tables if table.rows and table.columns],
        scheme=linked(page.scheme),
        filings=[(filing.study, linked(filing.tree)) for filing in page.filings],
        page_of=page_of,
        thing_id=thing_id,
        cite=citing.of_construct(page.label, page.iri, page.revision),
        lead=leading(graph().store, page.iri, absolute(request.path), "DefinedTerm"),
        data=[(name, at(f"{home}.{suffix}")) for name, suffix, _ in _DATA],
        alternates_=[(kind, at(f"{home}.{suffix}")) for _, suffix, kind in _DATA]
        + [("application/json", at(f"/constructs/{page.key}.json"))],
    )


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "construct": entry.key,
        "iri": entry.iri,
        "label": entry.label,
        "definition": entry.definition,
        "broader": list(entry.broader),
        "quotes": {"scheme": entry.quotes, "filed": entry.filed, "bears_on": entry.bearing},
    }


def _row(entry: Entry) -> Sequence[str | int]:
    return (
        entry.key, entry.label, entry.definition, ";".join(entry.broader), entry.quotes,
        entry.filed, entry.bearing, entry.iri,
    )  # fmt: skip


def _as_json(page: ConstructPage) -> dict[str, Any]:
    from kg.evidence.answering import row_as_json

    return {
        "construct": page.key,
        "iri": page.iri,
        "study": page.study or None,
        "label": page.label,
        "other_labels": list(page.others),
        "definition": page.definition or None,
        "notes": list(page.notes),
        "sources": list(page.sources),
        "quotes": {
            "scheme": page.quotes,
            "filed": page.filed,
            "utterances": page.utterances,
            "bears_on": page.bearing,
            "first": [row_as_json(card.row) for card in page.cards],
        },
        "claims": {"total": page.claim_count, "first": [_claim(c) for c in page.claims]},
        "works": [_work(w) for w in page.works],
        "related": [key for key, _ in page.related],
        "codes": [
            {
                "code": m.key, "iri": m.iri, "study": m.study, "label": m.label,
                "relation": m.relation, "carries_evidence": m.carries, "quotes": m.quotes,
                "author": m.author or None, "reason": m.reason or None,
            }
            for m in page.mapped
        ],
        "codes_left_out": page.mapped_more,
        "together": {c.key: c.count for c in page.together},
        "bears_on_together": {c.key: c.count for c in page.bearing_together},
        "by_role_and_source": page.spread.to_dict() if page.spread is not None else None,
        "classes": [
            {
                "class": b.class_.iri, "definition": b.class_.definition, "episodes": b.count,
                "axioms": list(b.class_.axioms),
            }
            for b in page.reasoned.behind
        ],
        "is_a": [c.iri for c in page.reasoned.itself],
    }  # fmt: skip


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.id, "iri": claim.iri, "study": claim.study, "text": claim.text,
        "type": claim.type or None, "section": claim.section or None,
        "quotes": list(claim.quotes), "cites": [c.work.iri for c in claim.cites],
    }  # fmt: skip


def _work(found: RestedOn) -> dict[str, Any]:
    work = found.work
    return {
        "iri": work.iri, "title": work.title or None, "printed": work.printed or None,
        "year": work.year or None, "claims": found.times, "intents": list(found.intents),
        "fits": list(found.fits),
    }  # fmt: skip


def _varied(response: Response) -> Response:
    response.vary.add("Accept")
    return response
