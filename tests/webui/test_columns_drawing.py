"""Things drawn in columns: what was there stays in its place, and nothing hostile gets through."""

import re
from itertools import pairwise
from xml.etree import ElementTree

from webui.drawing.columns import Edge, Node, columns_of, draw
from webui.drawing.outlines import SHAPES

SVG = "{http://www.w3.org/2000/svg}"
START = Node("s", "patching", "construct", 0, "/a")
GROUPS = [Node(f"g{n}", f"relation {n}", "group", 1, f"/g{n}", count="1") for n in range(5)]


def file_of(nodes, edges):
    return ElementTree.fromstring(draw(nodes, edges, title="It", file=True))


def outlines(svg):
    return {
        part.get("id"): part.find(f"{SVG}path").get("d") for part in svg.iter() if part.get("id")
    }


def test_what_is_opened_moves_nothing_that_was_there():
    before = [START, *GROUPS, Node("m0", "Q27", "quote", 2, "/q")]
    edges = [Edge("s", g.id) for g in GROUPS] + [Edge("g3", "m0")]
    later = [*before, *(Node(f"n{n}", f"C{n}", "claim", 2, "/c") for n in range(12))]

    first, second = outlines(file_of(before, edges)), outlines(
        file_of(later, [*edges, *(Edge("g1", f"n{n}") for n in range(12))])
    )  # fmt: skip

    assert {id: second[id] for id in first} == first


def test_nothing_lies_over_another_thing():
    things = [
        Node(f"t{n}", "word " * (3 * n % 11) + "x", kind, n % 3)
        for n, kind in enumerate([*SHAPES, "episode", "study"])
    ]
    svg = file_of(things, [])
    tops = {}
    for part in svg.iter(f"{SVG}g"):
        numbers = re.findall(r"[MV]-?([\d.]+)(?: ([\d.]+))?", part.find(f"{SVG}path").get("d"))
        x, y = map(float, numbers[0])
        words = [float(text.get("y")) for text in part.iter(f"{SVG}text")]
        tops.setdefault(round(x / 100), []).append((min(words), max(words), y))

    for column in tops.values():
        for (_, low, _), (high, _, _) in pairwise(column):
            assert low + 13 < high


def test_what_was_worked_out_is_dashed_and_the_rest_is_not():
    members = [Node("a", "A", "quote", 1), Node("b", "B", "quote", 1)]

    svg = file_of([START, *members], [Edge("s", "a"), Edge("s", "b", derived=True)])

    dashed = [p.get("stroke-dasharray") for p in svg.findall(f"{SVG}path")]
    assert dashed == [None, "5 4"]


def test_a_drawing_for_a_page_has_no_style_and_a_file_has_nothing_else():
    page = draw([START], [], title="It")
    file = draw([START], [], title="It", file=True)

    assert "style=" not in page
    assert 'fill="' not in page
    assert "class=" not in file
    assert 'fill="#fdfdfb"' in file


def test_hostile_words_are_text():
    words = "<script>alert(1)</script>\u202egnihctap\u202c \x00" + "Lebensversicherung" * 12
    node = Node("s", words, 'quote"><script>', 0, '"><script>', name=words)
    edge = Edge("s", "s", "<b>bold</b>")

    for file in (False, True):
        text = draw([node], [edge], title=words, about=words, file=file)
        assert "<script" not in text
        assert "<b>" not in text
        ElementTree.fromstring(text)
        assert "\u202e" not in text


def test_an_edge_to_what_is_not_drawn_is_left_out():
    svg = file_of([START], [Edge("s", "elsewhere", "leads to")])

    assert svg.findall(f"{SVG}path") == []
    assert svg.findall(f"{SVG}text") == []


def test_circles_have_columns_too():
    ring = columns_of(["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a")])

    assert ring == {"a": 0, "b": 1, "c": 2}
    assert columns_of(["a", "b"], [("a", "b"), ("b", "a"), ("a", "a")]) == {"a": 0, "b": 1}
    assert columns_of([], []) == {}


def test_who_speaks_to_a_thing_can_say_what_is_seen():
    labels = ("M10-duration-printed", "Domain 2. Professional identity formation as told by many",
              "Lebensversicherungsgesellschaft", "coding acts on it", "short")  # fmt: skip
    things = [
        Node(f"t{n}", label, kind, 0, "/x", name=f"{label} {word}, open it", count=count)
        for n, label in enumerate(labels)
        for kind, word, count in (("code", "code", ""), ("group", "12", "12"))
    ]

    for node in things:
        [link] = file_of([node], []).iter(f"{SVG}a")
        seen = " ".join("".join(link.itertext()).split())
        assert seen in link.get("aria-label").replace("\u00a0", " ")
