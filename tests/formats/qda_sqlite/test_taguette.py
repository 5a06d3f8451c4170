"""Taguette's databases: every highlight to the character, and who put which tag there."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from html import escape
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.formats.qda.taguette import read_taguette
from kg.formats.qda.taguette_html import joins, snippet_text, text_of
from kg.formats.reporting import Report

DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "export_project.sqlite3"
SCHEMA = """
CREATE TABLE projects (id INTEGER PRIMARY KEY, name, description, created);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name, description, filename, created, project_id,
                        text_direction, contents);
CREATE TABLE commands (id INTEGER PRIMARY KEY, date, user_login, project_id, document_id, payload);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id, path, description);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id, start_offset, end_offset, snippet);
CREATE TABLE highlight_tags (highlight_id, tag_id);
INSERT INTO projects VALUES (1, 'One', '', '2026-01-01 00:00:00');
"""


def made(path: Path, **tables: list[tuple[object, ...]]) -> Path:
    """Write a database of Taguette with these rows, in place of one that is there."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        for table, rows in tables.items():
            for row in rows:
                connection.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
        connection.commit()
        path.write_bytes(connection.serialize())
    return path


def read(path: Path, project: str = ""):
    report = Report()
    return read_taguette(path, report, project), report.findings()


def paths_of(project) -> dict[str, str]:
    """Return the tag of each code as Taguette has it."""
    found: dict[str, str] = {}
    for code in project.codes:
        found[code.id] = f"{found[code.parent]}.{code.name}" if code.parent else code.name
    return found


def test_every_highlight_of_the_sample_is_exact():
    truth = json.loads((DATA / "GROUND_TRUTH_highlights.json").read_text("utf-8"))

    project, findings = read(SAMPLE)

    names = paths_of(project)
    found = {
        (s.source, s.start, s.end, s.text, tuple(sorted(names[c.code] for c in s.codings)))
        for s in project.selections
    }
    assert findings == []
    assert found == {
        (str(t["document_id"]), t["start_cp"], t["end_cp"], t["quote"], tuple(sorted(t["tags"])))
        for t in truth
    }


def test_codes_coders_and_moments_come_from_tags_and_the_log():
    project, _ = read(SAMPLE)

    by_name = {code.name: code for code in project.codes}
    patching = by_name["patching"]
    assert patching.parent == by_name["customization"].id
    assert by_name["customization"].parent == by_name["identity"].id
    assert patching.definition.startswith("Borrowing")
    [coding] = [c for s in project.selections for c in s.codings if s.start == 169]
    assert (coding.coder, coding.moment) == ("admin", "2026-11-22T10:19:59.103935Z")
    assert [source.name for source in project.sources].count("P02 interview") == 2


def test_nobodys_account_and_no_name_of_a_file_is_kept():
    project, _ = read(SAMPLE)

    said = {what: number for what, _, number in project.losses.lines()}
    assert said["documents.filename"] == 4
    assert said["users"] == 1
    assert "résumé.html" not in repr(project)


def test_a_tag_keeps_who_first_put_it_there_also_when_tags_are_merged(tmp_path):
    def command(id, who, kind, **more):
        return (id, f"2026-01-0{id} 00:00:00", who, 1, 1, json.dumps({"type": kind, **more}))

    path = made(
        tmp_path / "a.sqlite3",
        documents=[(1, "D", "", "", "", 1, "LEFT_TO_RIGHT", "<p>one two</p>")],
        tags=[(1, 1, "a", ""), (3, 1, "c", "")],
        highlights=[(1, 1, 0, 3, "<p>one</p>")],
        highlight_tags=[(1, 1), (1, 3)],
        commands=[
            command(1, "ana", "highlight_add", highlight_id=1, tags=[1, 2]),
            command(2, "ben", "highlight_add", highlight_id=1, tags=[1, 2, 4]),
            command(3, "cyd", "tag_merge", src_tag_id=2, dest_tag_id=3),
            (4, "", "dan", 1, 1, "{not json"),
        ],
    )

    project, findings = read(path)

    assert findings == []
    [selection] = project.selections
    assert {(c.code, c.coder, c.moment) for c in selection.codings} == {
        ("1", "ana", "2026-01-01T00:00:00Z"),
        ("3", "ana", "2026-01-01T00:00:00Z"),
    }
    assert [what for what, _, _ in project.losses.lines()] == ["commands.payload"]


def test_one_of_several_projects_is_asked_for_by_name(tmp_path):
    path = made(tmp_path / "a.sqlite3", projects=[(2, "Two", "", "")],
                tags=[(1, 1, "a", ""), (2, 2, "b", "")])  # fmt: skip

    none, [finding] = read(path)
    two, nothing = read(path, "Two")

    assert none is None
    assert (finding.rule, finding.severity) == ("taguette-which-project", "violation")
    assert "'One (1)', 'Two (2)'" in finding.message
    assert [code.name for code in two.codes] == ["b"]
    assert nothing == []


@pytest.mark.parametrize(
    ("start", "end", "snippet", "rule", "text"),
    [
        (4, 1, "", "qda-reversed", "ne "),
        (90, 99, "<p>nowhere</p>", "qda-outside", None),
        (90, 99, "<p>two</p>", "qda-moved", "two"),
        (0, 3, "<p>two</p>", "qda-moved", "two"),
        (0, 3, "<p>ten</p>", "qda-words-differ", "one"),
        (2, 2, "", "qda-empty", None),
        (None, 2, "", "qda-no-offsets", None),
        (-4, 2, "", "qda-outside", None),
    ],
)
def test_a_place_that_does_not_hold_is_said(tmp_path, start, end, snippet, rule, text):
    path = made(
        tmp_path / "a.sqlite3",
        documents=[(1, "D", "", "", "", 1, "LEFT_TO_RIGHT", "<p>one two</p>")],
        tags=[(1, 1, "a", "")],
        highlights=[(1, 1, start, end, snippet), (2, 1, 0, 7, "<p>one two</p>")],
        highlight_tags=[(1, 1), (2, 1)],
    )

    project, findings = read(path)

    assert [f.rule for f in findings if f.rule != "qda-other-version"] == [rule]
    assert {s.text for s in project.selections} == {"one two", text} - {None}


# Made up: documents whose text is known before anything parses them.

CHARS = st.lists(
    st.sampled_from(
        ["a", "B", " ", "\n", "é", "e\u0301", "😀", "👩\u200d⚕️", "<", ">", "&", '"', "ع", "\u00a0",
         "\u2029"]
    ),
    max_size=8,
).map("".join)  # fmt: skip


def tagged(inner: st.SearchStrategy) -> st.SearchStrategy:
    """Return HTML around pieces, with the text it holds."""
    several = st.lists(inner, min_size=1, max_size=3)
    return st.tuples(st.sampled_from(["b", "u", "em", "q", "sub"]), several).map(
        lambda made: (
            f"<{made[0]}>{''.join(h for h, _ in made[1])}</{made[0]}>",
            "".join(t for _, t in made[1]),
        )
    )


INLINE = st.recursive(CHARS.map(lambda t: (escape(t), t)), tagged, max_leaves=4)
BLOCK = st.tuples(
    st.sampled_from(
        ["<p>{}</p>", "<h1>{}</h1>", "<ul><li>{}</li></ul>", "<p>{}</p>\n",
         "<blockquote>{}</blockquote>",
         "<table><tbody><tr><td>{}</td><td>x</td></tr></tbody></table>", "<p>{}<br>y</p>"]
    ),
    INLINE,
).map(
    lambda made: (
        made[0].format(made[1][0]),
        made[1][1] + ("x" if "<table" in made[0] else "y" if "<br>" in made[0] else "")
        + ("\n" if made[0].endswith("\n") else ""),
    )
)  # fmt: skip
DOCUMENT = st.lists(BLOCK, min_size=1, max_size=5).map(
    lambda blocks: ("<p>:</p>" + "".join(h for h, _ in blocks), ":" + "".join(t for _, t in blocks))
)


@settings(max_examples=40, deadline=None)
@given(documents=st.lists(DOCUMENT, min_size=1, max_size=3), data=st.data())
def test_made_up_highlights_come_back_exact(tmp_path_factory, documents, data):
    rows, marks, tags, wanted = [], [], [], set()
    for number, (html, text) in enumerate(documents, 1):
        rows.append((number, "D", "", "", "", 1, "LEFT_TO_RIGHT", html))
        for _ in range(data.draw(st.integers(0, 4))):
            start = data.draw(st.integers(0, len(text)))
            end = data.draw(st.integers(start, len(text)))
            id, on = len(marks) + 1, data.draw(st.sets(st.integers(1, 3)))
            words = text[start:end]
            bytes_before = len(text[:start].encode())
            marks.append(
                (
                    id,
                    number,
                    bytes_before,
                    bytes_before + len(words.encode()),
                    f"<p>{escape(words)}</p>",
                )
            )
            tags += [(id, tag) for tag in on]
            if words:
                wanted |= {(str(number), start, end, words, str(tag)) for tag in on}
    path = made(
        tmp_path_factory.getbasetemp() / "made.sqlite3", documents=rows, highlights=marks,
        highlight_tags=tags, tags=[(1, 1, "a", ""), (2, 1, "a.b", ""), (3, 1, "a.b.c.d", "")],
    )  # fmt: skip

    project, findings = read(path)

    assert {f.rule for f in findings} <= {"qda-empty"}
    assert {source.id: source.text for source in project.sources} == {
        str(number): text for number, (_, text) in enumerate(documents, 1)
    }
    found = [
        (s.source, s.start, s.end, s.text, c.code) for s in project.selections for c in s.codings
    ]
    assert len(found) == len(set(found))
    assert set(found) == wanted


SOUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</table>", "<li>", "<ul>",
         "</ul>", "x", " ", "\n", "&amp;", "&#13;", "&nbsp", "&lt", "<", "<br/>", "é", "😀",
         "<a href='>'>", "\r\n", "<pre>", "</pre>", "<h1>", "</body>", "<!-- c -->", "\0"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(SOUP)
def test_the_text_is_that_of_the_parser_that_taguette_uses(contents):
    tree = html5lib.parse(contents, treebuilder="etree", namespaceHTMLElements=False)

    assert text_of(contents) == "".join(tree.find("body").itertext())


@settings(max_examples=40, deadline=None)
@given(DOCUMENT)
def test_snippets_are_read_alike_without_the_parser(made_up):
    html, text = made_up

    assert snippet_text(html) == text


def test_words_that_touch_where_a_paragraph_ends_are_counted():
    assert joins("<h1>Field note</h1><p>The <b>nurse</b></p>\n<p>left</p><p>x</p>") == 2


def test_a_document_nested_beyond_reason_is_left_out(tmp_path):
    deep = (1, "D", "", "", "", 1, "LEFT_TO_RIGHT", "<b>" * 50_000 + "x")
    path = made(tmp_path / "a.sqlite3", documents=[deep])

    project, [finding] = read(path)

    assert finding.rule == "taguette-too-deep"
    assert project.sources[0].text is None
