"""Where coders disagree: quotes that some gave a code and others did not, with what each gave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.errors import BadParameter, UnknownThing
from kg.evidence.disagreement import Disagreements, Disputed, disagreements
from kg.evidence.spreadsheet import csv_lines
from kg.identifiers import split_thing_iri
from kg.index import ask
from kg.pages.cards import cards
from kg.pages.study_names import study_names
from webui.cards import shown
from webui.links import at, construct_page
from webui.negotiation import Offer, choose
from webui.parameters import number, once
from webui.state import graph, site

if TYPE_CHECKING:
    from kg.index import Index, QuoteRow
    from kg.pages.cards import Card

blueprint = Blueprint("disagreements", __name__)

_HTML = Offer("html", ("text/html", "application/xhtml+xml"))
_JSON = Offer("json", ("application/json",))
_CSV = Offer("csv", ("text/csv",))
_COLUMNS = ("quote", "coder", "codes")
_KNOWN = ("study", "code", "uncoded", "after")
_PAGE = 25


@blueprint.get("/agreement/quotes")
def disagree() -> Response:
    """Show the quotes on which coders disagree, about one code or any."""
    wanted = choose((_HTML, _JSON, _CSV), request.headers.get("Accept")).name
    answer = _answer(wanted)
    answer.vary.add("Accept")
    return answer


@blueprint.get("/agreement/quotes.<any(json, csv):form>")
def disagree_as(form: str) -> Response:
    """Return the quotes on which coders disagree in a form."""
    return _answer(form)


def page_of(study: str, code: str) -> str:
    """Return the page of a code as coders name it: of the study, or of the shared scheme."""
    return construct_page(code.removeprefix("c:") if code.startswith("c:") else f"{study}/{code}")


def _answer(form: str) -> Response:
    said = _parameters()
    study, code = said["study"], said["code"]
    if study not in graph().studies():
        raise UnknownThing(f"There is no study {study[:80]!r}.", "/studies has them all.")
    found = disagreements(graph().store, study, uncoded="out" if said["uncoded"] == "out" else "in")
    if code and code not in {c for unit in found.units for own in unit.by.values() for c in own}:
        raise UnknownThing(
            f"Coders of {study} do not disagree about {code[:80]!r}.", "Leave the code out."
        )
    units = found.on(code)
    if form == "json":
        return jsonify(
            study=study, code=code or None, total=len(units), units=[u.to_dict() for u in units]
        )
    if form == "csv":
        body = "".join(csv_lines(_COLUMNS, _rows(units)))
        answer = Response(body, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="disagreements.csv"'
        return answer
    return make_response(_rendered(found, units, said))


def _parameters() -> dict[str, str]:
    said = once(_KNOWN)
    if said["uncoded"] not in ("", "in", "out"):
        raise BadParameter(f"uncoded={said['uncoded'][:40]} does not do.", "Use in or out.")
    number(said["after"], "after")
    return said


def _rows(units: tuple[Disputed, ...]) -> Iterator[tuple[str, str, str]]:
    for unit in units:
        for quote in unit.quotes:
            named = split_thing_iri(quote)
            for coder, codes in unit.by.items():
                yield named[2] if named else quote, coder, ";".join(codes)


def _rendered(found: Disagreements, units: tuple[Disputed, ...], said: dict[str, str]) -> str:
    start = int(said["after"] or 0)
    some = units[start : start + _PAGE]
    own = {name: said[name] for name in ("study", "code", "uncoded")}
    label = found.labels.get(said["code"]) or said["code"]
    return render_template(
        "disagreements.html",
        total=len(units),
        said=said,
        label=label,
        code_page=page_of(said["study"], said["code"]) if said["code"] else "",
        shown=_shown(found.study, some),
        labels=found.labels,
        name=study_names(graph().store, graph().store.revision(), [found.study])[found.study].short,
        back=at("/agreement", study=said["study"], uncoded=said["uncoded"]),
        pager=_pager(own, start, len(some), len(units)),
        forms=[
            (name, at(f"/agreement/quotes.{end}", **own))
            for name, end in (("CSV", "csv"), ("JSON", "json"))
        ],
    )


def _shown(study: str, units: tuple[Disputed, ...]) -> list[tuple[Any, Disputed]]:
    """Return the first quote of each unit as a card, as far as it may be shown, with the unit."""
    store = graph().store

    def gather(index: Index) -> list[Card]:
        block = index.block(study)
        ids = {_id(unit.quotes[0]): unit for unit in units}
        rows: dict[str, QuoteRow] = {}
        for row in index.rows(list(range(block.first, block.end))) if ids else ():
            if row.quote in ids:
                rows[row.quote] = row
        ordered = [rows[id] for id in ids if id in rows]
        public = site().audience == "public"
        return cards(store, index, ordered, public=public, explained=False)

    by_id = {card.card.row.quote: card for card in shown(ask(store, gather))}
    return [(by_id[_id(u.quotes[0])], u) for u in units if _id(u.quotes[0]) in by_id]


def _id(quote: str) -> str:
    named = split_thing_iri(quote)
    return named[2] if named else quote


def _pager(own: dict[str, str], start: int, count: int, total: int) -> dict[str, Any]:
    more = total - start - count

    def to(number: int) -> str:
        return at("/agreement/quotes", **own, after=number or None)

    return {
        "first": start + 1 if count else 0,
        "last": start + count,
        "total": total,
        "previous": to(max(0, start - _PAGE)) if start else None,
        "next": to(start + _PAGE) if more > 0 else None,
        "next_count": min(_PAGE, more) if more > 0 else 0,
    }
