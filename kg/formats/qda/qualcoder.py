"""A QualCoder project: its folder, a zip of it, or the database ``data.qda`` itself.

Read here rather than from QualCoder's own REFI-QDA export, which drops what links cases to
documents. Offsets are code points in present versions; older ones counted as Qt does, in UTF-16
units: what fits the words that were kept is taken, for each document.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kg.findings import Place
from kg.formats import archive
from kg.formats.qda.database import Database, Value, key, number, read_database, text
from kg.formats.qda.dates import moment
from kg.formats.qda.offsets import Reading, best
from kg.formats.qda.placing import Marks, Placer, apply_by, parents_first
from kg.formats.qda.project import (
    Case,
    Code,
    Coder,
    Coding,
    Convention,
    Medium,
    Project,
    Region,
    Selection,
    Source,
)

if TYPE_CHECKING:
    from kg.formats.reporting import Report

DATABASE = "data.qda"
_NEEDED = {"project", "source", "code_name", "code_text"}
_MEDIA: dict[str, Medium] = {"images": "picture", "audio": "audio", "video": "video"}
_DRAWN = "drawings of codes, files and cases are not kept"
_WHY = {
    "journal": "research journals are not kept",
    "stored_sql": "saved queries of QualCoder are not kept",
    "ris": "references of documents are not kept",
    "manage_files_display": "", "files_filter": "", "coder_names": "",
    "source.owner": "who brought a document in is not kept",
    "source.risid": "which reference a document has is not kept",
    "source.av_text_id": "which text is the transcript of which recording is not kept",
    **{
        f"{table}.{column}": f"who {did}, and when, is not kept"
        for table, did in (
            ("code_name", "made a code"), ("code_cat", "made a category"),
            ("cases", "made a case"), ("case_text", "made a case"),
            ("attribute", "gave a value"),
        )
        for column in ("owner", "date")
    },
    "code_text.important": "the mark important is not kept",
    "code_image.important": "the mark important is not kept",
    "code_av.important": "the mark important is not kept",
    "code_text.avid": "which part of a recording a quote of its transcript belongs to is not kept",
    "attribute_type": "of variables their names and values are kept, not their types and memos",
    "annotation.owner": "who wrote a note is not kept",
    "attribute.attrid": "", "project.databaseversion": "", "project.bookmarkfile": "",
    "project.bookmarkpos": "", "project.codername": "",
    "project.recently_used_codes": "", "project.avbookmarkfile": "", "project.avbookmarkmsec": "",
    "project.avbookmarktextpos": "", "project.avbookmarktext": "",
    "graph": _DRAWN,
    **dict.fromkeys(
        ("gr_cdct_text_item", "gr_case_text_item", "gr_file_text_item", "gr_free_text_item",
         "gr_cdct_line_item", "gr_free_line_item", "gr_memo_item", "gr_pix_item", "gr_av_item"),
        _DRAWN,
    ),
}  # fmt: skip


def read_qualcoder(path: Path, report: Report) -> Project | None:
    """Read a project from its folder, a zip of it or its database; None when it cannot be read."""
    with _database_of(path, report) as place:
        if place is None:
            return None
        made = read_database(place, report, "QualCoder", _NEEDED, lambda db: _QualCoder(db).read())
        if made is not None and path.name != DATABASE:
            made.name = path.stem
        return made


@contextmanager
def _database_of(path: Path, report: Report) -> Iterator[Path | None]:
    if path.is_dir():
        inside = path / DATABASE
        if not inside.is_file():
            _say_no_database(report, path)
        yield inside if inside.is_file() else None
    elif zipfile.is_zipfile(path):
        with tempfile.TemporaryDirectory(prefix="pif-") as folder:
            yield _unpacked(path, Path(folder), report)
    else:
        yield path


def _unpacked(path: Path, folder: Path, report: Report) -> Path | None:
    """Write the database of a zip, and nothing else of it, to a folder; or say why not."""
    place = Place(path.name)
    try:
        with zipfile.ZipFile(path) as packed:
            entries = [
                e for e in packed.infolist()
                if PurePosixPath(e.filename.replace("\\", "/")).name == DATABASE and not e.is_dir()
            ]  # fmt: skip
            if len(entries) != 1:
                _say_no_database(report, path, len(entries))
                return None
            if entries[0].file_size > archive.MAX_TOTAL:
                report.violation(
                    "archive-too-large", place,
                    f"Its {DATABASE} unpacks to more than {archive.MAX_TOTAL // 1_000_000} MB.",
                    "Unpack the zip and give the folder.",
                )  # fmt: skip
                return None
            with packed.open(entries[0]) as part, (folder / DATABASE).open("xb") as file:
                shutil.copyfileobj(part, file)  # zipfile gives no more than it says it has
            return folder / DATABASE
    except RuntimeError:
        report.violation(
            "archive-protected", place, "The zip is protected with a password.",
            "Unpack it and give the folder.",
        )  # fmt: skip
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        zlib.error,
    ) as error:
        report.violation(
            "archive-damaged", place, f"The zip cannot be read: {type(error).__name__}.",
            "Make it again, or give the folder itself.",
        )  # fmt: skip
    return None


def _say_no_database(report: Report, path: Path, count: int = 0) -> None:
    report.violation(
        "qualcoder-no-database", Place(path.name),
        f"It holds {count or 'no'} {DATABASE}" + (": several projects." if count else "."),
        f"Give the folder of one QualCoder project, which holds {DATABASE}.",
    )  # fmt: skip


class _QualCoder:
    def __init__(self, database: Database) -> None:
        self.db = database
        self.report = database.report
        self.project = Project(program="QualCoder")
        self.placer = Placer(self.report)
        self.marks = Marks()
        self.sources: dict[int, Source] = {}
        self.readings: dict[int, Reading] = {}
        self.codes: dict[int, str] = {}
        self.coders: dict[str, Coder] = {}

    def read(self) -> Project:
        """Read the project, whole."""
        for _, (about, memo, date) in self.db.rows("project", "about", "memo", "date"):
            self.project.program = text(about)[:100] or "QualCoder"
            self.project.description, self.project.moment = text(memo), moment(text(date))
        self._codes()
        self._sources()
        self._text_codings()
        self._region_codings()
        self._annotations()
        self._cases()
        self.marks.finish(self.project)
        self.project.coders = list(self.coders.values())
        self.db.count_unread(self.project.losses, _WHY)
        return self.project

    def _codes(self) -> None:
        made: list[Code] = []
        folders: dict[int, str] = {}
        above: dict[str, tuple[Value, Value]] = {}
        for _, (id, name, memo, over) in self.db.rows(
            "code_cat", "catid", "name", "memo", "supercatid"
        ):
            row_id = number(id)
            if row_id is not None and row_id not in folders:
                folders[row_id] = f"category-{row_id}"
                above[folders[row_id]] = (over, None)
                made.append(Code(folders[row_id], text(name), codable=False, memo=text(memo)))
        for _, (id, name, memo, category, over, colour) in self.db.rows(
            "code_name", "cid", "name", "memo", "catid", "supercid", "color"
        ):
            row_id = number(id)
            if row_id is not None and row_id not in self.codes:
                self.codes[row_id] = str(row_id)
                above[str(row_id)] = (category, over)
                made.append(
                    Code(str(row_id), text(name), definition=text(memo), colour=text(colour))
                )
        for code in made:
            category, over = above[code.id]
            code.parent = (
                self.codes.get(key(over), "") if over is not None else ""
            ) or folders.get(key(category), "")
        self.project.codes = parents_first(made, self.report, self.db.place("code_name"))

    def _sources(self) -> None:
        raw: dict[int, str] = {}
        for _, (id, name, full, media, memo, date) in self.db.rows(
            "source", "id", "name", "fulltext", "mediapath", "memo", "date"
        ):
            row_id = number(id)
            if row_id is None or row_id in self.sources:
                continue
            where = text(media)
            folder = where.strip("/").partition("/")[0].partition(":")[0].lower()
            medium: Medium = _MEDIA.get(folder, "text")
            if medium == "text" and where.lower().endswith(".pdf"):
                medium = "pdf"
            self.sources[row_id] = Source(
                str(row_id), text(name), medium, moment=moment(text(date)), memo=text(memo)
            )
            if full is not None and (medium in ("text", "pdf") or text(full)):
                raw[row_id] = text(full)
        marked: dict[int, list[tuple[int, int, str]]] = {}
        for _, (fid, start, end, words) in self.db.rows(
            "code_text", "fid", "pos0", "pos1", "seltext"
        ):
            held, first, last = number(fid), number(start), number(end)
            if held in raw and first is not None and last is not None:
                marked.setdefault(held, []).append((first, last, _words(words)))
        for row_id, full in raw.items():
            source = self.sources[row_id]
            way, convention = best(full, marked.get(row_id, ()), ("code points", "UTF-16 units"))
            self.readings[row_id] = way
            source.text, source.convention = way.text, convention
            self._say_unsure(source, convention)
        self.project.sources = list(self.sources.values())

    def _say_unsure(self, source: Source, convention: Convention) -> None:
        if not convention.same:
            self.report.warning(
                "qda-offsets-unsure", self.db.place("source", int(source.id), "fulltext"),
                f"Its marks fit as well when they are counted as {' or '.join(convention.rivals)}.",
                f"They were counted in {convention.unit}; check some quotes of this document.",
            )  # fmt: skip

    def _text_codings(self) -> None:
        columns = ("ctid", "cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo")
        for row, (id, cid, fid, words, start, end, owner, date, memo) in self.db.rows(
            "code_text", *columns
        ):
            code, held = self.codes.get(key(cid)), key(fid)
            way = self.readings.get(held)
            place = self.db.place("code_text", row)
            if code is None or way is None:
                self._say_dangling(place, "code" if code is None else "text")
                continue
            span = self.placer.span(way, number(start), number(end), _words(words), place)
            if span is not None:
                selection = self.marks.at(f"text-{text(id)}", str(held), way.text, span)
                self._apply(selection, f"text-{text(id)}", code, owner, date, memo, "code_text")

    def _region_codings(self) -> None:
        columns = (
            "imid", "id", "x1", "y1", "width", "height", "pdf_page", "cid", "owner", "date", "memo",
        )  # fmt: skip
        for row, (id, fid, *box, page, cid, owner, date, memo) in self.db.rows(
            "code_image", *columns
        ):
            x, y, width, height = (_rounded(value) for value in box)
            region = Region(page=number(page), box=(x, y, x + width, y + height))
            self._region("image", row, id, fid, cid, region, (owner, date, memo), "code_image")
        for_av = ("avid", "id", "pos0", "pos1", "cid", "owner", "date", "memo")
        for row, (id, fid, start, end, cid, owner, date, memo) in self.db.rows("code_av", *for_av):
            region = Region(begin=number(start), end=number(end))
            self._region("av", row, id, fid, cid, region, (owner, date, memo), "code_av")

    def _region(
        self, kind: str, row: int, id: Value, fid: Value, cid: Value, region: Region,
        told: tuple[Value, Value, Value], table: str,
    ) -> None:  # fmt: skip
        code, source = self.codes.get(key(cid)), self.sources.get(key(fid))
        if code is None or source is None:
            self._say_dangling(self.db.place(table, row), "code" if code is None else "file")
            return
        name = f"{kind}-{text(id)}"
        selection = self.marks.region(Selection(name, source.id, region=region))
        self._apply(selection, name, code, *told, table)

    def _apply(
        self, selection: Selection, id: str, code: str, owner: Value, date: Value, memo: Value,
        table: str,
    ) -> None:  # fmt: skip
        coding = Coding(id, code, text(owner), moment(text(date)), text(memo))
        apply_by(self.coders, selection, coding, table, self.project.losses)

    def _say_dangling(self, place: Place, what: str) -> None:
        self.report.warning(
            "qda-dangling", place, f"It names a {what} that is not in the project.",
            "It is left out; the program may have kept it of something deleted.",
        )  # fmt: skip

    def _annotations(self) -> None:
        columns = ("anid", "fid", "pos0", "pos1", "memo", "date")
        for row, (id, fid, start, end, memo, date) in self.db.rows("annotation", *columns):
            held = key(fid)
            way, place = self.readings.get(held), self.db.place("annotation", row)
            if way is None:
                self._say_dangling(place, "text")
                continue
            span = self.placer.span(way, number(start), number(end), "", place)
            if span is not None:
                self.marks.alone(
                    Selection(
                        f"note-{text(id)}", str(held), *span, text=way.text[span[0] : span[1]],
                        memo=text(memo), moment=moment(text(date)),
                    )
                )  # fmt: skip

    def _cases(self) -> None:
        cases: dict[int, Case] = {}
        for _, (id, name, memo) in self.db.rows("cases", "caseid", "name", "memo"):
            row_id = number(id)
            if row_id is not None and row_id not in cases:
                cases[row_id] = Case(str(row_id), text(name), memo=text(memo))
        for row, (id, caseid, fid, start, end, memo) in self.db.rows(
            "case_text", "id", "caseid", "fid", "pos0", "pos1", "memo"
        ):
            case, held = cases.get(key(caseid)), key(fid)
            place = self.db.place("case_text", row)
            if case is None or held not in self.sources:
                self._say_dangling(place, "case" if case is None else "file")
                continue
            way, first, last = self.readings.get(held), number(start) or 0, number(end) or 0
            # QualCoder itself gives a whole text a length that is sometimes one short.
            if way is None or first == last == 0 or (first <= 0 and last >= way.length - 1):
                if str(held) not in case.sources:
                    case.sources.append(str(held))
                continue
            span = self.placer.span(way, first, last, "", place)
            if span is not None:
                part = Selection(f"case-{text(id)}", str(held), *span, memo=text(memo))
                part.text = way.text[span[0] : span[1]]
                case.selections.append(self.marks.alone(part).id)
        for row, (name, kind, value, id) in self.db.rows(
            "attribute", "name", "attr_type", "value", "id"
        ):
            of_case = text(kind) == "case"
            owner = cases.get(key(id)) if of_case else self.sources.get(key(id))
            if owner is None:
                self._say_dangling(self.db.place("attribute", row), "case" if of_case else "file")
            elif text(value):
                owner.values[text(name)] = text(value)
        self.project.cases = list(cases.values())


def _words(value: Value) -> str:
    return text(value).replace("\u2029", "\n")


def _rounded(value: Value) -> int:
    return round(value) if isinstance(value, float) and abs(value) < 1e9 else number(value) or 0
