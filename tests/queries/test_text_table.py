"""The table for people: it fits, nothing is lost unsaid, and it cannot steer the terminal."""

import re

import pytest

from kg.answers import write
from kg.queries import load_query, run
from kg.terms import text, typed, value_of
from kg.text_table import display_width, rendered

LONG = "A quote of many words that wraps over several lines of a narrow terminal, as quotes do."


def table(variables, rows, width=80):
    return "".join(rendered(variables, rows, width=width)).splitlines()


def test_small_table_is_drawn_as_is():
    counts = {"mentee": 14, "peer-mentor": 3}
    rows = [{"role": text(r), "quotes": typed(n, "integer")} for r, n in counts.items()]

    assert table(["role", "quotes"], rows) == [
        "role         quotes",
        "-----------  ------",
        "mentee           14",
        "peer-mentor       3",
        "",
        "2 rows",
    ]


def test_one_row_is_one_row():
    assert table(["x"], [{"x": text("a")}])[-1] == "1 row"


def test_no_rows_show_their_columns():
    assert table(["x", "y"], []) == ["x  y", "-  -", "", "0 rows"]


def test_missing_values_are_empty():
    assert table(["x", "y"], [{"y": text("b")}])[2] == "   b"


@pytest.mark.parametrize("width", [20, 30, 40, 60, 79, 80, 120, 200])
def test_table_fits_and_keeps_every_word(width, study_store):
    answer = run(study_store, load_query("quotes-for-construct"), {"construct": "reflection"})
    texts = [value_of(row["text"]) for row in answer.rows()]
    answer = run(study_store, load_query("quotes-for-construct"), {"construct": "reflection"})

    said = b"".join(write(answer, "table", width=width)).decode()

    lines = said.splitlines()
    assert max(map(display_width, lines[:-1])) <= max(width, 40)
    words = re.findall(r"\w+", said)
    for quote in texts:
        longest = max(re.findall(r"[a-z]+", quote), key=len)
        assert longest in words or longest in said.replace("\n", "").replace(" ", "")
    assert "4 rows" in said


def test_addresses_are_left_out_first_and_that_is_said():
    rows = [{"text": text(LONG), "iri": "<https://example.org/a/long/address>"}]

    lines = table(["text", "iri"], rows, width=60)

    assert "address" not in "".join(lines)
    assert lines[-1] == "Left out to fit 60 columns: iri. `--format csv` has everything."


def test_too_many_columns_become_a_block_for_each_row():
    names = [f"column{i}" for i in range(12)]
    rows = [{name: text(f"value {name}") for name in names}] * 2

    lines = table(names, rows, width=60)

    assert lines[0] == "column0   value column0"
    assert lines[12] == ""
    assert lines[-1] == "2 rows"


def test_words_wider_than_their_column_are_broken_not_cut():
    word = "x" * 300

    lines = table(["text", "other"], [{"text": text(word), "other": text("a b " * 30)}], width=60)

    assert "".join(lines).count("x") - "".join(lines[:2]).count("x") == 300


def test_rows_beyond_those_measured_wrap_into_the_columns():
    rows = [{"x": text("a")}] * 600 + [{"x": text("much wider than before")}]

    lines = table(["x"], rows, width=80)

    assert lines[602:-2] == ["m", "u", "c", "h", *"wider", *"than", *"before"]
    assert lines[-1] == "601 rows"


def test_terminal_cannot_be_steered():
    hostile = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202eright to left\u2066"

    said = "".join(rendered(["x"], [{"x": text(hostile)}], width=200))

    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said) == []
    assert r"\u001b[2J" in said
    assert r"\u202eright to left" in said


def test_line_breaks_in_a_value_are_kept():
    lines = table(["x", "y"], [{"x": text("one\ntwo\r\nthree"), "y": text("b")}])

    assert lines[2:5] == ["one    b", "two", "three"]


def test_wide_and_combining_characters_line_up():
    rows = [{"x": text("自我認同"), "y": text("b")}, {"x": text("e\u0301te\u0301"), "y": text("c")}]

    lines = table(["x", "y"], rows)

    [_, _, wide, accented, *_] = lines
    assert display_width(wide.partition("b")[0]) == 10
    assert display_width(accented.partition("c")[0]) == 10


def test_known_addresses_are_shortened():
    rows = [{"class": "<https://w3id.org/pif-kg/ontology#Quote>", "node": "_:b0"}]

    assert table(["class", "node"], rows)[2] == "pif:Quote  _:b0"
