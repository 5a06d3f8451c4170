"""What is shown of a quote, and of a value of a facet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.identifiers import thing_iri


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """What an answer shows of a quote; a cell without a value is empty.

    ``start`` and ``end`` count code points of the document's text from 0, end exclusive.
    ``before`` and ``after`` are what stands around it there; the index does not hold them, so
    they are None unless they were asked for and are known.
    """

    n: int
    quote: str
    iri: str
    text: str
    study: str
    document: str
    source: str
    participant: str
    role: str
    codes: tuple[str, ...]
    claim: str
    access: str
    start: int | None = None
    end: int | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: its key, its label, the study it belongs to, how many quotes."""

    key: str
    label: str
    study: str | None
    count: int


def row_of(n: int, study: str, values: tuple[object, ...], more: Iterable[str]) -> QuoteRow:
    """Make the row of a quote from its columns; ``more`` are codes given to it elsewhere."""
    id, iri, text, document, source, person, role, codes, claim, access, start, end = values
    filed = tuple(str(codes).split(";")) if codes else ()
    if more:
        filed = tuple(sorted({*filed, *more}))
    return QuoteRow(
        n, str(id), str(iri or thing_iri(study, "quote", str(id))), str(text), study,
        str(document), str(source), str(person), str(role), filed, str(claim), str(access),
        start, end,  # type: ignore[arg-type]
    )  # fmt: skip
