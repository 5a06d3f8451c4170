"""What the sentence on the home page can be completed with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.evidence.axes import ORDERS
from kg.index.scheme import broader, narrower
from kg.pages.study_names import study_names
from kg.pages.wording import many

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

MOST_LISTED = 80
"""Beyond so many choices a list is typed into, not scrolled through."""
MOST_STUDIES = 200
_BRANCHES = 12
_UNQUOTED = 12
_FIRST = "patching"
OTHERS = "Other constructs"
UNQUOTED = "No quotes yet"


@dataclass(frozen=True, slots=True)
class Choice:
    """A value, what to call it, and how many quotes have it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Choices:
    """Constructs by branch of the shared scheme, roles, sources and studies."""

    branches: tuple[tuple[str, tuple[Choice, ...]], ...]
    roles: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    studies: tuple[Choice, ...]
    study_count: int

    @property
    def constructs_typed(self) -> bool:
        """Whether there are too many constructs for a list."""
        return sum(len(branch) for _, branch in self.branches) > MOST_LISTED

    @property
    def studies_typed(self) -> bool:
        """Whether there are too many studies for a list."""
        return self.study_count > MOST_LISTED

    @property
    def first(self) -> str:
        """The construct to begin with: the one of the first question, if it has quotes.

        Else the narrowest with most quotes.
        """
        found = [c for name, branch in self.branches for c in branch if name != UNQUOTED]
        if any(c.key == _FIRST for c in found):
            return _FIRST
        best = max(found, key=lambda c: (_depth(c.key), c.count, c.key), default=None)
        return best.key if best else ""


def choices(store: Store, index: Index) -> Choices:
    """Return what there is to choose from, with the counts by the shared scheme."""
    found = sorted(index.order.hit(index.all), key=lambda pair: (-pair[1], pair[0]))
    names = study_names(store, index.revision, [study for study, _ in found[:MOST_STUDIES]])
    return Choices(
        branches=_branches(index),
        roles=_words(index, "role"),
        sources=_words(index, "source"),
        studies=tuple(Choice(id, names[id].short, n) for id, n in found[:MOST_STUDIES]),
        study_count=len(found),
    )


def _words(index: Index, kind: str) -> tuple[Choice, ...]:
    held = index.shared(kind)  # type: ignore[arg-type]
    return tuple(Choice(key, many(key), len(held[key])) for key in ORDERS[kind] if held.get(key))


def _branches(index: Index) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    labels, held = index.constructs(), index.shared("construct")
    by_root: dict[str, list[Choice]] = defaultdict(list)
    for key, quotes in held.items():
        if quotes and key in labels:
            by_root[_root(key)].append(Choice(key, labels[key], len(quotes)))
    weights = {root: max(c.count for c in branch) for root, branch in by_root.items()}
    ordered = sorted(by_root, key=lambda root: (-weights[root], labels.get(root, root)))
    # A heading over a single name says nothing that the name does not.
    headed = [root for root in ordered if len(by_root[root]) > 1][:_BRANCHES]
    rest = [c for root in ordered if root not in headed for c in by_root[root]]
    found = [
        (_upper_first(labels.get(root, root)), tuple(_in_order(by_root[root]))) for root in headed
    ]
    if rest:
        rest.sort(key=lambda c: c.label.casefold())
        found.append((OTHERS if headed else "Constructs", tuple(rest)))
    if unquoted := _unquoted(index):
        found.append((UNQUOTED, unquoted))
    return tuple(found)


def _unquoted(index: Index) -> tuple[Choice, ...]:
    """Return the nearest constructs without quotes: those right below one that has some.

    Those that claims are made about come first.
    """
    labels, held, borne = index.constructs(), index.shared("construct"), index.shared("bears_on")
    keys = {
        below
        for key, quotes in held.items()
        if quotes
        for below in narrower().get(key, ())
        if not held.get(below) and below in labels
    }
    ordered = sorted(keys, key=lambda k: (-len(borne.get(k, ())), labels[k].casefold()))
    chosen = sorted(ordered[:_UNQUOTED], key=lambda k: labels[k].casefold())
    return tuple(Choice(key, labels[key], 0) for key in chosen)


def _in_order(branch: list[Choice]) -> list[Choice]:
    """Return a branch as its tree goes: each construct before what lies below it."""
    keys = {c.key: c for c in branch}
    ordered: list[Choice] = []

    def add(key: str, seen: frozenset[str]) -> None:
        if key in keys:
            ordered.append(keys.pop(key))
        for below in sorted(
            narrower().get(key, ()), key=lambda k: keys[k].label if k in keys else k
        ):
            if below not in seen:
                add(below, seen | {below})

    for key in sorted(keys, key=_depth):
        if key in keys:
            add(key, frozenset({key}))
    return ordered


def _root(key: str) -> str:
    seen = {key}
    while (up := next((u for u in broader().get(key, ()) if u not in seen), None)) is not None:
        key = up
        seen.add(key)
    return key


def _depth(key: str) -> int:
    depth, seen = 0, {key}
    while (up := next((u for u in broader().get(key, ()) if u not in seen), None)) is not None:
        depth, key = depth + 1, up
        seen.add(key)
    return depth


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
