"""What a reference list says comes back, whatever it says, and where it does not it is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg import model as m
from kg.csl import BETWEEN, difference, patched
from kg.exporting.forms import write_folder, write_xlsx
from kg.exporting.reading import study_in
from kg.findings import Place, violations
from kg.formats import read
from kg.formats.bibliography import fields_of, references
from kg.formats.reporting import Report
from kg.namespaces import BIBO, DCTERMS, PIF
from kg.statements import statements
from kg.terms import value_of

BUNDLED = Path(__file__).resolve().parents[2] / "studies" / "krishna2024"
HERE = Place("references.json")
PLAIN = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12)
WORDS = PLAIN | st.sampled_from(
    ["A; B", "WHO, Geneva", " two  spaces ", "1446\N{EN DASH}51", "", "Printed: "]
)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(
            ("family", "given", "suffix", "literal", "non-dropping-particle"), WORDS
        ),
    ),
    max_size=3,
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 3000) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)
YEARS = st.integers(1, 9999)
DATES = st.fixed_dictionaries(
    {"date-parts": st.lists(st.tuples(YEARS, st.integers(0, 14), st.integers(0, 32)).map(list)
                            | st.tuples(YEARS).map(list), min_size=1, max_size=2)},
    optional={"circa": st.booleans(), "season": st.integers(1, 4)},
)  # fmt: skip
ENTRIES = st.fixed_dictionaries(
    {"title": st.sampled_from(["One title", "Another title"])},
    optional={
        "type": st.sampled_from(["article-journal", "book", "motion_picture", ""]),
        "author": PEOPLE, "editor": PEOPLE, "issued": DATES,
        "DOI": st.sampled_from(["10.1/no", "10.5555/A", ""]),
        **dict.fromkeys(("volume", "page", "ISBN", "URL", "language", "keyword"), ANYTHING),
        **dict.fromkeys(("custom", "x y"), ANYTHING),
        "note": PLAIN, "container-title": PLAIN, "publisher": WORDS,
    },
)  # fmt: skip


def content(entries: list[dict]) -> str:
    """Return JSON in which 1, 1.0 and True differ; null says what an absent field says."""
    return json.dumps([said(entry) for entry in entries], sort_keys=True)


def said(entry: dict) -> dict:
    found = {name: value for name, value in entry.items() if value is not None}
    if isinstance(found.get("custom"), dict):
        found["custom"] = said(found["custom"])
    return found


def listed(entries: list[dict]) -> list[dict]:
    """Return a list of entries as it comes back out of statements."""
    report = Report()
    found = references(
        [(n, entry) for n, entry in enumerate(entries, 1)], "references.json", "s1", report
    )
    graphs = statements(m.Study("s1", HERE, references=found)).graphs
    back = study_in("s1", graphs)
    assert statements(back).graphs == graphs
    return [fields_of(entry, n) for n, entry in enumerate(back.references, 1)]


@settings(max_examples=60, deadline=None)
@given(st.lists(ENTRIES, min_size=1, max_size=3))
@example(
    [
        {
            "title": "T",
            "author": [{"family": "A; B"}, {"literal": "C"}],
            "editor": [{"literal": "D; E"}],
        }
    ]
)
@example([{"title": "T", "custom": {"": None}}])
@example([{"title": "T", "volume": 3}, {"title": "T", "volume": "4", "note": "Printed: 1. It."}])
def test_entries_come_back_as_they_were(entries):
    entries = [{"id": f"r{n}", **entry} for n, entry in enumerate(entries)]

    assert content(listed(entries)) == content(entries)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(PLAIN, ANYTHING), st.dictionaries(PLAIN, ANYTHING))
def test_what_is_put_over_fields_makes_the_fields_wanted(wanted, stated):
    wanted = {name: value for name, value in wanted.items() if value is not None}
    stated = {name: value for name, value in stated.items() if value is not None}

    assert content([patched(stated, difference(wanted, stated))]) == content([wanted])


@pytest.mark.parametrize("write", [write_folder, write_xlsx], ids=["folder", "workbook"])
def test_the_first_study_gives_its_list_back(write, tmp_path):
    reading = read(BUNDLED)
    out = tmp_path / ("out" if write is write_folder else "out.xlsx")
    if write is write_folder:
        out.mkdir()

    write(study_in("krishna2024", reading.graphs), out)

    again = read(out)
    assert violations(again.findings) == []
    assert again.graphs == reading.graphs
    if write is write_folder:
        ours, theirs = (json.loads((d / "references.json").read_text()) for d in (out, BUNDLED))
        assert ours == theirs


def test_a_work_says_where_it_appeared_in_standard_words():
    graphs = read(BUNDLED).graphs
    told = {(s, p): value_of(o) for triples in graphs.values() for s, p, o in triples}
    article = (
        "<https://w3id.org/pif-kg/work/pratt-2006-constructing-professional-identity-the-role-of>"
    )

    assert told[article, f"<{BIBO}volume>"] == "49"
    assert told[article, f"<{BIBO}issue>"] == "2"
    assert told[article, f"<{BIBO}pages>"] == "235\N{EN DASH}62"
    assert told[article, f"<{DCTERMS}issued>"] == "2006"
    assert told[article, f"<{PIF}creatorList>"] == BETWEEN.join(
        ("Pratt, MG", "Rockmann, KW", "Kaufmann, JB")
    )


BIBTEX = r"""@article{one,
  title = {An article}, author = {Writer, B. and {Sch{\"o}n}, Donna}, journal = {J}, year = 2001,
  month = sep, volume = 3, number = 4, pages = {5--9}, issn = {1570-8268}, publisher = {P},
  file = {C:/papers-of-somebody/one.pdf}, timestamp = {now}, language = {en},
}
@book{two, title = {A book}, editor = {Ed, A.}, date = {1999-04-30}, isbn = {978-3},
  address = {Here}}
"""
RIS = """TY  - JOUR
ID  - one
TI  - An article
AU  - Writer, B.
AU  - Schön, Donna
JO  - J
PY  - 2001
DA  - 2001/09//
VL  - 3
IS  - 4
SP  - 5
EP  - 9
SN  - 1570-8268
PB  - P
LA  - en
L1  - C:/papers-of-somebody/one.pdf
C1  - now
ER  -

TY  - BOOK
ID  - two
TI  - A book
A2  - Ed, A.
DA  - 1999/04/30
SN  - 978-3
CY  - Here
ER  -
"""


@pytest.mark.parametrize(("ending", "text"), [("bib", BIBTEX), ("ris", RIS)])
def test_bibtex_and_ris_say_the_same_and_name_what_has_no_place(ending, text, tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(
        BUNDLED, folder, ignore=shutil.ignore_patterns("references.json", "citations.csv")
    )
    (folder / f"references.{ending}").write_text(text, encoding="utf-8")

    reading = read(folder)

    assert violations(reading.findings) == []
    assert reading.model is not None
    one, two = (fields_of(entry, n) for n, entry in enumerate(reading.model.references, 1))
    assert one["author"] == [
        {"family": "Writer", "given": "B."},
        {"family": "Schön", "given": "Donna"},
    ]
    assert one["issued"] == {"date-parts": [[2001, 9]]}
    assert [one[name] for name in ("volume", "issue", "page", "ISSN", "publisher", "language")] == [
        "3", "4", "5\N{EN DASH}9", "1570-8268", "P", "en",
    ]  # fmt: skip
    assert two["issued"] == {"date-parts": [[1999, 4, 30]]}
    assert (two["ISBN"], two["publisher-place"], two["editor"][0]["family"]) == (
        "978-3",
        "Here",
        "Ed",
    )
    lost = [what for what, _, _ in reading.losses]
    names = ("file", "timestamp") if ending == "bib" else ("custom1", "file_attachments1")
    assert lost == sorted(f"references.{ending}: '{name}'" for name in names)
    assert not any("somebody" in o for triples in reading.graphs.values() for _, _, o in triples)


def test_what_is_too_large_is_left_out_and_named():
    report = Report()
    entry = {"id": "r1", "title": "T", "abstract": "a" * 70_000, "keyword": "kept"}

    [found] = references([(1, entry)], "references.json", "s1", report)

    assert found.work.further["keyword"] == "kept"
    assert "abstract" not in found.work.further
    assert [what for what, _, _ in report.losses()] == ["references.json: 'abstract'"]


def test_an_address_on_a_disk_is_said_of_no_work():
    entries = [
        {"id": "r1", "title": "T", "URL": "file:///papers-of-somebody/one.pdf"},
        {"id": "r2", "title": "U", "URL": "https://somebody:secret@example.org/"},
    ]
    found = references([*enumerate(entries, 1)], "references.json", "s1", Report())

    graphs = statements(m.Study("s1", HERE, references=found)).graphs

    [triples] = graphs.values()
    assert not any(p == f"<{BIBO}uri>" for _, p, _ in triples)
    assert {p for _, p, o in triples if "somebody" in o} == {f"<{PIF}furtherFields>"}
