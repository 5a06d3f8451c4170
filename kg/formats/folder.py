"""Find the files of a study folder and read them: study.yaml, the tables, the reference list."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from kg.findings import Place
from kg.formats.about import read_about
from kg.formats.bibliography import BIBTEX_LIMIT, read_references
from kg.formats.building import build
from kg.formats.cells import MIB, TABLE_LIMIT, Sheet, decode, read_bytes, read_rows
from kg.formats.reporting import Report, nearest, shown
from kg.formats.structured import JSON_LIMIT, YAML_LIMIT, Settings, read_yaml
from kg.formats.tables import TABLES
from kg.model import Reference, Study

SETTINGS = "study.yaml"
REFERENCE_LISTS = {
    "references.json": JSON_LIMIT,
    "references.bib": BIBTEX_LIMIT,
    "references.ris": BIBTEX_LIMIT,
}
DOCUMENTS = "documents"
TEXT_LIMIT = 8 * MIB
"""The most bytes the text of one document may have."""
ENTRY_LIMIT = 1000
"""How many entries of a folder are looked at for misspelt names."""

_SAVE_TEXT = "Save it again as plain text with the encoding set to UTF-8."


class Found(NamedTuple):
    """A study read from files. ``whole`` is False when a file or table could not be read."""

    study: Study | None
    whole: bool


def read_folder(folder: Path, report: Report, *, study: str | None = None) -> Found:
    """Read a study folder; what is wrong is reported. ``study`` takes the place of its id."""
    _check_names(folder, report)
    settings = _settings(folder, report)
    about = (
        read_about(settings or Settings(SETTINGS, {}), report, study=study) if settings else None
    )
    sheets = {}
    missing = False
    for table in TABLES:
        path = folder / table.file
        if not os.path.lexists(path):
            missing |= table.required
            if table.required:
                _report_missing(folder, table.file, report)
            continue
        sheet = _sheet(path, report)
        if sheet is not None:
            sheets[table.name] = sheet
        else:
            missing = True
    made = about or Study(study or "", Place(SETTINGS), described=False)
    references = _references(folder, made.id, report)
    whole = build(made, sheets, references, report, text_of=Texts(folder, report).read)
    return Found(made, whole and not missing and about is not None and bool(made.id))


def _settings(folder: Path, report: Report) -> Settings | None:
    path = folder / SETTINGS
    if not os.path.lexists(path):
        _report_missing(folder, SETTINGS, report)
        return None
    data = read_bytes(path, SETTINGS, YAML_LIMIT, report)
    text = None if data is None else decode(data, SETTINGS, report, _SAVE_TEXT)
    return None if text is None else read_yaml(text, SETTINGS, report)


def _sheet(path: Path, report: Report) -> Sheet | None:
    data = read_bytes(path, path.name, TABLE_LIMIT, report)
    text = None if data is None else decode(data, path.name, report)
    if text is None:
        return None
    sheet = read_rows(text, path.name, report, delimiter="\t" if path.suffix == ".tsv" else ",")
    return sheet


def _references(folder: Path, study: str, report: Report) -> list[Reference] | None:
    there = [name for name in REFERENCE_LISTS if os.path.lexists(folder / name)]
    if not there:
        return []
    if len(there) > 1:
        report.violation(
            "two-reference-lists", Place(there[1]),
            f"The folder has more than one reference list: {', '.join(there)}.",
            "Keep one of them.",
        )  # fmt: skip
    name = there[0]
    data = read_bytes(folder / name, name, REFERENCE_LISTS[name], report)
    text = None if data is None else decode(data, name, report, _SAVE_TEXT)
    return None if text is None else read_references(text, name, study, report)


def _report_missing(folder: Path, name: str, report: Report) -> None:
    others = [entry.name for entry in _entries(folder) if entry.name not in _known_names()]
    report.violation(
        "missing-file", Place(name), f"The folder has no {name}.",
        nearest(name, others) or "`pif new DIR` writes an empty one to copy.",
    )  # fmt: skip


def _known_names() -> set[str]:
    return {SETTINGS, *REFERENCE_LISTS, *(table.file for table in TABLES)}


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        found = [entry for entry, _ in zip(entries, range(ENTRY_LIMIT), strict=False)]
    return sorted(found, key=lambda entry: entry.name)


def _check_names(folder: Path, report: Report) -> None:
    """Report files that look like a table and have another name."""
    known = _known_names()
    for entry in _entries(folder):
        ending = Path(entry.name).suffix.lower()
        if entry.name in known or ending not in (".csv", ".tsv", ".yaml", ".yml", ".bib", ".ris"):
            continue
        report.warning(
            "unknown-file", Place(entry.name), "The file is not one of a study and is not read.",
            nearest(entry.name, known) or "docs/reference/study-files.md lists the files.",
        )  # fmt: skip


class Texts:
    """Reads the texts below ``documents/``, never anything outside it."""

    def __init__(self, folder: Path, report: Report) -> None:
        self.root = folder / DOCUMENTS
        self.report = report

    def read(self, written: str, place: Place) -> str | None:
        """Return a document's text as the file holds it, without a byte order mark."""
        parts = PurePosixPath(written).parts
        if (
            not parts
            or written.startswith(("/", "~"))
            or ".." in parts
            or any(c in written for c in "\\:\0")
        ):
            self.report.violation(
                "outside", place, f"{shown(written)} does not lie below {DOCUMENTS}/.",
                f"Give the name of a text in the folder {DOCUMENTS}, such as P1-interview.txt.",
            )  # fmt: skip
            return None
        path = self.root
        for part in parts[:-1]:
            path = path / part
            if path.is_symlink():
                break
        if path.is_symlink() or self.root.is_symlink():
            self.report.violation(
                "outside", place, f"{shown(written)} leads through a link to another place.",
                f"Put the text itself into the folder {DOCUMENTS}.",
            )  # fmt: skip
            return None
        path = path / parts[-1]
        name = f"{DOCUMENTS}/{'/'.join(parts)}"
        if not os.path.lexists(path):
            self.report.violation(
                "missing-file", place, f"There is no file {shown(name)}.",
                "Put the text there, or empty the cell if it is not held.",
            )  # fmt: skip
            return None
        data = read_bytes(path, name, TEXT_LIMIT, self.report)
        return None if data is None else decode(data, name, self.report, _SAVE_TEXT)
