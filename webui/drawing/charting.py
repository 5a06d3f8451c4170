"""What charts of answers have in common: marks with classes, in a page or in a file by itself."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 380
"""One drawing serves a phone and a desk, as the map does."""
SIZE, SMALL = 14, 13
LINE = 17


@dataclass(frozen=True, slots=True)
class Chart:
    """The marks of a chart, how high it is, and what it shows in words."""

    body: Markup
    height: float
    title: str
    about: str


def inline(chart: Chart) -> Markup:
    """Return a chart as an element of a page, coloured by ``figures.css``; the table says the same.

    Somebody who does not see it meets one picture with its description, not its many marks.
    """
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} {h:g}" role="img" aria-labelledby="chart-t chart-d">'
        '<title id="chart-t">{t}</title><desc id="chart-d">{d}</desc>\n{b}</svg>'
    ).format(w=WIDTH, h=round(chart.height), t=chart.title, d=chart.about, b=chart.body)


def words(style: str, x: float, y: float, said: str) -> Markup:
    """Return words on one line."""
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(style, n(x), n(y), said)


def block(style: str, x: float, y: float, wide: float, high: float) -> Markup:
    """Return a rectangle."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        style, n(x), n(y), n(max(wide, 0)), n(high)
    )


def path(style: str, d: str) -> Markup:
    """Return a line."""
    return Markup('<path class="{}" d="{}"/>').format(style, d)


def dot(x: float, y: float, radius: float, says: str) -> Markup:
    """Return a point with what it says when pointed at."""
    return Markup('<circle class="point" cx="{}" cy="{}" r="{}"><title>{}</title></circle>').format(
        n(x), n(y), n(radius), says
    )


def n(value: float) -> str:
    """Return a number with one place at most, so that drawings are the same everywhere."""
    return f"{round(value, 1) + 0:g}"
