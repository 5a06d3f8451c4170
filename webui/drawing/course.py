"""Numbers over time: a line through its points, with round numbers at both sides."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from markupsafe import Markup

from kg.evidence.lettering import clean, width_of
from kg.pages.figures import shown, ticks
from kg.pages.wording import counted
from webui.drawing.charting import SMALL, WIDTH, Chart, dot, n, path, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.pages.figures import Course, Point

_HIGH = 220
_FOOT = 26
_MOST_DOTS = 60


def drawn(found: Course, title: str) -> Chart:
    """Return a line; its scale takes in 0, so that heights can be compared."""
    amounts = [point.amount for point in found.points]
    marks = ticks(min(0.0, *amounts), max(0.0, *amounts))
    left = max(width_of(shown(mark), SMALL) for mark in marks) + 10
    top, bottom = 8.0, float(_HIGH)
    first, last = found.points[0].at, found.points[-1].at

    def across(at: float) -> float:
        return left + 6 + (at - first) / ((last - first) or 1) * (WIDTH - left - 18)

    def down(amount: float) -> float:
        return bottom - (amount - marks[0]) / (marks[-1] - marks[0]) * (bottom - top)

    out = []
    for mark in marks:
        style = "axis" if mark == 0 else "grid"
        out += [
            path(style, f"M{n(left)} {n(down(mark))}H{WIDTH}"),
            words("value e", left - 6, down(mark) + 4.5, shown(mark)),
        ]
    for at, said in _times(found.points):
        out.append(words("value mid", min(across(at), WIDTH - 18), bottom + 20, said))
    points = [(across(p.at), down(p.amount)) for p in found.points]
    out.append(path("course", "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points)))
    if len(points) <= _MOST_DOTS:
        for (x, y), point in zip(points, found.points, strict=True):
            out.append(dot(x, y, 3.5, f"{point.when}: {shown(point.amount)}"))
    return Chart(Markup("\n").join(out), bottom + _FOOT, clean(title), described(found))


def _times(points: Sequence[Point]) -> list[tuple[float, str]]:
    """Return where years begin, as many as there is room for; of less than two years, the ends."""
    first, last = points[0].at, points[-1].at
    if last - first < 2:
        return [(first, points[0].when), (last, points[-1].when)]
    step = max(1, ceil((last - first) / 6))
    years = range(ceil(first), floor(last) + 1)
    return [(year, str(year)) for year in years if (year - ceil(first)) % step == 0]


def described(found: Course) -> str:
    """Say what the line shows, in words."""
    first, last = found.points[0], found.points[-1]
    top = max(found.points, key=lambda point: point.amount)
    value, time = (clean(name.replace("_", " ")) for name in (found.value, found.time))
    return (
        f"A line through {counted(len(found.points), 'point')}: {value} by {time}, from "
        f"{first.when} ({shown(first.amount)}) to {last.when} ({shown(last.amount)}). The highest "
        f"is {shown(top.amount)} in {top.when}. The table says the same."
    )
