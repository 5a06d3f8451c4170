"""The map drawn from other numbers: more levels, other roles, long and hostile names."""

import re
from xml.etree import ElementTree

import pytest
from flask import Flask

from kg.evidence.lettering import width_of
from kg.pages.ecosystem import Ecosystem, Part, People
from webui.drawing.ecosystem import WIDTH, described, drawn
from webui.drawing.hand import arrow, closed

ROLES = (
    ("mentee", "Mentees", True),
    ("peer-mentor", "Peer mentors", True),
    ("mentor", "Mentors", True),
    ("senior-mentor", "Senior mentors", True),
    ("faculty", "Others", False),
)
HOSTILE = '</text><script>alert(1)</script>" onload="x'


def part(key, count, *below, label=None):
    return Part(key, label or key.replace("-", " "), count, tuple(below))


def made_up(environments=2, people=3, branches=3, kinds=2, label=None):
    return Ecosystem(
        environments=tuple(part(f"level-{i}", 10 - i, label=label) for i in range(environments)),
        innermost=part("micro-environment", 6, label=label),
        people=tuple(
            People((role,), label or name, 3 + i, walks)
            for i, (role, name, walks) in enumerate(ROLES[:people])
        ),
        formation=part(
            "formation",
            40,
            *(
                part(
                    f"branch-{i}",
                    30 // (i + 1),
                    *(part(f"kind-{i}-{k}", 1 + k, label=label) for k in range(kinds)),
                    label=label,
                )
                for i in range(branches)
            ),
            label=label,
        ),
        table=None,
    )


@pytest.fixture
def draw():
    def draw(found):
        with Flask("drawing").test_request_context("/"):
            return ElementTree.fromstring(drawn(found))

    return draw


def number(element, name):
    return float(element.get(name))


CASES = [
    made_up(),
    made_up(environments=1, people=1, branches=1, kinds=0),
    made_up(environments=3, people=2, branches=2, kinds=3),
    made_up(environments=4, people=4, branches=4, kinds=3),
    made_up(environments=2, people=5, branches=3, kinds=3),
    made_up(branches=0, kinds=0),
    made_up(label="organisational and socio-cultural influence of a profession"),
    made_up(label="Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"),
    made_up(label="\u8eab\u4efd\u5f62\u6210" * 12),
    made_up(label="\u202egnihctap\u0000"),
    made_up(label=HOSTILE),
]


@pytest.mark.parametrize("found", CASES, ids=range(len(CASES)))
def test_everything_lies_inside_the_drawing(draw, found):
    svg = draw(found)

    _, _, width, height = map(float, svg.get("viewBox").split())
    assert width == WIDTH
    for rect in svg.iter("rect"):
        assert number(rect, "x") >= 0
        assert number(rect, "x") + number(rect, "width") <= width + 1
        assert 0 <= number(rect, "y") <= number(rect, "y") + number(rect, "height") <= height + 4
    for text in svg.iter("text"):
        half = width_of(text.text, 13 if text.get("class") == "q" else 14) / 2
        assert number(text, "x") - half >= -half * 0.35  # widths are reckoned on the safe side
        assert 0 < number(text, "y") < height
    coordinates = re.findall(r"-?[0-9.]+", " ".join(p.get("d") for p in svg.iter("path")))
    assert max(map(float, coordinates)) < max(width, height) + 20


@pytest.mark.parametrize("found", CASES, ids=range(len(CASES)))
def test_every_part_can_be_hit_and_is_named_by_what_it_shows(draw, found):
    for a in draw(found).iter("a"):
        [rect] = a.findall("rect")
        assert number(rect, "width") >= 58
        assert number(rect, "height") >= 40
        shown = " ".join("".join(t.itertext()) for t in a.findall("text"))
        assert re.search(r"\d", shown)
        if label := a.get("aria-label"):
            words = [t.text for t in a.findall("text") if not t.get("class")]
            assert label.startswith(" ".join(words))


def test_pebbles_do_not_lie_on_each_other(draw):
    for found in CASES:
        svg = draw(found)
        boxes = [
            [number(r, k) for k in ("x", "y", "width", "height")]
            for a in svg.iter("a")
            if a.get("aria-label")
            for r in a.findall("rect")
        ]
        for i, (x, y, w, h) in enumerate(boxes):
            for x2, y2, w2, h2 in boxes[i + 1 :]:
                beside = x + w <= x2 + 0.2 or x2 + w2 <= x + 0.2
                below = y + h <= y2 + 0.2 or y2 + h2 <= y + 0.2
                assert beside or below, (found, (x, y, w, h), (x2, y2, w2, h2))


def test_area_grows_with_the_count(draw):
    svg = draw(made_up(branches=3, kinds=0))

    sizes = {}
    for a in svg.iter("a"):
        if a.get("aria-label"):
            [path] = [p for p in a.findall("path") if p.get("class") == "peb"]
            xs = [float(v) for v in re.findall(r"-?[0-9.]+", path.get("d"))[::2]]
            sizes[a.get("aria-label")] = (max(xs) - min(xs)) / 2
    assert sizes["Branch 0 30 quotes"] == pytest.approx(32, rel=0.15)
    assert sizes["Branch 2 10 quotes"] == pytest.approx(32 * (1 / 3) ** 0.5, rel=0.15)


def test_hostile_names_are_text(draw):
    svg = draw(made_up(label=HOSTILE))

    assert not list(svg.iter("script"))
    assert all("onload" not in e.attrib for e in svg.iter())


def test_it_is_described_in_words():
    said = described(made_up())

    assert "Mentees, peer mentors and mentors each stand in a micro environment." in said
    assert "A path runs from mentees to peer mentors to mentors." in said
    assert "branch 0 (kind 0 0 and kind 0 1)" in said


def test_a_shape_is_the_same_wherever_it_is_drawn():
    assert closed(50, 50, 30, 30, name="patching") == closed(50, 50, 30, 30, name="patching")
    assert closed(50, 50, 30, 30, name="patching") != closed(50, 50, 30, 30, name="splinting")
    assert arrow((0, 0), (10, 0), 0.2).count("M") == 2
