"""From a question to its quotes, the reason for each, its construct, and a file to take away."""

import csv
import io

import pytest

pytestmark = pytest.mark.browser


def test_the_question_is_asked_and_its_answer_read(walk):
    walk.open("/")
    walk.choose("Construct", "identity work")
    walk.choose("Role of the speaker", "peer mentor")
    walk.press("Show the quotes")
    walk.reads_heading("5 quotes support identity work")

    walk.follow("remove peer mentors")
    walk.reads_heading("7 quotes support identity work")

    walk.follow("As filed 5")
    walk.reads_heading("5 quotes support identity work")


def test_a_reason_is_opened_and_the_construct_followed(walk):
    walk.open("/quotes?supports=patching")
    walk.press("Why this counts")
    walk.sees("were coded Patching by the authors")

    walk.follow("patching")
    walk.reads_heading("Patching")


def test_the_answer_is_narrowed_and_taken_away(walk):
    walk.open("/quotes?supports=identity-work")
    walk.follow("mentee 2")
    walk.reads_heading("2 quotes support identity work")

    rows = list(csv.DictReader(io.StringIO(walk.takes("CSV").decode())))
    assert len(rows) == 2
    assert {row["role"] for row in rows} == {"mentee"}
    walk.press("Citation")
    walk.sees("2 quotes")
