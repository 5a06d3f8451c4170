"""Keep the index equal to the store: build it, bring it up to date, build it again when damaged.

One process writes at a time, under a lock of the index's own, so that questions never hold up a
load. A change is one SQLite transaction; a new file is made beside the old one and renamed over
it. So a process may be killed at any moment, and what is found is the old index or the new one.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from kg.errors import StoreBusy, StoreDamaged, UnknownThing
from kg.index import cited, mapped, storing
from kg.index.reading import Part, part_of, part_of_lines, triples_of
from kg.index.scheme import constructs, digest_of_scheme
from kg.namespaces import BASE
from kg.store import lock
from kg.store.base import StoredStudy, only_studies, revision_of, set_of, works_of

if TYPE_CHECKING:
    from kg.store.base import Store
    from kg.terms import Graphs

Step = Callable[[str], None]
Known = Mapping[str, tuple[str, "Graphs | Part"]]
"""Studies in memory: id → digest of the whole, and its graphs or what was made of them."""
NAME = "index.sqlite"
_PATIENCE = 60.0
_ATTEMPTS = 5
_AT_ONCE = 4_000_000  # statements whose studies are indexed in one transaction
_SORTED_OUT = (sqlite3.DatabaseError, storing.Damaged, OverflowError, ValueError)


def path_of(store: Store) -> Path | None:
    """Return where a store's index is kept, or None where there is no store yet to keep it in.

    Beside the studies of an embedded store; for a store on a server in ``pif-index`` below the
    current folder. ``PIF_INDEX`` names another folder, for either.
    """
    remote = store.address.startswith(("http://", "https://"))
    chosen = os.environ.get("PIF_INDEX") or ("pif-index" if remote else "")
    if chosen:
        whole = store.address if remote else str(Path(store.address).resolve())
        return Path(chosen) / sha256(whole.encode()).hexdigest()[:16] / NAME
    folder = Path(store.address)
    return folder / NAME if folder.is_dir() else None


def update(store: Store, *, known: Known | None = None, step: Step | None = None) -> None:
    """Bring a store's index up to date, or build it; only studies that changed are read.

    ``known`` gives studies just written, so that they need not be read again.
    A store that nobody can write an index for (a folder without the right) is left without.

    Raises:
        StoreBusy: Another process has been writing the index for a minute.
    """
    path = path_of(store)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _held(path):
            for _ in range(_ATTEMPTS):
                if _bring_up(path, store, known or {}, step or _silent):
                    return
                known = None
    except (PermissionError, OSError) as error:
        if isinstance(error, PermissionError) or error.errno in _NOT_WRITABLE:
            return
        raise
    raise StoreBusy(f"The studies in {store.address} keep changing.", "Try again later.")


def rebuild(store: Store, *, step: Step | None = None) -> None:
    """Build the index anew from all that the store holds.

    Raises:
        StoreBusy: Another process has been writing the index for a minute.
    """
    path = path_of(store)
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with _held(path):
        _build(path, store, store.units(), step or _silent)
    update(store, step=step)


def in_memory(store: Store, step: Step | None = None) -> sqlite3.Connection:
    """Build an index that no file holds: for a store whose folder cannot be written."""
    db = _connect(":memory:")
    _fill_new(db, store, store.units(), step or _silent)
    return db


def studies_in(db: sqlite3.Connection) -> list[tuple[StoredStudy, int, int, int]]:
    """Return the studies in an index, sorted by id, with their number and block of quotes.

    Raises:
        Damaged: A row is not what was written.
    """
    found = []
    query = 'SELECT id, digest, quads, first, "end", crc, s FROM study ORDER BY id'
    for *row, crc, s in db.execute(query):
        if storing.checksum(*row) != crc:
            raise storing.Damaged
        id, digest, quads, first, end = row
        found.append((StoredStudy(id, quads, digest), s, first, end))
    return found


def meta(db: sqlite3.Connection) -> dict[str, str]:
    """Return what an index says of itself.

    Raises:
        Damaged: It is of another version or base, or says nothing.
    """
    said = dict(db.execute("SELECT key, value FROM meta"))
    if said.get("version") != str(storing.VERSION) or said.get("base") != BASE:
        raise storing.Damaged
    return said


_NOT_WRITABLE = {1, 13, 28, 30, 122}  # EPERM, EACCES, ENOSPC, EROFS, EDQUOT


def _silent(step: str) -> None:
    return None


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the index for writing; waits for another writer, and says who it was in the end."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with lock.held(path.with_name("index.lock"), "writing the index"):
                yield
                return
        except StoreBusy:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _connect(path: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)


def _bring_up(path: Path, store: Store, known: Known, step: Step) -> bool:
    """Make the index equal to the store as it is now; False if the store changed meanwhile."""
    wanted = store.units()
    path.with_name(f"{NAME}.new").unlink(missing_ok=True)  # of a writer that was killed
    try:
        done = path.exists() and _change(path, store, wanted, known, step)
    except _SORTED_OUT:
        done = False
    if not done:
        _build(path, store, wanted, step, known)
    return store.units() == wanted


def _change(path: Path, store: Store, wanted: list[StoredStudy], known: Known, step: Step) -> bool:
    """Change what differs in the file; False if it is better built anew."""
    with closing(_connect(path)) as db:
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA cache_spill = OFF")  # so that questions are held up by the commit alone
        said = meta(db)
        held = {unit.id: unit for unit in _units_in(db)}
        sets = [unit for unit in wanted if set_of(unit.id) is not None]
        ids = {study.id for study in wanted}
        gone = [id for id in held if id not in ids]
        new = [study for study in wanted if held.get(study.id) != study]
        scheme = digest_of_scheme()
        changed = {*gone, *(study.id for study in new)}
        if not changed and said.get("scheme") == scheme:
            return said.get("revision") == revision_of(wanted)
        size = sum(study.quads for study in wanted)
        if sum(study.quads for study in new) * 2 > size > _AT_ONCE:
            return False
        # A set that concerns a study whose quotes have other numbers now is read anew.
        for each in mapped.sets_in(db):
            if each.studies & changed:
                changed.add(each.stored.id)
        works = [unit for unit in new if works_of(unit.id) is not None]
        stale = [id for id in changed if works_of(id) is not None]
        new, gone = only_studies(new), [id for id in gone if ":" not in id]
        while True:
            batch: list[StoredStudy] = []
            count = 0
            while new and (not batch or count < _AT_ONCE):
                count += new[0].quads
                batch.append(new.pop(0))
            db.execute("BEGIN IMMEDIATE")
            filling = storing.Filling(db)
            for id in changed:
                mapped.take_out(db, set_of(id) or "")
            for id in stale:
                filling.touch(cited.take_unit_out(db, works_of(id) or ""))
            _add_works(filling, db, store, works, step)
            stale, works = [], []
            for id in [*gone, *(study.id for study in batch)]:
                filling.remove(id)
            gone = []
            for study in batch:
                _add(filling, store, study, known, step)
            filling.finish()
            if not new:
                _add_sets(db, store, [each for each in sets if each.id in changed], step)
            _write_meta(db, scheme)
            db.execute("COMMIT")
            if not new:
                return True


def _add(
    filling: storing.Filling,
    store: Store,
    study: StoredStudy,
    known: Known,
    step: Step,
) -> None:
    step(f"indexing {study.id}")
    digest, held = known.get(study.id, ("", {}))
    if digest == study.digest:
        part = held if isinstance(held, Part) else part_of(study.id, triples_of(held))
        filling.add(part, study)
        return
    try:
        lines = store.read_study(study.id)
    except UnknownThing:  # removed since it was listed
        return
    filling.add(part_of_lines(study.id, lines), study)


def _add_sets(db: sqlite3.Connection, store: Store, sets: list[StoredStudy], step: Step) -> None:
    for each in sets:
        step(f"indexing {each.id}")
        with suppress(UnknownThing):  # removed since it was listed
            mapped.put_in(db, each, store.read_study(each.id))


def _add_works(
    filling: storing.Filling,
    db: sqlite3.Connection,
    store: Store,
    units: list[StoredStudy],
    step: Step,
) -> None:
    for unit in units:
        step(f"indexing {unit.id}")
        with suppress(UnknownThing):  # removed since it was listed
            filling.touch(cited.put_unit_in(db, unit, store.read_study(unit.id)))


def _units_in(db: sqlite3.Connection) -> list[StoredStudy]:
    sets = [each.stored for each in mapped.sets_in(db)]
    held = [*(study for study, *_ in studies_in(db)), *sets, *cited.units_in(db)]
    return sorted(held, key=lambda unit: unit.id)


def _build(
    path: Path,
    store: Store,
    wanted: list[StoredStudy],
    step: Step,
    known: Known | None = None,
) -> None:
    """Write a new file and put it in place of what is there."""
    new = path.with_name(f"{NAME}.new")
    new.unlink(missing_ok=True)
    try:
        with closing(_connect(new)) as db:
            db.execute("PRAGMA page_size = 8192")
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("PRAGMA synchronous = OFF")
            db.execute("PRAGMA cache_size = -65536")
            _fill_new(db, store, wanted, step, known)
        _sync(new)
        journal = path.with_name(f"{NAME}-journal")
        if journal.exists():  # of a writer that was killed; it must not be taken for the new file's
            path.unlink(missing_ok=True)
            journal.unlink()
        new.replace(path)
        _sync(path.parent)
    except _SORTED_OUT as error:
        new.unlink(missing_ok=True)
        raise StoreDamaged(
            f"The index of {store.address} cannot be built: {error}.",
            "`pif validate --store` checks the studies.",
        ) from error


def _fill_new(
    db: sqlite3.Connection,
    store: Store,
    wanted: list[StoredStudy],
    step: Step,
    known: Known | None = None,
) -> None:
    db.executescript(storing.TABLES + mapped.TABLES + cited.TABLES)
    db.execute("BEGIN")
    filling = storing.Filling(db)
    for study in only_studies(wanted):
        _add(filling, store, study, known or {}, step)
    works = [unit for unit in wanted if works_of(unit.id) is not None]
    _add_works(filling, db, store, works, step)
    filling.finish()
    _add_sets(db, store, [unit for unit in wanted if set_of(unit.id) is not None], step)
    step("writing the index")
    db.execute("INSERT INTO word (word) VALUES ('optimize')")
    _write_meta(db, digest_of_scheme())
    db.execute("COMMIT")


def _write_meta(db: sqlite3.Connection, scheme: str) -> None:
    held = db.execute("SELECT value FROM meta WHERE key = 'scheme'").fetchone()
    if held != (scheme,):
        db.execute("DELETE FROM construct")
        db.execute("DELETE FROM construct_name")
        for key, label, names in constructs():
            db.execute("INSERT INTO construct VALUES (?, ?)", (key, label))
            db.executemany(
                "INSERT OR IGNORE INTO construct_name VALUES (?, ?)", ((n, key) for n in names)
            )
    db.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        {
            "version": str(storing.VERSION),
            "base": BASE,
            "scheme": scheme,
            "revision": revision_of(_units_in(db)),
            "generation": uuid4().hex,
        }.items(),
    )


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
