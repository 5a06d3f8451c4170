"""Files that real programs wrote are read as what they are, to the character."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from kg.formats.qda.project import Project
from kg.formats.qda.refi import read_codebook, read_refi
from kg.formats.reporting import Report

DATA = Path(__file__).parent / "data"
QUALCODER = sorted((DATA / "qualcoder").glob("*.qdpx"))


def read(path: Path) -> tuple[Project, Report]:
    report = Report()
    project = read_refi(path, report)
    assert project is not None, report.findings()
    return project, report


@pytest.mark.parametrize("path", QUALCODER, ids=lambda path: path.stem)
def test_every_coding_of_the_ground_truth_is_there_and_no_other(path):
    truth = json.loads((DATA / "qualcoder/GROUND_TRUTH_codings.json").read_text(encoding="utf-8"))

    project, _ = read(path)

    names = {code.id: code.name for code in project.codes}
    coders = {coder.id: coder.name for coder in project.coders}
    number = {source.id: i for i, source in enumerate(project.sources, 1)}
    found = [
        (number[s.source], s.start, s.end, s.text, names[c.code], coders[c.coder])
        for s in project.selections
        for c in s.codings
    ]
    keys = ("source", "start_cp", "end_cp", "quote", "code", "owner")
    assert Counter(found) == Counter(tuple(t[key] for key in keys) for t in truth)


@pytest.mark.parametrize("path", QUALCODER, ids=lambda path: path.stem)
def test_what_qualcoder_says_beside_codings_is_kept(path):
    project, report = read(path)

    first, second = project.sources
    assert (first.name, first.memo) == ("R1.txt", "memo of R1.txt & more")
    assert [s.values for s in (first, second)] == [
        {"Interview date": "2025-11-02"}, {"Interview date": "2025-11-09"}
    ]  # fmt: skip
    [note] = [s for s in project.selections if not s.codings]
    assert (note.text, note.memo) == ("Not at graduation", "annotation: timing of identity")
    assert [(c.name, c.values) for c in project.cases] == [
        ("Resident 1", {"PGY": "1", "Specialty": "Surgery"}),
        ("Resident 2", {"PGY": "3", "Specialty": "Médecine interne"}),
    ]
    memos = [s.memo for s in project.selections if s.memo and s.codings]
    assert memos == ["why: borrowed voice", "spans blank line"]
    assert first.convention is not None
    assert first.convention.line_ends_as_one
    assert [f.rule for f in report.findings()] == ["cases-unlinked"]


def test_codes_come_parents_first_with_what_they_mean():
    project, _ = read(QUALCODER[0])

    by_name = {code.name: code for code in project.codes}
    assert [c.name for c in project.codes][:4] == [
        "unfiled code", "Identity work", "Customization", "patching"
    ]  # fmt: skip
    assert by_name["tears"].parent == by_name["distress <acute>"].id
    assert not by_name["Emotion"].codable
    assert by_name["tears"].codable
    assert by_name["patching"].definition == "Borrowing to repair"


def test_words_of_missing_texts_are_taken_from_names_only_where_these_are_quotes():
    """Annex A.2: the source files are missing; names are quotes, cut ones, and edited ones."""
    project, report = read(DATA / "standard/annexA2_atlas.qdpx")

    words = [s.text for s in project.selections if s.text and s.region is None]
    assert words == [
        "Oh, that was great. See you tomorrow? Eleven thirty. Mm.",
        "I did try the gluten free bread, but it was always so soggy,",
    ]
    rules = Counter(f.rule for f in report.findings())
    assert (rules["words-from-names"], rules["words-unknown"]) == (2, 3)
    assert ("PlainTextSelection", "the text of its source is not in the file", 4) in (
        project.losses.lines()
    )


def test_regions_and_their_words_are_kept():
    project, _ = read(DATA / "standard/annexA2_atlas.qdpx")

    pages = [
        (s.region.page, s.region.box, s.text, len(s.codings))
        for s in project.selections
        if s.region and s.region.page is not None
    ]
    assert pages[0] == (
        0, (18, 45, 577, 234), "favoritos.Dificultad: MediaTiempo: 2 horas 30 minutos ", 1
    )  # fmt: skip
    assert [p[3] for p in pages] == [1, 1, 1, 1], "twins of one guid are one selection"
    [memo] = [s for s in project.selections if s.memo and not s.codings]
    assert memo.region is not None
    assert (memo.region.begin, memo.region.end) == (16176, 45358)


def test_sets_of_atlas_are_values_and_groups():
    project, _ = read(DATA / "standard/annexA2_atlas.qdpx")

    simon = next(s for s in project.sources if s.name == "Simon.docx")
    assert simon.values == {"gender": "male", "age": "67"}
    assert simon.groups == ["Simon", "Text files"]


def test_nothing_that_is_dropped_goes_uncounted():
    project, _ = read(DATA / "standard/annexA2_atlas.qdpx")

    lost = {what: number for what, _, number in project.losses.lines()}
    assert lost["Graph/Vertex"] == 3
    assert lost["Set/MemberCode"] == 19
    assert lost["Project/@basePath"] == 1
    assert lost["TextSource/@richTextPath"] == 6


def test_labels_of_transana_are_no_quotes():
    """Annex A.3: two labels happen to be as long as what they mark."""
    project, report = read(DATA / "standard/annexA3_transana_repaired.qde")

    assert [s.text for s in project.selections if s.text] == []
    assert not report.has("words-from-names", "annexA3_transana_repaired.qde")
    times = [s.region.begin for s in project.selections if s.region and s.region.begin]
    assert times == [5000, 10000, 15000, 20000, 25000]


@pytest.mark.parametrize(
    ("file", "codes", "below"),
    [
        ("standard/annexA1_codebook.qdc", 6, 0),
        ("qualcoder/Codebook-pif_residents.qdc", 9, 6),
        ("taguette_codebook.qdc", 11, 0),
    ],
)
def test_codebooks_are_read(file, codes, below):
    report = Report()

    project = read_codebook(DATA / file, report)

    assert len(project.codes) == codes
    assert sum(bool(code.parent) for code in project.codes) == below
    assert report.findings() == []


def test_nothing_personal_is_said():
    for path in sorted(DATA.rglob("*.q[d][pe]*")):
        report = Report()
        project = read_refi(path, report) or Project()
        said = " ".join([*map(str, report.findings()), *map(str, project.losses.lines())])

        assert "/Users" not in said
        assert "E:/" not in said
        assert not any(coder.name in said for coder in project.coders if len(coder.name) > 4)
