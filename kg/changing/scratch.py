"""Work out a change in a process of its own, which has a copy of the graphs and bounds.

What it may do there it cannot do here: it can open no file and no connection, takes no more
memory and no more time than it is given, and when an engine breaks it is the only one to end.
The process is :mod:`kg.changing.child`; the two talk in lines of JSON.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from kg.changing.operations import Operation
from kg.errors import LimitReached, TimeLimitReached, UsageError
from kg.namespaces import mapping_graph, study_graph
from kg.terms import Triple

CHANGEABLE = (study_graph(""), mapping_graph(""))
"""How the graphs begin that a change may touch."""
_COPYING = 600.0
_PROGRAM = "from kg.changing.child import main; main()"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What working out one change may take."""

    seconds: float = 30.0
    """Wall clock, without the time that copying the graphs takes."""
    memory: int = 1 << 30
    """Bytes beyond what the copy takes."""
    update: int = 4 << 20
    """Bytes (UTF-8) of an update's text."""
    data: int = 64 << 20
    """Bytes of statements sent for one graph."""


@dataclass(slots=True)
class Difference:
    """What a change adds and takes away, by graph; and in which other graphs it would."""

    added: defaultdict[str, set[Triple]] = field(default_factory=lambda: defaultdict(set))
    removed: defaultdict[str, set[Triple]] = field(default_factory=lambda: defaultdict(set))
    elsewhere: list[str] = field(default_factory=list)
    """Graphs that no change may touch; the default graph is an empty name."""


def evaluate(
    operations: Sequence[Operation], documents: Iterable[str], bounds: Bounds
) -> Difference:
    """Carry out operations on a copy made of N-Quads lines; blank nodes come back as ``_:``.

    Raises:
        UsageError: The engine cannot carry one of them out.
        LimitReached: It takes more time or memory than it may.
    """
    order = {
        "kind": "update",
        "changeable": CHANGEABLE,
        "operations": [[each.text, each.reads_union] for each in operations],
        "graphs": _all_graphs(operations),
    }
    difference = Difference()
    with _answers(order, (line.encode() for line in documents), bounds) as answers:
        for kind, graph, *triple in answers:
            if kind == "elsewhere":
                difference.elsewhere.append(graph)
            else:
                side = difference.added if kind == "+" else difference.removed
                side[graph].add((triple[0], triple[1], triple[2]))
    return difference


def parse(data: bytes, suffix: str, base: str, bounds: Bounds) -> set[Triple]:
    """Read the statements of one graph; blank nodes come back as ``_:``.

    Raises:
        UsageError: It is not RDF of the kind that the file name ending ``suffix`` stands for,
            or holds named graphs.
        LimitReached: It takes more time or memory than it may.
    """
    order = {"kind": "parse", "suffix": suffix, "base": base}
    with _answers(order, [data], bounds) as answers:
        return {(s, p, o) for _, _, s, p, o in answers}


def as_kept(literals: Iterable[str], bounds: Bounds) -> dict[str, str]:
    """Return how the engine writes literals that it reads: ``"1.0"`` as a decimal is ``"1"``."""
    lines = (f"<x:> <x:> {literal} .\n".encode() for literal in literals)
    with _answers({"kind": "rewrite"}, lines, bounds) as answers:
        return {before: after for _, before, after in answers}


def _all_graphs(operations: Sequence[Operation]) -> list[str] | None:
    found: set[str] = set()
    for each in operations:
        if each.graphs is None:
            return None
        found |= each.graphs
    return sorted(found)


@contextmanager
def _answers(
    order: dict[str, Any], feed: Iterable[bytes], bounds: Bounds
) -> Iterator[Iterator[list[str]]]:
    """Start the process, give it the order and what it works on, and yield what it answers."""
    order = {**order, "memory": bounds.memory, "seconds": bounds.seconds}
    with TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        talk = _Talk(process, bounds, said)
        try:
            talk.give(json.dumps(order).encode() + b"\n", feed)
            yield talk.answers()
        finally:
            talk.end()


class _Talk:
    """The talk with one process, which is killed when it takes too long."""

    def __init__(self, process: subprocess.Popen[bytes], bounds: Bounds, said: IO[bytes]) -> None:
        self._process = process
        self._bounds = bounds
        self._said = said
        self._late = False
        self._timer = threading.Timer(0, process.kill)
        self._allow(_COPYING)

    def give(self, order: bytes, feed: Iterable[bytes]) -> None:
        """Send the order and what it works on."""
        assert self._process.stdin is not None  # noqa: S101
        with suppress(BrokenPipeError), self._process.stdin as pipe:
            pipe.write(order)
            for piece in feed:
                pipe.write(piece)

    def answers(self) -> Iterator[list[str]]:
        """Yield what it found, after it has worked it out within its bounds."""
        self._expect("ready")
        self._allow(self._bounds.seconds)
        self._expect("done")
        self._allow(_COPYING)
        while (answer := self._read())[0] != "end":
            yield answer

    def end(self) -> None:
        """Make sure that nothing of it goes on."""
        self._timer.cancel()
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()

    def _allow(self, seconds: float) -> None:
        self._timer.cancel()
        self._timer = threading.Timer(seconds, self._stop)
        self._timer.daemon = True
        self._timer.start()

    def _stop(self) -> None:
        self._late = True
        self._process.kill()

    def _expect(self, what: str) -> None:
        answer = self._read()
        if answer[0] != what:
            raise RuntimeError(f"the process that works out changes said {answer[0]!r}")

    def _read(self) -> list[str]:
        assert self._process.stdout is not None  # noqa: S101
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self._ended()
        answer: list[str] = json.loads(line)
        if answer[0] == "refused":
            raise UsageError(answer[1], answer[2])
        if answer[0] == "limit":
            raise LimitReached(answer[1], answer[2])
        return answer

    def _ended(self) -> Exception:
        code = self._process.wait()
        if self._late or code == -signal.SIGXCPU:
            return TimeLimitReached(
                f"The change takes more than {self._bounds.seconds:g} seconds to work out.",
                "Nothing is changed. Make it in smaller steps.",
            )
        if code < 0:  # an engine that gets no memory ends its process
            return LimitReached(
                f"The change takes more than {self._bounds.memory >> 20} MiB of memory.",
                "Nothing is changed. Make it in smaller steps.",
            )
        self._said.seek(0)
        return RuntimeError(self._said.read()[-4000:].decode(errors="replace"))
