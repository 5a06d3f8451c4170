"""The citation network, drawn in two columns: studies, and the works they cite. Every name a link.

One drawing serves a phone and a desk, as the map does. Lines are solid: somebody cites. The lines
of a work belong to its link, so that they stand out when it is pointed at or has the focus.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kg.evidence.lettering import clean, shortened, width_of, wrapped
from kg.pages.wording import counted

if TYPE_CHECKING:
    from kg.pages.network import Edge, Network

WIDTH = 380
_SIZE = 14
_LINE = 16
_LEFT = 118
"""Where names of studies end."""
_RIGHT = 246
"""Where names of works begin."""
_DISC = 11
_LONGEST = 54

Address = Callable[[str], str | None]


@dataclass(slots=True)
class _Name:
    key: str
    label: str
    lines: list[str]
    y: float = 0

    @property
    def high(self) -> float:
        return max(30, len(self.lines) * _LINE + 12)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The marks of a drawing, how high it is, and what it shows in words."""

    body: Markup
    height: float
    about: str


def drawn(found: Network, study_page: Address, work_page: Address) -> Markup:
    """Return the network as an SVG element that stands in a page."""
    drawing = draw(found, study_page, work_page)
    return Markup(
        '<svg class="map net" viewBox="0 0 {w} {h:g}" role="group" aria-labelledby="net-t net-d">'
        '<title id="net-t">Studies and the works they cite</title>'
        '<desc id="net-d">{d}</desc>{b}</svg>'
    ).format(w=WIDTH, h=drawing.height, d=drawing.about, b=drawing.body)


def draw(found: Network, study_page: Address, work_page: Address) -> Drawing:
    """Draw the network; a thing without a page is no link."""
    works = [
        _Name(w.work.iri, name, _lines(name, WIDTH - _RIGHT))
        for w in found.works
        for name in [found.labels.get(w.work.iri, w.work.short)]
    ]
    studies = [
        _Name(s, name, _lines(name, _LEFT))
        for s in found.studies
        for name in [found.names[s].short if s in found.names else s]
    ]
    places = {w.key: w for w in works} | {f"study {s.key}": s for s in studies}
    height = max(sum(w.high for w in works), sum(s.high for s in studies)) + 40
    _stack(works, 32, height - 8)
    of_work: dict[str, list[Edge]] = defaultdict(list)
    of_study: dict[str, list[Edge]] = defaultdict(list)
    for edge in found.edges:
        of_work[edge.work].append(edge)
        of_study[edge.study].append(edge)
    for name in studies:
        own = of_study[name.key]
        name.y = sum(places[e.work].y for e in own) / len(own) if own else height / 2
    _spread(studies, 32, height - 8)
    shown = [
        _text(_LEFT, 18, "Studies", "b e"),
        _text(_RIGHT, 18, "Works", "b s"),
    ]
    cited = {w.work.iri: w for w in found.works}
    for name in studies:
        shown.append(_study(name, of_study[name.key], study_page(name.key)))
    for name in works:
        work = cited[name.key]
        lines = [
            _line(places[f"study {e.study}"].y, name.y, e.times)
            for e in of_work[name.key]
            if f"study {e.study}" in places
        ]
        says = (
            f"{counted(work.times, 'citation')} by {counted(len(work.studies), 'study', 'studies')}"
        )
        shown.append(_work(name, str(work.times), says, lines, work_page(name.key)))
    about = (
        f"On the left {counted(len(studies), 'study', 'studies')}, on the right "
        f"{counted(len(works), 'work')}; a line for each study that cites a work, "
        f"{counted(len(found.edges), 'line')} in all. In each disc is how often the work is cited."
    )
    return Drawing(Markup("").join(shown), round(height), about)


def _study(name: _Name, edges: Sequence[Edge], href: str | None) -> Markup:
    says = f"{' '.join(name.lines)}, a study that cites {counted(len(edges), 'work')} shown here"
    top = name.y - name.high / 2
    parts = [
        _hit(0, top, _LEFT + 16, name.high),
        Markup('<circle class="dot" cx="{}" cy="{:g}" r="4"/>').format(_LEFT + 10, name.y),
        _words(_LEFT, name, "e"),
    ]
    return _link(href, says, parts)


def _work(name: _Name, count: str, says: str, lines: Sequence[Markup], href: str | None) -> Markup:
    top = name.y - name.high / 2
    x = _RIGHT - 8 - _DISC
    parts = [
        *lines,
        _hit(x - _DISC - 2, top, WIDTH - x + _DISC + 2, name.high),
        Markup('<circle class="peb" cx="{:g}" cy="{:g}" r="{}"/>').format(x, name.y, _DISC),
        _text(x, name.y + 5, count, "num"),
        _words(_RIGHT, name, "s"),
    ]
    return _link(href, f"{count} {' '.join(name.lines)}, {says}", parts)


def _line(y0: float, y1: float, times: int) -> Markup:
    x0, x1 = _LEFT + 14, _RIGHT - 8 - 2 * _DISC
    middle = (x0 + x1) / 2
    strong = " strong" if times > 2 else ""
    return Markup('<path class="cites{}" d="M{:g} {:g}C{:g} {:g} {:g} {:g} {:g} {:g}"/>').format(
        strong, x0, y0, middle, y0, middle, y1, x1, y1
    )


def _stack(names: Sequence[_Name], top: float, bottom: float) -> None:
    """Put names below each other, the room that is left over between them."""
    left = (bottom - top - sum(n.high for n in names)) / max(len(names), 1)
    y = top
    for name in names:
        name.y = round(y + (name.high + left) / 2, 1)
        y += name.high + left


def _spread(names: Sequence[_Name], top: float, bottom: float) -> None:
    """Keep names near where they would be, in their order, none upon another."""
    y = top
    for name in names:
        name.y = max(name.y, y + name.high / 2)
        y = name.y + name.high / 2
    y = bottom
    for name in reversed(names):
        name.y = round(min(name.y, y - name.high / 2), 1)
        y = name.y - name.high / 2


def _lines(label: str, room: float) -> list[str]:
    lines = wrapped(shortened(clean(label), _LONGEST), room, _SIZE)
    if len(lines) <= 3:
        return lines
    while width_of(lines[2] + "…", _SIZE) > room:
        lines[2] = lines[2][:-1]
    return [*lines[:2], lines[2] + "…"]


def _words(x: float, name: _Name, style: str) -> Markup:
    first = name.y + 5 - (len(name.lines) - 1) * _LINE / 2
    # The spaces are not drawn; they keep words apart that are read.
    return Markup(" ").join(
        _text(x, first + i * _LINE, line, style) for i, line in enumerate(name.lines)
    )


def _text(x: float, y: float, words: str, style: str) -> Markup:
    return Markup('<text class="{}" x="{:g}" y="{:g}">{}</text>').format(style, x, y, words)


def _hit(x: float, y: float, wide: float, high: float) -> Markup:
    return Markup('<rect class="hit" x="{:g}" y="{:g}" width="{:g}" height="{:g}" rx="4"/>').format(
        x, y, wide, high
    )


def _link(href: str | None, says: str, parts: Sequence[Markup]) -> Markup:
    inside = Markup(" ").join(parts)
    if href is None:
        return Markup("<g>{}</g>").format(inside)
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(href, clean(says), inside)
