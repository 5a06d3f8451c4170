"""The rows and columns of a matrix: the values of a facet, in the order people expect them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, cast, get_args

from pyroaring import BitMap

from kg.errors import BadParameter
from kg.evidence.utterances import ties_of
from kg.formats.tables import ROLES, SOURCES
from kg.index.scheme import broader

if TYPE_CHECKING:
    from kg.index import Index, Kind, Mode

Facet = Literal[
    "construct", "role", "source", "study", "document", "participant", "coder", "status", "code",
    "claim",
]  # fmt: skip
FACETS: tuple[Facet, ...] = get_args(Facet)

_OWN = ("document", "participant", "coder", "code", "claim")
_WORDS = ("role", "source", "status")
ORDERS: Mapping[str, tuple[str, ...]] = {"role": ROLES, "source": SOURCES}


@dataclass(frozen=True, slots=True)
class AxisValue:
    """One row or column. ``quotes`` and ``utterances`` count all that have it, in any cell.

    ``key`` is what the commands take: ``patching``, ``mentee``, ``study/id`` for what belongs to
    one study. ``level`` is how deep a construct stands below others of the same axis, from 0.
    """

    key: str
    label: str
    level: int
    quotes: int
    utterances: int

    def to_dict(self) -> dict[str, object]:
        """Return the value for JSON."""
        return {
            "key": self.key,
            "label": self.label,
            "level": self.level,
            "quotes": self.quotes,
            "utterances": self.utterances,
        }


class Line(NamedTuple):
    """A row or column with its quotes.

    ``twos`` are those utterances of two quotes that are both among them, ``more`` the quotes of
    longer ones (:mod:`kg.evidence.utterances`).
    """

    value: AxisValue
    held: BitMap
    twos: BitMap
    more: BitMap


def checked(facet: str) -> Facet:
    """Return a facet by name.

    Raises:
        BadParameter: It is not one that quotes are counted by.
    """
    for known in FACETS:
        if known == facet:
            return known
    from difflib import get_close_matches

    near = get_close_matches(facet, FACETS, n=1)
    hint = f"There are {', '.join(FACETS)}."
    raise BadParameter(
        f"Quotes are not counted by {facet[:80]!r}.",
        f"Did you mean {near[0]}? {hint}" if near else hint,
    )


def axis(
    index: Index, facet: Facet, mode: Mode, within: BitMap | None, *, empty: bool
) -> list[Line]:
    """Return the values of a facet with the quotes that have each, out of those within.

    Values without such a quote are left out unless ``empty``; then roles, sources and constructs
    that nothing is known of are there as well. Constructs come as the scheme's tree, roles and
    sources as they are taught, everything else by key. ``within`` None means all quotes.
    """
    found = dict(_lines(index, facet, mode, within))
    if empty:
        known = index.constructs() if facet == "construct" else ORDERS.get(facet, ())
        for key in known:
            found.setdefault(key, (BitMap(), BitMap(), BitMap()))
    else:
        found = {key: line for key, line in found.items() if line[0]}
    labels = {key: _label(index, facet, key) for key in found}
    if facet in _OWN and len({key.partition("/")[0] for key in found}) > 1:
        labels = {key: f"{key.partition('/')[0]}/{label}" for key, label in labels.items()}
    if facet == "construct":
        ordered = tree_of(labels)
    else:
        first = {key: i for i, key in enumerate(ORDERS.get(facet, ()))}
        ordered = [(k, 0) for k in sorted(found, key=lambda k: (first.get(k, len(first)), k))]
    ties = ties_of(index)
    lines = []
    for key, level in ordered:
        held, twos, more = found[key]
        utterances = len(held) - len(twos) - ties.less(more)
        value = AxisValue(key, labels[key], level, len(held), utterances)
        lines.append(Line(value, held, twos, more))
    return lines


def _lines(
    index: Index, facet: Facet, mode: Mode, within: BitMap | None
) -> Iterator[tuple[str, tuple[BitMap, BitMap, BitMap]]]:
    ties = ties_of(index)
    kept = facet not in _OWN and facet != "study"
    narrowed = None if within is None else (ties.twos(within), ties.more(within))
    for key, held in _values(index, facet, mode, within):
        twos, more = ties.twos(held, (facet, mode, key) if kept else None), ties.more(held)
        if within is not None and narrowed is not None:
            held, twos, more = held & within, twos & narrowed[0], more & narrowed[1]
        yield key, (held, twos, more)


def _values(
    index: Index, facet: Facet, mode: Mode, within: BitMap | None
) -> Iterator[tuple[str, BitMap]]:
    kind = cast("Kind", facet)
    if facet == "study":
        for study, _ in index.order.hit(index.all if within is None else within):
            yield study, index.bitmap("study", study)
    elif facet in _OWN:
        studies = index.order.hit(index.all if within is None else within)
        # Another study may speak of the same value, so one key may come twice.
        gathered: dict[str, BitMap] = {}
        for key, held in index.own(kind, [study for study, _ in studies]):
            gathered[key] = gathered[key] | held if key in gathered else held
        yield from gathered.items()
    else:
        for key, held in index.shared(kind, mode).items():
            # A code that another study applied has a bitmap beside the constructs.
            if facet != "construct" or "/" not in key or ":" in key:
                yield key, held


def _label(index: Index, facet: Facet, key: str) -> str:
    if facet in _WORDS:
        return key.replace("-", " ")
    if facet == "study":
        return key
    label = index.label(cast("Kind", facet), key)
    return key.partition("/")[2] if facet in _OWN and label == key else label


def tree_of(labels: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return the keys depth first, each with its depth; siblings by label.

    A construct stands under the nearest one above it that is among the keys.
    """
    children: dict[str | None, list[str]] = {}
    for key in labels:
        children.setdefault(_above(key, labels), []).append(key)
    ordered: list[tuple[str, int]] = []
    waiting = [(None, -1)]  # type: list[tuple[str | None, int]]
    while waiting:
        here, level = waiting.pop()
        if here is not None:
            ordered.append((here, level))
        below = sorted(children.get(here, ()), key=lambda k: (labels[k].casefold(), k))
        waiting += [(key, level + 1) for key in reversed(below)]
    return ordered


def _above(key: str, among: Mapping[str, str]) -> str | None:
    reached, seen = [key], {key}
    for here in reached:
        for above in broader().get(here, ()):
            if above in among and above != key:
                return above
            if above not in seen:
                seen.add(above)
                reached.append(above)
    return None
