"""What stands around a quote in its document, where the study holds the document's text.

Texts are asked of the store for the quotes of one page, one document at a time, and cut here:
engines do not agree on what SUBSTR counts outside the first 65,536 characters of Unicode.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.evidence.answering import row_as_json
from kg.index import QuoteRow
from kg.namespaces import PIF
from kg.terms import iri, value_of

if TYPE_CHECKING:
    from kg.store.base import Store

COLUMNS = ("before", "after")
"""The columns that context adds to an answer."""
MOST_QUOTES = 200
"""How many quotes get context at once."""
MOST_CHARACTERS = 2_000
"""How many code points are shown on either side of a quote."""

_DOCUMENTS = f"""SELECT DISTINCT ?quote ?document WHERE {{
  VALUES ?quote {{ %s }}
  ?quote <{PIF}drawnFrom> ?document .
  FILTER EXISTS {{ ?document <{PIF}fullText> ?text }}
}}"""
_TEXT = f"SELECT ?document ?text WHERE {{ ?document <{PIF}fullText> ?text }}"


def check_size(characters: int) -> None:
    """Refuse a number of code points that cannot be shown.

    Raises:
        UsageError: It is below 1 or above 2,000.
    """
    if not 1 <= characters <= MOST_CHARACTERS:
        raise UsageError(
            f"There cannot be {characters:,} characters of context.",
            f"Give a number from 1 to {MOST_CHARACTERS:,}.",
        )


def too_many() -> UsageError:
    """Return what is said where more quotes were asked for than get context at once."""
    return UsageError(
        f"Context is given for {MOST_QUOTES} quotes at most, and there are more.",
        f"Narrow the question, or set the limit to {MOST_QUOTES} or fewer.",
    )


def in_context(store: Store, rows: Sequence[QuoteRow], characters: int) -> list[QuoteRow]:
    """Return rows with up to so many code points ``before`` and ``after`` each.

    Both stay None where the quote has no offsets, where the text of its document is not held,
    and where the text does not have the quote's words between the offsets.

    Raises:
        UsageError: There are more than 200 rows, or ``characters`` is not from 1 to 2,000.
    """
    check_size(characters)
    if len(rows) > MOST_QUOTES:
        raise too_many()
    found = list(rows)
    for document, places in _documents(store, rows).items():
        for text in _texts(store, document):
            for n in places:
                found[n] = _around(found[n], text, characters)
    return found


def row_in_context_as_json(row: QuoteRow) -> dict[str, object]:
    """Return a row as JSON has it, with ``before`` and ``after``, null where not known."""
    return {**row_as_json(row), "before": row.before, "after": row.after}


def _documents(store: Store, rows: Sequence[QuoteRow]) -> dict[str, list[int]]:
    """Return the documents (terms) whose texts are held, each with the places of its quotes."""
    places = {iri(row.iri): n for n, row in enumerate(rows) if row.start is not None}
    found: dict[str, list[int]] = defaultdict(list)
    if places:
        for answer in store.query(_DOCUMENTS % " ".join(places)).rows():
            found[answer["document"]].append(places[answer["quote"]])
    return dict(sorted(found.items()))


def _texts(store: Store, document: str) -> list[str]:
    answer = store.query(_TEXT, {"document": document})
    return sorted(value_of(row["text"]) for row in answer.rows())


def _around(row: QuoteRow, text: str, characters: int) -> QuoteRow:
    start, end = row.start, row.end
    if start is None or end is None or start < 0 or text[start:end] != row.text:
        return row
    before, after = text[max(0, start - characters) : start], text[end : end + characters]
    return replace(row, before=before, after=after)
