"""``pif synthesis``: constructs across studies, how strong the evidence is, and what is missing."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kg.cli.console import Progress, opened_store
from kg.cli.narrowing import add_narrowing, chosen_mappings, conditions
from kg.errors import UsageError

FORMATS = ["table", "csv", "json", "svg", "xlsx"]

EXAMPLES = """\
examples:
  pif synthesis
  pif synthesis --branch identity-work --all
  pif synthesis --study krishna2024 --study launch2021 --mode filed
  pif synthesis --mappings own --format csv > synthesis.csv
  pif synthesis --format svg > synthesis.svg
  pif synthesis --format xlsx --out synthesis.xlsx

Each construct stands with all evidence for it: quotes (and distinct utterances), people, roles,
kinds of sources, full studies. Records are studies known from their publications alone: that one
names a construct is said, and is no evidence. csv has a line for each construct and study."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--branch", metavar="CONSTRUCT", default="", help="only this construct and those below it"
    )
    parser.add_argument(
        "--all", action="store_true", help="also constructs that no quote and no record speaks of"
    )
    parser.add_argument(
        "--format", choices=FORMATS, help="default: table on a terminal, csv otherwise"
    )
    parser.add_argument("--out", metavar="FILE", help="write to a file; xlsx needs one")
    add_narrowing(parser)


def run(args: argparse.Namespace) -> int:
    """Count and print."""
    from kg.evidence.synthesis import synthesis
    from kg.evidence.synthesis_writing import HEADER, lines_of, synthesis_csv, synthesis_lines

    format = args.format or ("table" if sys.stdout.isatty() and not args.out else "csv")
    if format == "xlsx" and not args.out:
        raise UsageError("A workbook is not printed.", "Say where to: --out synthesis.xlsx.")
    with opened_store() as store, Progress() as progress:
        found = synthesis(
            store,
            branch=args.branch,
            mode=args.mode,
            empty=args.all,
            conditions=conditions(args),
            mappings=chosen_mappings(args),
            step=progress,
        )
    if format == "xlsx":
        from kg.formats.workbook_writing import table_workbook

        Path(args.out).write_bytes(table_workbook("synthesis", list(HEADER), lines_of(found)))
        return 0
    if format == "json":
        said = [json.dumps(found.to_dict(), ensure_ascii=False, indent=2) + "\n"]
    elif format == "svg":
        said = [found.to_svg()]
    else:
        said = list(synthesis_csv(found) if format == "csv" else synthesis_lines(found))
    if args.out:
        Path(args.out).write_text("".join(said), encoding="utf-8", newline="")
    else:
        sys.stdout.writelines(said)
    return 0
