"""``pif studies``: what is loaded."""

from __future__ import annotations

import argparse
import sys

from kg.cli.console import opened_store

EXAMPLES = """\
examples:
  pif studies
  pif studies --format csv"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    from kg.cli.query import add_format

    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """List the studies with their size, by the saved query of that name."""
    from kg.cli.query import print_answer
    from kg.queries import load_query
    from kg.queries import run as answer

    with opened_store() as store:
        if not store.studies():
            print("No study is loaded. `pif load krishna2024` loads the first.", file=sys.stderr)
        print_answer(answer(store, load_query("study-list"), {}), args.format)
    return 0
