"""A valid study passes; each way of spoiling it is caught, for the right reason and no other."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest

from kg import validation
from kg.formats.rdf import parse_turtle, term
from kg.namespaces import PREFIXES
from kg.terms import Triple

HERE = Path(__file__).parent
BASE = "https://w3id.org/pif-kg/study/small/"
SPOILED = sorted((HERE / "spoiled").glob("*.ru"))
NOTED = Counter({("Diary-author", f"{BASE}document/D2"): 1})
"""What the valid study is told: nobody says who wrote the diary."""


class Expected(NamedTuple):
    rule: str
    focus: str
    words: str


def check(triples, *, release=False):
    return validation.check(
        {"graph": triples}, places={}, column_for=lambda focus, path: None, release=release
    )


def valid() -> set[Triple]:
    return set(parse_turtle((HERE / "valid.ttl").read_bytes(), "valid.ttl"))


def spoil(case: Path) -> tuple[set[Triple], list[Expected], bool]:
    """Return the valid study after a case's update, what is expected, and whether to release."""
    update = case.read_text(encoding="utf-8")
    store = ox.Store()
    store.bulk_load(path=str(HERE / "valid.ttl"), format=ox.RdfFormat.TURTLE)
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    store.update(f"BASE <{BASE}>\n{prefixes}{update}")
    expected = [
        Expected(rule, urljoin(BASE, focus), words)
        for line in update.splitlines()
        if line.startswith("# finds: ")
        for rule, focus, words in [line.removeprefix("# finds: ").split(" | ")]
    ]
    triples = {(term(q.subject), term(q.predicate), term(q.object)) for q in store}
    return triples, expected, "# release\n" in update


@pytest.mark.parametrize("release", [False, True], ids=["loading", "release"])
def test_valid_study_has_nothing_to_mend(release):
    findings = check(valid(), release=release)

    assert Counter((f.rule, f.focus) for f in findings) == NOTED
    assert {f.severity for f in findings} == {"info"}


@pytest.mark.parametrize("case", SPOILED, ids=lambda case: case.stem)
def test_spoiled_study_is_told_just_what_is_wrong(case):
    triples, expected, release = spoil(case)
    assert triples != valid()

    findings = check(triples, release=release)

    found = Counter((f.rule, f.focus) for f in findings)
    assert found - NOTED == Counter((e.rule, e.focus) for e in expected)
    for rule, focus, words in expected:
        said = [f.message for f in findings if (f.rule, f.focus) == (rule, focus)]
        assert any(words in message for message in said), said


@pytest.mark.parametrize("case", SPOILED, ids=lambda case: case.stem)
def test_case_is_named_after_the_first_rule_it_breaks(case):
    _, expected, _ = spoil(case)

    assert case.stem.startswith(f"{expected[0].rule}-")


def test_every_rule_has_a_case():
    spoiled = {spoil(case)[1][0].rule for case in SPOILED}

    assert {rule.name for rule in validation.catalogue()} - spoiled == set()


def test_every_rule_of_higher_severity_at_release_is_raised_by_it():
    raised = [r for r in validation.catalogue() if r.severity != r.at_release]
    cases = {spoil(case)[1][0].rule: spoil(case)[0] for case in SPOILED}

    for rule in raised:
        now, then = (
            {f.severity for f in check(cases[rule.name], release=release) if f.rule == rule.name}
            for release in (False, True)
        )
        assert (now, then) == ({rule.severity}, {rule.at_release}), rule.name
