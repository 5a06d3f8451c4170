"""What a coding program kept, whichever program it was: plain records.

``id`` is how the file itself tells records apart (a GUID without braces in lower case, a row's
number): unique among records of its kind in one file, and no identity from one export to the next.
An empty string or None stands for what the file does not say. References are ids that were looked
up: what points nowhere is a finding and left out.

``own`` is there in a file that pif-kg itself wrote and nobody wrote again since: fields of the
record of :mod:`kg.model` that the thing came from, its ``id`` among them, which the form of the
file has no other place for. A study that is read back takes them over.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Medium = Literal["text", "pdf", "picture", "audio", "video"]
Unit = Literal["code points", "UTF-16 units", "UTF-8 bytes"]


@dataclass(slots=True)
class Coder:
    """A user of the program. ``name`` is personal and stays inside unless somebody asks for it."""

    id: str
    name: str = ""
    own: dict[str, str] | None = None


@dataclass(slots=True)
class Code:
    """A code or, when not ``codable``, a folder of codes. ``parent`` is the id of another."""

    id: str
    name: str
    parent: str = ""
    codable: bool = True
    definition: str = ""
    memo: str = ""
    colour: str = ""
    own: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Convention:
    """How offsets of one source were read, and how sure that is.

    ``score`` is the share of its selections that fit, from 0 to 1; ``rivals`` are readings that
    fit as well, ``same`` says that they give the same characters here.
    """

    unit: Unit = "code points"
    inclusive_end: bool = False
    line_ends_as_one: bool = False
    score: float = 1.0
    rivals: tuple[str, ...] = ()
    same: bool = True


@dataclass(slots=True)
class Source:
    """A document. ``text`` is None when the file does not hold it.

    ``text`` has line ends as ``\\n`` alone and no byte order mark; offsets of selections count
    Unicode code points in it. ``converted`` says that it was made from rich text or HTML.
    """

    id: str
    name: str
    medium: Medium = "text"
    text: str | None = None
    converted: bool = False
    moment: str = ""
    memo: str = ""
    values: dict[str, str] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    convention: Convention | None = None
    own: dict[str, str] | None = None


@dataclass(slots=True)
class Coding:
    """One coder applying one code to what it stands in. ``moment`` is ISO 8601, as known."""

    id: str
    code: str
    coder: str = ""
    moment: str = ""
    memo: str = ""
    own: dict[str, str] | None = None


@dataclass(slots=True)
class Region:
    """A part of something other than text, as the file gives it.

    ``page`` counts from 0 as in the file; ``box`` is first x, first y, second x, second y in the
    file's own units; ``begin`` and ``end`` are milliseconds.
    """

    page: int | None = None
    box: tuple[int, int, int, int] | None = None
    begin: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Selection:
    """A marked part of a source. ``start`` and ``end`` count code points; the end is exclusive.

    ``text`` is ``source.text[start:end]`` to the character. Without offsets it is the words that
    the file gives for a part of a page or of a text it does not hold, or empty where only a
    ``region`` is known. A selection without codings is a note's place and no quote.
    ``is_whole`` says that all of its source is meant.
    """

    id: str
    source: str
    start: int | None = None
    end: int | None = None
    text: str = ""
    name: str = ""
    region: Region | None = None
    codings: list[Coding] = field(default_factory=list)
    memo: str = ""
    moment: str = ""
    own: dict[str, str] | None = None
    is_whole: bool = False


@dataclass(slots=True)
class Case:
    """A unit of analysis, mostly a person. ``values`` are its variables, by name.

    ``sources`` are whole documents of the case, ``selections`` parts of them.
    """

    id: str
    name: str = ""
    values: dict[str, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    selections: list[str] = field(default_factory=list)
    memo: str = ""
    own: dict[str, str] | None = None


@dataclass(slots=True)
class Losses:
    """What a file holds and the records do not, counted. ``what`` names element and attribute.

    >>> losses = Losses()
    >>> losses.count("Graph/Vertex", "drawings of codes are not kept", 3)
    >>> losses.lines()
    [('Graph/Vertex', 'drawings of codes are not kept', 3)]
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, what: str, why: str, number: int = 1) -> None:
        """Count places where ``what`` is not kept, and say why."""
        if number:
            self.counts[what, why] += number

    def lines(self) -> list[tuple[str, str, int]]:
        """Return what is not kept, why, and in how many places, by name."""
        return [(what, why, n) for (what, why), n in sorted(self.counts.items())]


@dataclass(slots=True)
class Project:
    """One project, whole. ``program`` is what wrote the file, as it calls itself, with version.

    ``codes`` come parents first; ``selections`` in the order of sources, then of the text.
    """

    name: str = ""
    program: str = ""
    moment: str = ""
    description: str = ""
    coders: list[Coder] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    selections: list[Selection] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)
    own: dict[str, str] | None = None
