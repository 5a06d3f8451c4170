"""The runner: what it measures, compares and writes down."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.questions import Asked, differs
from benchmarks.timing import TooSlow, Watch, timed, within

PAGE = Asked("page", "page", "a page", "supports:patching")
SEARCH = Asked("search", "search", "a search", "text:mentor")


def test_a_quick_call_is_warmed_up_and_repeated():
    calls = []

    timing, answer = timed(lambda: calls.append(1) or len(calls))

    assert timing.runs >= 5
    assert answer == len(calls) == timing.runs + 2
    assert 0 < timing.min <= timing.median <= timing.max


def test_a_call_in_a_copy_of_the_process_gives_its_answer():
    assert within(10, lambda: {"n": 1}) == {"n": 1}


def test_a_call_that_takes_too_long_is_ended():
    with pytest.raises(TooSlow, match="ended after 0 s"):
        within(0.3, lambda: time.sleep(60))


def test_a_call_that_fails_is_said_to_have_failed(capfd):
    with pytest.raises(RuntimeError, match="failed"):
        within(10, lambda: 1 / 0)

    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_process_that_takes_too_much_memory_is_ended():
    greedy = "import time; held = b'x' * 300_000_000; time.sleep(60)"

    process = subprocess.Popen([sys.executable, "-c", greedy])
    with Watch(process.pid, 200 << 20, every=0.05) as watch:
        process.wait(30)

    assert watch.ended
    assert watch.peak > 200 << 20


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ({"total": 1}, {"total": 1}, ""),
        ({"total": 1}, {"total": 2}, "total: 1 here, 2 there"),
        ({"page": ["a", "b"]}, {"page": ["a", "c"]}, "page: 1: b here, c there"),
        ({"cells": {"a|b": 1}}, {"cells": {"a|b": 1, "a|c": 2}}, "cells: a|c: None here, 2 there"),
        (
            {"facets": {"role": {"mentee": 3}}},
            {"facets": {"role": {"mentee": 4}}},
            "facets: role: mentee: 3 here, 4 there",
        ),
    ],
)
def test_answers_that_differ_are_found(ours, theirs, said):
    assert differs(ours, theirs, PAGE) == said


def test_the_order_of_a_search_is_compared_where_both_rank():
    ours, theirs = {"page": ["a", "b"]}, {"page": ["b", "a"]}

    assert differs(ours, theirs, SEARCH) == ""
    assert differs(ours, theirs, Asked("search", "search", "", "text:rare", by_rank=True))


def test_a_small_run_gives_equal_answers_and_a_page_of_tables(tmp_path):
    command = [sys.executable, "-m", "benchmarks.measure", "120", "--per-study", "60", "--results",
               str(tmp_path), "--parts", "peers.oxigraph", "peers.sqlite_fts", "loads"]  # fmt: skip
    root = Path(report.__file__).parents[1]

    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    [path] = tmp_path.glob("*-120.json")
    result = json.loads(path.read_text(encoding="utf-8"))
    assert result["differences"] == []
    assert result["studies"] == 2
    assert {"pif-kg", "Oxigraph", "SQLite FTS5", "loads"} == set(result["parts"])
    assert all(part["peak"] > 0 and "error" not in part for part in result["parts"].values())
    assert all(a["runs"] >= 5 for a in result["parts"]["pif-kg"]["answers"].values())
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "## Questions at 120 quotes" in page
    assert "They all gave the same answers." in page
