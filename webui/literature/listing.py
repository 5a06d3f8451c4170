"""The works as a list, those that most studies cite first, and as reference lists to take along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, make_response, render_template, request

from kg.evidence.spreadsheet import csv_lines
from kg.formats import reference_writing as writing
from kg.pages.literature import PAGE, Literature, WorkLine, literature
from kg.pages.references import entries
from webui import parameters
from webui.links import at, construct_page
from webui.literature import asked
from webui.literature.gaps import TITLES
from webui.literature.sending import as_file, as_json, varied
from webui.negotiation import Offer, choose
from webui.state import graph

if TYPE_CHECKING:
    from kg.formats.reference_writing import Entry

blueprint = Blueprint("list", __name__)

_FORMS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
    Offer("csv", ("text/csv",)),
    Offer("csl", ("application/vnd.citationstyles.csl+json",)),
    Offer("bib", ("application/x-bibtex", "text/x-bibtex")),
    Offer("ris", ("application/x-research-info-systems",)),
)
_WRITERS: dict[str, Callable[[Iterable[Entry]], Iterator[str]]] = {
    "csl": writing.csl_json,
    "bib": writing.bibtex,
    "ris": writing.ris,
}
_ENDINGS = {"csl": "csl.json"}
_NAMES = (("CSV", "csv"), ("JSON", "json"), ("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "csl"))
_COLUMNS = ("work", "title", "year", "studies", "citations", "intents", "constructs", "printed")


@blueprint.get("/literature")
def list_() -> Response:
    """Show the works, those that most studies cite first."""
    return varied(_answer(choose(_FORMS, request.headers.get("Accept"))))


@blueprint.get("/literature.<any(json, csv, csl, bib, ris):form>")
def list_as(form: str) -> Response:
    """Return all works that are asked for in a form."""
    return _answer(next(offer for offer in _FORMS if offer.name == form))


def _answer(form: Offer) -> Response:
    said = asked.said(("after",))
    start = parameters.number(said["after"], "after")
    store = graph().store
    whole = form.name != "html"
    found = literature(
        store,
        **asked.conditions(said),
        start=0 if whole else start,
        size=None if whole else PAGE,
    )
    if form.name == "json":
        head = {"total": found.total, "truncated": found.truncated}
        return as_json(head, "works", (_line(line) for line in found.lines))
    if form.name == "csv":
        return as_file(csv_lines(_COLUMNS, map(_row, found.lines)), form, "literature.csv")
    if whole:
        made = entries(store, [line.cited.work for line in found.lines])
        lines = _WRITERS[form.name](made)
        ending = _ENDINGS.get(form.name, form.name)
        # What fails at once fails with an error, not with half a file.
        return as_file(chain([next(lines, "")], lines), form, f"literature.{ending}")
    given = asked.own(found.wanted)
    page = render_template(
        "literature.html",
        found=found,
        pager=_pager(found),
        forms=[(name, at(f"/literature.{end}", **given)) for name, end in _NAMES],
        page_of=construct_page,
        titles=TITLES,
        **asked.around("/literature", found.wanted, found.construct, found.names, found.offered),
    )
    return make_response(page)


def _pager(found: Literature) -> dict[str, Any]:
    start, shown = found.start, len(found.lines)
    more = found.total - start - shown

    def to(number: int) -> str:
        return at("/literature", **asked.own(found.wanted), after=number or None)

    return {
        "first": start + 1 if shown else 0,
        "last": start + shown,
        "total": found.total,
        "previous": to(max(0, start - PAGE)) if start else None,
        "next": to(start + PAGE) if more > 0 else None,
        "next_count": min(PAGE, more) if more > 0 else 0,
    }


def _line(line: WorkLine) -> dict[str, Any]:
    cited = line.cited
    return {
        "work": cited.work.iri,
        "title": cited.title,
        "year": cited.work.year or None,
        "printed": cited.work.printed or None,
        "studies": list(cited.studies),
        "citations": cited.times,
        "intents": dict(cited.intents),
        "constructs": dict(cited.constructs),
    }


def _row(line: WorkLine) -> tuple[str | int, ...]:
    cited = line.cited
    return (
        cited.work.iri, cited.title, cited.work.year, ";".join(cited.studies), cited.times,
        ";".join(name for name, _ in cited.intents), ";".join(key for key, _ in cited.constructs),
        cited.work.printed,
    )  # fmt: skip
