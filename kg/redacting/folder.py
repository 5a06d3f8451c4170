"""Replace names in a study folder: in every text file, in ids and in the names of files.

What is not changed stays as it was to the byte. Files that are not text are not taken along.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import UsageError
from kg.exporting.placing import MEMORY
from kg.formats.folder import DOCUMENTS, SETTINGS, TEXT_LIMIT
from kg.formats.structured_editing import edit_yaml, quoted
from kg.formats.tables import TABLES
from kg.identifiers import normal_id
from kg.redacting.in_texts import cells, edit_json, edit_table
from kg.redacting.replacing import Redaction
from kg.redacting.studies import Rows, read_sound, settle
from kg.redacting.today import today

BOM = b"\xef\xbb\xbf"
MOST_FILES = 10_000
_TABLES = {table.file: table.name for table in TABLES}
_REFERENCES = ("references.json", "references.bib", "references.ris")

Contents = dict[str, bytes]
"""The bytes of each file by its name in the folder."""


def redact_folder(
    source: Path, redaction: Redaction, *, by: str = "", keep_literature: bool = False
) -> tuple[Contents, Contents]:
    """Return the text files of a study folder as they are, and as they are without names.

    Raises:
        StudyRefused: The study has findings.
        UsageError: Two files would have one name, or the folder holds too much.
    """
    reading = read_sound(source)
    before = _files(source, redaction)
    files = _document_files(before.get("documents.csv", b""))
    rows = Rows(redaction, settle(reading, files, redaction), keep_literature)
    after: Contents = {}
    for name, content in before.items():
        made = _redacted(name, content, rows)
        new = "/".join(redaction.id(part, "names of files") for part in name.split("/"))
        if new in after:
            raise UsageError(
                "Two files would have one name without names.", "Choose other pseudonyms."
            )
        after[new] = made
    if redaction.total:
        after[SETTINGS] = _recorded(after[SETTINGS], redaction.summary(by))
    return before, after


def _files(source: Path, redaction: Redaction) -> Contents:
    found: Contents = {}
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.is_symlink() or not path.is_file():
            if path.is_symlink():
                redaction.left["links, not followed"] += 1
            continue
        if name.startswith(".git/"):
            redaction.left[".git, not looked at"] = 1
            continue
        if name == MEMORY:
            continue
        content = path.read_bytes() if path.stat().st_size <= 32 * TEXT_LIMIT else b"\0"
        if not _is_text(content):
            redaction.left["files that are no text, not looked at"] += 1
            continue
        found[name] = content
        if len(found) > MOST_FILES:
            raise UsageError(f"The folder holds more than {MOST_FILES:,} files.", "Take some out.")
    return found


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _document_files(table: bytes) -> dict[str, str]:
    """Return the name of the text of each document, as documents.csv gives it."""
    rows = [[cell.value for cell in row] for row in cells(table.decode("utf-8-sig"), ",")]
    rows = [row for row in rows if any(row)]
    if not rows:
        return {}
    header = [name.strip() for name in rows[0]]
    if "file" not in header or "id" not in header:
        return {}
    id, file = header.index("id"), header.index("file")
    return {
        normal_id(row[id]): row[file].strip()
        for row in rows[1:]
        if len(row) > max(id, file) and row[file].strip()
    }


def _redacted(name: str, content: bytes, rows: Rows) -> bytes:
    mark = BOM if content.startswith(BOM) else b""
    text = content[len(mark) :].decode()
    inside = name.removeprefix(f"{DOCUMENTS}/")
    if name != inside and inside in rows.settled.texts:
        return mark + rows.settled.texts[inside].encode()
    where = rows.redaction.names_out_of(name)
    if name in _TABLES:
        table = _TABLES[name]
        delimiter = "\t" if name.endswith(".tsv") else ","
        made = edit_table(
            text, delimiter,
            lambda column, value, row: rows.cell(
                table, column, value, row, f"{where} {rows.redaction.names_out_of(column)}"
            ),
        )  # fmt: skip
    elif rows.keep_literature and name in _REFERENCES:
        made = text
    elif name == SETTINGS:
        made = _comments(edit_yaml(text, lambda path, value: rows.key(path, value, where)), rows)
    elif name.endswith(".json"):
        made = edit_json(text, lambda key, value: rows.cell("references", key, value, _ROW, where))
    elif name.endswith(".csv"):
        made = edit_table(text, ",", lambda _, value, row: rows.redaction.text(value, where))
    else:
        made = rows.redaction.text(text, where)
    return mark + made.encode()


_ROW = {"": ""}
"""Stands for an entry that is not looked at as a whole."""


def _comments(text: str, rows: Rows) -> str:
    """Return study.yaml, whose values hold no names any longer, without names in its comments."""
    lines = []
    for line in text.splitlines(keepends=True):
        before, mark, comment = line.partition("#")
        keep = rows.keep_literature and not before.isspace() and before
        where = f"{SETTINGS}, comments"
        lines.append(before + mark + (comment if keep else rows.redaction.text(comment, where)))
    return "".join(lines)


def _recorded(content: bytes, summary: str) -> bytes:
    """Return study.yaml with an activity that says what was done."""
    text = content.decode()
    lines = text.splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if line.startswith("activities:")), None)
    item = f"id: redaction-{text.count('redaction-') + 1}", f"text: {quoted(summary)}"
    if at is None:
        ending = "" if text.endswith("\n") or not text else "\n"
        block = f'activities:\n  - {item[0]}\n    {item[1]}\n    from: "{today()}"\n'
        return f"{text}{ending}{block}".encode()
    if lines[at].partition("#")[0].strip() != "activities:":
        raise UsageError(
            "The activities of study.yaml stand in one line.", "Write them one below the other."
        )
    following = next((line for line in lines[at + 1 :] if line.strip()[:1] not in ("", "#")), "")
    indent = following[: len(following) - len(following.lstrip())]
    if not following.lstrip().startswith("- "):
        indent = "  "
    block = f'{indent}- {item[0]}\n{indent}  {item[1]}\n{indent}  from: "{today()}"\n'
    return "".join([*lines[: at + 1], block, *lines[at + 1 :]]).encode()
