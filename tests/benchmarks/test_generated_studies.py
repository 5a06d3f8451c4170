"""Generated studies: the same every time, sound, and as uneven as they are said to be."""

from __future__ import annotations

import csv
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from benchmarks import shape
from benchmarks.constructs import above, spoken_of
from benchmarks.generate import sizes, write_folders
from benchmarks.studies import study
from kg import loading
from kg.formats import read
from kg.store import open_store

QUOTES, PER_STUDY = 160, 80


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return list(write_folders(QUOTES, tmp_path_factory.mktemp("made"), per_study=PER_STUDY))


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def test_the_same_arguments_give_the_same_bytes_however_many_processes_write(folders, tmp_path):
    again = list(write_folders(QUOTES, tmp_path, per_study=PER_STUDY, workers=2))

    assert [digest(folder) for folder in again] == [digest(folder) for folder in folders]


def test_another_seed_gives_another_study():
    assert study(1, 30).tables["quotes"] == study(1, 30, seed=0).tables["quotes"]
    assert study(1, 30).tables["quotes"] != study(1, 30, seed=1).tables["quotes"]


def test_studies_have_so_many_quotes_as_was_said(folders):
    assert [len(rows(folder, "quotes.csv")) for folder in folders] == sizes(QUOTES, PER_STUDY)


def test_a_store_takes_them_without_a_warning(folders, tmp_path):
    store = open_store(str(tmp_path / "store"))

    loaded = [loading.load(folder, store, strict=True) for folder in folders]

    assert [one.outcome for one in loaded] == ["loaded", "loaded"]
    assert {f.severity for one in loaded for f in one.findings} <= {"info"}


def test_quotes_are_of_30_to_80_words_with_one_to_four_codings(folders):
    for folder in folders:
        lengths = [len(row["text"].split()) for row in rows(folder, "quotes.csv")]
        codings = Counter(row["quote"] for row in rows(folder, "codings.csv"))

        assert shape.SHORTEST <= min(lengths) < max(lengths) <= shape.LONGEST
        assert set(codings.values()) <= set(shape.CODINGS)
        assert len(codings) == len(lengths)


def test_some_codes_are_applied_much_more_than_others(folders):
    applied = Counter(row["code"] for row in rows(folders[0], "codings.csv")).most_common()

    assert applied[0][1] > 3 * applied[len(applied) // 2][1]


def test_the_words_of_a_quote_are_as_long_as_its_offsets_say(folders):
    for row in rows(folders[0], "quotes.csv"):
        assert int(row["end"]) - int(row["start"]) == len(row["text"])


def test_codes_map_to_sixty_constructs_with_all_above_them():
    assert len({up for slug in spoken_of() for up in above(slug)}) == shape.CONSTRUCTS


def test_participants_have_no_names(folders):
    for folder in folders:
        assert all(row["id"] == row["label"] == f"P{i}" for i, row in
                   enumerate(rows(folder, "participants.csv"), 1))  # fmt: skip


def test_a_quote_of_a_study_of_usual_size_has_about_28_statements(tmp_path):
    [folder] = write_folders(500, tmp_path)

    stated = sum(len(triples) for triples in read(folder).graphs.values())

    assert 26 <= stated / 500 <= 30
