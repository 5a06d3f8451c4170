"""Read BibTeX and RIS, an entry at a time, into the fields of CSL-JSON.

A field that has no place there is counted as not kept, by the name it has in its own format.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from kg.csl import date_of, date_parts, person
from kg.errors import MissingExtra
from kg.findings import Place
from kg.formats.reporting import Report, shown

Entries = list[tuple[int, object]]
_NO_PLACE = "a reference has no place for it"

_BIBTEX_TYPES = {
    "article": "article-journal", "book": "book", "booklet": "book", "inbook": "chapter",
    "incollection": "chapter", "inproceedings": "paper-conference",
    "conference": "paper-conference", "mastersthesis": "thesis", "phdthesis": "thesis",
    "thesis": "thesis", "techreport": "report", "report": "report", "online": "webpage",
    "software": "software", "dataset": "dataset", "unpublished": "article",
}  # fmt: skip
_BIBTEX_FIELDS = {
    "title": "title", "shorttitle": "title-short", "note": "note", "volume": "volume",
    "issue": "issue", "pages": "page", "edition": "edition", "chapter": "chapter-number",
    "pagetotal": "number-of-pages", "volumes": "number-of-volumes", "version": "version",
    "publisher": "publisher", "school": "publisher", "institution": "publisher",
    "organization": "publisher", "address": "publisher-place", "location": "publisher-place",
    "series": "collection-title", "journal": "container-title",
    "journaltitle": "container-title", "booktitle": "container-title", "isbn": "ISBN",
    "issn": "ISSN", "doi": "DOI", "url": "URL", "pmid": "PMID", "pmcid": "PMCID",
    "language": "language", "langid": "language", "abstract": "abstract", "keywords": "keyword",
}  # fmt: skip
"""Field of BibTeX or BibLaTeX → field of CSL-JSON; of two for one field the first here holds."""
_NAMED = {"author": "author", "editor": "editor", "translator": "translator"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(text: str, file: str, report: Report) -> Entries:
    """Return the entries of a BibTeX file with the lines that they begin in."""
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
    return [
        ((entry.start_line or 0) + 1, _from_bibtex(entry, file, report))
        for entry in library.entries
    ]


def _from_bibtex(entry: Any, file: str, report: Report) -> dict[str, Any]:
    fields = {
        name.lower(): " ".join(str(field.value).split())
        for name, field in entry.fields_dict.items()
    }
    fields = {name: value for name, value in fields.items() if value}
    type = _BIBTEX_TYPES.get(entry.entry_type.lower(), "document")
    csl: dict[str, Any] = {"id": entry.key, "type": type}
    taken = {"year", "month", "date", "number", *_NAMED}
    for theirs, ours in _BIBTEX_FIELDS.items():
        if theirs in fields and ours not in csl:
            csl[ours] = fields[theirs]
            taken.add(theirs)
    if number := fields.get("number"):
        of_journal = type in ("article-journal", "article-magazine", "article-newspaper")
        csl.setdefault("issue" if of_journal else "number", number)
    if "page" in csl:
        csl["page"] = re.sub("--+", "\N{EN DASH}", csl["page"])
    date = fields.get("date") or _month(fields.get("year", ""), fields.get("month", ""))
    if date:
        csl["issued"] = _dated(date)
    for theirs, ours in _NAMED.items():
        if theirs in fields:
            csl[ours] = [_person(name) for name in re.split(r"\s+and\s+", fields[theirs])]
    _count(fields, taken, file, report)
    return csl


def _month(year: str, month: str) -> str:
    """Return a year with its month, where that is a number or its English name."""
    known = month[:3].lower()
    number = _MONTHS.index(known) + 1 if known in _MONTHS else month
    dated = f"{year}-{number:0>2}"
    return dated if date_of(dated) else year


def _dated(written: str) -> dict[str, Any]:
    date = date_of(written)
    return date_parts(date) if date else {"raw": written}


def _count(fields: Iterable[str], taken: Iterable[str], file: str, report: Report) -> None:
    for name in sorted(set(fields) - set(taken)):
        report.not_kept(f"{file}: {shown(name)}", _NO_PLACE)


def _person(name: str) -> dict[str, str]:
    """Return a name written ``Family, Given`` or ``Given Family``.

    >>> _person("Donald A. Schön"), _person("Cofrancesco, Jr, Joseph")["suffix"]
    ({'family': 'Schön', 'given': 'Donald A.'}, 'Jr')
    """
    parts = [part.strip() for part in name.split(",")]
    match [part for part in parts if part]:
        case [family, suffix, given]:
            return {"family": family, "given": given, "suffix": suffix}
        case [family, *given] if given:
            return {"family": family, "given": ", ".join(given)}
    given_name, _, family = name.strip(", ").rpartition(" ")
    return {"family": family, "given": given_name} if given_name else {"literal": family}


_RIS_TYPES = {
    "JOUR": "article-journal", "BOOK": "book", "CHAP": "chapter", "CONF": "paper-conference",
    "CPAPER": "paper-conference", "THES": "thesis", "RPRT": "report", "COMP": "software",
    "ELEC": "webpage", "DATA": "dataset", "UNPB": "article", "MGZN": "article-magazine",
    "NEWS": "article-newspaper", "BLOG": "post-weblog",
}  # fmt: skip
_RIS_FIELDS = {
    "title": "title", "primary_title": "title", "journal_name": "container-title",
    "secondary_title": "container-title", "alternate_title3": "container-title",
    "short_title": "title-short", "tertiary_title": "collection-title", "volume": "volume",
    "number": "issue", "edition": "edition", "publisher": "publisher",
    "place_published": "publisher-place", "number_of_volumes": "number-of-volumes",
    "section": "section", "language": "language", "doi": "DOI", "abstract": "abstract",
}  # fmt: skip
_RIS_NAMES = {"authors": "author", "first_authors": "author", "secondary_authors": "editor"}
_BOOKS = ("book", "chapter", "paper-conference", "report", "thesis")


def ris(text: str, file: str, report: Report) -> Entries:
    """Return the entries of a RIS file with the lines that they begin in."""
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
    return [
        (starts[n] if n < len(starts) else 1, _from_ris(record, n, file, report))
        for n, record in enumerate(records)
    ]


def _from_ris(record: Mapping[str, Any], number: int, file: str, report: Report) -> dict[str, Any]:
    record = {name: value for name, value in record.items() if value}
    type = _RIS_TYPES.get(record.get("type_of_reference", ""), "document")
    csl: dict[str, Any] = {"id": record.get("id") or f"ref{number + 1:02d}", "type": type}
    taken = {"type_of_reference", "id", "start_page", "end_page", "year", "publication_year",
             "date", "issn", "urls", "notes", "keywords"}  # fmt: skip
    for theirs, ours in _RIS_FIELDS.items():
        if theirs in record and ours not in csl:
            csl[ours] = record[theirs]
            taken.add(theirs)
    for theirs, ours in _RIS_NAMES.items():
        if theirs in record and ours not in csl:
            csl[ours] = [person(name) if ", " in name else _person(name) for name in record[theirs]]
            taken.add(theirs)
    pages = [record[name] for name in ("start_page", "end_page") if name in record]
    if pages:
        csl["page"] = "\N{EN DASH}".join(dict.fromkeys(pages))
    if "issn" in record:
        csl["ISBN" if type in _BOOKS else "ISSN"] = record["issn"]
    if written := record.get("date") or record.get("year") or record.get("publication_year"):
        csl["issued"] = _dated("-".join(str(written).strip("/").split("/")[:3]))
    if urls := record.get("urls"):
        csl["URL"] = urls[0]
        if urls[1:]:
            report.not_kept(f"{file}: UR, further ones", _NO_PLACE)
    if notes := record.get("notes"):
        csl["note"] = " ".join(notes)
    if words := record.get("keywords"):
        csl["keyword"] = ", ".join(words)
    _count(record, taken, file, report)
    return csl


def _missing(package: str, file: str) -> MissingExtra:
    return MissingExtra(
        f"Reading {file} needs the package {package}.",
        f"Install it (pip install {package}), or export the references as CSL-JSON.",
    )
