"""What each element of REFI-QDA says, as records whose references are still those of the file."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from kg.findings import Place
from kg.formats.qda.project import Code, Coding, Losses, Region, Selection
from kg.formats.qda.refi.markup import Node
from kg.formats.reporting import Report, shown

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_DIGITS = 12
_NUMBER = re.compile(rf"[+-]?\d{{1,{_DIGITS}}}(\.0*)?", re.ASCII)
_PATH = re.compile(r"[A-Za-z]:[/\\]|/[^/ ]+/|\\\\|file:")
_COLOUR = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")

ODDITIES = 20
"""How many odd guids of one kind are listed."""
MEMO = 200_000
"""The most characters that memos of one thing may have together."""
_NAMES = 500
"""How many different names of unknown elements and attributes are listed."""

TEXTS = frozenset({"TextSource", "Representation", "TextDescription", "Transcript", "Note"})
SOURCES = {
    "TextSource": "text",
    "PictureSource": "picture",
    "PDFSource": "pdf",
    "AudioSource": "audio",
    "VideoSource": "video",
}
REGIONS = frozenset(
    {"PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection", "TranscriptSelection"}
)

_MADE = {"guid", "name", "creatingUser", "creationDateTime"}
_ADDED = {"guid", "name", "creationDateTime"}
_BOX = {"firstX", "firstY", "secondX", "secondY"}


def _all(tags: str, used: set[str]) -> dict[str, set[str]]:
    return dict.fromkeys(tags.split(), used)


USED: dict[str, set[str]] = {
    "Project": {"name", "origin", "creationDateTime", "modifiedDateTime"},
    "CodeBook": {"origin"},
    "User": {"guid", "name", "id"},
    "Code": {"guid", "name", "isCodable", "color"},
    "Variable": {"guid", "name"},
    "Case": {"guid", "name"},
    "PlainTextSelection": _MADE | {"startPosition", "endPosition"},
    "PDFSelection": _MADE | _BOX | {"page"},
    "PictureSelection": _MADE | _BOX,
    "AudioSelection": _MADE | {"begin", "end"},
    "VideoSelection": _MADE | {"begin", "end"},
    "TranscriptSelection": _MADE | {"fromSyncPoint", "toSyncPoint"},
    "SyncPoint": {"guid", "timeStamp", "position"},
    "Coding": {"guid", "creatingUser", "creationDateTime"},
    "Set": {"guid", "name"},
    "Note": {"guid", "name", "plainTextPath"},
    "Link": {"guid", "originGUID", "targetGUID"},
    "Graph": {"guid"},
    **_all("TextSource Transcript", _ADDED | {"plainTextPath"}),
    **_all("Representation TextDescription", {"guid", "plainTextPath"}),
    **_all("PictureSource PDFSource AudioSource VideoSource", _ADDED),
    **_all("CodeRef NoteRef SourceRef SelectionRef VariableRef", {"targetGUID"}),
    **_all("MemberCode MemberSource MemberNote", {"targetGUID", "guid"}),
    **_all("Users Codes Variables Cases Sources Notes Links Sets Graphs", set()),
    **_all("Description PlainTextContent VariableValue TextValue BooleanValue", set()),
    **_all("IntegerValue FloatValue DateValue DateTimeValue", set()),
}
"""Every element of the standard, and those of its attributes that are kept or looked at.

``richTextPath`` counts as kept only where the text comes from it.
"""
_SELECTIONS = REGIONS | {"PlainTextSelection"}
_WITH_TEXT = TEXTS | SOURCES.keys()
PLACES: dict[str, frozenset[str]] = {
    "Coding": _SELECTIONS | _WITH_TEXT,
    "PlainTextSelection": _WITH_TEXT,
    "PDFSelection": frozenset({"PDFSource"}),
    "PictureSelection": frozenset({"PictureSource"}),
    "AudioSelection": frozenset({"AudioSource", "VideoSource"}),
    "VideoSelection": frozenset({"AudioSource", "VideoSource"}),
    "TranscriptSelection": frozenset({"Transcript"}),
    "CodeRef": frozenset({"Coding", "Case"}),
    "NoteRef": _SELECTIONS | _WITH_TEXT | {"Coding", "Code", "Project", "Link"},
    "SourceRef": frozenset({"Case"}),
    "SelectionRef": frozenset({"Case"}),
    "VariableValue": _WITH_TEXT | {"Case"},
}
"""In which elements others can be understood; elsewhere they are counted."""
INNER = frozenset({"Coding", "CodeRef", "NoteRef", "VariableRef", "VariableValue"})
"""Elements that are read with what they lie in."""
_WHY = {
    "basePath": "paths of somebody's machine are never kept",
    "currentPath": "paths of somebody's machine are never kept",
    "path": "the file itself is not kept",
    "richTextPath": "texts are kept without their layout",
    "modifyingUser": "only who made a thing is kept",
    "modifyingUserGUID": "only who made a thing is kept",
    "modifiedDateTime": "only when a thing was made is kept",
    "creatingUser": "who added it is not kept",
    "creatingUserGUID": "who added it is not kept",
    "typeOfVariable": "values are kept as they are written",
    "color": "colours are kept for codes alone",
}


@dataclass(slots=True)
class Wanted:
    """A reference to a note that was met before the note was."""

    note: str
    record: Selection | Coding | Code | object
    line: int


@dataclass(slots=True)
class Elements:
    """Reads elements one by one, and keeps count of what is odd in them."""

    file: str
    report: Report
    losses: Losses
    wanted: list[Wanted] = field(default_factory=list)
    _words: dict[str, str] = field(default_factory=dict)
    _ids: dict[str, set[str]] = field(default_factory=dict)
    _odd: Counter[tuple[str, str]] = field(default_factory=Counter)
    _attributes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def at(self, line: int) -> Place:
        """Return the place of a line."""
        return Place(self.file, line)

    def say(self, rule: str, line: int, message: str, remedy: str) -> None:
        """Report what is odd in a line."""
        self.report.warning(rule, self.at(line), message, remedy)

    def astray(self, line: int, what: str) -> None:
        """Report a reference to something that is not there."""
        self.say(
            "reference-missing", line, f"{what} that is not in the file; that is left out.",
            "Export the whole project again.",
        )  # fmt: skip

    def more(self, memo: str, words: str) -> str:
        """Return a memo with more words, unless it has them or is too long already."""
        words = words.strip()
        if len(memo) + len(words) > MEMO:
            self.losses.count("Note", f"memos of more than {MEMO:,} characters are cut short")
            return memo
        return memo if not words or words in memo else f"{memo.strip()}\n\n{words}".strip()

    def same(self, words: str) -> str:
        """Return equal words as one string, so that a hundred thousand of them cost one."""
        return self._words.setdefault(words, words)

    def look(self, node: Node) -> None:
        """Count what of an element is not kept."""
        used = USED.get(node.tag)
        if node.tag in ("Vertex", "Edge"):
            self.losses.count(f"Graph/{node.tag}", "drawings are not kept")
            return
        if used is None:
            many = len(self._attributes) > _NAMES
            self._attributes["other elements" if many else node.tag[:80], ""] += 1
            return
        if node.attributes.keys() <= used:
            return
        for name in node.attributes:
            if name not in used:
                many = len(self._attributes) > _NAMES
                self._attributes[node.tag, "other" if many else name[:80]] += 1

    def misplaced(self, node: Node, above: Node) -> None:
        """Count an element that stands where it says nothing, with what lies in it."""
        inside = sum(child.tag == "Coding" for child in node.children)
        where = above.tag if above.tag in USED else "other elements"
        why = f"it says nothing within {where}"
        self.losses.count(node.tag if node.tag in USED else "other elements", why)
        self.losses.count(f"{node.tag}/Coding", why, inside)

    def kept(self, node: Node, name: str) -> None:
        """Take back that an attribute is not kept."""
        if node.get(name):
            self._attributes[node.tag, name] -= 1

    def target(self, node: Node, name: str = "targetGUID") -> str:
        """Return the guid that a reference names."""
        said = node.attributes.get(name, "")
        return self._words.get(said) or self.same(said.strip().strip("{}").lower())

    def targets(self, node: Node, tag: str) -> list[str]:
        """Return the guids that an element's references of one kind name."""
        return [
            guid for child in node.children if child.tag == tag and (guid := self.target(child))
        ]

    def id(self, node: Node, kind: str) -> str:
        """Return an element's guid, without braces and in lower case, unique within its kind."""
        guid = node.get("guid")
        if not _GUID.fullmatch(guid):
            guid = guid.strip().strip("{}").lower()
        if not _GUID.fullmatch(guid):
            said = f", {shown(guid)}, is none; it is taken as it is" if guid else " is missing"
            self._oddity("guid-form", node, said)
        seen = self._ids.setdefault(kind, set())
        if not guid or guid in seen:
            if guid:
                self._oddity(
                    "guid-twice", node, f", {shown(guid)}, occurs twice; the two are told apart"
                )
            number = len(seen)
            while f"{guid}#{number}" in seen:
                number += 1
            guid = f"{guid}#{number}"
        seen.add(guid)
        return guid

    def _oddity(self, rule: str, node: Node, what: str) -> None:
        self._odd[rule, node.tag] += 1
        if self._odd[rule, node.tag] <= ODDITIES:
            self.report.warning(
                rule, self.at(node.line), f"The guid of a {node.tag}{what}.",
                "Export the project again from its program when references go astray.",
            )  # fmt: skip

    def number(self, node: Node, name: str) -> int | None:
        """Return a whole number, or None with a finding."""
        said = node.get(name).strip()
        if said.isascii() and said.isdigit() and len(said) <= _DIGITS:
            return int(said)
        if _NUMBER.fullmatch(said):
            return int(said.partition(".")[0])
        self.report.warning(
            "number-form", self.at(node.line),
            f"The {name} of a {node.tag} is {shown(said)} and no whole number.",
            "Export the project again from the program that made it.",
        )  # fmt: skip
        return None

    def moment(self, node: Node, name: str = "creationDateTime") -> str:
        """Return a date and time as it is written, or an empty string for what is none."""
        said = node.get(name).strip()
        if not said or said.startswith("0001-01-01"):  # how .NET writes that it does not know
            return ""
        if _MOMENT.fullmatch(said):
            return self.same(said)
        self.losses.count(f"{node.tag}/@{name}", "what is no date of ISO 8601 is not kept")
        return ""

    def notes(self, node: Node, record: object) -> None:
        """Remember which notes an element refers to."""
        self.wanted += [Wanted(guid, record, node.line) for guid in self.targets(node, "NoteRef")]

    def codings(self, node: Node) -> list[Coding]:
        """Return the codings that stand in a selection or a source."""
        found = []
        user = self.target(node, "creatingUser")
        for child in node.children:
            if child.tag != "Coding":
                continue
            codes = self.targets(child, "CodeRef")
            if not codes:
                self.report.warning(
                    "code-missing", self.at(child.line), "A Coding names no code; it is left out.",
                    "Code this place again in the program.",
                )  # fmt: skip
                self.losses.count("Coding", "codings without a code are not kept")
            for code in codes:
                coder = self.target(child, "creatingUser") or user
                moment = self.moment(child) or self.moment(node)
                coding = Coding(self.id(child, "coding"), code, coder, moment)
                self.notes(child, coding)
                found.append(coding)
        return found

    def selection(self, node: Node) -> Selection | None:
        """Read a selection of any kind; one whose place is no number is left out."""
        made = Selection("", "", name=node.get("name"), memo=node.said("Description"))
        numbers: list[int | None] = []
        if node.tag == "PlainTextSelection":
            numbers = [self.number(node, "startPosition"), self.number(node, "endPosition")]
            made.start, made.end = numbers
        elif node.tag in ("PDFSelection", "PictureSelection"):
            numbers = [self.number(node, n) for n in ("firstX", "firstY", "secondX", "secondY")]
            page = self.number(node, "page") if node.tag == "PDFSelection" else None
            x, y, z, w = (n or 0 for n in numbers)
            made.region = Region(page=page, box=(x, y, z, w))
        elif node.tag in ("AudioSelection", "VideoSelection"):
            numbers = [self.number(node, "begin"), self.number(node, "end")]
            made.region = Region(begin=numbers[0], end=numbers[1])
        made.codings = self.codings(node)
        if None in numbers:
            why = "what says no place is not kept"
            self.losses.count(node.tag, why)
            self.losses.count(f"{node.tag}/Coding", why, len(made.codings))
            return None
        made.id = self.id(node, "region" if node.tag in REGIONS else "selection")
        made.moment = self.moment(node)
        self.notes(node, made)
        return made

    def codes(self, node: Node, parent: str = "") -> list[Code]:
        """Read a code and those below it, parents first."""
        colour = node.get("color")
        code = Code(
            self.id(node, "code"),
            node.get("name"),
            parent,
            codable=node.get("isCodable").strip().lower() not in ("false", "0"),
            definition=node.said("Description"),
            colour=colour if _COLOUR.fullmatch(colour) else "",
        )
        self.notes(node, code)
        found = [code]
        for child in node.all("Code"):
            found += self.codes(child, code.id)
        return found

    def values(self, node: Node) -> list[tuple[str, str]]:
        """Return the values of variables that stand in a case or source: guid and value."""
        found = []
        for value in node.all("VariableValue"):
            guid = next(iter(self.targets(value, "VariableRef")), "")
            said = next((c.words for c in value.children if c.tag.endswith("Value")), "")
            if guid and said.strip():
                found.append((guid, said.strip()))
        return found

    def end(self) -> None:
        """Add to the losses what was counted by the way."""
        for (tag, name), number in self._attributes.items():
            if name:
                bare = name.rpartition(":")[2]
                if name.startswith(("xmlns", "xsi:", "xml:")) or bare == "schemaLocation":
                    continue
                self.losses.count(f"{tag}/@{bare}", _WHY.get(bare, "it is not kept"), number)
            else:
                self.losses.count(tag, "it is no element of REFI-QDA 1.5", number)
        for (rule, tag), number in self._odd.items():
            if number > ODDITIES:
                self.report.warning(
                    rule, Place(self.file),
                    f"The same is so of {number - ODDITIES} more elements {tag}.",
                    "Export the project again from its program when references go astray.",
                )  # fmt: skip


def pathless(name: str) -> str:
    """Return the last part of a name that is a path of somebody's machine, others as they are.

    >>> pathless("C:/Users/someone/R1.docx"), pathless("R1 / R2")
    ('R1.docx', 'R1 / R2')
    """
    return re.split(r"[/\\]", name.rstrip("/\\"))[-1] if _PATH.match(name) else name


def split_names(codes: list[Code]) -> list[Code]:
    """Put codes named ``A::B`` below the code ``A``, as ATLAS.ti means it; parents come first.

    >>> made = split_names([Code("1", "Coke::diet"), Code("2", "Coke"), Code("3", "x::y")])
    >>> [(code.name, code.parent) for code in made]
    [('Coke', ''), ('diet', '2'), ('x::y', '')]
    """
    tops = {code.name: code for code in codes if not code.parent}
    below: dict[str, list[Code]] = {}
    kept = []
    for code in codes:
        above, _, name = code.name.partition("::")
        parent = tops.get(above)
        if parent is not None and parent is not code and not code.parent and name:
            code.parent, code.name = parent.id, name
            below.setdefault(parent.id, []).append(code)
        else:
            kept.append(code)
    return [made for code in kept for made in (code, *below.get(code.id, ()))]
