"""Names that the study itself lists: of participants, coders and contacts, of programme and host.

Whoever lists a name has said that it is one, so it is found in any script, capitals or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from kg.namespaces import RDFS
from kg.publishing.case import Case
from kg.publishing.names import is_nobody
from kg.publishing.review import wordlists
from kg.publishing.review.disclosures import Found
from kg.terms import value_of
from kg.validation.compiled import Index
from kg.validation.facts import pif

_LABEL, _SPEAKER_LABEL = f"<{RDFS}label>", pif("speakerLabel")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S+|<[^>]*>|\([^)]*\)|\S+@\S+", re.IGNORECASE)
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7a3]")
_LETTERS = re.compile(r"[^\W\d_]")
_LEAST = 3
_START = 2
"""Letters that a name is looked up by, before it is compared."""


class Listed:
    """Listed names, each with the reason that it matters in a text."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        by_start: dict[str, list[tuple[str, str]]] = {}
        # The longest first, else a name that begins as another does is found in part.
        for reason, name in sorted(set(names), key=lambda each: (-len(each[1]), each)):
            by_start.setdefault(name[:_START], []).append((reason, name))
        self._by_start = {
            start: [(reason, re.compile(_form(name))) for reason, name in several]
            for start, several in by_start.items()
        }
        first = "".join(sorted({re.escape(start[0]) for start in by_start}))
        self._first = re.compile(f"[{first}]") if first else None

    @classmethod
    def of(cls, case: Case, public: Index) -> Listed:
        """Return the names that a study lists.

        What is public as a pseudonym is none, nor is what holds a number, as pseudonyms do.
        """
        return cls([*_people(case, public), *_houses(case)])

    def found(self, text: str) -> Iterator[Found]:
        """Yield where a text holds one."""
        if self._first is None:
            return
        reached = 0
        for begin in (match.start() for match in self._first.finditer(text)):
            for reason, pattern in self._by_start.get(text[begin : begin + _START], ()):
                match = pattern.match(text, begin)
                if match and begin >= reached:
                    reached = match.end()
                    yield Found(reason, match[0], begin)


def _form(name: str) -> str:
    spelt = r"[\s_.-]+".join(map(re.escape, name.split()))
    if _UNSPACED.search(name):
        return spelt
    # Arabic joins and, in, to with what follows.
    return rf"(?<![^\W\u0648\u0641\u0628\u0644\u0643]){spelt}(?!\w)"


def _people(case: Case, public: Index) -> Iterator[tuple[str, str]]:
    known = {
        value_of(term)
        for property in (_LABEL, _SPEAKER_LABEL)
        for terms in public.forward(property).values()
        for term in terms
    } | {case.local(person) for person in case.of_kind.get("participant", ())}
    said: set[str] = set()
    for kind in ("participant", "coder"):
        for record in case.of_kind.get(kind, ()):
            said |= {value_of(label) for label in case.facts.objects(record, _LABEL)}
            if kind == "coder":
                said.add(unquote(case.local(record)))
    for contact in case.objects(case.root, "contact"):
        said |= set(re.split(r"[,;/]", _ADDRESS.sub(" ", value_of(contact))))
    for name in said:
        plain = " ".join(name.split())
        if plain not in known and _tells(plain):
            yield "name", plain


def _houses(case: Case) -> Iterator[tuple[str, str]]:
    for record in case.of_kind.get("setting", ()):
        if case.facts.is_a(record, "Organization") or case.facts.is_a(record, "MentoringProgram"):
            for label in case.facts.objects(record, _LABEL):
                plain = " ".join(value_of(label).split())
                if _tells(plain):
                    yield "institution", plain


def _tells(name: str) -> bool:
    """Say whether a listed name is one that can be found: no number, no word for anybody."""
    letters = len(_LETTERS.findall(name))
    if any(c.isdigit() for c in name) or letters < (2 if _UNSPACED.search(name) else _LEAST):
        return False
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", name)]
    usual = wordlists.STARTS | wordlists.OF_INSTITUTIONS
    return not is_nobody(name) and not all(word in usual for word in words)
