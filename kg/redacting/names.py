"""The names that are to go: read from a table, and found in texts, whole words only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kg.errors import UsageError
from kg.formats.cells import MIB, decode, read_bytes, read_rows
from kg.formats.reporting import Report
from kg.redacting.folding import Folded, fold, is_unspaced, word_class

COLUMNS = ("name", "pseudonym", "forms")
MOST = 10_000
"""The most names and forms a table may have."""

_INITIALS = 4
_JAMO = "(?![\u1160-\u11ff])"


@dataclass(frozen=True, slots=True)
class Name:
    """A name with all its forms, and what is put in its place. ``number`` is its place in the list.

    >>> Name(1, ("Anna",)).replacement, Name(2, ("Ben",), "Ben Oak").as_id
    ('[name-1]', 'BenOak')
    """

    number: int
    forms: tuple[str, ...]
    pseudonym: str = ""

    @property
    def replacement(self) -> str:
        """What stands in texts in place of the name."""
        return self.pseudonym or f"[name-{self.number}]"

    @property
    def as_id(self) -> str:
        """The same as a part of an id: what no id can hold is left out."""
        kept = (c for c in self.replacement if c in "._-" or unicodedata.category(c)[0] in "LMN")
        return "".join(kept) or f"name-{self.number}"


class Match(NamedTuple):
    """A name found in a text. Names that overlap are one match, of the longest of them."""

    start: int
    end: int
    name: Name


@dataclass(slots=True)
class _Form:
    name: Name
    written: str
    pattern: re.Pattern[str]
    is_exact: bool


@dataclass(slots=True)
class Names:
    """All names, ready to be looked for."""

    listed: list[Name]
    _by_word: dict[str, list[_Form]] = field(default_factory=dict)
    _loose: list[_Form] = field(default_factory=list)
    _almost: dict[str, Name] = field(default_factory=dict)
    _known: dict[str, Name | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the forms by how they are found, and refuse a list that could never be followed."""
        taken: dict[str, int] = {}
        for name in self.listed:
            for form in name.forms:
                folded = " ".join(fold(form).text.split())
                if not any(c.isalnum() for c in folded):
                    raise _wrong(name, "has no letters")
                if taken.setdefault(folded, name.number) != name.number:
                    raise _wrong(name, f"is also name {taken[folded]}")
                self._sort_in(name, form, folded)
        for name in self.listed:
            if self.find(name.replacement):
                raise _wrong(name, "would be replaced by a text that holds a name of the list")

    def _sort_in(self, name: Name, written: str, folded: str) -> None:
        first, last = folded[0], folded[-1]
        body = r"\s+".join(re.escape(part) for part in folded.split(" "))
        word = word_class()
        loose_end, loose_start = is_unspaced(last), is_unspaced(first)
        end = _JAMO if loose_end else f"(?!{word})" if _is_word(last) else ""
        start = "" if loose_start or not _is_word(first) else f"(?<!{word})"
        most = _INITIALS if written != name.forms[0] else _INITIALS // 2
        form = _Form(name, written, re.compile(body + end), _is_initials(written, most))
        run = re.match(f"(?:{word})+", folded)
        if run:
            self._by_word.setdefault(run[0], []).append(form)
        else:
            form.pattern = re.compile(start + body + end)
            self._loose.append(form)

    def find(self, text: str) -> list[Match]:
        """Return the names in a text, in order and apart from each other."""
        if not text:
            return []
        return apart(self._found(text, fold(text)))

    def _found(self, text: str, folded: Folded) -> Iterator[Match]:
        for word in _words().finditer(folded.text):
            for form in self._by_word.get(word[0], ()):
                found = form.pattern.match(folded.text, word.start())
                if found and (match := _match(form, found, text, folded)):
                    yield match
        for form in self._loose:
            for found in form.pattern.finditer(folded.text):
                if match := _match(form, found, text, folded):
                    yield match

    def near(self, text: str) -> Iterator[tuple[Name, str]]:
        """Yield words that are almost a name: a letter more, less or other, or a longer ending."""
        for word in _words().findall(fold(text).text):
            if word not in self._known:
                self._known[word] = self._nearest(word)
            if name := self._known[word]:
                yield name, word

    def _nearest(self, word: str) -> Name | None:
        if not self._almost:
            self._almost.update(self._almost_names())
        return next((self._almost[d] for d in sorted(_deletions(word)) if d in self._almost), None)

    def _almost_names(self) -> dict[str, Name]:
        found: dict[str, Name] = {}
        for name in self.listed:
            for form in name.forms:
                for word in _words().findall(fold(form).text):
                    if len(word) > _INITIALS - 1:
                        for deleted in _deletions(word, endings=False):
                            found.setdefault(deleted, name)
        return found


def _deletions(word: str, *, endings: bool = True) -> set[str]:
    """Return a word, and what is left when a letter goes, or an ending of up to three."""
    made = {word} | {word[:n] + word[n + 1 :] for n in range(len(word))}
    if endings:
        made |= {word[:-n] for n in (2, 3) if len(word) - n >= _INITIALS}
    return made


@cache
def _words() -> re.Pattern[str]:
    return re.compile(f"(?:{word_class()})+")


@cache
def _is_word(character: str) -> bool:
    return bool(re.fullmatch(word_class(), character))


def _is_initials(written: str, most: int) -> bool:
    """Say whether a form is all capitals and short, so that its case counts."""
    letters = [c for c in written if c.isalpha()]
    return len(letters) <= most and all(c.isupper() for c in letters)


def _match(form: _Form, found: re.Match[str], text: str, folded: Folded) -> Match | None:
    if not folded.is_whole(found.start(), found.end()):
        return None
    start, end = folded.source(found.start(), found.end())
    if form.is_exact and not _same_case(text[start:end], form.written):
        return None
    return Match(start, end, form.name)


def _same_case(one: str, other: str) -> bool:
    def capitals(text: str) -> list[bool]:
        plain = unicodedata.normalize("NFKD", text)
        return [c.isupper() for c in plain if c.isalpha()]

    return capitals(one) == capitals(other)


def apart(found: Iterable[Match]) -> list[Match]:
    """Return matches in order; those that overlap as one, with the name of the longest."""
    kept: list[Match] = []
    longest = 0
    for match in sorted(found, key=lambda m: (m.start, -m.end, m.name.number)):
        if kept and match.start < kept[-1].end:
            last = kept[-1]
            is_longer = match.end - match.start > longest
            longest = max(longest, match.end - match.start)
            name = match.name if is_longer else last.name
            kept[-1] = Match(last.start, max(last.end, match.end), name)
        else:
            kept.append(match)
            longest = match.end - match.start
    return kept


def _wrong(name: Name, why: str) -> UsageError:
    return UsageError(
        f"Name {name.number} of the list {why}.",
        "The list has the columns name, pseudonym and forms, with ; between forms.",
    )


def read_names(path: Path) -> Names:
    """Read a table of names: the columns ``name``, and perhaps ``pseudonym`` and ``forms``.

    Raises:
        UsageError: It cannot be read, or could not be followed. No name is in the message.
    """
    report = Report()
    data = read_bytes(path, path.name, MIB, report)
    text = None if data is None else decode(data, path.name, report)
    sheet = None if text is None else read_rows(text, path.name, report)
    if sheet is None or "name" not in sheet.header:
        said = next((f.message for f in report.findings()), "There is no column name.")
        raise UsageError(
            f"{path.name} is no list of names: {said}",
            f"Save it as CSV in UTF-8 with the columns {', '.join(COLUMNS)}.",
        )
    listed: list[Name] = []
    for _, row in sheet.rows:
        written = [row["name"], *row.get("forms", "").split(";")]
        forms = tuple(dict.fromkeys(form.strip() for form in written if form.strip()))
        if forms:
            listed.append(Name(len(listed) + 1, forms, row.get("pseudonym", "").strip()))
    if report.findings():
        found = report.findings()[0]
        raise UsageError(f"{path.name}: {found.message}", found.remedy)
    if not listed or sum(len(name.forms) for name in listed) > MOST:
        raise UsageError(
            f"{path.name} holds {'no' if not listed else 'too many'} names.",
            f"List from 1 to {MOST:,}, one a row.",
        )
    return Names(listed)
