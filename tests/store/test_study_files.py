"""The folder: what is in it, what spoils it, what is left of a writer that died."""

import gzip
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
from pathlib import Path

import pytest

from kg.errors import StoreDamaged, StoreError, StoreUnreachable, UsageError
from kg.store import open_store
from kg.store.studyfiles import file_name


@pytest.fixture
def folder(tmp_path, graphs):
    place = tmp_path / "pif-data"
    store = open_store(place)
    store.replace("first", graphs("first"))
    store.replace("second", graphs("second"))
    return place


def ids(folder):
    return [study.id for study in open_store(folder).studies()]


def test_a_study_is_one_file_that_any_tool_reads(folder, graphs):
    from kg.terms import nquads

    with gzip.open(
        folder / "studies" / "first.nq.gz", "rt", encoding="utf-8", newline="\n"
    ) as file:
        header, *lines = list(file)

    assert header.startswith("# pif-kg study first quads 79 bytes ")
    assert lines == list(nquads(graphs("first")))


def test_the_same_study_is_the_same_bytes_on_every_day(folder, tmp_path, graphs):
    other = open_store(tmp_path / "other")
    other.replace("first", graphs("first"))

    name = "studies/first.nq.gz"
    assert (tmp_path / "other" / name).read_bytes() == (folder / name).read_bytes()


def test_replacing_with_the_same_touches_no_file(folder, graphs):
    before = (folder / "studies/first.nq.gz").stat()

    assert open_store(folder).replace("first", graphs("first")) is False

    after = (folder / "studies/first.nq.gz").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_file_names_tell_ids_apart_where_capitals_and_accents_do_not():
    names = [
        file_name(i) for i in ("a", "A", "é", "e\u0301", "a/b", "a%2fb", ".a", "x" * 300, "x" * 301)
    ]

    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= 255 and name.isascii() and "/" not in name for name in names)
    assert not any(name.startswith(".") for name in names)


SPOILERS = {
    "cut short": lambda data: data[:-20],
    "one byte changed": lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
    "other content": lambda data: gzip.compress(
        gzip.decompress(data).replace(b"senior", b"junior")
    ),
    "more content": lambda data: gzip.compress(
        gzip.decompress(data) + b"<a:s> <a:p> <a:o> <a:g> .\n"
    ),
    "no header": lambda data: gzip.compress(gzip.decompress(data).partition(b"\n")[2]),
    "not gzip": lambda data: b"hello",
    "empty": lambda data: b"",
    "a size beyond reason": lambda data: gzip.compress(
        gzip.decompress(data).replace(b" bytes ", b" bytes 99999999", 1)
    ),
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS)
def test_a_spoilt_file_is_named_and_loading_again_mends_it(folder, graphs, spoil):
    path = folder / "studies" / "first.nq.gz"
    path.write_bytes(spoil(path.read_bytes()))
    store = open_store(folder)

    with pytest.raises(StoreDamaged, match=r"first\.nq\.gz") as caught:
        store.read_study("first")
    assert "--replace" in caught.value.hint
    with pytest.raises(StoreDamaged):
        store.query("ASK {}")

    assert store.replace("first", graphs("first")) is True
    assert ids(folder) == ["first", "second"]
    assert store.query("ASK { ?s ?p ?o }").truth is True


def test_a_spoilt_study_can_be_removed(folder):
    (folder / "studies" / "first.nq.gz").write_bytes(b"")

    open_store(folder).remove("first")

    assert ids(folder) == ["second"]


def test_a_file_under_another_name_is_said(folder):
    shutil.copy(folder / "studies" / "first.nq.gz", folder / "studies" / "copy.nq.gz")

    with pytest.raises(StoreDamaged, match=r"copy\.nq\.gz holds the study first"):
        ids(folder)


def test_a_bomb_is_not_unpacked(folder):
    path = folder / "studies" / "first.nq.gz"
    header = gzip.decompress(path.read_bytes()).partition(b"\n")[0] + b"\n"
    path.write_bytes(gzip.compress(header + b" " * 100_000_000, 9))
    store = open_store(folder)

    tracemalloc.start()
    try:
        with pytest.raises(StoreDamaged):
            store.read_study("first")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 5_000_000


def test_leftovers_of_a_writer_are_not_seen_and_go_with_the_next(folder, graphs):
    left = [folder / "studies" / ".third.nq.gz.1.tmp", folder / ".format.1.tmp"]
    for path in left:
        path.write_bytes(b"half")

    assert ids(folder) == ["first", "second"]
    open_store(folder).remove("second")

    assert not any(path.exists() for path in left)


@pytest.mark.parametrize(
    ("present", "seen"),
    [
        ({"studies": "old", "studies.new": "half"}, ["second"]),
        ({"studies.old": "old", "studies.new": "new"}, ["first", "second"]),
        ({"studies": "new", "studies.old": "old"}, ["first", "second"]),
        ({"studies.old": "old"}, ["second"]),
    ],
    ids=["while writing", "between the renames", "before clearing up", "old only"],
)
def test_a_restore_that_was_cut_off_is_old_or_new_and_is_tidied_by_the_next_writer(
    folder, tmp_path, graphs, present, seen
):
    sources = {"old": tmp_path / "old", "new": tmp_path / "new", "half": tmp_path / "half"}
    shutil.copytree(folder / "studies", sources["new"])
    shutil.copytree(folder / "studies", sources["old"])
    (sources["old"] / "first.nq.gz").unlink()
    sources["half"].mkdir()
    (folder / "studies").rename(tmp_path / "away")
    for name, which in present.items():
        shutil.copytree(sources[which], folder / name)

    assert ids(folder) == seen

    with open_store(folder).writing("anything"):
        pass
    assert ids(folder) == seen
    assert sorted(p.name for p in folder.iterdir()) == ["format", "lock", "studies"]


def test_a_folder_with_other_things_is_not_written_into(tmp_path, graphs):
    (tmp_path / "thesis.docx").write_text("mine")

    with pytest.raises(UsageError, match=r"holds other files \(thesis\.docx\)"):
        open_store(tmp_path).replace("first", graphs("first"))
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


def test_an_empty_folder_is_written_into(tmp_path, graphs):
    (tmp_path / ".gitkeep").touch()

    assert open_store(tmp_path).replace("first", graphs("first")) is True


def test_a_mark_that_is_not_ours_is_refused(tmp_path):
    (tmp_path / "format").write_text("PNG")

    with pytest.raises(UsageError, match="not the mark of a store"):
        open_store(tmp_path)


def test_a_newer_format_is_refused(folder):
    mark = folder / "format"
    mark.write_text(mark.read_text().replace("store 1", "store 2"))

    with pytest.raises(StoreError, match="newer version"):
        open_store(folder)


def test_a_store_with_another_base_is_refused(folder):
    asked = f"from kg.store import open_store; open_store({str(folder)!r})"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PIF_BASE_IRI": "https://example.org/"},
        capture_output=True,
        text=True,
    )

    assert "PIF_BASE_IRI is now https://example.org/" in done.stderr


def test_a_store_that_must_exist_and_does_not_is_said(tmp_path):
    with pytest.raises(StoreUnreachable, match="There is no store in"):
        open_store(tmp_path / "none", must_exist=True)
    assert not (tmp_path / "none").exists()


def test_opening_and_reading_make_nothing(tmp_path):
    store = open_store(tmp_path / "none")

    assert store.studies() == []
    assert store.query("ASK { ?s a <a:b> }").truth is False
    assert not (tmp_path / "none").exists()


def test_a_file_is_no_store(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(UsageError, match="is a file"):
        open_store(tmp_path / "file")


@pytest.mark.parametrize("address", ["", "ftp://example.org/", "file:///tmp"])
def test_an_address_of_another_kind_is_refused(address):
    with pytest.raises(UsageError, match="not the place of a store"):
        open_store(address)


def test_a_folder_that_cannot_be_written_can_be_read(graphs):
    program = (
        "import os, sys, tempfile\n"
        "from kg.store import open_store; from kg.errors import StoreUnreachable\n"
        "with tempfile.TemporaryDirectory() as other:\n"
        "    warm = open_store(other + '/store'); warm.replace('x', {}); warm.query('ASK {}')\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)  # root may write anywhere\n"
        "store = open_store(sys.argv[1], must_exist=True)\n"
        "assert store.query('ASK { ?s ?p ?o }').truth\n"
        "try: store.remove('first')\n"
        "except StoreUnreachable as error: print(error)\n"
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pif-data"
        open_store(folder).replace("first", graphs("first"))
        everything = [folder, *folder.rglob("*")]
        Path(place).chmod(0o755)
        for path in everything:
            path.chmod(0o555 if path.is_dir() else 0o444)
        done = subprocess.run(
            [sys.executable, "-c", program, str(folder)], capture_output=True, text=True
        )
        for path in everything:
            path.chmod(0o755)

    assert "cannot be written" in done.stdout, done.stderr


def test_readers_see_whole_studies_while_another_process_writes(folder, graphs):
    program = (
        "import sys\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from store_kinds import read_graphs\n"
        "from kg.store import open_store\n"
        "store = open_store(sys.argv[1])\n"
        "both = read_graphs('first'), read_graphs('first-revised')\n"
        "print('ready', flush=True)\n"
        "for turn in range(150): store.replace('first', both[turn % 2])\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", program, str(folder), str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
    )
    store = open_store(folder)
    seen = set()
    counted = (
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/first')) }"
    )
    try:
        assert writer.stdout.readline() == b"ready\n"
        while writer.poll() is None:
            assert len(store.studies()) == 2
            [row] = store.query(counted).rows()
            seen.add(row["n"].split('"')[1])
            assert len(list(store.read_study("first"))) in (79, 14)
    finally:
        writer.communicate(timeout=60)

    assert writer.returncode == 0
    assert seen == {"79", "14"}


def test_threads_ask_while_another_writes(folder, graphs):
    store, writer = open_store(folder), open_store(folder)
    counted = (
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/first')) }"
    )
    seen, failures = set(), []
    done = threading.Event()

    def ask():
        try:
            while not done.is_set():
                [row] = store.query(counted).rows()
                seen.add(row["n"].split('"')[1])
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 20
    for turn in itertools.count():
        writer.replace("first", graphs(("first", "first-revised")[turn % 2]))
        # On a fast disk forty changes can be over before the threads had their turn.
        if turn >= 40 and (len(seen) == 2 or failures or time.monotonic() > until):
            break
    done.set()
    for thread in threads:
        thread.join(20)

    assert failures == []
    assert seen == {"79", "14"}
