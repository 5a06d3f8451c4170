"""Claims with what they cite: for the page of a construct, of a study, of a work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.identifiers import split_thing_iri
from kg.namespaces import PIF
from kg.pages.citations import Citation, Citations, Work, citations
from kg.store import keeping
from kg.store.facts import facts

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
_SAID = frozenset(
    f"<{PIF}{name}>"
    for name in ("text", "claimType", "inSection", "inSentence", "note", "identifier")
)
_SHOWN = f"""\
SELECT ?claim ?quote WHERE {{ VALUES ?claim {{ %s }} ?quote <{PIF}illustrates> ?claim . }}"""


@dataclass(frozen=True, slots=True)
class Cited:
    """A work as one claim's sentence cites it. ``intents`` are names of CiTO properties."""

    work: Work
    intents: tuple[str, ...]
    fit: str


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
class RestedOn:
    """A work that claims rest on: how often it is cited there, for what, and how well it fits."""

    work: Work
    times: int
    intents: tuple[str, ...]
    fits: tuple[str, ...]
    claims: tuple[str, ...]


def about(
    store: Store, revision: str, constructs: Sequence[str], limit: int = MOST
) -> tuple[list[Claim], int]:
    """Return the first claims about any of some constructs (IRIs), and how many there are."""
    among = " ".join(map(terms.iri, constructs))
    rows = list(store.query(_OF % {"about": among, "limit": limit}).rows())
    found = claims(store, revision, [terms.value_of(row["claim"]) for row in rows])
    if len(rows) < limit:
        return found, len(found)
    [row] = store.query(_COUNT % among).rows()
    return found, int(terms.value_of(row["n"]))


def claims(store: Store, revision: str, wanted: Sequence[str]) -> list[Claim]:
    """Return claims by their IRIs, in that order."""
    if not wanted:
        return []
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for claim, p, o, _ in facts(store, map(terms.iri, wanted), only=_SAID):
        name, value = p[1:-1].removeprefix(PIF), terms.value_of(o)
        about_ = said[claim[1:-1]]
        about_[name] = min(about_.get(name, value), value)
    shown = _shown(store, revision, wanted)
    cited = citations(store, revision)
    found = []
    for iri in wanted:
        about_ = said.get(iri, {})
        named = split_thing_iri(iri)
        quotes, more = shown[iri]
        found.append(
            Claim(
                iri,
                named[0] if named else "",
                about_.get("identifier") or (named[2] if named else iri),
                about_.get("text", ""),
                about_.get("claimType", ""),
                about_.get("inSection", ""),
                about_.get("note", ""),
                quotes,
                more,
                _cited(cited, named[0] if named else "", about_.get("inSentence", "")),
            )
        )
    return found


def _shown(
    store: Store, revision: str, wanted: Sequence[str]
) -> dict[str, tuple[tuple[str, ...], int]]:
    """Return the first quotes that illustrate each of some claims, and how many more there are."""

    def read(missing: list[str]) -> dict[str, tuple[tuple[str, ...], int]]:
        quotes: dict[str, set[str]] = defaultdict(set)
        for row in store.query(_SHOWN % " ".join(map(terms.iri, missing))).rows():
            quotes[terms.value_of(row["claim"])].add(terms.value_of(row["quote"]))
        return {
            claim: (tuple(sorted(held)[:_QUOTES_NAMED]), max(0, len(held) - _QUOTES_NAMED))
            for claim, held in quotes.items()
        }

    # One claim may introduce ten thousand quotes, all of which are read to name the first.
    return keeping.many(store, revision, "quotes of claims", wanted, read, ((), 0))


def works(found: Iterable[Claim]) -> list[RestedOn]:
    """Return the works that claims cite, those cited most often first."""
    by_work: dict[str, list[tuple[Claim, Cited]]] = defaultdict(list)
    for claim in found:
        for cited in claim.cites:
            by_work[cited.work.iri].append((claim, cited))
    made = [
        RestedOn(
            pairs[0][1].work,
            len({claim.iri for claim, _ in pairs}),
            tuple(sorted({intent for _, cited in pairs for intent in cited.intents})),
            tuple(sorted({cited.fit for _, cited in pairs if cited.fit})),
            tuple(dict.fromkeys(claim.iri for claim, _ in pairs)),
        )
        for pairs in by_work.values()
    ]
    return sorted(made, key=lambda r: (-r.times, r.work.printed or r.work.title or r.work.iri))


def _cited(known: Citations, study: str, sentence: str) -> tuple[Cited, ...]:
    by_work: dict[str, list[Citation]] = defaultdict(list)
    for citation in known.by_sentence.get((study, sentence), ()) if sentence else ():
        by_work[citation.work].append(citation)
    return tuple(
        Cited(
            known.work(work),
            tuple(sorted({intent for c in those for intent in c.intents})),
            min((c.fit for c in those if c.fit), default=""),
        )
        for work, those in sorted(by_work.items())
    )
