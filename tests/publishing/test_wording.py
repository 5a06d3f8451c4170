# ruff: noqa: RUF001  (letters of many scripts)
"""Words that stay behind are found where they are said again, and names where they are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.publishing import echo
from kg.publishing.echo import RUN, echoes, letters
from kg.publishing.names import Names

SECRET = "Then the consultant threw the chart at the wall and nobody said a single word about it."
PUBLIC = "I went home and slept for the whole weekend without dreaming."


def is_echo(text, *, secret=SECRET, public=PUBLIC, said=False):
    return bool(echoes({text: said}, secret=[secret], public=[public]))


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        "As one put it: “the consultant threw the chart”.",
        "THE CONSULTANT THREW, the chart!",
        "the con-\nsultant threw the chart",
        "the\u00a0consultant\u2009threw the chart",
        "ｔｈｅ ｃｏｎｓｕｌｔａｎｔ ｔｈｒｅｗ ｔｈｅ ｃｈａｒｔ",
        f"{PUBLIC} {SECRET}",
        "nobody said a single word about it. I went home and slept",
    ],
)  # fmt: skip
def test_words_carried_over_are_found(text):
    assert is_echo(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "word", "Somebody threw something.", "threw the chart at the w",
        PUBLIC, f"As one said: {PUBLIC}", "slept for the whole weekend without",
    ],
)  # fmt: skip
def test_other_words_and_public_ones_are_not(text):
    assert not is_echo(text)


def test_a_run_of_the_length_said_is_found_and_a_shorter_one_is_not():
    run = letters(SECRET)[7 : 7 + RUN]

    assert is_echo(f"zz{run}zz")
    assert not is_echo(f"zz{run[1:]}zz")


def test_secret_words_around_public_ones_are_found():
    whole = f"{PUBLIC} {SECRET}"

    assert not is_echo(f"{PUBLIC} Th", secret=whole)
    assert is_echo(f"{PUBLIC} Then the consultant", secret=whole)


def test_what_the_shared_scheme_says_may_be_said():
    said = "on professional identity formation, in"
    label = ["professional identity formation"]

    assert echoes({said: False}, secret=[f"he spoke {said} me"], public=[]) == {said}
    assert echoes({said: False}, secret=[f"he spoke {said} me"], public=label) == set()


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("I wept obsidian.", "e.g. “I wept, obsidian”"),
        ("I felt lost", "how they felt: I felt lost."),
        ("学生は黙って座っていた", "例：学生は黙って座っていた。"),
        ("وقفت هناك", "قال: وقفت هناك"),
    ],
)
def test_a_short_secret_is_found_whole(secret, text):
    assert is_echo(text, secret=secret)


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("I felt lost", "I felt lostness"), ("Yes.", "Yes, they did."),
        ("I felt lost", "they felt lost"), ("she did it", "She. Did. It?"),
    ],
)  # fmt: skip
def test_what_everybody_says_is_not_an_echo(secret, text):
    assert is_echo(text, secret=secret) is (secret == "she did it")


def test_a_short_example_is_an_echo_where_a_label_is_not():
    assert is_echo("threw the chart", said=True)
    assert not is_echo("threw the chart", said=False)
    assert not is_echo("went home and slept", secret=f"{SECRET} {PUBLIC}", said=True)


def test_a_long_run_in_a_script_without_spaces_is_found():
    secret = "私は三年間ずっと誰にも言わずにその箱を机の下に隠していた。"

    assert is_echo("ある学生は「誰にも言わずにその箱を」と語った", secret=secret)
    assert not is_echo("その箱を机", secret=secret)


def shared_run(a: str, b: str) -> bool:
    """Say by trying everything whether two texts share a run."""
    return any(a[i : i + RUN] in b for i in range(len(a) - RUN + 1))


def test_a_phrase_that_thousands_of_texts_begin_with_costs_no_time():
    import time

    texts = {f"Interviewer asks about the programme, number {n}": False for n in range(20_000)}
    secret = [f"Interviewer asks about himself {n} times, and {n * 7}" for n in range(5_000)]
    secret.append("so much about the programme, number 1 was that")
    began = time.process_time()

    found = echoes(texts, secret=secret, public=[])

    assert time.process_time() - began < 10
    assert found == {text for text in texts if "number 1" in text}


few = st.text(alphabet="ab", max_size=90)


@pytest.mark.parametrize("many", [0, 32])
@given(texts=st.lists(few, max_size=4), secrets=st.lists(few, max_size=4))
def test_runs_are_those_found_by_trying_everything(many, texts, secrets):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(echo, "_MANY", many)
        found = echoes(
            dict.fromkeys(texts, False), secret=[s for s in secrets if len(s) >= RUN], public=[]
        )

    assert found == {t for t in texts if any(shared_run(t, s) for s in secrets)}


@given(few, few, few)
def test_what_is_all_public_is_never_an_echo(before, text, after):
    whole = f"{before} {text} {after}"

    assert echoes({text: False, whole: True}, secret=[whole, text], public=[whole]) == set()


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_compared(a, b):
    echoes({a: True, b: False}, secret=[b, a + b], public=[a])


def test_a_long_text_is_looked_through_in_time():
    import random
    import time

    chance = random.Random(1)
    word = ["".join(chance.choices("abcdefghijklmnop", k=5)) for _ in range(2000)]
    secret = [" ".join(chance.choices(word, k=80_000)) for _ in range(2)]
    texts = {" ".join(chance.choices(word, k=12)): False for _ in range(20_000)}
    texts[secret[0][100_000:200_000]] = False
    began = time.process_time()

    found = echoes(texts, secret=secret, public=[])

    assert len(found) < 20
    assert secret[0][100_000:200_000] in found
    assert time.process_time() - began < 20


# Names


NAMES = Names(["Quillon", "QX02", "P-7", "M Diary 1", "ann", "12", "x", "mentor", "P1"], ["P1"])


@pytest.mark.parametrize(
    "text",
    [
        "Quillon said so", "See QX02.", "see qx 02", "P7 left", "P 7", "p-7", "M Diary 1",
        "MDiary1", "m_diary_1", "agreed with ann", "Ann agreed", "ANN", "participant 12",
        "Quote no. 12",
        "https://w3id.org/pif-kg/study/s/quote/QX02",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(text):
    assert NAMES.in_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "QX021", "QX0", "P71", "12 of them", "an annual review", "a mentor", "x", "P1 said",
        "Quillons", "M Diary 11",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_not_one(text):
    assert not NAMES.in_text(text)


@pytest.mark.parametrize(
    "id", ["Quillon-interview", "P7interview", "P-7-1", "12-interview", "QX02-k"]
)
def test_an_id_that_holds_a_name_is_found(id):
    assert NAMES.in_id(id)


@pytest.mark.parametrize("id", ["Q12", "P71-interview", "P1-interview", "e2"])
def test_any_other_id_is_not(id):
    assert not NAMES.in_id(id)


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=100))
def test_any_name_can_be_looked_for(names, text):
    found = Names(names)

    assert found.in_text(text) in (True, False)
    assert found.in_id(text) in (True, False)
