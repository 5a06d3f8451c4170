"""What in a study's files holds words and what holds ids, and what each quote says afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import StudyRefused, UsageError
from kg.findings import counted, violations
from kg.formats import Reading, read
from kg.formats.tables import TABLES, Column
from kg.identifiers import normal_id
from kg.redacting.replacing import Redaction, Span

_IDS = frozenset(("id", "ids"))
_IDS_BESIDES = frozenset(("code", "quote", "object", "file"))
_KEPT = frozenset(("predicate_id", "mapping_justification", "property", "class", "object_class"))
_COLUMNS = {table.name: {c.name: c for c in table.columns} for table in TABLES}
_LITERATURE = ("publication", "attribution", "doi")


@dataclass(slots=True)
class Quoted:
    """What a quote says afterwards, and where it stands, if its document's text is held."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Settled:
    """The texts of a study without names: by the file's name, and quotes by id."""

    texts: dict[str, str] = field(default_factory=dict)
    quotes: dict[str, Quoted] = field(default_factory=dict)


def read_sound(source: Path, step_study: str | None = None) -> Reading:
    """Read a study that is to be redacted.

    Raises:
        StudyRefused: Findings stand in the way: offsets of such a study are not to be trusted.
        UsageError: It is of no kind that can be read.
    """
    reading = read(source, study=step_study)
    wrong = violations(reading.findings)
    if wrong or not reading.graphs:
        raise StudyRefused(
            f"{source.name} was not redacted: {counted(reading.findings)}.",
            reading.findings,
            "Mend the rows named first.",
        )
    return reading


def settle(reading: Reading, files: dict[str, str], redaction: Redaction) -> Settled:
    """Redact the texts of documents; ``files`` gives the name of each document's text by id."""
    made = Settled()
    if reading.model is None:
        raise UsageError(f"{reading.source.name} is no study of files.", "Name a study folder.")
    texts: dict[str, str] = {}
    spans: dict[str, list[tuple[str, Span]]] = {}
    for document in reading.model.documents:
        if document.text is not None and document.id in files:
            texts[files[document.id]] = document.text
    for quote in reading.model.quotes:
        file = files.get(quote.document, "")
        if file in texts and quote.start is not None and quote.end is not None:
            spans.setdefault(file, []).append((quote.id, (quote.start, quote.end)))
    for file, text in texts.items():
        quotes = spans.get(file, [])
        where = f"documents/{redaction.names_out_of(file)}"
        now, moved = redaction.document(text, [span for _, span in quotes], where)
        made.texts[file] = now
        for (id, _), (start, end) in zip(quotes, moved, strict=True):
            made.quotes[id] = Quoted(now[start:end], start, end)
    return made


@dataclass(slots=True)
class Rows:
    """Changes the cells of a study's tables, whichever file they are in."""

    redaction: Redaction
    settled: Settled
    keep_literature: bool = False

    def cell(self, table: str, column: str, value: str, row: dict[str, str], where: str) -> str:
        """Return a cell without names; for the name of a column the row is empty."""
        known = _COLUMNS.get(table, {})
        if not value or (self.keep_literature and table == "references"):
            return value
        if not row:
            return value if column in known else self.redaction.text(value, where)
        if table == "quotes" and column in ("text", "start", "end"):
            quote = self.settled.quotes.get(normal_id(row.get("id", "")))
            if quote:
                return str(getattr(quote, column))
            if column != "text":
                return value
        about = known.get(column)
        if column in _KEPT or (about and about.closed):
            return value
        if _is_id(table, column, about):
            return self._ids(value, about, where)
        return self.redaction.text(value, where)

    def _ids(self, value: str, about: Column | None, where: str) -> str:
        separator = ";" if about and about.kind == "ids" else None
        parts = value.split(separator) if separator else [value]
        return (separator or "").join(
            part if ":" in part else self.redaction.id(part, where) for part in parts
        )

    def key(self, path: tuple[str | int, ...], value: str, where: str) -> str:
        """Return a value of study.yaml without names."""
        names = [part for part in path if isinstance(part, str)]
        if not names or (self.keep_literature and names[0] in _LITERATURE):
            return value
        words = ("label", "note", "text", "title", "how")
        if names[-1] in ("class", "licence", "language", "DOI", "doi"):
            return value
        is_id = names[-1] in ("id", "sentence", "sentences", "scope") or (
            names[0] == "ecosystem" and names[-1] not in words
        )
        return self.redaction.id(value, where) if is_id else self.redaction.text(value, where)


def _is_id(table: str, column: str, about: Column | None) -> bool:
    if table == "references":
        return column == "id"
    return (about is not None and about.kind in _IDS) or column in _IDS_BESIDES
