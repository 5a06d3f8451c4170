"""Read study records: studies of which no more is known than their publication says.

One YAML or CSV file holds many records; each becomes a study of its own. docs/reference/records.md
says what each key and column means.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from kg.findings import Place
from kg.formats.about import LICENCES
from kg.formats.cells import TABLE_LIMIT, decode, read_bytes, read_rows
from kg.formats.coding import MATCHES
from kg.formats.qda.taguette_names import is_taguette_table
from kg.formats.reporting import Report, nearest, shown
from kg.formats.settings import Keys
from kg.formats.structured import Settings, Value, read_yaml
from kg.formats.values import decimal_number, whole_number, word_of
from kg.formats.vocabulary import vocabulary
from kg.identifiers import (
    STUDY_ID_LIMIT,
    construct_iri,
    normal_doi,
    normal_id,
    slug,
    thing_iri,
    work_iri,
)
from kg.model import Code, Concept, Extract, Mapping, Record, Study, Thing, Work
from kg.namespaces import BASE

FILE = "records.yaml"
"""What the file is called in a folder of records."""
LIMIT = 2 << 20
"""The most bytes a YAML file of records may have."""
KEYS = (
    "id", "title", "authors", "year", "venue", "doi", "pmc", "address", "licence", "licence_note",
    "methods", "data", "codes", "extracts", "note", "not_at_hand",
)  # fmt: skip
CODE_KEYS = ("id", "label", "kind", "match", "construct", "confidence", "why")
EXTRACT_KEYS = ("id", "code", "same_as", "address", "note")
KINDS = ("domain", "subdomain", "theme", "category")
_SURE = Decimal(1)
LISTS = ("authors", "address", "methods", "not_at_hand")
_JUSTIFIED = "semapv:ManualMappingCuration"


def is_records(source: Path) -> bool:
    """Say whether a source is a file of records, or a folder with one.

    >>> is_records(Path("my-records.yaml")), is_records(Path("study.xlsx"))
    (True, False)
    """
    if source.is_dir():
        return (source / FILE).is_file() and not (source / "study.yaml").exists()
    known = source.suffix.lower() in (".yaml", ".yml", ".csv") and source.name != "study.yaml"
    return known and not is_taguette_table(source)


def read_records(source: Path, report: Report) -> list[Study]:
    """Return the studies that a file of records describes; what is wrong is reported."""
    path = source / FILE if source.is_dir() else source
    data = read_bytes(path, path.name, LIMIT if path.suffix != ".csv" else TABLE_LIMIT, report)
    text = None if data is None else decode(data, path.name, report)
    if text is None:
        return []
    settings = (
        _from_csv(text, path.name, report)
        if path.suffix.lower() == ".csv"
        else read_yaml(text, path.name, report)
    )
    if settings is None:
        return []
    top = Keys(settings, (), report)
    top.only(("records", "mapped_by"))
    found: dict[str, Study] = {}
    for item in top.many("records"):
        if isinstance(item, str):
            top.wrong("records", "a list of records, each with keys")
            continue
        study = _Reader(item, report, top.text("mapped_by")).study()
        if study.id in found:
            report.violation(
                "duplicate-id", study.place,
                f"The record {shown(study.id)} stands in line {found[study.id].place.row} already.",
                "Give one of the two another id.",
            )  # fmt: skip
        elif study.id:
            found[study.id] = study
    if not found and not report.findings():
        report.violation(
            "no-records", Place(path.name), "The file holds no records.",
            "List them under the key records.",
        )  # fmt: skip
    return list(found.values())


def _from_csv(text: str, name: str, report: Report) -> Settings | None:
    """Return a table of records as if it were YAML; lists stand in a cell with ``;`` between."""
    sheet = read_rows(text, name, report)
    if sheet is None:
        return None
    settings = Settings(name, {})
    records: list[Value] = []
    mapped_by = ""
    for row, cells in sheet.rows:
        n = len(records)
        made: dict[str, Value] = {}
        codes: list[Value] = []
        for column, cell in cells.items():
            if column == "mapped_by":
                mapped_by = mapped_by or cell.strip()
            elif column in ("domains", "themes", "codes"):
                kind = column[:-1] if column != "codes" else ""
                codes += [_code_of(part, kind) for part in _parts(cell)]
            elif cell.strip():
                made[column] = list(_parts(cell)) if column in LISTS else cell
            settings.lines["records", n, column] = row
        if codes:
            made["codes"] = codes
        settings.lines["records", n] = row
        records.append(made)
    settings.values = {"records": records, "mapped_by": mapped_by or None}
    return settings


def _parts(cell: str) -> Iterator[str]:
    return (part.strip() for part in cell.split(";") if part.strip())


def _code_of(written: str, kind: str) -> dict[str, Value]:
    """Return a code written in a cell: ``label``, or ``label = exactMatch patching 0.9``."""
    label, _, mapped = written.partition(" = ")
    made: dict[str, Value] = {"label": label.strip(), "kind": kind or None}
    for key, word in zip(("match", "construct", "confidence"), mapped.split(), strict=False):
        made[key] = word
    return made


def _first(*words: str) -> str:
    return next(word for word in (*words, "?") if word)


class _Reader:
    """Reads one record."""

    def __init__(self, keys: Keys, report: Report, mapped_by: str) -> None:
        self.keys = keys
        self.report = report
        self.mapped_by = mapped_by

    def study(self) -> Study:
        """Return the study the record describes."""
        keys = self.keys
        keys.only(KEYS)
        id = keys.id("id", limit=STUDY_ID_LIMIT)
        pmc = keys.text("pmc")
        work = self._work(id, pmc)
        study = Study(
            id=id,
            place=keys.at("id"),
            title=work.title
            or f"Untitled study in {work.doi or keys.text('pmc') or work.container or id}",
            licence=self._licence(),
            publication=work,
        )
        for label in keys.texts("methods"):
            study.methods.append(Thing(slug(label), keys.at("methods"), "ResearchMethod", label))
        study.record = Record(
            seen_at=[a for a in keys.texts("address") if self._is_address(a)],
            licence_note=keys.text("licence_note"),
            data=keys.text("data"),
            note=keys.text("note"),
            not_at_hand=keys.texts("not_at_hand"),
        )
        if not study.record.seen_at and not work.doi:
            self._missing("address", "Say where the publication was read: a doi or an address.")
        for item in keys.many("codes"):
            if isinstance(item, str):
                self._add_code(study, Keys(Settings(keys.settings.file, {"label": item}), (),
                                           self.report))  # fmt: skip
            else:
                item.only(CODE_KEYS)
                self._add_code(study, item)
        for item in keys.many("extracts"):
            if isinstance(item, str):
                keys.wrong("extracts", "made of keys with values")
            else:
                self._add_extract(study, item)
        return study

    def _missing(self, key: str, remedy: str) -> None:
        self.report.violation(
            "missing-key", self.keys.at(key), f"The key {key} is missing.", remedy
        )

    def _is_address(self, written: str) -> bool:
        if written.startswith(("https://", "http://")) and not set(written) & set(' <>"{}|\\^`'):
            return True
        self.keys.wrong("address", "an address", "Write it with https:// in front.")
        return False

    def _work(self, id: str, pmc: str) -> Work:
        keys = self.keys
        written, title, year = keys.text("doi"), keys.text("title"), keys.text("year")
        doi = normal_doi(written) if written else ""
        if doi is None:
            keys.wrong("doi", "a DOI", "Write it as 10.1186/s12909-024-05992-0.")
        number = whole_number(year) if year else None
        if year and (number is None or not 0 < number < 10_000):
            keys.wrong("year", "a year")
            number = None
        authors = keys.texts("authors")
        first = authors[0].partition(",")[0] if authors else ""
        iri = work_iri(doi=doi or "", author=first, year=number, title=title if first else "")
        return Work(
            iri=iri or f"{BASE}work/{pmc.lower() or id}",
            type="JournalArticle",
            title=title,
            year=number,
            creators=authors,
            container=keys.text("venue"),
            doi=doi or "",
        )

    def _licence(self) -> str:
        """Return the address of a licence that was seen; nothing is a licence by guessing."""
        written = self.keys.text("licence")
        if not written or written.startswith(("https://", "http://")):
            return written if not written or self._is_address(written) else ""
        found = LICENCES.get(word_of(written))
        if found is None:
            self.keys.wrong(
                "licence", "a licence that was seen",
                "Write CC BY 4.0 or its address; say under licence_note what else is known.",
            )  # fmt: skip
        return found or ""

    def _add_code(self, study: Study, keys: Keys) -> None:
        label, kind = keys.text("label"), word_of(keys.text("kind"))
        if not label:
            keys.wrong("label", "the published name of a code")
            return
        if kind and kind not in KINDS:
            keys.wrong("kind", "one of " + ", ".join(KINDS))
            kind = ""
        # A theme and a domain may have one name.
        id = keys.id("id", f"{kind} {label}")
        if not id:
            return
        if any(code.id == id for code in study.codes):
            self.report.violation(
                "duplicate-id", keys.at("label"), f"The code {shown(label)} is there already.",
                "Take one of the two out, or give one an id.",
            )  # fmt: skip
            return
        study.codes.append(Code(id=id, place=keys.at("label"), label=label, kind=kind))
        self._add_mapping(study, keys, id)

    def _add_mapping(self, study: Study, keys: Keys, code: str) -> None:
        match, written = keys.text("match").removeprefix("skos:"), keys.text("construct")
        if not match and not written:
            return
        construct = normal_id(written).removeprefix("c:")
        if match not in MATCHES:
            keys.wrong("match", "one of " + ", ".join(MATCHES))
            return
        if construct not in vocabulary().constructs:
            self.report.violation(
                "unknown-construct", keys.at("construct"),
                f"{shown(written)} is no construct of the shared scheme.",
                nearest(construct, vocabulary().constructs) or "`pif query` lists them.",
            )  # fmt: skip
            return
        confidence = keys.text("confidence")
        number = decimal_number(confidence) if confidence else None
        if confidence and (number is None or not 0 <= number <= _SURE):
            keys.wrong("confidence", "a number from 0 to 1")
            number = None
        study.mappings.append(
            Mapping(
                id=f"{code}-{match}-{construct}",
                place=keys.at("construct"),
                code=code,
                predicate=match,
                concept=Concept(iri=construct_iri(construct)),
                justification=_JUSTIFIED,
                author=self.mapped_by,
                confidence=number,
                comment=keys.text("why"),
            )
        )

    def _add_extract(self, study: Study, keys: Keys) -> None:
        keys.only(EXTRACT_KEYS)
        id, written = keys.id("id"), keys.text("code")
        code = next((c.id for c in study.codes if written in (c.label, c.id)), "")
        if written and not code:
            keys.wrong("code", "a code of the record", "List it under codes.")
        quotes = []
        for named in keys.texts("same_as"):
            other, slash, quote = named.partition("/")
            if not slash or not quote or "/" in quote or other == study.id:
                keys.wrong("same_as", "a quote of another study", "Write it as krishna2024/Q15.")
            else:
                quotes.append(thing_iri(normal_id(other), "quote", normal_id(quote)))
        if id and study.record:
            extract = Extract(id, keys.at(), code, quotes, keys.text("address"), keys.text("note"))
            study.record.extracts.append(extract)
