"""DuckDB over tables: the fastest way to count, for someone who leaves RDF behind.

It reads the study folders itself and closes the codes over the scheme with one recursive query,
so its numbers are made without any of our code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from benchmarks.constructs import broader
from benchmarks.questions import PAGE, Answer, Asked
from benchmarks.timing import once
from benchmarks.work import Part, Work

NAME = "DuckDB"

_TABLES = (Path(__file__).parent / "duck.sql").read_text(encoding="utf-8")
_FACETS = {
    "construct": "SELECT c, count(*) FROM hit JOIN support USING (n) GROUP BY c",
    "role": "SELECT role, count(*) FROM hit JOIN quote USING (n) GROUP BY role",
    "source": "SELECT source, count(*) FROM hit JOIN quote USING (n) GROUP BY source",
    "status": "SELECT status, count(*) FROM hit JOIN quote USING (n) GROUP BY status",
    "access": "SELECT access, count(*) FROM hit JOIN quote USING (n) GROUP BY access",
    "study": "SELECT study, count(*) FROM hit JOIN quote USING (n) GROUP BY study",
}
_CELLS = {
    "matrix": "SELECT c::VARCHAR, role, count(*) FROM support JOIN quote USING (n) GROUP BY ALL",
    "cooccurrence": "SELECT a.c::VARCHAR, b.c::VARCHAR, count(*) FROM support a JOIN support b "
    "ON a.n = b.n AND a.c::VARCHAR <= b.c::VARCHAR GROUP BY ALL",
}


def run(part: Part, work: Work) -> None:
    """Read the folders into tables and ask."""
    db = duckdb.connect(str(work.folder / "duck.db"))
    part.say(versions={"duckdb": duckdb.__version__})
    made, _ = once(lambda: _load(db, work))
    part.say(
        prepare="read the study folders and close codes over the scheme", timing=made.as_json()
    )
    part.ask_all(lambda asked: _ask(db, asked), lambda found: found, leave_out={"search": "-"})


def _load(db: duckdb.DuckDBPyConnection, work: Work) -> None:
    db.execute("CREATE TABLE above (c VARCHAR, up VARCHAR)")
    pairs = [(c, up) for c, ups in broader().items() for up in ups]
    db.executemany("INSERT INTO above VALUES (?, ?)", pairs)
    db.execute(_TABLES.replace("$folders", str(work.folders)))


def _ask(db: duckdb.DuckDBPyConnection, asked: Asked) -> Answer:
    if asked.sort in _CELLS:
        return {"cells": {f"{a}|{b}": n for a, b, n in _rows(db, _CELLS[asked.sort])}}
    db.execute(f"CREATE OR REPLACE TEMP TABLE hit AS SELECT n FROM quote WHERE {_where(asked)}")
    [(total,)] = _rows(db, "SELECT count(*) FROM hit")
    page = _rows(
        db,
        "SELECT study, id, text, document, source, participant, role, codes, claim, access "
        f"FROM quote WHERE n IN (SELECT n FROM hit ORDER BY n LIMIT {PAGE}) ORDER BY n",
    )
    facets = {kind: dict(_rows(db, query)) for kind, query in _FACETS.items()}
    return {"total": total, "page": [f"{row[0]}/{row[1]}" for row in page], "facets": facets}


def _rows(db: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return db.execute(query).fetchall()


def _where(asked: Asked) -> str:
    """Return a condition as SQL; conditions of ours are words, names with values, and brackets."""
    pieces = asked.where.replace("(", " ( ").replace(")", " ) ").split()
    return " ".join(_piece(piece) for piece in pieces)


def _piece(piece: str) -> str:
    name, colon, value = piece.partition(":")
    if not colon:
        return piece
    if name == "supports":
        return f"n IN (SELECT n FROM support WHERE c = '{value}')"
    return f"{name} = '{value}'"
