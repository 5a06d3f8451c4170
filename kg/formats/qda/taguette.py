"""A Taguette project: documents as HTML, highlights counted in bytes, a log of who did what."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from kg.formats.qda.database import Database, Value, number, read_database, text
from kg.formats.qda.dates import moment
from kg.formats.qda.offsets import Reading, clean, same_words
from kg.formats.qda.placing import Marks, Placer, apply, parents_first
from kg.formats.qda.project import Code, Coder, Coding, Convention, Project, Selection, Source
from kg.formats.qda.taguette_html import TooDeep, below_tags, joins, snippet_text, text_of
from kg.formats.reporting import shown

if TYPE_CHECKING:
    from kg.formats.reporting import Report

_NEEDED = {"projects", "documents", "tags", "highlights", "highlight_tags"}
_WHY = {
    "users": "accounts are not kept; who coded is known from the log alone",
    "project_members": "who may do what in Taguette is not kept",
    "documents.filename": "names of files on somebody's machine are not kept",
    "documents.text_direction": "",
    "commands.id": "",
    "commands.document_id": "",
    "alembic_version": "",
}


def read_taguette(path: Path, report: Report, project: str = "") -> Project | None:
    """Read a project from Taguette's database (``.sqlite3``); None when it cannot be read.

    A server's database holds several projects: ``project`` is the name, or the number, of one.
    """
    return read_database(path, report, "Taguette", _NEEDED, lambda db: _Taguette(db).read(project))


class _Taguette:
    def __init__(self, database: Database) -> None:
        self.db = database
        self.report = database.report
        self.project = Project(program="Taguette")
        self.placer = Placer(self.report)
        self.marks = Marks()
        self.readings: dict[int, Reading] = {}
        self.coders: dict[str, Coder] = {}

    def read(self, wanted: str) -> Project | None:
        """Read one project, whole."""
        id = self._choose(wanted)
        if id is None:
            return None
        tags = self._tags(id)
        self._documents(id)
        self._highlights(tags, self._log(id))
        self.marks.finish(self.project)
        self.project.coders = list(self.coders.values())
        self.db.count_unread(self.project.losses, _WHY)
        return self.project

    def _choose(self, wanted: str) -> int | None:
        rows = [row for _, row in self.db.rows("projects", "id", "name", "description", "created")]
        fits = [r for r in rows if not wanted or wanted in (text(r[0]), text(r[1]))]
        id = number(fits[0][0]) if len(fits) == 1 else None
        if id is None:
            names = ", ".join(shown(f"{text(r[1])} ({text(r[0])})") for r in rows[:20])
            self.report.violation(
                "taguette-which-project", self.db.place("projects"),
                f"The database holds {len(rows)} projects: {names}." if rows
                else "The database holds no project.",
                "Open the one that is meant in Taguette, choose Project info, Export project,"
                " and load that file." if rows else "Choose Export project in Taguette.",
            )  # fmt: skip
            return None
        _, name, description, created = fits[0]
        self.project.name, self.project.description = text(name), text(description)
        self.project.moment = moment(text(created), "Z")
        if others := len(rows) - 1:
            self.project.losses.count("projects", "other projects of the database", others)
        return id

    def _tags(self, project: int) -> dict[int, str]:
        paths: dict[str, Code] = {}
        codes: dict[int, str] = {}
        for row, (id, owner, path, description) in self.db.rows(
            "tags", "id", "project_id", "path", "description"
        ):
            key = number(id)
            if number(owner) != project or key is None:
                continue
            name = text(path).strip()
            if not name or name in paths or key in codes:
                self.report.warning(
                    "qda-code-name", self.db.place("tags", row, "path"),
                    "A tag has no name of its own.", "Give it one in Taguette.",
                )  # fmt: skip
                name = name or f"tag {key}"
                if name in paths:
                    codes.setdefault(key, paths[name].id)
                    continue
            codes[key] = str(key)
            paths[name] = Code(str(key), name, definition=text(description))
        below_tags(paths)
        self.project.codes = parents_first(paths.values(), self.report, self.db.place("tags"))
        return codes

    def _documents(self, project: int) -> None:
        touching = 0
        for row, (id, owner, name, description, created, contents) in self.db.rows(
            "documents", "id", "project_id", "name", "description", "created", "contents"
        ):
            key = number(id)
            if number(owner) != project or key is None or key in self.readings:
                continue
            source = Source(
                str(key), text(name), converted=True, moment=moment(text(created), "Z"),
                memo=text(description),
            )  # fmt: skip
            self.project.sources.append(source)
            try:
                raw = text_of(text(contents))
            except TooDeep:
                self.report.warning(
                    "taguette-too-deep", self.db.place("documents", row, "contents"),
                    "The HTML of this document is nested too deep to be read.",
                    "Its highlights are left out; import the document as plain text in Taguette.",
                )  # fmt: skip
                self.readings[key] = Reading("", "UTF-8 bytes")
                continue
            touching += joins(text(contents))
            self.readings[key] = Reading(raw, "UTF-8 bytes")
            source.text = self.readings[key].text
        self.project.losses.count(
            "documents.contents", "where a paragraph ends with no white space, words of two touch:"
            " texts are kept as Taguette counts in them", touching,
        )  # fmt: skip

    def _log(self, project: int) -> dict[tuple[int, int], tuple[str, str]]:
        """Return who put which tag on which highlight and when, by both numbers."""
        who: dict[int, dict[int, tuple[str, str]]] = {}
        broken = 0
        if "commands" not in self.db.tables:
            return {}
        columns = ("project_id", "user_login", "date", "payload")
        for _, (owner, login, date, payload) in self.db.rows("commands", *columns):
            if number(owner) != project:
                continue
            said = _payload(payload)
            if said is None:
                broken += 1
            elif said.get("type") == "tag_merge":
                source, target = _int(said.get("src_tag_id")), _int(said.get("dest_tag_id"))
                for tags in who.values():
                    if source in tags:
                        told = tags.pop(source)
                        tags.setdefault(target, told)
            elif said.get("type") in ("highlight_add", "highlight_delete"):
                key = _int(said.get("highlight_id", said.get("id")))
                listed = said.get("tags")
                now = [_int(tag) for tag in listed] if isinstance(listed, list) else []
                before = who.pop(key, {})
                if said["type"] == "highlight_add":
                    made = (text(login), moment(text(date), "Z"))
                    who[key] = {tag: before.get(tag, made) for tag in now}
        self.project.losses.count(
            "commands.payload", "this line of the log is not readable", broken
        )
        return {(key, tag): told for key, tags in who.items() for tag, told in tags.items()}

    def _highlights(
        self, tags: dict[int, str], log: dict[tuple[int, int], tuple[str, str]]
    ) -> None:
        on: dict[int, list[int]] = {}
        for _, (highlight, tag) in self.db.rows("highlight_tags", "highlight_id", "tag_id"):
            one, other = number(highlight), number(tag)
            if one is not None and other in tags:
                on.setdefault(one, []).append(other)
        fits: dict[int, Counter[bool]] = {}
        unknown = 0
        for row, (id, document, start, end, snippet) in self.db.rows(
            "highlights", "id", "document_id", "start_offset", "end_offset", "snippet"
        ):
            key, held = number(id), number(document)
            way = self.readings.get(held) if held is not None else None
            if key is None or held is None or way is None:
                continue  # of another project
            words = snippet_text(text(snippet))
            first, last = number(start), number(end)
            if first is not None and last is not None and first <= last <= way.length:
                there = way.text[way.at(first) : way.at(last)]
                fits.setdefault(held, Counter())[same_words(there, clean(words))] += 1
            span = self.placer.span(way, first, last, words, self.db.place("highlights", row))
            if span is None:
                continue
            source = str(held)
            if key not in on:
                marked = Selection(str(key), source, *span, text=way.text[span[0] : span[1]])
                self.marks.alone(marked)
                continue
            selection = self.marks.at(str(key), source, way.text, span)
            for tag in sorted(on[key]):
                login, when = log.get((key, tag), ("", ""))
                unknown += not login
                if login:
                    self.coders.setdefault(login, Coder(login, login))
                made = Coding(f"{key}-{tag}", tags[tag], login, when)
                if not apply(selection, made):
                    self.project.losses.count(
                        "highlights", "the same coder marked the same words with the same tag"
                    )
        self.project.losses.count(
            "commands", "the log does not say who put a tag there, and when", unknown
        )
        for each in self.project.sources:
            counts = fits.get(int(each.id), Counter())
            score = counts[True] / counts.total() if counts.total() else 1.0
            each.convention = Convention("UTF-8 bytes", score=score)


def _payload(value: Value) -> dict[str, object] | None:
    try:
        said = json.loads(text(value))
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _int(value: object) -> int:
    return value if isinstance(value, int) else -1
