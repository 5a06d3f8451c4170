"""What quotes support by sets of mappings that are no study's own, kept set by set.

So a question can be asked with some sets and without others. ``own`` stands for the mappings that
each study's own files hold.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from pyroaring import BitMap

from kg.errors import UnknownThing
from kg.identifiers import split_thing_iri
from kg.index import storing
from kg.index.kinds import concept_key
from kg.namespaces import DCTERMS, PIF, derived_from_set
from kg.store.base import StoredStudy, set_of
from kg.terms import value_of

if TYPE_CHECKING:
    from kg.index.index import Index

OWN = "own"
"""The name that stands for each study's own mappings; no set may be called so."""
NONE = "none"
"""The word for no mappings at all; no set may be called so either."""
UTTERANCES = "same-utterances"
"""The name of the set that holds which quotes of two studies are one utterance; no other's."""
DECISIONS = "publication-decisions"
"""The name of the set that holds what was decided about publishing; no other's."""
PROPOSALS = "mapping-reviews"
"""The name of the set that holds which proposed mappings were refused; no other's."""
RESERVED = {
    UTTERANCES: "reviews of utterances",
    DECISIONS: "decisions about publishing",
    PROPOSALS: "decisions about proposed mappings",
}
"""Names of sets that hold something else than mappings → what they hold."""
_SAME = f"<{PIF}sameUtteranceAs>"
_NO_STUDY = -1
KINDS = {f"<{PIF}supports>": "construct", f"<{PIF}bearsOn>": "bears_on"}
WITHOUT = {"construct": "unmapped", "bears_on": "unmapped_bears"}
"""The kind that holds the same as another without any mapping."""

TABLES = """
CREATE TABLE IF NOT EXISTS mapping_set (
    name TEXT PRIMARY KEY, digest TEXT NOT NULL, quads INTEGER NOT NULL, title TEXT NOT NULL,
    studies TEXT NOT NULL, crc INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mapped (
    name TEXT, kind TEXT, key TEXT, bitmap BLOB NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (name, kind, key)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class IndexedSet:
    """A set of mappings as the index knows it. ``studies`` are those with quotes it concerns."""

    name: str
    title: str
    stored: StoredStudy
    studies: frozenset[str]


# In the file.


def sets_in(db: sqlite3.Connection) -> list[IndexedSet]:
    """Return the sets in an index, sorted by name.

    Raises:
        Damaged: A row is not what was written.
    """
    found = []
    query = "SELECT name, digest, quads, title, studies, crc FROM mapping_set ORDER BY name"
    for *row, crc in db.execute(query):
        if storing.checksum(*row) != crc:
            raise storing.Damaged
        name, digest, quads, title, studies = row
        stored = StoredStudy(f"mapping:{name}", quads, digest)
        found.append(IndexedSet(name, title, stored, frozenset(json.loads(studies))))
    return found


def take_out(db: sqlite3.Connection, name: str) -> None:
    """Take a set out of an open index file."""
    for table in ("mapping_set", "mapped"):
        db.execute(f"DELETE FROM {table} WHERE name = ?", (name,))  # noqa: S608
    if name == UTTERANCES:
        db.execute("DELETE FROM crossing WHERE s = ?", (_NO_STUDY,))


def put_in(db: sqlite3.Connection, stored: StoredStudy, lines: Iterable[str]) -> None:
    """Put a set in from its canonical lines; the studies it concerns are there already."""
    name = set_of(stored.id) or ""
    title, facts, joined = _read(name, lines)
    numbers: dict[str, dict[str, int]] = {}
    held: dict[tuple[str, str], BitMap] = defaultdict(BitMap)

    def number_of(quote: str) -> int | None:
        named = split_thing_iri(quote)
        if named is None:
            return None
        if named[0] not in numbers:
            numbers[named[0]] = _numbers(db, named[0])
        return numbers[named[0]].get(quote, numbers[named[0]].get(named[2]))

    for quote, kind, concept in facts:
        n = number_of(quote)
        if n is not None:
            held[kind, concept_key(concept)].add(n)
    for quote, other in joined:
        n = number_of(quote)
        if number_of(other) is not None and n is not None:
            db.execute("INSERT INTO crossing VALUES (?, ?, ?)", (_NO_STUDY, n, other))
    row = (name, stored.digest, stored.quads, title, json.dumps(sorted(numbers)))
    db.execute("INSERT INTO mapping_set VALUES (?, ?, ?, ?, ?, ?)", (*row, storing.checksum(*row)))
    for (kind, key), bitmap in held.items():
        bitmap.run_optimize()
        blob = bitmap.serialize()
        db.execute(
            "INSERT INTO mapped VALUES (?, ?, ?, ?, ?)", (name, kind, key, blob, crc32(blob))
        )


def _read(
    name: str, lines: Iterable[str]
) -> tuple[str, list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Return a set's title, what quotes support by it, and which are one utterance."""
    derived = f" <{derived_from_set(name)}> .\n"
    title, facts, joined = "", [], []
    for line in lines:
        s, p, rest = line.split(" ", 2)
        if line.endswith(derived):
            kind = KINDS.get(p)
            if kind is not None:
                facts.append((s[1:-1], kind, rest.split(" ", 1)[0][1:-1]))
        elif p == _SAME and name == UTTERANCES:
            joined.append((s[1:-1], rest.split(" ", 1)[0][1:-1]))
        elif p == f"<{DCTERMS}title>" and not title:
            title = value_of(rest.rsplit(" ", 2)[0])
    return title, facts, joined


def _numbers(db: sqlite3.Connection, study: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for first, end in db.execute(
        'SELECT first, "end" FROM study WHERE id = ?', (study,)
    ).fetchall():
        rows = db.execute("SELECT n, id, iri FROM quote WHERE n >= ? AND n < ?", (first, end))
        found.update((iri or id, n) for n, id, iri in rows)
    return found


# In questions.


def chosen(index: Index, names: Collection[str] | None) -> tuple[str, ...] | None:
    """Return the sets that a question is asked with, sorted; None for all there are.

    Raises:
        UnknownThing: There is no set of that name.
    """
    if names is None:
        return None
    known = [OWN, *(each.name for each in index.sets)]
    wanted = {name.strip() for name in names if name.strip()}
    if wanted == {NONE}:
        return ()
    for name in sorted(wanted):
        if name not in known:
            raise UnknownThing(
                f"There is no set of mappings {name[:80]!r}.",
                f"Choose from {', '.join(known)}; `pif mappings` lists them."
                if index.sets
                else "`own` stands for each study's own mappings; no other set is loaded.",
            )
    return tuple(sorted(wanted)) if wanted and wanted != set(known) else None


def bitmaps(index: Index, kind: str) -> dict[str, BitMap]:
    """Return the quotes of each construct (or code) by the mappings an index is asked with."""
    with_own = index.mappings is None or OWN in index.mappings
    found = index.base(kind if with_own else WITHOUT[kind])
    more: dict[str, list[BitMap]] = {}
    for name, held in _held(index, kind).items():
        if index.mappings is None or name in index.mappings:
            for key, bitmap in held.items():
                more.setdefault(key, []).append(bitmap)
    if not more:
        return found
    union = {key: BitMap.union(found.get(key, BitMap()), *bits) for key, bits in more.items()}
    return {**found, **union}


def _held(index: Index, kind: str) -> Mapping[str, Mapping[str, BitMap]]:
    held: dict[str, dict[str, BitMap]] = {}
    with index.reading() as db:
        query = "SELECT name, key, bitmap, crc FROM mapped WHERE kind = ?"
        for name, key, blob, crc in db.execute(query, (kind,)):
            held.setdefault(name, {})[key] = storing.bitmap_of(blob, crc)
    return held
