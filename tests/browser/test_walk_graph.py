"""From one thing to its neighbours, and the way between two, in every way people walk."""

import csv
import io

import pytest

pytestmark = pytest.mark.browser

QUOTES = "patching~in~pif:supports"
Q27 = "krishna2024/quote/Q27"


def test_one_walks_from_a_construct_to_what_a_quote_supports(walk):
    walk.open("/graph")
    walk.type("Begin with", "Patching")
    walk.press("Begin")
    walk.reads_heading("Patching")
    walk.sees("claims about it")

    walk.follow("quotes that support it 1")
    walk.follow("Q27 quote")
    assert f"open={QUOTES}&open={Q27}&at={Q27}" in walk.path
    walk.sees("From mentoring and leadership experiences")

    walk.follow("Pin")
    walk.sees("quote, pinned")
    walk.follow("quotes that support it 1")
    walk.sees("quote, pinned")
    rows = list(csv.DictReader(io.StringIO(walk.takes("CSV").decode())))
    assert "Q27" in {row["label"] for row in rows}
    assert walk.takes("SVG").startswith(b"<svg")

    walk.follow("Q27")
    walk.follow("Hide")
    walk.sees("Hidden:")
    walk.follow("show Q27 again")


def test_the_way_between_two_is_read_step_by_step(walk):
    walk.open("/graph?from=krishna2024/participant/NP1")
    walk.type("The way from NP1 to", "patching")
    walk.press("Find the way")
    walk.reads_heading("From NP1 to patching")

    walk.follow("Only by what was stated")
    walk.sees("The shortest way has 3 steps, each stated by somebody.")
    walk.sees("illustrates")

    walk.follow("C-D2.4-s03")
    walk.reads_heading("C-D2.4-s03")
