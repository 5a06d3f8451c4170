"""Outlines that tell kinds of things apart without colour: quote, person, construct, code, work."""

from __future__ import annotations

from dataclasses import dataclass

SHAPES = {
    "quote": "bubble",
    "participant": "pill",
    "role of a participant": "pill",
    "coder": "pill",
    "construct": "points",
    "code": "tag",
    "claim": "flag",
    "work": "book",
    "entry of a reference list": "book",
    "document": "page",
    "group": "pill",
    "more": "pill",
}
"""The outline of each kind; every other is a plain box."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands: its top left corner, how wide and how high it is."""

    x: float
    y: float
    wide: float
    high: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.high / 2


def outline(kind: str, box: Box) -> str:
    """Return the path round a thing of a kind."""
    x, y, w, h = box.x, box.y, box.wide, box.high
    right, low = x + w, y + h
    match SHAPES.get(kind):
        case "bubble":
            return (
                f"M{x + 6:g} {y:g}H{right - 6:g}q6 0 6 6V{low - 13:g}q0 6 -6 6H{x + 34:g}"
                f"l-11 7v-7H{x + 6:g}q-6 0 -6 -6V{y + 6:g}q0 -6 6 -6z"
            )
        case "pill":
            r = min(h / 2, 20)
            return (
                f"M{x + r:g} {y:g}H{right - r:g}a{r:g} {r:g} 0 0 1 {r:g} {r:g}V{low - r:g}"
                f"a{r:g} {r:g} 0 0 1 -{r:g} {r:g}H{x + r:g}a{r:g} {r:g} 0 0 1 -{r:g} -{r:g}"
                f"V{y + r:g}a{r:g} {r:g} 0 0 1 {r:g} -{r:g}z"
            )
        case "points":
            return (
                f"M{x + 10:g} {y:g}H{right - 10:g}L{right:g} {y + h / 2:g}L{right - 10:g} {low:g}"
                f"H{x + 10:g}L{x:g} {y + h / 2:g}z"
            )
        case "tag":
            return f"M{x:g} {y:g}H{right - 14:g}L{right:g} {y + 14:g}V{low:g}H{x:g}z"
        case "flag":
            return f"M{x:g} {y:g}H{right:g}L{right - 9:g} {y + h / 2:g}L{right:g} {low:g}H{x:g}z"
        case "book":
            return f"M{x:g} {y:g}H{right:g}V{low:g}H{x:g}zM{x + 6:g} {y:g}V{low:g}"
        case "page":
            return f"M{x:g} {y:g}H{right - 13:g}l13 13V{low:g}H{x:g}zM{right - 13:g} {y:g}v13h13"
    return f"M{x:g} {y:g}H{right:g}V{low:g}H{x:g}z"
