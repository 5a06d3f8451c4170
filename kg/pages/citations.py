"""Every citation of every study, read once for a revision of the store.

A claim and a citation meet in a sentence, which each study numbers for itself: sentence ``S-1`` of
one study is no sentence of another. Engines look up the number first, in all studies, so the two
are brought together here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg import terms
from kg.namespaces import CITO, DCTERMS, PIF
from kg.pages.claimed import Place
from kg.store import keeping

if TYPE_CHECKING:
    from kg.store.base import Store

MOST = 300_000
"""How many citations are read at most; what is left out is said."""

_CITATIONS = f"""\
SELECT ?citation ?work ?study ?sentence ?intent ?fit ?entry WHERE {{
  ?citation <{CITO}hasCitedEntity> ?work ; <{PIF}ofStudy> ?home . ?home <{PIF}identifier> ?study .
  OPTIONAL {{ ?citation <{PIF}inSentence> ?sentence }}
  OPTIONAL {{ ?citation <{CITO}hasCitationCharacterization> ?intent }}
  OPTIONAL {{ ?citation <{PIF}fit> ?fit }}
  OPTIONAL {{ ?citation <{PIF}viaReference> ?entry }}
}} LIMIT {MOST}"""
_ENTRIES = f"""\
SELECT ?entry ?work ?id ?printed WHERE {{
  ?entry <{PIF}toWork> ?work ; <{PIF}identifier> ?id .
  OPTIONAL {{ ?entry <{PIF}printedAs> ?printed }}
}} LIMIT {MOST}"""
# Each study that cites a work states these of it: joined with the entries, and with each other,
# what a thousand studies cite would come a thousand million times.
_TITLES, _YEARS = (
    f"SELECT DISTINCT ?work ?said WHERE {{ ?work <{property}> ?said }}"
    for property in (f"{DCTERMS}title", f"{PIF}publicationYear")
)
_ONES = f"SELECT ?work ?one WHERE {{ ?work <{PIF}sameWorkAs> ?one }}"
_NUMBER = re.compile(r"^\s*\[?[0-9]+[.\])]?\s+")


@dataclass(frozen=True, slots=True)
class Citation:
    """One place where a study cites a work. ``intents`` are names of CiTO properties."""

    iri: str
    work: str
    study: str
    sentence: str
    intents: tuple[str, ...]
    fit: str
    reference: str
    """The id of the entry in the study's reference list."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work as reference lists have it: printed without its number, title and year."""

    iri: str
    printed: str = ""
    title: str = ""
    year: str = ""

    @property
    def short(self) -> str:
        """How to call it in a sentence: who and when, or its title, or its address."""
        first, _, rest = self.printed.partition(".")
        lead, comma, _ = first.partition(",")
        words = lead.strip().split(" ")
        if rest and self.year and len(words) < 5:
            named = words[:-1] if len(words) > 1 and words[-1].isupper() else words
            return f"{' '.join(named)}{' et al.' if comma else ''} {self.year}"
        return self.title or self.iri


@dataclass(frozen=True, slots=True)
class Citations:
    """All citations; ``truncated`` says that there are more than were read.

    Works that are one are cited under the address that stands for them; ``ones`` gives it for
    the others.
    """

    all: tuple[Citation, ...]
    by_sentence: Mapping[Place, tuple[Citation, ...]]
    works: Mapping[str, Work]
    truncated: bool
    ones: Mapping[str, str] = field(default_factory=dict)

    def addresses(self, iri: str) -> tuple[str, ...]:
        """Return the addresses of a work, that which stands for it first."""
        one = self.ones.get(iri, iri)
        return (one, *sorted(work for work, other in self.ones.items() if other == one))

    def work(self, iri: str) -> Work:
        """Return what is known of a work."""
        return self.works.get(self.ones.get(iri, iri)) or Work(iri)


def citations(store: Store, revision: str) -> Citations:
    """Return every citation of the store in a revision."""
    return keeping.one(store, revision, "citations", lambda: _read(store))


def _read(store: Store) -> Citations:
    rows = 0
    ones = {
        terms.value_of(row["work"]): terms.value_of(row["one"]) for row in store.query(_ONES).rows()
    }
    said: dict[str, dict[str, str]] = {}
    intents: dict[str, set[str]] = defaultdict(set)
    for row in store.query(_CITATIONS).rows():
        rows += 1
        plain = {name: terms.value_of(term) for name, term in row.items()}
        said.setdefault(plain["citation"], plain)
        if "intent" in plain:
            intents[plain["citation"]].add(plain["intent"].removeprefix(CITO))
    entries: dict[str, str] = {}
    works: dict[str, Work] = {}
    titles, years = (_said_of_works(store, asked) for asked in (_TITLES, _YEARS))
    for row in store.query(_ENTRIES).rows():
        plain = {name: terms.value_of(term) for name, term in row.items()}
        entries[plain["entry"]] = plain["id"]
        one = ones.get(plain["work"], plain["work"])
        work = Work(
            one,
            _NUMBER.sub("", plain.get("printed", "")),
            titles.get(one) or titles.get(plain["work"], ""),
            years.get(one) or years.get(plain["work"], ""),
        )
        held = works.get(work.iri)
        # Of what several lists print, that which says most; of the same length the first by letter.
        if held is None or (-len(work.printed), work.printed) < (-len(held.printed), held.printed):
            works[work.iri] = work
    found = tuple(
        Citation(
            iri,
            ones.get(plain["work"], plain["work"]),
            plain["study"],
            plain.get("sentence", ""),
            tuple(sorted(intents[iri])),
            plain.get("fit", ""),
            entries.get(plain.get("entry", ""), ""),
        )
        for iri, plain in sorted(said.items())
    )
    by_sentence: dict[Place, list[Citation]] = defaultdict(list)
    for citation in found:
        if citation.sentence:
            by_sentence[citation.study, citation.sentence].append(citation)
    places = {place: tuple(those) for place, those in by_sentence.items()}
    return Citations(found, places, works, rows >= MOST, ones)


def _said_of_works(store: Store, asked: str) -> dict[str, str]:
    """Return a text for each work; of several the longest, of the same length the first."""
    found: dict[str, str] = {}
    for row in store.query(asked).rows():
        work, said = terms.value_of(row["work"]), terms.value_of(row["said"])
        held = found.get(work)
        if held is None or (-len(said), said) < (-len(held), held):
            found[work] = said
    return found
