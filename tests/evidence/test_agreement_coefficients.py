"""Percent agreement, kappa and alpha: published examples, other libraries, and where none is."""

from __future__ import annotations

from collections import Counter
from math import isnan, nan
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.evidence.coefficients import (
    NOTHING_SHARED,
    ONE_VALUE,
    cohens_kappa,
    krippendorffs_alpha,
    mean_kappa,
    observed,
    percent_agreement,
    pooled_kappa,
)

PUBLISHED = yaml.safe_load(
    (Path(__file__).parent / "data" / "published-agreement.yaml").read_text(encoding="utf-8")
)
COEFFICIENTS = {
    "percent": percent_agreement,
    "kappa": lambda judgements: cohens_kappa(judgements, 0, 1),
    "alpha": krippendorffs_alpha,
}


def judgements_of(example):
    if "table" in example:
        cells = enumerate(example["table"])
        return {(i, j): n for i, row in cells for j, n in enumerate(row) if n}
    rows = [[None if v == "." else v for v in row.split()] for row in example["judgements"]]
    return Counter(zip(*rows, strict=True))


@pytest.mark.parametrize(
    ("example", "name"),
    [
        pytest.param(example, name, id=f"{example['name']}-{name}")
        for example in PUBLISHED
        for name in sorted(COEFFICIENTS.keys() & example.keys())
    ],
)
def test_published_value_is_found(example, name):
    digits = len(str(example[name]).partition(".")[2])

    value = COEFFICIENTS[name](judgements_of(example)).value

    assert value == pytest.approx(example[name], abs=0.5 * 10**-digits)


VALUES = st.sampled_from(["a", "b", "c", "d"])
RATINGS = st.integers(2, 5).flatmap(
    lambda coders: st.lists(
        st.lists(st.none() | VALUES, min_size=coders, max_size=coders).map(tuple),
        min_size=1,
        max_size=30,
    )
)


@settings(max_examples=200, deadline=None)
@given(RATINGS)
def test_alpha_is_that_of_the_krippendorff_package(units):
    codes = {"a": 0.0, "b": 1.0, "c": 2.0, "d": 3.0, None: nan}
    matrix = [[codes[v] for v in coder] for coder in zip(*units, strict=True)]

    found = krippendorffs_alpha(Counter(units))

    given_values = [v for unit in units if sum(x is not None for x in unit) > 1 for v in unit if v]
    if len(set(given_values)) < 2:
        assert found.value is None
        assert found.why == (ONE_VALUE if given_values else NOTHING_SHARED)
    else:
        import krippendorff  # with numpy, which is slow to come and needed here alone

        expected = krippendorff.alpha(reliability_data=matrix, level_of_measurement="nominal")
        assert found.value == pytest.approx(expected, abs=1e-9)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=40))
def test_kappa_is_that_of_scikit_learn(units):
    from sklearn.metrics import cohen_kappa_score  # slow to come, and needed here alone

    first, second = zip(*units, strict=True)
    expected = cohen_kappa_score(first, second, labels=["a", "b", "c", "d"])

    found = cohens_kappa(Counter(units), 0, 1)

    if isnan(expected):
        assert found.value is None
        assert found.why == ONE_VALUE
    else:
        assert found.value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", ["kappa", "alpha"])
def test_one_value_throughout_has_no_coefficient_and_says_why(name):
    found = COEFFICIENTS[name]({("a", "a"): 10})

    assert found.value is None
    assert found.why == ONE_VALUE
    assert str(found) == "undefined"


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_no_unit_judged_twice_has_no_coefficient_and_says_why(name):
    found = COEFFICIENTS[name]({("a", None): 3, (None, "b"): 4})

    assert found.value is None
    assert found.why == NOTHING_SHARED


def test_kappa_is_zero_when_one_coder_never_decides():
    assert cohens_kappa({("a", "a"): 9, ("a", "b"): 1}, 0, 1).value == 0


def test_weights_count_as_units():
    units = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), ("c", "a")]

    for coefficient in COEFFICIENTS.values():
        many = coefficient({unit: n * 10 for unit, n in Counter(units).items()})
        spelled_out = coefficient(Counter(units * 10))
        assert many == spelled_out


def test_percent_of_several_coders_is_the_share_of_equal_pairs():
    assert percent_agreement({("a", "a", "b"): 1, ("a", "a", None): 1}).value == pytest.approx(0.5)


def test_pooled_kappa_is_made_of_mean_shares():
    # Two codes: p_o 0.8 and 0.6, p_e 0.5 and 0.5.
    first = {(1, 1): 4, (0, 0): 4, (1, 0): 1, (0, 1): 1}
    second = {(1, 1): 3, (0, 0): 3, (1, 0): 2, (0, 1): 2}

    assert pooled_kappa([observed(first, 0, 1), observed(second, 0, 1)]).value == pytest.approx(0.4)


def test_mean_kappa_leaves_out_pairs_without_one():
    one = cohens_kappa({(1, 1): 4, (0, 0): 4, (1, 0): 1, (0, 1): 1}, 0, 1)
    none = cohens_kappa({(1, 1): 4}, 0, 1)

    assert mean_kappa([one, none]).value == one.value
    assert mean_kappa([none]).why == ONE_VALUE
