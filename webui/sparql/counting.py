"""What is in the graph, counted once a revision and never while somebody waits for long.

Counting reads everything, which takes a second for a million statements. A description that comes
before the figures goes without them, and says so.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Flask, current_app

from kg.describing.statistics import Statistics, statistics
from kg.describing.structure import Use, structure

if TYPE_CHECKING:
    from kg.store.base import Store

log = logging.getLogger(__name__)

PATIENCE = 2.5
"""Seconds that a request waits for figures. Editors give up after five."""
_KEY = "pif-sparql-figures"


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is, and which properties the things of each class have."""

    statistics: Statistics
    uses: tuple[tuple[str, tuple[Use, ...]], ...]


@dataclass(slots=True)
class _Count:
    """One counting, which goes on when nobody waits for it any more."""

    revision: str
    done: threading.Event = field(default_factory=threading.Event)
    found: Figures | None = None

    def run(self, store: Store) -> None:
        try:
            counted = statistics(store)
            uses = structure(store, [each.iri for each in counted.class_partitions])
            self.found = Figures(counted, tuple((iri, tuple(used)) for iri, used in uses))
        except Exception:  # nobody is there to be told, and the next who asks tries again
            log.exception("the graph could not be counted for its description")
        finally:
            self.done.set()


class _Keeper:
    """The last counting of an application."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._last: _Count | None = None

    def figures(self, store: Store, patience: float) -> Figures | None:
        revision = store.revision()
        with self._turn:
            count = self._last
            failed = count is not None and count.done.is_set() and count.found is None
            if count is None or count.revision != revision or failed:
                count = self._last = _Count(revision)
                _start(count.run, store)
        count.done.wait(patience)
        return count.found


def figures(store: Store) -> Figures | None:
    """Return what was counted; None if that is still going on after some patience."""
    return _keeper(current_app).figures(store, PATIENCE)


def _keeper(app: Flask) -> _Keeper:
    kept: _Keeper = app.extensions.setdefault(_KEY, _Keeper())
    return kept


def _start(work: Callable[[Store], None], store: Store) -> None:
    # As a daemon, so that a server which stops does not wait for it.
    threading.Thread(target=work, args=(store,), name="pif-counting", daemon=True).start()
