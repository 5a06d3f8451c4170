"""``pif publish``: what may be public as a site, what may not and why, and decisions about it."""

from __future__ import annotations

import argparse
from pathlib import Path

from kg.cli.console import Progress, opened_store
from kg.errors import UsageError

EXAMPLES = """\
examples:
  pif publish site                      write the site, unless something speaks against it
  pif publish --check                   say what would go out and what not, and why
  pif publish --check --study my-study --format csv > review.csv
  pif publish --exclude my-study/quote/Q7 --by "data steward" --why "names a ward"
  pif publish --accept 3f2a9c41d0b7 --by "data steward" --why "the speaker agreed to be named"
  pif publish --undo my-study/quote/Q7

Exits with 1 when something blocks, and writes nothing then."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("out", nargs="?", metavar="OUT", help="folder to write the site into")
    parser.add_argument("--check", action="store_true", help="check alone; write nothing")
    parser.add_argument(
        "--study", action="append", default=[], metavar="ID", help="only this one; repeat for more"
    )
    parser.add_argument(
        "--exclude", action="append", default=[], metavar="RECORD",
        help="keep a record, or one of the findings, back from every publication",
    )  # fmt: skip
    parser.add_argument(
        "--accept", action="append", default=[], metavar="FINDING",
        help="let out what a finding is about; published with who and why",
    )  # fmt: skip
    parser.add_argument(
        "--undo", action="append", default=[], metavar="RECORD",
        help="take back what was excluded or accepted",
    )  # fmt: skip
    parser.add_argument("--by", default="", metavar="WHO", help="who decides: a person or a group")
    parser.add_argument("--why", default="", help="the reason")
    parser.add_argument("--format", choices=["text", "json", "csv"], default="text")


def run(args: argparse.Namespace) -> int:
    """Check, decide or publish."""
    if not args.out:
        raise UsageError("Nothing was asked.", "Name a folder, or say --check.")
    try:
        from webui.site import publish  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise UsageError("This version writes no site yet.", "Say --check.") from None
    with opened_store() as store, Progress() as step:
        publish(store, Path(args.out), step=step)
    return 0
