"""Backups go from any kind of store into any other, and hostile ones go nowhere."""

import json
import zipfile
from itertools import product

import pytest
from store_kinds import KINDS

from kg.errors import PifError, StoreDamaged, StoreUnreachable, UsageError
from kg.store import open_store
from kg.terms import nquads


@pytest.fixture
def backup(tmp_path, graphs):
    store = open_store(tmp_path / "source")
    for study in ("first", "second"):
        store.replace(study, graphs(study))
    assert store.backup(tmp_path / "all.pif") == 2
    return tmp_path / "all.pif"


@pytest.mark.parametrize(("here", "there"), list(product(KINDS, KINDS)))
def test_a_backup_restores_into_any_kind_of_store(opening, tmp_path, graphs, here, there):
    with opening(here, tmp_path / "here") as store:
        store.replace("first", graphs("first"))
        store.replace("second", graphs("second"))
        revision = store.revision()
        assert store.backup(tmp_path / "all.pif") == 2

    with opening(there, tmp_path / "there") as store:
        store.replace("first", graphs("first-revised"))
        store.replace("third", {})
        assert store.restore(tmp_path / "all.pif") == 2

        assert [study.id for study in store.studies()] == ["first", "second"]
        assert store.revision() == revision
        for study in ("first", "second"):
            assert list(store.read_study(study)) == list(nquads(graphs(study)))
        again = tmp_path / "again.pif"
        store.backup(again)
        assert again.read_bytes() == (tmp_path / "all.pif").read_bytes()


def test_an_empty_store_can_be_saved_and_restored(store, tmp_path, graphs):
    assert store.backup(tmp_path / "none.pif") == 0
    store.replace("first", graphs("first"))

    assert store.restore(tmp_path / "none.pif") == 0

    assert store.studies() == []


def test_a_backup_names_what_is_in_it(backup, tmp_path):
    with zipfile.ZipFile(backup) as packed:
        manifest = json.loads(packed.read("manifest.json"))

    store = open_store(tmp_path / "source")
    assert manifest["base"] == "https://w3id.org/pif-kg/"
    assert manifest["revision"] == store.revision()
    assert manifest["studies"] == [
        {"id": s.id, "quads": s.quads, "sha256": s.digest} for s in store.studies()
    ]


def test_a_backup_that_cannot_be_written_leaves_nothing(backup, tmp_path):
    store = open_store(tmp_path / "source")

    for target in (tmp_path / "none" / "all.pif", tmp_path / "source"):
        with pytest.raises(StoreUnreachable, match="cannot be written"):
            store.backup(target)
    assert not list(tmp_path.glob(".*.tmp"))


def rewritten(backup, change, **options):
    """Write the entries of a backup anew, after a change of their names and contents."""
    with zipfile.ZipFile(backup) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    change(entries)
    with zipfile.ZipFile(backup, "w", **options) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)


def manifest(entries, **said):
    entries["manifest.json"] = json.dumps({**json.loads(entries["manifest.json"]), **said}).encode()


def foreign_quads(entries):
    """A study file that is whole, and says something about the ontology."""
    from hashlib import sha256

    from kg.store.base import StoredStudy, revision_of
    from kg.store.document import Document

    body = b"<a:s> <a:p> <a:o> <https://w3id.org/pif-kg/graph/ontology> .\n"
    made = Document("first", body, 1, sha256(body).hexdigest())
    entries["studies/first.nq.gz"] = made.packed()
    del entries["studies/second.nq.gz"]
    manifest(
        entries,
        revision=revision_of([StoredStudy("first", 1, made.digest)]),
        studies=[{"id": "first", "quads": 1, "sha256": made.digest}],
    )


SPOILT = {
    "a study less": lambda e: e.pop("studies/first.nq.gz"),
    "a file more": lambda e: e.update({"studies/../../up.nq.gz": b""}),
    "a path more": lambda e: e.update({"/etc/passwd": b""}),
    "studies exchanged": lambda e: e.update({"studies/first.nq.gz": e["studies/second.nq.gz"]}),
    "a study cut": lambda e: e.update({"studies/first.nq.gz": e["studies/first.nq.gz"][:-9]}),
    "list changed": lambda e: manifest(e, studies=[]),
    "revision changed": lambda e: manifest(e, revision="0" * 64),
    "no list": lambda e: e.pop("manifest.json"),
    "list of another kind": lambda e: e.update({"manifest.json": b"[" * 100_000}),
    "other format": lambda e: manifest(e, format="other"),
    "newer version": lambda e: manifest(e, version=2),
    "other base": lambda e: manifest(e, base="https://example.org/"),
    "quads of other graphs": foreign_quads,
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_backup_changes_nothing(store, backup, graphs, change):
    store.replace("second", graphs("second"))
    before = store.revision()
    rewritten(backup, change)

    with pytest.raises(PifError, match=r"all\.pif"):
        store.restore(backup)
    assert store.revision() == before
    assert list(store.read_study("second")) == list(nquads(graphs("second")))
    store.remove("second")


def test_a_compressed_entry_is_refused_before_it_is_unpacked(store, backup):
    rewritten(
        backup,
        lambda e: e.update({"manifest.json": b" " * 100_000_000}),
        compression=zipfile.ZIP_DEFLATED,
    )

    with pytest.raises(StoreDamaged, match="not stored as a backup stores it"):
        store.restore(backup)


def test_a_file_twice_is_refused(store, backup):
    with zipfile.ZipFile(backup, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr("manifest.json", b"{}")

    with pytest.raises(StoreDamaged, match="a file twice"):
        store.restore(backup)


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"", UsageError), (b"hello", UsageError), (b"PK\x03\x04 and then nothing", StoreDamaged)],
)
def test_another_file_is_no_backup(store, tmp_path, content, error):
    (tmp_path / "some.pif").write_bytes(content)

    with pytest.raises(error, match=r"some\.pif"):
        store.restore(tmp_path / "some.pif")


def test_a_backup_cut_short_at_any_place_is_refused(backup, tmp_path):
    whole = backup.read_bytes()
    store = open_store(tmp_path / "other")

    for end in range(4, len(whole), 211):
        backup.write_bytes(whole[:end])
        with pytest.raises(StoreDamaged, match=r"all\.pif"):
            store.restore(backup)
    assert store.studies() == []


def test_a_missing_backup_is_said(store, tmp_path):
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        store.restore(tmp_path / "none.pif")
