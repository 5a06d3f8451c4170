"""From a ready question through its form to a table, a chart, a graph, and files of them."""

import xml.etree.ElementTree as ET

import pytest

pytestmark = pytest.mark.browser


def test_a_question_is_found_asked_and_drawn(walk):
    walk.open("/queries")
    walk.type("Find a question", "filed under each code")
    walk.press("Find")
    walk.follow("Number of quotes filed under each code")
    walk.choose("Level", "theme")
    walk.press("Ask")

    walk.follow("As a chart")
    walk.arrives("/queries/quotes-per-code?level=theme&show=chart")
    assert walk.page.locator("svg.chart").is_visible()
    drawn = ET.fromstring(walk.takes("SVG").decode())
    assert "level: theme" in "".join(drawn.itertext())


def test_rows_are_sorted_and_what_they_join_is_followed(walk):
    walk.open("/queries/filed-against-scheme?answer=rows")
    walk.follow("supporting")
    assert "sort=-supporting" in walk.path

    walk.open("/queries/overlapping-quotes?answer=rows")
    walk.follow("As a graph")
    walk.sees("The same as a list")
    walk.follow("Q27")
    assert walk.path.startswith("/study/krishna2024/quote/Q27")
