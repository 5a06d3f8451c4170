"""From works to who cites them and to what is missing; from a table of counts to its quotes."""

import csv
import io
from xml.etree import ElementTree

import pytest

pytestmark = pytest.mark.browser


def test_literature_is_narrowed_drawn_and_taken_away(walk):
    walk.open("/literature")
    walk.choose("Purpose", "extends")
    walk.press("Show")
    walk.sees("where it extends")
    assert walk.takes("BibTeX").decode().count("@article") > 1

    walk.follow("Who cites what")
    walk.reads_heading("Who cites what")
    rows = list(csv.DictReader(io.StringIO(walk.takes("CSV of all").decode())))
    assert {row["intents"] for row in rows} >= {"extends"}
    ElementTree.fromstring(walk.takes("SVG"))

    walk.follow("Radha Krishna et al. 2024, a study that cites")
    walk.arrives("/studies/krishna2024")


def test_what_is_missing_is_looked_up(walk):
    walk.open("/literature")
    walk.follow("Gaps")
    walk.follow("All 80")
    walk.reads_heading("Claims without a quote")
    walk.follow("Next 40")
    walk.sees("41\u201380 of 80")


def test_a_number_of_a_table_opens_its_quotes(walk):
    walk.open("/matrix")
    walk.choose("Columns", "source")
    walk.press("Count")
    walk.reads_heading("Quotes by construct and source")
    assert b"identity-work" in walk.takes("CSV")
    walk.follow("Shares of each row")
    walk.follow("100 % of identity work")
    walk.reads_heading("7 quotes support identity work")


def test_the_map_opens_quotes_and_goes_along(walk):
    walk.open("/ecosystem")
    ElementTree.fromstring(walk.takes("The map as SVG"))
    walk.follow("Peer mentors")
    walk.reads_heading("13 quotes")
