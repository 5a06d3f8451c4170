"""Where coders disagree: the quotes that some gave a code and others, who read them, did not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.evidence.codings import Codings, read_codings
from kg.terms import value_of

if TYPE_CHECKING:
    from kg.evidence.agreement import Uncoded
    from kg.store.base import Store


@dataclass(frozen=True, slots=True)
class Disputed:
    """A unit on which coders disagree: the quotes (IRIs) of one span, and what each coder gave.

    A coder who took part and gave no code has an empty tuple; one who judged nothing is absent.
    """

    quotes: tuple[str, ...]
    by: Mapping[str, tuple[str, ...]]

    def differs(self, code: str) -> bool:
        """Say whether some gave it a code and others did not."""
        gave = [code in codes for codes in self.by.values()]
        return any(gave) and not all(gave)

    def to_dict(self) -> dict[str, Any]:
        """Return the unit for JSON."""
        return {"quotes": list(self.quotes), "codes": {c: list(own) for c, own in self.by.items()}}


@dataclass(frozen=True, slots=True)
class Disagreements:
    """All units on which the coders of a study disagree, in the order of documents and quotes."""

    study: str
    units: tuple[Disputed, ...]
    labels: Mapping[str, str]

    def on(self, code: str) -> tuple[Disputed, ...]:
        """Return the units on which coders disagree about one code; about any for none."""
        return tuple(u for u in self.units if u.differs(code)) if code else self.units

    def counts(self) -> dict[str, int]:
        """Return on how many units coders disagree, code by code."""
        found: dict[str, int] = defaultdict(int)
        for unit in self.units:
            for code in {code for own in unit.by.values() for code in own}:
                found[code] += unit.differs(code)
        return dict(found)


def disagreements(store: Store, study: str, *, uncoded: Uncoded = "in") -> Disagreements:
    """Find the quotes that coders of a study coded differently; the unit is the quote.

    What counts as a judgement is what :func:`kg.evidence.agreement.agreement` counts.
    """
    found = read_codings(store, study)
    units = []
    for quotes, by in _judged(found, uncoded):
        if len(by) > 1 and len(set(by.values())) > 1:
            units.append((_order(found, quotes[0]), Disputed(tuple(map(value_of, quotes)), by)))
    units.sort(key=lambda pair: pair[0])
    return Disagreements(study, tuple(unit for _, unit in units), found.labels)


def _judged(
    found: Codings, uncoded: Uncoded
) -> list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]:
    given: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    present: dict[str, set[str]] = defaultdict(set)
    for coder, quote, code in found.acts:
        given[quote][coder].add(code)
        present[found.passages[quote].document].add(coder)
    spans: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for quote, passage in found.passages.items():
        known = passage.start is not None and passage.end is not None
        place = (passage.start, passage.end) if known else (quote,)
        spans[passage.document, *place].append(quote)
    units = []
    for (document, *_), quotes in spans.items():
        by = {}
        for coder in sorted(present.get(str(document), ())):
            own = sorted({code for quote in quotes for code in given[quote].get(coder, ())})
            if own or uncoded == "in":
                by[coder] = tuple(own)
        units.append((tuple(sorted(quotes)), by))
    return units


def _order(found: Codings, quote: str) -> tuple[str, int, str]:
    passage = found.passages[quote]
    return passage.document, passage.start or 0, quote
