"""``pif matrix``: count quotes by any two things, or lay the quotes themselves out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable

from kg.cli.console import Progress, opened_store
from kg.cli.narrowing import add_narrowing, chosen_mappings, conditions
from kg.errors import UsageError

Writers = dict[str, Callable[[], Iterable[str]]]

FORMATS = ["table", "csv", "json", "svg", "html"]

EXAMPLES = """\
examples:
  pif matrix --rows construct --cols role
  pif matrix --rows construct --cols participant --mode filed --format csv > matrix.csv
  pif matrix --rows role --cols source --supports identity-work
  pif matrix --rows construct --cols role --format svg > matrix.svg
  pif matrix --framework --study krishna2024 --format html > framework.html

Quotes are counted by construct, role, source, study, document, participant, coder, status, code
or claim. 7 (6) means 7 quotes that are 6 distinct utterances. With --framework the cells hold the
quotes: people down and constructs across, unless --rows and --cols say otherwise."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--rows", metavar="FACET", help="what the rows are")
    parser.add_argument("--cols", metavar="FACET", help="what the columns are")
    parser.add_argument(
        "--framework", action="store_true", help="put the quotes into the cells, not their number"
    )
    parser.add_argument(
        "--all", action="store_true", help="also rows and columns that no quote stands in"
    )
    parser.add_argument(
        "--count",
        choices=["quotes", "utterances"],
        default="quotes",
        help="what csv counts: quotes (default), or distinct utterances",
    )
    parser.add_argument(
        "--format", choices=FORMATS, help="default: table on a terminal, csv otherwise"
    )
    add_narrowing(parser)


def run(args: argparse.Namespace) -> int:
    """Count and print."""
    from kg.evidence import comparing

    format = args.format or ("table" if sys.stdout.isatty() else "csv")
    if args.framework:
        if format == "svg":
            raise UsageError(
                "A framework matrix holds words and is not drawn.", "Use --format html."
            )
    elif not (args.rows and args.cols):
        raise UsageError(
            "Say what the rows and the columns are.",
            "For instance: pif matrix --rows construct --cols role.",
        )
    with opened_store() as store, Progress() as progress:
        narrowed = conditions(args)
        if args.framework:
            laid_out = comparing.framework(
                store,
                args.rows or "participant",
                args.cols or "construct",
                mode=args.mode,
                empty=args.all,
                conditions=narrowed,
                mappings=chosen_mappings(args),
                step=progress,
            )
            writers: Writers = {
                "table": lambda: laid_out.lines(),
                "csv": lambda: laid_out.csv(),
                "json": lambda: [_json(laid_out.to_dict())],
                "html": lambda: [laid_out.to_html()],
            }
        else:
            from kg.evidence.tabulating import html_page, matrix_csv, matrix_lines

            counted = comparing.matrix(
                store,
                args.rows,
                args.cols,
                mode=args.mode,
                empty=args.all,
                conditions=narrowed,
                mappings=chosen_mappings(args),
                step=progress,
            )
            writers = {
                "table": lambda: matrix_lines(counted),
                "csv": lambda: matrix_csv(counted, args.count),
                "json": lambda: [_json(counted.to_dict())],
                "svg": lambda: [counted.to_svg()],
                "html": lambda: [html_page(counted.title, counted.to_html())],
            }
    sys.stdout.writelines(writers[format]())
    return 0


def _json(found: dict[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
