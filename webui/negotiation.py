"""Which form of an answer a client gets: the Accept header of HTTP (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import UsageError

LONGEST_ACCEPT = 4096
"""Code points of an Accept header that are read; no client in use sends more."""

_RANGE = re.compile(r"\s*([\w.+!#$&^*-]+)/([\w.+!#$&^*-]+)\s*((?:;[^,]*)?)", re.ASCII)
_PARAMETER = re.compile(r';\s*([\w.-]+)\s*=\s*(?:"([^"]*)"|([^\s;"]*))', re.ASCII)
_NAMED = 3
_QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


class NotAcceptable(UsageError):
    """The client accepts none of the forms there are; the hint lists them."""

    status = 406


@dataclass(frozen=True, slots=True)
class Offer:
    """One form an answer can take: a name used in addresses and code, and its media types.

    The first of ``types`` is what the answer is sent as; the others are taken for it as well.
    """

    name: str
    types: tuple[str, ...]

    @property
    def content_type(self) -> str:
        """What the Content-Type header says, with the charset of text."""
        said = self.types[0]
        text = said.startswith("text/") or said in ("application/xhtml+xml",)
        return f"{said}; charset=utf-8" if text else said


@dataclass(frozen=True, slots=True)
class _Accepted:
    """One media range of an Accept header, and how much it is wanted."""

    main: str
    sub: str
    parameters: frozenset[tuple[str, str]]
    quality: float

    def fits(self, media_type: str) -> int:
        """Return how closely the range describes a media type: 0 not at all, 3 by name or more."""
        main, _, rest = media_type.partition("/")
        sub, *given = rest.split(";")
        if self.main == "*":
            return 1 if self.sub == "*" and not self.parameters else 0
        if self.main != main.lower():
            return 0
        if self.sub == "*":
            return 2
        if self.sub != sub.strip().lower():
            return 0
        known = {tuple(p.strip().lower().split("=", 1)) for p in given}
        # A charset is no ground for refusal: text here is always UTF-8.
        asked = {(name, value.lower()) for name, value in self.parameters if name != "charset"}
        return (3 + len(asked)) if asked <= known else 0


def choose(offers: Sequence[Offer], accept: str | None) -> Offer:
    """Return the offer that an Accept header wants most; of equals the one that is named first.

    A missing or empty header accepts everything. For each offer the closest range counts, so
    that ``text/*;q=0.3, text/turtle;q=0`` refuses Turtle. What is no media range is passed over.

    >>> page = Offer("html", ("text/html",))
    >>> turtle = Offer("turtle", ("text/turtle", "application/x-turtle"))
    >>> choose([page, turtle], "text/turtle, text/html;q=0.9").name
    'turtle'
    >>> choose([page, turtle], "*/*").name
    'html'

    Raises:
        NotAcceptable: Every offer is refused.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = _read(accept[:LONGEST_ACCEPT])
    if not ranges:
        return offers[0]
    found, best = None, 0.0
    for offer in offers:
        quality = _wanted(ranges, offer)
        if quality > best:
            found, best = offer, quality
    if found is None:
        forms = ", ".join(offer.types[0] for offer in offers)
        raise NotAcceptable("No form of this answer is one you accept.", f"There are {forms}.")
    return found


def _wanted(ranges: Sequence[_Accepted], offer: Offer) -> float:
    """Return how much an offer is wanted; other names of it count where they are named."""
    closest, quality = _quality(ranges, offer.types[0])
    if closest >= _NAMED and not quality:
        return 0.0
    for other in offer.types[1:]:
        fit, wanted = _quality(ranges, other)
        if fit >= _NAMED:
            quality = max(quality, wanted)
    return quality


def _quality(ranges: Sequence[_Accepted], media_type: str) -> tuple[int, float]:
    """Return how closely the closest range describes a media type, and its quality."""
    closest, quality = 0, 0.0
    for each in ranges:
        fit = each.fits(media_type)
        if fit > closest or (fit == closest and fit and each.quality > quality):
            closest, quality = fit, each.quality
    return closest, quality


def _read(accept: str) -> list[_Accepted]:
    ranges = []
    for piece in re.split(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', accept):
        match = _RANGE.fullmatch(piece.rstrip())
        if not match:
            continue
        main, sub, rest = match.groups()
        parameters: set[tuple[str, str]] = set()
        quality = 1.0
        for name, quoted, plain in _PARAMETER.findall(rest):
            value = quoted or plain
            if name.lower() == "q":
                quality = float(value) if _QUALITY.fullmatch(value) else 0.0
                break  # what follows belongs to Accept itself, not to the type
            parameters.add((name.lower(), value))
        ranges.append(_Accepted(main.lower(), sub.lower(), frozenset(parameters), quality))
    return ranges
