"""Write a study as study files: a folder, or a workbook. The same study gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg import model as m
from kg.exporting.about_writing import about, references
from kg.exporting.tabling import Row, file_names, tables_of
from kg.exporting.yaml_writing import yaml_text
from kg.formats.folder import DOCUMENTS, SETTINGS, TEXT_LIMIT
from kg.formats.keys import flatten
from kg.formats.new import GIT_ATTRIBUTES
from kg.formats.reference_rows import row_of
from kg.formats.reference_writing import csl_json
from kg.formats.tables import TABLES, Table
from kg.formats.workbook_writing import Line, reference_row, write_workbook

BOM = "\ufeff"


def write_folder(study: m.Study, out: Path) -> None:
    """Write a study as a study folder; ``out`` is an empty folder."""
    texts = _texts(study)
    names = file_names(texts)
    tables = tables_of(study, names)
    _put(out / SETTINGS, yaml_text(about(study)))
    _put(out / ".gitattributes", GIT_ATTRIBUTES)
    for table in TABLES:
        if table.required or tables[table.name]:
            _put(out / table.file, table_text(table, tables[table.name]))
    if study.references:
        _put(out / "references.json", "".join(csl_json(references(study.references))))
    for id, text in texts.items():
        _put(out / DOCUMENTS / names[id], as_file(text))


def write_xlsx(study: m.Study, out: Path) -> None:
    """Write a study as a workbook; texts of documents go beside it, below ``documents/``.

    Raises:
        UsageError: A text is too long for a cell, or holds a character no cell can hold.
    """
    texts = _texts(study)
    names = file_names(texts)
    tables = tables_of(study, {id: f"{study.id}/{name}" for id, name in names.items()})
    tables["references"] = [row_of(entry) for entry in references(study.references)]
    said: dict[str, object] = dict(about(study))
    if isinstance(work := said["publication"], dict):
        said["publication"] = reference_row(work)
    lines = [Line(key, value) for key, value in flatten(said)]
    write_workbook(out, study=lines, rows=tables)
    for id, text in texts.items():
        _put(out.parent / DOCUMENTS / study.id / names[id], as_file(text))


def _texts(study: m.Study) -> dict[str, str]:
    """Return the texts of documents that a file can hold."""
    found = {}
    for document in study.documents:
        text = document.text
        if text is None:
            continue
        if not text.strip() or len(text.encode()) > TEXT_LIMIT:
            continue
        found[document.id] = text
    return found


def as_file(text: str) -> bytes:
    """Return the text of a document as its file holds it.

    A byte order mark is taken off when the file is read, so a text that has one gets another.
    """
    return (f"{BOM}{text}" if text.startswith(BOM) else text).encode()


def table_text(table: Table, rows: Iterable[Row]) -> str:
    """Return a table of a study folder: as read, words are those of the study to the character."""
    rows = list(rows)
    known = [column.name for column in table.columns]
    further = dict.fromkeys(name for row in rows for name in row if name not in known)
    header = [*known, *further]
    delimiter = "\t" if table.file.endswith(".tsv") else ","
    lines = [delimiter.join(cell(name, delimiter) for name in header)]
    for row in rows:
        values = (cell(str(row.get(name, "")), delimiter) for name in header)
        lines.append(delimiter.join(values))
    return "".join(f"{line}\n" for line in lines)


def cell(text: str, delimiter: str = ",") -> str:
    """Return a cell, in quotation marks only where it needs them.

    >>> cell("one"), cell('say "no", then go')
    ('one', '"say ""no"", then go"')
    """
    if any(c in text for c in ('"', delimiter, "\n", "\r")):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def _put(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
