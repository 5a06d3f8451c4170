"""The public studies as files that several processes can read."""

from __future__ import annotations

import gzip
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
    """One study: its canonical N-Quads in a file, and what catalogues say of it."""

    path: Path
    facts: StudyFacts


@contextmanager
def kept(store: Store, studies: list[StoredStudy]) -> Iterator[dict[str, Kept]]:
    """Keep a copy of studies as they are now for as long as the context lasts.

    Raises:
        StoreBusy: A study changed meanwhile.
    """
    with TemporaryDirectory(prefix="pif-site-") as folder:
        held = {}
        for number, study in enumerate(studies):
            path = Path(folder) / f"{number}.nq"
            held[study.id] = Kept(path, _copied(_lines(store, study), study, path))
        yield held


def statements(path: Path) -> Iterator[Statement]:
    """Yield the statements of a study: subject by subject, what several graphs say together."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            s, p, rest = line.split(" ", 2)
            end = rest.rindex(" <")
            yield s, p, rest[:end], rest[end + 2 : -4]


def _copied(lines: Iterable[bytes], study: StoredStudy, path: Path) -> StudyFacts:
    digest, facts = sha256(), Facts(study)
    with path.open("wb") as file:
        for line in lines:
            digest.update(line)
            file.write(line)
            facts.read(line)
    if digest.hexdigest() != study.digest:
        raise StoreBusy(f"Study {study.id} changed while it was read.", "Publish again.")
    return facts.made()


def _lines(store: Store, study: StoredStudy) -> Iterator[bytes]:
    """Yield a study's lines; from the file that a store keeps it in without holding it whole."""
    packed = dates.study_file(store, study.id)
    if packed is None:
        yield from (line.encode() for line in store.read_study(study.id))
        return
    try:
        with gzip.open(packed) as file:
            file.readline()  # describes the rest
            yield from file
    except FileNotFoundError:
        return  # which shows in the digest
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged(packed.name) from error
