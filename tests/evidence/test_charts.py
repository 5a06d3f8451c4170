"""Charts: whole XML whatever the labels are, a table for screen readers, tints that tell apart."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evidence.charts import Heading, HeatTable, Tints, bars, heat
from kg.evidence.lettering import clean, width_of, wrapped
from kg.evidence.spreadsheet import csv_lines, harmless

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script> & \"quotes\" 'n' ]]>",
    "\x00\x07 control \ud800 characters",
    "‮turned‬ direction",
    "تكوين الهوية المهنية",
    "身份认同" * 20,
    "averyverylongwordwithoutanybreak" * 10,
    "",
]


def table(labels, cells=None):
    names = [Heading(label, i % 3) for i, label in enumerate(labels)]
    return HeatTable(
        "Quotes & more", "What <it> is.", "Row", names, names,
        cells or [[i * j for j in range(len(labels))] for i in range(len(labels))],
        notes=["A note."],
    )  # fmt: skip


@pytest.mark.parametrize("label", HOSTILE)
def test_any_label_gives_whole_svg_that_shows_it(label):
    root = ET.fromstring(heat(table([label, "plain"])))

    shown = "".join(root.itertext())
    assert "plain" in shown
    assert root.find(f".//{SVG}script") is None
    assert "\u202e" not in shown


@given(st.lists(st.text(), max_size=6))
def test_charts_of_any_text_are_whole(labels):
    ET.fromstring(heat(table(labels)))
    ET.fromstring(bars("Title", "About", [(label, 3) for label in labels]))


def test_a_heat_table_is_a_table_to_a_screen_reader():
    root = ET.fromstring(heat(table(["one", "two"], [[1, 0], [1234, 5]])))

    roles = [e.get("role") for e in root.iter() if e.get("role")]
    assert roles.count("row") == 3
    assert roles.count("columnheader") == 3
    assert roles.count("rowheader") == 2
    assert roles.count("cell") == 4
    assert "1,234" in "".join(root.itertext())
    named = root.get("aria-labelledby").split()
    assert [root.find(f".//*[@id='{id}']").text for id in named] == [
        "Quotes & more", "What <it> is.",
    ]  # fmt: skip


def test_two_charts_have_different_ids():
    first, second = (ET.fromstring(heat(table([label]))) for label in ("a", "b"))

    assert first.get("aria-labelledby") != second.get("aria-labelledby")


def test_a_long_label_is_whole_in_its_tooltip():
    label = "word " * 40

    root = ET.fromstring(heat(table([label])))

    assert any(e.text == label.strip() for e in root.iter(f"{SVG}title"))


def test_many_columns_have_slanted_headings():
    assert "rotate(-45)" in heat(table([f"c{i}" for i in range(9)]))
    assert "rotate" not in heat(table([f"c{i}" for i in range(8)]))


def test_both_schemes_of_colour_are_there():
    assert "prefers-color-scheme:dark" in heat(table(["a"]))


def test_an_empty_table_is_drawn():
    ET.fromstring(heat(table([])))
    ET.fromstring(bars("Nothing", "", []))


def test_bars_grow_with_their_numbers():
    root = ET.fromstring(bars("Quotes", "", [("a", 10), ("b", 5), ("c", 0)]))

    widths = [float(e.get("width")) for e in root.iter(f"{SVG}rect") if e.get("class") == "bar"]
    assert widths == [widths[0], widths[0] / 2, 0]


COUNTS = st.lists(st.integers(0, 10**6), max_size=60)


@given(COUNTS)
def test_a_larger_count_never_has_a_fainter_tint(counts):
    scale = Tints.of(counts)

    tints = [scale.tint(n) for n in sorted(counts)]
    assert tints == sorted(tints)
    assert all((tint > 0) == (n > 0) for tint, n in zip(tints, sorted(counts), strict=True))


@given(COUNTS)
def test_there_are_as_many_tints_as_can_be_told_apart(counts):
    apart = len({n for n in counts if n})

    assert len(Tints.of(counts).bounds) == min(apart, 4)


def test_the_legend_covers_every_count():
    assert Tints.of([1, 1, 2, 3, 5, 8, 13]).names == ("1", "2\u20133", "4\u20138", "9\u201313")


@given(st.text(), st.floats(20, 400))
def test_wrapped_lines_hold_every_word(text, room):
    lines = wrapped(clean(text), room, 14)

    assert "".join("".join(lines).split()) == "".join(clean(text).split())
    assert all(width_of(line, 14) <= room or len(line) == 1 for line in lines)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\uff1d"])
def test_no_cell_starts_a_formula(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert next(csv_lines([f"{start}A1"], [])).lstrip('"').startswith("'")


def test_numbers_are_written_as_numbers():
    assert list(csv_lines(["a", "b"], [[-0.5, None]]))[1] == "-0.5,\r\n"
