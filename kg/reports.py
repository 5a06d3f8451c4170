"""Write findings out: for a terminal, for programs, for a page, for continuous integration.

Whatever the form, files are named relative to the study and control characters are shown, not
passed on: the words of a finding may come from a hostile cell.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import PurePosixPath, PureWindowsPath
from unicodedata import category
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from kg.errors import UsageError
from kg.findings import Finding, Place, counted, violations
from kg.identifiers import study_iri, wrong_with_id
from kg.namespaces import BASE
from kg.terms import iri, text, typed

_SHAPES = f"{BASE}shapes#"
_SEVERITIES = ("violation", "warning", "info")
NOT_KEPT = "not-kept"
"""The rule of a loss report's lines."""
_SUMMED = 5
"""How many lines of a loss report are named in one."""
_JOINERS = "\u200c\u200d"
"""Invisible, but some scripts cannot be written without them."""


def write(
    findings: Iterable[Finding], format: str, *, source: str, study: str | None = None
) -> str:
    """Write findings as text, json, turtle, html or junit; docs/reference/checks.md describes each.

    ``source`` says what was checked; of a path only the last part is used. ``study`` is the id
    of the study, where it is known.

    >>> print(write([], "text", source="my-study"), end="")
    my-study: no findings.

    Raises:
        UsageError: There is no such format.
    """
    if format not in _WRITERS:
        raise UsageError(f"Findings cannot be written as {format}.", f"Say {', '.join(_WRITERS)}.")
    return _WRITERS[format](sorted(findings, key=_by_file), _plain(_relative(source)), study)


def not_kept(lines: Iterable[tuple[str, str, int]], file: str) -> list[Finding]:
    """Return a loss report as notes, for :func:`write`: what, why, and in how many places.

    It is the same for what a file holds and the graph does not, and the other way round.

    >>> [loss] = not_kept([("Graph/Vertex", "drawings of codes are not kept", 3)], "a.qdpx")
    >>> print(loss)
    info: a.qdpx: Not kept, 3 times: Graph/Vertex; drawings of codes are not kept.
    """
    return [
        Finding(
            "info", NOT_KEPT, f"Not kept, {_times(number)}: {what}; {why.rstrip('.')}.", "",
            Place(file), number=number,
        )
        for what, why, number in lines
    ]  # fmt: skip


def summed(findings: Iterable[Finding]) -> str:
    """Say in a line how much is not kept, and most of what; empty when there is nothing.

    >>> summed(not_kept([("Graph", "drawings are not kept", 3)], "a.qdpx"))
    'Not kept, in 3 places: Graph; drawings are not kept (3).'
    """
    lost = sorted((f for f in findings if f.rule == NOT_KEPT), key=lambda f: -f.number)
    if not lost:
        return ""
    said = [f"{f.message.partition(': ')[2].rstrip('.')} ({f.number:,})" for f in lost[:_SUMMED]]
    more = f" and {len(lost) - _SUMMED} more" if len(lost) > _SUMMED else ""
    return _plain(f"Not kept, in {sum(f.number for f in lost):,} places: {' · '.join(said)}{more}.")


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def _by_file(finding: Finding) -> tuple[bool, str, int, int, str, str, str]:
    place = finding.place
    return (
        place is None,
        place.file if place else finding.focus or "",
        (place.row or 0) if place else 0,
        _SEVERITIES.index(finding.severity),
        (place.column or "") if place else "",
        finding.rule,
        finding.message,
    )


def _relative(path: str) -> str:
    """Keep relative names as they are, and of a machine's own paths the last part only."""
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(path).is_absolute():
            return kind(path).name or path
    return path


def _plain(said: str) -> str:
    """Return one line in which every control character, bidirectional ones too, can be seen."""
    if said.isprintable():
        return said
    return "".join(" " if c in "\t\n\r" else c if _shows(c) else f"\\u{ord(c):04x}" for c in said)


def _shows(character: str) -> bool:
    return character.isprintable() or character in _JOINERS or category(character) == "Zs"


def _file(place: Place) -> str:
    return _plain(_relative(place.file))


def _spot(place: Place) -> str:
    said = [f"{place.unit} {place.row}"] if place.row is not None else []
    said += [f"column {_plain(place.column)}"] if place.column is not None else []
    return ", ".join(said)


def _thing(finding: Finding) -> str:
    return _plain(finding.focus or "")


def _where(finding: Finding) -> str:
    """Say where in its file a finding is; by the thing's address where there are no rows."""
    return (_spot(finding.place) if finding.place else "") or _thing(finding)


def _as_text(findings: list[Finding], source: str, study: str | None) -> str:
    lines: list[str] = []
    for file, group in groupby(findings, key=lambda f: _file(f.place) if f.place else ""):
        lines.append(file or "the study as a whole")
        for finding in group:
            spot = _where(finding)
            said = f"{finding.severity}: {_plain(finding.message)} [{_plain(finding.rule)}]"
            lines.append(f"  {spot}: {said}" if spot else f"  {said}")
            if finding.remedy:
                lines.append(f"      {_plain(finding.remedy)}")
        lines.append("")
    return "\n".join([*lines, f"{source}: {counted(findings)}."]) + "\n"


def _as_json(findings: list[Finding], source: str, study: str | None) -> str:
    report = {
        "source": source,
        "study": _plain(study) if study else None,
        "refused": bool(violations(findings)),
        "counts": {s: sum(f.severity == s for f in findings) for s in _SEVERITIES},
        "findings": [
            {
                "severity": f.severity,
                "rule": _plain(f.rule),
                "file": _file(f.place) if f.place else None,
                "row": f.place.row if f.place else None,
                "column": _plain(f.place.column) if f.place and f.place.column else None,
                "message": _plain(f.message),
                "remedy": _plain(f.remedy),
                "focus": _thing(f) or None,
            }
            for f in findings
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _as_turtle(findings: list[Finding], source: str, study: str | None) -> str:
    whole = "[]" if study is None or wrong_with_id(study) else iri(study_iri(study))
    head = (
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        f"@prefix pifs: <{_SHAPES}> .\n"
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n\n"
        "[] a sh:ValidationReport ;\n"
        f"    dcterms:title {text(f'Findings of {source}', 'en')} ;\n"
        f"    sh:conforms {'false' if findings else 'true'}"
    )
    return "".join([head, *(f" ;\n    sh:result {_result(f, whole)}" for f in findings), " .\n"])


def _result(finding: Finding, whole: str) -> str:
    said = [
        ("a", "sh:ValidationResult"),
        ("sh:focusNode", _address(finding.focus) if finding.focus else whole),
        ("sh:resultSeverity", f"sh:{finding.severity.capitalize()}"),
        ("sh:sourceConstraintComponent", "pifs:Check"),
        ("sh:sourceShape", _address(_SHAPES + _encoded(finding.rule))),
        ("sh:resultMessage", text(_plain(finding.message), "en")),
    ]
    if finding.remedy:
        said.append(("pifs:remedy", text(_plain(finding.remedy), "en")))
    if finding.place:
        said.append(("pifs:file", text(_file(finding.place))))
        if finding.place.row is not None:
            said.append(("pifs:row", typed(finding.place.row, "integer")))
        if finding.place.column is not None:
            said.append(("pifs:column", text(_plain(finding.place.column))))
    inside = " ;\n".join(f"        {p} {o}" for p, o in said)
    return f"[\n{inside}\n    ]"


def _address(address: str) -> str:
    safe = address if address == _plain(address) else _encoded(address)
    try:
        return iri(safe)
    except ValueError:
        return iri(_encoded(address))


def _encoded(address: str) -> str:
    return quote(address, safe=":/#?&=%@+,;~", errors="replace")


def _as_html(findings: list[Finding], source: str, study: str | None) -> str:
    title = f"Findings of {html.escape(source)}"
    counts = html.escape(counted(findings))
    body = "".join(_row(f) for f in findings)
    table = (
        "<table>\n<caption>Each row names one thing to mend or to look at, in the order of the"
        " files.</caption>\n<thead><tr>"
        + "".join(
            f'<th scope="col">{name}</th>'
            for name in ("File", "Row", "Column", "Severity", "What", "What to do", "Rule")
        )
        + f"</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
        if findings
        else ""
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n<p>{counts[:1].upper()}{counts[1:]}.</p>\n{table}</main>\n"
        "</body>\n</html>\n"
    )


_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;margin:2rem;color:#1b1b1b;background:#fff}"
    "table{border-collapse:collapse}caption{text-align:left;padding:.5rem 0}"
    "th,td{border:1px solid #767676;padding:.4rem .6rem;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}thead{background:#eee}.violation{font-weight:bold;color:#8b0000}"
)


def _row(finding: Finding) -> str:
    place = finding.place
    thing = _thing(finding) if place is None or place.row is None else ""
    cells = [
        f"{_file(place) if place else ''} {thing}".strip(),
        str(place.row) if place and place.row is not None else "",
        _plain(place.column) if place and place.column else "",
        _plain(finding.message),
        _plain(finding.remedy),
    ]
    file, row, column, message, remedy = (html.escape(c) for c in cells)
    link = html.escape(_SHAPES + _encoded(finding.rule))
    rule = html.escape(_plain(finding.rule))
    return (
        f"<tr><td>{file}</td><td>{row}</td><td>{column}</td>"
        f'<td class="{finding.severity}">{finding.severity}</td><td>{message}</td>'
        f'<td>{remedy}</td><td><a href="{link}">{rule}</a></td></tr>\n'
    )


def _as_junit(findings: list[Finding], source: str, study: str | None) -> str:
    failures = len(violations(findings))
    cases = "".join(_case(f) for f in findings) or (
        f'    <testcase classname={quoteattr(source)} name="nothing to mend" time="0"/>\n'
    )
    counts = f'tests="{max(len(findings), 1)}" failures="{failures}" errors="0" time="0"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites {counts}>\n"
        f"  <testsuite name={quoteattr(source)} {counts}>\n{cases}  </testsuite>\n"
        "</testsuites>\n"
    )


def _case(finding: Finding) -> str:
    where = _file(finding.place) if finding.place else _thing(finding) or "study"
    spot = _where(finding) if finding.place else ""
    name = f"{_plain(finding.rule)} ({spot})" if spot else _plain(finding.rule)
    said = f"{_plain(finding.message)} {_plain(finding.remedy)}".strip()
    if finding.severity == "violation":
        message = quoteattr(_plain(finding.message))
        inside = f"<failure type={quoteattr(_plain(finding.rule))} message={message}>"
        inside += f"{escape(said)}</failure>"
    else:
        # A build is not broken by what a study may keep.
        inside = f"<system-out>{escape(f'{finding.severity}: {said}')}</system-out>"
    return (
        f'    <testcase classname={quoteattr(where)} name={quoteattr(name)} time="0">'
        f"{inside}</testcase>\n"
    )


_WRITERS: dict[str, Callable[[list[Finding], str, str | None], str]] = {
    "text": _as_text,
    "json": _as_json,
    "turtle": _as_turtle,
    "html": _as_html,
    "junit": _as_junit,
}
