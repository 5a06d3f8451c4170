"""A backup: one zip file with every study's packed document and a manifest with their digests.

The same studies give the same bytes. Reading trusts nothing: names, sizes, digests and every
statement are checked, and nothing is unpacked to a path that the file names.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import PifError, StoreDamaged, StoreError, StoreUnreachable, UsageError
from kg.namespaces import BASE
from kg.store import document
from kg.store.base import StoredStudy, revision_of
from kg.store.document import Document
from kg.store.studyfiles import file_name

FORMAT = "pif-kg backup"
VERSION = 1
_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 64 << 20
_MOST_STUDIES = 100_000
_BEGINNING = b"PK\x03\x04"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write(target: Path, documents: Iterable[Document]) -> int:
    """Write a backup, whole or not at all; returns the number of studies.

    Raises:
        StoreUnreachable: The file cannot be written there.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    studies: list[StoredStudy] = []
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as packed:
            for each in documents:
                studies.append(each.stored)
                _add(packed, f"studies/{file_name(each.study)}", each.packed())
            _add(packed, _MANIFEST, _manifest(studies))
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError as error:
        raise StoreUnreachable(
            f"{target} cannot be written: {error.strerror or error}.", "Name another file."
        ) from error
    finally:
        if temporary.exists():
            temporary.unlink()
    return len(studies)


def read(source: Path) -> Iterator[Document]:
    """Yield the studies of a backup, each verified; whoever uses them must read to the end.

    Raises:
        UsageError: The file is not a backup, or one with another base IRI.
        StoreDamaged: It is not whole.
    """
    with _opened(source) as packed:
        entries = _entries(packed, source)
        listed = _listed(_content(packed, entries.pop(_MANIFEST), source), source)
        if {f"studies/{file_name(study.id)}" for study in listed} != set(entries):
            raise _damaged(source, "its list of studies does not match what is in it")
        for study in listed:
            entry = entries[f"studies/{file_name(study.id)}"]
            place = f"{source}, {entry.filename}"
            found = document.unpack(io.BytesIO(_content(packed, entry, source)), place)
            if found.stored != study:
                raise _damaged(source, f"the study {study.id} is not the one that was saved")
            try:
                again = document.from_lines(study.id, found.lines())
            except (UsageError, UnicodeDecodeError) as error:
                said = error.message if isinstance(error, PifError) else "text is not UTF-8"
                raise _damaged(source, said) from error
            if again != found:
                raise _damaged(source, f"the study {study.id} is not counted right")
            yield again


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system, entry.external_attr = 3, 0o100644 << 16
    packed.writestr(entry, content)


def _manifest(studies: list[StoredStudy]) -> bytes:
    said = {
        "format": FORMAT,
        "version": VERSION,
        "base": BASE,
        "revision": revision_of(studies),
        "studies": [{"id": s.id, "quads": s.quads, "sha256": s.digest} for s in studies],
    }
    return (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode()


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with source.open("rb") as file:
            begins = file.read(len(_BEGINNING)) == _BEGINNING
            try:
                packed = zipfile.ZipFile(file)
            except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
                if begins:
                    raise _damaged(source, "it breaks off or is overwritten") from error
                raise _no_backup(source) from error
            with packed:
                yield packed
    except OSError as error:
        raise UsageError(
            f"{source} cannot be read: {error.strerror or error}.", "Name a file of `pif backup`."
        ) from error


def _entries(packed: zipfile.ZipFile, source: Path) -> dict[str, zipfile.ZipInfo]:
    found = packed.infolist()
    if len(found) > _MOST_STUDIES + 1:
        raise _damaged(source, f"it holds more than {_MOST_STUDIES:,} files")
    entries = {entry.filename: entry for entry in found}
    if _MANIFEST not in entries:
        raise _no_backup(source)
    if len(entries) != len(found):
        raise _damaged(source, "it holds a file twice")
    for entry in found:
        stored = entry.compress_type == zipfile.ZIP_STORED and entry.flag_bits & 1 == 0
        if not stored or entry.file_size != entry.compress_size:
            raise _damaged(source, f"{entry.filename[:80]} is not stored as a backup stores it")
    if entries[_MANIFEST].file_size > _LARGEST_MANIFEST:
        raise _damaged(source, "its list of studies is too long")
    return entries


def _content(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, source: Path) -> bytes:
    try:
        return packed.read(entry)
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise _damaged(source, f"{entry.filename[:80]} is not whole") from error


def _listed(manifest: bytes, source: Path) -> list[StoredStudy]:
    try:
        said = json.loads(manifest)
        if said["format"] != FORMAT:
            raise _no_backup(source)
        version, base = int(said["version"]), str(said["base"])
        studies = [
            StoredStudy(str(s["id"]), int(s["quads"]), str(s["sha256"])) for s in said["studies"]
        ]
        revision = str(said["revision"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_backup(source) from error
    if version > VERSION:
        raise StoreError(
            f"{source} was written by a newer version of pif-kg.", "Use that version to restore it."
        )
    if base != BASE:
        raise UsageError(
            f"The studies in {source} have addresses that begin with {base}, and PIF_BASE_IRI is "
            f"now {BASE}.",
            f"Set PIF_BASE_IRI={base} to restore it.",
        )
    if revision != revision_of(studies) or len({s.id for s in studies}) != len(studies):
        raise _damaged(source, "its list of studies was changed")
    return studies


def _no_backup(source: Path) -> UsageError:
    return UsageError(
        f"{source} is not a backup of pif-kg.", "Name a file that `pif backup` wrote."
    )


def _damaged(source: Path, why: str) -> StoreDamaged:
    return StoreDamaged(
        f"{source} is damaged: {why}.", "The store is as it was. Use another copy of the backup."
    )
