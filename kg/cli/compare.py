"""``pif compare``: the codebooks of two studies side by side, through the shared scheme."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from kg.cli.console import opened_store

if TYPE_CHECKING:
    from kg.mapping.comparing import Comparison, Tie

EXAMPLES = """\
examples:
  pif compare krishna2024 my-study
  pif compare krishna2024 my-study --mappings own --mappings hub
  pif compare krishna2024 my-study --format csv > codebooks.csv

For each construct that codes of either are mapped to: the codes of both, how they match, by which
set, and how many quotes carry them. Then the codes that nobody maps."""

_SIGNS = {
    "exactMatch": "=", "broadMatch": "<", "closeMatch": "~", "narrowMatch": ">",
    "relatedMatch": "-",
}  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("first", metavar="STUDY1", help="id of a study")
    parser.add_argument("second", metavar="STUDY2", help="id of another")
    parser.add_argument(
        "--mappings",
        metavar="SET",
        action="append",
        help="only these sets of mappings (repeat); own for each study's own; default all",
    )
    parser.add_argument(
        "--format", choices=["table", "csv", "json"], help="table on a terminal, else csv"
    )


def run(args: argparse.Namespace) -> int:
    """Compare and print."""
    from kg.answers import from_rows
    from kg.mapping.comparing import COLUMNS, compare
    from kg.terms import text

    format = args.format or ("table" if sys.stdout.isatty() else "csv")
    with opened_store() as store:
        found = compare(store, args.first, args.second, mappings=args.mappings)
    if format == "json":
        sys.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=2) + "\n")
    elif format == "csv":
        rows = [{c: text(row.get(c, "")) for c in COLUMNS} for row in found.rows()]
        for chunk in from_rows(list(COLUMNS), rows, "csv"):
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    else:
        _table(found)
    return 0


def _table(found: Comparison) -> None:
    from kg.terms import text
    from kg.text_table import rendered

    columns = ("construct", *found.studies)
    rows = [
        {
            "construct": text("  " * m.level + m.label),
            **{
                study: text(", ".join(map(_said, side)) or "-")
                for study, side in zip(found.studies, m.ties, strict=True)
            },
        }
        for m in found.meetings
    ]
    for line in rendered(columns, rows):
        sys.stdout.write(line)
    for study, left in zip(found.studies, found.unmapped, strict=True):
        if left:
            said = ", ".join(f"{code.id} ({code.quotes:,})" for code in left)
            print(f"Codes of {study} that nobody maps: {said}")
    print(
        "= exactly, < broader, ~ close, > narrower, - related; in brackets the quotes with the "
        f"code. Mappings asked: {', '.join(found.sets)}."
    )


def _said(tie: Tie) -> str:
    by = "" if tie.set == "own" else f" by {tie.set}"
    return f"{_SIGNS[tie.relation]} {tie.code.id} ({tie.code.quotes:,}){by}"
