"""Bars: a name, and beneath it a bar for each of its numbers, with the number at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kg.evidence.lettering import clean, shortened, width_of, wrapped
from kg.pages.figures import shown
from kg.pages.wording import counted, listed
from webui.drawing.charting import LINE, SIZE, SMALL, WIDTH, Chart, block, n, path, words

if TYPE_CHECKING:
    from kg.pages.figures import Bar, Bars

_LONGEST = 90
_THICK, _THIN = 18, 12
_APART = 14
_STYLES = ("bar", "bar2")


def drawn(found: Bars, title: str) -> Chart:
    """Return bars on one scale that begins at 0; negative ones go to the left of it."""
    amounts = [a for bar in found.bars for a in bar.amounts if a is not None]
    low, high = min([0.0, *amounts]), max([0.0, *amounts])
    most = max((width_of(shown(a), SMALL) for a in amounts), default=0) + 8
    left = most if low < 0 else 0.0
    room = WIDTH - left - most
    scale = room / ((high - low) or 1)
    zero = left - low * scale
    out, y = _legend(found) if len(found.values) > 1 else ([], 0.0)
    thick = _THIN if len(found.values) > 1 else _THICK
    for bar in found.bars:
        for line in wrapped(shortened(clean(bar.label), _LONGEST), WIDTH - 4, SIZE):
            y += LINE
            out.append(words("label", 0, y - 4, line))
        y += 2
        out.append(path("axis", f"M{n(zero)} {n(y - 1)}v{(thick + 3) * len(found.values) - 1}"))
        for style, amount in zip(_STYLES, bar.amounts, strict=False):
            out += _bar(style, amount, zero, scale, y, thick)
            y += thick + 3
        y += _APART
    return Chart(Markup("\n").join(out), y - _APART + 4, clean(title), described(found))


def _bar(
    style: str, amount: float | None, zero: float, scale: float, y: float, thick: float
) -> list[Markup]:
    base = y + thick / 2 + 5
    if amount is None:
        return [words("value", zero + 6, base, "\u2013")]
    long = abs(amount) * scale
    if amount < 0:
        return [
            block(style, zero - long, y, long, thick),
            words("value e", zero - long - 6, base, shown(amount)),
        ]
    return [
        block(style, zero, y, long, thick),
        words("value", zero + long + 6, base, shown(amount)),
    ]


def _legend(found: Bars) -> tuple[list[Markup], float]:
    out, x, y = [], 0.0, 0.0
    for style, value in zip(_STYLES, found.values, strict=False):
        said = shortened(clean(value.replace("_", " ")), 24)
        wide = width_of(said, SMALL) + 40
        if x and x + wide > WIDTH:
            x, y = 0.0, y + 20
        out += [block(style, x, y + 2, 14, 14), words("value", x + 20, y + 14, said)]
        x += wide
    return out, y + 26


def described(found: Bars) -> str:
    """Say what the bars show, in words."""
    names = [value.replace("_", " ") for value in found.values]
    said = f"{counted(len(found.bars), 'row')} of bars: {listed(names)} by {_word(found.label)}."
    if (top := _extreme(found.bars)) is not None and top.amounts[0] is not None:
        said += f" The highest is {clean(top.label)} with {shown(top.amounts[0])}."
    return f"{said} The table says the same."


def _extreme(bars: tuple[Bar, ...]) -> Bar | None:
    there = [bar for bar in bars if bar.amounts[0] is not None]
    return max(there, key=lambda bar: bar.amounts[0] or 0, default=None)


def _word(column: str) -> str:
    return clean(column.replace("_", " "))
