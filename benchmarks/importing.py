"""Load the project of a coding program: seconds and memory, step by step and whole.

::

    python -m benchmarks.importing            # 100,000 codings
    python -m benchmarks.importing 10000

A project is made up, written as .qdpx and loaded by ``pif load`` into an empty store, then again
with every GUID new and a sentence more in each text. Seconds are those of the processor.
"""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from kg.formats.qda.project import Case, Code, Coder, Coding, Project, Selection, Source

CODINGS = 100_000
_CODES, _CODERS, _PER_DOCUMENT, _WORDS = 150, 4, 500, 4_000
_ADDED = "And one more sentence, which nobody coded.\n"


def made(codings: int, seed: int = 1) -> Project:
    """Make up a project: two codings a selection, half a thousand codings a document."""
    choose = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(choose.choices(letters, k=choose.randrange(2, 10))) for _ in range(5_000)]
    project = Project("Made up", "pif-kg benchmark")
    project.coders = [Coder(f"u{n}", f"Coder {n}") for n in range(_CODERS)]
    for n in range(_CODES):
        above = f"c{choose.randrange(n)}" if n > 20 else ""
        project.codes.append(Code(f"c{n}", f"Code {n}", above))
    for n in range(max(1, codings // _PER_DOCUMENT)):
        text = " ".join(choose.choices(words, k=_WORDS))
        project.sources.append(Source(f"s{n}", f"Interview {n}", text=text))
        project.cases.append(Case(f"k{n}", f"P{n}", {"Role": "mentee"}, [f"s{n}"]))
        starts = sorted(choose.randrange(len(text) - 200) for _ in range(_PER_DOCUMENT // 2))
        for start in starts:
            end = start + choose.randrange(20, 200)
            id = f"x{len(project.selections)}"
            applied = [
                Coding(
                    f"{id}-{n}",
                    f"c{choose.randrange(_CODES)}",
                    f"u{choose.randrange(_CODERS)}",
                    f"2024-03-{choose.randrange(1, 28):02}T10:00:00Z",
                )
                for n in range(2)
            ]
            project.selections.append(
                Selection(id, f"s{n}", start, end, text[start:end], codings=applied)
            )
    return project


def later(project: Project) -> Project:
    """Return the project a month later: every text begins with one more sentence."""
    again = replace(
        project, sources=[replace(s, text=_ADDED + (s.text or "")) for s in project.sources]
    )
    more = len(_ADDED)
    again.selections = [
        replace(s, start=(s.start or 0) + more, end=(s.end or 0) + more) for s in project.selections
    ]
    return again


def write(project: Project, out: Path) -> None:
    """Write a project as .qdpx, without the words that are for ourselves."""
    from kg.formats.qda.refi.writing import write_qdpx
    from kg.formats.qda.studying import study_of
    from kg.formats.reporting import Report

    write_qdpx(study_of(project, Report(), id="made-up"), out)


class _Clock:
    def __init__(self) -> None:
        self._at = time.process_time()

    def __call__(self, step: str) -> None:
        import resource

        now, kilobytes = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"  {step:<24} {now - self._at:7.2f} s   {kilobytes / 1024:7.0f} MB at most so far")
        self._at = now


def steps(source: Path) -> None:
    """Measure each step of a load in this process."""
    from kg import validation
    from kg.closure import derive, load_schema
    from kg.columns import column_for
    from kg.formats.qda.reading import read_project
    from kg.formats.qda.studying import study_of
    from kg.formats.reporting import Report
    from kg.namespaces import derived_graph
    from kg.statements import statements
    from kg.store import document

    gc.disable()
    clock = _Clock()
    project = read_project(source, Report())
    assert project is not None
    clock("read the project")
    study = study_of(project, Report(), id="made-up")
    clock("make a study of it")
    print(f"  ({len(study.quotes):,} quotes, {len(study.codings):,} codings)")
    stated = statements(study)
    clock("state it")
    validation.check(stated.graphs, places=stated.places, column_for=column_for)
    clock("check")
    derived = derive(stated.graphs, schema=load_schema())
    clock("derive")
    document.pack_graphs("made-up", {**stated.graphs, derived_graph("made-up"): derived})
    clock("write out")


def whole(source: Path, store: Path, *options: str) -> None:
    """Run ``pif load`` and print what it took."""
    began = time.monotonic()
    command = [sys.executable, "-m", "kg.cli", "load", str(source), "--study", "made-up", *options]
    running = subprocess.Popen(
        command, env={**os.environ, "PIF_STORE": str(store)}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    said = running.stdout.read() if running.stdout else ""
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    print(said.rstrip())
    print(
        f"  {used.ru_utime + used.ru_stime:.1f} s of processor, {time.monotonic() - began:.1f} s in"
        f" all, {used.ru_maxrss / 1024:.0f} MB at most, exit {running.returncode}"
    )


def main() -> None:
    """Measure for as many codings as the command line says."""
    codings = int(sys.argv[1]) if len(sys.argv) > 1 else CODINGS
    with tempfile.TemporaryDirectory(prefix="pif-importing-") as folder:
        place = Path(folder)
        project = made(codings)
        write(project, place / "project.qdpx")
        write(later(project), place / "later.qdpx")
        del project
        if os.fork() == 0:
            print("step by step")
            steps(place / "project.qdpx")
            os._exit(0)
        os.wait()
        print("pif load")
        whole(place / "project.qdpx", place / "store")
        print("pif load --replace, a month later")
        whole(place / "later.qdpx", place / "store", "--replace")


if __name__ == "__main__":
    main()
