"""Across studies: constructs down, studies across, and where nobody has looked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.errors import BadParameter, LimitReached, UsageError
from kg.evidence.charts import Tints
from kg.evidence.spreadsheet import csv_lines
from kg.evidence.synthesis_counting import Strength
from kg.evidence.synthesis_writing import HEADER, figure, lines_of
from kg.explain.wording import CLEARLY
from kg.index import ask
from kg.pages.choices import choices
from kg.pages.synthesis import SynthesisPage, synthesis_page
from kg.pages.wording import chosen, counted, listed, many
from webui import asking
from webui.drawing.figure import caption
from webui.heat import MOST_COLUMNS, Cell, Column, Heat, Row
from webui.links import Value, at, construct_page
from webui.negotiation import Offer, choose
from webui.state import graph

if TYPE_CHECKING:
    from kg.evidence.synthesis import Row as Construct
    from webui.asking import Request

pages = Blueprint("synthesis", __name__)

_FORMS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
    Offer("csv", ("text/csv",)),
    Offer("svg", ("image/svg+xml",)),
    Offer("xlsx", ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)),
)
_TYPES = {offer.name: offer.content_type for offer in _FORMS}
_NAMES = (("CSV", "csv"), ("Excel", "xlsx"), ("SVG", "svg"), ("JSON", "json"))
_SHOWN = {
    "utterances": "Utterances",
    "people": "People",
    "roles": "Roles",
    "sources": "Kinds of source",
}
_MOST_ROWS = 150
_MOST_LISTED = 60
_TRUE = {"1": True, "true": True, "yes": True, "": False, "0": False, "false": False, "no": False}


@pages.get("/synthesis")
def synthesis() -> Response:
    """Show constructs across studies."""
    answer = _synthesis(choose(_FORMS, request.headers.get("Accept")).name)
    answer.vary.add("Accept")
    return answer


@pages.get("/synthesis.<any(json, csv, svg, xlsx):form>")
def synthesis_as(form: str) -> Response:
    """Return constructs across studies in a form."""
    return _synthesis(form)


def _synthesis(form: str) -> Response:
    wanted: Request | None = None
    try:
        wanted = asking.read(request.args, ("branch", "all", "part", "show"))
        also = wanted.also
        every, show = _flag(also.get("all", "")), also.get("show", "utterances")
        if show not in _SHOWN:
            raise BadParameter(f"show={show[:40]} does not do.", f"Use {listed([*_SHOWN], 'or')}.")
        part = _part(also.get("part", ""))
        html = form == "html"
        page = synthesis_page(
            graph().store,
            wanted.given,
            branch=also.get("branch", ""),
            mode=wanted.mode,
            empty=every or html,
            start=part * MOST_COLUMNS if html else 0,
            size=MOST_COLUMNS if html else None,
        )
        if part and not page.found.studies:
            raise BadParameter(f"part={part} does not do.", "There are fewer groups of studies.")
    except (UsageError, LimitReached) as error:
        if form != "html":
            raise
        return _refused(error, wanted)
    own: dict[str, Value] = {
        "branch": page.found.branch or None,
        "all": "1" if every else None,
        "show": show if show != "utterances" else None,
    }
    return _shown(page, own, part, show, every=every) if html else _file(page, form, own)


def _file(page: SynthesisPage, form: str, own: Mapping[str, Value]) -> Response:
    found = page.found
    if form == "json":
        return jsonify(found.to_dict())
    body: str | bytes
    if form == "svg":
        body = figure(found, caption(asking.address(page.asked, "/synthesis", **own)))
    elif form == "csv":
        body = "".join(csv_lines(HEADER, lines_of(found)))
    else:
        from kg.formats.workbook_writing import table_workbook

        body = table_workbook("synthesis", list(HEADER), lines_of(found))
    answer = Response(body, content_type=_TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="synthesis.{form}"'
    return answer


def _shown(
    page: SynthesisPage, own: dict[str, Value], part: int, show: str, *, every: bool
) -> Response:
    found, asked = page.found, page.asked

    def here(**change: Value) -> str:
        return asking.address(asked, "/synthesis", **{**own, **change})

    rows = [i for i, row in enumerate(found.rows) if every or row.strength.quotes or row.named]
    kept = rows[:_MOST_ROWS]
    return make_response(
        render_template(
            "synthesis.html",
            page=page,
            found=found,
            asked=asked,
            table=_table(page, kept, show) if kept and found.studies else None,
            rows_left=len(rows) - len(kept),
            parts=_parts(here, part, found.full),
            every=every,
            show=show,
            shows=[(key, word, here(show=None if key == "utterances" else key))
                   for key, word in _SHOWN.items()],
            otherwise=here(all=None if every else "1"),
            several=found.standing("several")[:_MOST_LISTED],
            one_group=[(row, _only(row)) for row in found.one_group[:_MOST_LISTED]],
            nobody=found.standing("nobody")[:_MOST_LISTED],
            nobody_left=len(found.standing("nobody")) - _MOST_LISTED,
            silent=found.silent[:_MOST_LISTED],
            relations=CLEARLY,
            many=many,
            quotes_of=lambda key, **more: _quotes(page, key, **more),
            construct_page=construct_page,
            conditions_=[
                (chosen(c), asking.address(asked.without(c), "/synthesis", **own))
                for c in asked.chosen
            ],
            modes={
                mode: asking.address(asked.in_mode(mode), "/synthesis", **own)
                for mode in ("scheme", "filed")
            },
            forms=[
                (name, asking.address(asked, f"/synthesis.{suffix}", **{**own, "show": None}))
                for name, suffix in _NAMES
            ],
            quotes=asking.address(asked),
            choices=page.choices,
            hidden=_hidden(asked.given(), own),
        )
    )  # fmt: skip


def _table(page: SynthesisPage, kept: list[int], show: str) -> Heat:
    """Lay out the constructs by number: all evidence first, then study by study."""
    found = page.found
    counts = [_number(cell, show) for i in kept for cell in found.cells[i]]
    tints = Tints.of(counts)
    top = min((found.rows[i].level for i in kept), default=0)
    made = []
    for i in kept:
        row = found.rows[i]
        whole = row.strength
        href = _quotes(page, row.key) if whole.quotes else None
        studies = counted(row.studies, "full study", "full studies")
        cells = [
            Cell(row.studies, None, 0, f"{studies}, {row.label}"),
            *([Cell(row.named, None, 0, "")] if found.records else []),
            Cell(_number(whole, show), href, 0, f"{_says(whole)}, {row.label}, all studies"),
        ]
        for study, cell in zip(found.studies, found.cells[i], strict=True):
            number = _number(cell, show)
            cells.append(
                Cell(
                    number,
                    _quotes(page, row.key, study=study) if cell.quotes else None,
                    tints.tint(number),
                    f"{_says(cell)}, {row.label}, {page.names[study].short}",
                )
            )
        label = row.label[:1].upper() + row.label[1:]
        made.append(Row(label, construct_page(row.key), row.level - top, tuple(cells)))
    heads = [Column("Studies"), *([Column("Records")] if found.records else []), Column("All")]
    heads += [Column(page.names[study].short, at(f"/studies/{study}")) for study in found.studies]
    legend = "; ".join(name for _, name in tints.legend)
    about = {
        "utterances": "Distinct utterances: quotes that overlap or repeat each other are one.",
        "people": "People who said it, as far as the study tells them apart.",
        "roles": "Roles in which it was said: more than one means that several groups say it.",
        "sources": "Kinds of source it was said in, such as interviews and diaries.",
    }[show]
    said = f"{about} Each number opens its quotes." + (
        f" Tints from faint to strong: {legend}." if len(tints.bounds) > 1 else ""
    )
    return Heat("Constructs by full study", said, "Construct", tuple(heads), tuple(made))


def _number(strength: Strength, show: str) -> int:
    if show == "people":
        return strength.participants
    if show == "roles":
        return len(strength.roles)
    return len(strength.sources) if show == "sources" else strength.utterances


def _says(strength: Strength) -> str:
    """Say how strong evidence is, behind the number of a cell."""
    return ", ".join(
        (
            counted(strength.quotes, "quote"),
            counted(strength.utterances, "utterance"),
            counted(strength.participants, "person", "people"),
            counted(len(strength.roles), "role"),
            counted(len(strength.sources), "kind of source", "kinds of source"),
        )
    )


def _only(row: Construct) -> str:
    """Say who alone says something, and where."""
    roles, sources = row.strength.roles, row.strength.sources
    return listed(
        [*(f"by {many(role)}" for role in roles), *(f"in {many(source)}" for source in sources)]
    )


def _quotes(page: SynthesisPage, key: str, **more: Value) -> str:
    """Return the address of the quotes behind a cell: those of the question that support it."""
    asked = page.asked
    for choice in asked.of("study") if "study" in more else ():
        asked = asked.without(choice)  # of several studies one would do
    asked = asked.with_("supports", key)
    for option, value in more.items():
        asked = asked.with_(option, str(value))
    return asking.address(asked)


def _hidden(given: Mapping[str, list[str]], own: Mapping[str, Value]) -> list[tuple[str, str]]:
    kept = [
        (option, value)
        for option, values in given.items()
        if option not in ("study", "role", "source")
        for value in values
    ]
    return kept + [(name, str(own[name])) for name in ("all", "show") if own[name]]


def _parts(here: Any, part: int, studies: int) -> list[tuple[str, str | None]]:
    """Return the groups of studies with their addresses; None for the one that is shown."""
    groups = range((studies + MOST_COLUMNS - 1) // MOST_COLUMNS)
    if len(groups) < 2:
        return []
    near = [n for n in groups if n in (0, len(groups) - 1) or abs(n - part) <= 2]
    return [
        (
            f"{n * MOST_COLUMNS + 1:,}\u2013{min((n + 1) * MOST_COLUMNS, studies):,}",
            None if n == part else here(part=n or None),
        )
        for n in near
    ]


def _refused(error: UsageError | LimitReached, wanted: Request | None) -> Response:
    given = wanted.given if wanted is not None else {}
    also = {k: v for k, v in wanted.also.items() if k != "part"} if wanted is not None else {}
    page = render_template(
        "counting_refused.html",
        path="/synthesis",
        title="Across studies",
        error=error,
        is_limit=isinstance(error, LimitReached),
        csv=at("/synthesis.csv", **{**also, **given}),
        choices=ask(graph().store, lambda index: choices(graph().store, index)),
        again=at("/synthesis", **also),
    )
    return make_response(page, error.status)


def _part(said: str) -> int:
    if said and not (said.isascii() and said.isdecimal() and len(said) < 6):
        raise BadParameter(f"part={said[:40]} does not do.", "Give the number of a group, from 0.")
    return int(said or 0)


def _flag(said: str) -> bool:
    if said.lower() not in _TRUE:
        raise BadParameter(f"all={said[:40]} does not do.", "Use true or false.")
    return _TRUE[said.lower()]
