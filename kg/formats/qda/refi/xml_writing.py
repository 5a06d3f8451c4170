"""Write XML that any program reads: what XML cannot say is replaced, and counted."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What XML 1.0 has no way to write, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;"}
    | {"\t": "&#9;"}
)
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


class Xml:
    """Makes elements; ``replaced`` counts characters that XML has no place for."""

    def __init__(self) -> None:
        self.replaced = 0

    def _sayable(self, said: str) -> str:
        if said.isascii() and said.isprintable():
            return said
        kept, number = _NOT_XML.subn("\ufffd", said)
        self.replaced += number
        return kept

    def attributes(self, **values: str) -> str:
        """Return attributes as they stand in a tag; those that are empty are left out."""
        return "".join(
            f' {name}="{self._sayable(value).translate(_ESCAPED)}"'
            for name, value in values.items()
            if value
        )

    def words(self, tag: str, said: str) -> str:
        """Return an element that holds words, or nothing for none."""
        return f"<{tag}>{self._sayable(said).translate(_IN_TEXT)}</{tag}>" if said else ""

    def element(self, tag: str, inside: Iterable[str] = (), **values: str) -> str:
        """Return an element around others."""
        body = "".join(inside)
        start = f"<{tag}{self.attributes(**values)}"
        return f"{start}>{body}</{tag}>\n" if body else f"{start}/>\n"
