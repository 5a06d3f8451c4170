"""Who stands in too small a group, so that nothing but the role goes out of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from kg.validation import permission
from kg.validation.permission import Shared

ROLE, PROGRAMME = "role", "programme"
_STAYS = frozenset({ROLE, PROGRAMME})
"""What goes out of everybody, and so cannot be taken away to make a group larger."""


class Few(NamedTuple):
    """Why attributes of somebody stay behind: too few share what would be shown of them.

    With ``bare`` the others are too few: those alike of whom no more than this goes out.
    """

    shared: Shared
    number: int
    bare: bool = False


def too_few(known: Mapping[str, Shared], k: int, *, covering: bool = False) -> dict[str, Few]:
    """Return those of whom nothing but the role goes out.

    What is not shown of them makes groups of others smaller, so all are counted again.
    ``covering`` keeps more back, until of each role fewer than ``k`` show no more than that only
    where nothing was taken from any of them: else one who does could be told to be none of those
    who show it.

    >>> resident, student = (("role", "mentee"), ("status", "resident")), (("role", "mentee"),)
    >>> too_few({"a": resident, "b": resident, "c": student}, 3)["a"].number
    2
    """
    left = dict(known)
    few: dict[str, Few] = {}
    while True:
        found = {
            person: Few(shared, count)
            for shared, count, persons in permission.small_groups(left, k)
            if any(name not in _STAYS for name, _ in shared)
            for person in persons
        }
        if not found and covering:
            found = _covering(left, few, k)
        if not found:
            return few
        few |= found
        for person in found:
            left[person] = _bare(left[person])


def _bare(shared: Shared) -> Shared:
    return tuple(pair for pair in shared if pair[0] in _STAYS)


def _covering(left: Mapping[str, Shared], few: Mapping[str, Few], k: int) -> dict[str, Few]:
    """Return the smallest group of each role in which somebody would be told by what is missing."""
    alone = Counter(shared for shared in left.values() if shared == _bare(shared))
    found: dict[str, Few] = {}
    for bare in {left[person] for person in few}:
        if alone[bare] < k:
            groups: defaultdict[Shared, list[str]] = defaultdict(list)
            for person, shared in left.items():
                if shared != bare and _bare(shared) == bare:
                    groups[shared].append(person)
            if groups:
                smallest = min(groups, key=lambda shared: (len(groups[shared]), shared))
                found |= dict.fromkeys(groups[smallest], Few(bare, alone[bare], bare=True))
    return found
