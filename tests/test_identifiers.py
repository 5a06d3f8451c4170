"""The same input gives the same address, and two inputs never become one by accident."""

from __future__ import annotations

import unicodedata

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import (
    ID_LIMIT,
    normal_doi,
    normal_id,
    slug,
    split_thing_iri,
    study_iri,
    thing_iri,
    work_iri,
    wrong_with_id,
)


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("Q27", "Q27"),
        ("M Diary 1", "MDiary1"),
        (" NP\u00a05\t", "NP5"),
        ("d2.4-patching", "d2.4-patching"),
        ("e\u0301tude", "étude"),
        ("מרואיין_3", "מרואיין_3"),
        ("参加者1", "参加者1"),
    ],
)
def test_an_id_keeps_letters_of_any_script_and_loses_its_spaces(written, id):
    assert normal_id(written) == id
    assert wrong_with_id(id) is None


@pytest.mark.parametrize(
    ("id", "why"),
    [
        ("", "it is empty"),
        ("Q1/2", "it holds '/'"),
        ("Q1?", "it holds '?'"),
        ("Q#1", "it holds '#'"),
        ("50%", "it holds '%'"),
        ("a:b", "it holds ':'"),
        ("a<b>", "it holds '<', '>'"),
        ("Q\x00", "it holds U+0000"),
        ("Q\u202e1", "it holds U+202E right-to-left override"),
        ("🙂", "it holds '🙂' U+1F642 slightly smiling face"),
        ("..", "an address cannot end so"),
        ("x" * (ID_LIMIT + 1), "it has 201 characters; 200 is the most"),
    ],
)
def test_what_cannot_be_an_id_is_refused_with_its_reason(id, why):
    assert wrong_with_id(id) == why


@given(st.text(min_size=1, max_size=20))
def test_an_id_that_is_accepted_makes_an_address_that_comes_back(written):
    id = normal_id(written)
    if wrong_with_id(id) is not None:
        return

    made = thing_iri("s1", "quote", id)

    [quad] = ox.parse(input=f"<{made}> <http://e/p> 1 .", format=ox.RdfFormat.TURTLE)
    assert quad.subject.value == made
    assert split_thing_iri(made) == ("s1", "quote", id)


def test_an_address_is_split_into_study_kind_and_id():
    assert split_thing_iri(study_iri("s1")) == ("s1", "study", "s1")
    assert split_thing_iri("https://example.org/quote/Q1") is None


@pytest.mark.parametrize(
    "written",
    [
        "10.1186/s12909-024-05992-0",
        "https://doi.org/10.1186/S12909-024-05992-0",
        "http://dx.doi.org/10.1186/s12909-024-05992-0",
        "doi:10.1186/s12909-024-05992-0",
        " DOI: 10.1186/s12909-024-05992-0. ",
    ],
)
def test_a_doi_is_one_however_it_is_written(written):
    assert normal_doi(written) == "10.1186/s12909-024-05992-0"


@pytest.mark.parametrize("written", ["", "s12909", "https://example.org/10.1/x", "10.1186/a b"])
def test_what_is_no_doi_is_none(written):
    assert normal_doi(written) is None


def test_an_old_doi_makes_a_valid_address():
    doi = normal_doi("10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O")

    made = work_iri(doi=doi or "")

    assert made.endswith("/10.1002/(sici)1097-4571(199806)49:8%3C693::aid-asi4%3E3.0.co;2-o")
    assert ox.NamedNode(made).value == made


def test_a_work_without_a_doi_is_named_by_author_year_and_title():
    made = work_iri(author="Schön", year=1983, title="The reflective practitioner: how they think")

    assert made.endswith("/work/schon-1983-the-reflective-practitioner-how-they-think")
    assert work_iri() == work_iri(year=1983, title="?!") == ""


@given(st.text())
def test_a_slug_is_an_id_or_empty(words):
    made = slug(words)

    assert made == slug(made)
    assert made == "" or wrong_with_id(made) is None
    assert made == unicodedata.normalize("NFC", made)
