"""Replace names in a workbook, and in the texts of documents beside it."""

from __future__ import annotations

from pathlib import Path

from kg.exporting.forms import as_file
from kg.formats.reporting import Report
from kg.formats.sheets import STUDY_SHEET
from kg.formats.workbook import Workbook
from kg.formats.workbook_editing import edit_workbook
from kg.identifiers import normal_id
from kg.redacting.replacing import Redaction
from kg.redacting.studies import Rows, read_sound, settle
from kg.redacting.today import today


def redact_workbook(
    source: Path, beside: str, redaction: Redaction, *, by: str = "", keep_literature: bool = False
) -> tuple[bytes, dict[str, bytes]]:
    """Return a workbook without names, and the texts of its documents by name below ``documents/``.

    The texts go into the folder ``beside`` there, which the workbook then names.

    Raises:
        StudyRefused: The study has findings.
    """
    reading = read_sound(source)
    files, keys = _looked_at(source)
    rows = Rows(redaction, settle(reading, files, redaction), keep_literature)

    def change(sheet: str, column: str, value: str, row: dict[str, str]) -> str:
        where = redaction.names_out_of(f"{sheet} {column}".strip() or "properties")
        if sheet == STUDY_SHEET and column == "value" and row:
            path = tuple(int(p) if p.isdigit() else p for p in row.get("key", "").split("."))
            return rows.key(path, value, where)
        made = rows.cell(sheet, column, value, row, where)
        is_text = sheet == "documents" and column == "file" and row and value.strip()
        return f"{beside}/{made.strip()}" if is_text else made

    content = edit_workbook(source, change, lambda: _rows(keys, redaction, by))
    texts = {
        f"{beside}/{redaction.id(name, 'names of files')}": as_file(text)
        for name, text in rows.settled.texts.items()
    }
    return content, texts


def _looked_at(source: Path) -> tuple[dict[str, str], list[str]]:
    """Return the names of the documents' texts by id, and the keys of the sheet of the study."""
    with Workbook(source, Report()) as opened:
        documents = opened.sheets.get("documents")
        listed = documents.rows if documents else ()
        files = {
            normal_id(row["id"]): row["file"].strip()
            for _, row in listed
            if row.get("file", "").strip()
        }
        activities = (opened.study.values if opened.study else {}).get("activities")
    if isinstance(activities, dict):
        return files, list(activities)
    return files, [str(n) for n in range(1, 1 + len(activities or ()))]


def _rows(keys: list[str], redaction: Redaction, by: str) -> dict[str, list[list[str]]]:
    """Return the rows that say what was done, if anything was."""
    if not redaction.total:
        return {}
    number = max((int(k) for k in keys if k.isdigit()), default=0) + 1
    values = {"id": f"redaction-{number}", "text": redaction.summary(by), "from": today()}
    rows = [[f"activities.{number}.{name}", said] for name, said in values.items()]
    return {STUDY_SHEET: rows}
