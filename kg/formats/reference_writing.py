"""Write reference lists for other programs: CSL-JSON, BibTeX and RIS, an entry at a time.

What an entry holds are fields of CSL-JSON, as :mod:`kg.formats.bibliography` reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

from kg.formats.bibliography import CSL_TYPES

Entry = Mapping[str, Any]

TYPES = {name: type for type, name in CSL_TYPES.items()}
"""Class of FaBiO → type of CSL-JSON."""

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
            ("title", _latex(entry.get("title", ""))),
            (_HOLDS.get(kind, "howpublished"), _latex(entry.get("container-title", ""))),
            ("year", _year(entry)),
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
            "title": entry.get("title", ""),
            "year": _year(entry),
            "journal_name": entry.get("container-title", ""),
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
    parts = (person.get("family"), person.get("given"))
    return ", ".join(filter(None, parts)) or person.get("literal", "")


def _bibtex_name(person: Mapping[str, str]) -> str:
    name = _latex(_name(person))
    # A name that is one, such as that of an organisation, must not be taken apart.
    return name if "family" in person else f"{{{name}}}"


def _year(entry: Entry) -> str:
    parts = entry.get("issued", {}).get("date-parts", ())
    return str(parts[0][0]) if parts else ""
