"""Where a region is, as the fragment of a medium: https://www.w3.org/TR/annotation-model/#fragment-selector."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kg.recording import BOX

_MEDIA = "http://www.w3.org/TR/media-frags/"
_PDF = "http://tools.ietf.org/rfc/rfc3778"


class Fragment(NamedTuple):
    """What a ``FragmentSelector`` says: the fragment, and the specification it follows."""

    value: str
    conforms_to: str


def fragment(number: Callable[[str], int | None]) -> Fragment | None:
    """Return where a region is, from the numbers of its properties; None where it is all there is.

    Boxes on pages are left out: programs count them from one corner or another. So are boxes that
    no fragment can say, with a side below nought or of no length.

    >>> fragment({"beginsAt": 61_500, "endsAt": 70_000}.get).value
    't=61.5,70'
    >>> fragment({"firstAbscissa": 9, "firstOrdinate": 5, "secondAbscissa": 4,
    ...           "secondOrdinate": 8}.get).value
    'xywh=4,5,5,3'
    """
    begin, end, page = number("beginsAt"), number("endsAt"), number("page")
    if begin is not None:
        last = "" if end is None else f",{_seconds(end)}"
        return Fragment(f"t={_seconds(begin)}{last}", _MEDIA)
    if page is not None:
        return Fragment(f"page={page + 1}", _PDF)
    ends = [n for n in map(number, BOX) if n is not None]
    if len(ends) == len(BOX):
        (left, right), (top, bottom) = sorted(ends[::2]), sorted(ends[1::2])
        if min(left, top) >= 0 and left < right and top < bottom:
            return Fragment(f"xywh={left},{top},{right - left},{bottom - top}", _MEDIA)
    return None


def _seconds(milliseconds: int) -> str:
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")
