"""Read a reference list: CSL-JSON, BibTeX or RIS, each entry into the work it names.

Everything becomes CSL-JSON's fields first, so that the three say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kg.csl import (
    CSL_TYPES,
    FURTHER_LIMIT,
    PLAIN,
    Fields,
    csl,
    date_of,
    difference,
    is_address,
    patched,
    texts,
    written,
)
from kg.findings import Place
from kg.formats.reference_files import bibtex, ris
from kg.formats.reporting import Report, shown
from kg.formats.structured import read_json_list
from kg.formats.values import control_character, whole_number
from kg.identifiers import normal_doi, normal_id, work_iri, wrong_with_id
from kg.model import Reference, Work
from kg.namespaces import BASE

BIBTEX_LIMIT = 8 << 20
"""The most bytes a BibTeX or RIS file may have."""

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
        return [name for name in found if name]

    def _plain(self, name: str) -> str:
        """Return a field that is a plain text; nothing of one that is more than that."""
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        text = " ".join(str(value).split())
        return "" if control_character(text) or (name == "URL" and not is_address(text)) else text

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
        editors = self.names("editor")
        creators = self.names("author") or editors
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
            issued=date_of(self.fields.get("issued")) or ("" if year is None else f"{year:04}"),
            editors=editors,
            more={name: text for name in PLAIN if (text := self._plain(name))},
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
    made = Reference(
        id=id,
        place=entry.place,
        work=entry.work(fallback=f"{BASE}work/{study}-{id}"),
        printed=printed,
        notes=notes,
        position=number if position is None else position,
    )
    made.work.further = _small(_further(made, entry.fields, number), entry)
    return made


_PRINTED = "Printed: "


def fields_of(reference: Reference, number: int) -> Fields:
    """Return an entry, the one of a number in its list, in the fields of CSL-JSON."""
    custom = {
        "printed": reference.printed,
        "oddities": sorted(set(reference.notes)),
        "position": None if reference.position == number else reference.position,
    }
    made: Fields = {"id": reference.id, **csl(reference.work)}
    if said := {name: value for name, value in custom.items() if value not in ("", [], None)}:
        made["custom"] = said
    made = patched(made, reference.work.further)
    if made.get("note") == _PRINTED:
        made["note"] += reference.printed
    return made


def with_further(reference: Reference, further: Fields, number: int) -> Reference:
    """Return an entry as statements give it back, with what its list says beyond them."""
    if not further:
        return reference
    reference.work.further = further
    fields = fields_of(reference, number)
    reference.work = work_with(reference.work, fields)
    reference.work.further = _further(reference, fields, number)
    return reference


def work_with(work: Work, fields: Fields) -> Work:
    """Return a work as an entry describes it; its address stays."""
    made = Entry(fields, Place(work.iri), Report()).work()
    made.iri = work.iri
    return made


def _further(reference: Reference, fields: Mapping[str, Any], number: int) -> Fields:
    wanted = {**fields, "id": reference.id}
    if reference.printed and wanted.get("note") == _PRINTED + reference.printed:
        wanted["note"] = _PRINTED  # the same words once more
    return difference(wanted, fields_of(reference, number))


def further_of_publication(work: Work, fields: Mapping[str, Any]) -> Fields:
    """Return what study.yaml says of a publication and statements about the work do not."""
    return difference(texts(dict(fields)), texts(csl(work)))


def _small(further: Fields, entry: Entry) -> Fields:
    """Leave out what is too large to be kept, the largest first, and say so."""
    while len(written(further).encode()) > FURTHER_LIMIT:
        name = max(further, key=lambda name: (len(written(further[name])), name))
        del further[name]
        what = f"{entry.place.file}: {shown(name)}"
        entry.report.not_kept(what, f"fields of an entry may have {FURTHER_LIMIT:,} bytes")
    return further


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
        "json": read_json_list, "bib": bibtex, "ris": ris,
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
