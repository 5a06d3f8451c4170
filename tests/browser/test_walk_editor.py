"""From a ready question to one's own, its answer, and a file to take away."""

import csv
import io

import pytest

pytestmark = pytest.mark.browser


def test_a_question_of_ones_own_is_asked_and_taken_away(walk):
    walk.open("/quotes?supports=patching")
    walk.press("The same question as a query")
    walk.follow("Open in the editor")
    walk.reads_heading("Ask in SPARQL")
    walk.sees("1 row")

    walk.type("Query", "SELECT ?construct { ?construct skos:broader c:identity-work }")
    walk.press("Ask")

    walk.sees("4 rows")
    rows = list(csv.DictReader(io.StringIO(walk.takes("CSV").decode())))
    assert {row["construct"].rpartition("/")[2] for row in rows} > {"patching", "splinting"}
    walk.sees("A query that has not been answered after 10 seconds is ended.")
