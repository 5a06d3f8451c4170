"""Keep a folder of public studies equal to what an owner's store lets out.

What is too open is closed before anything is opened: a study that was removed goes at once, and so
does one that changed, unless its new public part is there within moments. Each study is one step;
killed between two, the folder is never more open than it was.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg import aside
from kg.errors import StoreBusy, UnknownThing, UsageError
from kg.namespaces import derived_graph
from kg.publishing.decisions import Decision, Kept, mark
from kg.publishing.ledger import Entry, Ledger, key_of
from kg.publishing.projection import GATE, Projected, project
from kg.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from kg.store.base import Store, StoredStudy
    from kg.store.document import Packed

log = logging.getLogger(__name__)

QUICK = 50_000
"""Statements whose public part is made within a second or so."""
_AGAIN = timedelta(minutes=10)
_PATIENCE = 60.0
_PASSES = 3

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of the public studies: ids that were made anew, and that were taken out.

    ``failed`` gives what went wrong with a study; nothing of it is public then.
    """

    made: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    failed: dict[str, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """What differs. ``gone`` and ``changed`` may show too much, the others show too little."""

    gone: list[str]
    changed: list[StoredStudy]
    opening: list[StoredStudy]
    missing: list[StoredStudy]

    def __bool__(self) -> bool:
        return bool(self.gone or self.changed or self.opening or self.missing)

    @property
    def too_open(self) -> bool:
        """Whether something may be shown that must no longer be."""
        return bool(self.gone or self.changed)

    @property
    def quads(self) -> int:
        """How many statements are to be looked at."""
        return sum(s.quads for s in (*self.changed, *self.opening, *self.missing))


class Made(NamedTuple):
    """The public part of a study; None where there is none. ``until`` is when that changes."""

    packed: Packed | None
    until: datetime | None


class Folder:
    """A folder of public studies, beside the store they are made from."""

    def __init__(self, original: Store, folder: Path) -> None:
        self.original = original
        self.folder = folder
        self.store = EmbeddedStore(folder)
        self.ledger = Ledger(folder)
        self._decided = Kept(original)
        self._refuse_other()

    def _refuse_other(self) -> None:
        remote = self.original.address.startswith(("http://", "https://"))
        if not remote and self.folder.resolve() == Path(self.original.address).resolve():
            raise UsageError(
                f"{self.folder} is the store itself.", "Name another folder with PIF_PUBLIC."
            )
        if not self.ledger.exists() and self.store.studies():
            raise UsageError(
                f"{self.folder} holds a store that nobody projected.",
                "Name another folder with PIF_PUBLIC; what lies there stays as it is.",
            )

    def work(self, now: datetime) -> Work:
        """Return what differs from what the original lets out now."""
        held = {study.id: study for study in self.store.studies()}
        listed = self.original.studies()
        entries = self.ledger.entries()
        ids = {study.id for study in listed}
        decided = self._decided.by_study()
        work = Work(sorted(held.keys() - ids), [], [], [])
        for study in listed:
            there = held.get(study.id)
            entry = entries.get(key_of(study.id))
            if entry is None or not _is_of(entry, _made_from(study, decided), there, now):
                (work.changed if there else work.missing).append(study)
            elif entry.failed:
                made = entry.moment("made")
                if made is None or now >= made + _AGAIN:
                    work.missing.append(study)
            elif (until := entry.moment("until")) is not None and now >= until:
                (work.opening if there else work.missing).append(study)
        return work

    def has_forgotten(self) -> bool:
        """Say whether a line is left of a study that is no more."""
        known = {key_of(study.id) for study in self.original.studies()}
        return not self.ledger.entries().keys() <= known

    def take_out(self, study: str) -> bool:
        """Take a study out, if it is there."""
        with suppress(UnknownThing):
            self.store.remove(study)
            return True
        return False

    def decided(self) -> Mapping[str, Iterable[Decision]]:
        """Return what was decided about publishing each study."""
        return self._decided.by_study()

    def project(
        self, listed: StoredStudy, now: datetime, decided: Iterable[Decision]
    ) -> Made | Exception | None:
        """Make the public part of a study, and change nothing.

        Returns what went wrong if something did, and None when the study has changed again.
        """
        try:
            projected = self._projected(listed, now, decided)
            if projected is None:
                return None
            if not projected.graphs:
                return Made(None, projected.changes_at)
            from kg.store import document

            packed = document.from_graphs(listed.id, projected.graphs).pack()
            return Made(packed, projected.changes_at)
        except Exception as error:
            return error

    def put(
        self, made_from: StoredStudy, made: Made | Exception | None, now: datetime
    ) -> Exception | bool | None:
        """Put what was made of a study in place of what was public of it.

        ``made_from`` tells the study and the decisions that it was made with. Returns whether there
        is anything, what went wrong, or None when the study has changed.
        """
        study = made_from.id
        try:
            if isinstance(made, Exception):
                raise made
            if made is None:
                self.take_out(study)
                return None
            if made.packed is not None:
                self.store.put(made.packed)
            else:
                self.take_out(study)
        except Exception as error:
            self.take_out(study)
            self._note(made_from, now, failed=type(error).__name__)
            log.error("study %s is not public: %s", study, type(error).__name__)
            return error
        digest = made.packed.digest if made.packed is not None else ""
        self._note(made_from, now, held=digest, until=made.until)
        return bool(digest)

    def _projected(
        self, listed: StoredStudy, now: datetime, decided: Iterable[Decision]
    ) -> Projected | None:
        from kg.terms import read_nquads

        digest = sha256()
        derived = f" <{derived_graph(listed.id)}> .\n"  # not looked at: it is derived anew

        def lines() -> Iterator[str]:
            for line in self.original.read_study(listed.id):
                digest.update(line.encode())
                if not line.endswith(derived):
                    yield line

        try:
            graphs = read_nquads(lines())
        except UnknownThing:
            return None
        # A server may write a number in another form than it was given, and have another digest.
        if digest.hexdigest() != listed.digest and listed not in self.original.studies():
            return None
        return project(listed.id, graphs, now, decided)

    def _note(
        self,
        listed: StoredStudy,
        now: datetime,
        *,
        held: str = "",
        until: datetime | None = None,
        failed: str = "",
    ) -> None:
        self.ledger.add(
            Entry(
                key_of(listed.id), listed.digest, GATE, held, now.isoformat(),
                until.isoformat() if until else "", failed,
            )
        )  # fmt: skip


def _made_from(study: StoredStudy, decided: Mapping[str, Iterable[Decision]]) -> StoredStudy:
    """Return a study whose digest tells what was decided about publishing it, too."""
    return replace(study, digest=study.digest + mark(decided.get(study.id, ())))


def _is_of(entry: Entry, study: StoredStudy, there: StoredStudy | None, now: datetime) -> bool:
    """Say whether an entry is about what is there, and made by this gate from this original."""
    made = entry.moment("made")
    return (
        entry.of == study.digest
        and entry.gate == GATE
        and entry.held == (there.digest if there else "")
        and made is not None
        and made <= now  # else the clock was ahead, and embargoes may have seemed over
    )


def refresh_folder(
    place: Folder,
    *,
    now: datetime | None = None,
    step: Step | None = None,
    stop: Callable[[], bool] = bool,
    patience: float = _PATIENCE,
    indexed: bool = True,
) -> Refreshed:
    """Do as :func:`refresh` does; ``stop`` is asked between two studies."""
    from kg import index

    say = step or (lambda said: None)
    done = Refreshed()
    moment = now or datetime.now(UTC)
    if place.work(moment) or place.has_forgotten():
        with _held(place, patience):
            for _ in range(_PASSES):
                work = place.work(moment)
                if not work or stop():
                    break
                _pass(place, work, moment, done, say, stop)
            place.ledger.tidy({key_of(study.id) for study in place.original.studies()})
    if indexed and (place.store.studies() or done.made or done.gone):
        with suppress(StoreBusy):  # else the next question brings it up to date
            index.update(place.store, step=step)
    return done


def _pass(
    place: Folder, work: Work, now: datetime, done: Refreshed, say: Step, stop: Callable[[], bool]
) -> None:
    changed = sorted(work.changed, key=lambda study: study.quads)
    quick = 0
    for study in work.gone:
        if place.take_out(study):
            done.gone.append(study)
    for listed in changed:
        quick += listed.quads
        if quick > QUICK:
            place.take_out(listed.id)
    wanted = [*changed, *work.opening, *work.missing]
    if stop():
        return
    decided = place.decided()

    def project(study: StoredStudy) -> Made | Exception | None:
        return place.project(study, now, decided.get(study.id, ()))

    for listed, projected in aside.each(project, wanted):
        say(f"projecting {listed.id}")
        made = place.put(_made_from(listed, decided), projected, now)
        done.failed.pop(listed.id, None)
        if isinstance(made, Exception):
            done.failed[listed.id] = made
        elif made is not None and listed.id not in done.made:
            done.made.append(listed.id)
        if stop():
            return


@contextmanager
def _held(place: Folder, patience: float) -> Iterator[None]:
    """Hold the folder for writing; waits for another writer."""
    until = time.monotonic() + patience
    with suppress(OSError):
        place.folder.parent.mkdir(parents=True, exist_ok=True)
    while True:
        try:
            with place.store.writing("projecting"):
                place.ledger.create()
                yield
                return
        except StoreBusy:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def refresh(
    original: Store,
    folder: Path | None = None,
    *,
    now: datetime | None = None,
    step: Step | None = None,
    indexed: bool = True,
) -> Refreshed:
    """Bring the public studies of a store up to date, and their index; cheap when they are.

    ``folder`` is by default what :func:`~kg.publishing.public_folder` says, ``now`` the present
    moment, ``step`` is told what is being done. Only studies that changed are read, one at a time.
    A study whose public part cannot be made is taken out; ``failed`` of what is returned says why.
    Where it is not to be ``indexed``, the first who asks the index brings that up to date.

    Raises:
        StoreBusy: Another process has been at it for a minute.
        StoreUnreachable: The original does not answer, or the folder cannot be written.
        UsageError: The folder holds something else than public studies.
    """
    from kg.publishing.public import public_folder

    place = Folder(original, folder or public_folder(original))
    try:
        return refresh_folder(place, now=now, step=step, indexed=indexed)
    finally:
        place.store.close()
