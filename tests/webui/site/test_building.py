"""A folder is built beside the last and takes its place; what a killed one left is taken away."""

import os
import time

import pytest

from kg.store import lock
from webui.site import publishing
from webui.site.building import MARKER, building

OURS = '{"made_by": "pif-kg"}'


def write(folder, said):
    (folder / MARKER).write_text(OURS)
    (folder / "page.html").write_text(said)


def test_new_folder_takes_the_place_of_the_last(tmp_path):
    out = tmp_path / "site"
    for said in ("first", "second"):
        with building(out) as folder:
            write(folder, said)
            (folder.parent / "meanwhile").write_text("not of the site")

    assert sorted(p.name for p in out.iterdir()) == ["page.html", MARKER]
    assert (out / "page.html").read_text() == "second"
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
    assert out.stat().st_mode & 0o777 == 0o755


def test_what_fails_leaves_the_last_as_it_was(tmp_path):
    out = tmp_path / "site"
    with building(out) as folder:
        write(folder, "first")

    def fail():
        with building(out) as folder:
            write(folder, "second")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert (out / "page.html").read_text() == "first"
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def left_behind(parent, name):
    folder = parent / name
    (folder / "site").mkdir(parents=True)
    long_ago = time.time() - 3600
    os.utime(folder, (long_ago, long_ago))
    return folder


def test_what_was_killed_is_taken_away_and_what_is_under_way_stays(tmp_path):
    killed = left_behind(tmp_path, ".site.new-killed")
    another = left_behind(tmp_path, ".other.new-killed")
    under_way = left_behind(tmp_path, ".site.new-under-way")
    begun = tmp_path / ".site.new-begun"
    begun.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / ".site.new-link").symlink_to(elsewhere)

    with lock.held(under_way / "lock", "publishing site"), building(tmp_path / "site") as folder:
        write(folder, "first")

    assert not killed.exists()
    assert all(folder.exists() for folder in (another, under_way, begun, elsewhere))


def test_publication_that_is_killed_leaves_one_folder_that_the_next_takes_away(
    tmp_path, monkeypatch, study_graph
):
    out = tmp_path / "site"
    process = os.fork()
    if not process:  # nothing is cleaned up by who leaves like this, as by who is killed
        monkeypatch.setattr(publishing, "take", lambda *given: os._exit(9))
        publishing.publish(study_graph.store, out, workers=1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 9
    [left] = tmp_path.iterdir()
    assert left.name.startswith(".site.new-")
    long_ago = time.time() - 3600
    os.utime(left, (long_ago, long_ago))

    with building(out) as folder:
        write(folder, "next")

    assert [p.name for p in tmp_path.iterdir()] == ["site"]
