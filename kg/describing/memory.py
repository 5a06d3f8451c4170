"""What was asked of a store and need not be asked again until it changes. Bounded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from kg.errors import StoreBusy

if TYPE_CHECKING:
    from kg.describing.studies import StudyFacts
    from kg.store.base import Store, StoredStudy

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

MOST_STORES = 4
MOST_LABELS = 50_000
MOST_MEMBERS = 400_000
"""Members of long lists that are kept, in all lists together: about 60 MB."""
MOST_COUNTS = 20_000
MOST_STUDIES = 5_000
_ATTEMPTS = 5


class Kept(Generic[K, V]):
    """A mapping that forgets what was put in first when it holds too much."""

    def __init__(self, most: int, weight: Callable[[V], int] = lambda value: 1) -> None:
        self._most, self._weight = most, weight
        self._held: dict[K, V] = {}
        self._total = 0
        self._turn = threading.Lock()

    def get(self, key: K) -> V | None:
        """Return a value, or None."""
        return self._held.get(key)

    def put(self, key: K, value: V) -> V:
        """Keep a value, unless it is too much by itself; return it."""
        weight = self._weight(value) + 1
        with self._turn:
            if key not in self._held and weight <= self._most:
                self._held[key] = value
                self._total += weight
                while self._total > self._most:
                    oldest = next(iter(self._held))
                    self._total -= self._weight(self._held.pop(oldest)) + 1
        return value


class Memory:
    """What is known of one store in one revision. Threads may share it."""

    def __init__(self, revision: str) -> None:
        self.revision = revision
        self.labels: Kept[str, tuple[tuple[str, str], ...]] = Kept(MOST_LABELS)
        self.lists: Kept[tuple[str, ...], list[str]] = Kept(MOST_MEMBERS, len)
        self.counts: Kept[tuple[str, ...], dict[str, int]] = Kept(MOST_COUNTS)
        self.tags: Kept[str, tuple[str, bool]] = Kept(MOST_LABELS)
        self.held: dict[str, StoredStudy] | None = None
        self.studies: Kept[str, StudyFacts] = Kept(MOST_STUDIES)
        self.weights: Kept[str, dict[str, float]] = Kept(1 << 4)
        self.names: Kept[tuple[str, ...], list[str]] = Kept(MOST_LABELS, len)


_memories: dict[str, Memory] = {}
_turn = threading.Lock()


def steady(store: Store, make: Callable[[Memory], T]) -> T:
    """Return what ``make`` makes of the store in one revision; it is called again after a change.

    Raises:
        StoreBusy: The store keeps changing.
    """
    for _ in range(_ATTEMPTS):
        revision = store.revision()
        with _turn:
            memory = _memories.pop(store.address, None)
            if memory is None or memory.revision != revision:
                memory = Memory(revision)
            _memories[store.address] = memory
            while len(_memories) > MOST_STORES:
                del _memories[next(iter(_memories))]
        made = make(memory)
        if store.revision() == revision:
            return made
        with _turn:  # what was asked after the change is not of that revision
            if _memories.get(store.address) is memory:
                del _memories[store.address]
    raise StoreBusy("The studies keep changing.", "Try again later.")
