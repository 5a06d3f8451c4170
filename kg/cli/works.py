"""``pif works``: the literature across studies; which works are one, and what others know."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.console import note, opened_store
from kg.errors import UnknownThing, UsageError

if TYPE_CHECKING:
    from kg.index import Index
    from kg.index.literature import Counted
    from kg.literature.asking import Named
    from kg.store.base import Store

EXAMPLES = """\
examples:
  pif works --least 2                        works that two or more studies cite
  pif works --construct patching             the most cited where a construct is spoken of
  pif works --intent citesAsEvidence         cited as evidence; includesQuotationFrom: quoted
  pif works --each construct --limit 3       the most cited for every construct
  pif works --study krishna2024 --format bibtex --limit 1000 > list.bib
  pif works 10.1097/acm.0000000000000427     one work: its addresses, who cites it, beside what
  pif works --candidates                     pairs that may be one work, for you to decide
  pif works --merge works.csv                load decisions: work,other,decision,who,why,date
  pif works --complete crossref-2026/        add what Crossref or OpenAlex know, from saved files
  pif works --lists                          what is loaded so; --remove NAME takes one out

Studies that describe a work by the same DOI or PMID, or the same title, year and first author, cite
one work: it is counted once. No address changes."""

FORMATS = ["table", "csv", "tsv", "json", "bibtex", "ris", "csl"]
_LIST = ("work", "title", "year", "studies", "citations", "addresses")
_EACH = ("key", *_LIST)
_CANDIDATES = ("score", "work", "title", "other", "other_title", "reason")
_LISTS = ("name", "kind", "entries")
_MOST = 100_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("work", nargs="?", help="a DOI or address: one work in full")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--construct", metavar="C", help="cited where it is spoken of")
    what.add_argument("--intent", metavar="I", help="cited so: a property of CiTO")
    what.add_argument("--study", metavar="ID", help="cited by this study")
    what.add_argument("--each", choices=["construct", "intent"], help="the first for each one")
    what.add_argument("--candidates", action="store_true", help="pairs that may be one work")
    what.add_argument("--same", action="store_true", help="works that are one, and why")
    what.add_argument("--merge", metavar="FILE", help="load a reviewed list of decisions")
    what.add_argument("--complete", metavar="PLACE", help="Crossref or OpenAlex JSON, saved")
    what.add_argument("--lists", action="store_true", help="what was loaded by the last two")
    what.add_argument("--remove", metavar="NAME", help="take such a list out")
    parser.add_argument("--name", metavar="NAME", help="name of the list (default: of its file)")
    parser.add_argument("--least", metavar="N", type=int, default=1, help="by so many studies")
    parser.add_argument("--limit", metavar="N", type=int, default=40, help="at most so many (40)")
    parser.add_argument("--format", choices=FORMATS, help="table on a terminal, else csv")


def run(args: argparse.Namespace) -> int:
    """List, show, or load."""
    format = args.format or ("table" if sys.stdout.isatty() else "csv")
    if args.least < 1 or not 0 < args.limit <= _MOST:
        raise UsageError(f"--least begins at 1, --limit ends at {_MOST:,}.")
    if args.name and not (args.merge or args.complete):
        raise UsageError("--name names what --merge or --complete loads.")
    with opened_store() as store:
        if args.merge or args.complete or args.remove:
            _change(args, store)
            return 0
        _brought_up(store)
        if args.lists:
            _write(_LISTS, _lists(store), format)
        elif args.candidates or args.same:
            columns, rows = _candidates(store) if args.candidates else _same(store)
            _write(columns, rows[: args.limit], format)
        elif args.work:
            _one(store, args.work, format)
        else:
            _list(args, store, format)
    return 0


def _brought_up(store: Store) -> None:
    """Make what follows right where studies came or went since; a reader may not be able to."""
    from kg.literature import keeping

    if not keeping.follow(store):
        note("Which works are one may not be up to date: the store cannot be written now.")


def _change(args: argparse.Namespace, store: Store) -> None:
    from kg.literature import keeping

    if args.merge:
        name, size, found = keeping.merge(store, Path(args.merge), name=args.name or "")
        done = f"Loaded the decisions {name}: {size:,}."
    elif args.complete:
        from kg.literature import services

        name = args.name or services.name_of(Path(args.complete))
        read = services.read(store, Path(args.complete))
        found = keeping.complete(store, read.known, name=name)
        done = (
            f"Loaded {name}: {len(read.known):,} records of known works,"
            f" {read.unknown:,} of works that no study names left out."
        )
    else:
        found = keeping.remove(store, args.remove)
        done = f"Removed {args.remove}."
    count = len(found.ones)
    print(f"{done} {count:,} address{'' if count == 1 else 'es'} stand for another's work.")


def _list(args: argparse.Namespace, store: Store, format: str) -> None:
    from kg.index import ask
    from kg.index import literature as asked
    from kg.index.naming import resolve
    from kg.literature import asking

    def listed(index: Index) -> list[tuple[Counted, Named]]:
        if args.each:
            found = asked.most_cited_by_key(index, args.each, top=args.limit)
        elif args.study:
            found = asking.of_study(index, resolve(index, "study", args.study))[: args.limit]
        else:
            kind, key = asked.ALL, ""
            if args.construct:
                kind, key = asked.CONSTRUCT, resolve(index, "construct", args.construct)
            elif args.intent:
                kind, key = asked.INTENT, _intent(index, args.intent)
            found = asked.most_cited(index, kind=kind, key=key, least=args.least, limit=args.limit)
        names = asking.named(index, (counted.work for counted in found))
        return [(counted, names[counted.work]) for counted in found]

    found = ask(store, listed)
    if format in ("bibtex", "ris", "csl"):
        _references(store, dict.fromkeys(named for _, named in found), format)
        return
    columns = _EACH if args.each else _LIST
    rows = []
    for counted, named in found:
        row = [
            named.work, named.title or named.printed, named.year, str(counted.studies),
            str(counted.times), str(len(named.addresses)),
        ]  # fmt: skip
        rows.append([counted.key, *row] if args.each else row)
    _write(columns, rows, format)


def _intent(index: Index, said: str) -> str:
    from kg.index.literature import INTENT, keys

    known = {key.casefold(): key for key in keys(index, INTENT)}
    name = said.removeprefix("cito:").rpartition("/")[2].casefold()
    if name not in known:
        raise UnknownThing(
            f"No work is cited for {said[:80]!r}.",
            f"There are {', '.join(known.values())}." if known else "No purpose is given.",
        )
    return known[name]


def _references(store: Store, works: Iterable[Named], format: str) -> None:
    from kg.formats import reference_writing as writing
    from kg.pages.citations import Work
    from kg.pages.references import entries

    writers: dict[str, Callable[[Iterable[writing.Entry]], Iterator[str]]] = {
        "bibtex": writing.bibtex, "ris": writing.ris, "csl": writing.csl_json,
    }  # fmt: skip
    listed = [Work(w.work, w.printed, w.title, w.year) for w in works]
    for text in writers[format](entries(store, listed)):
        sys.stdout.write(text)


def _one(store: Store, written: str, format: str) -> None:
    from kg.index import ask
    from kg.literature import asking, keeping
    from kg.literature.decisions import work_of

    try:
        work = work_of(written)
    except ValueError as error:
        raise UsageError(f"{error}.", "Give a DOI or an address.") from None
    found = ask(store, lambda index: asking.in_full(index, work))
    if format in ("bibtex", "ris", "csl"):
        _references(store, [found.named], format)
        return
    told = [
        {"work": r.work, "other": r.other, "why": keeping.why(r)}
        for r in keeping.identity_of(store).reasons
        if r.work in found.named.addresses
    ]
    if format == "json":
        body = asking.as_json(found) | {"why_one": told}
        sys.stdout.write(json.dumps(body, ensure_ascii=False, indent=2) + "\n")
        return
    named = found.named
    rows = [["work", named.work], ["title", named.title], ["year", named.year]]
    rows += [["printed", named.printed], *(["address", each] for each in named.addresses)]
    rows += [["why one", f"{r['work']} = {r['other']}: {r['why']}"] for r in told]
    rows += [["cited by", f"{study} ({n})"] for study, n in found.studies.items()]
    rows += [
        ["cited beside", f"{other.title or other.work} ({beside.sentences})"]
        for beside, other in found.beside
    ]
    _write(("what", "value"), rows, format)


def _candidates(store: Store) -> tuple[Sequence[str], list[list[str]]]:
    from kg.index import ask
    from kg.literature import asking, keeping
    from kg.literature.candidates import candidates
    from kg.literature.identity import identify

    made = [each for those in keeping.decided(store).values() for each in those]
    more = [each for those in keeping.known(store).values() for each in those]
    records = ask(store, lambda index: keeping.records_of(index, more))
    found = candidates(records, identify(records, made), made)
    works = [work for c in found for work in (c.work, c.other)]
    names = ask(store, lambda index: asking.named(index, works))

    def name(work: str) -> str:
        return names[work].title or names[work].printed

    return _CANDIDATES, [
        [f"{c.score:.2f}", c.work, name(c.work), c.other, name(c.other), c.reason] for c in found
    ]


def _same(store: Store) -> tuple[Sequence[str], list[list[str]]]:
    from kg.literature import keeping

    found = keeping.identity_of(store)
    return ("work", "other", "counted_as", "why"), [
        [r.work, r.other, found.one(r.work), keeping.why(r)] for r in found.reasons
    ]


def _lists(store: Store) -> list[list[str]]:
    from kg.literature import keeping

    rows = [[name, "decisions", str(len(made))] for name, made in keeping.decided(store).items()]
    rows += [[name, "records", str(len(made))] for name, made in keeping.known(store).items()]
    return sorted(rows)


def _write(columns: Sequence[str], rows: list[list[str]], format: str) -> None:
    """Write rows as CSV, TSV, JSON or a table, to standard output."""
    from kg.answers import from_rows
    from kg.terms import text
    from kg.text_table import rendered

    if format in ("bibtex", "ris", "csl"):
        raise UsageError(f"This cannot be written as {format}.", "Say --format csv or json.")
    if format == "json":
        body = [dict(zip(columns, row, strict=True)) for row in rows]
        sys.stdout.write(json.dumps(body, ensure_ascii=False, indent=2) + "\n")
        return
    terms = [{c: text(cell) for c, cell in zip(columns, row, strict=True)} for row in rows]
    if format == "table":
        for line in rendered(columns, terms):
            sys.stdout.write(line)
        return
    for chunk in from_rows(list(columns), terms, format):  # type: ignore[arg-type]
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
