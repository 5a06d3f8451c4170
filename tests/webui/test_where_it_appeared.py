"""Where a work appeared: on its page, and in references to take along."""

from __future__ import annotations

import pytest

from kg import model as m
from kg.csl import in_order, named_in
from kg.findings import Place
from kg.pages.citations import Work
from kg.pages.references import entries
from kg.pages.work import work_page
from kg.statements import statements
from kg.store import open_store

HERE = Place("references.json")
IRI = "https://doi.org/10.5555/shared"
PRATT = "/work/pratt-2006-constructing-professional-identity-the-role-of"


def work(authors: list[str], **more: str) -> m.Work:
    return m.Work(
        IRI,
        "JournalArticle",
        "A work",
        2020,
        authors,
        "J",
        "10.5555/shared",
        "2020-05-07",
        [],
        more,
    )


def listing(id: str, *works: m.Work) -> m.Study:
    entries = [m.Reference(f"ref{n}", HERE, each) for n, each in enumerate(works)]
    return m.Study(id, HERE, title=id, references=entries)


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "store")
    both = ["Writer, B", "Author, A"]
    for study in (
        listing("one", work(both, volume="3", page="1-9", publisher="P")),
        listing("two", work(["Writer, Bea"], volume="4")),
    ):
        store.replace(study.id, statements(study).graphs)
    return store


def test_a_page_shows_what_each_study_says(store):
    page = work_page(store, IRI)

    told = dict(page.details)
    assert told["volume"] == ("3", "4")
    assert told["pages"] == ("1-9",)
    assert told["published"] == ("2020-05-07",)
    assert (page.authors, page.ordered) == (("Writer, B", "Author, A"), True)


def test_a_reference_is_that_of_one_study(store):
    [entry] = entries(store, [Work(IRI, "", "A work", "2020")])

    assert [entry[name] for name in ("volume", "page", "publisher")] == ["3", "1-9", "P"]
    assert [person["family"] for person in entry["author"]] == ["Writer", "Author"]
    assert entry["issued"] == {"date-parts": [[2020, 5, 7]]}


def test_a_list_that_names_others_gives_no_order():
    assert named_in("B; A", ["A", "B", "C"]) == ("B", "A")
    assert named_in("B; X", ["A", "B"]) == ()
    assert in_order(["A; B", "C"], "C; A; B") == ["A; B", "C"]


def test_the_page_of_a_work_has_volume_and_pages(client):
    page = client.get(PRATT, headers={"Accept": "text/html"}, follow_redirects=True).text

    assert "<dt>volume</dt><dd><bdi>49</bdi></dd>" in page
    assert "<dt>pages</dt><dd><bdi>235\N{EN DASH}62</bdi></dd>" in page
