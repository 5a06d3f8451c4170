"""The first study reads right on the pages: its quotes, how they are introduced, both answers."""

import csv
import re

import pytest

from kg.resources import folder

STUDY = folder("studies") / "krishna2024"


def table(name):
    with (STUDY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_of(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def all_quotes(get_page):
    return get_page("/quotes?limit=50")


def test_there_are_27_quotes_each_with_its_exact_words(all_quotes):
    shown = {
        article.get("id").removeprefix("krishna2024-"): "".join(words.itertext())
        for article in all_quotes.iter("article")
        for words in article.iter("blockquote")
    }

    assert text_of(all_quotes.find(".//h1")) == "27 quotes"
    assert shown == {row["id"]: row["text"] for row in table("quotes.csv")}
    assert len(shown) == 27


def test_every_quote_has_the_sentence_that_introduces_it(all_quotes):
    claims = {row["id"]: row["text"] for row in table("claims.csv")}
    wanted = {row["id"]: claims[row["claim"]] for row in table("quotes.csv") if row["claim"]}

    introduced = {
        article.get("id").removeprefix("krishna2024-"): text_of(p.find("span"))
        for article in all_quotes.iter("article")
        for p in article.iter("p")
        if text_of(p).startswith("The authors introduce it")
    }

    plain = {id: " ".join(re.sub(r"\*", "", text).split()) for id, text in wanted.items()}
    assert introduced == plain
    assert len(set(wanted.values())) == 17


def test_identity_work_is_5_as_filed_and_7_by_the_scheme_with_the_reason(get_page):
    page = get_page("/quotes?supports=identity-work")

    assert text_of(page.find(".//h1")) == "7 quotes support identity work"
    [modes] = [n for n in page.iter("nav") if n.get("aria-label") == "How to count"]
    assert text_of(modes) == "By the shared scheme 7 As filed 5"
    said = text_of(page.find(".//main"))
    assert "There are five quotes filed under a code that means identity work itself." in said
    assert "The shared scheme adds Q26 and Q27" in said
    filed = get_page("/quotes?supports=identity-work&mode=filed")
    assert text_of(filed.find(".//h1")) == "5 quotes support identity work"
    here, there = ({a.get("id") for a in p.iter("article") if a.get("id")} for p in (page, filed))
    assert here - there == {"krishna2024-Q26", "krishna2024-Q27"}


def test_a_condition_in_one_piece_says_why_each_quote_counts_too(get_page):
    page = get_page("/quotes?where=supports:reflection and not (role:mentee or source:diary)")

    articles = list(page.iter("article"))
    assert len(articles) == 2
    for article in articles:
        assert any(text_of(s) == "Why this counts" for s in article.iter("summary"))
        assert "reflection" in {
            text_of(a) for a in article.iter("a") if "hit" in (a.get("class") or "")
        }
