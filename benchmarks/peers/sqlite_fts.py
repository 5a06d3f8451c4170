"""SQLite's FTS5 by itself, over the texts alone: the floor for a search with SQLite."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.questions import PAGE, Answer, Asked
from benchmarks.timing import once
from benchmarks.work import Part, Work

NAME = "SQLite FTS5"


def run(part: Part, work: Work) -> None:
    """Put the texts into an FTS5 table and ask."""
    db = sqlite3.connect(work.folder / "fts.sqlite", isolation_level=None)
    part.say(versions={"SQLite": sqlite3.sqlite_version})
    made, _ = once(lambda: _load(db, work.folders))
    part.say(prepare="read the quotes and index their texts", timing=made.as_json())
    left_out = {"page": "-", "matrix": "-", "cooccurrence": "-"}
    part.ask_all(lambda asked: _ask(db, asked), lambda found: found, leave_out=left_out)


def _load(db: sqlite3.Connection, folders: Path) -> None:
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("CREATE TABLE quote (n INTEGER PRIMARY KEY, name TEXT, text TEXT)")
    db.execute(
        "CREATE VIRTUAL TABLE word USING fts5 (text, content='quote', content_rowid='n',"
        " tokenize='unicode61 remove_diacritics 0')"
    )
    db.execute("BEGIN")
    db.executemany("INSERT INTO quote VALUES (?, ?, ?)", _quotes(folders))
    db.execute("INSERT INTO word (word) VALUES ('rebuild')")
    db.execute("INSERT INTO word (word) VALUES ('optimize')")
    db.execute("COMMIT")


def _quotes(folders: Path) -> Iterator[tuple[int, str, str]]:
    n = 0
    for folder in sorted(folders.iterdir(), key=lambda path: path.name):
        with (folder / "quotes.csv").open(encoding="utf-8", newline="") as file:
            rows = sorted(csv.DictReader(file), key=lambda row: (row["document"], row["id"]))
        for row in rows:
            yield n, f"{folder.name}/{row['id']}", row["text"]
            n += 1


def _ask(db: sqlite3.Connection, asked: Asked) -> Answer:
    terms = re.findall(r'text:("[^"]+"|\S+)', asked.where)
    expression = " AND ".join(term if term.startswith('"') else f'"{term}"' for term in terms)
    [(total,)] = db.execute("SELECT count(*) FROM word WHERE word MATCH ?", (expression,))
    page = db.execute(
        "SELECT quote.name, quote.text FROM (SELECT rowid AS n, rank AS score FROM word "
        "WHERE word MATCH ? ORDER BY rank, rowid LIMIT ?) JOIN quote USING (n) ORDER BY score, n",
        (expression, PAGE),
    ).fetchall()
    return {"total": total, "page": [name for name, _ in page]}
