"""All about one quote: its words, who coded it and why, what it counts for, where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg import terms
from kg.evidence.context import in_context
from kg.identifiers import split_thing_iri
from kg.index import ask
from kg.index.kinds import concept_key
from kg.namespaces import PIF
from kg.pages.asked import label_of
from kg.pages.cards import Card, Chip, cards, reasons_of
from kg.pages.claims import Claim, claims
from kg.pages.episodes import Told, episodes
from kg.pages.placed import numbers_of
from kg.pages.said import local
from kg.store.facts import facts
from kg.terms import A

if TYPE_CHECKING:
    from kg.index import Index, QuoteRow
    from kg.store.base import Store

AROUND = 400
"""How many characters are shown of what stands before and after the words."""
MOST_EXPLAINED = 12
"""For how many constructs it is said why the quote counts."""
_MOST_SAME = 6
_MOST_CLAIMS = 5
_MOST_BORNE = 20

_MOST_ACTS = 500

_CODED = f"<{PIF}targetOfCoding>"
_OF_ACTS = frozenset(
    [*(f"<{PIF}{n}>" for n in ("codingTarget", "codingBody", "madeBy", "codedAt", "rationale")), A]
)
_OF_QUOTES = frozenset([f"<{PIF}evidences>", f"<{PIF}illustrates>"])


@dataclass(frozen=True, slots=True)
class CodedAs:
    """One coding act: the code or construct, by whom, when, as what kind of act, and why."""

    iri: str
    key: str
    label: str
    coder: str
    coder_iri: str
    when: str
    by_project: bool
    rationale: str


@dataclass(frozen=True, slots=True)
class QuotePage:
    """All that the page of a quote shows. ``borne`` are constructs it bears on without support."""

    card: Card
    acts: tuple[CodedAs, ...]
    borne: tuple[Chip, ...]
    claims: list[Claim]
    episodes: list[Told]
    same: list[Card]
    has_context: bool
    unexplained: int
    revision: str


def quote_page(store: Store, iri: str, *, public: bool = False) -> QuotePage | None:
    """Gather all about a quote (IRI); None if it is not among the evidence.

    For ``public`` readers words and grounds that are not public are left out.
    """
    return quote_pages(store, [iri], public=public).get(iri)


def quote_pages(store: Store, iris: Sequence[str], *, public: bool = False) -> dict[str, QuotePage]:
    """Gather all about several quotes at once; those that are not among the evidence are left out.

    Up to :data:`kg.pages.cards.MOST` at once are asked for in about as many questions as one.
    """
    return ask(store, lambda index: _pages(store, index, iris, public=public))


def _pages(
    store: Store, index: Index, iris: Sequence[str], *, public: bool
) -> dict[str, QuotePage]:
    numbers = numbers_of(store, index, iris)
    rows = {row.iri: row for row in index.rows(list(numbers.values()))}
    open_ = [row for row in rows.values() if not public or row.access == "public"]
    rows |= {row.iri: row for row in in_context(store, open_, AROUND)}
    made = {card.row.iri: card for card in cards(store, index, list(rows.values()), public=public)}
    keys = {
        iri: [chip.key for chip in card.chips if not card.coded_only] for iri, card in made.items()
    }
    most = {iri: each[:MOST_EXPLAINED] for iri, each in keys.items()}
    why = reasons_of(store, index, most, public=public)
    acts, said = _acts(store, index, list(numbers)), _said(store, list(numbers))
    shown = {
        iri: [claim for claim in said[iri]["illustrates"] if split_thing_iri(claim)][:_MOST_CLAIMS]
        for iri in numbers
    }
    every = sorted({claim for each in shown.values() for claim in each})
    told = {claim.iri: claim for claim in claims(store, index.revision, every)}
    found = {}
    for iri in numbers:
        card = replace(made[iri], why=tuple(why.get(iri, ())))
        row = rows[iri]
        found[iri] = QuotePage(
            card=card,
            acts=acts.get(iri, ()),
            borne=_borne(index, row, set(keys[iri])),
            claims=[told[claim] for claim in shown[iri]],
            episodes=episodes(store, index, said[iri]["evidences"]),
            same=_same(store, index, card, public=public),
            has_context=bool(row.before or row.after),
            unexplained=max(0, len(keys[iri]) - MOST_EXPLAINED),
            revision=index.revision,
        )
    return found


def _said(store: Store, quotes: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Return the claims that quotes illustrate and the episodes they evidence (IRIs), sorted."""
    found: dict[str, dict[str, set[str]]] = {
        quote: {"illustrates": set(), "evidences": set()} for quote in quotes
    }
    for quote, p, o, _ in facts(store, map(terms.iri, quotes), only=_OF_QUOTES):
        found[quote[1:-1]][local(p)].add(terms.value_of(o))
    return {
        quote: {name: sorted(values) for name, values in about.items()}
        for quote, about in found.items()
    }


def _acts(store: Store, index: Index, quotes: Sequence[str]) -> dict[str, tuple[CodedAs, ...]]:
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    # That acts lead to their quotes is stated, that quotes lead to their acts is worked out.
    wanted = {o for _, _, o, _ in facts(store, map(terms.iri, quotes), only=(_CODED,))}
    for act, p, o, _ in facts(store, sorted(filter(terms.is_iri, wanted)), only=_OF_ACTS):
        said[act[1:-1]][local(p)].add(terms.value_of(o))
    made: dict[str, list[CodedAs]] = defaultdict(list)
    asked = set(quotes)
    for act, about in said.items():
        coder = min(about["madeBy"], default="")
        named = split_thing_iri(coder)
        for body in sorted(about["codingBody"]):
            key = concept_key(body)
            coded = CodedAs(
                iri=act,
                key=key,
                label=label_of(index, "code" if "/" in key else "construct", key),
                coder=named[2] if named else coder,
                coder_iri=coder,
                when=min(about["codedAt"], default="")[:10],
                by_project=f"{PIF}ProjectCoding" in about["type"],
                rationale=min(about["rationale"], default=""),
            )
            for quote in about["codingTarget"] & asked:
                made[quote].append(coded)
    return {
        quote: tuple(sorted(acts, key=lambda a: (a.when, a.coder, a.label.casefold(), a.iri)))[
            :_MOST_ACTS
        ]
        for quote, acts in made.items()
    }


def _borne(index: Index, row: QuoteRow, supported: set[str]) -> tuple[Chip, ...]:
    """Return the constructs that claims lead to, but no code does."""
    labels = index.constructs()
    found = [
        Chip(key, labels[key], stated=False)
        for key, held in index.shared("bears_on").items()
        if key in labels and key not in supported and row.n in held
    ]
    return tuple(sorted(found, key=lambda chip: chip.label.casefold()))[:_MOST_BORNE]


def _same(store: Store, index: Index, card: Card, *, public: bool) -> list[Card]:
    """Return the quotes that hold the same utterance, or part of it."""
    numbers = numbers_of(store, index, card.same[:_MOST_SAME])
    rows: Sequence[QuoteRow] = index.rows(list(numbers.values()))
    return cards(store, index, rows, public=public, explained=False)
