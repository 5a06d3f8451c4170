"""``pif quotes``: evidence without SPARQL."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.cli.console import Progress, note, opened_store
from kg.errors import StoreBusy, UsageError

if TYPE_CHECKING:
    from kg.evidence.answering import Answer, Order
    from kg.evidence.nearness import Relation
    from kg.evidence.question import Question
    from kg.index import Index, QuoteRow
    from kg.store.base import Store

EXAMPLES = """\
examples:
  pif quotes --supports patching
  pif quotes --supports identity-work --role peer-mentor --not patching --format csv
  pif quotes --any splinting --any patching --source diary
  pif quotes --text 'mentor* "say no"' --rank
  pif quotes --where 'supports:reflection and not (role:mentee or source:diary)'
  pif quotes --supports identity-work --mode filed
  pif quotes --supports identity-work --mappings own --mappings hub
  pif quotes --supports patching --sparql | pif query -
  pif quotes --near splinting patching --within 500
  pif quotes --supports patching --limit 20 --context 300

A table shows the first 50 quotes; every other format has them all unless --limit says fewer.
All of several --supports, --bears-on and --text must hold; of several --role, --study and so on,
one. An id that several studies use is written study/id."""

FACET_OPTIONS = {
    "study": "of a study",
    "role": "said as mentee, peer-mentor, mentor, senior-mentor, faculty",
    "source": "taken from an interview, diary, focus-group, field-note …",
    "participant": "said by a participant",
    "coder": "coded by someone",
    "status": "said by someone of a training status",
    "code": "coded with a code of a study's codebook",
    "claim": "that illustrate a claim",
    "document": "taken from a document",
    "access": "that are public, restricted or closed",
    "work": "whose claim's sentence cites a work (DOI)",
}
RELATIONS: tuple[Relation, ...] = ("near", "followed-by", "overlaps", "intersects")
_CHUNK = 5_000
_TABLE = ("quote", "text", "participant", "role", "source", "document", "codes", "study")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add = parser.add_argument
    concepts = parser.add_argument_group("constructs and codes (each may be repeated)")
    _add(concepts, "--supports", "C", "quotes that support all of these")
    _add(concepts, "--any", "C", "quotes that support one of these at least")
    _add(concepts, "--not", "C", "leave out quotes that support it", dest="not_")
    _add(concepts, "--bears-on", "C", "quotes that bear on it, which is weaker")
    concepts.add_argument(
        "--mode",
        choices=["scheme", "filed"],
        default="scheme",
        help="support by the shared scheme (default), or only as the studies filed it",
    )
    add_mappings(concepts)
    facets = parser.add_argument_group("who, where, by whom (each may be repeated)")
    for name, about in FACET_OPTIONS.items():
        _add(facets, f"--{name}", "X", f"quotes {about}")
    words = parser.add_argument_group("words")
    _add(words, "--text", "WORDS", 'words, "a phrase", begin* (all must occur)')
    words.add_argument("--rank", action="store_true", help="the most telling quotes first")
    add("--where", metavar="CONDITION", default="", help="AND, OR, NOT over any of the above")
    places = parser.add_argument_group("passages of one document, by their offsets")
    kinds = places.add_mutually_exclusive_group()
    for relation, about in (
        ("near", "A and B at most --within characters apart"),
        ("followed-by", "B after A, at most --within characters"),
        ("overlaps", "A and B share characters: both, whole"),
        ("intersects", "A and B share characters: the shared part"),
    ):
        kinds.add_argument(f"--{relation}", nargs=2, metavar=("A", "B"), help=about)
    places.add_argument("--within", type=int, default=500, metavar="N", help="default 500")
    add("--limit", type=int, metavar="N", help="at most so many quotes; 0 for all")
    add("--after", metavar="PLACE", help="go on after the place that the last page named")
    add(
        "--context",
        type=int,
        metavar="N",
        help="also so many characters of the document before and after (at most 200 quotes)",
    )
    add("--format", choices=["table", "csv", "tsv", "json"], help="table on a terminal, else csv")
    add(
        "--safe",
        action="store_true",
        help="put ' before cells that a spreadsheet would run as a formula",
    )
    add("--sparql", action="store_true", help="print the SPARQL query that means the same")


def add_mappings(group: argparse._ArgumentGroup) -> None:
    """Add the option that chooses sets of mappings."""
    group.add_argument(
        "--mappings",
        metavar="SET",
        action="append",
        help="ask with these sets of mappings only (repeat): a name of `pif mappings`, own for each"
        " study's own, none for none; default all",
    )


def chosen_mappings(args: argparse.Namespace) -> list[str] | None:
    """Return the sets that were chosen; None for all.

    Raises:
        UsageError: They would make no difference.
    """
    if args.mappings and args.mode == "filed":
        raise UsageError(
            "--mappings does not go with --mode filed: that is what each study filed itself.",
            "Leave one of the two out.",
        )
    chosen: list[str] | None = args.mappings
    return chosen


def _add(
    group: argparse._ArgumentGroup, option: str, metavar: str, about: str, dest: str | None = None
) -> None:
    name = dest or option.strip("-").replace("-", "_")
    group.add_argument(option, metavar=metavar, dest=name, help=about, action="append", default=[])


def run(args: argparse.Namespace) -> int:
    """Answer the question."""
    from kg.index import open_index
    from kg.index.index import Moved

    format = args.format or ("table" if sys.stdout.isatty() else "csv")
    limit = args.limit if args.limit is not None else 50 if format == "table" else 0
    if limit < 0 or args.within < 0:
        raise UsageError("--limit and --within take whole numbers from 0.")
    if args.limit is None and args.sparql:
        limit = 0
    with opened_store() as store:
        with Progress() as step:
            index = open_index(store, step=step).choosing(chosen_mappings(args))
        try:
            asked = _question(args, index)
            if any(getattr(args, relation.replace("-", "_")) for relation in RELATIONS):
                return _passages(args, index, asked, format, limit or None)
            return _quotes(args, store, index, asked, format, limit or None)
        except Moved:
            raise StoreBusy(
                "The studies changed while the answer was written.", "Ask again."
            ) from None


def _question(args: argparse.Namespace, index: Index) -> Question:
    from kg.evidence.question import question

    facets = {name: getattr(args, name) for name in FACET_OPTIONS}
    return question(
        index, supports=args.supports, any=args.any, not_=args.not_, bears_on=args.bears_on,
        text=args.text, where=args.where, mode=args.mode, **facets,
    )  # fmt: skip


def _quotes(
    args: argparse.Namespace,
    store: Store,
    index: Index,
    asked: Question,
    format: str,
    limit: int | None,
) -> int:
    from dataclasses import replace

    from kg.evidence import context
    from kg.evidence.answering import FACETS, answer_from, place_of
    from kg.evidence.sparql import COLUMNS, to_sparql

    if args.sparql:
        if args.context is not None:
            raise UsageError("--context does not go with --sparql: the query has no context.")
        if args.rank:
            note("The query gives the quotes in order of study, document and quote, not ranked.")
        place = place_of(args.after) if args.after and not args.rank else None
        sys.stdout.write(to_sparql(index, asked, limit=limit, after=place))
        return 0
    order: Order = "rank" if args.rank else "study"
    facets = FACETS if format in ("json", "table") else ()
    page = _CHUNK
    if args.context is not None:
        context.check_size(args.context)
        page = context.MOST_QUOTES + 1
    found = answer_from(
        index, asked, limit=min(limit or page, page), after=args.after, order=order,
        facets=facets,
    )  # fmt: skip
    columns: tuple[str, ...] = _TABLE if format == "table" else COLUMNS
    if args.context is not None:
        found = replace(found, rows=context.in_context(store, found.rows, args.context))
        columns += context.COLUMNS
    rows = _Rows(index, asked, found, order, limit)
    if args.rank and not found.ranked:
        note("Every word stands in very many quotes, so they cannot be ranked.")
    if format == "json":
        _print_json(found, rows, in_context=args.context is not None)
    else:
        _print(columns, ([_cell(row, c) for c in columns] for row in rows), format, safe=args.safe)
    if format == "table":
        print(_said(found))
    if rows.next:
        note(
            f"These are {rows.count:,} of {found.total:,} quotes. --limit 0 shows all, "
            f"--after {rows.next} goes on."
        )
    return 0


class _Rows:
    """The rows of an answer, page by page, up to a limit; ``next`` is where the rest begins."""

    def __init__(
        self, index: Index, asked: Question, first: Answer, order: Order, limit: int | None
    ) -> None:
        self.index, self.asked, self.page, self.order = index, asked, first, order
        self.limit = limit
        self.count = 0
        self.next: str | None = None

    def __iter__(self) -> Iterator[QuoteRow]:
        from kg.evidence.answering import answer_from

        while True:
            yield from self.page.rows
            self.count += len(self.page.rows)
            room = _CHUNK if self.limit is None else min(_CHUNK, self.limit - self.count)
            if self.page.next is None or room <= 0:
                self.next = self.page.next
                return
            self.page = answer_from(
                self.index, self.asked, limit=room, after=self.page.next, facets=(),
                order=self.order,
            )  # fmt: skip


def _cell(row: QuoteRow, column: str) -> str:
    value = getattr(row, column)
    return ";".join(value) if isinstance(value, tuple) else str(value or "")


def _print(
    columns: tuple[str, ...], rows: Iterator[list[str]], format: str, *, safe: bool = False
) -> None:
    """Write rows as SPARQL 1.1 CSV or TSV, or as a table, to standard output."""
    from kg.answers import from_rows
    from kg.terms import iri, text
    from kg.text_table import rendered

    if safe:
        rows = ([f"'{cell}" if cell[:1] in _RUN else cell for cell in row] for row in rows)
    terms = (
        {
            c: iri(value) if c == "iri" and not safe else text(value)
            for c, value in zip(columns, row, strict=True)
            if value or c in ("text", "codes", "claim")
        }
        for row in rows
    )
    if format == "table":
        for line in rendered(columns, terms):
            sys.stdout.write(line)
    else:
        for chunk in from_rows(list(columns), terms, format):  # type: ignore[arg-type]
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()


_RUN = ("=", "+", "-", "@", "\t", "\r")


def _print_json(found: Answer, rows: _Rows, *, in_context: bool) -> None:
    from kg.evidence.answering import row_as_json
    from kg.evidence.context import row_in_context_as_json

    as_json = row_in_context_as_json if in_context else row_as_json
    body = found.as_json()
    del body["quotes"], body["next"]
    head = json.dumps({"total": body.pop("total")})[:-1]
    write = sys.stdout.write
    write(f'{head}, "quotes": [')
    for i, row in enumerate(rows):
        write(("," if i else "") + "\n" + json.dumps(as_json(row), ensure_ascii=False))
    body["next"] = rows.next
    write("],\n" + json.dumps(body, ensure_ascii=False)[1:] + "\n")


def _said(found: Answer) -> str:
    lines = [f"{found.total:,} quotes, {found.utterances:,} distinct utterances"]
    for kind, counts in found.facets.items():
        shown = ", ".join(f"{c.key} {c.count:,}" for c in counts[:8])
        more = f" and {len(counts) - 8} more" if len(counts) > 8 else ""
        if counts:
            lines.append(f"{kind}: {shown}{more}")
    rests = [f"{r.set} (needed by {r.needed_by:,})" for r in found.rests_on if r.needed_by]
    if found.rests_on:
        lines.append(f"rests on mappings: {', '.join(rests) or 'none'}")
    return "\n".join(lines)


def _passages(
    args: argparse.Namespace, index: Index, asked: Question, format: str, limit: int | None
) -> int:
    from kg.evidence.nearness import COLUMNS, passages

    if args.sparql or args.after or args.rank or args.context is not None:
        raise UsageError(
            "--near and its like do not go with --sparql, --after, --rank or --context."
        )
    [relation] = [r for r in RELATIONS if getattr(args, r.replace("-", "_"))]
    first, second = getattr(args, relation.replace("-", "_"))
    found = passages(
        index,
        first,
        second,
        relation,
        within=args.within,
        question=asked,
    )
    shown = found[:limit] if limit else found
    if format == "json":
        body = {"total": len(found), "passages": [p.as_json() for p in shown]}
        print(json.dumps(body, ensure_ascii=False, indent=1))
    else:
        _print(COLUMNS, ([*p.cells()] for p in shown), format, safe=args.safe)
    if len(shown) < len(found):
        note(f"These are the first {len(shown):,} of {len(found):,}. --limit 0 shows all.")
    return 0
