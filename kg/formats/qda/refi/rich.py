"""Take the words out of rich text, for the rare project that holds no plain text.

Programs convert rich text each in its own way, so offsets into it are only trusted where the
name of a selection confirms them.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from html import unescape
from xml.parsers import expat

from kg.findings import Place
from kg.formats.archive import MAX_RATIO
from kg.formats.qda.refi.decoding import decode
from kg.formats.reporting import Report

MAX_PART = 32_000_000
_ODT = "application/vnd.oasis.opendocument.text"


def plain(data: bytes, place: Place, what: str, report: Report) -> str | None:
    """Return the words of a .docx, .odt, .rtf or .html by what it holds; None with a finding."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    text: str | None = None
    if head.startswith(b"PK"):
        text = _zipped(data)
    elif head.startswith(b"{\\rtf"):
        text = _rtf(data)
    elif re.match(rb"(?i)<(!doctype html|html|head|body|p|div|\?xml)\b", head):
        text = _html(decode(data, place, what, report))
    elif not head.startswith(b"%PDF") and b"\0" not in head:
        text = decode(data, place, what, report)
    if text is None:
        report.warning(
            "rich-text", place,
            f"The text of {what} is in a form that is not read here, or is damaged.",
            "Export the project with plain texts, or save the source as plain text.",
        )  # fmt: skip
    return text


def _zipped(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            name = "word/document.xml" if "word/document.xml" in names else "content.xml"
            entry = archive.getinfo(name)
            dense = entry.file_size > 1_000_000 and (
                entry.file_size > MAX_RATIO * entry.compress_size
            )
            if entry.file_size > MAX_PART or dense:
                return None
            return _markup(archive.read(entry), _word if name.startswith("word") else _open)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError):
        return None


Rule = Callable[[str, dict[str, str]], str]
_WORD_HIDDEN = frozenset({"delText", "instrText", "pPr", "rPr", "footnoteReference"})


def _word(tag: str, attributes: dict[str, str]) -> str:
    return {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}.get(tag, "")


def _open(tag: str, attributes: dict[str, str]) -> str:
    if tag == "s":
        number = attributes.get("text:c", "1")
        return " " * (min(int(number), 1000) if number.isdecimal() and len(number) < 5 else 1)
    return {"tab": "\t", "line-break": "\n"}.get(tag, "")


def _markup(data: bytes, rule: Rule) -> str | None:
    found: list[str] = []
    hidden = 0
    depth: list[str] = []
    writing = rule is _open

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal hidden, writing
        tag = name.rpartition(":")[2]
        depth.append(tag)
        if len(depth) > 500:
            raise ValueError("too deep")
        hidden += tag in _WORD_HIDDEN or tag in ("annotation", "automatic-styles", "note-citation")
        if not hidden:
            found.append(rule(tag, attributes))
        writing = tag == "t" if rule is _word else True

    def end(_: str) -> None:
        nonlocal hidden, writing
        tag = depth.pop()
        hidden -= tag in _WORD_HIDDEN or tag in ("annotation", "automatic-styles", "note-citation")
        if tag in ("p", "h") and not hidden:
            found.append("\n")
        if rule is _word:
            writing = False

    def words(said: str) -> None:
        if writing and not hidden and (rule is _word or {"p", "h"} & set(depth)):
            found.append(said)

    def refuse(*_: object) -> None:
        raise ValueError("a document type")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = words, refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        return None
    return "".join(found)


_HTML = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<[!?/][^<>]*>|([^<]+)|<")
_BREAKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "title"})
_SILENT = frozenset({"script", "style", "title"})


def _html(markup: str) -> str:
    """Return the words of HTML as they are seen, a line for each block."""
    found: list[str] = []
    silent = ""
    for match in _HTML.finditer(_without_comments(markup)):
        closing, name, words = match.groups()
        tag = (name or "").lower()
        if silent:
            silent = "" if closing and tag == silent else silent
        elif tag in _SILENT and not closing:
            silent = tag
        elif tag == "br" or (closing and tag in _BREAKS):
            found.append("\n")
        elif words and (words.strip() or not found or found[-1] != "\n"):
            found.append(re.sub(r"[ \t\r\n]+", " ", unescape(words)))
    return "".join(found)


def _without_comments(markup: str) -> str:
    kept, at = [], 0
    while (start := markup.find("<!--", at)) >= 0:
        kept.append(markup[at:start])
        end = markup.find("-->", start)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, markup[at:]])


_RTF = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_RTF_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict header footer headerl headerr footerl footerr"
    b" listtable listoverridetable rsidtbl themedata datastore xmlnstbl generator object"
    b" latentstyles fldinst bkmkstart bkmkend".split()
)
_RTF_WORDS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"tab": "\t", b"cell": "\t",
    b"row": "\n", b"emdash": "\u2014", b"endash": "\u2013", b"bullet": "\u2022",
    b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d",
    b"emspace": "\u2003", b"enspace": "\u2002",
}  # fmt: skip


def _rtf(data: bytes) -> str:
    """Return the words of rich text: what groups hide is hidden, characters are Unicode's."""
    found: list[str] = []
    encoding = "cp1252"
    hidden, after, left = False, 1, 0
    stack: list[tuple[bool, int]] = []
    units: list[int] = []  # UTF-16 units of \u, which come in pairs for astral characters

    def put(words: str) -> None:
        nonlocal units
        if units:
            raw = b"".join(u.to_bytes(2, "little") for u in units)
            found.append(raw.decode("utf-16-le", "replace"))
            units = []
        if words and not hidden:
            found.append(words)

    for match in _RTF.finditer(data):
        word, number, code, symbol, brace, run = match.groups()
        if brace == b"{":
            put("")
            if len(stack) < 10_000:
                stack.append((hidden, after))
        elif brace:
            put("")
            hidden, after = stack.pop() if stack else (hidden, after)
            left = 0
        elif word:
            if word == b"u" and number:
                if not hidden:
                    units.append(int(number) & 0xFFFF)
                left = after
            elif word == b"uc":
                after = min(int(number or 1), 10)
            elif word == b"ansicpg":
                encoding = _known(f"cp{int(number or 1252)}")
            elif word in _RTF_SKIPPED:
                hidden = True
            else:
                put(_RTF_WORDS.get(word, ""))
        elif code:
            if left:
                left -= 1
            else:
                put(bytes([int(code, 16)]).decode(encoding, "replace"))
        elif symbol:
            if symbol == b"*":
                hidden = True
            else:
                put({b"~": "\u00a0", b"_": "\u2011", b"\n": "\n", b"\r": "\n"}.get(
                    symbol, symbol.decode("latin-1") if symbol in b"\\{}" else ""
                ))  # fmt: skip
        elif run:
            skipped = min(left, len(run))
            left -= skipped
            if skipped < len(run):
                put(run[skipped:].decode(encoding, "replace"))
    put("")
    return "".join(found)


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"
