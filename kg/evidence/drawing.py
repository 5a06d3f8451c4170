"""The sheet that charts are drawn on: words, cells, bars and rules as SVG, from the top down.

Rows, headings and cells carry ARIA roles, so a screen reader meets a table, not a picture.
Colours are those of the browser pages, light or dark as the reader's system asks, and every chart
carries its own ground, so it stands on any page. All text is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from zlib import crc32

from kg.evidence.lettering import clean, shortened, width_of, wrapped

SIZE = 14
_SMALL = 13
LINE = 17
PAD = 16
_GAP = 2
LONGEST = 90  # characters of a label that are drawn; the rest is in its tooltip and in the table

# Plain colours, no variables: a figure goes into papers, and programs for these know none.
_STYLE = """\
.pif-chart{color-scheme:light dark;max-width:100%;height:auto}
.pif-chart text{font-family:-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,\
sans-serif;font-size:14px;fill:#171b18;font-variant-numeric:tabular-nums}
.pif-chart .small{font-size:13px;fill:#505852}
.pif-chart .name{font-size:16px;font-weight:650}
.pif-chart .b{font-weight:650}
.pif-chart .n{text-anchor:middle}
.pif-chart .t1{fill:#e8eff4}.pif-chart .t2{fill:#c3d9e6}.pif-chart .t3{fill:#8db8d1}
.pif-chart .t4{fill:#175a84}.pif-chart .o4{fill:#fff}
.pif-chart .bg{fill:#fdfdfb}.pif-chart .bar{fill:#175a84}
.pif-chart .rule{stroke:#d3d9d2;stroke-width:1}
@media(prefers-color-scheme:dark){.pif-chart text{fill:#eceee9}.pif-chart .small{fill:#aeb6af}\
.pif-chart .t1{fill:#1b2a34}.pif-chart .t2{fill:#234357}.pif-chart .t3{fill:#2f6384}\
.pif-chart .t4{fill:#a9d5f2}.pif-chart .o4{fill:#10202b}.pif-chart .bg{fill:#131614}\
.pif-chart .bar{fill:#a9d5f2}.pif-chart .rule{stroke:#363d38}}
@media(forced-colors:active){.pif-chart rect{stroke:CanvasText;stroke-width:1}\
.pif-chart .bg{stroke:none}}
"""


class Label:
    """A text in lines, with the whole kept where it had to be shortened."""

    def __init__(self, text: str, room: float) -> None:
        said = clean(text)
        shown = shortened(said, LONGEST)
        self.whole = said if shown != said else ""
        self.lines = wrapped(shown, room, SIZE)
        self.width = max(width_of(line, SIZE) for line in self.lines)


class Sheet:
    """The drawing: elements in reading order, from the top down. ``y`` is where the next goes."""

    def __init__(self, title: str, about: str, width: float) -> None:
        self.title, self.about, self.width = clean(title), clean(about), width
        self.y: float = PAD
        self._out: list[str] = []

    def open(self, role: str, label: str = "") -> None:
        """Begin a group with an ARIA role, up to :meth:`close`."""
        named = f' aria-label="{_text(label)}"' if label else ""
        self._out.append(f'<g role="{role}"{named}>')

    def close(self) -> None:
        """End the group that was begun last."""
        self._out.append("</g>\n")

    def heading(self) -> None:
        """Print the title in lines that fit."""
        # The picture's title element says the same to a screen reader.
        for line in wrapped(self.title, self.width - 2 * PAD, 17):
            self.y += 18
            self._out.append(
                f'<text class="name" aria-hidden="true" x="{PAD}" y="{_n(self.y)}">'
                f"{_text(line)}</text>\n"
            )
        self.y += 14

    def words(self, role: str, x: float, y: float, label: Label, style: str = "") -> None:
        """Print a label's lines; ``y`` is the base of the first."""
        of_class = f' class="{style}"' if style else ""
        lines = "".join(
            f'<tspan x="{_n(x)}" y="{_n(y + i * LINE)}">{_text(line)}</tspan>'
            for i, line in enumerate(label.lines)
        )
        self._out.append(f'<text role="{role}"{of_class}>{_tip(label)}{lines}</text>')

    def slanted(self, x: float, y: float, label: Label) -> None:
        """Print a heading that rises to the right; ``y`` is the base of its last line."""
        lift = (len(label.lines) - 1) * 15
        lines = "".join(
            f'<tspan x="0" y="{i * 15 - lift}">{_text(line)}</tspan>'
            for i, line in enumerate(label.lines)
        )
        self._out.append(
            f'<text role="columnheader" transform="translate({_n(x + 4)} {_n(y)}) rotate(-45)">'
            f"{_tip(label)}{lines}</text>"
        )

    def cell(
        self,
        x: float,
        step: float,
        high: float,
        count: int,
        tint: int,
        style: str = "",
        unit: str = "",
    ) -> None:
        """Draw a cell with its number in the middle; tint 0 is none."""
        ground = (
            f'<rect class="t{tint}" x="{_n(x + _GAP / 2)}" y="{_n(self.y + _GAP / 2)}" '
            f'width="{_n(step - _GAP)}" height="{_n(high - _GAP)}"/>'
            if tint
            else ""
        )
        classes = " ".join(filter(None, ("n", style, "o4" if tint == 4 else "")))
        self._out.append(
            f'<g role="cell">{ground}<text class="{classes}" x="{_n(x + step / 2)}" '
            f'y="{_n(self.y + high / 2 + 5)}">{count:,}{unit}</text></g>'
        )

    def bar(self, x: float, long: float, high: float, count: int) -> None:
        """Draw a bar with its number after it."""
        self._out.append(
            f'<g role="cell"><rect class="bar" x="{_n(x)}" y="{_n(self.y + 5)}" '
            f'width="{_n(long)}" height="{_n(high - 10)}"/><text x="{_n(x + long + 8)}" '
            f'y="{_n(self.y + high / 2 + 5)}">{count:,}</text></g>'
        )

    def rule(self, to: float) -> None:
        """Draw a hairline across."""
        self._out.append(
            f'<path class="rule" aria-hidden="true" d="M{PAD} {_n(self.y)}H{_n(to)}"/>\n'
        )

    def legend(self, tints: Sequence[tuple[int, str]]) -> None:
        """Explain the tints. A screen reader has the numbers themselves."""
        if not tints:
            return
        self.y += 12
        x: float = PAD
        self._out.append('<g aria-hidden="true">')
        for tint, name in tints:
            wide = width_of(name, _SMALL) + 36
            if x + wide > self.width - PAD and x > PAD:
                x, self.y = PAD, self.y + 22
            self._out.append(
                f'<rect class="t{tint}" x="{_n(x)}" y="{_n(self.y)}" width="16" height="16"/>'
                f'<text class="small" x="{_n(x + 22)}" y="{_n(self.y + 13)}">{name}</text>'
            )
            x += wide
        self._out.append("</g>\n")
        self.y += 24

    def paragraph(self, said: str) -> None:
        """Print a small note in lines that fit."""
        self.y += 6
        for line in wrapped(clean(said), self.width - 2 * PAD, _SMALL):
            self.y += 16
            self._out.append(
                f'<text class="small" x="{PAD}" y="{_n(self.y)}">{_text(line)}</text>\n'
            )

    def document(self) -> str:
        """Return the SVG document."""
        body = "".join(self._out)
        width, height = _n(self.width), _n(self.y + PAD)
        # Two charts on one page need different ids; the same chart twice is the same text.
        id = f"c{crc32(f'{self.title}{self.about}{body}'.encode()):08x}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="pif-chart" role="group" '
            f'aria-labelledby="{id}t {id}d" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}">\n<title id="{id}t">{_text(self.title)}</title>\n'
            f'<desc id="{id}d">{_text(self.about)}</desc>\n<style>{_STYLE}</style>\n'
            f'<rect class="bg" width="{width}" height="{height}"/>\n{body}</svg>\n'
        )


def _tip(label: Label) -> str:
    return f"<title>{_text(label.whole)}</title>" if label.whole else ""


def _text(said: str) -> str:
    return escape(clean(said), quote=True)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
