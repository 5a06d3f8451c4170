"""What the pages say of saved questions, and of asking in SPARQL, is so."""

import re
from pathlib import Path

import pytest

from kg.answers import write
from kg.queries import list_queries, parse_query, run

DOCS = Path(__file__).resolve().parents[2] / "docs"
REFERENCE = (DOCS / "reference/queries.md").read_text(encoding="utf-8")
GUIDE = (DOCS / "guide/asking-in-sparql.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sparql\n(.*?)```\s+```text\n(.*?)```", GUIDE, re.DOTALL)


def test_page_lists_every_query_with_its_parameters():
    [table] = re.findall(
        r"\| name \| answers \| parameters \|\n\|[-|]+\|\n((?:\|.*\n)+)", REFERENCE
    )

    listed = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()]

    expected = []
    for query in list_queries():
        names = [
            f"`{p.name}`" if p.default is not None else f"*{p.name}*" for p in query.parameters
        ]
        expected.append([f"`{query.name}`", query.summary, ", ".join(names)])
    assert listed == expected


def test_example_of_ones_own_query_runs(study_store):
    [text] = re.findall(r"```sparql\n(#\+.*?)```", REFERENCE, re.DOTALL)

    answer = run(study_store, parse_query(text, "quotes-of-one-on", saved=True), {"who": "NP1"})

    assert answer.defaults_used == {"construct": "reflection"}
    assert [row["quote"] for row in answer.rows()] == ['"Q22"']


@pytest.mark.parametrize(("text", "shown"), EXAMPLES, ids=range(1, len(EXAMPLES) + 1))
def test_guide_shows_the_answer(text, shown, study_store):
    answer = run(study_store, parse_query(text))

    assert b"".join(write(answer, "table", width=80)).decode().rstrip() == shown.rstrip()


def test_guide_has_examples():
    assert len(EXAMPLES) == GUIDE.count("```sparql") == 5
