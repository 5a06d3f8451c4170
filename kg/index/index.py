"""The index in memory: bitmaps over quote numbers, read when first asked for."""

from __future__ import annotations

import copy
import sqlite3
import threading
import weakref
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from pyroaring import BitMap

from kg.identifiers import split_thing_iri
from kg.index import joining, mapped, storing
from kg.index.kinds import SHARED, Kind, Mode, value_iri
from kg.index.order import Block, Order
from kg.index.showing import QuoteRow, Value, row_of
from kg.index.updating import meta, studies_in
from kg.store.base import StoredStudy

_ROW = 'id, iri, text, document, source, participant, role, codes, claim, access, start, "end"'
_AT_ONCE = 10_000
_WORDS_KEPT = 200
_OWN = {
    "construct": "code_closed", "bears_on": "code_bears",
    "unmapped": "code_unmapped", "unmapped_bears": "code_unmapped_bears",
}  # fmt: skip
_VIEWS_KEPT = 32


class Moved(Exception):
    """The file was changed since the index was opened; open it again."""


class Index:
    """One state of the index. It never changes; when the file does, reading raises Moved."""

    def __init__(self, db: sqlite3.Connection, *, file: tuple[int, ...] | None = None) -> None:
        self._db = db
        weakref.finalize(self, db.close)
        self._lock = threading.RLock()
        self._steps = [0]  # shared with the views of it
        self.file = file
        said = meta(db)
        self.generation, self.revision = said["generation"], said["revision"]
        held = studies_in(db)
        self.sets = [each for each in mapped.sets_in(db) if each.name not in mapped.RESERVED]
        self.mappings: tuple[str, ...] | None = None
        self._views: dict[tuple[str, ...], Index] = {}
        self._whole: Index | None = None
        self._closed: dict[str, dict[str, BitMap]] = {}
        self.studies: list[StoredStudy] = [study for study, *_ in held]
        self.blocks = [Block(study.id, first, end) for study, _, first, end in held]
        self._by_id = {block.study: block for block in self.blocks}
        self._numbers = {study.id: s for study, s, *_ in held}
        self.order = Order(self.blocks)
        self.all = BitMap()
        for block in self.blocks:
            self.all.add_range(block.first, block.end)
        self._kinds: dict[str, dict[str, BitMap]] = {}
        self._words: dict[str, BitMap | None] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._foreign: dict[tuple[str, str], BitMap] | None = None
        self._roots: dict[int, int] | None = None
        self._linked = BitMap()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read the file in one state of it; within, :meth:`reading` again is no further step.

        Raises:
            Moved: The file is no longer what this index was opened on.
        """
        with self._lock:
            if self._steps[0] == 0:
                self._db.execute("BEGIN")
            self._steps[0] += 1
            try:
                if self._steps[0] == 1:
                    found = self._db.execute("SELECT value FROM meta WHERE key = 'generation'")
                    if found.fetchone() != (self.generation,):
                        raise Moved
                yield self._db
            finally:
                self._steps[0] -= 1
                if self._steps[0] == 0:
                    self._db.execute("ROLLBACK")

    def choosing(self, names: Collection[str] | None) -> Index:
        """Return the same index, asked with some sets of mappings only; None means with all.

        ``own`` is each study's own set, ``none`` by itself means without any. What studies filed,
        and everything else, is as before.

        Raises:
            UnknownThing: There is no set of that name.
        """
        wanted, whole = mapped.chosen(self, names), self._whole or self
        if wanted is None:
            return whole
        if wanted not in whole._views:
            view = copy.copy(whole)
            view.mappings, view._whole, view._closed = wanted, whole, {}
            if len(whole._views) >= _VIEWS_KEPT:
                del whole._views[next(iter(whole._views))]
            whole._views[wanted] = view
        return whole._views[wanted]

    # Bitmaps.

    def bitmap(self, kind: Kind, key: str, mode: Mode = "scheme") -> BitMap:
        """Return the quotes that have a value; empty for a value nobody has.

        ``mode`` matters to constructs: ``scheme`` is support by the shared scheme, ``filed``
        what the studies filed under it or under a code that matches it exactly. The answer may
        be shared: do not change it.
        """
        if kind == "study":
            block = self._by_id.get(key)
            return BitMap(range(block.first, block.end)) if block else BitMap()
        if kind == "construct" and mode == "filed":
            found = self._shared("filed").get(key, BitMap())
            return found | self._own("code", key) if "/" in key else found
        if kind in mapped.WITHOUT:
            found = self._by_mappings(kind).get(key, BitMap())
            return found | self._own(_OWN[self._kept_as(kind)], key) if "/" in key else found
        return self._shared(kind).get(key, BitMap()) if kind in SHARED else self._own(kind, key)

    def shared(self, kind: Kind, mode: Mode = "scheme") -> dict[str, BitMap]:
        """Return the bitmaps of all values of a kind that studies share, by key.

        The kinds: construct, bears_on, role, source, status, access, work. Codes of a study are
        not among them.
        """
        if kind == "construct" and mode == "filed":
            return self._shared("filed")
        return self._by_mappings(kind) if kind in mapped.WITHOUT else self._shared(kind)

    def base(self, kind: str) -> dict[str, BitMap]:
        """Return the same without any set of mappings from elsewhere."""
        return self._shared(kind)

    def _kept_as(self, kind: str) -> str:
        own = self.mappings is None or mapped.OWN in self.mappings
        return kind if own else mapped.WITHOUT[kind]

    def _by_mappings(self, kind: str) -> dict[str, BitMap]:
        if kind not in self._closed:
            self._closed[kind] = mapped.bitmaps(self, kind)
        return self._closed[kind]

    def word(self, word: str) -> BitMap | None:
        """Return the quotes that hold a very common word, in lower case; None for other words."""
        if word not in self._words:
            with self.reading() as db:
                pieces = db.execute(
                    "SELECT bitmap, crc FROM shared WHERE kind = 'word' AND key = ?", (word,)
                ).fetchall()
            held = BitMap.union(*(storing.bitmap_of(*piece) for piece in pieces), BitMap())
            self._words[word] = held if pieces else None
            while len(self._words) > _WORDS_KEPT:
                del self._words[next(iter(self._words))]
        return self._words[word]

    def _shared(self, kind: str) -> dict[str, BitMap]:
        found = self._kinds.get(kind)
        if found is None:
            pieces: dict[str, list[BitMap]] = {}
            with self.reading() as db:
                query = "SELECT key, bitmap, crc FROM shared WHERE kind = ?"
                for key, blob, crc in db.execute(query, (kind,)):
                    pieces.setdefault(key, []).append(storing.bitmap_of(blob, crc))
                foreign = self._foreign_facts()
            found = {k: p[0] if len(p) == 1 else BitMap.union(*p) for k, p in pieces.items()}
            for (other, key), numbers in foreign.items():
                if other == kind:
                    found[key] = found.get(key, BitMap()) | numbers
            self._kinds[kind] = found
        return found

    def _own(self, kind: str, key: str) -> BitMap:
        study, _, id = key.partition("/")
        with self.reading() as db:
            found = db.execute(
                "SELECT bitmap, crc FROM own WHERE kind = ? AND s = ? AND key = ?",
                (kind, self._numbers.get(study, -1), id),
            ).fetchone()
            foreign = self._foreign_facts().get((kind, key))
        held = storing.bitmap_of(*found) if found else BitMap()
        return held | foreign if foreign else held

    def own(self, kind: Kind, studies: Iterable[str]) -> Iterator[tuple[str, BitMap]]:
        """Yield the key and quotes of each value of these studies: document, code and the like."""
        with self.reading() as db:
            foreign = {key: held for (k, key), held in self._foreign_facts().items() if k == kind}
            for study in studies:
                query = "SELECT key, bitmap, crc FROM own WHERE kind = ? AND s = ? ORDER BY key"
                for id, blob, crc in db.execute(query, (kind, self._numbers.get(study, -1))):
                    key = f"{study}/{id}"
                    held = storing.bitmap_of(blob, crc)
                    yield key, held | foreign.pop(key) if key in foreign else held
            yield from foreign.items()

    def _foreign_facts(self) -> dict[tuple[str, str], BitMap]:
        """Return what studies say of the quotes of others, by kind and key."""
        if self._foreign is None:
            found: dict[tuple[str, str], BitMap] = {}
            with self.reading() as db:
                rows = db.execute("SELECT iri, kind, key FROM foreign_fact").fetchall()
                for iri, kind, key in rows:
                    n = self.number_of(iri)
                    if n is not None:
                        found.setdefault((kind, key), BitMap()).add(n)
            self._foreign = found
        return self._foreign

    def number_of(self, iri: str) -> int | None:
        """Return the number of a quote; None if there is no such quote."""
        named = split_thing_iri(iri)
        block = self._by_id.get(named[0]) if named else None
        if named is None or block is None:
            return None
        with self.reading() as db:
            found = db.execute(
                "SELECT n FROM quote WHERE n >= ? AND n < ? AND "
                "(iri = ? OR (iri IS NULL AND id = ?))",
                (block.first, block.end, iri, named[2] if named[1] == "quote" else None),
            ).fetchone()
        return found[0] if found else None

    # Studies and order.

    def block(self, study: str) -> Block:
        """Return the block of a study; an empty one if there is no such study."""
        return self._by_id.get(study, Block(study, 0, 0))

    def has_study(self, study: str) -> bool:
        """Say whether there is such a study."""
        return study in self._by_id

    def number(self, study: str) -> int:
        """Return the number under which the file knows a study; -1 if there is none."""
        return self._numbers.get(study, -1)

    def study_of(self, n: int) -> str:
        """Return the study that a quote belongs to."""
        return self.order.study_of(n)

    def studies_hit(self, hits: BitMap) -> Iterator[tuple[str, int]]:
        """Yield the studies with hits and how many, sorted by id."""
        return self.order.hit(hits)

    def rank(self, study: str, document: str, quote: str) -> int:
        """Return the number after the last quote of a study that stands at or before a place."""
        low, high = self.block(study)[1:]
        with self.reading() as db:
            while low < high:
                middle = (low + high) // 2
                [row] = db.execute("SELECT document, id FROM quote WHERE n = ?", (middle,))
                if row <= (document, quote):
                    low = middle + 1
                else:
                    high = middle
        return low

    # Rows.

    def rows(self, numbers: Sequence[int]) -> list[QuoteRow]:
        """Return the rows of quotes, in the order given.

        Raises:
            Damaged: A row is not what was written.
        """
        found: dict[int, tuple[object, ...]] = {}
        wanted = list(numbers)
        with self.reading() as db:
            for i in range(0, len(wanted), _AT_ONCE):
                some = wanted[i : i + _AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT n, crc, {_ROW} FROM quote WHERE n IN ({marks})"  # noqa: S608
                for n, crc, *values in db.execute(query, some):
                    if storing.checksum(n, *values) != crc:
                        raise storing.Damaged
                    found[n] = tuple(values)
            foreign = self._codes_from_elsewhere(found)
        if len(found) < len(set(wanted)):
            raise storing.Damaged
        return [row_of(n, self.study_of(n), found[n], foreign.get(n, ())) for n in wanted]

    def spans(self, numbers: BitMap) -> list[tuple[int, str, int | None, int | None]]:
        """Return number, document, start and end of quotes, in order of document and quote."""
        if not numbers:
            return []
        with self.reading() as db:
            found = db.execute(
                'SELECT n, document, start, "end" FROM quote WHERE n BETWEEN ? AND ?',
                (numbers.min(), numbers.max()),
            )
            return [row for row in found if row[0] in numbers]

    def _codes_from_elsewhere(self, numbers: Iterable[int]) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for (kind, key), held in self._foreign_facts().items():
            if kind == "code":
                for n in held & BitMap(numbers):
                    found.setdefault(n, set()).add(key.partition("/")[2])
        return found

    # Utterances.

    def utterances(self, hits: BitMap) -> int:
        """Count distinct utterances: quotes that overlap or repeat each other are one."""
        roots = self._same()
        linked = hits & self._linked
        if not linked:
            return len(hits)
        return len(hits) - len(linked) + len(set(map(roots.__getitem__, linked)))

    def linked(self) -> BitMap:
        """Return the quotes that are one utterance with another; do not change the answer."""
        self._same()
        return self._linked

    def utterance(self, n: int) -> int:
        """Return the number of the first quote of the same utterance."""
        return self._same().get(n, n)

    def _same(self) -> dict[int, int]:
        if self._roots is None:
            with self.reading() as db:
                roots = joining.roots(db, self.number_of)
            self._linked = BitMap(roots)
            self._roots = roots
        return self._roots

    # Values and their names.

    def values(self, kind: Kind, mode: Mode = "scheme") -> list[Value]:
        """Return the values of a facet that some quote has, sorted by key."""
        if kind == "study":
            return [Value(b.study, "", b.study, b.end - b.first) for b in self.blocks]
        if kind in SHARED:
            counts = {key: len(held) for key, held in self.shared(kind, mode).items()}
            return [Value(k, self.label(kind, k), None, n) for k, n in sorted(counts.items())]
        found = []
        with self.reading() as db:
            for block in self.blocks:
                labels = dict(
                    db.execute(
                        "SELECT key, label FROM label WHERE kind = ? AND s = ?",
                        (kind, self._numbers[block.study]),
                    ).fetchall()
                )
                for key, held in self.own(kind, [block.study]):
                    study, _, id = key.partition("/")
                    if study == block.study:
                        found.append(Value(key, labels.get(id, ""), study, len(held)))
        return found

    def label(self, kind: Kind, key: str) -> str:
        """Return what people call a value; its key where nothing else is known."""
        if kind in ("construct", "bears_on", "code") and "/" not in key:
            return self.constructs().get(key, key)
        if kind == "work":
            where, values = "kind = 'work' AND key = ?", (key,)
        elif "/" in key:
            study, _, id = key.partition("/")
            s = self._numbers.get(study, -1)
            name = "code" if kind in ("construct", "bears_on") else kind
            where, values = "kind = ? AND s = ? AND key = ?", (name, s, id)  # type: ignore[assignment]
        else:
            return key
        with self.reading() as db:
            query = f"SELECT label FROM label WHERE {where} AND label <> '' LIMIT 1"  # noqa: S608
            found = db.execute(query, values).fetchone()
        return found[0] if found else key

    def constructs(self) -> dict[str, str]:
        """Return the constructs of the shared scheme: key and label, whether used or not."""
        if "construct" not in self._labels:
            with self.reading() as db:
                self._labels["construct"] = dict(
                    db.execute("SELECT key, label FROM construct").fetchall()
                )
        return self._labels["construct"]

    def iri(self, kind: Kind, key: str) -> str:
        """Return the IRI of a value of a kind whose values have one."""
        if "/" in key and ":" not in key and kind != "work":
            study, _, id = key.partition("/")
            name = "code" if kind in ("construct", "bears_on") else kind
            with self.reading() as db:
                found = db.execute(
                    "SELECT iri FROM label WHERE kind = ? AND s = ? AND key = ?",
                    (name, self._numbers.get(study, -1), id),
                ).fetchone()
            if found and found[0]:
                return str(found[0])
        return value_iri(kind, key)
