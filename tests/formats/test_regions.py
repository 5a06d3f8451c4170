"""The table of regions says where what was marked is, or what is wrong with it."""

import pytest

from kg.findings import violations
from kg.formats import read

FILES = {
    "study.yaml": "id: s1\ntitle: Drawings\nlicence: CC BY 4.0\n",
    "documents.csv": "id,kind,medium\nD1,other,picture\nD2,other,\n",
    "quotes.csv": "id,document,text,region\nQ1,D2,Some words.,\n",
    "codebook.csv": "code,label\nk1,One\n",
    "codings.csv": "quote,code,coder,region\nQ1,k1,a,\n,k1,a,R1\n",
    "regions.csv": "id,document,first_x,first_y,second_x,second_y,begin,end\nR1,D1,1,-2,3,4,,\n",
}


def found(tmp_path, **files):
    for name, text in (FILES | {f"{n}.csv": t for n, t in files.items()}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return read(tmp_path)


def test_a_coding_may_have_a_region_instead_of_a_quote(tmp_path):
    reading = found(tmp_path)

    assert violations(reading.findings) == []
    [quoted, marked] = reading.model.codings
    assert (quoted.quote, quoted.region, quoted.id) == ("Q1", "", "Q1-k1")
    assert (marked.quote, marked.region, marked.id) == ("", "R1", "R1-k1")
    assert reading.model.regions[0].box == (1, -2, 3, 4)


CODINGS, REGIONS, DOCUMENTS = "quote,code,region\n", "id,document,", "id,kind,medium\nD2,other,\n"


@pytest.mark.parametrize(
    ("rule", "place", "table", "text"),
    [
        ("missing-value", (2, "quote"), "codings", f"{CODINGS},k1,\n"),
        ("coding-of-both", (2, "region"), "codings", f"{CODINGS}Q1,k1,R1\n"),
        ("unknown-region", (2, "region"), "codings", f"{CODINGS},k1,R2\n"),
        ("duplicate-coding", (3, "code"), "codings", f"{CODINGS},k1,R1\n,k1,R1\n"),
        ("unknown-region", (2, "region"), "quotes", "id,document,text,region\nQ1,D2,Words.,R7\n"),
        ("unknown-document", (2, "document"), "regions", f"{REGIONS}page\nR1,D9,1\n"),
        ("duplicate-id", (3, "id"), "regions", f"{REGIONS}page\nR1,D1,1\nR1,D1,2\n"),
        ("half-box", (2, "second_x"), "regions", f"{REGIONS}first_x,first_y\nR1,D1,1,2\n"),
        ("malformed-integer", (2, "page"), "regions", f"{REGIONS}page\nR1,D1,ii\n"),
        ("malformed-integer", (2, "begin"), "regions", f"{REGIONS}begin\nR1,D1,-1\n"),
        ("half-stretch", (2, "begin"), "regions", f"{REGIONS}end\nR1,D1,9\n"),
        ("stretch-order", (2, "end"), "regions", f"{REGIONS}begin,end\nR1,D1,9,8\n"),
        ("unknown-value", (3, "medium"), "documents", f"{DOCUMENTS}D1,other,hologram\n"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(tmp_path, rule, place, table, text):
    wrong = violations(found(tmp_path, **{table: text}).findings)

    told = {(f.rule, f.place.file, f.place.row, f.place.column) for f in wrong}
    assert (rule, f"{table}.csv", *place) in told


def test_a_document_that_says_no_medium_is_pointed_out(tmp_path):
    reading = found(tmp_path, regions="id,document\nR1,D2\n")

    assert "medium-missing" in {f.rule for f in reading.findings if f.severity == "warning"}
