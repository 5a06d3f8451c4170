"""What is written is valid, the same every time, and reads back as the same study."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kg.errors import UsageError
from kg.findings import Place
from kg.formats import read
from kg.formats.qda.project import Project
from kg.formats.qda.refi import read_codebook, read_refi, write_qdc, write_qdpx
from kg.formats.qda.studying import study_of
from kg.formats.reporting import Report
from kg.model import Code, Coding, Concept, Document, Participant, Quote, Study, Tenure

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(__file__).parent / "data/standard"
PROFILES = ["", "nvivo", "maxqda"]
PROJECT = etree.XMLSchema(etree.parse(DATA / "Project.xsd"))
CODEBOOK = etree.XMLSchema(etree.parse(DATA / "Codebook.xsd"))


def bundled(name: str) -> Study:
    study = read(ROOT / name).model
    assert study is not None
    return study


@pytest.fixture(scope="module", params=["studies/krishna2024", "tests/data/small-study"])
def study(request: pytest.FixtureRequest) -> Study:
    return bundled(request.param)


def read_back(path: Path) -> Project:
    report = Report()
    project = read_refi(path, report)
    assert project is not None
    assert report.findings() == []
    return project


def plain(records: list[Any], *without: str) -> list[dict[str, Any]]:
    """Return records as mappings, without where they were read, in the order of their ids."""
    said = [dataclasses.asdict(record) for record in records]
    for record in said:
        for name in ("place", *without):
            record.pop(name, None)
    return sorted(said, key=lambda record: record["id"])


@pytest.mark.parametrize("profile", PROFILES)
def test_a_project_is_valid_in_every_profile(study, profile, tmp_path):
    write_qdpx(study, tmp_path / "out.qdpx", profile=profile)

    with zipfile.ZipFile(tmp_path / "out.qdpx") as archive:
        names = archive.namelist()
        markup = etree.fromstring(archive.read("project.qde"))

    assert PROJECT.validate(markup), PROJECT.error_log
    assert names[0] == "project.qde"
    assert all(name.startswith("sources/") for name in names[1:])


def test_a_codebook_is_valid_and_reads_back(study, tmp_path):
    losses = write_qdc(study, tmp_path / "out.qdc")

    assert CODEBOOK.validate(etree.parse(tmp_path / "out.qdc")), CODEBOOK.error_log
    codes = read_codebook(tmp_path / "out.qdc", Report()).codes
    assert {c.id for c in study.codes} <= {(c.own or {}).get("id") for c in codes}
    assert ("quotes.csv", "a codebook holds codes alone", len(study.quotes)) in losses.lines()


@pytest.mark.parametrize("profile", PROFILES)
def test_the_same_study_gives_the_same_bytes(study, profile, tmp_path):
    write_qdpx(study, tmp_path / "one.qdpx", profile=profile)
    write_qdpx(study, tmp_path / "two.qdpx", profile=profile)

    assert (tmp_path / "one.qdpx").read_bytes() == (tmp_path / "two.qdpx").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.qdpx", "two.qdpx"]


def test_guids_stay_when_a_study_grows(tmp_path):
    study = bundled("tests/data/small-study")
    write_qdpx(study, tmp_path / "one.qdpx")
    before = {s.id for s in read_back(tmp_path / "one.qdpx").selections}
    study.quotes.insert(0, dataclasses.replace(study.quotes[0], id="Q0"))
    write_qdpx(study, tmp_path / "two.qdpx")

    after = {s.id for s in read_back(tmp_path / "two.qdpx").selections}

    assert before < after
    assert len(after) == len(before) + 1


@pytest.mark.parametrize("profile", PROFILES)
def test_a_study_comes_back_as_it_was(study, profile, tmp_path):
    """All that a project can say; what it cannot is told apart by the losses."""
    losses = write_qdpx(study, tmp_path / "out.qdpx", profile=profile)

    project = read_back(tmp_path / "out.qdpx")
    again = study_of(project, Report(), id=study.id)

    lost = {what for what, _, _ in losses.lines()}
    moved = ["start", "end"] if "Line ends of texts" in lost else []
    shared = [c.id for c in study.codings if c.concept.iri]
    assert bool(shared) == any(
        why.startswith("a concept of a shared scheme") for _, why, _ in losses.lines()
    )
    ours = [c for c in again.codes if any(c.id == code.id for code in study.codes)]
    assert plain(ours) == plain(study.codes)
    assert plain(again.quotes, "claim", *moved) == plain(study.quotes, "claim", *moved)
    assert plain(again.participants, "tenures") == plain(study.participants, "tenures")
    assert {t.role for p in again.participants for t in p.tenures} == {
        t.role for p in study.participants for t in p.tenures
    }
    same = ["text"] if moved else []
    assert plain(again.documents, *same) == plain(study.documents, *same)
    kept = [c for c in study.codings if c.id not in shared]
    assert plain([c for c in again.codings if c.id not in shared]) == plain(kept)
    for name in ("title", "language", "licence", "attribution"):
        assert getattr(again, name) == getattr(study, name)


def test_what_no_project_can_say_is_counted(tmp_path):
    study = bundled("studies/krishna2024")

    losses = write_qdpx(study, tmp_path / "out.qdpx")

    lost = {what: number for what, _, number in losses.lines()}
    assert lost["claims.csv"] == len(study.claims)
    assert lost["mappings.sssom.tsv"] == len(study.mappings)
    assert lost["references.json"] == len(study.references)
    assert lost["study.yaml: ethics"] == len(study.consents)


def test_names_of_quotes_are_their_words_and_a_text_not_held_is_its_quotes(tmp_path):
    study = bundled("studies/krishna2024")
    write_qdpx(study, tmp_path / "out.qdpx")

    with zipfile.ZipFile(tmp_path / "out.qdpx") as archive:
        root = etree.fromstring(archive.read("project.qde"))
        texts = {n: archive.read(n).decode() for n in archive.namelist() if n.endswith(".txt")}

    there = root.iterfind(".//{*}PlainTextSelection")
    words = {selection.get("name") for selection in there}
    assert words == {quote.text for quote in study.quotes}
    assert sum(texts_of.count("\n\n") + 1 for texts_of in texts.values() if texts_of) == len(words)


@pytest.mark.parametrize(
    ("profile", "text"),
    [("", b"A\xf0\x9f\x98\x80\nb c\n"), ("nvivo", b"\xef\xbb\xbfA\xf0\x9f\x98\x80\r\nb c\r\n")],
)
def test_a_profile_counts_as_its_program_does(profile, text, tmp_path):
    study = _study([Document("D", HERE, kind="other", text="A😀\nb c\n")])
    study.quotes = [Quote("Q", HERE, "b", "D", start=3, end=4)]
    write_qdpx(study, tmp_path / "out.qdpx", profile=profile)

    with zipfile.ZipFile(tmp_path / "out.qdpx") as archive:
        root = etree.fromstring(archive.read("project.qde"))
        stored = archive.read(archive.namelist()[1])

    [selection] = root.iterfind(".//{*}PlainTextSelection")
    assert selection.get("startPosition") == ("5" if profile else "3")
    assert stored == text


def test_there_is_no_other_profile(tmp_path):
    with pytest.raises(UsageError, match="no profile 'atlas'"):
        write_qdpx(_study([]), tmp_path / "out.qdpx", profile="atlas")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no codes"):
        write_qdc(_study([]), tmp_path / "out.qdc")


HERE = Place("made")
TEXT = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=40
)


def _study(documents: list[Document]) -> Study:
    return Study("made", HERE, title="Made", documents=documents)


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """A study of texts of any characters, coded anywhere, with notes of any characters."""
    study = _study([])
    study.codes = [Code(f"c{i}", HERE, label=draw(TEXT) or "x") for i in range(3)]
    study.codes[2].parent = "c1"
    study.participants = [Participant("P1", HERE, [Tenure("P1", "mentee", HERE)])]
    for number in range(draw(st.integers(0, 2))):
        text = "".join(draw(st.lists(TEXT, min_size=1, max_size=5)))
        text = text.replace("\r", "")
        document = Document(f"D{number}", HERE, kind="other", text=text)
        document.participant = draw(st.sampled_from(["", "P1"]))
        study.documents.append(document)
        for i in range(draw(st.integers(0, 4))):
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, len(text)))
            if not text[start:end].strip():
                continue
            quote = Quote(
                f"Q{number}-{i}", HERE, text[start:end], document.id, start=start, end=end
            )
            quote.participant = draw(st.sampled_from(["", "P1"]))
            study.quotes.append(quote)
            for code in draw(st.sets(st.sampled_from(["c0", "c1", "c2"]), min_size=1)):
                study.codings.append(
                    Coding(
                        f"{quote.id}-{code}", HERE, quote.id, Concept(code), "ann", kind="author"
                    )
                )
    return study


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=15, deadline=None)
@given(study=studies())
def test_any_study_is_valid_and_comes_back(tmp_path_factory, profile, study):
    out = tmp_path_factory.mktemp("out") / "out.qdpx"
    write_qdpx(study, out, profile=profile)

    with zipfile.ZipFile(out) as archive:
        assert PROJECT.validate(etree.fromstring(archive.read("project.qde"))), PROJECT.error_log
    report = Report()
    project = read_refi(out, report)
    assert project is not None
    again = study_of(project, report, id="made")

    assert plain(again.quotes) == plain(study.quotes)
    assert plain(again.codings) == plain(study.codings)
    assert plain(again.documents) == plain(study.documents)
