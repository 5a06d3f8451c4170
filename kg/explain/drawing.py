"""An explanation as a small drawing: the quote above, the construct below, the ways between.

A solid line was stated by somebody, a dashed one was worked out. No script, no outside font; the
colours follow the reader's scheme, or the page's where the page forbids styles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from kg.explain.parts import Explanation, Step, Thing, Way
from kg.explain.text import as_text, left_out, verdict
from kg.explain.wording import CLEARLY, gist
from kg.explain.wrapping import wrapped

MOST_COLUMNS = 3
_COLUMN = 232
_GAP = 28
_EDGE = 16
_LINE = 18
_PAD = 9
_LETTERS = 29  # that fit a column at 14 units, most letters being half as wide as high
_FONT = "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
_STYLE = (
    ".why{color:#171b18;background:#fdfdfb}.why .asked{fill:#ffe98a}.why .mark{fill:#171b18}"
    "@media(prefers-color-scheme:dark){.why{color:#eceee9;background:#131614}"
    ".why .asked{fill:#54470d}.why .mark{fill:#fff1b8}}"
)
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Link:
    """A line down to a box. ``up`` turns the arrow round."""

    words: str
    stated: bool
    box: str = ""
    kind: str = ""
    up: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    links: tuple[_Link, ...]
    last: _Link
    """The line that reaches the construct; its ``box`` is not drawn."""


def as_svg(explained: Explanation) -> str:
    """Return the drawing as an SVG document, to be read alone or inside a page."""
    columns, closing = _columns(explained)
    across = max(1, len(columns))
    width = 2 * _EDGE + across * _COLUMN + (across - 1) * _GAP
    side = _GAP + 84 if closing else 0
    quote = [*_wrapped(explained.quote.where[0], _letters(width))] if explained.quote.where else []
    top = _EDGE + _height(1 + len(quote))
    pieces = [_box(_EDGE, _EDGE, width - 2 * _EDGE, [explained.quote.thing.id], quote)]
    lefts = [_EDGE + i * (_COLUMN + _GAP) for i in range(across)]
    ends = [_column(pieces, column, x, top) for column, x in zip(columns, lefts, strict=False)]
    below = max(
        (end + _room(column.last) for column, end in zip(columns, ends, strict=True)),
        default=top + 2 * _LINE + 10,
    )
    for column, end, x in zip(columns, ends, lefts, strict=False):
        pieces.append(_line(x + 24, end, below, column.last))
        pieces.append(_said(x + 24, end, column.last))
    if not columns:
        pieces.append(_text(_EDGE + 12, top + _LINE + 10, "no way leads there", small=True))
    label = _wrapped(explained.construct.label, _letters(width))
    kind = _wrapped(_kind(explained.construct), _letters(width))
    pieces.append(_box(_EDGE, below, width - 2 * _EDGE, label, kind, asked=True))
    bottom = below + _height(len(label) + len(kind))
    if closing:
        pieces.append(_bracket(width - _EDGE, (_EDGE + top) / 2, (below + bottom) / 2, closing))
    foot = _wrapped(_foot(explained, len(columns)), _letters(width + side))
    legend = "Solid: stated by somebody. Dashed: worked out."
    foot += _wrapped(legend, _letters(width + side)) if columns else []
    pieces += [
        _text(_EDGE, bottom + 26 + i * _LINE, line, small=True) for i, line in enumerate(foot)
    ]
    height = bottom + _EDGE + (len(foot) * _LINE + 10 if foot else 0)
    return _document(explained, width + side, height, pieces)


def as_html(explained: Explanation) -> str:
    """Return the drawing with the text under it, as a notebook shows it."""
    return (
        f"{as_svg(explained)}<details><summary>In words</summary>"
        f"<pre>{escape(_clean(as_text(explained)))}</pre></details>"
    )


def _columns(explained: Explanation) -> tuple[list[_Column], str]:
    """Return the columns to draw, and the words of the line that was worked out from them."""
    if explained.supports:
        return [_of_way(way) for way in explained.ways[:MOST_COLUMNS]], "so it supports"
    columns: list[_Column] = []
    for missing in explained.missing:
        for supported in explained.supports_instead if missing.kind == "narrower" else ():
            if supported.construct in missing.things and len(columns) < MOST_COLUMNS - 1:
                way = _of_way(supported.way)
                thing = supported.construct
                reached = _Link(way.last.words, way.last.stated, thing.label, _kind(thing))
                back = _Link(missing.link, True, up=True)
                columns.append(_Column((*way.links, reached), back))
    for sentence in explained.bears_through[: MOST_COLUMNS - len(columns)]:
        claim = _Link("illustrates", True, sentence.claim.id, "claim")
        columns.append(_Column((claim,), _Link("is about", True)))
    return columns, "so it bears on" if explained.bears_on else ""


def _of_way(way: Way) -> _Column:
    links = [
        _Link(_relation(step), step.stated, step.end.label, _kind(step.end)) for step in way.steps
    ]
    return _Column(tuple(links[:-1]), links[-1])


def _kind(thing: Thing) -> str:
    match thing.sort:
        case "code":
            return f"code {thing.id}"
        case "class":
            return "class of the ontology"
    return thing.sort


def _relation(step: Step) -> str:
    match step.relation:
        case "coded":
            return f"coded by {step.says.rpartition(' by ')[2]}"
        case "tells-of":
            return "tells of the episode"
        case "is-a":
            return "is" if step.stated else "is by definition"
        case "instantiates":
            return "is a case of"
        case "supports":
            return "is said to support"
        case "broader" if step.start.sort == "code":
            return "stands in the codebook under"
    return CLEARLY[step.relation]


def _foot(explained: Explanation, drawn: int) -> str:
    beyond = len(explained.ways) - drawn if explained.supports else 0
    if not beyond:
        return left_out(explained)
    least = "At least " if explained.more else ""
    number = beyond + explained.left_out
    return f"{least}{number:,} further {'way is' if number == 1 else 'ways are'} not drawn."


def _column(pieces: list[str], column: _Column, x: float, top: float) -> float:
    """Draw the boxes of a column and the lines to them; return where the last box ends."""
    y = top
    for link in column.links:
        below = y + _room(link)
        pieces += [_line(x + 24, y, below, link), _said(x + 24, y, link)]
        label, kind = _wrapped(link.box, _LETTERS), _wrapped(link.kind, _LETTERS)
        pieces.append(_box(x, below, _COLUMN, label, kind))
        y = below + _height(len(label) + len(kind))
    return y


def _room(link: _Link) -> float:
    return 22 + _LINE * max(1, len(_wrapped(link.words, _LETTERS - 5)))


def _said(x: float, y: float, link: _Link) -> str:
    lines = _wrapped(link.words, _LETTERS - 5)
    return "".join(
        _text(x + 12, y + 24 + i * _LINE, line, small=True) for i, line in enumerate(lines)
    )


def _letters(width: float) -> int:
    return int((width - 2 * _EDGE - 2 * _PAD) / 7.4)


def _wrapped(words: str, letters: int) -> list[str]:
    return wrapped(words, letters) if words else []


def _height(lines: int) -> float:
    return 2 * _PAD + _LINE * lines


def _box(
    x: float,
    y: float,
    width: float,
    label: Sequence[str],
    small: Sequence[str],
    *,
    asked: bool = False,
) -> str:
    fill = 'class="asked" fill="#ffe98a"' if asked else 'fill="none"'
    lines = [*((line, False) for line in label), *((line, True) for line in small)]
    frame = (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{_height(len(lines)):g}" rx="4" '
        f'{fill} stroke="currentColor" stroke-width="1.25"/>'
    )
    texts = [
        _text(x + _PAD + 3, y + _PAD + 13 + i * _LINE, line, small=less, bold=not less, asked=asked)
        for i, (line, less) in enumerate(lines)
    ]
    return frame + "".join(texts)


def _text(
    x: float, y: float, words: str, *, small: bool = False, bold: bool = False, asked: bool = False
) -> str:
    size = 13 if small else 14
    weight = ' font-weight="650"' if bold else ""
    fill = 'class="mark" fill="#171b18"' if asked else 'fill="currentColor"'
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}"{weight} {fill}>{_escaped(words)}</text>'


def _line(x: float, above: float, below: float, link: _Link) -> str:
    tip, base = (above, above + 8) if link.up else (below, below - 8)
    ends = (above + 8, below) if link.up else (above, below - 8)
    dashes = "" if link.stated else ' stroke-dasharray="5 4"'
    return (
        f'<path d="M{x:g} {ends[0]:g}V{ends[1]:g}" fill="none" stroke="currentColor" '
        f'stroke-width="1.5"{dashes}/>'
        f'<path d="M{x - 4.5:g} {base:g}h9L{x:g} {tip:g}z" fill="currentColor"/>'
    )


def _bracket(x: float, above: float, below: float, words: str) -> str:
    """Draw what was worked out: a dashed line round the ways, from the quote to the construct."""
    out = x + _GAP
    lines = _wrapped(words, 11)
    middle = (above + below) / 2 - (len(lines) - 1) * _LINE / 2
    said = [_text(out + 9, middle + i * _LINE, line, small=True) for i, line in enumerate(lines)]
    return (
        f'<path d="M{x:g} {above:g}H{out:g}V{below:g}H{x + 8:g}" fill="none" '
        'stroke="currentColor" stroke-width="1.5" stroke-dasharray="5 4"/>'
        f'<path d="M{x + 8:g} {below - 4.5:g}v9L{x:g} {below:g}z" fill="currentColor"/>'
        + "".join(said)
    )


def _document(explained: Explanation, width: float, height: float, pieces: Sequence[str]) -> str:
    asked = f"{explained.quote.thing.iri} {explained.construct.iri}"
    id = f"why-{sha256(asked.encode()).hexdigest()[:10]}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="why" role="img" '
        f'aria-labelledby="{id}" aria-describedby="{id}-words" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        f'font-family="{_FONT}">'
        f'<title id="{id}">{_escaped(verdict(explained))}</title>'
        f'<desc id="{id}-words">{_escaped(_described(explained))}</desc>'
        f"<style>{_STYLE}</style>{''.join(pieces)}</svg>\n"
    )


def _described(explained: Explanation) -> str:
    """Return what the drawing shows, for those who do not see it."""
    if explained.supports:
        ways = [f"Way {i}: {gist(way)}." for i, way in enumerate(explained.ways[:MOST_COLUMNS], 1)]
        return " ".join(filter(None, [*ways, _foot(explained, len(ways))]))
    borne = [f"It illustrates the claim {s.claim.id}, about it." for s in explained.bears_through]
    return " ".join([*(m.says for m in explained.missing), *borne]) or "No way leads there."


def _escaped(words: str) -> str:
    return escape(_clean(words))


def _clean(words: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", words)
