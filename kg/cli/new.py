"""``pif new``: an empty study to fill in."""

from __future__ import annotations

import argparse
from pathlib import Path

EXAMPLES = """\
examples:
  pif new my-study                    a folder with study.yaml and tables
  pif new my-study.xlsx --xlsx        one workbook with the same tables as sheets
  pif new demo --synthetic            a generated study, labelled as such, for a demonstration
  pif new demo2 --synthetic --quotes 2000 --people 40 --seed 7
  pif new my-study --title "How residents talk about feedback"

`pif validate my-study` then says what is still to be filled in."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("target", type=Path, help="folder or workbook to write")
    parser.add_argument("--id", help="id of the study (default: the name of the folder)")
    parser.add_argument("--title", default="", help="title of the study")
    parser.add_argument("--xlsx", action="store_true", help="write a workbook")
    made = parser.add_argument_group("a generated study, never to be taken for a real one")
    made.add_argument("--synthetic", action="store_true", help="generate people, quotes and codes")
    made.add_argument("--quotes", type=int, default=60, help="how many quotes (default: 60)")
    made.add_argument("--people", type=int, default=12, help="how many people (default: 12)")
    made.add_argument("--seed", type=int, default=1, help="the same seed gives the same files")


def run(args: argparse.Namespace) -> int:
    """Write the study; refuses to write over anything."""
    from kg.formats.new import new_study

    if args.synthetic:
        return _synthetic(args)
    written = new_study(
        args.target,
        study_id=args.id or args.target.stem,
        title=args.title,
        xlsx=args.xlsx or args.target.suffix == ".xlsx",
    )
    print(f"Wrote {written}.")
    print(f"Fill it in, then: pif validate {written}")
    return 0


def _synthetic(args: argparse.Namespace) -> int:
    from kg.errors import UsageError
    from kg.formats.synthetic import write_synthetic

    if args.title or args.xlsx:
        raise UsageError("--synthetic goes with neither --title nor --xlsx.")
    written = write_synthetic(
        args.target, id=args.id or "", quotes=args.quotes, people=args.people, seed=args.seed
    )
    print(f"Wrote {written}: synthetic, for tests and demonstrations only.")
    print(f"Load it: pif load {written}")
    return 0
