"""A query whose text is the site's own has a cell that is kept, and the bounds of any other."""

import psutil
import pytest
from jail_kit import SMALL, Processes, wait_until

from kg.errors import TimeLimitReached
from kg.loading import load
from kg.namespaces import PIF
from kg.sandbox import Job, Limits, start
from kg.store import open_store

LONG = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?s ?q ?r . FILTER(STRLEN(STR(?o)) > 0) }"
"""Longer than what a cell may take and be used again for a stranger's query."""


@pytest.fixture
def own(study_store):
    with start(study_store.address, Limits(seconds=20, memory=SMALL.memory), services=()) as made:
        yield made


def asked(jail, *, known):
    return b"".join(jail.run(Job(LONG, "csv", known=known)).chunks())


def used(jail):
    """Return the processor seconds of each cell there is."""
    found = {}
    for pid in Processes(jail).cells:
        try:
            times = psutil.Process(pid).cpu_times()
        except psutil.NoSuchProcess:
            continue
        found[pid] = times.user + times.system
    return found


def test_its_cell_is_used_again_and_takes_no_strangers(own):
    expected = asked(own, known=False)
    for _ in range(5):
        assert asked(own, known=True) == expected
    [(kept, seconds)] = [max(used(own).items(), key=lambda each: each[1])]

    for _ in range(5):
        asked(own, known=False)

    later = used(own)
    assert later[kept] == pytest.approx(seconds, abs=0.02)


def test_it_is_ended_when_it_takes_too_long(study_store):
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with start(study_store.address, Limits(seconds=0.5), services=()) as jail:
        with pytest.raises(TimeLimitReached):
            jail.run(Job(cross, "csv", known=True))
        answered = jail.run(Job("ASK {}", "csv", known=True))

    assert b"".join(answered.chunks()).strip() == b"true"


def test_a_change_of_the_store_is_seen(tmp_path):
    store = open_store(tmp_path / "store")
    load("krishna2024", store)
    count = Job(f"SELECT (COUNT(*) AS ?n) {{ ?s a <{PIF}Quote> }}", "csv", known=True)
    with start(store.address, SMALL, services=()) as jail:
        before = b"".join(jail.run(count).chunks())
        store.remove("krishna2024")
        wait_until(lambda: b"".join(jail.run(count).chunks()) != before)
    store.close()
