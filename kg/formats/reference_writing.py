"""Write reference lists for other programs: CSL-JSON, BibTeX and RIS, an entry at a time.

What an entry holds are fields of CSL-JSON, as :mod:`kg.formats.bibliography` reads them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

Entry = Mapping[str, Any]

_BIBTEX = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "article": "unpublished", "book": "book", "chapter": "incollection",
    "paper-conference": "inproceedings", "report": "techreport", "review": "article",
    "review-book": "article", "thesis": "phdthesis",
}  # fmt: skip
_HOLDS = {"incollection": "booktitle", "inproceedings": "booktitle", "article": "journal"}
_RIS = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "article": "UNPB", "book": "BOOK", "chapter": "CHAP", "dataset": "DATA",
    "paper-conference": "CPAPER", "post-weblog": "BLOG", "report": "RPRT", "review": "JOUR",
    "review-book": "JOUR", "software": "COMP", "thesis": "THES", "webpage": "ELEC",
}  # fmt: skip
_BIBTEX_PLAIN = {
    "volume": "volume", "edition": "edition", "chapter": "chapter-number", "isbn": "ISBN",
    "issn": "ISSN", "publisher": "publisher", "address": "publisher-place", "language": "language",
}  # fmt: skip
_RIS_PLAIN = {
    "volume": "volume", "edition": "edition", "publisher": "publisher",
    "place_published": "publisher-place", "language": "language",
}  # fmt: skip
# A brace counts for BibTeX even behind a backslash, so it is written by name.
_LATEX = str.maketrans(
    {
        "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}", "^": r"{\textasciicircum}",
        "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$",
    }
)  # fmt: skip


def csl_json(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a list of entries as CSL-JSON."""
    before = "[\n"
    for entry in entries:
        yield before + json.dumps(entry, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def bibtex(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield entries as BibTeX in UTF-8."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry as Block
    from bibtexparser.model import Field

    for entry in entries:
        kind = _BIBTEX.get(str(entry.get("type")), "misc")
        fields = [
            ("author", " and ".join(_bibtex_name(person) for person in entry.get("author", ()))),
            ("editor", " and ".join(_bibtex_name(person) for person in entry.get("editor", ()))),
            ("title", _latex(entry.get("title", ""))),
            (_HOLDS.get(kind, "howpublished"), _latex(entry.get("container-title", ""))),
            ("year", _part(entry, 0)),
            ("month", _part(entry, 1)),
            ("number", _latex(entry.get("issue") or entry.get("number", ""))),
            ("pages", _latex(_pages(entry, "--"))),
            *((name, _latex(entry.get(field, ""))) for name, field in _BIBTEX_PLAIN.items()),
            ("doi", str(entry.get("DOI", ""))),
            ("url", str(entry.get("URL", ""))),
            ("note", _latex(entry.get("note", ""))),
        ]
        block = Block(kind, str(entry["id"]), [Field(n, v) for n, v in fields if v])
        yield write_string(Library([block])) + "\n"


def ris(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield entries as RIS."""
    rispy = import_module("rispy")

    for number, entry in enumerate(entries, 1):
        record: dict[str, Any] = {
            "type_of_reference": _RIS.get(str(entry.get("type")), "GEN"),
            "id": str(entry["id"]),
            "authors": [_name(person) for person in entry.get("author", ())],
            "secondary_authors": [_name(person) for person in entry.get("editor", ())],
            "title": entry.get("title", ""),
            "year": _part(entry, 0),
            "date": _ris_date(entry),
            "journal_name": entry.get("container-title", ""),
            "number": entry.get("issue") or entry.get("number", ""),
            **dict(zip(("start_page", "end_page"), _pages(entry, "\n").split("\n"), strict=False)),
            "issn": entry.get("ISSN") or entry.get("ISBN", ""),
            **{name: entry.get(field, "") for name, field in _RIS_PLAIN.items()},
            "doi": entry.get("DOI", ""),
            "urls": [entry["URL"]] if entry.get("URL") else [],
            "notes": [entry["note"]] if entry.get("note") else [],
        }
        yield _numbered(number, rispy.dumps([{k: v for k, v in record.items() if v}]))


def _numbered(number: int, record: str) -> str:
    """Return a record of RIS with its number in the list where the writer puts a 1."""
    first, end, rest = record.partition("\n")
    return f"{number}.\n{rest}\n" if first == "1." else f"{first}{end}{rest}\n"


def _latex(text: object) -> str:
    return " ".join(str(text).split()).translate(_LATEX)


def _name(person: Mapping[str, str]) -> str:
    parts = (person.get("family"), person.get("given"), person.get("suffix"))
    return ", ".join(filter(None, parts)) or person.get("literal", "")


def _bibtex_name(person: Mapping[str, str]) -> str:
    if suffix := person.get("suffix"):
        return _latex(f"{person.get('family')}, {suffix}, {person.get('given')}")
    name = _latex(_name(person))
    # A name that is one, such as that of an organisation, must not be taken apart.
    return name if "family" in person else f"{{{name}}}"


def _pages(entry: Entry, between: str) -> str:
    """Return the pages with something else where first and last are parted; once, or not at all."""
    pages = str(entry.get("page", ""))
    parts = re.split("\\s*[\N{EN DASH}-]\\s*", pages)
    return between.join(parts) if len(parts) == 2 and all(parts) else pages


def _part(entry: Entry, number: int) -> str:
    """Return year, month or day of a date, if it has that."""
    parts = entry.get("issued", {}).get("date-parts", ())
    return str(parts[0][number]) if parts and len(parts[0]) > number else ""


def _ris_date(entry: Entry) -> str:
    parts = [_part(entry, number) for number in range(3)]
    return "/".join(f"{part:0>2}" for part in parts if part) if parts[1] else ""
