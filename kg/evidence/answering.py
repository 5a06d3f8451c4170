"""The answer to a question: how many, the page asked for, counts beside it, the equal query."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import TYPE_CHECKING, Literal

from pyroaring import BitMap

from kg.errors import UsageError
from kg.evidence.question import Node, Question, matches, terms_in
from kg.evidence.resting import Resting, resting
from kg.evidence.sparql import Place, to_sparql
from kg.index import Index, Kind, Mode, QuoteRow, ask
from kg.index.searching import ranked, spans

if TYPE_CHECKING:
    from kg.store.base import Store

Order = Literal["study", "rank"]
FACETS: tuple[Kind, ...] = ("construct", "role", "source", "status", "access", "study")
"""The counts that stand beside an answer unless others are asked for."""
MOST_VALUES = 100
"""How many values of a facet are counted out beside an answer; the rest are said to be there."""
PAGE = 50
"""How many quotes a page has unless another number is asked for."""
_SHARED: tuple[Kind, ...] = (
    "construct", "bears_on", "role", "source", "status", "access", "work",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the quotes found have a value."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of quotes and what is known of all that were found.

    ``total`` counts quotes, ``utterances`` counts quotes that overlap or repeat each other once.
    ``facets`` maps each kind asked for to the counts of its values, largest first, and
    ``left_out`` the kinds that have more than 100 values to how many more. ``next`` is
    where the next page begins, None after the last. ``sparql`` asks for all the quotes, in order
    of study, document and quote. ``marks`` gives, for a question with words, where they stand in
    each row's text: pairs of code points, end exclusive. ``ranked`` says whether the most
    telling quotes come first. ``rests_on`` names the sets of mappings that were asked, where that
    makes a difference.
    """

    total: int
    utterances: int
    rows: list[QuoteRow]
    facets: dict[str, list[Count]]
    sparql: str
    left_out: dict[str, int] = field(default_factory=dict)
    next: str | None = None
    ranked: bool = False
    marks: list[list[tuple[int, int]]] = field(default_factory=list)
    rests_on: tuple[Resting, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the body of ``/api/quotes``."""
        return {
            "total": self.total,
            "utterances": self.utterances,
            "quotes": [row_as_json(row) for row in self.rows],
            "facets": {
                kind: [{"value": c.key, "label": c.label, "count": c.count} for c in counts]
                for kind, counts in self.facets.items()
            },
            "facets_left_out": self.left_out,
            "sparql": self.sparql,
            "next": self.next,
            **({"mappings": [each.as_json() for each in self.rests_on]} if self.rests_on else {}),
        }


def row_as_json(row: QuoteRow) -> dict[str, object]:
    """Return a row with null for what it does not have, and its codes as a list."""
    return {
        "quote": row.quote,
        "iri": row.iri,
        "text": row.text,
        "study": row.study,
        "document": row.document or None,
        "source": row.source or None,
        "participant": row.participant or None,
        "role": row.role or None,
        "codes": list(row.codes),
        "claim": row.claim or None,
        "access": row.access or None,
    }


def answer(
    store: Store,
    make: Question | Node | None = None,
    *,
    limit: int | None = PAGE,
    after: str | None = None,
    facets: Sequence[Kind] = FACETS,
    order: Order = "study",
    mappings: Collection[str] | None = None,
) -> Answer:
    """Answer a question from the index of a store; see :func:`answer_from`.

    ``mappings`` names the sets of mappings to ask with; None means all.
    """
    meant = make if isinstance(make, Question) else Question(make) if make else Question()
    return ask(
        store,
        lambda index: answer_from(
            index.choosing(mappings), meant, limit=limit, after=after, facets=facets, order=order
        ),
    )


def answer_from(
    index: Index,
    question: Question,
    *,
    limit: int | None = PAGE,
    after: str | None = None,
    facets: Sequence[Kind] = FACETS,
    order: Order = "study",
) -> Answer:
    """Answer a question: ``limit`` quotes (None: all) that come after a place.

    Quotes come in the order of study, document and quote, or with ``rank`` the most telling
    first (:func:`kg.index.searching.ranked`), which needs words in the question.

    Raises:
        UsageError: ``after`` is no place in these answers, or there is nothing to rank by.
    """
    if limit is not None and limit < 0:
        raise UsageError(f"There cannot be {limit} quotes on a page.")
    hits = matches(index, question.where)
    by_rank = None
    if order == "rank":
        by_rank = _ranked_page(index, question, hits, limit, after)
    if by_rank is not None:
        numbers, following = by_rank
        rows = index.rows(numbers)
    else:
        numbers, more = _page(index, hits, limit, after)
        rows = index.rows(numbers)
        following = after_row(rows[-1]) if more and rows else ""
    terms = terms_in(question.where)
    counted = {k: counts(index, k, hits, question.mode, MOST_VALUES) for k in facets}
    return Answer(
        total=len(hits),
        utterances=index.utterances(hits),
        rows=rows,
        facets={kind: found for kind, (found, _) in counted.items()},
        left_out={kind: more for kind, (_, more) in counted.items() if more},
        sparql=to_sparql(index, question),
        next=following or None,
        ranked=by_rank is not None,
        marks=[spans(index, terms, row.n) for row in rows] if terms else [],
        rests_on=resting(index, question.where, hits),
    )


def counts(
    index: Index, kind: Kind, hits: BitMap, mode: Mode = "scheme", most: int | None = None
) -> tuple[list[Count], int]:
    """Count hits by the values of a facet, largest first; values without hits are left out.

    Returns at most ``most`` counts, and how many more values there are.
    """
    found: list[tuple[str, int]]
    if kind == "study":
        found = list(index.studies_hit(hits))
    elif kind in _SHARED:
        values = index.shared(kind, mode)
        held = ((key, hits.intersection_cardinality(value)) for key, value in values.items())
        found = [(k, n) for k, n in held if n and ("/" not in k or ":" in k)]
    else:
        owned = index.own(kind, [study for study, _ in index.studies_hit(hits)])
        held = ((key, hits.intersection_cardinality(value)) for key, value in owned)
        found = [(k, n) for k, n in held if n]
    kept = nsmallest(len(found) if most is None else most, found, key=lambda p: (-p[1], p[0]))
    return [Count(k, index.label(kind, k), n) for k, n in kept], len(found) - len(kept)


def _page(
    index: Index, hits: BitMap, limit: int | None, after: str | None
) -> tuple[list[int], bool]:
    start = None
    if after is not None:
        place = place_of(after)
        start = (place.study, index.rank(place.study, place.document, place.quote))
    found = index.order.first(hits, None if limit is None else limit + 1, start)
    more = limit is not None and len(found) > limit
    return found[:limit], more


def _ranked_page(
    index: Index, question: Question, hits: BitMap, limit: int | None, after: str | None
) -> tuple[list[int], str] | None:
    """Return a page of ranked hits and the next one's token; None where nothing tells more."""
    terms = terms_in(question.where)
    if not terms:
        raise UsageError("There is nothing to rank by.", "Add words to search for.")
    state = index.revision[:12]
    start = 0
    if after is not None:
        said = _read_cursor(after)
        if len(said) == 2 and said[0] != state:
            raise UsageError(
                "The store has changed since that page was made, and with it the ranking.",
                "Begin again with the first page.",
            )
        start = said[1] if len(said) == 2 and isinstance(said[1], int) else -1
    end = len(hits) if limit is None else max(start, 0) + limit
    best = ranked(index, terms, hits, end)
    if best is None:
        return None
    if start < 0:
        raise _no_place(after or "")
    if len(best) < min(end, len(hits)):  # with OR, what has none of the words comes last
        best += (hits - BitMap(best))[: end - len(best)]
    return best[start:end], _token(state, end) if end < len(hits) and limit else ""


def place_of(cursor: str) -> Place:
    """Return the place that ``next`` of an answer names.

    Raises:
        UsageError: It is not one.
    """
    said = _read_cursor(cursor)
    if len(said) != 3 or not all(isinstance(part, str) for part in said):
        raise _no_place(cursor)
    return Place(*said)


def after_row(row: QuoteRow) -> str:
    """Return the place right after a quote, as ``next`` of an answer in that order says it."""
    return _token(row.study, row.document, row.quote)


def _token(*parts: object) -> str:
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def _read_cursor(cursor: str) -> list[str]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        said = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        raise _no_place(cursor) from None
    if not isinstance(said, list):
        raise _no_place(cursor)
    return said


def _no_place(cursor: str) -> UsageError:
    return UsageError(
        f"{cursor[:80]!r} is not the place where a page begins.",
        "Use what `next` of an answer says, with the same question.",
    )
