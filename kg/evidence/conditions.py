"""Read a condition with AND, OR and NOT as people write it.

::

    supports:patching and not (role:mentee or source:diary)
    text:"say no" or text:mentor*

A value with spaces or brackets stands in quotation marks. NOT binds closest, then AND, then OR.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from kg.errors import UsageError
from kg.evidence.question import DEEPEST, Every, Has, Node, Without, one_of, words
from kg.index import KINDS, Index, Kind, Mode
from kg.index.naming import resolve

_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[()])|(?P<name>[A-Za-z_-]+):(?P<value>"[^"]*"|[^\s()"]+)|(?P<word>[^\s()]+))"""
)
_OTHER_NAMES: dict[str, Kind] = {"supports": "construct", "bears-on": "bears_on"}
_MOST = 1000


def read(index: Index, text: str, *, mode: Mode = "scheme", studies: Collection[str] = ()) -> Node:
    """Return the condition that a text states.

    Raises:
        UsageError: It cannot be read; the message says where.
        UnknownThing: It names a value that there is not.
    """
    return _Reader(index, text, mode, studies).whole()


class _Reader:
    def __init__(self, index: Index, text: str, mode: Mode, studies: Collection[str]) -> None:
        self.index, self.mode, self.studies = index, mode, studies
        self.tokens = [*_TOKEN.finditer(text.rstrip())]
        if len(self.tokens) > _MOST:
            raise UsageError(f"The condition has {len(self.tokens):,} words; {_MOST} is the most.")
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        found = self.some()
        if self.at < len(self.tokens):
            raise self.wrong("AND or OR is missing before it")
        return found

    def some(self) -> Node:
        parts = [self.every()]
        while self.is_word("or"):
            parts.append(self.every())
        return one_of(parts)

    def every(self) -> Node:
        parts = [self.one()]
        while self.is_word("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def one(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UsageError(f"The condition lies more than {DEEPEST} brackets deep.")
        try:
            if self.is_word("not"):
                return Without(self.one())
            if self.is_mark("("):
                found = self.some()
                if not self.is_mark(")"):
                    raise self.wrong("a closing bracket is missing before it")
                return found
            return self.value()
        finally:
            self.depth -= 1

    def value(self) -> Node:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None or not token["name"]:
            raise self.wrong("a condition such as role:mentee is missing")
        name = token["name"].lower()
        value = token["value"].strip('"')
        self.at += 1
        if name == "text":
            return words(token["value"])
        kind = _OTHER_NAMES.get(name, name.replace("-", "_"))
        if kind not in KINDS:
            known = ", ".join(["supports", "text", *(k.replace("_", "-") for k in KINDS)])
            raise UsageError(f"There is no facet {name!r}.", f"Facets are {known}.")
        return Has(kind, resolve(self.index, kind, value, self.studies), self.mode)

    def is_word(self, word: str) -> bool:
        return self.taken("word", word)

    def is_mark(self, mark: str) -> bool:
        return self.taken("mark", mark)

    def taken(self, group: str, wanted: str) -> bool:
        if self.at < len(self.tokens) and (self.tokens[self.at][group] or "").lower() == wanted:
            self.at += 1
            return True
        return False

    def wrong(self, why: str) -> UsageError:
        if self.at < len(self.tokens):
            where = f"at {self.tokens[self.at][0].strip()[:40]!r}: {why}"
        else:
            where = f"at its end: {why.removesuffix(' before it')}"
        return UsageError(
            f"The condition cannot be read {where}.",
            "Write such as: supports:patching and not (role:mentee or source:diary).",
        )
