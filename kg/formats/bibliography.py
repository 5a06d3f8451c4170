"""Read a reference list: CSL-JSON, BibTeX or RIS, each entry into the work it names.

Everything becomes CSL-JSON's fields first, so that the three say the same.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

from kg.errors import MissingExtra
from kg.findings import Place
from kg.formats.reporting import Report, shown
from kg.formats.structured import read_json_list
from kg.formats.values import control_character, whole_number
from kg.identifiers import normal_doi, normal_id, work_iri, wrong_with_id
from kg.model import Reference, Work
from kg.namespaces import BASE

BIBTEX_LIMIT = 8 << 20
"""The most bytes a BibTeX or RIS file may have."""

CSL_TYPES = {
    "article-journal": "JournalArticle",
    "article-magazine": "Article",
    "article-newspaper": "NewspaperArticle",
    "article": "Preprint",
    "book": "Book",
    "chapter": "BookChapter",
    "dataset": "Dataset",
    "paper-conference": "ConferencePaper",
    "post-weblog": "BlogPost",
    "report": "ReportDocument",
    "review": "Review",
    "review-book": "BookReview",
    "software": "ComputerProgram",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
"""Type of CSL-JSON → class of FaBiO; any other is a ``Work``."""

_YEAR = re.compile(r"(?<![0-9])(1[4-9][0-9]{2}|20[0-9]{2})(?![0-9])")


class Entry:
    """One entry in CSL-JSON's fields, read with care for what strangers put into them."""

    def __init__(self, fields: Mapping[str, Any], place: Place, report: Report) -> None:
        self.fields = fields
        self.place = place
        self.report = report

    def text(self, name: str) -> str:
        """Return a field as one line of text; numbers are written out."""
        value = self.fields.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            return ""
        if not isinstance(value, str):
            self._bad(name, "is not a text")
            return ""
        strange = control_character(value)
        if strange:
            self._bad(name, f"holds a control character, {strange}")
            return ""
        return " ".join(value.split())

    def _bad(self, name: str, why: str) -> None:
        self.report.violation(
            "malformed-reference", self._at(name), f"The field {name} {why}.", "Mend the entry."
        )

    def _at(self, name: str) -> Place:
        return Place(self.place.file, self.place.row, name)

    def year(self) -> int | None:
        """Return the year of ``issued``."""
        issued = self.fields.get("issued")
        if issued in (None, "", {}):
            return None
        written: object = issued
        if isinstance(issued, dict):
            parts = issued.get("date-parts")
            while isinstance(parts, list) and parts:
                parts = parts[0]
            written = parts or issued.get("raw") or issued.get("literal") or ""
        year = whole_number(str(written).strip())
        if year is None:
            found = _YEAR.search(str(written))
            year = int(found[0]) if found else None
        if year is None or not 0 < year < 10000:
            self._bad("issued", f"holds no year, but {shown(str(written), 40)}")
            return None
        return year

    def names(self, field: str) -> list[str]:
        """Return names as ``Family, Given``, or as given for an organisation."""
        listed = self.fields.get(field) or []
        if not isinstance(listed, list):
            self._bad(field, "is not a list of names")
            return []
        found: list[str] = []
        for person in listed:
            if isinstance(person, str):
                person = {"literal": person}
            if not isinstance(person, dict):
                self._bad(field, "holds something that is not a name")
                continue
            part = Entry(person, self.place, self.report)
            family = " ".join(
                p for p in (part.text("non-dropping-particle"), part.text("family")) if p
            )
            given = " ".join(p for p in (part.text("given"), part.text("dropping-particle")) if p)
            whole = ", ".join(p for p in (family, given, part.text("suffix")) if p)
            found.append(whole or part.text("literal"))
        return [name for name in dict.fromkeys(found) if name]

    def doi(self) -> str:
        """Return the DOI, bare and in lower case, from ``DOI`` or a URL that is one."""
        written = self.text("DOI")
        if written:
            doi = normal_doi(written)
            if doi is None:
                self.report.warning(
                    "malformed-doi", self._at("DOI"), f"{shown(written)} is not a DOI.",
                    "Write it as 10.1186/s12909-024-05992-0, or leave the field out.",
                )  # fmt: skip
            return doi or ""
        url = self.text("URL")
        return (normal_doi(url) or "") if "doi.org/" in url else ""

    def work(self, fallback: str = "") -> Work:
        """Return the work; ``fallback`` is its IRI when it has no DOI, title or author."""
        creators = self.names("author") or self.names("editor")
        title, year, doi = self.text("title"), self.year(), self.doi()
        first = creators[0].split(",")[0] if creators else ""
        return Work(
            iri=work_iri(doi=doi, author=first, year=year, title=title) or fallback,
            type=CSL_TYPES.get(self.text("type"), "Work"),
            title=title,
            year=year,
            creators=creators,
            container=self.text("container-title"),
            doi=doi,
        )


def references(
    entries: Iterable[tuple[int, object]], file: str, study: str, report: Report
) -> list[Reference]:
    """Return the references of (line, CSL-JSON entry) pairs; entries without an id are left out."""
    found: dict[str, Reference] = {}
    works: dict[str, Reference] = {}
    for number, (line, fields) in enumerate(entries, 1):
        place = Place(file, line)
        if not isinstance(fields, dict):
            report.violation(
                "malformed-reference", place, "The entry is not an object.", "Mend the entry."
            )
            continue
        entry = Entry(fields, place, report)
        id = _reference_id(entry)
        if not id:
            continue
        if id in found:
            report.violation(
                "duplicate-id", Place(file, line, "id"),
                f"reference {shown(id)} stands in line {found[id].place.row} already.",
                "Give one of the two another id, or take it out.",
            )  # fmt: skip
            continue
        found[id] = reference = _reference(entry, id, number, study)
        _check_work(works.setdefault(reference.work.iri, reference), reference, report)
    return list(found.values())


def _reference_id(entry: Entry) -> str:
    written = entry.text("id")
    id = normal_id(written)
    wrong = wrong_with_id(id)
    if wrong:
        entry.report.violation(
            "id", Place(entry.place.file, entry.place.row, "id"),
            f"{shown(written)} cannot be the id of a reference: {wrong}.",
            "Use letters, digits, hyphens, full stops and underscores.",
        )  # fmt: skip
        return ""
    return id


def _reference(entry: Entry, id: str, number: int, study: str) -> Reference:
    custom = entry.fields.get("custom")
    own = Entry(custom if isinstance(custom, dict) else {}, entry.place, entry.report)
    note = entry.text("note")
    printed = own.text("printed")
    if not printed and note.startswith("Printed: "):
        printed = note.removeprefix("Printed: ")
    notes = _texts(own, "oddities")
    if note and note.removeprefix("Printed: ") != printed:
        notes.append(note)
    position = whole_number(own.text("position"))
    return Reference(
        id=id,
        place=entry.place,
        work=entry.work(fallback=f"{BASE}work/{study}-{id}"),
        printed=printed,
        notes=notes,
        position=number if position is None else position,
    )


def _texts(entry: Entry, name: str) -> list[str]:
    listed = entry.fields.get(name) or []
    items = listed if isinstance(listed, list) else [listed]
    return [t for t in (Entry({name: i}, entry.place, entry.report).text(name) for i in items) if t]


def _check_work(first: Reference, again: Reference, report: Report) -> None:
    if first is again or first.work.title == again.work.title:
        return
    report.warning(
        "same-work", again.place,
        f"References {first.id} and {again.id} become one work, though their titles differ.",
        "Give them their DOIs, or make the titles alike.",
    )  # fmt: skip


def read_references(text: str, file: str, study: str, report: Report) -> list[Reference] | None:
    """Return the references of a file; its name's ending says which format it has.

    None when the file could not be read to its end.
    """
    readers: dict[str, Callable[[str, str, Report], Iterable[tuple[int, object]]]] = {
        "json": read_json_list, "bib": _bibtex, "ris": _ris,
    }  # fmt: skip
    ending = file.rsplit(".", 1)[-1]
    found = references(readers[ending](text, file, report), file, study, report)
    if not found and ending != "json" and not report.has("bibtex", file):
        report.violation(
            "no-references", Place(file), "No reference was found in the file.",
            "Export the list again, or take the file away.",
        )  # fmt: skip
    broken = any(report.has(rule, file) for rule in ("json", "bibtex", "ris"))
    return None if broken else found


_BIBTEX_TYPES = {
    "article": "article-journal", "book": "book", "booklet": "book", "inbook": "chapter",
    "incollection": "chapter", "inproceedings": "paper-conference",
    "conference": "paper-conference", "mastersthesis": "thesis", "phdthesis": "thesis",
    "thesis": "thesis", "techreport": "report", "report": "report", "online": "webpage",
    "software": "software", "dataset": "dataset", "unpublished": "article",
}  # fmt: skip
_BIBTEX_FIELDS = {
    "title": "title", "doi": "DOI", "url": "URL", "note": "note", "volume": "volume",
    "number": "issue", "pages": "page", "publisher": "publisher",
}  # fmt: skip


def _bibtex(text: str, file: str, report: Report) -> list[tuple[int, object]]:
    try:
        bibtexparser = import_module("bibtexparser")
        middlewares = import_module("bibtexparser.middlewares")
    except ImportError as error:
        raise _missing("bibtexparser", file) from error
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # findings say it
    plain = middlewares.LatexDecodingMiddleware()
    library = bibtexparser.parse_string(text, append_middleware=[plain])
    for block in library.failed_blocks:
        report.violation(
            "bibtex", Place(file, (block.start_line or 0) + 1),
            "The entry cannot be read: a brace or a comma is missing, or its key is used twice.",
            "Mend the entry, or export the list again.",
        )  # fmt: skip
    entries: list[tuple[int, object]] = []
    for entry in library.entries:
        fields = {name.lower(): str(f.value) for name, f in entry.fields_dict.items()}
        csl: dict[str, Any] = {
            "id": entry.key,
            "type": _BIBTEX_TYPES.get(entry.entry_type.lower(), ""),
            **{ours: fields[theirs] for theirs, ours in _BIBTEX_FIELDS.items() if theirs in fields},
        }
        csl["container-title"] = next(
            (fields[n] for n in ("journal", "journaltitle", "booktitle") if n in fields), ""
        )
        year = fields.get("year") or fields.get("date")
        if year:
            csl["issued"] = {"raw": year}
        for role in ("author", "editor"):
            if fields.get(role):
                names = re.split(r"\s+and\s+", fields[role])
                csl[role] = [_person(name) for name in names]
        entries.append(((entry.start_line or 0) + 1, csl))
    return entries


def _person(name: str) -> dict[str, str]:
    """Return a name written ``Family, Given`` or ``Given Family``.

    >>> _person("Donald A. Schön")
    {'family': 'Schön', 'given': 'Donald A.'}
    """
    family, comma, given = name.partition(",")
    if comma:
        return {"family": family.strip(), "given": given.strip()}
    given, _, family = name.strip().rpartition(" ")
    return {"family": family, "given": given}


_RIS_TYPES = {
    "JOUR": "article-journal", "BOOK": "book", "CHAP": "chapter", "CONF": "paper-conference",
    "CPAPER": "paper-conference", "THES": "thesis", "RPRT": "report", "COMP": "software",
    "ELEC": "webpage", "DATA": "dataset", "UNPB": "article",
}  # fmt: skip


def _ris(text: str, file: str, report: Report) -> list[tuple[int, object]]:
    try:
        rispy = import_module("rispy")
    except ImportError as error:
        raise _missing("rispy", file) from error
    starts = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith("TY  -")]
    try:
        records = rispy.loads(text)
    except (OSError, ValueError, KeyError, IndexError) as error:
        report.violation(
            "ris", Place(file), f"The file is not RIS: {error}.", "Export the list again."
        )
        return []
    entries: list[tuple[int, object]] = []
    for number, record in enumerate(records):
        urls = record.get("urls") or []
        csl: dict[str, Any] = {
            "id": record.get("id") or f"ref{number + 1:02d}",
            "type": _RIS_TYPES.get(record.get("type_of_reference", ""), ""),
            "title": record.get("title") or record.get("primary_title") or "",
            "container-title": record.get("journal_name")
            or record.get("secondary_title")
            or record.get("alternate_title3")
            or "",
            "DOI": record.get("doi") or "",
            "URL": urls[0] if urls else "",
            "note": " ".join(record.get("notes") or []),
            "author": [
                _person(n) for n in record.get("authors") or record.get("first_authors") or []
            ],
        }
        year = record.get("year") or record.get("publication_year")
        if year:
            csl["issued"] = {"raw": str(year).strip("/")}
        entries.append((starts[number] if number < len(starts) else 1, csl))
    return entries


def _missing(package: str, file: str) -> MissingExtra:
    return MissingExtra(
        f"Reading {file} needs the package {package}.",
        f"Install it (pip install {package}), or export the references as CSL-JSON.",
    )
