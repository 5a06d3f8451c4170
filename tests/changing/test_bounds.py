"""Whatever an update asks for, it ends within its bounds and reaches nothing else."""

import subprocess
import sys
import threading
import time
from contextlib import suppress
from urllib.request import urlopen

import psutil
import pytest

from kg.changing import Bounds, put_graph, scratch, update
from kg.changing.operations import Operation
from kg.errors import LimitReached, TimeLimitReached, UsageError
from kg.namespaces import study_graph

SAID = study_graph("small-study")
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"


@pytest.fixture
def left_running():
    """Return what runs now and did not before; other tests share servers meanwhile."""
    known = set(psutil.Process().children(recursive=True))
    return lambda: set(psutil.Process().children(recursive=True)) - known


def test_a_cross_product_ends_in_time_and_leaves_nothing_running(store, left_running):
    before = store.revision()
    began = time.monotonic()

    with pytest.raises(TimeLimitReached, match="more than 1 seconds"):
        update(
            store,
            f"INSERT {{ GRAPH <{SAID}> {{ ?a ?e ?i }} }} WHERE {{ {CROSS} FILTER(?c > ?f) }}",
            bounds=Bounds(seconds=1),
        )

    assert time.monotonic() - began < 10
    assert store.revision() == before
    assert left_running() == set()


def test_what_takes_too_much_memory_ends_by_itself(store, left_running):
    with pytest.raises(LimitReached, match="64 MiB"):
        update(
            store,
            f"INSERT {{ GRAPH <{SAID}> {{ ?a ?e ?i }} }} WHERE {{ {CROSS} }}",
            bounds=Bounds(memory=64 << 20),
        )

    assert left_running() == set()


def test_a_text_that_is_too_long_is_not_looked_at(store):
    with pytest.raises(LimitReached, match="longer than 1,000 bytes"):
        update(store, "#" + "ü" * 500, bounds=Bounds(update=1000))


def test_ten_thousand_statements_are_inserted_and_deleted_within_the_usual_bounds(store):
    before = store.revision()
    data = "".join(
        f"<https://w3id.org/pif-kg/study/small-study/quote/Q{n % 2 + 1}>"
        f' <https://w3id.org/pif-kg/ontology#note> "note {n}" .\n'
        for n in range(10_000)
    )

    [done] = update(store, f"INSERT DATA {{ GRAPH <{SAID}> {{ {data} }} }}").studies
    update(store, f"DELETE DATA {{ GRAPH <{SAID}> {{ {data} }} }}")

    assert done.added == 10_000
    assert store.revision() == before


@pytest.mark.parametrize(
    "sparql",
    [
        "LOAD <{0}> INTO GRAPH <{1}>",
        "INSERT {{ GRAPH <{1}> {{ ?s ?p ?o }} }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
        "INSERT {{ GRAPH <{1}> {{ ?s ?p 1 }} }} WHERE {{ ?s ?p ?o SERVICE SILENT <{0}> {{ }} }}",
    ],
)
def test_the_process_that_works_it_out_can_reach_nobody_even_past_the_gate(store, listener, sparql):
    address, came = listener
    past = Operation(sparql.format(address, SAID), True, None)
    lines = list(store.read_study("small-study"))

    with suppress(UsageError):  # a silent one goes on without
        scratch.evaluate([past], lines, Bounds(seconds=5))

    assert came == []


def test_the_listener_would_have_seen_a_connection(listener):
    address, came = listener

    with suppress(OSError):
        urlopen(address, timeout=5)

    assert len(came) == 1


def test_it_ends_when_whoever_asked_for_it_is_gone(tmp_path, store):
    program = (
        "import sys\nfrom kg.store import open_store\nfrom kg.changing import update, Bounds\n"
        "print('ready', flush=True)\n"
        f"update(open_store(sys.argv[1]), 'INSERT {{ GRAPH <{SAID}> {{ ?a ?e ?i }} }} "
        f"WHERE {{ {CROSS} FILTER(?c > ?f) }}', bounds=Bounds(seconds=3))"
    )
    asking = subprocess.Popen(
        [sys.executable, "-c", program, store.address], stdout=subprocess.PIPE
    )
    assert asking.stdout.readline() == b"ready\n"
    until = time.monotonic() + 30
    while not (working := psutil.Process(asking.pid).children()):
        assert time.monotonic() < until
        time.sleep(0.05)
    asking.kill()
    asking.communicate()

    _, alive = psutil.wait_procs(working, timeout=30)

    assert alive == []


def test_changes_at_the_same_time_wait_for_each_other(store):
    failed = []

    def add(n):
        try:
            note = (
                "<https://w3id.org/pif-kg/study/small-study/quote/Q1> "
                f'<https://w3id.org/pif-kg/ontology#note> "{n}"'
            )
            if n % 2:
                update(store, f"INSERT DATA {{ GRAPH <{SAID}> {{ {note} }} }}")
            else:
                from kg.changing import post_graph

                post_graph(store, SAID, f"{note} .".encode(), "text/turtle")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=add, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    said = "".join(store.read_study("small-study"))
    assert all(f'ontology#note> "{n}"' in said for n in range(6))


def test_a_hundred_thousand_blank_nodes_and_more_are_refused(store):
    data = b"[] <x:p> [] .\n" * 50_001

    with pytest.raises((UsageError, LimitReached), match="blank nodes"):
        put_graph(store, SAID, data, "text/turtle")
