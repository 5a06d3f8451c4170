"""One reference in many styles is one work; two works with like titles stay two."""

import random
from pathlib import Path

import pytest
import yaml

from kg.literature.candidates import candidates
from kg.literature.decisions import Decision
from kg.literature.identity import identify
from kg.literature.keys import record

WORKS = yaml.safe_load((Path(__file__).parent / "references.yaml").read_text("utf-8"))["one"]


def address(name, number, described):
    doi = described.get("doi")
    return f"https://doi.org/{doi}" if doi else f"w:{name.replace(' ', '-')}-{number}"


RECORDS = {
    address(name, n, each): (
        name,
        record(address(name, n, each), **{**each, "creators": tuple(each.get("creators", ()))}),
    )
    for name, those in WORKS.items()
    for n, each in enumerate(those)
}


def same(found):
    """Return groups of addresses that are one."""
    groups = {}
    for work in RECORDS:
        groups.setdefault(found.one(work), set()).add(work)
    return {frozenset(group) for group in groups.values()}


def groups_of_names():
    groups = {}
    for work, (name, _) in RECORDS.items():
        groups.setdefault(name, set()).add(work)
    return {frozenset(group) for group in groups.values()}


def every_record():
    return [made for _, made in RECORDS.values()]


@pytest.mark.parametrize("seed", range(5))
def test_styles_are_one_work_and_like_titles_are_not(seed):
    records = every_record()
    random.Random(seed).shuffle(records)

    assert same(identify(records)) == groups_of_names()


def test_a_doi_stands_for_its_work():
    found = identify(every_record())

    assert found.one("w:reframing-0") == "https://doi.org/10.1097/acm.0000000000000427"
    assert found.one("https://doi.org/10.1097/acm.0000000000000427").startswith("https://doi.org")


def test_what_was_decided_goes_before_every_rule():
    apart = Decision("w:practitioner-0", "w:practitioner-2", same=False, who="A reviewer")
    joined = Decision(
        "https://doi.org/10.1101/2021.08.01.21261101", "https://doi.org/10.1000/published",
        same=True,
    )  # fmt: skip

    found = identify(every_record(), [apart, joined])

    assert found.one(apart.work) != found.one(apart.other)
    assert found.one(joined.work) == found.one(joined.other)
    assert any(reason.decision == joined for reason in found.reasons)


def test_works_decided_to_differ_stay_two_over_a_third_as_well():
    both = [
        record(w, title="Of one and the same", year="2001", creators=("Tan, A",)) for w in "abc"
    ]

    found = identify(both, [Decision("a", "b", same=False)])

    assert found.one("a") != found.one("b")
    assert found.one("c") in (found.one("a"), found.one("b"))
    assert found.refused


def test_the_same_pmid_is_the_same_work():
    a = record("a", printed="Tan A. One thing and more. J. 2010;1. PMID: 12345678")
    b = record("b", title="Some thing else by its translated title", pmid="12345678")

    assert identify([a, b]).ones == {"b": "a"}


def test_doubtful_pairs_are_proposed_with_a_reason_until_somebody_decides():
    records = every_record()
    found = candidates(records, identify(records))
    pairs = {(c.work, c.other): c for c in found}

    preprint = ("https://doi.org/10.1000/published", "https://doi.org/10.1101/2021.08.01.21261101")
    assert pairs[preprint].score == 0.7
    assert "two DOIs" in pairs[preprint].reason
    other_year = [c for c in found if "w:same-title-in-another-year-0" in (c.work, c.other)]
    assert any("years 2014 and 2019" in c.reason or "years 2019 and 2014" in c.reason
               for c in other_year)  # fmt: skip
    assert found == sorted(found, key=lambda c: -c.score)

    decided = [Decision(*preprint, same=False)]
    again = candidates(records, identify(records, decided), decided)
    assert preprint not in {(c.work, c.other) for c in again}
