"""REFI-QDA files as programs write them: any way to count, any encoding, any mistake."""

from __future__ import annotations

import io
import uuid
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True)
class Way:
    """How a program counts and stores: the conventions measured, and those between them."""

    utf16: bool = False
    inclusive: bool = False
    two: bool = False
    crlf: bool = False
    bom: bool = False
    encoding: str = "utf-8"
    origin: str = "A program"

    def __str__(self) -> str:
        said = ["utf16" if self.utf16 else "points", "incl" if self.inclusive else "excl"]
        said += [w for w in ("two", "crlf", "bom") if getattr(self, w)]
        return "-".join(said)

    def units(self, text: str) -> list[int]:
        """Return the offset of every place in a text with line feeds."""
        at, found = 0, [0]
        for character in text:
            at += 1 + (self.utf16 and character > "\uffff") + (self.two and character == "\n")
            found.append(at)
        return found

    def stored(self, text: str) -> bytes:
        """Return the bytes that a text is stored as."""
        if self.crlf:
            text = text.replace("\n", "\r\n")
        return (("\ufeff" if self.bom else "") + text).encode(self.encoding)


WAYS = [
    Way(utf16, inclusive, two, crlf)
    for utf16 in (False, True)
    for inclusive in (False, True)
    for two, crlf in ((False, False), (False, True), (True, True))
]


@dataclass
class Span:
    """A marked span in code points, with the codes put on it: of a code and of a coder."""

    start: int
    end: int
    codes: list[tuple[int, int]] = field(default_factory=list)
    name: str | None = None


@dataclass
class Document:
    """A text with line feeds, and what is marked in it."""

    name: str
    text: str
    spans: list[Span] = field(default_factory=list)


def guid(*words: object) -> str:
    """Return a GUID that stays the same for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, " ".join(map(str, words))))


def qdpx(
    documents: list[Document], way: Way, *, codes: int = 3, coders: int = 2, names: bool = True
) -> bytes:
    """Return a project as a program that counts in some way writes it."""
    parts: dict[str, bytes] = {}
    out = [
        f"<Project xmlns='urn:QDA-XML:project:1.0' name='made' origin={quoteattr(way.origin)}>",
        "<Users>", *(f"<User guid='{guid('u', i)}' name='User {i}'/>" for i in range(coders)),
        "</Users><CodeBook><Codes>",
        *(f"<Code guid='{guid('c', i)}' name='Code {i}' isCodable='true'/>" for i in range(codes)),
        "</Codes></CodeBook><Sources>",
    ]  # fmt: skip
    for number, document in enumerate(documents):
        source = guid("s", number)
        parts[f"sources/{source}.txt"] = way.stored(document.text)
        out.append(
            f"<TextSource guid='{source}' name={quoteattr(document.name)}"
            f" plainTextPath='internal://{source}.txt'>"
        )
        units = way.units(document.text)
        for i, span in enumerate(document.spans):
            words = document.text[span.start : span.end] if span.name is None else span.name
            out.append(
                f"<PlainTextSelection guid='{guid('q', number, i)}'"
                f" name={quoteattr(words if names else '', {chr(10): ' '})}"
                f" startPosition='{units[span.start]}'"
                f" endPosition='{units[span.end] - way.inclusive}'>"
            )
            for j, (code, coder) in enumerate(span.codes):
                out.append(
                    f"<Coding guid='{guid('g', number, i, j)}' creatingUser='{guid('u', coder)}'>"
                    f"<CodeRef targetGUID='{guid('c', code)}'/></Coding>"
                )
            out.append("</PlainTextSelection>")
        out.append("</TextSource>")
    out.append("</Sources></Project>")
    return zipped({"project.qde": "".join(out), **parts})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip of parts, in their order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def project(body: str, *, origin: str = "A program", attributes: str = "") -> str:
    """Return the markup of a project around some elements."""
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        f"<Project xmlns='urn:QDA-XML:project:1.0' name='p' origin='{origin}' {attributes}>\n"
        f"{body}\n</Project>"
    )


def text_source(body: str, text: str, *, name: str = "Interview", attributes: str = "") -> str:
    """Return the markup of a source whose text stands in it."""
    return (
        f"<TextSource guid='{guid('source', name)}' name={quoteattr(name)} {attributes}>"
        f"<PlainTextContent>{escape(text)}</PlainTextContent>{body}</TextSource>"
    )


def write(path: Path, data: str | bytes) -> Path:
    """Write a file and return its path."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
