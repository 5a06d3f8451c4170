"""A reference list says the same in CSL-JSON, BibTeX and RIS, and says where it is wrong."""

from __future__ import annotations

import json
import time

import pytest

from kg.formats.bibliography import read_references
from kg.formats.reporting import Report

CSL = json.dumps(
    [
        {
            "id": "made2001",
            "type": "article-journal",
            "title": "An article made up for the tests",
            "author": [
                {"family": "Schön", "given": "Donna A."},
                {"family": "Writer", "given": "B."},
            ],
            "container-title": "Journal of Made-Up Studies",
            "issued": {"date-parts": [[2001, 5]]},
            "DOI": "10.5555/MADE.up",
        },
        {
            "id": "book1999",
            "type": "book",
            "title": "A made-up book",
            "author": [{"family": "Writer", "given": "B."}],
            "issued": {"date-parts": [[1999]]},
        },
    ],
    ensure_ascii=False,
    indent=1,
)
BIBTEX = r"""
@article{made2001,
  title = {An article made up for the {tests}},
  author = {Sch{\"o}n, Donna A. and B. Writer},
  journal = {Journal of Made-Up Studies},
  year = 2001,
  doi = {https://doi.org/10.5555/MADE.up},
}
@book{book1999,
  title = "A made-up book",
  author = "Writer, B.",
  date = {1999-04},
}
"""
RIS = """TY  - JOUR
ID  - made2001
TI  - An article made up for the tests
AU  - Schön, Donna A.
AU  - Writer, B.
JO  - Journal of Made-Up Studies
PY  - 2001
DO  - 10.5555/MADE.up
ER  -

TY  - BOOK
ID  - book1999
TI  - A made-up book
AU  - Writer, B.
PY  - 1999
ER  -
"""


def read(text: str, ending: str = "json"):
    report = Report()
    return read_references(text, f"references.{ending}", "s1", report), report.findings()


@pytest.mark.parametrize(("text", "ending"), [(CSL, "json"), (BIBTEX, "bib"), (RIS, "ris")])
def test_the_three_formats_give_the_same_works(text, ending):
    found, findings = read(text, ending)

    assert findings == []
    assert found is not None
    article, book = (reference.work for reference in found)
    assert [reference.id for reference in found] == ["made2001", "book1999"]
    assert article.iri == "https://doi.org/10.5555/made.up"
    assert article.title == "An article made up for the tests"
    assert article.creators == ["Schön, Donna A.", "Writer, B."]
    assert (article.year, article.type) == (2001, "JournalArticle")
    assert article.container == "Journal of Made-Up Studies"
    assert book.iri.endswith("/work/writer-1999-a-made-up-book")
    assert (book.year, book.type) == (1999, "Book")


def test_a_reference_has_the_line_it_begins_in():
    found, _ = read(CSL)

    assert found is not None
    assert CSL.splitlines()[found[1].place.row - 1] == " {"


def test_a_broken_bibtex_entry_is_reported_with_its_line():
    text = BIBTEX + "\n@book{broken, title = {no end\n"

    found, [finding] = read(text, "bib")

    assert found is None
    assert finding.rule == "bibtex"
    assert text.split("\n")[finding.place.row - 1] == "@book{broken, title = {no end"


def test_what_is_not_ris_is_reported():
    found, findings = read("not RIS at all\n", "ris")

    assert found == []
    assert [finding.rule for finding in findings] == ["no-references"]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"title": ["not", "a", "text"]}, "malformed-reference"),
        ({"title": "bell \x07"}, "malformed-reference"),
        ({"author": "Writer"}, "malformed-reference"),
        ({"author": [3]}, "malformed-reference"),
        ({"issued": {"date-parts": [[99999]]}}, "malformed-reference"),
        ({"id": "a/b"}, "id"),
        ({"DOI": "none"}, "malformed-doi"),
    ],
)
def test_a_bad_field_is_reported_and_does_not_stop_the_rest(fields, rule):
    entry = {"id": "ref1", "title": "A title", **fields}

    found, [finding] = read(json.dumps([entry, {"id": "ref2", "title": "Another"}]))

    assert finding.rule == rule
    assert finding.place.file == "references.json"
    assert found is not None
    assert found[-1].id == "ref2"


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2014]]}, 2014),
        ({"date-parts": [["2014", 3]]}, 2014),
        ({"raw": "March 2014"}, 2014),
        ({"literal": "c. 1983"}, 1983),
        ("2014-03", 2014),
        (2014, 2014),
        ({}, None),
    ],
)
def test_a_year_is_found_however_it_is_written(issued, year):
    found, findings = read(json.dumps([{"id": "r", "title": "T", "issued": issued}]))

    assert findings == []
    assert found is not None
    assert found[0].work.year == year


def test_two_titles_that_become_one_work_are_shown():
    same = {"author": [{"family": "Writer"}], "issued": {"raw": "2001"}}
    titles = ("One two three four five six, part one", "One two three four five six, part two")

    _, [finding] = read(
        json.dumps([{"id": f"r{n}", "title": title, **same} for n, title in enumerate(titles)])
    )

    assert (finding.severity, finding.rule) == ("warning", "same-work")


def test_an_entry_without_anything_keeps_an_address_of_its_own():
    found, _ = read(json.dumps([{"id": "r1"}, {"id": "r2"}]))

    assert found is not None
    assert [r.work.iri.rsplit("/", 1)[1] for r in found] == ["s1-r1", "s1-r2"]


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "[{}",
        "[{},",
        "[{},]",
        "[{} {}]",
        "[] []",
        '[{"id": NaN}]',
        '[{"id": 1' + "0" * 5000 + "}]",
        '[{"a": ' + "[" * 100_000,
        '[{"a": 1, "a": 2}]',
    ],
)
def test_what_is_not_json_is_reported(text):
    found, findings = read(text)

    assert found is None
    assert [finding.rule for finding in findings if finding.rule == "json"] == ["json"]


@pytest.mark.parametrize("text", ["@article{" * 20_000, "{" * 200_000, '@a{b, c="' + "{" * 100_000])
def test_hostile_bibtex_ends_in_seconds(text):
    started = time.process_time()

    read(text, "bib")

    assert time.process_time() - started < 5
