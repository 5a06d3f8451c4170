"""The quotes that answer a question: as a page, and as a list to take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from kg.errors import BadParameter, LimitReached, PifError, UsageError
from kg.index import ask
from kg.pages.asked import read
from kg.pages.choices import choices
from kg.pages.citing import citation
from kg.pages.quotes import PAGE, QuotesPage, quotes_page
from kg.pages.wording import chosen, many
from webui import answers, asking
from webui.asking import address
from webui.cards import anchor, shown
from webui.links import Value, at
from webui.negotiation import Offer, choose
from webui.resting import resting
from webui.sentence import form
from webui.state import graph, site

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from kg.pages.asked import Asked, Chosen
    from kg.pages.narrowing import Group
    from kg.store.base import Store
    from webui.asking import Request

pages = Blueprint("quotes", __name__)

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
    Offer("csv", ("text/csv",)),
    Offer("ttl", ("text/turtle",)),
    Offer("xlsx", (_SHEET,)),
)
_WRITERS: dict[str, Callable[[Store, Request], Response]] = {
    "json": answers.as_json,
    "csv": answers.as_csv,
    "xlsx": answers.as_workbook,
    "ttl": answers.as_turtle,
}
_CONTEXT = 300
_LONGEST_LINK = 6_000


@dataclass(frozen=True, slots=True)
class Removable:
    """A choice in the sentence, and the address of the question without it."""

    says: str
    href: str


@pages.get("/quotes")
def quotes() -> AnyResponse:
    """Show the quotes that answer a question, in the form that is asked for."""
    form_ = choose(_FORMS, request.headers.get("Accept")).name
    if (tidy := _tidied()) is not None:
        return redirect(tidy, 303)
    if form_ != "html":
        return _varied(_WRITERS[form_](graph().store, asking.read(request.args)))
    return _varied(_page())


@pages.get("/quotes.<any(json, csv, xlsx, ttl):form_>")
def quotes_as(form_: str) -> AnyResponse:
    """Return the quotes that answer a question in one form."""
    return _WRITERS[form_](graph().store, asking.read(request.args))


def _varied(response: Response) -> Response:
    response.vary.add("Accept")
    return response


def _tidied() -> str | None:
    """Return the canonical address where the form gave another: one construct, or empty fields."""
    given = [(name, value.strip()) for name, value in request.args.items(multi=True)]
    form_fields = {"how", "construct"} & {name for name, _ in given}
    if not form_fields and all(value for _, value in given):
        return None
    how = next((value for name, value in given if name == "how"), "supports")
    if how not in ("supports", "bears_on"):
        raise BadParameter(f"Quotes cannot relate to a construct by {how[:80]!r}.",
                           "Use supports or bears_on.")  # fmt: skip
    kept: MultiDict[str, str] = MultiDict()
    for name, value in given:
        if value and name != "how":
            kept.add(how if name == "construct" else name, value)
    try:
        wanted = asking.read(kept)
        asked = ask(graph().store, lambda index: read(index, wanted.given, wanted.mode))
    except PifError:
        return at("/quotes", **dict(kept.lists()))  # where it is said what is wrong
    sort = "rank" if wanted.order == "rank" else None
    return address(asked, sort=sort, limit=wanted.limit, context=wanted.context)


def _page() -> Response:
    store, wanted = graph().store, None
    try:
        wanted = asking.read(request.args)
        page = quotes_page(
            store,
            wanted.given,
            mode=wanted.mode,
            after=wanted.after,
            limit=min(wanted.limit or PAGE, asking.MOST_SHOWN),
            order=wanted.order,
            opened=wanted.opened,
            context=wanted.context,
            public=site().audience == "public",
        )
    except (UsageError, LimitReached) as error:
        return _refused(error, wanted)
    return make_response(_rendered(page, wanted))


def _refused(error: UsageError | LimitReached, wanted: Request | None) -> Response:
    """Show what is wrong with a question, with the question kept in its form."""
    store = graph().store
    found = ask(store, lambda index: choices(store, index))
    kept = wanted.given if wanted is not None else {}
    page = render_template(
        "quotes_refused.html",
        error=error,
        form=form(found, kept, wanted),
        has_studies=found.study_count,
    )
    return make_response(page, error.status)


def _rendered(page: QuotesPage, wanted: Request) -> str:
    store = graph().store
    found = ask(store, lambda index: choices(store, index))
    asked = page.asked
    here = address(asked)
    on_page = {(card.row.study, card.row.quote) for card in page.cards}

    def also(path: str) -> str:
        return address(asked, path)

    def named(row_study: str, quote: str) -> str:
        if (row_study, quote) in on_page:
            return f"#{anchor(row_study, quote)}"
        return at(f"/study/{row_study}/quote/{quote}")

    sparql = page.answer.sparql
    showing: dict[str, Value] = {
        "context": wanted.context,
        "sort": "rank" if page.answer.ranked else None,
        "limit": wanted.limit if wanted.limit not in (None, PAGE) else None,
    }
    return render_template(
        "quotes.html",
        page=page,
        asked=asked,
        cards=shown(page.cards, page.answer.marks),
        resting=resting(asked, page.answer),
        form=form(found, asked.given(), wanted),
        form_open=bool(wanted.another),
        said_by=_said(asked, "role"),
        sources=_said(asked, "source"),
        studies=_studies(page),
        others=_others(asked),
        modes={mode: address(asked.in_mode(mode)) for mode in ("scheme", "filed")},
        groups=[_group(asked, group, wanted) for group in page.groups],
        dropped=[
            (chosen(d.choice), d.count, address(asked.without(d.choice))) for d in page.dropped
        ],
        named=named,
        here=here,
        whole_address=request.url_root.rstrip("/") + here.removeprefix(request.script_root),
        also=also,
        address=address,
        another={o: address(asked, another=o, fragment="ask") for o in ("supports", "any", "not")},
        ranked=address(asked, sort="rank"),
        by_study=address(asked),
        with_context=address(asked, context=_CONTEXT),
        without_context=here,
        in_context=wanted.context is not None,
        page_links=_pager(page, asked, showing),
        citation=citation(
            asked,
            page.answer.total,
            page.studies,
            request.url_root.rstrip("/") + here.removeprefix(request.script_root),
            page.revision,
        ),
        editor=at("/sparql", query=sparql) if site().jail and len(sparql) < _LONGEST_LINK else "",
        has_studies=found.study_count,
        nothing_says=_nothing(page),
    )


def _nothing(page: QuotesPage) -> str:
    """Say that there are no quotes, and of what kind there are none."""
    facets = [
        chosen(c)
        for c in page.asked.chosen
        if c.option not in ("supports", "any", "not", "bears_on", "text")
    ]
    if not facets and len(page.asked.chosen) == 1:
        return f"{page.title} yet."
    return ", ".join([page.title, *facets]) + "."


def _said(asked: Asked, option: str) -> list[Removable]:
    return [Removable(many(c.key), address(asked.without(c))) for c in asked.of(option)]


def _studies(page: QuotesPage) -> list[Removable]:
    asked = page.asked
    return [
        Removable(
            page.studies[c.key].short if c.key in page.studies else c.label,
            address(asked.without(c)),
        )
        for c in asked.of("study")
    ]


def _others(asked: Asked) -> list[Removable]:
    """Return the choices that the sentence above the list does not say, or cannot take back."""
    in_sentence = ("role", "source", "study")
    others: list[Chosen] = [c for c in asked.chosen if c.option not in in_sentence]
    if len(others) == 1 and others[0].option in ("supports", "bears_on"):
        return []
    return [Removable(chosen(c), address(asked.without(c))) for c in others]


def _group(asked: Asked, group: Group, wanted: Request) -> dict[str, object]:
    """Return a group of values for the macro ``facet``."""
    opened = sorted({*wanted.opened, group.name})
    more = None
    if group.more and group.name not in wanted.opened:
        href = address(asked, open=opened, fragment="narrow")
        more = {"href": href, "label": f"Show {group.more:,} more"}
    return {
        "title": group.title,
        "values": [
            {
                "label": offer.label,
                "count": offer.count,
                "href": address(asked.with_(offer.option, offer.key))
                if offer.count and not offer.chosen
                else None,
            }
            for offer in group.offers
        ],
        "more": more,
        "left": group.more if group.name in wanted.opened else 0,
    }


def _pager(page: QuotesPage, asked: Asked, showing: dict[str, Value]) -> dict[str, object]:
    shown_now, total = len(page.cards), page.answer.total
    first = page.position.first if page.position else 0
    previous = None
    if page.position and first > 1:
        previous = address(asked, after=page.position.previous, **showing)
    elif page.position is None:
        previous = address(asked, **showing)
    following = page.answer.next
    left = total - (first + shown_now - 1) if first else 0
    return {
        "first": first,
        "last": first + shown_now - 1 if first else 0,
        "total": total,
        "previous": previous,
        "next": address(asked, after=following, **showing) if following else None,
        "next_count": min(left, shown_now) if first else 0,
    }
