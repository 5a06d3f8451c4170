"""``pif mappings``: the sets of mappings in the store; one in full; take one out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.cli.console import note, opened_store
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.mapping.model import MappingSet

EXAMPLES = """\
examples:
  pif load other-team.sssom.tsv       load a set
  pif mappings                        list the sets: who made them, how many, of which studies
  pif mappings other-team             one set, mapping by mapping
  pif mappings --remove other-team    take it out, with all that followed from it and nothing else
  pif quotes --supports patching --mappings own --mappings other-team

A study's own mappings belong to its files and go with it; they are not listed here."""

_LIST = ("name", "title", "who", "mappings", "studies", "licence", "date")
_ROWS = (
    "subject_id", "predicate_id", "object_id", "mapping_justification", "author_label",
    "confidence", "comment",
)  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("name", nargs="?", help="a set to show in full")
    parser.add_argument("--remove", metavar="NAME", help="take a set out of the store")
    parser.add_argument(
        "--format",
        choices=["table", "csv", "tsv", "json"],
        help="table on a terminal, else csv; tsv of one set is SSSOM, which loads again",
    )


def run(args: argparse.Namespace) -> int:
    """List, show or remove."""
    from kg.mapping import asking, keeping

    format = args.format or ("table" if sys.stdout.isatty() else "csv")
    with opened_store() as store:
        if args.remove:
            if args.name:
                raise UsageError("Name one set, behind --remove.")
            keeping.remove_set(store, args.remove)
            print(f"Removed the mappings {args.remove}.")
            return 0
        if args.name:
            mapped, _ = keeping.read_back(store, args.name)
            _show(mapped, format)
            return 0
        held = [keeping.read_back(store, name)[0] for name in asking.names(store)]
    if not held:
        note("No set of mappings is loaded beside the studies' own. `pif load FILE.sssom.tsv`.")
    if format == "json":
        _json({"mappings": [as_json(mapped) for mapped in held]})
    else:
        _print(_LIST, [_line(mapped) for mapped in held], format)
    return 0


def as_json(mapped: MappingSet) -> dict[str, object]:
    """Return what is said of a set."""
    return {
        "name": mapped.name, "title": mapped.title, "who": mapped.who,
        "mappings": len(mapped.matches), "studies": list(mapped.studies),
        "licence": mapped.licence, "date": mapped.date, "version": mapped.version,
        "source": mapped.source, "about": mapped.about, "comment": mapped.comment,
    }  # fmt: skip


def _line(mapped: MappingSet) -> list[str]:
    return [
        mapped.name, mapped.title, mapped.who, str(len(mapped.matches)), ";".join(mapped.studies),
        mapped.licence, mapped.date,
    ]  # fmt: skip


def _show(mapped: MappingSet, format: str) -> None:
    from kg.mapping.model import short
    from kg.mapping.writing import sssom

    rows = [
        [
            short(m.subject), f"skos:{m.predicate}", short(m.object), m.justification, m.author,
            "" if m.confidence is None else str(m.confidence), m.comment,
        ]
        for m in mapped.matches
    ]  # fmt: skip
    if format == "tsv":
        sys.stdout.write(sssom(mapped))
    elif format == "json":
        _json(as_json(mapped) | {"rows": [dict(zip(_ROWS, row, strict=True)) for row in rows]})
    else:
        if format == "table":
            print(f"{mapped.title or mapped.name}. By {mapped.who or 'nobody named'}.")
        _print(_ROWS, rows, format)


def _json(body: object) -> None:
    sys.stdout.write(json.dumps(body, ensure_ascii=False, indent=2) + "\n")


def _print(columns: Sequence[str], rows: list[list[str]], format: str) -> None:
    """Write rows as CSV, TSV or a table, to standard output."""
    from kg.answers import from_rows
    from kg.terms import text
    from kg.text_table import rendered

    terms = [{c: text(cell) for c, cell in zip(columns, row, strict=True)} for row in rows]
    if format == "table":
        for line in rendered(columns, terms):
            sys.stdout.write(line)
        return
    for chunk in from_rows(list(columns), terms, format):  # type: ignore[arg-type]
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
