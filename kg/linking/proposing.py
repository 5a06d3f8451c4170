"""Which quotes of two studies may publish the same spoken words, and what was decided of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.index import ask
from kg.linking.reviews import Review, reviews
from kg.linking.wording import pairs

if TYPE_CHECKING:
    from kg.index import Index
    from kg.index.showing import QuoteRow
    from kg.store.base import Store

BEGINS = 80
_FEW = 5_000
"""The most quotes that are compared without being asked to, in about a second."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two quotes with like words, named ``study/id``, of two studies. Nobody who spoke is named.

    ``found`` says how: exact, contained, near, or reviewed where only a decision names them.
    """

    first: str
    second: str
    found: str
    share: float
    access: str
    """The levels of both, the more closed last: ``public, restricted``."""
    texts: tuple[str, str] = ("", "")
    review: Review | None = None

    @property
    def decision(self) -> str:
        """What was decided: accepted, rejected, or open."""
        return self.review.decision if self.review else "open"

    @property
    def begins(self) -> str:
        """How the shorter of the two begins."""
        short = min(self.texts, key=len)
        return short if len(short) <= BEGINS else f"{short[: BEGINS - 1]}…"


_ORDER = {"public": 0, "restricted": 1, "closed": 2}


def proposals(store: Store) -> list[Proposal]:
    """Return what is proposed and what was decided, in the order of the quotes.

    Quotes that their studies themselves say are one utterance are not proposed.
    """
    decided = {each.pair: each for each in reviews(store)}
    return ask(store, lambda index: _proposals(index, decided))


def open_for(store: Store, studies: set[str]) -> int:
    """Return how many quotes of some studies are proposed and undecided; 0 where it takes long."""

    def few(index: Index) -> bool:
        held = [block for block in index.blocks if block.end > block.first]
        return len(held) > 1 and len(index.all) <= _FEW and any(b.study in studies for b in held)

    if not ask(store, few):
        return 0
    names = {
        name
        for each in proposals(store)
        if each.decision == "open"
        for name in (each.first, each.second)
        if name.partition("/")[0] in studies
    }
    return len(names)


def _proposals(index: Index, decided: dict[tuple[str, str], Review]) -> list[Proposal]:
    accepted = {pair for pair, each in decided.items() if each.decision == "accepted"}
    found: dict[tuple[str, str], Proposal] = {}
    several = sum(1 for block in index.blocks if block.end > block.first) > 1
    rows = index.rows(list(index.all)) if several else []
    for pair in pairs([(row.study, row.text) for row in rows]):
        one, other = sorted((rows[pair.first], rows[pair.second]), key=_name)
        names = _name(one), _name(other)
        joined = index.utterance(rows[pair.first].n) == index.utterance(rows[pair.second].n)
        if joined and names not in accepted:
            continue
        found[names] = Proposal(
            *names, pair.kind, pair.share, _levels(one, other), (one.text, other.text),
            decided.get(names),
        )  # fmt: skip
    for names, each in decided.items():
        if names not in found:
            found[names] = Proposal(*names, "reviewed", 0.0, "", review=each)
    return [found[names] for names in sorted(found)]


def _name(row: QuoteRow) -> str:
    return f"{row.study}/{row.quote}"


def _levels(one: QuoteRow, other: QuoteRow) -> str:
    levels = sorted((one.access or "restricted", other.access or "restricted"), key=_rank)
    return ", ".join(levels)


def _rank(level: str) -> int:
    return _ORDER.get(level, len(_ORDER))
