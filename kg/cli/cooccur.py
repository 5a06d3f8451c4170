"""``pif cooccur``: which constructs or codes meet in a quote."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable

from kg.cli.console import Progress, opened_store
from kg.cli.narrowing import add_narrowing, chosen_mappings, conditions

FORMATS = ["table", "csv", "json", "svg", "html"]

EXAMPLES = """\
examples:
  pif cooccur
  pif cooccur --mode filed --layout pairs
  pif cooccur --kind code --study krishna2024 --format csv > codes.csv
  pif cooccur --role peer-mentor --format svg > meeting.svg

On the diagonal stands how many quotes carry a construct at all. Pairs come with Jaccard's share:
of the quotes that carry either, how many carry both, from 0 to 1."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--kind", choices=["construct", "code"], default="construct", help="what meets"
    )
    parser.add_argument(
        "--layout",
        choices=["matrix", "pairs"],
        default="matrix",
        help="a matrix (default), or one row for each pair, most frequent first",
    )
    parser.add_argument("--all", action="store_true", help="also those that no quote carries")
    parser.add_argument(
        "--format", choices=FORMATS, help="default: table on a terminal, csv otherwise"
    )
    add_narrowing(parser)


def run(args: argparse.Namespace) -> int:
    """Count and print."""
    from kg.evidence import comparing
    from kg.evidence.tabulating import (
        html_page,
        meeting_csv,
        meeting_lines,
        pairs_csv,
        pairs_lines,
    )

    format = args.format or ("table" if sys.stdout.isatty() else "csv")
    with opened_store() as store, Progress() as progress:
        found = comparing.cooccurrence(
            store,
            args.kind,
            mode=args.mode,
            empty=args.all,
            conditions=conditions(args),
            mappings=chosen_mappings(args),
            step=progress,
        )
    pairs = args.layout == "pairs"
    writers: dict[str, Callable[[], Iterable[str]]] = {
        "table": lambda: pairs_lines(found) if pairs else meeting_lines(found),
        "csv": lambda: pairs_csv(found) if pairs else meeting_csv(found),
        "json": lambda: [json.dumps(found.to_dict(), ensure_ascii=False, indent=2) + "\n"],
        "svg": lambda: [found.to_svg()],
        "html": lambda: [html_page(found.title, found.to_html())],
    }
    sys.stdout.writelines(writers[format]())
    return 0
