"""The folder in which a run keeps what it makes, and what each part says about itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.questions import Answer, Asked, questions
from benchmarks.timing import TooSlow, own_peak, timed


@dataclass(frozen=True, slots=True)
class Work:
    """Where things are. ``limit`` is how many seconds one call of an engine may take."""

    folder: Path
    quotes: int
    limit: float = 120.0

    @property
    def folders(self) -> Path:
        """The study folders."""
        return self.folder / "folders"

    @property
    def store(self) -> Path:
        """Our store."""
        return self.folder / "store"

    @property
    def asserted(self) -> Path:
        """What the studies state, as N-Quads: what everybody loads."""
        return self.folder / "asserted.nq"

    @property
    def triples(self) -> Path:
        """What the studies state and what follows from it, as N-Triples: what engines are asked."""
        return self.folder / "all.nt"

    def questions(self) -> list[Asked]:
        """Return the questions, about the constructs that the part that asks us chose."""
        return questions(**json.loads((self.folder / "chosen.json").read_text()))

    def queries(self) -> dict[str, list[dict[str, str]]]:
        """Return the wordings of each question in SPARQL, as the part that asks us left them."""
        found: dict[str, list[dict[str, str]]]
        found = json.loads((self.folder / "queries.json").read_text())
        return found


class Part:
    """What one part of a run says, line by line, so that nothing is lost when it is ended."""

    def __init__(self, name: str, work: Work) -> None:
        self.work = work
        self._file = (work.folder / f"said-{name}.jsonl").open("w", encoding="utf-8")

    def say(self, **what: Any) -> None:
        """Write one line."""
        self._file.write(json.dumps({**what, "peak": own_peak()}) + "\n")
        self._file.flush()

    def ask_all(
        self,
        ask: Callable[[Asked], Any],
        read: Callable[[Any], Answer],
        *,
        limited: Callable[[Callable[[], Any]], Any] = lambda call: call(),
        choose: Callable[[Asked], None] = lambda asked: None,
        leave_out: Mapping[str, str] | None = None,
    ) -> None:
        """Ask every question, measured; ``choose`` is called with each before, not measured;
        ``leave_out`` says why some sorts of question are not asked (``-``: without a word).
        """
        for asked in self.work.questions():
            if reason := (leave_out or {}).get(asked.sort):
                if reason != "-":
                    self.say(question=asked.name, note=reason)
                continue

            def call(asked: Asked = asked) -> Any:
                choose(asked)
                timing, found = timed(lambda: ask(asked))
                return timing, read(found)

            try:
                timing, answer = limited(call)
            except (TooSlow, RuntimeError) as error:
                self.say(question=asked.name, note=str(error)[:200])
                continue
            self.say(question=asked.name, timing=timing.as_json(), answer=answer)
