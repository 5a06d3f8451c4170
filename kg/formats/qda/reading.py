"""Read the project of a coding program, whichever it is, as a study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kg.formats.qda import SUFFIXES
from kg.formats.qda.project import Project
from kg.formats.qda.studying import beside, study_of
from kg.formats.qda.studying.naming import safe
from kg.formats.qda.studying.taking import own_id
from kg.formats.qda.taguette_names import is_taguette_table
from kg.formats.reporting import Report
from kg.identifiers import STUDY_ID_LIMIT
from kg.model import Study
from kg.terms import Triple

_DATABASE = "data.qda"
_CHUNK = 1 << 20

Held = Callable[[str], dict[str, set[Triple]]]
"""Given a study's id, what a store holds of it: graph → triples, empty where it has none."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a project is to be read.

    ``about`` is the file that describes it, by default NAME.study.yaml beside it; ``project``
    picks one of several in a database; ``held`` lets things that are the same keep their
    addresses.
    """

    about: Path | None = None
    keep_names: bool = False
    project: str = ""
    held: Held | None = None


def is_project(source: Path) -> bool:
    """Say whether a file or folder is a project, by its name or as a table of Taguette."""
    return source.suffix.lower() in SUFFIXES or is_taguette_table(source)


def read_project(path: Path, report: Report, *, project: str = "") -> Project | None:
    """Read a project by the ending of its name; None when it cannot be read, which is reported.

    ``project`` is the name of one in a database that holds several.
    """
    suffix = path.suffix.lower()
    if suffix in (".qdpx", ".qde"):
        from kg.formats.qda.refi import read_refi

        return read_refi(path, report)
    if suffix == ".qdc":
        from kg.formats.qda.refi import read_codebook

        return read_codebook(path, report)
    if suffix == ".sqlite3":
        from kg.formats.qda.taguette import read_taguette

        return read_taguette(path, report, project)
    if suffix in (".csv", ".xlsx"):
        from kg.formats.qda.taguette_tables import read_taguette_table

        return read_taguette_table(path, report)
    if suffix == ".rqda":
        from kg.formats.qda.rqda import read_rqda

        return read_rqda(path, report)
    from kg.formats.qda.qualcoder import read_qualcoder

    return read_qualcoder(path, report)


class Found(NamedTuple):
    """A study read from a project, and its loss report: what is not kept, why, and how often.

    ``described`` says that a file beside the project says what the study is.
    """

    study: Study | None
    losses: list[tuple[str, str, int]]
    described: bool = False


def read_as_study(path: Path, report: Report, wishes: Wishes, *, study: str | None = None) -> Found:
    """Read a project as a study.

    ``study`` is the id; else the file beside the project says it, or the name of the project's
    file.
    """
    about, readable = beside(path, wishes.about, report)
    project = read_project(path, report, project=wishes.project)
    if project is None or not readable:
        return Found(None, [])
    if about is not None and study is not None:
        about.values["id"] = study
    name = safe(path.stem, "project", STUDY_ID_LIMIT)
    made = study_of(
        project,
        report,
        id=study or own_id(project.own)[:STUDY_ID_LIMIT] or name,
        about=about,
        keep_names=wishes.keep_names,
        file=path.name,
        digest=_digest(path),
    )
    return Found(made, project.losses.lines(), about is not None)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a project's file; of a folder, that of the database in it."""
    made = sha256()
    with (path / _DATABASE if path.is_dir() else path).open("rb") as file:
        while chunk := file.read(_CHUNK):
            made.update(chunk)
    return made.hexdigest()
