"""YAML and JSON are read as text, with lines, and cannot be made to take long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.formats.reporting import Report
from kg.formats.structured import YAML_LIMIT, read_json_list, read_yaml


def yaml_of(text: str):
    report = Report()
    return read_yaml(text, "study.yaml", report), report.findings()


def test_what_is_written_stays_text():
    settings, findings = yaml_of(
        "id: 0012\npublish: no\nday: 2024-05-02\nempty:\nnull: ~\nquoted: '~'\nlist: [1, 1.50]\n"
    )

    assert findings == []
    assert settings is not None
    assert settings.values == {
        "id": "0012", "publish": "no", "day": "2024-05-02", "empty": None, "null": None,
        "quoted": "~", "list": ["1", "1.50"],
    }  # fmt: skip


def test_every_key_has_its_line():
    settings, _ = yaml_of("id: s1\nethics:\n  consents:\n    - scope: diary\n      how: form\n")

    assert settings is not None
    assert str(settings.place("ethics", "consents", 0, "how")) == "study.yaml, line 5, column how"
    assert settings.place("ethics", "consents", 0, "none").row == 4
    assert settings.place("none").row is None


@pytest.mark.parametrize(
    ("text", "rule", "row"),
    [
        ("a: &x 1\nb: *x\n", "yaml-alias", 2),
        ("a: &x 1\n*x : 2\n", "yaml-alias", 2),
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3),
        ("a: {b: 1, b: 2}\n", "duplicate-key", 1),
        ("a: 1\n---\nb: 1\n", "yaml", 2),
        ("# nothing\n", "yaml", 1),
        ("- a\n", "yaml", 1),
        ("[a]: b\n", "yaml", 1),
        ("a: !!binary x\n", "yaml-tag", 1),
        ("a: !mine x\n", "yaml-tag", 1),
        ("a: b: c\n", "yaml", 1),
        ("a: 'b\n", "yaml", 2),
        ("a:\n\tb: 1\n", "yaml", 2),
        ('a: "\\ud800"\n', "yaml", 1),
    ],
)
def test_bad_yaml_is_reported_with_its_line(text, rule, row):
    settings, [finding] = yaml_of(text)

    assert settings is None
    assert (finding.rule, finding.place.row) == (rule, row)
    assert finding.remedy


@pytest.mark.parametrize("piece", ["? ", "- ", "x,", "&a ", "{", "[", ": ", "!", "#\n", "%", '"'])
@pytest.mark.parametrize("before", ["", "a: [", 'a: "'])
def test_no_yaml_within_the_limit_takes_long(before, piece):
    started = time.process_time()

    yaml_of(before + piece * (YAML_LIMIT // len(piece)))

    assert time.process_time() - started < 3


@given(st.text(max_size=60))
def test_no_text_breaks_the_readers(text):
    report = Report()

    settings = read_yaml(text, "study.yaml", report)
    entries = list(read_json_list(text, "references.json", report))

    assert (settings is None) == any(f.place.file == "study.yaml" for f in report.findings())
    assert all(isinstance(line, int) for line, _ in entries)


def test_entries_of_a_json_list_have_their_lines():
    report = Report()
    text = '[\n {"a": 1},\n\n {"b": [1,\n 2]}\n, "c" ]\n'

    assert list(read_json_list(text, "r.json", report)) == [
        (2, {"a": 1}), (4, {"b": [1, 2]}), (6, "c")
    ]  # fmt: skip
    assert report.findings() == []
