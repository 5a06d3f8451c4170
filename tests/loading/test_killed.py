"""A load killed at any moment leaves the old study or the new one, whole."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.loading import load
from kg.resources import folder
from kg.store import open_store

KILLS = 20


@pytest.mark.slow
def test_a_load_killed_at_random_leaves_the_old_or_the_new_study(tmp_path):
    old = Path(str(folder("studies") / "krishna2024"))
    new = tmp_path / "krishna2024"
    shutil.copytree(old, new)
    quotes = new / "quotes.csv"
    quotes.write_text(
        quotes.read_text(encoding="utf-8").replace("demand a certain sort", "ask a certain sort"),
        encoding="utf-8",
        newline="",
    )
    place = tmp_path / "store"
    digests = {}
    for version in (new, old):
        store = open_store(place)
        load(version, store, replace=True)
        [held] = store.studies()
        digests[held.digest] = version
    assert len(digests) == 2
    pif = [sys.executable, "-m", "kg.cli", "load", "--replace", "--store", str(place)]
    began = time.monotonic()
    subprocess.run([*pif, str(new)], check=True, capture_output=True)
    whole = time.monotonic() - began
    chance = random.Random(20240915)
    seen = set()

    for turn in range(KILLS):
        process = subprocess.Popen(
            [*pif, str(old if turn % 2 == 0 else new)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        # Most of a load is reading and checking; the last tenth is where it writes.
        time.sleep(whole * (chance.random() if turn % 2 else 0.9 + 0.2 * chance.random()))
        process.kill()
        process.wait()

        store = open_store(place)
        [held] = store.studies()
        lines = list(store.read_study("krishna2024"))
        assert held.digest in digests
        assert len(lines) == held.quads
        seen.add(held.digest)
    assert seen
