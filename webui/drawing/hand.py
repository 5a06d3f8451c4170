"""Shapes as somebody would draw them: closed curves with a low wobble, lines with a bend.

The wobble comes from three sines whose phases follow from a name, so a shape is the same wherever
and whenever it is drawn.
"""

from __future__ import annotations

from math import cos, pi, sin
from zlib import crc32

Point = tuple[float, float]


def closed(
    x: float, y: float, a: float, b: float, *, name: str, wobble: float = 0.02,
    corner: float = 2.0, points: int = 20, again: bool = False,
) -> str:  # fmt: skip
    """Return the path of a closed curve round a middle, ``a`` wide and ``b`` high to each side.

    ``corner`` is the exponent of the superellipse: 2 is round, higher ones have corners.
    ``wobble`` is the share of the radius by which it strays; drawn ``again``, the pen goes
    slightly beside its first line.
    """
    phases = _phases(name)
    slips = _phases(f"{name} again") if again else (0.0, 0.0, 0.0)
    around = []
    for i in range(points):
        angle = 2 * pi * i / points
        c, s = cos(angle), sin(angle)
        stray = 1 + wobble * sum(
            sin(k * angle + phase) / weight
            for k, phase, weight in zip((2, 3, 5), phases, (1.6, 2, 3), strict=True)
        )
        if again:
            stray += 0.006 * sum(
                sin(k * angle + slip) for k, slip in zip((1, 4, 7), slips, strict=True)
            )
        reach = (abs(c) ** corner + abs(s) ** corner) ** (-1 / corner) * stray
        around.append((x + a * reach * c, y + b * reach * s))
    return smooth(around)


def smooth(points: list[Point]) -> str:
    """Return the path of a closed curve through points, without corners."""
    n = len(points)
    parts = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for i in range(n):
        before, here, there, after = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        first = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        second = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        parts.append("C" + " ".join(f"{_n(px)} {_n(py)}" for px, py in (first, second, there)))
    return "".join(parts) + "Z"


def bent(start: Point, end: Point, bend: float) -> str:
    """Return the path of a line that bends to its left (seen from its start), or with < 0 right."""
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    first = (x0 + dx * 0.25 + dy * bend, y0 + dy * 0.25 - dx * bend)
    second = (x0 + dx * 0.75 + dy * bend, y0 + dy * 0.75 - dx * bend)
    words = " ".join(f"{_n(px)} {_n(py)}" for px, py in (first, second, end))
    return f"M{_n(x0)} {_n(y0)}C{words}"


def arrow(start: Point, end: Point, bend: float) -> str:
    """Return the same with an open head at its end."""
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    # The line comes in along the last control point.
    hx, hy = x1 - (x0 + dx * 0.75 + dy * bend), y1 - (y0 + dy * 0.75 - dx * bend)
    length = (hx * hx + hy * hy) ** 0.5 or 1
    hx, hy = hx / length, hy / length
    barbs = [
        (x1 - 11 * (hx * cos(t) - hy * sin(t)), y1 - 11 * (hx * sin(t) + hy * cos(t)))
        for t in (0.5, -0.5)
    ]
    (ax, ay), (bx, by) = barbs
    head = f"M{_n(ax)} {_n(ay)}L{_n(x1)} {_n(y1)}L{_n(bx)} {_n(by)}"
    return bent(start, end, bend) + head


def stem(start: Point, end: Point, *, name: str) -> str:
    """Return the path of a branch that leaves downwards and arrives downwards."""
    (x0, y0), (x1, y1) = start, end
    stray = sin(_phases(name)[0]) * 4
    middle = (y0 + y1) / 2
    words = f"{_n(x0 + stray)} {_n(middle)} {_n(x1 - stray)} {_n(middle)} {_n(x1)} {_n(y1)}"
    return f"M{_n(x0)} {_n(y0)}C{words}"


def _phases(name: str) -> tuple[float, float, float]:
    a, b, c = (crc32(f"{name} {i}".encode()) % 6283 / 1000 for i in range(3))
    return a, b, c


def _n(value: float) -> str:
    return f"{round(value, 1) + 0:g}"  # adding nothing turns -0 into 0
