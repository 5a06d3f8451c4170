"""The page to bring a study, and what a check found: as pages, and in forms to take away."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from kg.errors import BadParameter, PifError, UnknownThing
from kg.evidence.spreadsheet import csv_lines
from kg.findings import Finding, Place
from kg.formats.qda import SUFFIXES as PROJECTS
from kg.reports import write
from kg.vetting import SUFFIXES
from webui.bringing.checks import bounds, held, may_load
from webui.bringing.holding import LASTS, Check, holding
from webui.links import at
from webui.negotiation import Offer, choose
from webui.state import site

HTML = Offer("html", ("text/html", "application/xhtml+xml"))
JSON = Offer("json", ("application/json",))
PAGE = 100
"""Findings on a page."""
_READ = {
    ".zip": "the same in a zip",
    ".xlsx": "a workbook with the same tables as sheets",
    **dict.fromkeys(PROJECTS, "a project of a coding program: REFI-QDA, Taguette, QualCoder, RQDA"),
    **dict.fromkeys((".ttl", ".trig", ".nq", ".nt", ".jsonld", ".rdf"), "RDF"),
}
_WRITTEN = {"xml": ("junit", "application/xml"), "txt": ("text", "text/plain"),
            "ttl": ("turtle", "text/turtle")}  # fmt: skip
_COLUMNS = ("severity", "file", "sheet", "row", "column", "what is wrong", "what to do", "rule")
_SAYS = {"violation": "error", "warning": "warning", "info": "note"}
_SHEET = ", sheet "


def page() -> Response:
    """Show the form, or what a check found."""
    if choose((HTML, JSON), request.headers.get("Accept")).name == "json":
        answer = _json(asked())
    else:
        try:
            answer = shown(asked())
        except (UnknownThing, BadParameter) as error:
            answer = shown(None, error)
    answer.vary.add("Accept")
    return answer


def as_json() -> Response:
    """Return what can be brought, or what a check found."""
    return _json(asked())


def asked() -> Check | None:
    """Return the check that the address names.

    Raises:
        UnknownThing: It is not kept any more.
    """
    id = request.args.get("check", "")
    return holding().get(id) if id else None


def shown(check: Check | None, error: PifError | None = None, study: str = "") -> Response:
    """Return the page: with an error the form stays, and so does the check."""
    common = {
        "error": error,
        "may_load": may_load(),
        "public": site().audience == "public",
        "bounds": bounds(),
        "lasts": LASTS // 60,
        "study": study,
    }
    if check is None:
        html = render_template("bring.html", **common, reads=_reads())
    else:
        html = render_template("checked.html", **common, **_found(check))
    return private(make_response(html, error.status if error else 200), check or error)


def private(answer: Response, about: object) -> Response:
    """Let nobody keep an answer that is about somebody's study."""
    if about is not None:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _reads() -> dict[str, list[str]]:
    """Return what can be read, in words, with the endings of its files."""
    found: dict[str, list[str]] = {}
    for suffix in SUFFIXES:
        found.setdefault(_READ.get(suffix, ""), []).append(suffix)
    return found


def _found(check: Check) -> dict[str, Any]:
    said = check.said
    first = _page_asked()
    there = held(said["study"])
    preview = said["preview"]
    return {
        "check": check,
        "said": said,
        "preview": preview,
        "totals": [(_SAYS[s], n) for s, n in said["total"].items() if n],
        "groups": list(_groups(check.findings((first - 1) * PAGE, PAGE))),
        "pager": _pager(check, first),
        "forms": [
            (name, at(f"/studies/new/findings.{form}", check=check.id))
            for name, form in (("CSV", "csv"), ("JSON", "json"), ("JUnit", "xml"), ("text", "txt"))
        ],
        "there": there,
        "same": bool(there and preview and there.digest == preview["digest"]),
        "moved": bool(there and there.digest != said["before"]),
    }


def _page_asked() -> int:
    given = request.args.get("page", "1")
    if not (given.isascii() and given.isdecimal() and 0 < len(given) < 7 and int(given)):
        raise BadParameter(f"page={given[:20]} does not do.", "Give the number of a page, from 1.")
    return int(given)


def _pager(check: Check, number: int) -> dict[str, Any]:
    total = check.said["listed"]
    start = (number - 1) * PAGE
    more = max(0, total - start - PAGE)

    def to(page: int) -> str:
        return at("/studies/new", "findings", check=check.id, page=page if page > 1 else None)

    return {
        "first": start + 1 if start < total else 0,
        "last": min(start + PAGE, total),
        "total": total,
        "previous": to(number - 1) if number > 1 else None,
        "next": to(number + 1) if more else None,
        "next_count": min(PAGE, more),
    }


def _groups(findings: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield findings file by file; what is wrong alike in several rows is told once."""
    for file, group in groupby(findings, key=lambda finding: finding["file"]):
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for each in group:
            key = (each["severity"], each["message"], each["remedy"], each["column"] or "")
            alike.setdefault(key, []).append(each)
        yield {
            "file": file,
            "findings": [
                {
                    **same[0],
                    "says": _SAYS[same[0]["severity"]],
                    "rows": _rows([each["row"] for each in same], Place(file or "").unit),
                }
                for same in alike.values()
            ],
        }


def _rows(rows: list[int | None], unit: str) -> str:
    """Say which rows are meant, those in sequence as from and to.

    >>> _rows([2, 3, 4, 7], "row")
    'rows 2 to 4, 7'
    """
    known = sorted({row for row in rows if row is not None})
    runs: list[tuple[int, int]] = []
    for row in known:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    said = ", ".join(f"{a:,}" if a == b else f"{a:,} to {b:,}" for a, b in runs)
    return f"{unit}{'s' if len(known) > 1 else ''} {said}" if said else ""


def _json(check: Check | None) -> Response:
    if check is None:
        most = bounds()
        return jsonify(
            reads=SUFFIXES,
            limits={"bytes": most.sent, "files": most.files, "seconds": most.seconds},
            loads=may_load(),
            empty=[at("/studies/new/empty.xlsx"), at("/studies/new/empty.zip")],
            columns=at("/studies/new/columns.json"),
        )
    return private(jsonify(told(check)), check)


def told(check: Check) -> dict[str, Any]:
    """Return all of a check as JSON has it."""
    kept = ("source", "study", "refused", "counts", "total", "says", "left_out", "left",
            "preview", "changes", "outside", "missing")  # fmt: skip
    return {
        "check": check.id,
        "address": at("/studies/new", check=check.id),
        "seconds": round(check.minutes * 60),
        **{name: check.said[name] for name in kept},
        "findings": check.findings(),
    }


def findings(form: str) -> Response:
    """Return all findings of a check in one form."""
    check = holding().get(request.args.get("check", ""))
    listed = check.findings()
    if form == "csv":
        lines = csv_lines(_COLUMNS, (_row(finding) for finding in listed))
        answer = Response("".join(lines), content_type="text/csv; charset=utf-8")
    elif form == "json":
        answer = jsonify(told(check))
    else:
        format, kind = _WRITTEN[form]
        written = write(
            map(_finding, listed), format, source=check.said["source"], study=check.said["study"]
        )
        answer = Response(written, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="findings.{form}"'
    return private(answer, check)


def _row(finding: dict[str, Any]) -> tuple[str | int | None, ...]:
    file, _, sheet = (finding["file"] or "").partition(_SHEET)
    return (
        _SAYS[finding["severity"]], file, sheet, finding["row"], finding["column"],
        finding["message"], finding["remedy"], finding["rule"],
    )  # fmt: skip


def _finding(said: dict[str, Any]) -> Finding:
    place = Place(said["file"], said["row"], said["column"]) if said["file"] else None
    return Finding(
        said["severity"], said["rule"], said["message"], said["remedy"], place, said["focus"]
    )
