"""The notebook that ships runs from top to bottom, and says what the paper says."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "guide" / "evidence.ipynb"

# Jupyter's own client leaves sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The notebook after every cell was run by a real kernel; any error fails."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    place = tmp_path_factory.mktemp("notebook")
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(place)}})
    client.execute()
    return notebook


def shown(notebook, source):
    """Return all that the cell with this source showed, by MIME type."""
    [cell] = [c for c in notebook.cells if c.cell_type == "code" and source in c.source]
    kinds = {}
    for output in cell.outputs:
        kinds |= output.get("data", {"text/plain": output.get("text", "")})
    return kinds


def test_it_ships_without_outputs():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells

    assert all(not c.outputs and c.execution_count is None for c in cells if "outputs" in c)


def test_both_modes_are_counted(ran):
    assert shown(ran, 'mode="filed"')["text/plain"] == "(5, 7)"


def test_quotes_show_as_a_table(ran):
    assert "<table" in shown(ran, 'not_="patching"')["text/html"]


def test_the_first_hit_is_the_papers_words(ran):
    said = shown(ran, "hits.total")["text/plain"]

    assert said.startswith("(4,")
    assert "amazing sense of patience" in said


def test_the_matrix_is_a_table_and_a_drawing(ran):
    kinds = shown(ran, "g.matrix(")

    assert "<table" in kinds["text/html"] or "<svg" in kinds["image/svg+xml"]
    assert "Identity work" in kinds["text/html"]


def test_an_explanation_reads_as_text(ran):
    assert "Q20 does not support patching" in shown(ran, '"Q20"')["text/plain"]
