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
from kg.namespaces import PIF, RDF
from kg.pages.asked import label_of
from kg.pages.cards import Card, Chip, cards, reasons
from kg.pages.claims import Claim, claims
from kg.pages.episodes import Told, episodes
from kg.pages.placed import number_of
from kg.pages.said import local, said_of, texts

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

_ACTS = f"""\
SELECT ?act ?property ?value ?_quote_iri WHERE {{
  ?act <{PIF}codingTarget> ?_quote_iri ; ?property ?value .
  FILTER(?property IN (<{PIF}codingBody>, <{PIF}madeBy>, <{PIF}codedAt>, <{PIF}rationale>,
    <{RDF}type>))
}} LIMIT 2000"""


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
    return ask(store, lambda index: _page(store, index, iri, public=public))


def _page(store: Store, index: Index, iri: str, *, public: bool) -> QuotePage | None:
    n = number_of(store, index, iri)
    if n is None:
        return None
    [row] = index.rows([n])
    if not public or row.access == "public":
        [row] = in_context(store, [row], AROUND)
    [card] = cards(store, index, [row], public=public)
    keys = [chip.key for chip in card.chips if not card.coded_only]
    why = reasons(store, index, [row], keys[:MOST_EXPLAINED], "scheme", public=public)
    card = replace(card, why=tuple(why.get(row.iri, ())))
    said = said_of(store, iri, [f"{PIF}evidences", f"{PIF}illustrates"])
    shown = [iri for iri in texts(said, "illustrates") if split_thing_iri(iri)]
    return QuotePage(
        card=card,
        acts=_acts(store, index, iri),
        borne=_borne(index, row, set(keys)),
        claims=claims(store, index.revision, shown[:_MOST_CLAIMS]),
        episodes=episodes(store, index, texts(said, "evidences")),
        same=_same(store, index, card, public=public),
        has_context=bool(row.before or row.after),
        unexplained=max(0, len(keys) - MOST_EXPLAINED),
        revision=index.revision,
    )


def _acts(store: Store, index: Index, iri: str) -> tuple[CodedAs, ...]:
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in store.query(_ACTS, {"_quote_iri": terms.iri(iri)}).rows():
        said[terms.value_of(row["act"])][local(row["property"])].add(terms.value_of(row["value"]))
    made = []
    for act, about in said.items():
        coder = min(about["madeBy"], default="")
        named = split_thing_iri(coder)
        for body in sorted(about["codingBody"]):
            key = concept_key(body)
            made.append(
                CodedAs(
                    iri=act,
                    key=key,
                    label=label_of(index, "code" if "/" in key else "construct", key),
                    coder=named[2] if named else coder,
                    coder_iri=coder,
                    when=min(about["codedAt"], default="")[:10],
                    by_project=f"{PIF}ProjectCoding" in about["type"],
                    rationale=min(about["rationale"], default=""),
                )
            )
    return tuple(sorted(made, key=lambda a: (a.when, a.coder, a.label.casefold(), a.iri)))


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
    numbers = (number_of(store, index, iri) for iri in card.same[:_MOST_SAME])
    rows: Sequence[QuoteRow] = index.rows([n for n in numbers if n is not None])
    return cards(store, index, rows, public=public, explained=False)
