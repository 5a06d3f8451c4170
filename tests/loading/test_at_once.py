"""A large study is worked on by several processes, and nothing of what comes of it differs."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from kg import aside, preparing
from kg.aside import Aside
from kg.errors import UsageError
from kg.index.reading import part_of, triples_of
from kg.loading import load
from kg.mapping import following
from kg.resources import folder
from kg.store import open_store

STUDY = Path(str(folder("studies") / "krishna2024"))


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "LARGE", 1)
    monkeypatch.setattr(preparing, "possible", lambda: hasattr(os, "fork"))


def test_it_is_as_prepared_by_one_process() -> None:
    alone = preparing.prepare(STUDY)
    together = preparing.prepare(STUDY, aside=True)
    assert together.packed is not None
    assert together.part is not None
    assert together.packed == alone.packed
    assert together.findings == alone.findings
    assert together.findings
    assert (together.asserted, together.derived) == (alone.asserted, alone.derived)
    assert together.graphs == alone.graphs
    again = part_of("krishna2024", triples_of(alone.graphs or {}))
    assert together.part.rows == again.rows
    assert together.part.foreign == again.foreign
    for kind, values in again.facets.items():
        assert {key: sorted(at) for key, at in values.items()} == {
            key: sorted(at) for key, at in together.part.facets[kind].items()
        }


def test_findings_keep_it_out_whatever_was_written_out(tmp_path: Path) -> None:
    study = tmp_path / "krishna2024"
    shutil.copytree(STUDY, study)
    table = study / "quotes.csv"
    header, first, *rest = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join([header, *rest]), encoding="utf-8")
    alone = preparing.prepare(study)
    together = preparing.prepare(study, aside=True)
    assert alone.packed is None, first
    assert (together.packed, together.findings) == (None, alone.findings)


def test_a_process_that_dies_changes_nothing() -> None:
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return 7

    with Aside(work) as under_way:
        assert under_way.result() == 7


def test_a_large_study_is_let_go_of_and_what_differs_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, source = open_store(str(tmp_path / "store")), tmp_path / "krishna2024"
    shutil.copytree(STUDY, source)
    load(source, store)
    quotes = source / "quotes.csv"
    said = quotes.read_text(encoding="utf-8")
    quotes.write_text(said.replace("rather stressed", "quite stressed"), encoding="utf-8")
    put: list[object] = []
    real = following.put
    monkeypatch.setattr(
        following, "put", lambda to, packed, graphs: put.append(graphs) or real(to, packed, graphs)
    )

    found = load(source, store, replace=True)

    assert put == [None]
    assert found.outcome == "replaced"
    assert [(c.kind, c.changed, c.named) for c in found.changes] == [("quote", 1, ("Q01",))]


def test_what_goes_wrong_in_the_process_goes_wrong_here() -> None:
    def work() -> None:
        raise UsageError("No.", "Do not.")

    with Aside(work) as under_way, pytest.raises(UsageError):
        under_way.result()


def test_it_does_not_outlive_its_use() -> None:
    with Aside(signal.pause) as under_way:
        child = under_way._pid
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_no_fork_with_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside.threading, "active_count", lambda: 2)
    assert not aside.possible()
