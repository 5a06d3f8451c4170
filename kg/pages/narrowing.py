"""How an answer can be narrowed, and which condition to drop where it was narrowed to nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.evidence.answering import MOST_VALUES, Count, counts
from kg.evidence.axes import ORDERS
from kg.evidence.question import matches
from kg.index.scheme import broader, narrower
from kg.pages.asked import Asked, Chosen, label_of

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index, Kind

SHOWN = 8
"""How many values of a group are shown before the rest is asked for."""
FEW_STUDIES = 5
"""Beyond so many studies their people, codes and coders are not listed: nobody would read them."""
_ONE_EACH = {"role", "source", "study", "participant", "status", "access"}
"""Where a quote has one value; once that is chosen there is nothing to narrow by."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A value to narrow by, and how many of the quotes found have it."""

    option: str
    key: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one kind, most quotes first. ``more`` counts those that are not among them."""

    name: str
    """What the address calls it, to open it."""
    title: str
    offers: tuple[Offer, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Dropped:
    """A condition, and how many quotes there would be without it."""

    choice: Chosen
    count: int


def groups(
    index: Index,
    asked: Asked,
    hits: BitMap,
    *,
    opened: Collection[str] = (),
    study_labels: dict[str, str] | None = None,
) -> list[Group]:
    """Return what the quotes found can be narrowed by; groups that are ``opened`` have it all."""
    few = sum(1 for _ in index.studies_hit(hits)) <= FEW_STUDIES
    found: list[Group | None] = [
        _kinds(index, asked, hits),
        _constructs(index, asked, hits, opened),
    ]
    for kind, title in (
        ("role", "Role"),
        ("source", "Source"),
        ("participant", "Speaker"),
        ("study", "Study"),
        ("status", "Training status"),
        ("code", "Code, as filed"),
        ("coder", "Coder"),
        ("access", "Access"),
    ):
        if kind in ("participant", "code", "coder") and not few:
            continue
        if not (kind in _ONE_EACH and asked.of(kind)):
            found.append(_facet(index, asked, hits, kind, title, opened, study_labels or {}))  # type: ignore[arg-type]
    found.insert(5, _bearing(index, asked, hits, opened))
    return [group for group in found if group is not None]


def dropped(index: Index, asked: Asked) -> list[Dropped]:
    """Return each condition with the number of quotes without it, the most first."""
    found = [
        Dropped(choice, len(matches(less.on(index), less.question(index).where)))
        for choice in asked.chosen
        for less in [asked.without(choice)]
    ]
    return sorted(found, key=lambda d: -d.count)


def nearest_above(index: Index, key: str, hits: BitMap | None = None) -> tuple[str, int] | None:
    """Return the nearest construct above one that has quotes, and how many."""
    held = index.shared("construct")
    reached, seen = [key], {key}
    for here in reached:
        for above in broader().get(here, ()):
            if above in seen:
                continue
            quotes = held.get(above)
            if quotes:
                count = len(quotes) if hits is None else quotes.intersection_cardinality(hits)
                if count:
                    return above, count
            seen.add(above)
            reached.append(above)
    return None


def _kinds(index: Index, asked: Asked, hits: BitMap) -> Group | None:
    """Return the kinds of the one construct asked for, those without quotes too."""
    supports = asked.of("supports")
    if len(supports) != 1 or not (below := narrower().get(supports[0].key)):
        return None
    labels = index.constructs()
    offers = [
        Offer(
            "supports",
            key,
            labels.get(key, key),
            index.bitmap("construct", key, asked.mode).intersection_cardinality(hits),
        )
        for key in below
    ]
    offers.sort(key=lambda o: (-o.count, o.label.casefold()))
    if sum(1 for o in offers if o.count) == 0:
        return None
    shown = [o for o in offers if o.count][:MOST_VALUES] + [o for o in offers if not o.count][:6]
    return Group("kinds", f"Kind of {supports[0].label}", tuple(shown))


def _constructs(index: Index, asked: Asked, hits: BitMap, opened: Collection[str]) -> Group | None:
    """Return the constructs that quotes found support as well."""
    asked_for = [c.key for c in asked.of("supports")]
    known = set(asked_for)
    for key in asked_for:
        known |= set(_all_above(key))
    if len(asked_for) == 1:
        known |= set(narrower().get(asked_for[0], ()))
    found, more = counts(index, "construct", hits, asked.mode, MOST_VALUES)
    kept = [c for c in found if c.key not in known]
    title = "Also supports" if asked_for or asked.of("any") else "Construct"
    return _group("construct", "supports", title, kept, more, asked, opened)


def _facet(
    index: Index,
    asked: Asked,
    hits: BitMap,
    kind: Kind,
    title: str,
    opened: Collection[str],
    study_labels: dict[str, str],
) -> Group | None:
    found, more = counts(index, kind, hits, asked.mode, MOST_VALUES)
    if kind == "study":
        if len(index.blocks) < 2:
            return None
        found = [Count(c.key, study_labels.get(c.key, c.key), c.count) for c in found]
    else:
        found = [Count(c.key, label_of(index, kind, c.key), c.count) for c in found]
    if kind in ORDERS:  # what others say in the same graph, though nobody here does
        there = {c.key for c in found}
        elsewhere = [
            key for key in ORDERS[kind] if index.shared(kind).get(key) and key not in there
        ]
        found += [Count(key, label_of(index, kind, key), 0) for key in elsewhere]
    elif len(found) < 2 and kind != "participant" and not asked.of(kind):
        return None
    return _group(kind, kind, title, found, more, asked, opened)


def _bearing(index: Index, asked: Asked, hits: BitMap, opened: Collection[str]) -> Group | None:
    """Return the constructs that quotes found bear on and none of them supports."""
    supported = {c.key for c in counts(index, "construct", hits, "scheme")[0]}
    known = supported | {c.key for c in asked.of("bears_on")}
    found, _ = counts(index, "bears_on", hits)
    kept = [c for c in found if c.key not in known]
    title = "Also bears on" if asked.constructs else "Bears on"
    return _group(
        "bears_on",
        "bears_on",
        title,
        kept[:MOST_VALUES],
        max(0, len(kept) - MOST_VALUES),
        asked,
        opened,
    )


def _group(
    name: str,
    option: str,
    title: str,
    found: Iterable[Count],
    more: int,
    asked: Asked,
    opened: Collection[str],
) -> Group | None:
    ordered = sorted(found, key=lambda c: (-c.count, c.label.casefold(), c.key))
    if not ordered:
        return None
    # One line more says as much as the line that offers it.
    whole = name in opened or len(ordered) == SHOWN + 1
    shown = ordered if whole else ordered[:SHOWN]
    offers = tuple(Offer(option, c.key, c.label, c.count, asked.has(option, c.key)) for c in shown)
    return Group(name, title, offers, len(ordered) - len(shown) + more)


def _all_above(key: str) -> list[str]:
    reached = [key]
    for here in reached:
        reached += [above for above in broader().get(here, ()) if above not in reached]
    return reached[1:]
