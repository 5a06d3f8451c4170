"""The bundled study conforms but for what a person should look at; its spoiled rows are named."""

import csv
import shutil
from pathlib import Path
from time import process_time

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kg import formats, validation
from kg.resources import folder

STUDY = Path(str(folder("studies"))) / "krishna2024"


def findings(source: Path, *, release: bool = False):
    reading = formats.read(source)
    said = validation.check(
        reading.graphs, places=reading.places, column_for=reading.column_for, release=release
    )
    return validation.merge(reading.findings, said)


@pytest.mark.parametrize("release", [False, True], ids=["loading", "release"])
def test_first_study_has_two_speakers_and_three_diaries_to_look_at(release):
    said = [
        (f.severity, f.rule, f.focus.rpartition("/")[2], f.place.file, f.place.column)
        for f in findings(STUDY, release=release)
    ]

    assert sorted(said) == [
        ("info", "Diary-author", "MDiary1", "documents.csv", "participant"),
        ("info", "Diary-author", "MDiary4", "documents.csv", "participant"),
        ("info", "Diary-author", "NPDiary5", "documents.csv", "participant"),
        ("warning", "Participant-untabled", "M1", "participants.csv", "status"),
        ("warning", "Participant-untabled", "M2", "participants.csv", "status"),
    ]


def test_first_study_is_checked_in_time():
    reading = formats.read(STUDY)
    started = process_time()

    validation.check(reading.graphs, places=reading.places, column_for=reading.column_for)

    assert process_time() - started < 2.5


def test_two_extracts_of_one_answer_are_told_when_their_link_is_gone(tmp_path):
    study = copy_of_study(tmp_path)
    rows = [r for r in read(study / "relations.csv") if r["property"] != "overlapsWith"]
    write(study / "relations.csv", rows)

    [said] = [f for f in findings(study) if f.rule == "Quote-sharedPassage"]

    assert "in common with quote Q05" in said.message
    assert said.focus.endswith("/Q27")
    assert said.place.column == "text"


def test_attributes_that_point_to_one_person_are_counted(tmp_path):
    study = copy_of_study(tmp_path)
    yaml = (study / "study.yaml").read_text(encoding="utf-8")
    spoiled = yaml.replace("attributes: [role, status]", "attributes: [role, status, year]")
    assert spoiled != yaml
    (study / "study.yaml").write_text(spoiled, encoding="utf-8")

    said = [f for f in findings(study, release=True) if f.rule == "Participant-smallGroup"]

    assert {f.severity for f in said} == {"violation"}
    assert {f.place.file for f in said} == {"study.yaml"}
    alone = [f for f in said if ": 1 of at least 3" in f.message]
    assert len(alone) == 4


def copy_of_study(target: Path) -> Path:
    """Copy the study without its literature, which takes half of the time."""
    study = target / "study"
    shutil.copytree(STUDY, study)
    (study / "citations.csv").unlink()
    (study / "references.json").unlink()
    return study


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def another_speaker(row, rows):
    speakers = {r["participant"] for r in rows} - {"", row["participant"]}
    row["participant"] = min(speakers)


def same_text(row, rows):
    row["text"] = rows[0]["text"]


def put(**cells):
    return lambda row, rows: row.update(cells)


SPOILS = {
    "another speaker": ("quotes.csv", another_speaker),
    "text of the first row": ("quotes.csv", same_text),
    "no claim": ("quotes.csv", put(claim="")),
    "unknown claim": ("quotes.csv", put(claim="C-none")),
    "no text": ("quotes.csv", put(text="")),
    "start without end": ("quotes.csv", put(start="3")),
    "fewest above most": ("participants.csv", put(projects_min="9", projects_max="1")),
    "unknown role": ("participants.csv", put(role="elder")),
    "public transcript": ("documents.csv", put(access="public")),
    "later coding without reason": ("codings.csv", put(kind="project", rationale="")),
    "unknown code": ("codings.csv", put(code="d9")),
    "lead-in without quote": ("claims.csv", put(type="result (lead-in)", id="C-new")),
    "parent in the other scheme": ("codebook.csv", put(parent="c:patching")),
    "no label": ("codebook.csv", put(label="")),
}
"""Each way of spoiling a row: the file, and what is done to the row, given all rows."""


@settings(max_examples=15, deadline=None, phases=[Phase.reuse, Phase.generate])
@given(name=st.sampled_from(sorted(SPOILS)), number=st.integers(1, 200))
def test_a_spoiled_row_is_named(tmp_path_factory, name, number):
    file, spoil = SPOILS[name]
    study = copy_of_study(tmp_path_factory.mktemp("spoiled"))
    rows = read(study / file)
    # Not the first row, so that there is one to copy from; the header is row 1 and data begin at 2.
    index = 1 + number % (len(rows) - 1)
    spoil(rows[index], rows)
    write(study / file, rows)

    said = {
        (f.place.file, f.place.row)
        for f in findings(study)
        if f.place and f.rule not in ("Diary-author", "Participant-untabled")
    }

    assert (file, index + 2) in said
