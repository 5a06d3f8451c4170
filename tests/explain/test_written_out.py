"""Explanations as JSON, as a drawing, and on the command line."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from store_kinds import opened

from kg.cli import main
from kg.explain import as_json, as_svg, as_text, explain
from kg.graph import Graph

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert(1)</script>"&\u202eevil\x07 ]]> \U0001f600 ' + "x" * 300


@pytest.fixture
def hostile(study, stored):
    study.quote("Q1", HOSTILE)
    study.code("k", HOSTILE)
    study.coded("Q1", "k", coder="anna", rationale=HOSTILE)
    study.mapped("k", "exactMatch", "c:patching", author_label=HOSTILE, comment=HOSTILE)
    return stored(study)


def test_json_has_the_documented_shape(study_store):
    made = as_json(explain(study_store, "Q27", "patching"))

    assert json.loads(json.dumps(made)) == made
    assert list(made) == [
        "quote", "construct", "supports", "bears_on", "says", "counts_as", "ways",
        "ways_left_out", "ways_left_out_is_least", "ways_left_out_says", "missing",
        "bears_through", "supports_instead", "bears_on_list",
    ]  # fmt: skip
    first = made["ways"][0]
    assert first["counts_as"] == ["filed", "scheme"]
    assert [(s["from"]["id"], s["relation"], s["to"]["id"]) for s in first["steps"]] == [
        ("Q27", "coded", "d2.4-patching"),
        ("d2.4-patching", "exactMatch", "patching"),
    ]
    assert first["steps"][0]["source"]["ground"] == "lead-in D2.4-s03 names patching"
    assert first["steps"][1]["source"]["author"] == "pif-kg curators"


def test_json_says_what_is_missing(study_store):
    made = as_json(explain(study_store, "Q20", "patching"))

    assert (made["supports"], made["bears_on"], made["ways"]) == (False, False, [])
    assert [m["kind"] for m in made["missing"]] == ["narrower", "related", "code-not-given"]
    assert [s["id"] for s in made["supports_instead"][:2]] == [
        "identity-work",
        "professional-identity-formation",
    ]
    assert "ideal-physician-perception" in [b["id"] for b in made["bears_on_list"]]


@pytest.mark.parametrize(
    ("quote", "construct"),
    [
        ("Q27", "patching"),
        ("Q20", "patching"),
        ("Q27", "professional-identity-formation"),
        ("Q20", "ideal-physician-perception"),
        ("Q01", "patching"),
    ],
)
def test_the_drawing_has_a_name_and_says_in_words_what_it_shows(study_store, quote, construct):
    explained = explain(study_store, quote, construct)

    drawing = ET.fromstring(as_svg(explained))

    title, words = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
    assert drawing.get("role") == "img"
    assert drawing.get("aria-labelledby") == title.get("id")
    assert drawing.get("aria-describedby") == words.get("id")
    assert title.text.startswith(f"{quote} ")
    assert words.text
    _, _, width, height = map(float, drawing.get("viewBox").split())
    for box in drawing.iter(f"{SVG}rect"):
        assert float(box.get("x")) + float(box.get("width")) <= width
        assert float(box.get("y")) + float(box.get("height")) <= height


def test_what_was_worked_out_is_dashed_and_nothing_else(study_store):
    drawing = as_svg(explain(study_store, "Q27", "patching"))

    lines = re.findall(r'<path d="M[^"]*" fill="none"[^>]*>', drawing)
    # By definition, a case of, and so it supports; two codings' steps and two stated of e27.
    assert sum("dasharray" in line for line in lines) == 3
    assert sum("dasharray" not in line for line in lines) == 4


def test_ways_that_are_not_drawn_are_counted(study_store):
    explained = explain(study_store, "Q27", "professional-identity-formation")

    assert f"{len(explained.ways) - 3} further ways are not drawn." in as_svg(explained)


def test_hostile_words_stay_words(hostile):
    explained = explain(hostile, "Q1", "patching")

    drawing, shown = as_svg(explained), as_text(explained)

    names = {element.tag for element in ET.fromstring(drawing).iter()}
    assert names == {SVG + n for n in ("svg", "title", "desc", "style", "rect", "path", "text")}
    assert "<script" not in drawing + explained._repr_html_()
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", shown)
    assert max(map(len, shown.splitlines())) <= 88


@pytest.mark.parametrize("kind", ["remote", "remote with a union"])
def test_an_endpoint_gives_the_same_explanations(study_store, tmp_path, kind):
    from kg.loading import load

    with opened(kind, tmp_path) as remote:
        load("krishna2024", remote)
        for quote, construct in (("Q27", "patching"), ("Q20", "patching"), ("Q26", "d2")):
            there = explain(remote, quote, construct)

            assert there == explain(study_store, quote, construct)


def test_from_python_it_prints_as_text_and_shows_as_a_drawing(study_store):
    explained = Graph(study_store).explain("Q27", "patching")

    assert str(explained).startswith("Q27 supports patching")
    assert explained._repr_html_().startswith("<svg")


@pytest.fixture
def pif(study_store, monkeypatch, capsysbinary):
    monkeypatch.setenv("PIF_STORE", study_store.address)

    def run(*words):
        code = main(words)
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def test_command_explains_in_words(pif):
    code, out, _ = pif("explain", "Q27", "patching")

    assert code == 0
    assert "were coded Patching by the authors" in out


def test_command_writes_json_and_svg(pif):
    assert json.loads(pif("explain", "Q20", "patching", "--format", "json")[1])["supports"] is False
    assert ET.fromstring(pif("explain", "Q20", "patching", "--format", "svg")[1]).tag == f"{SVG}svg"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Q27", "pachting"), "Did you mean patching"),
        (("Q99", "patching"), "There is no quote 'Q99'"),
        (("Q27", "patching", "--ways", "0"), "0 ways cannot be shown"),
        (("Q27", "patching", "--study", "nowhere"), "There is no quote 'nowhere/Q27'"),
    ],
)
def test_wrong_names_are_wrong_usage(pif, words, said):
    code, out, err = pif("explain", *words)

    assert (code, out) == (2, "")
    assert said in err
