"""A drawing as a file of its own: with its title, what it answers, where it is from and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import request
from markupsafe import Markup, escape

from kg.evidence.lettering import clean, wrapped
from webui.state import graph

_PAD = 16
_LEAST = 440
# Plain colours, for other programs know no variables; light, for figures are printed.
_STYLE = Markup("""\
text{font-family:"Noto Sans","Liberation Sans","Segoe UI",Arial,sans-serif}
text{font-size:14px;fill:#171b18}
.title{font-size:17px;font-weight:bold}.note{font-size:12px;fill:#505852}
.b{font-weight:bold}.e{text-anchor:end}.s{text-anchor:start}
.q{font-size:13px;fill:#0b4f79}.num{font-size:13px;text-anchor:middle}
a text{fill:#0b4f79}a .num{fill:#171b18}
path{fill:none;stroke:#717a73;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
.thin{stroke-width:.8}.cites{stroke-width:1}.strong{stroke-width:2}
.dot{fill:#0b4f79}.hit{fill:none}.bg{fill:#fdfdfb}
.peb{fill:#ffe98a;stroke:#171b18;stroke-width:1}
.land1{fill:#e9f0e6}.land2{fill:#d8e5d4}
.micro{fill:#fdfdfb;stroke-dasharray:.1 4}
.m,.p,.t{fill:none;stroke:#2f6b3a;stroke-width:3}.p{stroke:#8a5f00}.half{fill:#8a5f00;stroke:none}
.t{stroke:#5b3a24;fill:#5b3a24}
.map text{text-anchor:middle}.map a text{fill:#171b18}.map a .q{fill:#0b4f79}
.bar,.point{fill:#175a84}.bar2{fill:#8db8d1}.label{font-weight:bold}
.value{font-size:13px;fill:#505852}.mid{text-anchor:middle}
.grid{stroke:#d3d9d2;stroke-width:1}.axis{stroke-width:1}.course{stroke:#175a84;stroke-width:2}
""")  # our own


def figure(
    title: str,
    about: str,
    body: Markup,
    size: tuple[float, float],
    notes: Sequence[str],
    *,
    kind: str = "",
) -> str:
    """Return an SVG document that stands alone: the drawing between its title and its notes.

    Links of the drawing to pages of this site lead there from wherever the file is.
    """
    wide, high = size
    width = max(wide + 2 * _PAD, _LEAST)
    y = float(_PAD)
    head = []
    for line in wrapped(clean(title), width - 2 * _PAD, 18):
        y += 20
        head.append(_text("title", y, line))
    top = y + 16
    y = top + high + 8
    foot = []
    for note in notes:
        y += 6
        for line in wrapped(clean(note), width - 2 * _PAD, 12.5):
            y += 16
            foot.append(_text("note", y, line))
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" role="group" aria-labelledby="t d" '
            'width="{w:g}" height="{h:g}" viewBox="0 0 {w:g} {h:g}">\n<title id="t">{t}</title>\n'
            '<desc id="d">{d}</desc>\n<style>{s}</style>\n'
            '<rect class="bg" width="{w:g}" height="{h:g}"/>\n{head}\n'
            '<g class="{k}" transform="translate({x:g} {y:g})">{b}</g>\n{foot}\n</svg>\n'
        ).format(
            w=width,
            h=round(y + _PAD),
            t=clean(title),
            d=clean(about),
            s=_STYLE,
            head=Markup("\n").join(head),
            foot=Markup("\n").join(foot),
            k=kind,
            x=(width - wide) / 2,
            y=top,
            b=_from_elsewhere(body),
        )
    )


def _from_elsewhere(body: Markup) -> Markup:
    root = escape(_root())
    return Markup(str(body).replace(' href="/', f' href="{root}/'))  # noqa: S704  # escaped before


def _root() -> str:
    return request.url_root.rstrip("/").removesuffix(request.script_root)


def caption(address: str) -> str:
    """Say where a figure is from: the address that asks again, the day, the state of the graph."""
    root = _root()
    revision = graph().store.revision()[:12]
    day = datetime.now(UTC).date().isoformat()
    return f"Source: pif-kg, {root}{address}; {day}; state of the graph {revision}."


def _text(style: str, y: float, words: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{:g}">{}</text>').format(style, _PAD, y, words)
