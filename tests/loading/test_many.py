"""Many studies: in parallel as one by one, one fault at a time, whole whatever happens."""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg import batches
from kg.cli import main
from kg.errors import LimitReached, StudyRefused, UsageError
from kg.index import open_index
from kg.loading import Loaded, load, load_many
from kg.resources import folder
from kg.store import open_store
from kg.validation import checking

FIRST = Path(str(folder("studies"))) / "krishna2024"
LITERATURE = ("citations.csv", "references.json")


def write_study(target):
    """Copy the first study without its literature, under the id that the folder has as name."""
    shutil.copytree(FIRST, target, ignore=shutil.ignore_patterns(*LITERATURE))
    spoil(target, "study.yaml", "id: krishna2024", f"id: {target.name}")
    return target


def spoil(study, file, before, after):
    path = study / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8", newline="")


@pytest.fixture
def studies(tmp_path):
    return [write_study(tmp_path / "studies" / f"s{n:02}") for n in range(8)]


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store")
    yield opened
    opened.close()


@pytest.fixture
def at_once(monkeypatch):
    """Start the processes without waiting to see whether they are worth it."""
    monkeypatch.setattr(batches, "PATIENCE", 0)


def test_studies_loaded_in_parallel_are_those_loaded_one_by_one(studies, store, tmp_path, at_once):
    alone = open_store(tmp_path / "alone")
    for study in studies:
        load(study, alone)

    became = list(load_many(studies, store, workers=2))

    assert [source for source, _ in became] == studies
    assert {loaded.outcome for _, loaded in became} == {"loaded"}
    assert store.revision() == alone.revision()
    alone.close()


def test_loading_again_changes_nothing(studies, store, at_once):
    list(load_many(studies, store, workers=2))
    revision = store.revision()

    became = list(load_many(studies, store, workers=2))

    assert {loaded.outcome for _, loaded in became} == {"unchanged"}
    assert store.revision() == revision


def test_what_is_wrong_with_one_keeps_no_other_out(studies, store, tmp_path, at_once):
    spoil(studies[1], "codings.csv", "d2.4-patching", "d2.4-paching")
    spoil(studies[4], "study.yaml", "id: s04", "id: [s04")
    nothing = tmp_path / "studies" / "holiday.jpeg"
    nothing.write_bytes(b"\xff\xd8")
    again = tmp_path / "again" / "s00"
    shutil.copytree(studies[0], again)
    spoil(again, "quotes.csv", "demand a certain sort", "ask a certain sort")

    became = dict(load_many([*studies, nothing, again], store, workers=2))

    refused = {s.name: e for s, e in became.items() if isinstance(e, StudyRefused)}
    assert set(refused) == {"s01", "s04"}
    assert all(error.findings for error in refused.values())
    assert isinstance(became[nothing], UsageError)
    assert "--replace" in became[again].hint
    assert [s.id for s in store.studies()] == ["s00", "s02", "s03", "s05", "s06", "s07"]


def test_findings_of_spoiled_studies_are_those_of_pyshacl(studies, store, at_once, monkeypatch):
    spoil(studies[1], "quotes.csv", "NP1-interview", "M1-interview")
    spoil(studies[2], "participants.csv", "medical student", "")
    spoil(studies[3], "study.yaml", "licence:", "lizenz:")
    spoil(studies[4], "codings.csv", "\nQ27,", "\nQ26,")

    ours = dict(load_many(studies[:5], store, workers=2, dry_run=True))
    monkeypatch.setattr(checking, "_compiled", lambda: None)
    theirs = dict(load_many(studies[:5], store, workers=1, dry_run=True))

    assert {s: each.findings for s, each in ours.items()} == {
        s: each.findings for s, each in theirs.items()
    }
    assert len({len(each.findings) for each in ours.values()}) > 1


def test_a_dry_run_changes_nothing(studies, store, at_once):
    became = list(load_many(studies, store, workers=2, dry_run=True))

    assert {loaded.outcome for _, loaded in became} == {"checked"}
    assert store.studies() == []


def test_the_index_is_up_to_date_in_the_end(studies, store, at_once):
    list(load_many(studies, store, workers=2))

    index = open_index(store)

    assert index.revision == store.revision()
    assert len(index.all) == 8 * 27


def test_a_load_that_is_soon_over_starts_no_process(studies, store, monkeypatch):
    monkeypatch.setattr(batches, "ProcessPoolExecutor", None)  # to use it would fail
    monkeypatch.setattr(batches, "PATIENCE", 60)

    became = list(load_many(studies[:3], store, workers=2))

    assert all(isinstance(each, Loaded) for _, each in became)


def test_a_worker_that_is_killed_ends_the_load_and_leaves_whole_studies(studies, store, at_once):
    became = load_many(studies * 20, store, workers=2)
    next(became)
    for worker in multiprocessing.active_children():
        os.kill(worker.pid, signal.SIGKILL)

    with pytest.raises(LimitReached, match="killed"):
        list(became)

    assert store.studies()
    for held in store.studies():
        assert len(list(store.read_study(held.id))) == held.quads


def test_what_is_loaded_when_one_stops_stays(studies, store, at_once):
    became = load_many(studies, store, workers=2)
    for _ in range(3):
        next(became)

    became.close()

    assert [s.id for s in store.studies()] == ["s00", "s01", "s02"]
    with store.writing("the lock is free again"):
        pass


PIF = [sys.executable, "-m", "kg.cli"]


def hears_ctrl_c():
    """Undo what a shell does to what it starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_leaves_whole_studies(tmp_path):
    many = 600  # more than are loaded before the signal comes, on whatever machine
    for n in range(many):
        write_study(tmp_path / "studies" / f"s{n:03}")
    place = tmp_path / "store"
    process = subprocess.Popen(
        [*PIF, "load", str(tmp_path / "studies"), "--store", str(place)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hears_ctrl_c,
    )
    for _ in range(3):
        assert process.stdout.readline().startswith("Loaded ")

    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the command
    _, said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "Traceback" not in said
    store = open_store(place)
    ids = [held.id for held in store.studies()]
    assert ids == [f"s{n:03}" for n in range(len(ids))]
    assert 3 <= len(ids) < many
    for held in store.studies():
        assert len(list(store.read_study(held.id))) == held.quads
    store.close()


def test_pif_load_of_a_folder_of_studies(studies, tmp_path, monkeypatch, capsys, at_once):
    spoil(studies[1], "codings.csv", "d2.4-patching", "d2.4-paching")
    monkeypatch.setenv("PIF_STORE", str(tmp_path / "store"))
    report = tmp_path / "report.json"

    code = main(["load", str(studies[0].parent), "--workers", "2", "--report", str(report)])

    shown = capsys.readouterr()
    assert code == 1
    assert shown.out.count("Loaded s") == 7
    assert "s01 was not loaded: 1 violation" in shown.err
    assert "codings.csv" in shown.err
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["source"] == ", ".join(study.name for study in studies)
    assert told["counts"]["violation"] == 1
    assert told["counts"]["warning"] >= 14


MEASURED = """
import multiprocessing, sys
from pathlib import Path
from kg import batches
from kg.loading import Loaded, load_many
from kg.store import open_store

batches.PATIENCE = 0
peaks = {}
store = open_store(Path(sys.argv[1]))
sources = sorted(Path(sys.argv[2]).iterdir())[: int(sys.argv[3])]
for source, became in load_many(sources, store, workers=2):
    assert isinstance(became, Loaded), became
    for process in ["self", *(p.pid for p in multiprocessing.active_children())]:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                peaks[process] = int(line.split()[1])
print(sum(peaks.values()))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_the_number_of_studies(tmp_path):
    for n in range(100):
        write_study(tmp_path / "studies" / f"s{n:02}")

    few, many = (
        int(
            subprocess.run(
                [sys.executable, "-c", MEASURED, tmp_path / str(n), tmp_path / "studies", str(n)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for n in (20, 100)
    )

    assert many - few < 15 << 10  # KiB, of three processes
