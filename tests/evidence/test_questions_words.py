"""Search: what is typed is never more than words, and what stands first is said."""

import math
import random

import pytest
from generated_studies import graphs_of

from kg.errors import LimitReached, UsageError
from kg.evidence.answering import answer
from kg.evidence.question import words
from kg.index import open_index
from kg.index.searching import parse, split
from kg.namespaces import study_graph
from kg.store import open_store
from kg.terms import text

TEXTS = {
    "Q00": "I do not see myself as someone who tells people what to do",
    "Q01": "Mentoring is mentoring, and mentors mentor; mentoring again.",
    "Q02": "A mentor once told me to say no. I could not say: no way.",
    "Q03": "Naïve, they said; nai\u0308ve twice over. Don’t be.",  # noqa: RUF001
    "Q04": "قال لي المرشد شكرا and then 学ぶ 😀",
    "Q05": "no say in it",
    "Q06": "mentoring",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """One made-up study with texts of our own."""
    graphs = graphs_of("words", quotes=len(TEXTS))
    own = graphs[study_graph("words")]
    changed = {t for t in own if "/quote/" in t[0] and t[1].endswith("#text>")}
    graphs[study_graph("words")] = (own - changed) | {
        (s, p, text(TEXTS[s[-4:-1]])) for s, p, _ in changed
    }
    store = open_store(tmp_path_factory.mktemp("words"))
    store.replace("words", graphs)
    yield store
    store.close()


def found(store, typed, **options):
    return [row.quote for row in answer(store, words(typed), **options).rows]


@pytest.mark.parametrize(
    ("typed", "quotes"),
    [
        ("mentoring", {"Q01", "Q06"}),
        ("MENTORING", {"Q01", "Q06"}),
        ("mentor", {"Q01", "Q02"}),
        ("mentor*", {"Q01", "Q02", "Q06"}),
        ("say no", {"Q02", "Q05"}),
        ('"say no"', {"Q02"}),
        ("“say no”", {"Q02"}),
        ('"no say"', {"Q05"}),
        ("naïve", {"Q03"}),
        ("nai\u0308ve", {"Q03"}),
        ("naive", set()),
        ("don't", {"Q03"}),
        ("شكرا", {"Q04"}),
        ("学ぶ 😀", {"Q04"}),
        ("mentor OR naïve", set()),
        ("NOT mentor", {"Q02"}),
        ("tells NEAR people", set()),
        ("text:mentor", set()),
        ("a -mentor", {"Q02"}),
        ("^mentoring", {"Q01", "Q06"}),
        ("mentoring)", {"Q01", "Q06"}),
        ('"mentoring', {"Q01", "Q06"}),
        ("mentor' OR 1=1 --", set()),
    ],
)
def test_all_words_typed_must_occur_and_nothing_typed_is_an_operator(store, typed, quotes):
    assert set(found(store, typed)) == quotes


@pytest.mark.parametrize("typed", ["", " ", "*", '""', "😀", "()", "-", "\x00", "\u202e", "”“"])
def test_where_there_is_no_word_it_is_said(store, typed):
    with pytest.raises(UsageError, match="no word to search for"):
        found(store, typed)


def test_ten_thousand_words_are_refused_with_the_limit():
    with pytest.raises(LimitReached, match="10,000 words; 200 is the most"):
        parse(" ".join(f"w{n}" for n in range(10_000)))


def test_the_beginning_of_a_word_has_three_letters():
    with pytest.raises(UsageError, match="at least 3 letters"):
        parse("me*")


def test_strange_text_is_answered_or_refused_in_words(store):
    signs = [
        '"', "'", "*", "(", ")", "AND", "OR", "NOT", "NEAR(", ":", "^", "-", "+", "\x00", "😀", ";",
        "mentor", "شكرا", "\u202e", "\u0301", "{", "}", "\\", "%", "\ud800", "\n",
    ]  # fmt: skip
    chance = random.Random(4)

    for _ in range(500):
        typed = "".join(chance.choices(signs, k=chance.randint(1, 12)))
        try:
            shown = set(found(store, typed, order="rank"))
        except UsageError as error:
            shown, typed = set(), error.hint

        assert typed
        assert shown <= set(TEXTS)


def by_formula(texts, typed):
    """Rank by BM25 as it is defined, k1 1.2 and b 0.75; equals in order."""
    said = [split(text.lower()) for text in texts]
    mean = sum(map(len, said)) / len(said)
    scores = []
    for place, have in enumerate(said):
        score = 0.0
        for word in typed.split():
            holding = sum(word in other for other in said)
            weight = max(math.log((len(said) - holding + 0.5) / (holding + 0.5)), 1e-6)
            often = have.count(word)
            score += weight * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * len(have) / mean))
        if all(word in have for word in typed.split()):
            scores.append((-round(score, 9), place))
    return [place for _, place in sorted(scores)]


@pytest.mark.parametrize("typed", ["mentoring", "mentor", "say no", "no", "i", "project was"])
def test_the_most_telling_quotes_come_first_when_asked(store, study_store, typed):
    for each in (store, study_store):
        rows = answer(each, limit=None).rows

        shown = answer(each, words(typed), order="rank", limit=None)

        expected = by_formula([row.text for row in rows], typed)
        assert [row.quote for row in shown.rows] == [rows[place].quote for place in expected]
        assert shown.ranked


def test_where_words_stand_is_told_in_characters(store):
    shown = answer(store, words('mentor* "say no"'))

    [marks] = shown.marks
    assert [shown.rows[0].text[a:b] for a, b in marks] == ["mentor", "say no", "say: no"]


def test_very_common_words_are_found_by_bitmap_and_take_no_part_in_ranking(tmp_path, monkeypatch):
    from kg.index import searching, storing

    monkeypatch.setattr(storing, "COMMON", 8)
    monkeypatch.setattr(searching, "COMMON", 8)
    store = open_store(tmp_path)
    for n in range(3):
        store.replace(f"s{n}", graphs_of(f"s{n}", quotes=20))
        open_index(store)
    store.remove("s1")
    index = open_index(store)
    said = {row.n: set(split(row.text.lower())) for row in index.rows(list(index.all))}
    every = {word for have in said.values() for word in have if word.isascii()}

    common = {word: held for word in every if (held := index.word(word)) is not None}

    assert len(common) > 3
    for word, held in common.items():
        assert set(held) == {n for n, have in said.items() if word in have}
    for word in sorted(every - common.keys()):
        assert answer(store, words(word), order="rank").ranked
    assert not answer(store, words(" ".join(sorted(common)[:2])), order="rank").ranked
