"""``/about``: what this is, how to cite it, how accessible it is, and what limits it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg import __version__
from kg.index import ask
from kg.pages.about import About, Cited, about
from kg.settings import publisher
from webui import asking, saved
from webui.bringing.holding import LASTS
from webui.heat import MOST_COLUMNS
from webui.negotiation import Offer, choose
from webui.resources.naming import licence_name
from webui.state import graph, site

if TYPE_CHECKING:
    from kg.sandbox import Limits

pages = Blueprint("about", __name__)

_FORMS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
)


@pages.get("/about")
def page() -> Response:
    """Show what there is to know of this site."""
    wanted = choose(_FORMS, request.headers.get("Accept")).name
    response = as_json() if wanted == "json" else make_response(_rendered(_gathered()))
    response.vary.add("Accept")
    return response


@pages.get("/about.json")
def as_json() -> Response:
    """Return what there is to know of this site, for programs."""
    found = _gathered()
    contents = found.contents
    return jsonify(
        name="pif-kg",
        version=__version__,
        audience=site().audience,
        publisher=publisher() or None,
        state=found.revision,
        contents={
            "studies": contents.studies, "records": contents.records, "quotes": contents.quotes,
            "utterances": contents.utterances, **contents.counts,
        },
        licences={licence or "not stated": n for licence, n in found.licences},
        cite=[_cite(c) for c in _cited(found)],
        limitations={
            each.study.id: [limit.label for limit in each.limitations] for each in found.limited
        },
        limits=[
            {"limit": name, "value": value, "about": said} for name, value, said in _limits()
        ],
    )  # fmt: skip


def _gathered() -> About:
    store = graph().store
    quotes = request.url_root.rstrip("/") + "/quotes"
    return ask(store, lambda index: about(store, index, quotes, __version__))


def _rendered(found: About) -> str:
    return render_template(
        "about.html",
        found=found,
        contents=found.contents,
        cited=_cited(found),
        licences=[(licence, licence_name(licence), n) for licence, n in found.licences],
        limits=_limits(),
        version=__version__,
        publisher=publisher(),
        strangers=site().audience == "public",
        shown_at_once=asking.MOST_SHOWN,
        columns=MOST_COLUMNS,
        rows=saved.MOST_ROWS,
        held_minutes=LASTS // 60,
    )


def _cited(found: About) -> list[Cited]:
    one = [each for each in (found.quote, found.question) if each]
    return [found.software, *found.studies, *one]


def _limits() -> list[tuple[str, str, str]]:
    jail = site().jail
    limits: Limits | None = jail.limits if jail else None
    return limits.described() if limits else []


def _cite(cited: Cited) -> dict[str, Any]:
    forms = {"bibtex": cited.bibtex, "ris": cited.ris, "csl": cited.csl}
    return {"of": cited.name, "text": cited.text, **{k: v for k, v in forms.items() if v}}
