"""The file of the index: its tables, and how a study is put in and taken out.

Quote numbers are dealt in blocks, one for each study; bitmaps of shared values are cut into
shards of 65,536 numbers, so that a change rewrites only the shards it touches. Each row that an
answer rests on carries a checksum.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from zlib import crc32

from pyroaring import BitMap

from kg.index import cited
from kg.index.kinds import OWN, SHARED
from kg.index.reading import Part
from kg.store.base import StoredStudy

VERSION = 3
COMMON = 20_000
"""Words in more quotes than this have bitmaps of their own, and take no part in ranking."""
_MOST_QUOTES = 1 << 32

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE study (
    s INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, quads INTEGER NOT NULL,
    first INTEGER NOT NULL, "end" INTEGER NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE quote (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL, iri TEXT, text TEXT NOT NULL,
    document TEXT NOT NULL, source TEXT NOT NULL, participant TEXT NOT NULL, role TEXT NOT NULL,
    codes TEXT NOT NULL, claim TEXT NOT NULL, access TEXT NOT NULL,
    start INTEGER, "end" INTEGER, crc INTEGER NOT NULL);
CREATE TABLE shared (
    kind TEXT, key TEXT, shard INTEGER, bitmap BLOB NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (kind, key, shard)) WITHOUT ROWID;
CREATE INDEX shard ON shared (shard);
CREATE TABLE own (
    kind TEXT, s INTEGER, key TEXT, count INTEGER NOT NULL, bitmap BLOB NOT NULL,
    crc INTEGER NOT NULL, PRIMARY KEY (kind, s, key)) WITHOUT ROWID;
CREATE TABLE label (
    kind TEXT, key TEXT, s INTEGER, label TEXT NOT NULL, iri TEXT,
    PRIMARY KEY (kind, s, key)) WITHOUT ROWID;
CREATE INDEX label_key ON label (kind, key);
CREATE TABLE same (n INTEGER PRIMARY KEY, root INTEGER NOT NULL);
CREATE TABLE crossing (s INTEGER NOT NULL, n INTEGER NOT NULL, iri TEXT NOT NULL);
CREATE TABLE foreign_fact (s INTEGER, iri TEXT, kind TEXT, key TEXT);
CREATE TABLE construct (key TEXT PRIMARY KEY, label TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE construct_name (name TEXT, key TEXT, PRIMARY KEY (name, key)) WITHOUT ROWID;
CREATE VIRTUAL TABLE word USING fts5 (
    text, content='quote', content_rowid='n', tokenize='unicode61 remove_diacritics 0',
    prefix='3');
"""
_INSERT_QUOTE = "INSERT INTO quote VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Damaged(Exception):
    """The file does not hold what was written into it; it is to be built again."""


def checksum(*values: object) -> int:
    """Return the checksum of a row's values; a single blob is taken as it is."""
    if len(values) == 1 and isinstance(values[0], bytes):
        return crc32(values[0])
    return crc32("\x1f".join(map(str, values)).encode("utf-8", "surrogatepass"))


def bitmap_of(blob: bytes, crc: int) -> BitMap:
    """Read a stored bitmap.

    Raises:
        Damaged: It is not what was written.
    """
    if crc32(blob) != crc:
        raise Damaged
    return BitMap.deserialize(blob)


class Filling:
    """Takes studies out of an open index file and puts others in, within one transaction.

    What is shared is gathered and written by :meth:`finish`.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._shared: dict[tuple[str, str], BitMap] = {}
        self._gone = BitMap()
        [(last,)] = db.execute('SELECT coalesce(max("end"), 0) FROM study')
        self._next: int = last
        self._first: int = last
        self._words_gone = False
        self._touched: set[str] = set()

    def remove(self, study: str) -> None:
        """Take a study out, if it is there."""
        found = self._db.execute('SELECT s, first, "end" FROM study WHERE id = ?', (study,))
        for s, first, end in found.fetchall():
            block = (first, end)
            self._touched |= cited.take_out(self._db, s)
            self._db.execute(
                "INSERT INTO word (word, rowid, text) "
                "SELECT 'delete', n, text FROM quote WHERE n >= ? AND n < ?", block)  # fmt: skip
            self._db.execute("DELETE FROM quote WHERE n >= ? AND n < ?", block)
            self._db.execute("DELETE FROM same WHERE n >= ? AND n < ?", block)
            for table in ("study", "crossing", "foreign_fact"):
                self._db.execute(f"DELETE FROM {table} WHERE s = ?", (s,))  # noqa: S608
            for table, kinds in (("own", OWN), ("label", (*OWN, "work", "status"))):
                for kind in kinds:
                    self._db.execute(
                        f"DELETE FROM {table} WHERE kind = ? AND s = ?",  # noqa: S608
                        (kind, s),
                    )
            self._gone.add_range(first, end)
            self._words_gone = self._words_gone or end > first

    def add(self, part: Part, stored: StoredStudy) -> None:
        """Put a study in, after those that are there."""
        first, end = self._next, self._next + len(part.rows)
        if end >= _MOST_QUOTES:
            raise OverflowError("no numbers are left for quotes")
        self._next = end
        row = (stored.id, stored.digest, stored.quads, first, end)
        s = self._db.execute(
            'INSERT INTO study (id, digest, quads, first, "end", crc) VALUES (?, ?, ?, ?, ?, ?)',
            (*row, checksum(*row)),
        ).lastrowid
        self._db.executemany(
            _INSERT_QUOTE,
            ((n, *values, checksum(n, *values)) for n, values in enumerate(part.rows, first)),
        )
        self._db.executemany(
            "INSERT INTO word (rowid, text) VALUES (?, ?)",
            ((n, values[2]) for n, values in enumerate(part.rows, first)),
        )
        for kind, values in part.facets.items():
            if kind in SHARED:
                for key, positions in values.items():
                    if first:
                        positions = [first + i for i in positions]
                    held = self._shared.get((kind, key))
                    if held is None:
                        self._shared[kind, key] = BitMap(positions)
                    else:
                        held.update(positions)
        self._db.executemany(
            "INSERT INTO own VALUES (?, ?, ?, ?, ?, ?)", self._own(part, s or 0, first)
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO label VALUES (?, ?, ?, ?, ?)",
            ((kind, key, s, label, iri) for kind, key, label, iri in part.labels),
        )
        self._db.executemany(
            "INSERT INTO same VALUES (?, ?)", ((first + a, first + b) for a, b in part.same)
        )
        self._db.executemany(
            "INSERT INTO crossing VALUES (?, ?, ?)",
            ((s, first + n, iri) for n, iri in part.crossing),
        )
        self._db.executemany(
            "INSERT INTO foreign_fact VALUES (?, ?, ?, ?)", ((s, *fact) for fact in part.foreign)
        )

        self._touched |= cited.put_in(self._db, s or 0, part.cited)

    def touch(self, works: Iterable[str]) -> None:
        """Have totals of works made anew by :meth:`finish`."""
        self._touched |= {*works}

    def _own(self, part: Part, s: int, first: int) -> Iterator[tuple[object, ...]]:
        for kind in OWN:
            for key, positions in part.facets.get(kind, {}).items():
                held = BitMap([first + i for i in positions])
                blob = held.serialize()
                yield kind, s, key, len(held), blob, crc32(blob)

    def finish(self) -> None:
        """Write what is shared, and make sure that words taken out are gone from the file."""
        touched = {n >> 16 for n in self._corners()}
        for (kind, key), held in self._shared.items():
            for shard in sorted(touched):
                piece = held & _range(shard)
                if piece:
                    self._merge(kind, key, shard, piece)
        if self._gone:
            self._forget(touched)
        self._shared.clear()
        if self._words_gone:
            # A word that is deleted stays in older segments until they are merged.
            self._db.execute("INSERT INTO word (word) VALUES ('optimize')")
        self._common_words()
        cited.settle(self._db, self._touched)
        self._touched.clear()

    def _common_words(self) -> None:
        """Keep bitmaps of the words that very many quotes hold."""
        [(total,)] = self._db.execute('SELECT coalesce(sum("end" - first), 0) FROM study')
        [(counted,)] = self._db.execute(
            "SELECT coalesce((SELECT value FROM meta WHERE key = 'counted'), 0)"
        )
        if total <= COMMON:
            return
        known = [
            key
            for (key,) in self._db.execute("SELECT DISTINCT key FROM shared WHERE kind = 'word'")
        ]
        if self._first:
            for word in known:
                self._add_word(word, self._first)
        if total > int(counted) * 1.1:
            self._db.execute("CREATE VIRTUAL TABLE temp.census USING fts5vocab (main, word, row)")
            found = self._db.execute("SELECT term FROM census WHERE doc > ?", (COMMON,)).fetchall()
            self._db.execute("DROP TABLE temp.census")
            for word in {word for (word,) in found} - set(known):
                self._add_word(word, 0)
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('counted', ?)", (str(total),))

    def _add_word(self, word: str, low: int) -> None:
        found = self._db.execute(
            "SELECT rowid FROM word WHERE word MATCH ? AND rowid >= ?", (f'"{word}"', low)
        )
        held = BitMap(n for (n,) in found)
        for shard in range(low >> 16, (self._next >> 16) + 1):
            if piece := held & _range(shard):
                self._merge("word", word, shard, piece)

    def _corners(self) -> Iterator[int]:
        for held in (*self._shared.values(), self._gone):
            low = 0
            while (at := held.next_set_bit(low) if _has_from(held, low) else None) is not None:
                yield at
                low = ((at >> 16) + 1) << 16

    def _merge(self, kind: str, key: str, shard: int, piece: BitMap) -> None:
        found = self._db.execute(
            "SELECT bitmap, crc FROM shared WHERE kind = ? AND key = ? AND shard = ?",
            (kind, key, shard),
        ).fetchone()
        if found:
            piece = piece | (bitmap_of(*found) - self._gone)
        self._write(kind, key, shard, piece)

    def _write(self, kind: str, key: str, shard: int, piece: BitMap) -> None:
        piece.run_optimize()
        blob = piece.serialize()
        self._db.execute(
            "INSERT OR REPLACE INTO shared VALUES (?, ?, ?, ?, ?)",
            (kind, key, shard, blob, crc32(blob)),
        )

    def _forget(self, touched: Iterable[int]) -> None:
        for shard in sorted(touched):
            rows = self._db.execute(
                "SELECT kind, key, bitmap, crc FROM shared WHERE shard = ?", (shard,)
            ).fetchall()
            for kind, key, blob, crc in rows:
                held = bitmap_of(blob, crc)
                left = held - self._gone
                if not left:
                    self._db.execute(
                        "DELETE FROM shared WHERE kind = ? AND key = ? AND shard = ?",
                        (kind, key, shard),
                    )
                elif len(left) < len(held):
                    self._write(kind, key, shard, left)


def _has_from(held: BitMap, low: int) -> bool:
    return bool(held) and held.max() >= low


def _range(shard: int) -> BitMap:
    return BitMap(range(shard << 16, (shard + 1) << 16))
