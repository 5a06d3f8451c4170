"""Whatever way a program counts, every quote is exact to the character."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refi_files import WAYS, Document, Span, Way, guid, qdpx, zipped

from kg.formats.qda.project import Project
from kg.formats.qda.refi import read_refi
from kg.formats.reporting import Report

# Words as people say them in many scripts: astral, combining, right to left, without spaces.
WORDS = st.one_of(
    st.sampled_from(["I", "patched", "it", "together,", "“Zoë”", "e\u0301te\u0301", "😀", "👩‍⚕️"]),
    st.sampled_from(["和我一起工作", "\U0001d4b3\U0001d4b4", "שלום", "नमस्ते", "\n", "\n\n"]),
    st.sampled_from(["don\u2019t", "—", "x…", "a\u00a0b", "\t", "   "]),
    st.integers(0, 10**6).map(str),
)


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """Some texts, each with some spans long enough to be told apart, and some of any kind."""
    made = []
    for number in range(draw(st.integers(1, 3))):
        words = draw(st.lists(WORDS, min_size=20, max_size=40))
        # A number in each place tells it from all others, as real texts do.
        text = " ".join(f"{word} w{i}" for i, word in enumerate(words))
        # The last words: they stand after every character that counts as one or as two.
        spans = [Span(len(text) - 24, len(text), [(0, 0)])]
        for i in range(draw(st.integers(3, 8))):
            start = draw(st.integers(0, len(text) - 30))
            length = draw(st.integers(12, 30)) if i < 2 else draw(st.integers(0, 30))
            codes = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), max_size=3))
            spans.append(Span(start, start + length, codes))
        made.append(Document(f"Interview {number}", text, spans))
    return made


def codings(project: Project) -> Counter[object]:
    return Counter(
        (s.source, s.start, s.end, s.text, c.code, c.coder)
        for s in project.selections
        for c in s.codings
    )


def meant(made: list[Document]) -> Counter[object]:
    return Counter(
        (guid("s", i), s.start, s.end, d.text[s.start : s.end], guid("c", code), guid("u", coder))
        for i, d in enumerate(made)
        for s in d.spans
        for code, coder in s.codes
    )


def read(data: bytes) -> tuple[Project, Report]:
    with tempfile.NamedTemporaryFile(suffix=".qdpx") as file:
        file.write(data)
        file.flush()
        report = Report()
        project = read_refi(Path(file.name), report)
    assert project is not None, report.findings()
    return project, report


@pytest.mark.parametrize("way", WAYS, ids=str)
@settings(max_examples=20, deadline=None)
@given(made=documents(), bom=st.booleans())
def test_codings_are_read_back_exact(way, made, bom):
    way = Way(way.utf16, way.inclusive, way.two, way.crlf, bom)

    project, _ = read(qdpx(made, way))

    assert codings(project) == meant(made)
    assert all(s.text == d.text for s, d in zip(project.sources, made, strict=True))


STORY = (
    "Interviewer: And you? 😀\n"
    "R2: I splinted 👩‍⚕️ it. I kept being the student until I felt safe and sound.\n"
    "Then, slowly, I stopped 😀 needing it… My senior said: “You are the team.”\n"
    "R2: 😀😀 It was hard to say no. So even if I was not keen, I would still do it anyway.\n"
    "At first, I was rather stressed writing the paper 😀. But then you talk with the others,\n"
    "and you realise that everybody is equally lost. That gave some comfort.\n"
) * 4


def sentences(text: str) -> list[Span]:
    """Return the spans of what stands between full stops, as somebody marks them."""
    found, start = [], 0
    for i, character in enumerate(text):
        if character in ".?" and text[i + 1 : i + 2] in (" ", "\n"):
            found.append(Span(start, i + 1, [(0, 0)]))
            start = i + 2
    return found


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_where_sentences_end_is_enough_when_selections_have_no_names(way):
    made = [Document("R2", STORY, sentences(STORY))]

    project, report = read(qdpx(made, way, names=False))

    assert codings(project) == meant(made)
    assert report.findings() == []


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_names_that_are_cut_or_edited_do_no_harm(way):
    spans = sentences(STORY)
    for i, span in enumerate(spans):
        words = STORY[span.start : span.end]
        span.name = [words[:30] + "…", f"line:{i}", words.upper(), words][i % 4]
    made = [Document("R2", STORY, spans)]

    project, _ = read(qdpx(made, way))

    assert codings(project) == meant(made)


ENCODINGS = [("utf-8", False), ("utf-8", True), ("utf-16-le", False), ("utf-16-le", True)]
ENCODINGS += [("utf-16-be", False), ("utf-16-be", True), ("utf-32-le", True), ("utf-32-be", True)]


@pytest.mark.parametrize(("encoding", "bom"), ENCODINGS)
def test_texts_in_every_encoding_are_read(encoding, bom):
    made = [Document("R2", STORY, sentences(STORY))]

    project, report = read(qdpx(made, Way(bom=bom, encoding=encoding)))

    assert codings(project) == meant(made)
    assert report.findings() == []


def test_a_text_in_latin_1_is_read_with_a_warning():
    made = [Document("R2", "Zoë a pleuré après l\u2019appel.", [Span(0, 3, [(0, 0)])])]

    project, report = read(qdpx(made, Way(encoding="cp1252")))

    assert [s.text for s in project.selections] == ["Zoë"]
    assert [f.rule for f in report.findings()] == ["text-encoding"]


def test_lone_carriage_returns_are_line_ends():
    text = "First line.\nSecond line 😀 here.\nThird."
    made = [Document("R2", text, [Span(12, 31, [(0, 0)])])]

    class Old(Way):
        def stored(self, text: str) -> bytes:
            return text.replace("\n", "\r").encode()

    project, _ = read(qdpx(made, Old()))

    assert codings(project) == meant(made)


def test_each_source_counts_in_its_own_way():
    """Texts written by different programs in one project, as after a merge."""
    exact = sentences(STORY)
    one, other = Way(utf16=True, crlf=True, two=True), Way()

    class Mixed(Way):
        def units(self, text: str) -> list[int]:
            return (one if text.startswith("A") else other).units(text)

        def stored(self, text: str) -> bytes:
            return (one if text.startswith("A") else other).stored(text)

    shifted = [Span(s.start + 1, s.end + 1, s.codes) for s in exact]
    made = [Document("a", "A" + STORY, shifted), Document("b", STORY, exact)]

    project, _ = read(qdpx(made, Mixed()))

    assert codings(project) == meant(made)
    assert [s.convention and s.convention.unit for s in project.sources] == [
        "UTF-16 units", "code points"
    ]  # fmt: skip


def test_the_convention_is_recorded_with_its_score():
    made = [Document("R2", STORY, sentences(STORY))]

    project, _ = read(qdpx(made, Way(utf16=True, crlf=True, two=True)))

    found = project.sources[0].convention
    assert found is not None
    assert (found.unit, found.inclusive_end, found.line_ends_as_one) == (
        "UTF-16 units", False, False
    )  # fmt: skip
    assert found.score == 1.0
    assert found.rivals == ()
    assert found.same


def test_readings_that_give_the_same_characters_are_named_without_a_warning():
    made = [Document("R2", "Plain words. Nothing else.", [Span(0, 12, [(0, 0)])])]

    project, report = read(qdpx(made, Way()))

    found = project.sources[0].convention
    assert found is not None
    assert found.same
    assert "UTF-16 units, end exclusive, line ends as one" in found.rivals
    assert report.findings() == []


def test_a_reading_that_nothing_decides_is_a_warning():
    text = "和我一起工作的人" * 20 + "😀" + "和我一起工作的人" * 20
    made = [Document("R2", text, [Span(170, 180, [(0, 0)])])]

    _, report = read(qdpx(made, Way(), names=False))

    [finding] = report.findings()
    assert finding.rule == "offsets-unclear"
    assert "as likely" in finding.message


def test_a_text_that_is_not_the_one_coded_is_a_warning():
    made = [Document("R2", STORY, sentences(STORY)[:12])]
    data = qdpx(made, Way())
    other = qdpx([Document("R2", "Another text " * 100, made[0].spans)], Way(), names=False)
    parts = {}
    for written in (data, other):
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()} | {
                k: v for k, v in parts.items() if k == "project.qde"
            }

    _, report = read(zipped(parts))

    assert "offsets-doubtful" in [f.rule for f in report.findings()]


def test_scripts_without_blanks_are_no_reason_for_doubt():
    text = "和我一起工作的人都很累。" * 20
    made = [Document("R2", text, [Span(i * 12 + 2, i * 12 + 7, [(0, 0)]) for i in range(10)])]

    project, report = read(qdpx(made, Way(), names=False))

    assert codings(project) == meant(made)
    assert "offsets-doubtful" not in [f.rule for f in report.findings()]
