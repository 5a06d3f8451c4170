"""``pif publish``: what may be public as a site, what may not and why, and decisions about it."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.console import Progress, note, opened_store
from kg.errors import StoreError, UsageError

if TYPE_CHECKING:
    from kg.publishing.review import Verdict
    from kg.store.base import Store

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
    """Decide, check and publish, as far as each was asked for."""
    from kg.publishing.review import check, decide

    decided = bool(args.exclude or args.accept or args.undo)
    if not (args.out or args.check or decided):
        raise UsageError("Nothing was asked.", "Name a folder for the site, or say --check.")
    with opened_store() as store:
        if decided:
            changed = decide(
                store, exclude=args.exclude, accept=args.accept, undo=args.undo,
                by=args.by, why=args.why,
            )  # fmt: skip
            note(f"{changed:,} decision{'' if changed == 1 else 's'} changed.")
        if not (args.out or args.check):
            return 0
        with Progress() as step:
            verdict = check(store, args.study or None, step=step)
        if args.check or not verdict.may_publish:
            _print(verdict, args.format)
        if not verdict.may_publish:
            if args.out:
                note(f"Nothing was written to {args.out}.")
            return 1
        return _publish(store, verdict, args) if args.out else 0


def _publish(store: Store, verdict: Verdict, args: argparse.Namespace) -> int:
    from kg.publishing.withdrawing import note_published, settle
    from webui.site import publish

    with suppress(StoreError):  # a store that cannot be written can be published all the same
        settle(store)
    with Progress() as step:
        publish(store, Path(args.out), studies=args.study or None, step=step)
    with suppress(StoreError):
        note_published(
            store, {each.study: each.title for each in verdict.studies if each.is_public}
        )
    n = sum(each.is_public for each in verdict.studies)
    print(f"Published {n:,} {'study' if n == 1 else 'studies'} in {args.out}.")
    return 0


def _print(verdict: Verdict, format: str) -> None:
    from kg.evidence.spreadsheet import csv_lines
    from kg.publishing.review import writing

    if format == "json":
        sys.stdout.write(writing.as_json(verdict))
    elif format == "csv":
        for line in csv_lines(writing.COLUMNS, writing.rows(verdict)):
            sys.stdout.write(line.replace("\r\n", "\n"))
    else:
        for line in writing.as_text(verdict):
            print(line)
