"""pif-kg's own part: open the index, answer the questions, say them in SPARQL for the others."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from benchmarks import sparql
from benchmarks.questions import PAGE, Answer, Asked
from benchmarks.timing import once, timed
from benchmarks.work import Part, Work
from kg.evidence.answering import Answer as Answered
from kg.evidence.answering import answer
from kg.evidence.cooccurrence import Cooccurrence, cooccurrence
from kg.evidence.matrix import Matrix, matrix
from kg.evidence.question import question
from kg.index import Index, ask, open_index
from kg.store import open_store

ENGINES = ("pyroaring", "pyoxigraph")


def run(part: Part, work: Work) -> None:
    """Measure ourselves through the functions that the command and the pages call."""
    store = open_store(str(work.store))
    opened, index = once(lambda: open_index(store))
    part.say(versions={name: version(name) for name in ENGINES})
    part.say(prepare="open the index", timing=opened.as_json())
    (work.folder / "chosen.json").write_text(json.dumps(_chosen(index)))
    asked_all = work.questions()
    texts = {asked.name: sparql.queries(index, asked) for asked in asked_all}
    (work.folder / "queries.json").write_text(json.dumps(texts))

    def put(asked: Asked) -> Any:
        if asked.sort == "matrix":
            return ask(store, lambda index: matrix(index, "construct", "role"))
        if asked.sort == "cooccurrence":
            return ask(store, cooccurrence)
        meant = question(index, where=asked.where)
        order = "rank" if asked.sort == "search" else "study"
        return answer(store, meant, limit=PAGE, order=order)  # type: ignore[arg-type]

    for asked in asked_all:
        cold, _ = once(lambda asked=asked: put(asked))  # type: ignore[misc]
        part.say(cold=asked.name, timing=cold.as_json())
    part.ask_all(put, _read)
    checked, _ = timed(lambda: store.revision())
    part.say(prepare="look whether the store has changed", timing=checked.as_json())


def _chosen(index: Index) -> dict[str, str]:
    counted = sorted((len(held), key) for key, held in index.shared("construct").items() if held)
    ordered = [key for _, key in counted if "/" not in key]
    return {"common": ordered[-1], "middle": ordered[len(ordered) // 2], "rare": ordered[0]}


def _read(found: Any) -> Answer:
    if isinstance(found, Answered):
        return {
            "total": found.total,
            "page": [f"{row.study}/{row.quote}" for row in found.rows],
            "facets": {k: {c.key: c.count for c in counts} for k, counts in found.facets.items()},
        }
    assert isinstance(found, Matrix | Cooccurrence)
    rows = found.rows if isinstance(found, Matrix) else found.keys
    cols = found.cols if isinstance(found, Matrix) else found.keys
    once_each = isinstance(found, Cooccurrence)
    return {
        "cells": {
            f"{row}|{col}": n
            for row, counts in zip(rows, found.counts, strict=True)
            for col, n in zip(cols, counts, strict=True)
            if n and (not once_each or row <= col)
        }
    }
