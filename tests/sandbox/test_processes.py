"""What happens when a process of the jail, or of whoever asks, comes to its end."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from jail_kit import SMALL, Processes, children, is_gone, queries, wait_until
from store_kinds import opened, read_graphs

from kg.errors import LimitReached, PifError, StoreError
from kg.sandbox import Job, Limits, start

CROSS = queries("time")[0].with_name("cross-product.rq").read_text(encoding="utf-8")
LONG = Limits(seconds=30, at_once=4, long_at_once=2)


@pytest.fixture
def jail(study_store):
    with start(study_store.address, LONG, services=()) as made:
        yield made


@pytest.fixture
def processes(jail):
    return Processes(jail)


def works(jail):
    return b"true" in b"".join(jail.run(Job("ASK {}", "json")).chunks())


def asking(jail, **more):
    """Ask what takes long, in a thread; returns what will be known."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(jail.run, Job(CROSS, "json"), **more)
    pool.shutdown(wait=False)
    return future


def busy(processes):
    """Return the cell that is answering: the one that wants the processor."""

    def wants(pid):
        done = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False
        )
        return done.stdout.startswith(b"R")

    found = []
    wait_until(
        lambda: bool(
            found.extend(pid for pid in processes.cells if all(wants(pid) for _ in range(3)))
            or found
        )
    )
    return found[0]


def test_a_cell_that_is_killed_is_told_and_replaced(jail, processes):
    future = asking(jail)

    os.kill(busy(processes), signal.SIGKILL)

    with pytest.raises(StoreError, match="ended from outside"):
        future.result(10)
    assert works(jail)


def test_idle_cells_that_are_killed_are_replaced(jail, processes):
    before = processes.cells
    for pid in before:
        os.kill(pid, signal.SIGKILL)

    assert works(jail)
    wait_until(lambda: len(processes.cells) >= len(before))
    assert not set(before) & set(processes.cells)


def test_a_warden_that_is_killed_is_replaced_and_takes_its_cells_along(jail, processes):
    warden, cells = processes.warden, processes.cells
    future = asking(jail)
    busy(processes)

    os.kill(warden, signal.SIGKILL)

    with pytest.raises(StoreError, match="cannot be asked: they were ended meanwhile"):
        future.result(10)
    assert works(jail)
    assert processes.warden != warden
    wait_until(lambda: all(is_gone(pid) for pid in cells))


def test_when_the_keeper_is_killed_all_end_and_the_next_job_is_told(jail, processes):
    warden, cells, folder = processes.warden, processes.cells, Path(jail.place).parent

    os.kill(jail.keeper, signal.SIGKILL)

    wait_until(lambda: is_gone(warden) and all(is_gone(pid) for pid in cells))
    wait_until(lambda: not folder.exists())
    with pytest.raises(StoreError, match="cannot be asked"):
        jail.run(Job("ASK {}", "json"))


def test_a_closed_jail_leaves_no_process_and_no_file(study_store):
    with start(study_store.address, LONG, services=()) as jail:
        processes = Processes(jail)
        pids = [jail.keeper, processes.warden, *processes.cells]
        future = asking(jail)
        busy(processes)
        folder = Path(jail.place).parent
        assert folder.stat().st_mode & 0o777 == 0o700

    wait_until(lambda: all(is_gone(pid) for pid in pids))
    assert not folder.exists()
    with pytest.raises(PifError):
        future.result(10)
    with pytest.raises(StoreError, match="cannot be asked"):
        jail.run(Job("ASK {}", "json"))


def test_a_query_whose_asker_has_gone_is_ended(jail, processes):
    gone = threading.Event()
    future = asking(jail, gone=gone.is_set)
    cell = busy(processes)

    gone.set()

    with pytest.raises(LimitReached, match="Nobody waits"):
        future.result(10)
    wait_until(lambda: is_gone(cell))


def test_a_query_whose_asking_process_is_killed_is_ended(jail, processes):
    """Workers are forked after the jail was started, share it, and may be killed."""
    worker = os.fork()
    if worker == 0:
        try:
            jail.run(Job(CROSS, "json"))
        finally:
            os._exit(0)
    cell = busy(processes)

    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)

    wait_until(lambda: is_gone(cell))
    assert works(jail)


def test_a_forked_worker_can_use_the_jail_and_not_close_it(jail):
    worker = os.fork()
    if worker == 0:
        code = 1
        try:
            with jail:
                code = 0 if works(jail) else 1
        finally:
            os._exit(code)

    assert os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) == 0
    assert works(jail)


def test_when_whoever_started_it_is_killed_all_end(study_store):
    code = (
        "import sys, time; from kg.sandbox import start;"
        "jail = start(sys.argv[1]); print(jail.keeper, jail.place, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, study_store.address], stdout=subprocess.PIPE, text=True
    ) as server:
        keeper, place = server.stdout.readline().split()
        [warden] = children(int(keeper))
        cells = children(warden)

        server.kill()

    assert cells
    wait_until(lambda: all(is_gone(pid) for pid in [int(keeper), warden, *cells]))
    assert not Path(place).parent.exists()


def test_what_is_no_job_is_hung_up_on(jail):
    for nonsense in (
        b"hello\n",
        b"{}\n",
        b"x" * 100_000,
        b'{"client": "a"}\n',
        b"[1]\n",
        b"1\n",
        b"",
    ):
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(jail.place)
            link.settimeout(10)
            try:
                link.sendall(nonsense)
                link.shutdown(socket.SHUT_WR)
                assert link.recv(100) == b""
            except (BrokenPipeError, ConnectionResetError):
                pass

    assert works(jail)


def test_a_store_that_is_changed_answers_as_it_is_now(tmp_path):
    with opened("embedded", tmp_path) as store, start(store.address, SMALL, services=()) as jail:
        sparql = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

        def asked():
            answered = jail.run(Job(sparql, "csv"))
            return answered.revision, int(b"".join(answered.chunks()).split()[-1])

        empty = asked()
        store.replace("first", read_graphs("first"))
        one = asked()
        store.replace("second", read_graphs("second"))
        two = asked()
        store.remove("first")
        store.remove("second")

        assert asked() == empty
        assert one[0] != two[0] == store_revision_of_two(tmp_path / "again")
        assert empty[1] < one[1] < two[1]


def store_revision_of_two(folder):
    with opened("embedded", folder) as store:
        for study in ("first", "second"):
            store.replace(study, read_graphs(study))
        return store.revision()


def test_a_store_that_cannot_be_read_is_told_without_its_place(tmp_path):
    with opened("embedded", tmp_path) as store:
        store.replace("first", read_graphs("first"))
        with start(store.address, SMALL, services=()) as jail:
            assert works(jail)
            [file] = (tmp_path / "pif-data" / "studies").iterdir()
            whole = file.read_bytes()
            time.sleep(0.01)
            file.write_bytes(b"not what was written")

            with pytest.raises(StoreError) as refused:
                jail.run(Job("ASK {}", "json"))

            assert str(tmp_path) not in str(refused.value)
            file.write_bytes(whole)
            assert works(jail)


def test_a_jail_over_what_cannot_be_read_does_not_start(tmp_path):
    (tmp_path / "format").write_text("something else")

    with pytest.raises(PifError, match="not the mark of a store"):
        start(tmp_path, SMALL, services=())


def test_a_long_name_of_the_folder_for_temporary_files_is_no_hindrance(
    study_store, tmp_path, monkeypatch
):
    deep = tmp_path / ("x" * 80)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))

    with start(study_store.address, SMALL, services=()) as jail:
        assert works(jail)
