"""The page of a work of literature."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flask import request

from kg.formats.reference_writing import bibtex, csl_json, ris
from kg.pages.cards import thing_id
from kg.pages.references import entries
from kg.pages.work import PAGE, WorkPage, work_page
from webui.links import at, construct_page
from webui.resources.addresses import here, path_of
from webui.resources.forms import HTML
from webui.things.standing import Standing

if TYPE_CHECKING:
    from kg.store.base import Store

_FORMS = (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "csl"))


def made(store: Store, iri: str) -> tuple[str, dict[str, Any]] | None:
    """Return the template of a work's page, and what it is given."""
    page = work_page(store, iri, after=request.args.get("after", ""))
    return "things/work.html", {
        "page": page,
        "pager": _pager(page, iri),
        "reference_as": [(name, at(f"/literature.{form}", q=iri)) for name, form in _FORMS]
        if page.times
        else [],
        "reference_texts": partial(_written, store, page),
        "standing": Standing("", ""),
        "page_of": construct_page,
        "thing_id": thing_id,
    }


def _written(store: Store, page: WorkPage) -> list[tuple[str, str]]:
    """Return the reference of a work as text, where there are no files to lead to."""
    made = list(entries(store, [page.work]))
    return [
        (name, "".join(write(made)).strip())
        for name, write in (("BibTeX", bibtex), ("RIS", ris), ("CSL-JSON", csl_json))
    ]


def _pager(page: WorkPage, iri: str) -> dict[str, Any]:
    def to(after: str | None) -> str | None:
        return None if after is None else here(path_of(iri, HTML, after=after))

    last = page.start + len(page.citing)
    return {
        "first": page.start + 1 if page.citing else 0,
        "last": last,
        "total": page.studies,
        "previous": to(page.previous),
        "next": to(page.next),
        "next_count": min(PAGE, page.studies - last),
    }
