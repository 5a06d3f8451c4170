"""``pif studies``: what is loaded, or what of it bears on a construct."""

from __future__ import annotations

import argparse
import sys

from kg.cli.console import opened_store

EXAMPLES = """\
examples:
  pif studies
  pif studies --format csv
  pif studies --bears-on identity-work       which bear on it, each with the reason

A record is a study known from its publication alone; `pif load records` loads some."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    from kg.cli.query import add_format

    parser.add_argument(
        "--bears-on", metavar="C", help="only those that bear on a construct, with the reasons"
    )
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """List the studies, by the saved query for all of them or for those that bear on something."""
    from kg.cli.query import print_answer
    from kg.queries import load_query
    from kg.queries import run as answer

    with opened_store() as store:
        if not store.studies():
            print("No study is loaded. `pif load krishna2024` loads the first.", file=sys.stderr)
        if args.bears_on:
            given = {"construct": args.bears_on}
            print_answer(answer(store, load_query("studies-bearing-on"), given), args.format)
        else:
            print_answer(answer(store, load_query("study-list"), {}), args.format)
    return 0
