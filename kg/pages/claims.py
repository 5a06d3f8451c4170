"""Claims with what they cite: for the page of a construct, of a study, of a work."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.identifiers import split_thing_iri
from kg.namespaces import CITO, DCTERMS, PIF

if TYPE_CHECKING:
    from kg.store.base import Store

MOST = 50
_QUOTES_NAMED = 4

_OF = f"""\
SELECT DISTINCT ?claim ?study ?id WHERE {{
  VALUES ?about {{ %(about)s }}
  ?claim <{PIF}aboutConstruct> ?about ; <{PIF}identifier> ?id ; <{PIF}ofStudy> ?home .
  ?home <{PIF}identifier> ?study .
}} ORDER BY ?study ?id LIMIT %(limit)d"""
_COUNT = f"""\
SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE {{
  VALUES ?about {{ %s }} ?claim <{PIF}aboutConstruct> ?about .
}}"""
_SAID = f"""\
SELECT ?claim ?property ?value WHERE {{
  VALUES ?claim {{ %s }}
  ?claim ?property ?value .
  FILTER(?property IN (<{PIF}text>, <{PIF}claimType>, <{PIF}inSection>, <{PIF}inSentence>,
    <{PIF}note>, <{PIF}identifier>))
}}"""
_SHOWN = f"""\
SELECT ?claim ?quote WHERE {{ VALUES ?claim {{ %s }} ?quote <{PIF}illustrates> ?claim . }}"""
# By the claims, so that only their own sentences are looked at.
_CITED = f"""\
SELECT DISTINCT ?claim ?citation ?work ?intent ?fit ?reference ?printed ?title ?year WHERE {{
  VALUES ?claim {{ %s }}
  ?claim <{PIF}inSentence> ?sentence ; <{PIF}ofStudy> ?home .
  ?citation <{PIF}inSentence> ?sentence ; <{PIF}ofStudy> ?home ; <{CITO}hasCitedEntity> ?work .
  OPTIONAL {{ ?citation <{CITO}hasCitationCharacterization> ?intent }}
  OPTIONAL {{ ?citation <{PIF}fit> ?fit }}
  OPTIONAL {{
    ?citation <{PIF}viaReference> ?entry . ?entry <{PIF}identifier> ?reference .
    OPTIONAL {{ ?entry <{PIF}printedAs> ?printed }}
  }}
  OPTIONAL {{ ?work <{DCTERMS}title> ?title }}
  OPTIONAL {{ ?work <{PIF}publicationYear> ?year }}
}}"""
_NUMBER = re.compile(r"^\s*\[?[0-9]+[.\])]?\s+")


@dataclass(frozen=True, slots=True)
class Cited:
    """A work as one claim's sentence cites it. ``intents`` are names of CiTO properties."""

    work: str
    reference: str
    printed: str
    title: str
    year: str
    intents: tuple[str, ...]
    fit: str

    @property
    def short(self) -> str:
        """How to call the work in a sentence: who and when, or its title."""
        lead = self.printed.split(".")[0].split(",")[0].strip()
        words = lead.split(" ")
        if self.printed and self.year and 0 < len(words) < 5:
            family = " ".join(words[:-1]) if len(words) > 1 and words[-1].isupper() else lead
            others = " et al." if "," in self.printed.split(".")[0] else ""
            return f"{family}{others} {self.year}"
        return self.title or self.work


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as a list shows it; ``quotes`` are the addresses of those that illustrate it."""

    iri: str
    study: str
    id: str
    text: str
    type: str
    section: str
    note: str
    quotes: tuple[str, ...]
    more_quotes: int
    cites: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A work that claims rest on: how often it is cited there, for what, and how well it fits."""

    iri: str
    printed: str
    title: str
    year: str
    times: int
    intents: tuple[str, ...]
    fits: tuple[str, ...]
    claims: tuple[str, ...]


def about(store: Store, constructs: Sequence[str], limit: int = MOST) -> tuple[list[Claim], int]:
    """Return the first claims about any of some constructs (IRIs), and how many there are."""
    among = " ".join(map(terms.iri, constructs))
    rows = list(store.query(_OF % {"about": among, "limit": limit}).rows())
    found = claims(store, [terms.value_of(row["claim"]) for row in rows])
    if len(rows) < limit:
        return found, len(found)
    [row] = store.query(_COUNT % among).rows()
    return found, int(terms.value_of(row["n"]))


def claims(store: Store, wanted: Sequence[str]) -> list[Claim]:
    """Return claims by their IRIs, in that order."""
    if not wanted:
        return []
    among = " ".join(map(terms.iri, wanted))
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for row in store.query(_SAID % among).rows():
        name = row["property"][1:-1].removeprefix(PIF)
        about_ = said[terms.value_of(row["claim"])]
        value = terms.value_of(row["value"])
        about_[name] = min(about_.get(name, value), value)
    shown: dict[str, set[str]] = defaultdict(set)
    for row in store.query(_SHOWN % among).rows():
        shown[terms.value_of(row["claim"])].add(terms.value_of(row["quote"]))
    cited = _cited(store, among)
    found = []
    for iri in wanted:
        about_ = said.get(iri, {})
        named = split_thing_iri(iri)
        quotes = sorted(shown.get(iri, ()))
        found.append(
            Claim(
                iri,
                named[0] if named else "",
                about_.get("identifier") or (named[2] if named else iri),
                about_.get("text", ""),
                about_.get("claimType", ""),
                about_.get("inSection", ""),
                about_.get("note", ""),
                tuple(quotes[:_QUOTES_NAMED]),
                max(0, len(quotes) - _QUOTES_NAMED),
                tuple(cited.get(iri, ())),
            )
        )
    return found


def works(found: Iterable[Claim]) -> list[Work]:
    """Return the works that claims cite, those cited most often first."""
    by_work: dict[str, list[tuple[Claim, Cited]]] = defaultdict(list)
    for claim in found:
        for cited in claim.cites:
            by_work[cited.work].append((claim, cited))
    made = []
    for iri, pairs in by_work.items():
        cites = [cited for _, cited in pairs]
        made.append(
            Work(
                iri,
                next((c.printed for c in cites if c.printed), ""),
                next((c.title for c in cites if c.title), ""),
                next((c.year for c in cites if c.year), ""),
                len({claim.iri for claim, _ in pairs}),
                tuple(sorted({i for c in cites for i in c.intents})),
                tuple(sorted({c.fit for c in cites if c.fit})),
                tuple(dict.fromkeys(claim.iri for claim, _ in pairs)),
            )
        )
    return sorted(made, key=lambda w: (-w.times, w.printed or w.title or w.iri))


def _cited(store: Store, among: str) -> dict[str, list[Cited]]:
    rows: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in store.query(_CITED % among).rows():
        plain = {name: terms.value_of(term) for name, term in row.items()}
        rows[plain["claim"], plain["work"]].append(plain)
    found: dict[str, list[Cited]] = defaultdict(list)
    for (claim, work), said in sorted(rows.items()):

        def first(name: str, said: list[dict[str, str]] = said) -> str:
            return min((row[name] for row in said if row.get(name)), default="")

        intents = {row["intent"].removeprefix(CITO) for row in said if row.get("intent")}
        found[claim].append(
            Cited(
                work,
                first("reference"),
                _NUMBER.sub("", first("printed")),
                first("title"),
                first("year"),
                tuple(sorted(intents)),
                first("fit"),
            )
        )
    return found
