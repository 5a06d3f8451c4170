"""Turn the bytes of a text into characters, whichever program wrote them."""

from __future__ import annotations

import codecs

from kg.findings import Place
from kg.formats.reporting import Report

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, place: Place, what: str, report: Report) -> str:
    """Return a text with its line ends and without a byte order mark.

    Without a mark it is UTF-8 when it can be, UTF-16 when every other byte is mostly NUL, and
    else Windows-1252 or Latin-1, which is said.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _exact(data[len(mark) :], encoding, place, what, report)
    if encoding := _wide(data):
        return _exact(data, encoding, place, what, report)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    try:
        text, name = data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, name = data.decode("latin-1"), "Latin-1"
    report.warning(
        "text-encoding", place, f"The text of {what} is not UTF-8 (byte {at}); read as {name}.",
        "Look at letters with marks; if they are wrong, save the text as UTF-8.",
    )  # fmt: skip
    return text


def _exact(data: bytes, encoding: str, place: Place, what: str, report: Report) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        report.warning(
            "text-encoding", place,
            f"The text of {what} is not {encoding.upper()} throughout (byte {error.start});"
            " what cannot be read stands as U+FFFD.",
            "Save the text again as UTF-8.",
        )  # fmt: skip
        return data.decode(encoding, "replace")


def _wide(data: bytes) -> str:
    start = data[:4096]
    half = len(start) // 2
    if half < 2 or len(data) % 2:
        return ""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > 0.4 * half and even < odd / 4:
        return "utf-16-le"
    if even > 0.4 * half and odd < even / 4:
        return "utf-16-be"
    return ""
