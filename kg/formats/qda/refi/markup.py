"""Read the markup of REFI-QDA as it streams by: small trees, each with its line.

The parser is expat. A document type is refused before anything in it is read, so no entity is
ever expanded, and nothing is fetched. Names are local names: what namespace a file claims, and
how it writes its prefixes, differs from program to program.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from kg.findings import Place
from kg.formats.reporting import Report, shown

MAX_DEPTH = 250
MAX_ELEMENTS = 1_500_000
MAX_CHARACTERS = 32_000_000
MAX_TAG = 4_000_000
"""The most bytes of one tag, comment or processing instruction."""
_CHUNK = 1 << 16

NAMESPACE = "urn:qda-xml:"
"""How the namespaces of all versions begin, in small letters."""

WORDS = frozenset(
    {"Description", "PlainTextContent", "TextValue", "BooleanValue", "IntegerValue"}
    | {"FloatValue", "DateValue", "DateTimeValue"}
)
"""The elements whose characters are kept."""


class Node:
    """An element. ``kept`` is what a handler made of children that are no longer in the tree."""

    __slots__ = ("attributes", "children", "kept", "line", "tag", "words")

    def __init__(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self.tag = tag
        self.attributes = attributes
        self.line = line
        self.words = ""
        self.children = _NONE  # a list of its own for none would double what a node takes
        self.kept: list[object] = _NOTHING

    def add(self, child: Node) -> None:
        """Add a child."""
        if self.children is _NONE:
            self.children = []
        self.children.append(child)

    def keep(self, made: object) -> None:
        """Keep what was made of a child."""
        if self.kept is _NOTHING:
            self.kept = []
        self.kept.append(made)

    def get(self, name: str) -> str:
        """Return an attribute, or an empty string."""
        return self.attributes.get(name, "")

    def all(self, tag: str) -> list[Node]:
        """Return the children of a name."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> Node | None:
        """Return the first child of a name."""
        return next((child for child in self.children if child.tag == tag), None)

    def said(self, tag: str) -> str:
        """Return the characters of the first child of a name, line ends as line feeds."""
        child = self.first(tag)
        return child.words if child else ""


_NONE: list[Node] = []
_NOTHING: list[object] = []


class Stopped(Exception):
    """The file must not or cannot be read further."""

    def __init__(self, rule: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.rule, self.remedy = rule, remedy


Handler = Callable[[Node, list[Node]], bool]


class Markup:
    """One pass over a file.

    ``handle`` is called with every element as it ends, and with those it lies in, outermost
    first; when it says yes, the element is done with and leaves the tree. ``instruct`` is called
    with the words of each processing instruction named ``pif-kg``.
    """

    def __init__(self, handle: Handler, instruct: Callable[[str], None]) -> None:
        self._handle = handle
        self._instruct = instruct
        self._stack: list[Node] = []
        self._words: list[str] | None = None
        self._elements = self._characters = self._events = 0
        self.root: Node | None = None
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.ProcessingInstructionHandler = self._instruction
        self._parser = parser

    def read(self, stream: IO[bytes], file: str, report: Report) -> bool:
        """Read a file to its end, once; what stops that is a finding with its line."""
        try:
            waiting = seen = 0
            while chunk := stream.read(_CHUNK):
                self._parser.Parse(chunk, False)
                waiting = waiting + len(chunk) if self._events == seen else 0
                seen = self._events
                if waiting > MAX_TAG:
                    raise Stopped(
                        "markup-too-large",
                        f"A tag is longer than {MAX_TAG // 1_000_000} MB.",
                        "Export the project again from the program that made it.",
                    )
            self._parser.Parse(b"", True)
        except Stopped as stop:
            place = Place(file, self._parser.CurrentLineNumber)
            report.violation(stop.rule, place, str(stop), stop.remedy)
            return False
        except expat.ExpatError as error:
            report.violation(
                "markup-broken", Place(file, error.lineno),
                f"The markup cannot be read: {expat.ErrorString(error.code)}"
                f" (line {error.lineno}, column {error.offset + 1}).",
                "Export the project again; if the error stays, mend the line in a text editor.",
            )  # fmt: skip
            return False
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            report.violation(
                "archive-damaged", Place(file, self._parser.CurrentLineNumber),
                f"The markup cannot be unpacked to its end: {error}.",
                "Export the project again from the program that made it.",
            )  # fmt: skip
            return False
        except (LookupError, UnicodeError, ValueError):
            report.violation(
                "markup-encoding", Place(file, self._parser.CurrentLineNumber),
                "The markup is in an encoding that is not known here, or not what it declares.",
                "Save the file as UTF-8.",
            )  # fmt: skip
            return False
        finally:
            del self._parser  # it holds this object, and with it all that was read
        return self.root is not None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._events += 1
        self._elements += 1
        stack = self._stack
        if self._elements > MAX_ELEMENTS:
            raise Stopped(
                "markup-too-large",
                f"The file has more than {MAX_ELEMENTS:,} elements.",
                "Split the project into several.",
            )
        if len(stack) >= MAX_DEPTH:
            raise Stopped(
                "markup-too-deep",
                f"Elements lie more than {MAX_DEPTH} deep in each other.",
                "Export the project again from the program that made it.",
            )
        tag = name.rpartition(":")[2] if ":" in name else name
        node = Node(tag, attributes, self._parser.CurrentLineNumber)
        if stack:
            stack[-1].add(node)
        else:
            self.root = node
        stack.append(node)
        self._words = [] if tag in WORDS else None

    def _text(self, words: str) -> None:
        self._events += 1
        if self._words is not None:
            self._words.append(words)
            self._characters += len(words)
            if self._characters > MAX_CHARACTERS:
                raise Stopped(
                    "markup-too-large",
                    f"The texts in the markup have more than {MAX_CHARACTERS:,} characters.",
                    "Split the project into several.",
                )

    def _end(self, _: str) -> None:
        self._events += 1
        node = self._stack.pop()
        if self._words is not None:
            node.words = "".join(self._words)
            self._words = None
        if self._handle(node, self._stack) and self._stack:
            self._stack[-1].children.pop()

    def _instruction(self, target: str, words: str) -> None:
        self._events += 1
        if target == "pif-kg":
            self._instruct(words)


def say_namespace(root: Node, place: Place, report: Report) -> None:
    """Warn when a file declares namespaces and none is one that programs use for REFI-QDA."""
    declared = [
        value
        for name, value in root.attributes.items()
        if name.partition(":")[0] == "xmlns" and not value.startswith("http://www.w3.org/")
    ]
    if declared and not any(value.casefold().startswith(NAMESPACE) for value in declared):
        report.warning(
            "markup-namespace", place,
            f"The namespace {shown(declared[0])} is none of REFI-QDA; elements are read by name.",
            "See whether all that was expected is there, or export the project again.",
        )  # fmt: skip


def _refuse_doctype(*_: object) -> None:
    raise Stopped(
        "markup-doctype",
        "The file declares a document type, which is not read.",
        "Take the line that begins with <!DOCTYPE out, or export the project again.",
    )
