"""What is kept of a store: read once, and again when the store has changed."""

import gc
import weakref

from kg.store import keeping


class Stored:
    """Stands for a store: all that is asked of it here is to be there."""


def test_each_key_is_read_once():
    store, reads = Stored(), []

    def read(keys):
        reads.append(keys)
        return {key: key.upper() for key in keys if key != "c"}

    assert keeping.many(store, "r1", "letters", ["a", "b"], read, "") == {"a": "A", "b": "B"}
    found = keeping.many(store, "r1", "letters", ["b", "c", "a", "b"], read, "")
    assert found == {"b": "B", "c": "", "a": "A"}
    assert list(found) == ["b", "c", "a"]
    keeping.many(store, "r1", "letters", ["c"], read, "")
    assert reads == [["a", "b"], ["c"]]


def test_nothing_is_kept_across_revisions_sorts_or_stores():
    store, other, made = Stored(), Stored(), []

    def make():
        made.append(1)
        return len(made)

    assert keeping.one(store, "r1", "all", make) == 1
    assert keeping.one(store, "r1", "all", make) == 1
    assert keeping.one(store, "r1", "another", make) == 2
    assert keeping.one(other, "r1", "all", make) == 3
    assert keeping.one(store, "r2", "all", make) == 4


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 3)
    store, reads = Stored(), []

    def read(keys):
        reads.extend(keys)
        return dict.fromkeys(keys, 1)

    for key in "abcd":
        keeping.many(store, "r", "s", [key], read, 0)
    assert keeping.many(store, "r", "s", list("efgh"), read, 0) == dict.fromkeys("efgh", 1)
    assert reads == list("abcdefgh")
    keeping.many(store, "r", "s", ["d", "a"], read, 0)
    assert reads[8:] in (["a"], ["d", "a"])


def test_a_store_that_is_gone_takes_its_values_along():
    store = Stored()
    keeping.one(store, "r", "s", dict)
    gone = weakref.ref(store)

    del store
    gc.collect()

    assert gone() is None
