"""What refers to what: looked up once the whole file is read, since anything may come first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.formats.qda.project import Coder, Coding, Project, Region, Selection, Source
from kg.formats.qda.refi.cases import Cases
from kg.formats.qda.refi.elements import Elements
from kg.formats.qda.refi.markup import Node
from kg.formats.qda.refi.offsets import Text
from kg.formats.qda.refi.placing import Draft, Placing


@dataclass(slots=True)
class _Note:
    words: str
    places: list[tuple[Selection, int]]
    coded: bool = False
    used: bool = False


@dataclass(slots=True)
class Linking:
    """Keeps what waits for the end of the file, and joins it there."""

    project: Project
    elements: Elements
    cases: Cases
    project_notes: list[str] = field(default_factory=list)
    whole: list[tuple[Draft, Coding, int]] = field(default_factory=list)
    points: set[str] = field(default_factory=set)
    _nodes: dict[str, list[Node]] = field(default_factory=dict)
    _notes: dict[str, _Note] = field(default_factory=dict)
    _sources: dict[str, Source] = field(default_factory=dict)
    _selections: dict[str, Selection] = field(default_factory=dict)
    _drafts: dict[str, tuple[Draft, Text | None]] = field(default_factory=dict)

    def take(self, node: Node) -> None:
        """Keep an element that refers to others."""
        self._nodes.setdefault(node.tag, []).append(node)

    def note(
        self,
        guid: str,
        name: str,
        words: str,
        places: list[tuple[Selection, int]],
        *,
        coded: bool = False,
    ) -> None:
        """Keep a note. Its name is a part of what it says, unless it only begins the words."""
        head = name.strip()
        if head and not words.startswith(head.rstrip(".…")):
            words = f"{head}\n\n{words}".strip()
        self._notes[guid] = _Note(words, places, coded)

    def between(self, selection: Selection, first: Node | None, last: Node | None) -> Selection:
        """Give a selection of a transcript the times and places of the points it lies between."""
        times = [
            self.elements.number(p, "timeStamp") if p and p.get("timeStamp") else None
            for p in (first, last)
        ]
        selection.region = Region(begin=times[0], end=times[1])
        if first and last and first.get("position") and last.get("position"):
            selection.start = self.elements.number(first, "position")
            selection.end = self.elements.number(last, "position")
            if selection.start is None or selection.end is None:
                selection.start = selection.end = None
            else:
                self.points.add(selection.id)
        return selection

    def finish(self, drafts: Sequence[Draft], texts: dict[int, Text], placing: Placing) -> None:
        """Join everything, and give the project its selections in their order."""
        self._drafts = {d.source.id: (d, texts.get(i)) for i, d in enumerate(drafts)}
        self._sources = {d.source.id: d.source for d in drafts}
        self._distinct(drafts)
        self._code_wholes()
        self._fill_notes(placing)
        self._links()
        sources = [d.source for d in drafts]
        spans = {d.source.id: d.selections for d in drafts}
        self.cases.join(self._nodes, {s.id: s for s in sources}, self._selections, spans)
        self._check_codings()
        graphs = self._nodes.get("Graph", [])
        self.project.losses.count("Graph", "drawings are not kept", len(graphs))
        for draft in drafts:
            draft.selections.sort(key=_order)
            self.project.selections += draft.selections

    def _distinct(self, drafts: Sequence[Draft]) -> None:
        """Tell regions and spans apart that share a guid without being twins."""
        for draft in drafts:
            for selection in draft.selections:
                id, number = selection.id, 1
                while selection.id in self._selections:
                    number += 1
                    selection.id = f"{id}#{number}"
                self._selections[selection.id] = selection

    def _code_wholes(self) -> None:
        """Make a code on a whole source a selection of all of it."""
        made: dict[str, Selection] = {}
        for draft, coding, _ in self.whole:
            source = draft.source
            if source.text is None and source.medium == "text":
                why = "codes of a whole text that is not in the file have nothing to stand on"
                self.project.losses.count("TextSource/Coding", why)
                continue
            selection = made.get(source.id)
            if selection is None:
                selection = made[source.id] = Selection(f"{source.id}#whole", source.id)
                selection.is_whole = True
                if source.text is None or (source.own or {}).get("whole"):
                    selection.region = Region()
                else:
                    selection.start, selection.end = 0, len(source.text)
                    selection.text = source.text
                draft.selections.append(selection)
                self._selections[selection.id] = selection
            selection.codings.append(coding)

    # Notes

    def _fill_notes(self, placing: Placing) -> None:
        losses = self.project.losses
        for guid in self.project_notes:
            if note := self._note_of(guid, 1):
                self.project.description = self.elements.more(self.project.description, note.words)
        for wanted in self.elements.wanted:
            note = self._note_of(wanted.note, wanted.line)
            if note is None:
                continue
            if note.places and isinstance(wanted.record, Source):
                self._annotate(wanted.record, note, placing)
            elif isinstance(wanted.record, Region):
                continue
            else:
                record = wanted.record
                record.memo = self.elements.more(record.memo, note.words)  # type: ignore[attr-defined]
        for node in self._nodes.get("Link", []):
            if node.first("NoteRef"):
                losses.count("Link/NoteRef", "memos of relations are not kept")

    def _note_of(self, guid: str, line: int) -> _Note | None:
        note = self._notes.get(guid)
        if note is None:
            self.elements.astray(line, "A NoteRef names a note")
        elif note.coded:
            why = "a memo that is itself coded is kept as a document"
            self.project.losses.count("NoteRef", why)
            return None
        else:
            note.used = True
        return note

    def _annotate(self, source: Source, note: _Note, placing: Placing) -> None:
        """Make the places in a note that a source refers to annotations, as QualCoder does."""
        draft, text = self._drafts[source.id]
        for place, line in note.places:
            if text is None or source.text is None or place.start is None or place.end is None:
                source.memo = self.elements.more(source.memo, note.words)
                continue
            reading = placing.reading(draft)
            start, end, split = text.span(reading, place.start, place.end)
            if not 0 <= start <= end <= len(text.words) or split:
                self.elements.say(
                    "offset-beyond", line,
                    "The place of an annotation lies outside of its text; it is kept as a memo of"
                    " the source.", "Look at this annotation in the program.",
                )  # fmt: skip
                source.memo = self.elements.more(source.memo, note.words)
                continue
            made = Selection(
                place.id, source.id, start, end, text.words[start:end], memo=note.words
            )
            if made.id in self._selections:
                made.id += "#note"
            self._selections[made.id] = made
            draft.selections.append(made)

    def _links(self) -> None:
        """Give memos to what they are linked with; every other relation is counted."""
        codes = {code.id: code for code in self.project.codes}
        for node in self._nodes.get("Link", []):
            ends = [self.elements.target(node, n) for n in ("originGUID", "targetGUID")]
            notes = [n for guid in ends if (n := self._notes.get(guid)) and not n.coded]
            others = [
                r
                for guid in ends
                if (r := self._selections.get(guid) or self._sources.get(guid) or codes.get(guid))
            ]
            if len(notes) == 1 and len(others) == 1:
                notes[0].used = True
                others[0].memo = self.elements.more(others[0].memo, notes[0].words)
                continue
            kinds = [
                "a memo" if guid in self._notes else
                "a selection" if guid in self._selections else
                "a source" if guid in self._sources else
                "a code" if guid in codes else "something else"
                for guid in ends
            ]  # fmt: skip
            self.project.losses.count(
                "Link", f"relations between {' and '.join(sorted(kinds))} are not kept"
            )
        free = sum(not note.used and not note.coded for note in self._notes.values())
        self.project.losses.count("Note", "memos that belong to nothing are not kept", free)

    # Codings

    def _check_codings(self) -> None:
        codes = {code.id for code in self.project.codes}
        coders = {coder.id for coder in self.project.coders}
        unknown: Counter[str] = Counter()
        for draft, _ in self._drafts.values():
            for selection in draft.selections:
                wrong = [c for c in selection.codings if c.code not in codes]
                if wrong:
                    self.elements.astray(draft.line(selection), "A Coding has a code")
                    self.project.losses.count(
                        "Coding", "codes that are not in the file are not kept", len(wrong)
                    )
                    selection.codings = [c for c in selection.codings if c.code in codes]
                for coding in selection.codings:
                    if coding.coder and coding.coder not in coders:
                        unknown[coding.coder] += 1
        for guid, number in unknown.items():
            self.project.coders.append(Coder(guid))
            self.elements.say(
                "user-missing", 1,
                f"{number} codings were made by a user that the file does not list; the user is"
                " kept without a name.", "Export the project with its users.",
            )  # fmt: skip


def _order(selection: Selection) -> tuple[bool, int, int]:
    start, end = selection.start, selection.end
    return (start is None, start or 0, end or 0)
