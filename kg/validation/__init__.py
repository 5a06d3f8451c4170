"""Check a study: by shapes, and by code where people are counted or texts compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from kg.findings import Finding, Place
from kg.terms import Graphs, value_of

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

    ``places`` tells where each thing (bare IRI) was read, ``column_for`` the column that a
    property of a thing (both bare IRIs) was read from. With ``release`` the study is checked for
    publication: what may stay in one's own store may not go out. Embargoes are compared with
    ``now``, by default the present moment.
    """
    from kg.validation.facts import Facts
    from kg.validation.rules import check_rules
    from kg.validation.shapes import check_shapes

    facts = Facts(graphs)
    hits = check_shapes(facts) + check_rules(facts, now=now)
    findings = {_finding(hit, facts, places, column_for, release) for hit in hits}
    return sorted(findings, key=lambda f: (f.order, f.focus or "", f.message))


def merge(reader: Iterable[Finding], shapes: Iterable[Finding]) -> list[Finding]:
    """Put the findings of a reader and of :func:`check` together, without saying things twice.

    What a shape says of a cell is left out when the reader found a violation in that very cell,
    or in the whole row. A reader that stops at a cell leaves it out of the graph, so a shape
    could only repeat that it is missing.
    """
    found = list(reader)
    told = {_cell(f) for f in found if f.severity == "violation" and f.place is not None}
    return found + [f for f in shapes if not _told(f, told)]


def catalogue() -> list[Rule]:
    """Return every shape and every rule in code, by file and name."""
    from kg.validation.rules import RULES
    from kg.validation.shapes import shapes

    return sorted([*shapes().rules.values(), *RULES], key=lambda r: (r.home, r.name))


def _cell(finding: Finding) -> tuple[str, int | None, str | None]:
    place = finding.place
    assert place is not None  # noqa: S101 - the caller has looked
    return place.file, place.row, place.column


def _told(finding: Finding, told: set[tuple[str, int | None, str | None]]) -> bool:
    if finding.place is None or finding.place.row is None:
        return False
    file, row, column = _cell(finding)
    return (file, row, column) in told or (file, row, None) in told


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
    if focus in places:
        return places[focus], True
    term = f"<{focus}>"
    naming = [
        places[value_of(s)] for s, _, o in facts.triples if o == term and value_of(s) in places
    ]
    first = min(naming, key=lambda p: (p.file, p.row or 0), default=None)
    return first, False
