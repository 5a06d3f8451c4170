"""Answers of SPARQL engines in the form in which answers are compared."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from benchmarks.questions import Answer, Asked
from kg.index.kinds import LEVELS, ROLES, SOURCES
from kg.namespaces import BASE, CONSTRUCT

Rows = Sequence[Sequence[str]]
Select = Callable[[str], Rows]
"""Asks one query; gives rows of IRIs and literals without syntax."""

_KEYS = {term[1:-1]: key for table in (ROLES, SOURCES, LEVELS) for term, key in table.items()}
_STUDY = f"{BASE}study/"


class Asker:
    """Asks an engine; of several wordings of a question the one that was fastest when tried."""

    def __init__(self, select: Select, wordings: dict[str, list[dict[str, str]]]) -> None:
        self.select, self.wordings = select, wordings
        self.best: dict[str, dict[str, str]] = {}

    def choose(self, asked: Asked) -> None:
        """Find the wording to ask a question in."""
        tried = []
        wordings = self.wordings[asked.name]
        for at, parts in enumerate(wordings):
            began = time.perf_counter()
            if len(wordings) > 1:
                self._all(parts)
            tried.append((time.perf_counter() - began, at))
        self.best[asked.name] = wordings[min(tried)[1]]

    def ask(self, asked: Asked) -> dict[str, Rows]:
        """Ask all queries of a question."""
        return self._all(self.best[asked.name])

    def _all(self, parts: dict[str, str]) -> dict[str, Rows]:
        return {part: self.select(query) for part, query in parts.items()}


def read(found: dict[str, Rows]) -> Answer:
    """Put what an engine said into the form in which answers are compared."""
    if "cells" in found:
        cells = {f"{_key(a)}|{_key(b)}": int(n) for a, b, n in found["cells"]}
        return {"cells": {k: n for k, n in cells.items() if n}}
    answer: Answer = {"total": int(found["total"][0][0])}
    if "page" in found:
        answer["page"] = [f"{row[2]}/{row[0]}" for row in found["page"]]
    facets = {
        part: {_key(value): int(n) for value, n in rows if int(n)}
        for part, rows in found.items()
        if part not in ("total", "page")
    }
    return {**answer, "facets": facets} if facets else answer


def _key(value: str) -> str:
    if value.startswith(CONSTRUCT):
        return value[len(CONSTRUCT) :]
    if value.startswith(_STUDY):
        return value[len(_STUDY) :]
    return _KEYS.get(value, value)
