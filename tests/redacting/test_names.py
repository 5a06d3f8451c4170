"""Which words are a name, and what happens to offsets when names go."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.redacting import Name, Names, read_names
from kg.redacting.replacing import Redaction

NAMES = Names(
    [
        Name(1, ("Anna Smith", "Anna", "A.S.", "AS")),
        Name(2, ("José", "Zoë")),
        Name(3, ("张伟",)),
        Name(4, ("Straße",)),
        Name(5, ("أحمد", "علی")),
        Name(6, ("지민",)),
        Name(7, ("O'Brien",), "Robin"),
        Name(8, ("𐐀𐐁𐐂",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Anna's and ANNA’S dog", "[name-1]'s and [name-1]’S dog"),  # noqa: RUF001
        ("anna\n  SMITH met Anna.", "[name-1] met [name-1]."),
        ("Annabel, Annas, xAnna, Anna2", "Annabel, Annas, xAnna, Anna2"),
        ("Anna-Maria, anna_1.txt, (Anna)", "[name-1]-Maria, [name-1]_1.txt, ([name-1])"),
        ("as AS said, A.S. a.s.", "as [name-1] said, [name-1] a.s."),
        ("Jose\u0301 JOSÉ Jose Jose\u0301s", "[name-2] [name-2] Jose Jose\u0301s"),
        ("Zoe\u0308\u0323", "Zoe\u0308\u0323"),  # another letter, by one more mark
        ("昨天张伟说", "昨天[name-3]说"),
        ("STRASSE, strasse", "[name-4], [name-4]"),
        ("قال أحمد: لأحمد", "قال [name-5]: لأحمد"),
        ("علی\u200cها", "[name-5]\u200cها"),  # noqa: RUF001
        ("지민이 지민은", "[name-6]이 [name-6]은"),
        ("Anna가 말했다, Anna说", "[name-1]가 말했다, [name-1]说"),
        ("O’Brien o'brien OBrien", "Robin Robin OBrien"),  # noqa: RUF001
        ("𐐨𐐩𐐪!", "[name-8]!"),
        ("An\u00adna, \u202eAnna\u202c, Ａｎｎａ", "[name-1], \u202e[name-1]\u202c, [name-1]"),  # noqa: RUF001
        ("", ""),
    ],
)  # fmt: skip
def test_names_are_whole_words_in_every_script(text, becomes):
    assert Redaction(NAMES).text(text, "here") == becomes


def test_the_longest_name_goes_first_and_leaves_nothing_of_the_others():
    names = Names([Name(1, ("Anna Bo",)), Name(2, ("Bo Smith Jones",)), Name(3, ("Bo",))])

    assert Redaction(names).text("Anna Bo Smith Jones; Bo", "here") == "[name-2]; [name-3]"


def test_a_word_that_becomes_a_name_when_another_goes_goes_too():
    names = Names([Name(1, ("张伟",)), Name(2, ("Bob",))])

    assert Redaction(names).text("张伟Bob, Bob", "here") == "[name-1][name-2], [name-2]"


def test_near_misses_are_told():
    redaction = Redaction(NAMES)

    redaction.text("Annas said that Ana and Annabel like لأحمد and Jose", "here")

    assert sorted(near.word for near in redaction.near) == sorted(
        ["annas", "ana", "annabel", *near_of("لأحمد"), "jose"]
    )


def near_of(word: str) -> list[str]:
    return [unicodedata.normalize("NFKD", word)]


@pytest.mark.parametrize(
    "names",
    [
        [Name(1, ("Anna",)), Name(2, ("Ben", "ANNA"))],
        [Name(1, ("...",))],
        [Name(1, ("Anna",), "Ben"), Name(2, ("Ben",))],
        [Name(1, ("name",))],
    ],
)
def test_lists_that_cannot_be_followed_are_refused_without_naming_anybody(names):
    with pytest.raises(UsageError) as refused:
        Names(names)

    assert "Anna" not in str(refused.value)
    assert "Ben" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"who\nAnna\n", "no column name"),
        (b"", "empty"),
        ("name\nZoë\n".encode("latin-1"), "not in UTF-8"),
        (b"name,forms\n ,\n", "holds no names"),
        (b'name\n"Anna\n', "never closed"),
    ],
)
def test_lists_that_cannot_be_read_say_why(tmp_path, content, said):
    (tmp_path / "names.csv").write_bytes(content)

    with pytest.raises(UsageError, match=said):
        read_names(tmp_path / "names.csv")


def test_a_list_gives_pseudonyms_and_forms(tmp_path):
    (tmp_path / "names.csv").write_text(
        "name,pseudonym,forms\nAnna Smith,Robin Oak,Anna; A.S.\nBen,,\n", encoding="utf-8"
    )

    one, two = read_names(tmp_path / "names.csv").listed

    assert one == Name(1, ("Anna Smith", "Anna", "A.S."), "Robin Oak")
    assert (one.replacement, one.as_id) == ("Robin Oak", "RobinOak")
    assert (two.replacement, two.as_id) == ("[name-2]", "name-2")


PLAIN = (
    "we",
    "said",
    "😀",
    "e\u0301",
    "\u0301",
    "ק",
    "مرحبا",
    "\r\n",
    "学",
    "Annabel",
    "\u200d",
    "x",
)
CALLED = {
    "Anna": 1, "ANNA SMITH": 1, "A.S.": 1, "Jose\u0301": 2, "张伟": 3, "strasse": 4, "أحمد": 5,
    "지민": 6, "𐐨𐐩𐐪": 8,
}  # fmt: skip
PIECES = st.lists(st.one_of(st.sampled_from(PLAIN), st.sampled_from(sorted(CALLED))), max_size=12)


@settings(max_examples=200, deadline=None)
@given(pieces=PIECES)
def test_nothing_but_names_changes(pieces):
    become = [f"[name-{CALLED[p]}]" if p in CALLED else p for p in pieces]

    assert Redaction(NAMES).text(" . ".join(pieces), "here") == " . ".join(become)


@settings(max_examples=300, deadline=None)
@given(
    pieces=PIECES,
    glue=st.sampled_from((" ", "", "\n", "-")),
    spans=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=6),
)
def test_quotes_stay_what_their_spans_say_and_hold_no_name(pieces, glue, spans):
    text = glue.join(pieces)
    spans = [tuple(sorted((min(a, len(text)), min(b, len(text))))) for a, b in spans]

    now, moved = Redaction(NAMES).document(text, spans, "here")

    assert NAMES.find(now) == []
    for (start, end), (was_start, was_end) in zip(moved, spans, strict=True):
        assert 0 <= start <= end <= len(now)
        assert NAMES.find(now[start:end]) == []
        # Without glue, one name that goes can make its neighbour a word by itself.
        if glue and not overlapping(text, was_start, was_end, spans):
            assert now[start:end] == text[was_start:was_end]
    for edge in (0, 1):  # what came first comes first
        order = sorted(range(len(spans)), key=lambda n: spans[n][edge])
        now_at = [moved[n][edge] for n in order]
        assert now_at == sorted(now_at)


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (0, 6, "so [name-1]"),  # ends inside the name
        (5, 17, "[name-1] met"),  # begins inside it
        (5, 6, "[name-1]"),
        (3, 13, "[name-1]"),
        (13, 17, " met"),
        (18, 22, "[name-1]"),  # cuts the name out of another word
        (18, 25, "[name-1]bel"),
        (2, 3, " "),
        (13, 13, ""),
    ],
)
def test_a_quote_takes_in_all_that_stands_in_place_of_a_name(start, end, says):
    text = "so Anna Smith met Annabel"

    now, moved = Redaction(NAMES).document(text, [(start, end), (18, 22)], "here")

    assert now == "so [name-1] met [name-1]bel"
    assert now[slice(*moved[0])] == says


def overlapping(text: str, start: int, end: int, spans) -> bool:
    """Say whether a span has anything to do with a name, its own or that another span cuts out."""
    found = [(m.start, m.end) for m in NAMES.find(text)]
    found += [(a + m.start, a + m.end) for a, b in spans for m in NAMES.find(text[a:b])]
    return bool(found) and any(a <= end and start <= b for a, b in found)
