"""Hold quotes against the text of their documents, to the character.

Offsets count Unicode code points of the text as the file holds it, line ends included, without
a byte order mark.
"""

from __future__ import annotations

import re
import unicodedata

from kg.formats.reporting import Report
from kg.formats.values import Cells
from kg.identifiers import named
from kg.model import Document, Quote

SEARCH_LIMIT = 4_000_000_000
"""How many characters are searched in one study for quotes without offsets, or with wrong ones."""

_ALIKE = str.maketrans(
    dict.fromkeys('"\u2018\u2019\u201a\u2032\u201c\u201d\u201e\u00ab\u00bb\u2033', "'")
)


class Spans:
    """Checks the offsets of one study's quotes, and fills in those that are certain."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.searched = 0

    def check(self, row: Cells, quote: Quote, document: Document | None) -> None:
        """Report offsets that cannot be right; find those of a text that occurs exactly once."""
        given = [c for c in ("start", "end") if row.text(c)]
        if len(given) == 1:
            there, lacking = given[0], "end" if given == ["start"] else "start"
            self.report.violation(
                "half-offset", row.at(lacking), f"There is a {there} and no {lacking}.",
                "Fill in both offsets, or neither.",
            )  # fmt: skip
            return
        text = document.text if document else None
        if quote.start is not None and quote.end is not None:
            self._check_given(row, quote, quote.start, quote.end, text)
        elif not given and text is not None and quote.text:
            self._find(row, quote, text)

    def _check_given(
        self, row: Cells, quote: Quote, start: int, end: int, text: str | None
    ) -> None:
        if end <= start:
            self.report.violation(
                "offset-order", row.at("end"), f"The end, {end}, does not lie after {start}.",
                "The end is the offset after the last character.",
            )  # fmt: skip
        elif text is None:
            if quote.text and end - start != len(quote.text):
                self.report.violation(
                    "span-length", row.at("end"),
                    f"The offsets span {end - start} characters, the text has {len(quote.text)}.",
                    "Count Unicode characters, line ends included, from 0; the end is exclusive.",
                )  # fmt: skip
        elif end > len(text):
            column = "start" if start >= len(text) else "end"
            self.report.violation(
                "offset-beyond", row.at(column),
                f"The offset {max(start, end) if column == 'end' else start} lies beyond the"
                f" document, which has {len(text)} characters.",
                self._where(quote.text, text) or "Count Unicode characters from 0.",
            )  # fmt: skip
        elif quote.text and text[start:end] != quote.text:
            self.report.violation(
                "span-differs", row.at("text"),
                self._difference(quote.text, text[start:end], start),
                self._where(quote.text, text) or "Copy the words from the document again.",
            )  # fmt: skip

    def _difference(self, said: str, span: str, start: int) -> str:
        at = next(
            (i for i, (a, b) in enumerate(zip(said, span, strict=False)) if a != b),
            min(len(said), len(span)),
        )
        here = named(said[at]) if at < len(said) else "nothing more"
        there = named(span[at]) if at < len(span) else "nothing more"
        return (
            f"The text differs from the document between {start} and {start + len(span)}: at"
            f" character {at} (offset {start + at}) it has {here}, the document {there}."
        )

    def _find(self, row: Cells, quote: Quote, text: str) -> None:
        found = self._occurrences(quote.text, text)
        if found is None:
            self.report.warning(
                "not-searched", row.at("start"), "The offsets were not looked for.",
                "There is too much text to search; fill in start and end.",
            )  # fmt: skip
        elif not found:
            self.report.violation(
                "text-not-found", row.at("text"),
                "The text does not occur in the document"
                + (". " + self._almost(quote.text, text)).rstrip(". ") + ".",
                "Copy the words from the document to the character.",
            )  # fmt: skip
        elif len(found) == 1:
            quote.start, quote.end = found[0], found[0] + len(quote.text)
        else:
            self.report.warning(
                "offsets-missing", row.at("start"),
                f"The text occurs {_times(len(found))} in the document, {_offsets(found)}.",
                "Fill in start and end to say which is meant.",
            )  # fmt: skip

    def _where(self, said: str, text: str) -> str:
        found = self._occurrences(said, text) if said else None
        if found:
            return f"The text occurs {_offsets(found)}."
        almost = self._almost(said, text) if said and found is not None else ""
        return almost and f"{almost} Copy the words from the document."

    def _almost(self, said: str, text: str) -> str:
        """Say how the text occurs when line ends, quotation marks or spaces do not count."""
        for what, alike in (
            ("other line ends", _same_line_ends),
            ("other quotation marks", _same_marks),
            ("other quotation marks or spaces", _same_spaces),
            ("another Unicode form of its letters", _same_form),
        ):
            if self.searched > SEARCH_LIMIT:
                return ""
            self.searched += len(text)
            if alike(said) in alike(text):
                return f"It occurs there with {what}."
        return ""

    def _occurrences(self, said: str, text: str, most: int = 20) -> list[int] | None:
        found: list[int] = []
        at = -1
        if self.searched > SEARCH_LIMIT:
            return None
        self.searched += len(text)
        while len(found) <= most and (at := text.find(said, at + 1)) >= 0:
            found.append(at)
        return found


def _times(count: int) -> str:
    return "more than 20 times" if count > 20 else f"{count} times"


def _offsets(found: list[int]) -> str:
    shown = ", ".join(map(str, found[:5])) + (", …" if len(found) > 5 else "")
    return f"at offset {shown}" if len(found) == 1 else f"at the offsets {shown}"


def _same_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _same_marks(text: str) -> str:
    return _same_line_ends(text).translate(_ALIKE)


def _same_spaces(text: str) -> str:
    return re.sub(r"\s+", " ", _same_marks(text)).strip()


def _same_form(text: str) -> str:
    return _same_spaces(unicodedata.normalize("NFKC", text))
