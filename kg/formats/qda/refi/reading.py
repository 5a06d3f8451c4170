"""Read a REFI-QDA project or codebook into the records that all coding programs share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, cast

from kg.findings import Place
from kg.formats.qda.project import Coder, Medium, Project, Selection, Source
from kg.formats.qda.refi.cases import Cases
from kg.formats.qda.refi.container import MAX_ENTRIES, MAX_MARKUP, Container
from kg.formats.qda.refi.decoding import decode
from kg.formats.qda.refi.elements import (
    INNER,
    PLACES,
    REGIONS,
    SOURCES,
    USED,
    Elements,
    pathless,
    split_names,
)
from kg.formats.qda.refi.linking import Linking
from kg.formats.qda.refi.markup import Markup, Node, Stopped, say_namespace
from kg.formats.qda.refi.offsets import COUNTED
from kg.formats.qda.refi.placing import Draft, Placing, take_place
from kg.formats.qda.refi.rich import plain
from kg.formats.reporting import Report, shown

_read_object = json.JSONDecoder().raw_decode


def read_refi(path: Path, report: Report) -> Project | None:
    """Read a .qdpx, or the .qde that lies in one; None when it cannot be read at all.

    Only the file itself is opened: a .qde alone has no texts but those that stand in it.
    """
    try:
        with path.open("rb") as file:
            zipped = file.read(2) == b"PK"
            file.seek(0)
            if not zipped:
                if path.stat().st_size > MAX_MARKUP:
                    report.violation(
                        "markup-too-large", Place(path.name),
                        f"The file is larger than {MAX_MARKUP // 1_000_000} MB.",
                        "Split the project into several.",
                    )  # fmt: skip
                    return None
                return _Reader(report, path.name, None).read(file)
    except OSError as error:
        report.violation(
            "file-unreadable", Place(path.name), f"The file cannot be read: {error.strerror}.",
            "Look whether it is there and may be read.",
        )  # fmt: skip
        return None
    container = Container.open(path, report)
    if container is None:
        return None
    try:
        if (found := container.markup()) is None:
            return None
        stream, name = found
        with stream:
            return _Reader(report, name, container).read(stream)
    finally:
        container.close()


def read_codebook(path: Path, report: Report) -> Project:
    """Read a .qdc: codes alone. What cannot be read is a finding, and the project then empty."""
    return read_refi(path, report) or Project()


class _Reader:
    """One pass over one file. Sources are placed at its end, when all is known of them."""

    def __init__(self, report: Report, file: str, container: Container | None) -> None:
        self.report = report
        self.container = container
        self.project = Project()
        self.elements = Elements(file, report, self.project.losses)
        self.cases = Cases(self.project, self.elements)
        self.linking = Linking(self.project, self.elements, self.cases)
        self.drafts: list[Draft] = []
        self.own: dict[str, dict[str, str]] = {}
        self._transcript: Node | None = None
        self._points: dict[str, Node] = {}

    def read(self, stream: IO[bytes]) -> Project | None:
        """Read a file of markup to its end."""
        markup = Markup(self._element, self._instruction)
        if not markup.read(stream, self.elements.file, self.report):
            return None
        root = markup.root
        if root is None or root.tag not in ("Project", "CodeBook"):
            tag = shown(root.tag if root else "")
            self.report.violation(
                "markup-other", self.elements.at(root.line if root else 1),
                f"The file is no project of REFI-QDA: its root is {tag}.",
                "Export the project as REFI-QDA project (.qdpx).",
            )  # fmt: skip
            return None
        self._root(root)
        if "atlas" in root.get("origin").casefold():
            self.project.codes = split_names(self.project.codes)
        self._take_own()
        origin = root.get("origin")
        told = COUNTED.get((self.project.own or {}).get("counted", "unknown"))
        placing = Placing(self.report, self.project.losses, origin, told)
        texts = placing.place(self.drafts)
        self.project.sources = [draft.source for draft in self.drafts]
        self.linking.finish(self.drafts, texts, placing)
        self.elements.end()
        cases = self.project.cases
        if (
            "qualcoder" in origin.casefold()
            and cases
            and not any(c.sources or c.selections for c in cases)
        ):
            self.report.warning(
                "cases-unlinked", self.elements.at(root.line),
                f"{len(cases)} cases stand for no source: QualCoder does not write that into this"
                " file.", "Give QualCoder's own project (.qda) instead, which says it.",
            )  # fmt: skip
        if not (self.project.codes or self.project.sources):
            self.report.warning(
                "project-empty", self.elements.at(root.line),
                "The project has no codes and no sources.",
                "Look whether the program was asked to export all of it.",
            )  # fmt: skip
        return self.project

    def _root(self, root: Node) -> None:
        say_namespace(root, self.elements.at(root.line), self.report)
        project = self.project
        project.name = pathless(root.get("name"))
        project.program = root.get("origin")
        project.description = root.said("Description")
        used = "modifiedDateTime" if root.get("modifiedDateTime") else "creationDateTime"
        project.moment = self.elements.moment(root, used)
        self.linking.project_notes = self.elements.targets(root, "NoteRef")

    def _instruction(self, words: str) -> None:
        """Take what our own export said of a record: its guid, then an object of fields."""
        guid, _, rest = words.strip().partition(" ")
        try:
            said, end = _read_object(rest)
        except (ValueError, RecursionError):
            return
        if end == len(rest) and isinstance(said, dict) and {*map(type, said.values())} <= {str}:
            self.own[guid] = cast("dict[str, str]", said)

    def _take_own(self) -> None:
        if not self.own:
            return
        own = self.own.get
        self.project.own = own("project")
        for coder in self.project.coders:
            coder.own = own(coder.id)
        for code in self.project.codes:
            code.own = own(code.id)
        for draft in self.drafts:
            draft.source.own = own(draft.source.id)
            draft.own_words = (draft.source.own or {}).get("text") == "quotes"
            for selection in draft.selections:
                selection.own = own(selection.id)
                take_place(selection)
                for coding in selection.codings:
                    coding.own = own(coding.id)
                    coding.moment = (coding.own or {}).get("moment", coding.moment)
        self.cases.own = self.own

    def _element(self, node: Node, above: list[Node]) -> bool:
        """Take an element as it ends; say whether it is done with."""
        elements, tag = self.elements, node.tag
        elements.look(node)
        if above and tag in PLACES and above[-1].tag not in PLACES[tag]:
            elements.misplaced(node, above[-1])
            return True
        if tag in INNER:
            return False
        if tag == "PlainTextSelection" or tag in REGIONS:
            selection = self._transcript_selection(node, above) or elements.selection(node)
            if selection is not None and above:
                if tag in REGIONS:
                    self._representation(node, selection)
                above[-1].keep((selection, node.line))
        elif tag in SOURCES:
            self._source(node)
        elif tag == "Note":
            self._note(node)
        elif tag == "Code":
            if above and above[-1].tag == "Code":
                return False
            self.project.codes += elements.codes(node)
        elif tag == "User":
            name = node.get("name") or node.get("id")
            self.project.coders.append(Coder(elements.id(node, "user"), name))
        elif tag in ("Variable", "Case", "Link", "Set", "Graph"):
            self.linking.take(node)
        elif tag not in USED:
            for child in node.children:
                elements.misplaced(child, node)
        else:
            return False
        return True

    # Sources

    def _draft(self, node: Node, medium: str, name: str, *, kind: str = "source") -> Draft:
        if len(self.drafts) >= MAX_ENTRIES:
            raise Stopped(
                "markup-too-large",
                f"The project has more than {MAX_ENTRIES:,} sources.",
                "Split the project into several.",
            )
        source = Source(
            self.elements.id(node, kind),
            name,
            cast("Medium", medium),
            moment=self.elements.moment(node),
            memo=node.said("Description"),
        )
        self.elements.notes(node, source)
        draft = Draft(source, self.elements.at(node.line))
        self.drafts.append(draft)
        return draft

    def _source(self, node: Node) -> None:
        draft = self._draft(node, SOURCES[node.tag], pathless(node.get("name")))
        self.cases.values_of(draft.source, self.elements.values(node), node.line)
        if node.tag == "TextSource":
            self._text(node, draft)
        for part in node.all("Representation") + node.all("TextDescription"):
            self._text(part, draft)
            self._about(part, draft)
        regions = cast("list[tuple[Selection, int]]", node.kept if node.tag != "TextSource" else [])
        regions = self._merge_twins(draft, regions)
        self._transcripts(node, draft, regions)
        for selection, line in regions:
            draft.add(selection, line)
        for coding in self.elements.codings(node):
            self.linking.whole.append((draft, coding, node.line))

    def _about(self, part: Node, draft: Draft) -> None:
        """Take what is said of the text of a source as said of the source."""
        source = draft.source
        source.memo = self.elements.more(source.memo, part.said("Description"))
        self.elements.notes(part, source)
        self.cases.values_of(source, self.elements.values(part), part.line)
        for coding in self.elements.codings(part):
            self.linking.whole.append((draft, coding, part.line))

    def _text(self, node: Node, draft: Draft) -> None:
        """Read the text of a source, and take the selections that stand in it."""
        draft.stored, draft.source.converted = self._stored(node, draft.source.name or node.tag)
        for selection, line in cast("list[tuple[Selection, int]]", node.kept):
            if selection.id in self.linking.points:
                draft.points.add(selection.id)
            draft.add(selection, line)

    def _stored(self, node: Node, name: str) -> tuple[str | None, bool]:
        what = shown(name)
        place = self.elements.at(node.line)
        content = node.first("PlainTextContent")
        paths = [(node.get("plainTextPath"), False), (node.get("richTextPath"), True)]
        if content is not None and (content.words or not any(p for p, _ in paths)):
            return content.words.removeprefix("\ufeff"), False
        named = [(path, rich) for path, rich in paths if path]
        if named and self.container is None:
            self.report.warning(
                "source-missing", place, f"The text of {what} lies outside of this file.",
                "Give the whole project, as .qdpx.",
            )  # fmt: skip
        if self.container is None:
            return None, False
        there = [(path, rich) for path, rich in named if self.container.has(path)]
        for path, rich in there or named[:1]:
            data = self.container.find(path, place, what)
            if data is None:
                continue
            if not rich:
                return decode(data, place, what, self.report), False
            text = plain(data, place, what, self.report)
            if text is not None:
                self.elements.kept(node, "richTextPath")
                return text, True
        return None, False

    def _representation(self, node: Node, selection: Selection) -> None:
        """Give a region the words that stand in its own representation."""
        for part in node.all("Representation"):
            stored, _ = self._stored(part, node.get("name") or node.tag)
            if stored:
                selection.text = stored.replace("\r\n", "\n").replace("\r", "\n")
            for inner, _ in cast("list[tuple[Selection, int]]", part.kept):
                why = "what is marked within the words of a region is not kept"
                self.project.losses.count("PDFSelection/Representation/PlainTextSelection", why)
                number = len(inner.codings)
                self.project.losses.count("PDFSelection/Representation/Coding", why, number)

    def _merge_twins(
        self, draft: Draft, regions: list[tuple[Selection, int]]
    ) -> list[tuple[Selection, int]]:
        """Make one selection of a region of a page and the span of text of the same guid.

        Where the text is not at hand, the words of the region's own representation are left.
        """
        spans = {selection.id: selection for selection in draft.selections}
        kept, gone = [], set()
        for region, line in regions:
            twin = spans.get(region.id)
            if twin is not None and draft.stored is not None:
                twin.region = region.region
                _join(twin, region)
                continue
            if twin is not None:
                gone.add(twin.id)
                _join(region, twin)
            kept.append((region, line))
        if gone:
            draft.selections = [s for s in draft.selections if s.id not in gone]
        return kept

    # Transcripts

    def _transcripts(self, node: Node, draft: Draft, regions: list[tuple[Selection, int]]) -> None:
        parts = node.all("Transcript")
        for number, part in enumerate(parts):
            target = draft
            if number:
                name = part.get("name") or f"{draft.source.name} ({number + 1})"
                target = self._draft(part, "text", name, kind="transcript")
            self._text(part, target)
            self._about(part, target)
            if number or target.stored is None:
                continue
            # A stretch of sound that begins and ends at two points of the text has its words.
            at = {p.get("timeStamp").strip(): p.get("position") for p in part.all("SyncPoint")}
            for selection, _ in regions:
                region = selection.region
                first = at.get(str(region.begin), "") if region else ""
                last = at.get(str(region.end), "") if region else ""
                if first.isdecimal() and last.isdecimal() and int(first) < int(last):
                    selection.start, selection.end = int(first), int(last)
                    target.points.add(selection.id)

    def _transcript_selection(self, node: Node, above: list[Node]) -> Selection | None:
        """Read a selection between two points of a transcript that are in it already."""
        if node.tag != "TranscriptSelection" or not above:
            return None
        if self._transcript is not above[-1]:
            self._transcript = above[-1]
            self._points = {self.elements.target(p, "guid"): p for p in above[-1].all("SyncPoint")}
        points = self._points
        ends = [points.get(self.elements.target(node, n)) for n in ("fromSyncPoint", "toSyncPoint")]
        selection = self.elements.selection(node)
        if selection is None:
            return None
        first, last = ends
        if first is None or last is None:
            self.report.warning(
                "sync-point-missing", self.elements.at(node.line),
                "A TranscriptSelection names a SyncPoint that is not there.",
                "Look at this selection in the program and export again.",
            )  # fmt: skip
        return self.linking.between(selection, first, last)

    def _note(self, node: Node) -> None:
        """Take a note: a memo, the place of an annotation, or, when coded, a document."""
        kept = cast("list[tuple[Selection, int]]", node.kept)
        coded = any(s.codings for s, _ in kept) or node.first("Coding") is not None
        if coded:
            draft = self._draft(node, "text", pathless(node.get("name")) or "memo", kind="note")
            self._text(node, draft)
            for coding in self.elements.codings(node):
                self.linking.whole.append((draft, coding, node.line))
            self.linking.note(draft.source.id, "", "", [], coded=True)
            return
        words, _ = self._stored(node, node.get("name") or "a note")
        said = [node.said("Description").strip(), (words or "").strip()]
        guid = self.elements.id(node, "note")
        self.linking.note(guid, node.get("name"), "\n\n".join(filter(None, said)), kept)


def _join(kept: Selection, other: Selection) -> None:
    """Add to a selection what another one of the same place has."""
    known = {(c.code, c.coder) for c in kept.codings}
    kept.codings += [c for c in other.codings if (c.code, c.coder) not in known]
    kept.memo = kept.memo or other.memo
    kept.text = kept.text or other.text
    kept.name = kept.name or other.name
