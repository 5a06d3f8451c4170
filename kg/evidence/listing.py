"""Quotes as Python and notebooks see them: a sequence that knows its total, facets and query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, overload

from kg.errors import MissingExtra, StoreBusy
from kg.evidence import context as surroundings
from kg.evidence.answering import FACETS, Answer, Count, answer_from, counts
from kg.evidence.question import Given, Question, matches, question
from kg.evidence.sparql import COLUMNS
from kg.index import KINDS, Index, Kind, Mode, QuoteRow, ask

if TYPE_CHECKING:
    import pandas as pd

    from kg.store.base import Store

_PAGE = 500
_SHOWN = 20


class Facets(dict[str, dict[str, int]]):
    """How many of the quotes found have each value, by kind of facet; largest first.

    Kinds that are not counted at once (document, participant, claim, code, coder, work,
    bears_on) are counted when they are asked for.
    """

    def __init__(self, found: dict[str, list[Count]], count: Callable[[Kind], list[Count]]) -> None:
        super().__init__({kind: {c.key: c.count for c in cs} for kind, cs in found.items()})
        self._count = count

    def __missing__(self, kind: str) -> dict[str, int]:
        if kind not in KINDS:
            raise KeyError(kind)
        self[kind] = {c.key: c.count for c in self._count(kind)}
        return self[kind]


class Quotes(Sequence[QuoteRow]):
    """The quotes that answer a question, in order of study, document and quote.

    ``total`` is how many there are, ``len`` how many of them are listed (``limit``);
    ``utterances`` counts those that overlap or repeat each other once. ``rests_on`` names the sets
    of mappings that were asked, where any is held that is no study's own. Rows are read as they are
    needed. With ``context`` each has so many code points of its document before and after it,
    where the text is held.

    Raises:
        UsageError: ``context`` is not from 1 to 2,000, or more than 200 quotes would have it.
    """

    def __init__(
        self,
        store: Store,
        asked: Callable[[Index], Question],
        limit: int | None,
        context: int | None = None,
        mappings: Sequence[str] | None = None,
    ) -> None:
        self._mappings = mappings
        if context is not None:
            surroundings.check_size(context)
        self._store, self._asked, self._limit, self._context = store, asked, limit, context
        first = self._page(None, FACETS)
        self.total = first.total
        self._next = first.next
        self._rows = self._shown_rows(first.rows)
        self.utterances = first.utterances
        self.sparql = first.sparql
        self.rests_on = first.rests_on
        whole = {k: found for k, found in first.facets.items() if k not in first.left_out}
        self.facets = Facets(whole, self._count)

    def _page(self, after: str | None, facets: Sequence[Kind] = ()) -> Answer:
        def page(index: Index) -> Answer:
            index = index.choosing(self._mappings)
            return answer_from(index, self._asked(index), limit=_PAGE, after=after, facets=facets)

        return ask(self._store, page)

    def _shown_rows(self, rows: list[QuoteRow]) -> list[QuoteRow]:
        if self._context is None:
            return rows
        if len(self) > surroundings.MOST_QUOTES:
            raise surroundings.too_many()
        return surroundings.in_context(self._store, rows[: len(self)], self._context)

    def _count(self, kind: Kind) -> list[Count]:
        def count(index: Index) -> list[Count]:
            index = index.choosing(self._mappings)
            meant = self._asked(index)
            return counts(index, kind, matches(index, meant.where), meant.mode)[0]

        return ask(self._store, count)

    def _read_to(self, size: int) -> None:
        while len(self._rows) < size and self._next is not None:
            page = self._page(self._next)
            if page.total != self.total:
                raise StoreBusy("The studies have changed since the question.", "Ask it again.")
            self._rows += self._shown_rows(page.rows)
            self._next = page.next

    @overload
    def __getitem__(self, index: int) -> QuoteRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[QuoteRow]: ...
    def __getitem__(self, index: int | slice) -> QuoteRow | list[QuoteRow]:
        """Return one quote, or some of them."""
        places = range(len(self))[index]
        wanted = [places] if isinstance(places, int) else places
        self._read_to(max(wanted, default=-1) + 1)
        return self._rows[places] if isinstance(places, int) else [self._rows[i] for i in places]

    def __len__(self) -> int:
        return self.total if self._limit is None else min(self._limit, self.total)

    def __iter__(self) -> Iterator[QuoteRow]:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return f"<{len(self)} of {self.total} quotes>"

    def to_pandas(self) -> pd.DataFrame:
        """Return a table with a row for each quote listed; ``codes`` holds lists.

        Raises:
            MissingExtra: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtra("pandas is not installed.", "pip install 'pif-kg[pandas]'") from None
        columns: dict[str, list[Any]] = {
            name: [_cell(getattr(row, name)) for row in self]
            for name in COLUMNS + (surroundings.COLUMNS if self._context else ())
        }
        return pd.DataFrame(columns)

    def _repr_html_(self) -> str:
        """Return the first quotes as a table, for a notebook."""
        names = ("quote", "text", "participant", "role", "source", "document", "codes", "study")
        head = "".join(f'<th scope="col">{name}</th>' for name in names)
        body = "".join(
            "<tr>"
            + "".join(f'<td dir="auto">{escape(_shown(getattr(row, name)))}</td>' for name in names)
            + "</tr>"
            for row in self[:_SHOWN]
        )
        more = f"; the first {_SHOWN} are shown" if len(self) > _SHOWN else ""
        caption = f"{self.total:,} quotes, {self.utterances:,} distinct utterances{more}"
        return (
            f"<table><caption>{caption}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def find_quotes(
    store: Store,
    *,
    supports: Given = None,
    any: Given = None,
    not_: Given = None,
    bears_on: Given = None,
    text: Given = None,
    where: str = "",
    mode: Mode = "scheme",
    limit: int | None = None,
    context: int | None = None,
    mappings: Sequence[str] | None = None,
    **facets: Given,
) -> Quotes:
    """Find quotes; the options are those of :func:`kg.evidence.question.question`.

    ``mappings`` names the sets of mappings to ask with; None means all. With ``context``, rows
    have so many code points of their documents around them.
    """

    def asked(index: Index) -> Question:
        return question(
            index, supports=supports, any=any, not_=not_, bears_on=bears_on, text=text,
            where=where, mode=mode, **facets,
        )  # fmt: skip

    return Quotes(store, asked, limit, context, mappings)


def _cell(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value or None


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
