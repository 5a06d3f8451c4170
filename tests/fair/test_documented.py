"""The page of reference lists every check, in the words of its function."""

from pathlib import Path

from kg.fair.foops import foops
from kg.fair.fuji import fuji
from kg.fair.oops import LEFT, oops
from kg.fair.oops_axioms import every_pitfall
from kg.fair.signposting import signposting

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/fair.md"


def rows():
    """Return the tables of the page."""
    assert every_pitfall  # its module adds half of the pitfalls
    for catalogue in (foops, oops, fuji, signposting):
        yield f"### {catalogue.title}"
        yield ""
        yield "| check | level | says |"
        yield "|---|---|---|"
        for check in (
            sorted(catalogue.checks, key=lambda c: c.id)
            if catalogue is oops
            else (catalogue.checks)
        ):
            yield f"| {check.id} | {check.level} | {check.about} |"
        yield ""


def test_every_check_is_documented():
    text = PAGE.read_text(encoding="utf-8")

    assert "\n".join(rows()) in text
    assert [id for id, _ in LEFT if f" {id}" not in text] == []
