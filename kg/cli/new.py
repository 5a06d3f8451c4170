"""``pif new``: an empty study to fill in."""

from __future__ import annotations

import argparse
from pathlib import Path

EXAMPLES = """\
examples:
  pif new my-study                    a folder with study.yaml and tables
  pif new my-study.xlsx --xlsx        one workbook with the same tables as sheets
  pif new my-study --title "How residents talk about feedback"

`pif validate my-study` then says what is still to be filled in."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("target", type=Path, help="folder or workbook to write")
    parser.add_argument("--id", help="id of the study (default: the name of the folder)")
    parser.add_argument("--title", default="", help="title of the study")
    parser.add_argument("--xlsx", action="store_true", help="write a workbook")


def run(args: argparse.Namespace) -> int:
    """Write the study; refuses to write over anything."""
    from kg.formats.new import new_study

    written = new_study(
        args.target,
        study_id=args.id or args.target.stem,
        title=args.title,
        xlsx=args.xlsx or args.target.suffix == ".xlsx",
    )
    print(f"Wrote {written}.")
    print(f"Fill it in, then: pif validate {written}")
    return 0
