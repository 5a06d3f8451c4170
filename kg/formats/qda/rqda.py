"""An RQDA project: a SQLite database as RQDA's ``ProjectFun.R`` makes and upgrades it.

Offsets are code points with the end behind the last character. Rows whose status is not 1 were
deleted in RQDA and never come back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.formats.qda.database import Database, Row, Value, key, number, read_database, text
from kg.formats.qda.dates import moment
from kg.formats.qda.offsets import Reading, best
from kg.formats.qda.placing import Marks, Placer, apply_by, parents_first
from kg.formats.qda.project import Case, Code, Coder, Coding, Project, Region, Selection, Source

if TYPE_CHECKING:
    from kg.findings import Place
    from kg.formats.reporting import Report

_NEEDED = {"source", "freecode", "coding", "project"}
_OWN_DATES = "who made it, and when it was made or changed, is not kept"
_WHY = {
    "journal": "research journals are not kept",
    "attributes": "of variables their names and values are kept, not their types and memos",
    "project.databaseversion": "", "project.about": "",
    "project.dateM": "when the project was changed is not kept",
    "project.encoding": "", "project.BOM": "",
    "project.imageDir": "names of folders on somebody's machine are not kept",
    "treecode.memo": "notes on which category a code is in are not kept",
    "treefile.memo": "notes on which category a file is in are not kept",
    "filecat.memo": "notes on categories of files are not kept",
    **{
        f"{table}.{column}": "" if table.startswith("tree") else _OWN_DATES
        for table in (
            "source", "freecode", "treecode", "treefile", "filecat", "codecat", "cases",
            "caselinkage", "caseAttr", "fileAttr", "annotation", "image", "imageCoding",
        )
        for column in ("owner", "date", "dateM")
    },
    "codecat.cid": "", "filecat.fid": "",
}  # fmt: skip


def read_rqda(path: Path, report: Report) -> Project | None:
    """Read a project from RQDA's database (``.rqda``); None when it cannot be read."""
    made = read_database(path, report, "RQDA", _NEEDED, lambda database: _RQDA(database).read())
    if made is not None:
        made.name = path.stem
    return made


class _RQDA:
    def __init__(self, database: Database) -> None:
        self.db = database
        self.report = database.report
        self.project = Project(program="RQDA")
        self.placer = Placer(self.report)
        self.marks = Marks()
        self.sources: dict[int, Source] = {}
        self.readings: dict[int, Reading] = {}
        self.images: dict[int, Source] = {}
        self.codes: dict[int, str] = {}
        self.coders: dict[str, Coder] = {}

    def read(self) -> Project:
        """Read the project, whole."""
        for _, (memo, date) in self.db.rows("project", "memo", "date"):
            self.project.description, self.project.moment = text(memo), moment(text(date))
        self._codes()
        self._sources()
        for table in ("coding", "coding2"):
            self._codings(table)
        self._image_codings()
        self._annotations()
        self._cases()
        self.marks.finish(self.project)
        self.project.coders = list(self.coders.values())
        self.db.count_unread(self.project.losses, _WHY)
        return self.project

    def _live(self, table: str, *columns: str, old: bool = False) -> Iterator[tuple[int, Row]]:
        """Yield the rows that RQDA shows; ``old`` tables had no status before its version 0.1.8."""
        if table not in self.db.tables and table in (
            "coding2",
            "image",
            "imageCoding",
            "annotation",
        ):
            return  # made by later versions alone
        without = old and not self.db.has(table, "status")
        gone = 0
        for row, values in self.db.rows(table, *columns, *([] if without else ["status"])):
            if without:
                yield row, values
            elif number(values[-1]) == 1 or (old and values[-1] is None):
                yield row, values[:-1]
            else:
                gone += 1
        self.project.losses.count(
            table, "deleted in RQDA, and not yet cleaned out of its file", gone
        )

    def _codes(self) -> None:
        made: list[Code] = []
        folders: dict[int, str] = {}
        for _, (id, name, memo) in self._live("codecat", "catid", "name", "memo"):
            row_id = number(id)
            if row_id is not None and row_id not in folders:
                folders[row_id] = f"category-{row_id}"
                made.append(Code(folders[row_id], text(name), codable=False, memo=text(memo)))
        over: dict[int, str] = {}
        for _, (cid, catid) in self._live("treecode", "cid", "catid"):
            code, folder = number(cid), folders.get(key(catid))
            if code is None or folder is None:
                continue
            if over.setdefault(code, folder) != folder:
                self.project.losses.count("treecode", "a code is in a further category as well")
        for _, (id, name, memo, colour) in self._live("freecode", "id", "name", "memo", "color"):
            row_id = number(id)
            if row_id is not None and row_id not in self.codes:
                self.codes[row_id] = str(row_id)
                made.append(
                    Code(str(row_id), text(name), over.get(row_id, ""), definition=text(memo),
                         colour=text(colour))
                )  # fmt: skip
        self.project.codes = parents_first(made, self.report, self.db.place("freecode"))

    def _sources(self) -> None:
        groups: dict[int, list[str]] = {}
        names = {
            number(catid): text(name) for _, (catid, name) in self._live("filecat", "catid", "name")
        }
        for _, (fid, catid) in self._live("treefile", "fid", "catid"):
            held, group = number(fid), names.get(number(catid))
            if held is not None and group:
                groups.setdefault(held, []).append(group)
        raw: dict[int, str] = {}
        for _, (id, name, file, memo, date) in self._live(
            "source", "id", "name", "file", "memo", "date"
        ):
            row_id = number(id)
            if row_id is None or row_id in self.sources:
                continue
            self.sources[row_id] = Source(
                str(row_id), text(name), moment=moment(text(date)), memo=text(memo),
                groups=groups.get(row_id, []),
            )  # fmt: skip
            if file is not None:
                raw[row_id] = text(file)
        marked: dict[int, list[tuple[int, int, str]]] = {}
        for _, (fid, first, last, words, status) in self.db.rows(
            "coding", "fid", "selfirst", "selend", "seltext", "status"
        ):
            held, start, end = number(fid), number(first), number(last)
            if held in raw and start is not None and end is not None and number(status) == 1:
                marked.setdefault(held, []).append((start, end, text(words)))
        for row_id, full in raw.items():
            self.readings[row_id], convention = best(full, marked.get(row_id, ()))
            self.sources[row_id].text = self.readings[row_id].text
            self.sources[row_id].convention = convention
        for _, (iid, label, made) in self._live("image", "id", "name", "date"):
            image = number(iid)
            if image is not None and image not in self.images:
                self.images[image] = Source(
                    f"image-{image}", text(label), "picture", moment=moment(text(made))
                )
        self.project.sources = [*self.sources.values(), *self.images.values()]

    def _codings(self, table: str) -> None:
        columns = ("cid", "fid", "seltext", "selfirst", "selend", "owner", "date", "memo")
        for row, (cid, fid, words, first, last, owner, date, memo) in self._live(table, *columns):
            code, held = self.codes.get(key(cid)), key(fid)
            way, place = self.readings.get(held), self.db.place(table, row)
            if code is None or way is None:
                self._say_dangling(place, "code" if code is None else "file")
                continue
            span = self.placer.span(way, number(first), number(last), text(words), place)
            if span is not None:
                id = f"{table}-{row}"
                marked = self.marks.at(id, str(held), way.text, span)
                self._apply(marked, id, code, (owner, date, memo), table)

    def _image_codings(self) -> None:
        columns = ("cid", "iid", "x1", "y1", "x2", "y2", "owner", "date", "memo")
        for row, (cid, iid, *box, owner, date, memo) in self._live("imageCoding", *columns):
            code, source = self.codes.get(key(cid)), self.images.get(key(iid))
            if code is None or source is None:
                what = "code" if code is None else "picture"
                self._say_dangling(self.db.place("imageCoding", row), what)
                continue
            x1, y1, x2, y2 = (number(value) or 0 for value in box)
            made = Selection(f"image-{row}", source.id, region=Region(box=(x1, y1, x2, y2)))
            self._apply(self.marks.region(made), made.id, code, (owner, date, memo), "imageCoding")

    def _apply(
        self, selection: Selection, id: str, code: str, told: tuple[Value, Value, Value], table: str
    ) -> None:
        owner, date, memo = told
        coding = Coding(id, code, text(owner), moment(text(date)), text(memo))
        apply_by(self.coders, selection, coding, table, self.project.losses)

    def _say_dangling(self, place: Place, what: str) -> None:
        self.report.warning(
            "qda-dangling", place, f"It names a {what} that is not in the project, or was deleted.",
            "It is left out; undo the deletion in RQDA if it is meant.",
        )  # fmt: skip

    def _annotations(self) -> None:
        for row, (fid, position, note, date) in self._live(
            "annotation", "fid", "position", "annotation", "date"
        ):
            held, at = key(fid), number(position)
            way = self.readings.get(held)
            if way is None or at is None or not 0 <= at <= way.length:
                self._say_dangling(self.db.place("annotation", row), "place in a file")
                continue
            made = Selection(f"note-{row}", str(held), way.at(at), way.at(at))
            made.memo, made.moment = text(note), moment(text(date))
            self.marks.alone(made)

    def _cases(self) -> None:
        cases: dict[int, Case] = {}
        for _, (id, name, memo) in self._live("cases", "id", "name", "memo"):
            row_id = number(id)
            if row_id is not None and row_id not in cases:
                cases[row_id] = Case(str(row_id), text(name), memo=text(memo))
        columns = ("caseid", "fid", "selfirst", "selend", "memo")
        for row, (caseid, fid, first, last, memo) in self._live("caselinkage", *columns):
            case, held = cases.get(key(caseid)), key(fid)
            way, place = self.readings.get(held), self.db.place("caselinkage", row)
            if case is None or way is None:
                self._say_dangling(place, "case" if case is None else "file")
                continue
            start, end = number(first) or 0, number(last)
            if end is None or (start <= 0 and end >= way.length - 1):
                if str(held) not in case.sources:
                    case.sources.append(str(held))
                continue
            span = self.placer.span(way, start, end, "", place)
            if span is not None:
                words = way.text[span[0] : span[1]]
                part = Selection(f"case-{row}", str(held), *span, text=words, memo=text(memo))
                case.selections.append(self.marks.alone(part).id)
        self._values("caseAttr", "caseID", {id: case.values for id, case in cases.items()})
        self._values("fileAttr", "fileID", {id: file.values for id, file in self.sources.items()})
        self.project.cases = list(cases.values())

    def _values(self, table: str, column: str, of: dict[int, dict[str, str]]) -> None:
        for row, (name, value, id) in self._live(table, "variable", "value", column, old=True):
            values = of.get(key(id))
            if values is None:
                self._say_dangling(self.db.place(table, row), column.removesuffix("ID"))
            elif text(value) not in ("", "NA"):
                values[text(name)] = text(value)
