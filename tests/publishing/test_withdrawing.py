"""What is removed leaves nothing behind but a word that it is gone, where it was public."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from kg.errors import UnknownThing
from kg.linking.reviews import decide as decide_pair
from kg.linking.reviews import review
from kg.loading import load
from kg.publishing import public_folder, refresh, tombstones, withdraw
from kg.publishing.decisions import decisions
from kg.publishing.review import decide
from kg.publishing.withdrawing import note_published, settle
from kg.store import open_store

GATE = Path(__file__).with_name("data") / "gate"


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "pif-data")
    load(GATE, opened)
    yield opened
    opened.close()


def everything(folder):
    """Return all that lies in a store's folder, unpacked."""
    import gzip

    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield path.name.encode()
            yield gzip.decompress(content) if path.suffix == ".gz" else content


def test_a_study_that_strangers_were_served_leaves_its_title_and_the_day(store, tmp_path):
    load("krishna2024", store)
    refresh(store)
    decide(store, exclude=["gate/quote/Q7"], by="us", why="P4 is somebody")
    made = review("gate/Q1", "krishna2024/Q01", "rejected", who="us")
    decide_pair(store, [made])

    stone = withdraw(store, "gate")

    assert stone == tombstones(store)[0]
    assert (stone.study, stone.title) == ("gate", "A made-up study that tells too much")
    assert len(stone.removed_on) == len("2025-05-05")
    assert [each.verb for each in decisions(store)] == ["withdrawn"]
    left = b"\n".join(everything(tmp_path / "pif-data"))
    for word in (b"study/gate/", b"velvet staircase", b"opens doors", b"P4 is somebody"):
        assert word not in left
    with closing(open_store(public_folder(store))) as served:
        assert [each.id for each in served.studies()] == ["krishna2024"]


def test_a_study_that_was_never_public_leaves_no_word(store):
    assert withdraw(store, "gate") is None
    assert tombstones(store) == []
    assert decisions(store) == []


def test_a_study_that_was_published_is_told_however_it_went(store):
    note_published(store, {"gate": "Told"})
    store.remove("gate")

    assert [(t.study, t.title) for t in settle(store)] == [("gate", "Told")]


def test_one_that_is_loaded_again_is_not_withdrawn(store):
    note_published(store, {"gate": "Told"})
    withdraw(store, "gate")
    load(GATE, store)

    assert tombstones(store) == []


def test_the_word_can_be_forgotten(store):
    note_published(store, {"gate": "Told"})
    withdraw(store, "gate")

    withdraw(store, "gate", forget=True)

    assert tombstones(store) == []
    assert decisions(store) == []
    with pytest.raises(UnknownThing):
        withdraw(store, "gate", forget=True)
