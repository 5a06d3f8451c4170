"""The store that strangers are served, and where it lies."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreBusy, StoreError, StoreUnreachable, UsageError
from kg.publishing.refreshing import QUICK, Folder, Refreshed, Work, refresh_folder

if TYPE_CHECKING:
    from kg.store.base import Answer, Store, StoredStudy
    from kg.store.document import Packed
    from kg.store.embedded import Snapshot
    from kg.terms import Graphs

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds after which a store that is read looks again whether its original has changed."""
GRACE = 60.0
"""Seconds for which it goes on answering while its original cannot be asked."""
_PATIENCE = 5.0
_PAUSE = 300.0


def public_folder(original: Store) -> Path:
    """Return where the public studies of a store are kept.

    In ``public`` inside the folder of an embedded store; for a store on a server in
    ``pif-public`` below the current folder. ``PIF_PUBLIC`` names another folder, for either.
    """
    remote = original.address.startswith(("http://", "https://"))
    chosen = os.environ.get("PIF_PUBLIC") or ("pif-public" if remote else "")
    if chosen:
        whole = original.address if remote else str(Path(original.address).resolve())
        return Path(chosen) / sha256(whole.encode()).hexdigest()[:16]
    return Path(original.address) / "public"


def public_store(
    original: Store, *, folder: Path | None = None, every: float = EVERY
) -> PublicStore:
    """Open the public part of a store, for answering strangers.

    It is brought up to date before it is read, at most once in ``every`` seconds, so that what is
    withdrawn from the original is gone from here a moment later and what an embargo held back
    comes by itself. Whoever hands its folder to others (a jail), or answers from what they kept,
    calls :meth:`PublicStore.keep_current` first. ``original`` stays open for as long as this is.
    Call :func:`~kg.publishing.refresh` before it is opened where there may be much to make.

    Raises:
        UsageError: The folder holds something else than public studies.
    """
    return PublicStore(original, folder or public_folder(original), every=every)


class PublicStore:
    """A store that holds nothing but what may be public. It cannot be written.

    Safe to use from several threads, and from several processes on one folder.
    """

    def __init__(
        self,
        original: Store,
        folder: Path,
        *,
        every: float = EVERY,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.address = str(folder)
        self._place = Folder(original, folder)
        self._store = self._place.store
        self._every = every
        self._clock = clock
        self._turn = threading.Lock()
        self._next = 0.0
        self._asked = float("-inf")
        self._first = True
        self._told = ""
        self._beside: threading.Thread | None = None
        self._pause = 0.0
        self._not_before = 0.0
        self._closing = threading.Event()

    def keep_current(self) -> None:
        """Bring it up to date, if that was not looked after just now.

        Returns once nothing is shown that the original no longer lets out. What is new may come
        a while later where it takes more than a moment to make.

        Raises:
            StoreUnreachable: The original has not answered for a minute.
            StoreBusy: What must no longer be shown could not be taken out yet.
        """
        if time.monotonic() < self._next:
            return
        with self._turn:
            if time.monotonic() >= self._next:
                self._look()
                self._next = time.monotonic() + self._every

    def _look(self) -> None:
        began = time.monotonic()
        try:
            work = self._work()
        except StoreUnreachable:
            if began - self._asked > GRACE:
                raise
            return
        self._asked = began
        if not work and not self._first:
            return
        if work.quads > QUICK:
            self._start()
        else:
            try:
                self._report(refresh_folder(self._place, now=self._clock(), patience=0))
                self._first, self._told = False, ""
                return
            except StoreError as error:
                if not isinstance(error, StoreBusy):
                    if self._work().too_open:
                        raise
                    if self._told != str(error):  # once, not every second
                        self._told = str(error)
                        log.warning("what is public cannot be brought up to date: %s", error)
        self._wait()

    def _work(self) -> Work:
        return self._place.work(self._clock())

    def _wait(self) -> None:
        """Wait until nothing is shown that must not be, whoever takes it out."""
        until = time.monotonic() + _PATIENCE
        while self._work().too_open:
            if time.monotonic() > until:
                raise StoreBusy(
                    "What is public is being brought up to date.", "Try again in a minute."
                )
            time.sleep(0.05)

    def _start(self) -> None:
        """Make much beside answering, in a thread, unless that is under way or failed just now."""
        if self._beside is not None and self._beside.is_alive():
            return
        if time.monotonic() >= self._not_before:
            self._beside = threading.Thread(target=self._make, name="pif-public", daemon=True)
            self._beside.start()

    def _make(self) -> None:
        try:
            done = refresh_folder(
                self._place, now=self._clock(), stop=self._closing.is_set, patience=0
            )
        except StoreBusy:
            return  # another process is at it
        except Exception:
            self._pause = min(2 * self._pause + 1, _PAUSE)
            self._not_before = time.monotonic() + self._pause
            log.exception("what is public cannot be brought up to date")
            return
        self._pause, self._first = 0.0, False
        self._report(done)

    def _report(self, done: Refreshed) -> None:
        if done.made or done.gone:
            log.info("public: %d made, %d gone", len(done.made), len(done.gone))

    # What every store can do ----------------------------------------------------------------

    def revision(self) -> str:
        """Return a digest of all public studies."""
        self.keep_current()
        return self._store.revision()

    def studies(self) -> list[StoredStudy]:
        """Return the studies of which something is public."""
        self.keep_current()
        return self._store.studies()

    def units(self) -> list[StoredStudy]:
        """Return the same: sets of mappings from elsewhere are not public."""
        return self.studies()

    def read_study(self, study: str) -> Iterator[str]:
        """Yield the canonical N-Quads lines of a study's public part."""
        self.keep_current()
        return self._store.read_study(study)

    def query(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Answer:
        """Answer a query."""
        self.keep_current()
        return self._store.query(sparql, bindings)

    def snapshot(self) -> Snapshot:
        """Return the graphs as they are now."""
        self.keep_current()
        return self._store.snapshot()

    def backup(self, target: Path) -> int:
        """Write every public study into one file."""
        self.keep_current()
        return self._store.backup(target)

    def close(self) -> None:
        """Let go of the copy in memory; the original stays open."""
        self._closing.set()
        if self._beside is not None:
            self._beside.join(_PATIENCE)
        self._store.close()

    # What this one refuses ------------------------------------------------------------------

    @contextmanager
    def writing(self, purpose: str) -> Iterator[None]:
        """Refuse: what is public is made from the original."""
        raise _fixed()
        yield

    def replace(self, study: str, graphs: Graphs) -> bool:
        """Refuse: what is public is made from the original."""
        raise _fixed()

    def put(self, packed: Packed) -> bool:
        """Refuse: what is public is made from the original."""
        raise _fixed()

    def put_all(self, packed: Sequence[Packed], *, without: Collection[str] = ()) -> None:
        """Refuse: what is public is made from the original."""
        raise _fixed()

    def remove(self, study: str) -> None:
        """Refuse: what is public is made from the original."""
        raise _fixed()

    def restore(self, source: Path) -> int:
        """Refuse: what is public is made from the original."""
        raise _fixed()


def _fixed() -> UsageError:
    return UsageError(
        "What is public cannot be changed by itself.", "Change the store it is made from."
    )
