"""Everything that stands around codings: memos, cases, groups, media, and what is odd in a file."""
# ruff: noqa: E501 - an element reads best in one line

from __future__ import annotations

from pathlib import Path

import pytest
from refi_files import Way, guid, project, text_source, write, zipped

from kg.findings import Place
from kg.formats.qda.project import Project, Selection
from kg.formats.qda.refi import read_refi
from kg.formats.qda.refi.rich import plain
from kg.formats.reporting import Report

TEXT = "I was lost at first. Then I asked, and we went on together."
CODE, OTHER = guid("code"), guid("other")
CODES = (
    f"<CodeBook><Codes><Code guid='{CODE}' name='lost' isCodable='true'/>"
    f"<Code guid='{OTHER}' name='found' isCodable='true'/></Codes></CodeBook>"
)
NOTE = guid("note")


def note(words: str = "A thought.", *, inside: str = "", id: str = NOTE, name: str = "") -> str:
    return f"<Note guid='{id}' name='{name}'><PlainTextContent>{words}</PlainTextContent>{inside}</Note>"


def coding(code: str = CODE, *, id: str = "", inside: str = "") -> str:
    made = id or guid("coding", code, inside)
    return f"<Coding guid='{made}'><CodeRef targetGUID='{code}'/>{inside}</Coding>"


def selection(start: int, end: int, inside: str = "", *, id: str = "", name: str = "") -> str:
    made = id or guid("selection", start, end)
    return (
        f"<PlainTextSelection guid='{made}' name='{name}' startPosition='{start}'"
        f" endPosition='{end}'>{inside}</PlainTextSelection>"
    )


def read(path: Path, body: str, **more: str) -> tuple[Project, Report]:
    report = Report()
    found = read_refi(write(path / "project.qde", project(body, **more)), report)
    assert found is not None, report.findings()
    return found, report


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings()]


def lost(found: Project) -> dict[str, int]:
    return {what: number for what, _, number in found.losses.lines()}


# Memos and notes


def test_a_link_between_a_note_and_a_selection_is_an_annotation(tmp_path):
    """NVivo: the note is the origin of a link to the selection."""
    place = selection(0, 20, id=guid("place"))
    link = f"<Links><Link guid='{guid('l')}' originGUID='{NOTE}' targetGUID='{guid('place')}'/></Links>"

    found, _ = read(
        tmp_path,
        f"{CODES}<Sources>{text_source(place, TEXT)}</Sources><Notes>{note()}</Notes>{link}",
    )

    [made] = found.selections
    assert (made.text, made.memo, made.codings) == ("I was lost at first.", "A thought.", [])
    assert "Note" not in lost(found)


@pytest.mark.parametrize(
    ("where", "memo"),
    [
        ("code", lambda p: p.codes[0].memo),
        ("source", lambda p: p.sources[0].memo),
        ("selection", lambda p: p.selections[0].memo),
        ("coding", lambda p: p.selections[0].codings[0].memo),
        ("project", lambda p: p.description),
    ],
)
def test_a_note_is_the_memo_of_what_refers_to_it(tmp_path, where, memo):
    ref = f"<NoteRef targetGUID='{NOTE}'/>"
    at = {name: ref if name == where else "" for name in ("code", "source", "selection", "coding")}
    codes = CODES.replace("isCodable='true'/>", f"isCodable='true'>{at['code']}</Code>", 1)
    inside = selection(0, 20, coding(inside=at["coding"]) + at["selection"]) + at["source"]

    found, report = read(
        tmp_path,
        f"{codes}<Sources>{text_source(inside, TEXT)}</Sources><Notes>{note()}</Notes>"
        + (ref if where == "project" else ""),
    )

    assert memo(found) == "A thought."
    assert report.findings() == []


def test_a_note_that_is_coded_is_a_document(tmp_path):
    words = "I think that she was lost."
    inside = selection(13, 25, coding())

    found, _ = read(tmp_path, f"{CODES}<Notes>{note(words, inside=inside, name='Diary')}</Notes>")

    [made] = found.selections
    assert (found.sources[0].name, made.text) == ("Diary", "she was lost")


def test_a_memo_that_belongs_to_nothing_is_counted(tmp_path):
    found, _ = read(tmp_path, f"{CODES}<Notes>{note()}</Notes>")

    assert lost(found)["Note"] == 1


# Cases


def test_cases_in_their_four_forms(tmp_path):
    """With a name; without one and with one source; in the source; as a set of sources."""
    variables = (
        f"<Variables><Variable guid='{guid('v')}' name='ward' typeOfVariable='Text'/></Variables>"
    )
    value = (
        f"<VariableValue><VariableRef targetGUID='{guid('v')}'/>"
        "<TextValue>{}</TextValue></VariableValue>"
    )
    ids = [guid("source", name) for name in "abcd"]
    cases = (
        f"<Cases><Case guid='{guid('case')}' name='Ann'>{value.format('3')}"
        f"<SourceRef targetGUID='{ids[0]}'/></Case>"
        f"<Case guid='{guid('none')}'>{value.format('4')}<SourceRef targetGUID='{ids[1]}'/></Case>"
        "</Cases>"
    )
    sources = "".join(
        text_source(value.format("5") if name == "c" else "", TEXT, name=name) for name in "abcd"
    )
    sets = (
        f"<Sets><Set guid='{guid('set')}' name='ward: 6'><MemberSource targetGUID='{ids[3]}'/></Set>"
        f"<Set guid='{guid('set2')}' name='Nights'><MemberSource targetGUID='{ids[3]}'/></Set></Sets>"
    )

    found, report = read(tmp_path, f"{CODES}{variables}{cases}<Sources>{sources}</Sources>{sets}")

    assert [(c.name, c.values, c.sources) for c in found.cases] == [("Ann", {"ward": "3"}, ids[:1])]
    assert [s.values for s in found.sources] == [{}, {"ward": "4"}, {"ward": "5"}, {"ward": "6"}]
    assert found.sources[3].groups == ["Nights"]
    assert report.findings() == []


def test_a_code_that_is_a_case_gives_the_case_its_passages(tmp_path):
    """NVivo: the code and the case have one guid."""
    inside = selection(0, 20, coding() + coding(OTHER)) + selection(0, len(TEXT), coding())

    found, _ = read(
        tmp_path,
        f"{CODES}<Cases><Case guid='{CODE}' name='Ann'><CodeRef targetGUID='{CODE}'/></Case></Cases>"
        f"<Sources>{text_source(inside, TEXT)}</Sources>",
    )

    [ann] = found.cases
    assert [code.name for code in found.codes] == ["found"]
    assert ann.sources == [found.sources[0].id]
    assert ann.selections == [guid("selection", 0, 20)]
    assert [len(s.codings) for s in found.selections] == [1, 0]


# Media


def test_a_stretch_between_two_points_of_a_transcript_has_its_words(tmp_path):
    points = "".join(
        f"<SyncPoint guid='{guid('p', i)}' timeStamp='{time}' position='{place}'/>"
        for i, (time, place) in enumerate([(0, 0), (1000, 21), (3000, 59)])
    )
    ends = f"fromSyncPoint='{guid('p', 1)}' toSyncPoint='{guid('p', 2)}'"
    body = (
        f"<AudioSource guid='{guid('a')}' name='a.mp3'><Transcript guid='{guid('t')}'>"
        f"<PlainTextContent>{TEXT}</PlainTextContent>{points}"
        f"<TranscriptSelection guid='{guid('s')}' {ends}>{coding()}</TranscriptSelection>"
        f"</Transcript><AudioSelection guid='{guid('s2')}' begin='0' end='1000'>{coding()}"
        f"</AudioSelection><AudioSelection guid='{guid('s3')}' begin='5' end='77'>{coding()}"
        "</AudioSelection></AudioSource>"
    )

    found, _ = read(tmp_path, f"{CODES}<Sources>{body}</Sources>")

    def said(made: Selection) -> tuple[object, ...]:
        assert made.region is not None
        return made.region.begin, made.region.end, made.start, made.text

    assert sorted(map(said, found.selections), key=str) == [
        (0, 1000, 0, "I was lost at first. "),
        (1000, 3000, 21, "Then I asked, and we went on together."),
        (5, 77, None, ""),
    ]


def test_a_code_on_a_whole_source_stands_on_all_of_it(tmp_path):
    picture = f"<PictureSource guid='{guid('p')}' name='p.png'>{coding(OTHER)}</PictureSource>"

    found, _ = read(tmp_path, f"{CODES}<Sources>{text_source(coding(), TEXT)}{picture}</Sources>")

    assert [s.text for s in found.selections] == [TEXT, ""]
    assert found.selections[1].region is not None


RICH = {
    "docx": lambda: zipped({
        "word/document.xml": "<w:document xmlns:w='x'><w:body><w:p><w:r><w:t>I was lost.</w:t></w:r>"
        "</w:p><w:p><w:r><w:t>Then</w:t><w:tab/><w:t>found.</w:t></w:r></w:p></w:body></w:document>"
    }),
    "odt": lambda: zipped({
        "content.xml": "<o:document xmlns:o='o' xmlns:text='t'><o:body><text:p>I was lost.</text:p>"
        "<text:p>Then<text:tab/>found.</text:p></o:body></o:document>"
    }),
    "rtf": lambda: rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\x y}\pard I was lost.\par Then\tab found.\par}",
    "html": lambda: b"<!DOCTYPE html><html><body><p>I was lost.</p><p>Then\tfound.</p></body></html>",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(RICH))
def test_rich_text_is_read_where_there_is_no_other_and_only_names_are_trusted(tmp_path, kind):
    inside = selection(0, 11, coding(), name="I was lost.") + selection(3, 8, coding(OTHER))
    source = (
        f"<TextSource guid='{guid('s')}' name='a' richTextPath='internal://a.{kind}'>{inside}"
        "</TextSource>"
    )
    data = {
        "project.qde": project(f"{CODES}<Sources>{source}</Sources>"),
        f"sources/A.{kind}": RICH[kind](),
    }
    report = Report()

    found = read_refi(write(tmp_path / "p.qdpx", zipped(data)), report)

    assert found is not None
    assert found.sources[0].converted
    assert "I was lost." in (found.sources[0].text or "")
    assert [s.text for s in found.selections] == ["I was lost."]
    assert rules(report) == ["offsets-converted"]
    assert lost(found)["PlainTextSelection/Coding"] == 1


def test_rich_text_in_unicode_escapes_is_one_text(tmp_path):
    data = rb"{\rtf1\ansi\ansicpg1252\uc1 Zo\'eb \u-10179?\u-8704? {\b bold}\~x\par}"

    assert plain(data, Place("p"), "a", Report()) == "Zoë 😀 bold\u00a0x\n"


# What is odd


@pytest.mark.parametrize(
    ("inside", "rule", "words"),
    [
        (selection(20, 0, coding()), "offset-order", "I was lost at first."),
        (selection(40, 61, coding()), "offset-beyond", TEXT[40:]),
        (selection(40, 99, coding()), "offset-beyond", None),
        (selection(-3, 5, coding()), "offset-beyond", None),
        (selection(5, 5, coding()), "selection-empty", ""),
        (selection(0, 20, coding(guid("nothing"))), "reference-missing", "I was lost at first."),
        (selection(0, 20, "<Coding guid='x'/>"), "code-missing", "I was lost at first."),
        (selection("a", 20, coding()), "number-form", None),  # type: ignore[arg-type]
        (selection(0, 20, coding(), id="c001"), "guid-form", "I was lost at first."),
        (selection(0, 20, f"<NoteRef targetGUID='{NOTE}'/>"), "reference-missing", "I was lost at first."),
    ],
)  # fmt: skip
def test_what_is_odd_is_said_with_its_line_and_the_rest_is_kept(tmp_path, inside, rule, words):
    rest = selection(21, 33, coding(OTHER), id=guid("rest"))

    found, report = read(
        tmp_path, f"{CODES}<Sources>\n{text_source(inside + rest, TEXT)}</Sources>"
    )

    findings = [f for f in report.findings() if f.rule == rule]
    assert [f.place and f.place.row for f in findings] == [4]
    assert all(f.remedy for f in findings)
    texts = [s.text for s in found.selections]
    assert "Then I asked" in texts
    assert (words in texts) if words is not None else len(texts) == 1


def test_guids_that_occur_twice_are_told_apart(tmp_path):
    inside = selection(0, 5, coding(), id=guid("q")) + selection(7, 11, coding(), id=guid("q"))
    sources = text_source(inside, TEXT, name="a") * 2

    found, report = read(tmp_path, f"{CODES}<Sources>{sources}</Sources>")

    assert len({s.id for s in found.sources}) == 2
    assert len({s.id for s in found.selections}) == len(found.selections) == 4
    assert set(rules(report)) == {"guid-twice"}


def test_braces_and_case_of_guids_do_not_matter(tmp_path):
    inside = selection(0, 5, coding("{" + CODE.upper() + "}"))

    found, report = read(tmp_path, f"{CODES}<Sources>{text_source(inside, TEXT)}</Sources>")

    assert found.selections[0].codings[0].code == CODE
    assert report.findings() == []


@pytest.mark.parametrize("namespace", ["urn:QDA-XML:project:0:10", "urn:other", ""])
def test_the_namespace_does_not_matter(tmp_path, namespace):
    made = project(f"{CODES}<Sources>{text_source(selection(0, 20, coding()), TEXT)}</Sources>")
    report = Report()

    found = read_refi(
        write(tmp_path / "p.qde", made.replace("urn:QDA-XML:project:1.0", namespace)), report
    )

    assert found is not None
    assert [s.text for s in found.selections] == ["I was lost at first."]


def test_prefixes_do_not_matter(tmp_path):
    markup = (
        "<q:Project xmlns:q='urn:QDA-XML:project:1.0' name='p'><q:CodeBook><q:Codes>"
        f"<q:Code guid='{CODE}' name='lost' isCodable='true'/></q:Codes></q:CodeBook></q:Project>"
    )

    found = read_refi(write(tmp_path / "p.qde", markup), Report())

    assert found is not None
    assert [code.name for code in found.codes] == ["lost"]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-8-sig"])
def test_markup_in_every_encoding_is_read(tmp_path, encoding):
    declared = encoding.removesuffix("-sig")
    markup = project(CODES.replace("lost", "Zoë")).replace("'utf-8'", f"'{declared}'")
    report = Report()

    found = read_refi(write(tmp_path / "p.qde", markup.encode(encoding)), report)

    assert found is not None, report.findings()
    assert found.codes[0].name == "Zoë"


@pytest.mark.parametrize(
    "layout",
    [
        ("project.qde", "sources/{}"), ("Project.qde", "Sources/{}"), ("My study.qde", "sources/{}"),
        ("project.qde", "{}"), ("inner/project.qde", "inner/SOURCES/{}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("reference", ["internal://{}", "{}", "internal://sources/{}"])
def test_every_layout_of_the_zip_that_was_seen_is_read(tmp_path, layout, reference):
    file = f"{guid('file')}.TXT"
    source = (
        f"<TextSource guid='{guid('s')}' name='a'"
        f" plainTextPath='{reference.format(file.lower())}'>{selection(0, 20, coding())}</TextSource>"
    )
    markup = project(f"{CODES}<Sources>{source}</Sources>")
    report = Report()

    data = zipped({layout[1].format(file): Way().stored(TEXT), "sources/": "", layout[0]: markup})
    found = read_refi(write(tmp_path / "p.qdpx", data), report)

    assert found is not None
    assert [s.text for s in found.selections] == ["I was lost at first."]
    assert report.findings() == []


def test_what_is_not_known_is_counted_by_its_name(tmp_path):
    source = text_source("<Mood x='1'/>", TEXT, attributes="currentPath='/home/someone/a.txt'")

    found, _ = read(
        tmp_path,
        f"{CODES}<Sources>{source}</Sources><Queries/>",
        attributes="basePath='C:/Users/someone'",
    )

    assert {
        "Mood": 1,
        "Queries": 1,
        "TextSource/@currentPath": 1,
        "Project/@basePath": 1,
    }.items() <= (lost(found).items())
    assert "someone" not in str(found.losses.lines())


def test_coders_and_moments_stand_with_each_coding(tmp_path):
    users = f"<Users><User guid='{guid('u')}' name='Ann'/></Users>"
    made = (
        f"<Coding guid='{guid('g')}' creatingUser='{guid('u')}' creationDateTime='2020-02-03T10:11:12Z'>"
        f"<CodeRef targetGUID='{CODE}'/></Coding><Coding guid='{guid('h')}' creatingUser='{guid('w')}'"
        f" creationDateTime='0001-01-01T00:00:00'><CodeRef targetGUID='{OTHER}'/></Coding>"
    )

    found, report = read(
        tmp_path, f"{users}{CODES}<Sources>{text_source(selection(0, 20, made), TEXT)}</Sources>"
    )

    one, two = found.selections[0].codings
    assert (one.coder, one.moment, two.moment) == (guid("u"), "2020-02-03T10:11:12Z", "")
    assert [(c.id, c.name) for c in found.coders] == [(guid("u"), "Ann"), (guid("w"), "")]
    assert rules(report) == ["user-missing"]


def test_codes_of_atlas_named_after_another_stand_below_it(tmp_path):
    codes = "".join(
        f"<Code guid='{guid(name)}' name='{name}' isCodable='true'/>"
        for name in ("Coke::diet", "Coke", "x::y")
    )

    found, _ = read(tmp_path, f"<CodeBook><Codes>{codes}</Codes></CodeBook>", origin="ATLAS.ti 23")

    assert [(c.name, c.parent) for c in found.codes] == [
        ("Coke", ""), ("diet", guid("Coke")), ("x::y", "")
    ]  # fmt: skip


def test_a_great_many_relations_take_no_time_that_grows_with_their_square(tmp_path):
    """Each of these was written to take minutes: twins, groups, memos and cases in thousands."""
    number = 3000
    twins = (
        "".join(
            f"<PDFSelection guid='{guid(i)}' page='0' firstX='0' firstY='0' secondX='1' secondY='1'/>"
            for i in range(number)
        )
        + "<Representation plainTextPath='internal://none.txt'>"
        + "".join(selection(0, 1, id=guid(i)) for i in range(number))
        + "</Representation>"
    )
    pdf = f"<PDFSource guid='{guid('pdf')}' name='a'>{twins}</PDFSource>"
    text = text_source(selection(0, 20, coding()), TEXT, name="a")
    source = guid("source", "a")
    sets = "".join(
        f"<Set guid='{guid('set', i)}' name='{name} {i}'><MemberSource targetGUID='{source}'/></Set>"
        for i in range(number)
        for name in ("group", "ward:")
    )
    cases = "".join(
        f"<Case guid='{guid('case', i)}' name='c'><CodeRef targetGUID='{CODE}'/></Case>"
        for i in range(number)
    )
    notes = "".join(note("x" * 200 + str(i), id=guid("note", i)) for i in range(number))
    refs = "".join(f"<NoteRef targetGUID='{guid('note', i)}'/>" for i in range(number))

    found, _ = read(
        tmp_path,
        f"{CODES}<Cases>{cases}</Cases><Sources>{pdf}{text}</Sources><Notes>{notes}</Notes>"
        f"<Sets>{sets}</Sets>{refs}",
    )

    assert len(found.selections) == number + 1
    assert len(found.cases) == number
    assert len(found.sources[1].groups) == 1000
    assert len(found.sources[1].values["ward"]) < 1100
    assert len(found.description) <= 200_000
    assert lost(found)["VariableValue"] > 0


def test_a_name_that_is_a_path_loses_what_leads_to_it(tmp_path):
    sources = "".join(
        text_source("", TEXT, name=name)
        for name in ("C:\\Users\\someone\\R1.docx", "/home/someone/R2.txt", "R3 / R4")
    )

    found, _ = read(tmp_path, f"{CODES}<Sources>{sources}</Sources>")

    assert [source.name for source in found.sources] == ["R1.docx", "R2.txt", "R3 / R4"]


def test_what_stands_in_the_wrong_place_is_counted_and_does_no_harm(tmp_path):
    inner = text_source(
        f"<Mood>{selection(0, 5, coding())}</Mood>{selection(0, 20, coding(OTHER))}", TEXT
    )

    found, _ = read(
        tmp_path, f"{CODES}{coding()}<Sources>{inner}</Sources><Notes>{selection(1, 2)}</Notes>"
    )

    assert [s.text for s in found.selections] == ["I was lost at first."]
    assert {
        ("Coding", "it says nothing within Project", 1),
        ("PlainTextSelection", "it says nothing within other elements", 1),
        ("PlainTextSelection/Coding", "it says nothing within other elements", 1),
        ("PlainTextSelection", "it says nothing within Notes", 1),
    } <= set(found.losses.lines())


def test_codes_and_values_on_the_text_of_a_page_are_those_of_the_source(tmp_path):
    text = f"<Representation guid='{guid('r')}'><PlainTextContent>{TEXT}</PlainTextContent>{coding()}</Representation>"

    found, _ = read(
        tmp_path,
        f"{CODES}<Sources><PDFSource guid='{guid('p')}' name='a'>{text}</PDFSource></Sources>",
    )

    assert [len(s.codings) for s in found.selections] == [1]
