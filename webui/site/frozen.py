"""The public studies of one moment, opened for reading again and again."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.aside import Aside, possible
from kg.errors import StoreBusy, StoreDamaged, UnknownThing
from kg.identifiers import study_iri
from kg.publishing import public_folder, refresh
from kg.site.reading import split
from kg.store.embedded import EmbeddedStore, Snapshot, open_database

if TYPE_CHECKING:
    from kg.store.base import Store, StoredStudy
    from kg.store.engine import OxigraphAnswer
    from kg.store.facts import Fact

Step = Callable[[str], None]
MUCH = 1_000_000
"""Statements of which no process holds a copy: about 350 MB."""
MOST_AT_HAND = 400_000
"""Statements of a study that is held at hand: about 100 MB."""
_TO_BE_READ = re.compile("from|service", re.IGNORECASE)


class Frozen(EmbeddedStore):
    """A store that is taken not to change, so that nobody looks at its files before each answer."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._held = super().studies()
        self._known = super().revision()
        self._graphs: Snapshot | None = None
        self._database: Path | None = None
        self._writing: Aside[None] | None = None
        self._at_hand: tuple[str, dict[str, list[Fact]], Collection[str]] = ("", {}, ())

    def query(self, sparql: str, bindings: Mapping[str, str] | None = None) -> OxigraphAnswer:
        """Answer a query from the copy in memory.

        All queries here are of this package's own making; what binds nothing and names no graph
        is handed on without being cut into words.
        """
        if bindings or _TO_BE_READ.search(sparql):
            return self.snapshot().query(sparql, bindings)
        return self.snapshot().as_it_stands(sparql)

    def hold(self, study: str, elsewhere: Collection[str]) -> None:
        """Hold at hand what is said of the things of one study, in place of another's.

        ``elsewhere`` are things (terms) of which other studies speak as well: these are asked for.
        """
        home = f"<{study_iri(study)}/"
        if self._at_hand[0] == home:
            return
        held: dict[str, list[Fact]] = {}
        self._at_hand = ("", held, ())
        if sum(each.quads for each in self._held if each.id == study) > MOST_AT_HAND:
            return
        named: dict[str, str] = {}
        for s, p, o, graph in split(self.read_study(study)):
            g = named.get(graph) or named.setdefault(graph, f"<{graph}>")
            held.setdefault(s, []).append((named.setdefault(p, p), o, g))
        self._at_hand = (home, held, elsewhere)

    def at_hand(self, thing: str) -> Sequence[Fact] | None:
        """Return all that is said of a thing (a term) of the study held; None for any other."""
        home, held, elsewhere = self._at_hand
        if not home or not thing.startswith(home) or thing in elsewhere:
            return None
        return held.get(thing, ())

    def snapshot(self) -> Snapshot:
        """Return the graphs, read when they are first asked for."""
        if self._graphs is None:
            if self._writing is not None:
                self._writing.result()
                self._writing = None
            if self._database is not None:
                self._graphs = open_database(self._database, self._known)
            else:
                self._graphs = super().snapshot()
        return self._graphs

    @contextmanager
    def on_disk(self, beside: Path) -> Iterator[None]:
        """Have the graphs in a database on disk where there is much of them; is begun at once.

        Processes that share a graph in memory come to hold a copy each: whoever looks at something
        counts itself in it.
        """
        if sum(study.quads for study in self._held) < MUCH:
            yield
            return
        with TemporaryDirectory(prefix=".pif-graph-", dir=beside) as folder, ExitStack() as ending:
            self._database = Path(folder) / "graph"
            if possible():
                self._writing = Aside(partial(self.write_database, self._database))
                ending.enter_context(self._writing)
            else:
                self.write_database(self._database)
            try:
                yield
            finally:
                self._graphs = self._writing = self._database = None

    def settle(self) -> None:
        """Make ready for processes that are forked: each opens what is on disk for itself.

        What is in memory is read before, once for all of them.
        """
        self.snapshot()
        if self._database is not None:
            self._graphs = None

    def close(self) -> None:
        """Let go of the copy in memory."""
        self._graphs = None
        super().close()

    def revision(self) -> str:
        """Return the digest of all studies as they were when it was opened."""
        return self._known

    def studies(self) -> list[StoredStudy]:
        """Return the studies that were held when it was opened."""
        return self._held

    def units(self) -> list[StoredStudy]:
        """Return the same."""
        return self._held

    def check(self) -> None:
        """Refuse what was read meanwhile if it did change.

        Raises:
            StoreBusy: It did.
        """
        if super().revision() != self._known:
            raise StoreBusy("What may be public changed meanwhile.", "Publish again.")


@contextmanager
def frozen(
    store: Store, chosen: Collection[str] | None, now: datetime | None, step: Step
) -> Iterator[Frozen]:
    """Open what may be public of a store, or of some of its studies; it is not yet indexed.

    What the server shows is used, brought up to date first. For some studies, or for another
    moment than the present, it is made anew beside that.

    Raises:
        UnknownThing: One of the studies is not there.
        StoreDamaged: The public part of a study cannot be made.
    """
    there = {study.id for study in store.studies()}
    for study in chosen or ():
        if study not in there:
            raise UnknownThing(f"There is no study {study[:64]}.", "`pif studies` lists them.")
    if chosen is None and now is None:
        with _opened(store, public_folder(store), now, step) as opened:
            yield opened
        return
    some = _Some(store, there if chosen is None else set(chosen))
    with (
        TemporaryDirectory(prefix="pif-publish-") as folder,
        _opened(some, Path(folder) / "public", now, step) as opened,  # type: ignore[arg-type]
    ):
        yield opened


@contextmanager
def _opened(store: Store, folder: Path, now: datetime | None, step: Step) -> Iterator[Frozen]:
    done = refresh(store, folder, now=now, step=step, indexed=False)
    for study, error in sorted(done.failed.items()):
        raise StoreDamaged(
            f"What may be public of {study} cannot be made: {error}.", "Load the study again."
        )
    opened = Frozen(folder)
    try:
        yield opened
    finally:
        opened.close()


class _Some:
    """Some studies of a store: as much of it as is needed to project them."""

    def __init__(self, whole: Store, chosen: Collection[str]) -> None:
        self._whole, self._chosen = whole, chosen
        self.address = f"{whole.address}#some"

    def __getattr__(self, name: str) -> object:
        return getattr(self._whole, name)

    def studies(self) -> list[StoredStudy]:
        return [study for study in self._whole.studies() if study.id in self._chosen]

    def units(self) -> list[StoredStudy]:
        return self.studies()
