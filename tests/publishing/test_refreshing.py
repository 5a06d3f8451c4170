"""The public folder is what the original lets out now, and never shows more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from store_kinds import KINDS, opened

from kg import aside, index
from kg.errors import StoreBusy, UsageError
from kg.namespaces import BASE, PIF
from kg.publishing import project, public_folder, refresh, refreshing
from kg.publishing.ledger import Entry, Ledger
from kg.store import open_store
from kg.terms import nquads, value_of

S = f"{BASE}study/planted"
NOW = datetime(2025, 5, 5, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def original(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with opened(request.param, tmp_path) as store:
        yield store


@pytest.fixture
def embedded(tmp_path):
    store = open_store(tmp_path / "pif-data")
    yield store
    store.close()


def words(original, folder=None):
    """Return the words of the public quotes, by study, as the files hold them."""
    store = open_store(folder or public_folder(original))
    found = store.query(f"SELECT ?g ?t {{ GRAPH ?g {{ ?q <{PIF}text> ?t }} }}").rows()
    answer = {value_of(r["g"]).rpartition("/")[2]: value_of(r["t"]) for r in found}
    assert answer.keys() <= {study.id for study in store.studies()}
    store.close()
    return answer


def test_what_is_public_comes_changes_and_goes_with_its_original(original, small):
    original.replace("one", small("one", "The first words of all."))
    original.replace("two", small("two", "Words that are kept.", level="Closed"))

    assert refresh(original, now=NOW).made == ["one", "two"]
    assert words(original) == {"one": "The first words of all."}
    assert refresh(original, now=NOW).made == []

    original.replace("one", small("one", "Other words."))
    original.replace("two", small("two", "Words that are told."))
    assert sorted(refresh(original, now=NOW).made) == ["one", "two"]
    assert words(original) == {"one": "Other words.", "two": "Words that are told."}

    original.remove("two")
    done = refresh(original, now=NOW)
    assert (done.made, done.gone) == ([], ["two"])
    assert words(original) == {"one": "Other words."}


def test_each_study_is_what_projecting_it_gives(original, planted):
    original.replace("planted", planted)

    refresh(original, now=NOW)

    public = open_store(public_folder(original))
    expected = project("planted", planted, NOW).graphs
    assert list(public.read_study("planted")) == list(nquads(expected))
    public.close()


def test_the_index_is_made_with_it(embedded, small, bytes_below):
    embedded.replace("one", small("one", "A marmot sat there."))
    refresh(embedded, now=NOW)
    folder = public_folder(embedded)
    assert b"marmot" in (folder / "index.sqlite").read_bytes().lower()

    embedded.replace("one", small("one", "A badger sat there."))
    refresh(embedded, now=NOW)

    held = bytes_below(folder)
    assert b"marmot" not in held
    assert b"badger" in (folder / "index.sqlite").read_bytes().lower()
    public = open_store(folder)
    assert index.open_index(public).revision == public.revision()
    public.close()


def test_an_embargo_ends_by_itself(embedded, small):
    embedded.replace("one", small("one", until="2025-05-06T00:00:00Z"))
    refresh(embedded, now=NOW)
    assert words(embedded) == {}

    assert refresh(embedded, now=NOW + timedelta(hours=23)).made == []
    assert refresh(embedded, now=NOW + timedelta(hours=24)).made == ["one"]

    assert words(embedded).keys() == {"one"}
    assert refresh(embedded, now=NOW + timedelta(hours=25)).made == []


def test_a_clock_that_was_ahead_opens_nothing_for_good(embedded, small):
    embedded.replace("one", small("one", until="2025-05-06T00:00:00Z"))
    refresh(embedded, now=NOW + timedelta(days=365))
    assert words(embedded).keys() == {"one"}

    refresh(embedded, now=NOW)

    assert words(embedded) == {}


def test_another_gate_makes_all_anew(embedded, small, monkeypatch):
    embedded.replace("one", small("one"))
    refresh(embedded, now=NOW)

    monkeypatch.setattr(refreshing, "GATE", refreshing.GATE + 1)

    assert refresh(embedded, now=NOW).made == ["one"]
    assert refresh(embedded, now=NOW).made == []


@pytest.mark.parametrize("error", [ValueError, MemoryError, UsageError])
def test_a_study_that_cannot_be_projected_is_not_public(embedded, small, monkeypatch, error):
    embedded.replace("one", small("one"))
    embedded.replace("two", small("two"))
    refresh(embedded, now=NOW)
    embedded.replace("one", small("one", "Words to be kept.", level="Restricted"))

    def fails(study, graphs, now=None, decided=()):
        raise error("it says: Words to be kept.")

    monkeypatch.setattr(refreshing, "project", fails)
    done = refresh(embedded, now=NOW)

    assert list(done.failed) == ["one"]
    assert isinstance(done.failed["one"], error)
    assert words(embedded).keys() == {"two"}
    assert refresh(embedded, now=NOW).failed == {}  # it is not tried again at once
    assert "Words" not in (public_folder(embedded) / "projection").read_text()

    monkeypatch.undo()
    assert refresh(embedded, now=NOW + timedelta(hours=1)).failed == {}
    assert refresh(embedded, now=NOW + timedelta(hours=2)).made == []
    assert words(embedded).keys() == {"two"}


def test_a_study_that_cannot_be_read_is_not_public(embedded, small, tmp_path):
    embedded.replace("one", small("one"))
    refresh(embedded, now=NOW)
    embedded.replace("one", small("one", "Other words."))
    [file] = (tmp_path / "pif-data" / "studies").iterdir()
    content = file.read_bytes()
    file.write_bytes(content[:-20] + bytes(20))

    done = refresh(embedded, now=NOW)

    assert list(done.failed) == ["one"]
    assert words(embedded) == {}


def test_a_large_study_that_changed_is_taken_out_before_it_is_made(embedded, small, monkeypatch):
    seen = []

    def project_and_look(study, graphs, now=None, decided=()):
        seen.append((study, sorted(words(embedded))))
        return project(study, graphs, now)

    for study in ("one", "two"):
        embedded.replace(study, small(study))
    refresh(embedded, now=NOW)
    monkeypatch.setattr(refreshing, "QUICK", 20)  # one of the two is more
    monkeypatch.setattr(aside, "possible", bool)  # what another process sees is not seen here
    monkeypatch.setattr(refreshing, "project", project_and_look)
    for study in ("one", "two"):
        embedded.replace(study, small(study, "Other words."))

    refresh(embedded, now=NOW)

    assert seen == [("one", ["one"]), ("two", ["one"])]
    assert words(embedded) == {"one": "Other words.", "two": "Other words."}


def test_without_a_store_nothing_is_made(tmp_path):
    store = open_store(tmp_path / "nowhere")

    assert refresh(store).made == []

    assert not (tmp_path / "nowhere").exists()


def test_the_owners_store_stays_a_store(embedded, small):
    embedded.replace("one", small("one"))
    refresh(embedded, now=NOW)

    embedded.replace("two", small("two"))
    embedded.remove("one")

    assert [study.id for study in embedded.studies()] == ["two"]


@pytest.mark.parametrize("place", ["itself", "another"])
def test_a_store_that_nobody_projected_is_never_written_over(embedded, small, tmp_path, place):
    other = open_store(tmp_path / "other")
    for store in (embedded, other):
        store.replace("mine", small("mine"))
    folder = tmp_path / ("pif-data" if place == "itself" else "other")

    with pytest.raises(UsageError, match="PIF_PUBLIC"):
        refresh(embedded, folder)

    assert [study.id for study in other.studies()] == ["mine"]


def test_another_writer_is_waited_for_and_named(embedded, small, monkeypatch):
    embedded.replace("one", small("one"))
    refresh(embedded, now=NOW)
    embedded.replace("one", small("one", "Other words."))
    place = refreshing.Folder(embedded, public_folder(embedded))
    other = open_store(public_folder(embedded))

    with other.writing("a test"), pytest.raises(StoreBusy, match="a test"):
        refreshing.refresh_folder(place, now=NOW, patience=0.2)


def test_where_it_lies_can_be_chosen(embedded, small, tmp_path, monkeypatch):
    embedded.replace("one", small("one"))
    monkeypatch.setenv("PIF_PUBLIC", str(tmp_path / "elsewhere" / "deep"))

    refresh(embedded, now=NOW)

    assert public_folder(embedded).parent == tmp_path / "elsewhere" / "deep"
    assert words(embedded).keys() == {"one"}
    assert not (tmp_path / "pif-data" / "public").exists()


# What is written down


def test_a_torn_line_has_its_study_made_again(embedded, small):
    embedded.replace("one", small("one"))
    refresh(embedded, now=NOW)
    ledger = public_folder(embedded) / "projection"
    ledger.write_bytes(ledger.read_bytes()[:-30])

    assert refresh(embedded, now=NOW).made == ["one"]
    assert refresh(embedded, now=NOW).made == []


@pytest.mark.parametrize(
    "line", ["[]", "{}", "null", '{"study": "one"}', "\x00", '{"study": 1, "of": 2}']
)
def test_a_strange_line_is_passed_over(embedded, small, line):
    embedded.replace("one", small("one"))
    refresh(embedded, now=NOW)
    ledger = public_folder(embedded) / "projection"
    ledger.write_text(f"{ledger.read_text()}{line}\n")

    assert refresh(embedded, now=NOW).made in ([], ["one"])
    assert words(embedded).keys() == {"one"}


def test_what_somebody_put_into_the_folder_is_taken_out(embedded, small):
    embedded.replace("one", small("one", level="Closed"))
    refresh(embedded, now=NOW)
    open_store(public_folder(embedded)).replace("one", small("one", "Put here by hand."))

    refresh(embedded, now=NOW)

    assert words(embedded) == {}


def test_the_list_does_not_grow_without_end(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.create()
    entries = [Entry(f"s{n % 3}", f"{n}", 1, "", NOW.isoformat()) for n in range(300)]
    for entry in entries:
        ledger.add(entry)
    assert ledger.entries() == {entry.study: entry for entry in entries[-3:]}

    ledger.tidy({"s0", "s1"})

    assert Ledger(tmp_path).entries().keys() == {"s0", "s1"}
    assert len(ledger.path.read_text().split("\n")) < 10
