"""Find the study in a file that was sent: the file itself, or what a zip of a study holds."""

from __future__ import annotations

from pathlib import Path

from kg.errors import UsageError
from kg.findings import Finding, Place
from kg.formats.archive import unpack
from kg.formats.qda import SUFFIXES as PROJECTS

_TABLE_FILES = ("study.yaml", "quotes.csv", "participants.csv", "documents.csv", "codebook.csv")
_NOT_OURS = ("__MACOSX", ".DS_Store")
"""What macOS puts into every zip."""
_DEEPEST = 3


def source_in(path: Path, *, most_files: int, most: int) -> Path | Finding:
    """Return the study in a file; a zip is unpacked beside it and removed.

    A finding says why a zip cannot be unpacked. ``most_files`` and ``most`` bound the files in
    it, and their bytes.

    Raises:
        UsageError: The zip holds several studies.
    """
    if path.suffix != ".zip":
        return path
    into = path.with_suffix("")
    problem = unpack(path, into, most_files=most_files, most=most)
    path.unlink()
    if problem is not None:
        place = Place(path.name)
        return Finding("violation", problem.rule, problem.message, problem.remedy, place)
    return _study_in(into)


def _study_in(folder: Path) -> Path:
    """Return the study folder in what was unpacked, or the one workbook or project in it."""
    for _ in range(_DEEPEST):
        inside = [e for e in sorted(folder.iterdir()) if e.name not in _NOT_OURS]
        if any(entry.name in _TABLE_FILES for entry in inside):
            return folder
        workbooks = [entry for entry in inside if entry.suffix.lower() == ".xlsx"]
        projects = [entry for entry in inside if entry.suffix.lower() in PROJECTS]
        if len(workbooks) + len(projects) == 1:
            return (workbooks or projects)[0]
        folders = [entry for entry in inside if entry.is_dir()]
        if len(folders) > 1 and all((each / "study.yaml").exists() for each in folders):
            raise UsageError(
                f"The zip holds {len(folders)} studies.", "Send one at a time, or `pif validate`."
            )
        if len(folders) != 1:
            return folder
        folder = folders[0]
    return folder
