"""``/api/explain`` says why, and tells strangers no words of what is not public."""

import shutil
from pathlib import Path

import pytest

import kg
from kg.explain import as_json, as_text, explain
from webui import create_app
from webui.protection import LOOPBACK
from webui.state import Site


def test_explanation_is_that_of_the_command(client, study_graph):
    answered = client.get("/api/explain?quote=Q27&construct=patching")

    assert answered.json == as_json(explain(study_graph.store, "Q27", "patching"))
    assert answered.json["supports"] is True


def test_explanation_is_also_a_text_and_a_drawing(client, study_graph):
    address = "/api/explain?quote=krishna2024/Q20&construct=patching"

    text = client.get(address, headers={"Accept": "text/plain"})
    drawing = client.get(f"{address}&format=svg")

    assert text.text == as_text(explain(study_graph.store, "Q20", "patching"))
    assert drawing.content_type == "image/svg+xml"
    assert drawing.text.startswith("<svg")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 400, "quote is missing"),
        ("quote=Q27", 400, "construct is missing"),
        ("quote=Q72&construct=patching", 404, "Did you mean Q27"),
        ("quote=Q27&construct=paching", 404, "Did you mean patching"),
        ("quote=Q27&construct=patching&ways=0", 400, "ways is at least 1"),
        ("quote=Q27&construct=patching&study=other", 404, ""),
        ("quote=Q27&quote=Q26&construct=patching", 400, "quote was given twice"),
    ],
)
def test_what_cannot_be_explained_is_refused(client, refused, query, status, said):
    assert said in refused(client.get(f"/api/explain?{query}"), status)


@pytest.fixture(scope="module")
def restricted(tmp_path_factory):
    """The first study with Q27 restricted, in a store that strangers should never be given."""
    folder = Path(shutil.copytree("studies/krishna2024", tmp_path_factory.mktemp("r") / "study"))
    quotes = folder / "quotes.csv"
    lines = quotes.read_text("utf-8").splitlines(keepends=True)
    access = lines[0].strip().split(",").index("access")
    assert access >= 0
    quotes.write_text(
        "".join(
            line.replace("public", "restricted") if line.startswith("Q27,") else line
            for line in lines
        ),
        "utf-8",
    )
    with kg.open_graph(folder.parent / "store") as graph:
        kg.load(folder, into=graph)
        yield graph


def test_strangers_get_no_words_of_what_is_restricted(restricted):
    owner = create_app(restricted).test_client()
    site = Site(restricted, audience="public", hosts=LOOPBACK)
    public = create_app(restricted, site=site).test_client()
    address = "/api/explain?quote=Q27&construct=patching"
    words = owner.get(address).json["quote"]["text"]

    for format in ("json", "text", "svg"):
        answered = public.get(f"{address}&format={format}")
        assert answered.status_code == 200
        assert words[:30] not in answered.text

    assert owner.get(address).json["quote"]["access"] == "restricted"
    assert words[:30] in owner.get(f"{address}&format=text").text
    assert public.get(address).json["quote"]["text"] is None
