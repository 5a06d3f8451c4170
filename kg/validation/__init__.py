"""Check a study: by shapes, and by code where people are counted or texts compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from kg.findings import Finding, Place, Severity
from kg.terms import Graphs

if TYPE_CHECKING:
    from kg.validation.facts import Facts
    from kg.validation.hits import Hit, Rule

__all__ = ["catalogue", "check", "merge"]


def check(
    graphs: Graphs,
    *,
    places: Mapping[str, Place],
    column_for: Callable[[str, str], str | None],
    release: bool = False,
    now: datetime | None = None,
) -> list[Finding]:
    """Return what is wrong with the asserted graphs of one study, worst first.

    ``places`` tells where each thing (a term) was read, ``column_for`` the column that a
    property of a thing (both bare IRIs) was read from. With ``release`` the study is checked for
    publication: what may stay in one's own store may not go out. Embargoes are compared with
    ``now``, by default the present moment.
    """
    from kg.validation.checking import check_shapes
    from kg.validation.facts import Facts
    from kg.validation.records import asked_of
    from kg.validation.rules import check_rules

    facts = Facts(graphs)
    hits = asked_of(check_shapes(facts) + check_rules(facts, now=now), facts)
    findings = {_finding(hit, facts, places, column_for, release) for hit in hits}
    return sorted(findings, key=lambda f: (f.order, f.focus or "", f.message))


def merge(reader: Iterable[Finding], shapes: Iterable[Finding]) -> list[Finding]:
    """Put the findings of a reader and of :func:`check` together, without saying things twice.

    What a shape says of a cell is left out when the reader said something as grave of that very
    cell, or found a violation in the whole row. A reader that stops at a cell leaves it out of
    the graph, so a shape could only repeat that it is missing. What a shape says of the study as
    a whole is left out when the reader said as much of the key in study.yaml, or of the file
    that is to be filled.
    """
    found = list(reader)
    told = _Told(found)
    return found + [f for f in shapes if not told.covers(f)]


def catalogue() -> list[Rule]:
    """Return every shape and every rule in code, by file and name."""
    from kg.validation.rulebook import rulebook
    from kg.validation.rules import RULES

    return sorted([*rulebook().rules.values(), *RULES], key=lambda r: (r.home, r.name))


class _Told:
    """What a reader said: the gravest finding of each cell, of each column, of each file."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._cells: dict[tuple[str, int | None, str | None], int] = {}
        self._columns: dict[tuple[str, str], int] = {}
        self._files: dict[str, int] = {}
        for finding in findings:
            place, gravity = finding.place, _GRAVITY[finding.severity]
            if place is None:
                continue
            _keep(self._cells, (place.file, place.row, place.column), gravity)
            if place.column is not None:
                _keep(self._columns, (place.file, place.column), gravity)
            if place.row is None:
                _keep(self._files, place.file, gravity)

    def covers(self, finding: Finding) -> bool:
        """Say whether a shape's finding repeats what the reader said."""
        place, gravity = finding.place, _GRAVITY[finding.severity]
        if place is None or place.row is None:
            return False
        if self._cells.get((place.file, place.row, None)) == _GRAVITY["violation"]:
            return True
        said = [self._cells.get((place.file, place.row, place.column))]
        if finding.rule.startswith(("Study-", "Codebook-")):
            said.append(self._columns.get((place.file, place.column or "")))
            said += [g for file, g in self._files.items() if file in finding.remedy]
        return any(g is not None and g <= gravity for g in said)


_GRAVITY: dict[Severity, int] = {"violation": 0, "warning": 1, "info": 2}
_Key = TypeVar("_Key")


def _keep(gravest: dict[_Key, int], key: _Key, gravity: int) -> None:
    gravest[key] = min(gravest.get(key, gravity), gravity)


def _finding(
    hit: Hit,
    facts: Facts,
    places: Mapping[str, Place],
    column_for: Callable[[str, str], str | None],
    release: bool,
) -> Finding:
    rule, about = hit.rule, hit.about or hit.rule.about
    place, own = _place(hit.focus, facts, places)
    if place is not None and own and about is not None:
        place = Place(place.file, place.row, column_for(hit.focus, about) or place.column)
    return Finding(
        severity=rule.at_release if release else rule.severity,
        rule=rule.name,
        message=f"{rule.message} {hit.detail}".rstrip(),
        remedy=rule.remedy,
        place=place,
        focus=hit.focus,
    )


def _place(focus: str, facts: Facts, places: Mapping[str, Place]) -> tuple[Place | None, bool]:
    """Return where a thing was read, or where something that names it was; and which of the two."""
    if not places:
        return None, False
    term = f"<{focus}>"
    if term in places:
        return places[term], True
    naming = [places[s] for s in facts.naming(term) if s in places]
    first = min(naming, key=lambda p: (p.file, p.row or 0), default=None)
    return first, False
