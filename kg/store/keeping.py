"""What was read from a store and need not be read again until it changes. Bounded.

Engines that keep their statements in memory find what is said of a thing by walking along all
that is said of it: for a construct that a hundred thousand quotes support, each look takes a
millisecond, and a page takes hundreds. Nothing is kept across revisions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from kg.store.base import Store

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST = 20_000
"""How many values of one sort are kept of a store."""

_kept: WeakKeyDictionary[Store, tuple[str, dict[str, dict[Any, Any]]]] = WeakKeyDictionary()
_turn = threading.Lock()


def many(
    store: Store,
    revision: str,
    sort: str,
    keys: Iterable[K],
    read: Callable[[list[K]], Mapping[K, V]],
    default: V,
) -> dict[K, V]:
    """Return a value for each key, reading together those that are not kept.

    ``sort`` names what the values are; ``default`` is the value of keys that ``read`` does not
    return. Values are shared: do not change them.
    """
    held = _held(store, revision, sort)
    wanted = list(dict.fromkeys(keys))
    found = {key: held[key] for key in wanted if key in held}
    missing = [key for key in wanted if key not in found]
    if missing:
        new = read(missing)
        fresh = {key: new.get(key, default) for key in missing}
        found |= fresh
        if len(held) + len(fresh) > MOST:
            held.clear()
        if len(fresh) <= MOST:
            held.update(fresh)
    return {key: found[key] for key in wanted}


def one(store: Store, revision: str, sort: str, make: Callable[[], V]) -> V:
    """Return a value of the whole store, made when it is first asked for."""
    held = _held(store, revision, sort)
    if "" not in held:
        held[""] = make()
    value: V = held[""]
    return value


def _held(store: Store, revision: str, sort: str) -> dict[Any, Any]:
    with _turn:
        kept = _kept.get(store)
        if kept is None or kept[0] != revision:
            kept = _kept[store] = (revision, {})
        return kept[1].setdefault(sort, {})
