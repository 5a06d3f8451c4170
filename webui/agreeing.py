"""Agreement: how far the coders of a study agree, with what was counted stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.errors import BadParameter, UnknownThing
from kg.evidence.agreement import Agreement, agreement, shown, shown_percent
from kg.evidence.disagreement import disagreements
from kg.evidence.spreadsheet import csv_lines
from kg.index import ask
from kg.pages.study_names import study_names
from webui import disagreeing
from webui.links import at
from webui.negotiation import Offer, choose
from webui.parameters import once
from webui.state import graph

if TYPE_CHECKING:
    from kg.index import Index

pages = Blueprint("agreement", __name__)
pages.register_blueprint(disagreeing.blueprint)

_HTML = Offer("html", ("text/html", "application/xhtml+xml"))
_JSON = Offer("json", ("application/json",))
_CSV = Offer("csv", ("text/csv",))
_COLUMNS = ("subject", "code", "label", "coders", "units", "percent", "kappa", "alpha")
_CHOICES = {"unit": ("quote", "character"), "uncoded": ("in", "out")}
_MOST_LISTED = 200


@pages.get("/agreement")
def agree() -> Response:
    """Show the agreement of a study's coders, or the studies that several people coded."""
    wanted = choose((_HTML, _JSON, _CSV), request.headers.get("Accept")).name
    return _varied(_answer(wanted))


@pages.get("/agreement.<any(json, csv):form>")
def agree_as(form: str) -> Response:
    """Return the agreement of a study's coders in a form."""
    return _answer(form)


def _answer(form: str) -> Response:
    said = _parameters()
    several = ask(graph().store, _several)
    if not said["study"]:
        if form == "html":
            return make_response(_rendered(None, said, several))
        if form == "json":
            return jsonify(studies=dict(several))
        raise BadParameter("Agreement is that of one study.", "Add study=….")
    held = {study for study, _ in several} | set(graph().studies())
    if said["study"] not in held:
        raise UnknownThing(
            f"There is no study {said['study'][:80]!r}.",
            f"There are {', '.join(sorted(held)[:5])}.",
        )
    found = agreement(
        graph().store,
        said["study"],
        unit="character" if said["unit"] == "character" else "quote",
        uncoded="out" if said["uncoded"] == "out" else "in",
    )
    if form == "json":
        return jsonify(found.to_dict())
    if form == "csv":
        body = "".join(csv_lines(_COLUMNS, _rows(found)))
        answer = Response(body, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="agreement.csv"'
        return answer
    return make_response(_rendered(found, said, several))


def _parameters() -> dict[str, str]:
    said = {"study": "", "unit": "quote", "uncoded": "in"}
    for name, value in once(said).items():
        if value and name in _CHOICES and value not in _CHOICES[name]:
            raise BadParameter(
                f"{name}={value[:40]} does not do.", f"Use {' or '.join(_CHOICES[name])}."
            )
        said[name] = value or said[name]
    return said


_kept: WeakKeyDictionary[Index, list[tuple[str, int]]] = WeakKeyDictionary()


def _several(index: Index) -> list[tuple[str, int]]:
    """Return the studies that at least two people coded, and how many did."""
    if index in _kept:
        return _kept[index]
    coders: dict[str, int] = {}
    for block in index.blocks:
        found = sum(
            1 for key, _ in index.own("coder", [block.study]) if key.startswith(f"{block.study}/")
        )
        if found > 1:
            coders[block.study] = found
    _kept[index] = sorted(coders.items())
    return _kept[index]


def _rendered(found: Agreement | None, said: dict[str, str], several: list[tuple[str, int]]) -> str:
    listed = several[:_MOST_LISTED]
    wanted = [study for study, _ in listed] + ([said["study"]] if said["study"] else [])
    everybody = tuple(c.coder for c in found.coders) if found else ()
    lines = found.lines if found else ()
    own = {name: said[name] for name in ("unit", "uncoded")}
    return render_template(
        "agreement.html",
        found=found,
        said=said,
        studies=listed,
        more=len(several) - len(listed),
        names=study_names(graph().store, graph().store.revision(), wanted),
        whole=[line for line in lines if line.subject != "code" and line.coders == everybody],
        pairs=[line for line in lines if line.subject == "together" and line.coders != everybody],
        codes=[line for line in lines if line.subject == "code" and line.coders == everybody],
        page_of=lambda code: disagreeing.page_of(said["study"], code),
        differing=_differing(said) if found and found.possible else {},
        quotes_apart=lambda code="": at(
            "/agreement/quotes", study=said["study"], code=code, uncoded=_unusual(said)
        ),
        shown=shown,
        shown_percent=shown_percent,
        forms=[
            (name, at(f"/agreement.{suffix}", study=said["study"], **own))
            for name, suffix in (("CSV", "csv"), ("JSON", "json"))
        ],
    )


def _differing(said: dict[str, str]) -> dict[str, int]:
    """Return on how many quotes coders disagree, code by code; on any of them for no code."""
    found = disagreements(
        graph().store, said["study"], uncoded="out" if said["uncoded"] == "out" else "in"
    )
    return {"": len(found.units), **found.counts()}


def _unusual(said: dict[str, str]) -> str:
    return "out" if said["uncoded"] == "out" else ""


def _rows(found: Agreement) -> Iterator[tuple[Any, ...]]:
    for line in found.lines:
        yield (
            line.subject, line.code, line.label, ";".join(line.coders), line.units,
            line.percent.value, line.kappa.value, line.alpha.value,
        )  # fmt: skip


def _varied(response: Response) -> Response:
    response.vary.add("Accept")
    return response
