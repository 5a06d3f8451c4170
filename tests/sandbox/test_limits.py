"""What breaks a bound is ended in time, and told which bound it was."""

import time

import pytest
from jail_kit import SMALL, a_format, queries

from kg.errors import LimitReached, TimeLimitReached, UsageError
from kg.sandbox import Job, Limits, kind_of, start


def job(path, **more):
    sparql = path.read_text(encoding="utf-8")
    return Job(sparql, a_format(kind_of(sparql)), **more)


@pytest.mark.parametrize("path", queries("time"), ids=lambda path: path.stem)
def test_a_query_that_takes_too_long_is_ended_in_time(jail, path):
    began = time.monotonic()

    with pytest.raises(TimeLimitReached, match="1 seconds, the time one query may take"):
        jail.run(job(path))

    assert SMALL.seconds <= time.monotonic() - began < SMALL.seconds + 1.5


@pytest.mark.parametrize("path", queries("memory"), ids=lambda path: path.stem)
def test_a_query_that_needs_too_much_memory_is_ended(study_store, path):
    with (
        start(study_store.address, Limits(seconds=20, memory=48 << 20), services=()) as jail,
        pytest.raises(LimitReached, match="more than 48 MiB of memory"),
    ):
        jail.run(job(path))


@pytest.mark.parametrize("path", queries("size"), ids=lambda path: path.stem)
def test_an_answer_that_is_too_large_is_refused_and_not_cut(study_store, path):
    with (
        start(study_store.address, Limits(seconds=20, size=1 << 20), services=()) as jail,
        pytest.raises(LimitReached, match="larger than 1 MiB") as refused,
    ):
        jail.run(job(path))

    assert refused.value.status == 413


def test_an_answer_of_exactly_the_size_allowed_is_sent(study_store):
    sparql = "SELECT ?s { ?s ?p ?o FILTER(ISIRI(?s)) } ORDER BY ?s LIMIT 500"
    size = len(b"".join(study_store.query(sparql).write("csv")))

    with start(study_store.address, Limits(size=size), services=()) as jail:
        answered = jail.run(Job(sparql, "csv"))
        assert answered.size == size
        answered.close()
    with (
        start(study_store.address, Limits(size=size - 1), services=()) as jail,
        pytest.raises(LimitReached, match=f"larger than {size - 1:,} bytes"),
    ):
        jail.run(Job(sparql, "csv"))


def test_a_text_that_is_too_long_is_refused(jail):
    sparql = f"ASK {{}} # {'ü' * (SMALL.query // 2)}"

    with pytest.raises(LimitReached, match="longer than 64 KiB"):
        jail.run(Job(sparql, "json"))


def test_a_query_that_is_too_deep_for_the_engine_is_told_so(study_store):
    negations = f"SELECT * {{ BIND({'!' * 200_000}true AS ?b) }}"

    with (
        start(study_store.address, Limits(seconds=20), services=()) as jail,
        pytest.raises(LimitReached, match="too long or too deeply nested"),
    ):
        jail.run(Job(negations, "json"))


def test_after_every_broken_bound_others_are_answered(jail):
    for folder in ("time", "memory", "size"):
        with pytest.raises(LimitReached):
            jail.run(job(queries(folder)[0]))

        assert b"true" in b"".join(jail.run(Job("ASK {}", "json")).chunks())


def test_a_query_leaves_nothing_for_the_next(jail):
    """Limits are set anew: many large answers by one cell do not add up to a broken bound."""
    sparql = "SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 4000"

    sizes = set()
    for _ in range(20):
        answered = jail.run(Job(sparql, "csv"))
        sizes.add(answered.size)
        answered.close()

    assert len(sizes) == 1
    assert sizes.pop() > SMALL.size // 4


def test_limits_are_told_in_words():
    limits = Limits(seconds=2.5, size=1536 << 20)

    described = {name: (value, sentence) for name, value, sentence in limits.described()}

    assert described["time"][0] == "2.5 seconds"
    assert described["answer"][0] == "1.5 GiB"
    assert all(value and sentence.endswith(".") for value, sentence in described.values())


def test_limits_come_from_settings(monkeypatch):
    for name, value in {
        "SECONDS": "2.5", "MEMORY": "1G", "SIZE": "2 MiB", "AT_ONCE": "3", "BUDGET": "30",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"PIF_QUERY_{name}", value)

    limits = Limits.from_settings()

    assert limits == Limits(2.5, 1 << 30, 2 << 20, Limits().query, 3, 1, 64, 30.0)


def test_without_settings_the_usual_limits_hold(monkeypatch):
    for name in ("SECONDS", "MEMORY", "SIZE", "AT_ONCE", "BUDGET"):
        monkeypatch.delenv(f"PIF_QUERY_{name}", raising=False)

    assert Limits.from_settings() == Limits()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PIF_QUERY_SECONDS", "0"),
        ("PIF_QUERY_SECONDS", "nan"),
        ("PIF_QUERY_SECONDS", "inf"),
        ("PIF_QUERY_SECONDS", "soon"),
        ("PIF_QUERY_AT_ONCE", "2.5"),
        ("PIF_QUERY_AT_ONCE", "-1"),
        ("PIF_QUERY_MEMORY", "1k"),
        ("PIF_QUERY_SIZE", "64 potatoes"),
        ("PIF_QUERY_SIZE", "9" * 30),
        ("PIF_QUERY_BUDGET", "0"),
    ],
)
def test_a_setting_out_of_bounds_is_refused_by_name(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(UsageError, match=f"{name} is .* It must be"):
        Limits.from_settings()
