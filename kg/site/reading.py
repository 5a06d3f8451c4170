"""The public studies as files that several processes can read."""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.describing import dates
from kg.errors import StoreBusy
from kg.site.facts import Facts
from kg.store.document import damaged

if TYPE_CHECKING:
    from kg.describing.studies import StudyFacts
    from kg.store.base import Store, StoredStudy

Statement = tuple[str, str, str, str]
"""Subject, predicate and object as terms; the graph as a bare IRI."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One study: its canonical N-Quads in a packed file, and what catalogues say of it."""

    path: Path
    facts: StudyFacts


@contextmanager
def kept(store: Store, studies: list[StoredStudy]) -> Iterator[dict[str, Kept]]:
    """Keep a packed copy of studies as they are now for as long as the context lasts.

    Raises:
        StoreBusy: A study changed meanwhile.
    """
    with TemporaryDirectory(prefix="pif-site-") as folder:
        held = {}
        for number, study in enumerate(studies):
            path = Path(folder) / f"{number}.nq.gz"
            _copy(store, study, path)
            held[study.id] = Kept(path, _read(path, study))
        yield held


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of a study: sorted, so subject by subject."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            if line[0] == "<":  # the first may describe the rest
                yield line


def statements(path: Path) -> Iterator[Statement]:
    """Yield the statements of a study; what several graphs say stands together."""
    return split(lines(path))


def split(lines: Iterable[str]) -> Iterator[Statement]:
    """Yield the statements of canonical lines."""
    for line in lines:
        s, p, rest = line.split(" ", 2)
        end = rest.rindex(" <")
        yield s, p, rest[:end], rest[end + 2 : -4]


def _copy(store: Store, study: StoredStudy, path: Path) -> None:
    """Copy a study packed: the file that a store keeps it in, without holding it whole."""
    packed = dates.study_file(store, study.id)
    if packed is not None:
        try:
            shutil.copyfile(packed, path)
        except FileNotFoundError as error:
            raise _changed(study) from error
        return
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8", newline="\n") as file:
        file.writelines(store.read_study(study.id))


def _read(path: Path, study: StoredStudy) -> StudyFacts:
    """Make sure that a copy is the study, and read what it says of itself."""
    digest, facts = sha256(), Facts(study)
    try:
        for line in lines(path):
            content = line.encode()
            digest.update(content)
            facts.read(content)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged(study.id) from error
    if digest.hexdigest() != study.digest:
        raise _changed(study)
    return facts.made()


def _changed(study: StoredStudy) -> StoreBusy:
    return StoreBusy(f"Study {study.id} changed while it was read.", "Publish again.")
