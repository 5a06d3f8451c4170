"""``pif load``: check studies and put them into the store."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kg.cli.console import Progress, note, opened_store
from kg.errors import StudyRefused

if TYPE_CHECKING:
    from kg.loading import Loaded

EXAMPLES = """\
examples:
  pif load my-study                   a study folder
  pif load study.xlsx                 a workbook
  pif load krishna2024                the study that comes with pif-kg
  pif load my-study --replace         put the new version in place of the old
  pif load my-study --dry-run         everything but the change
  pif load data.ttl --study my-study --report findings.html

A study is loaded whole or not at all. Findings name the file, row and column to mend."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("source", nargs="+", help="study folder, .xlsx, or RDF file")
    parser.add_argument("--replace", action="store_true", help="replace a study already there")
    parser.add_argument("--if-missing", action="store_true", help="skip studies already there")
    parser.add_argument("--dry-run", action="store_true", help="check, and change nothing")
    parser.add_argument("--study", metavar="ID", help="which study of an RDF file")
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="also write findings to a file: .txt .json .ttl .html .xml (JUnit)",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--allow-warnings",
        action="store_true",
        default=True,
        help="load in spite of warnings (the default)",
    )
    how.add_argument("--strict", action="store_true", help="refuse a study that has warnings")


def run(args: argparse.Namespace) -> int:
    """Load each source; a refused one does not keep the others out."""
    from kg import loading
    from kg.cli.findings import Reporter

    reporter = Reporter(args.report)
    refused = False
    sources = [path for given in args.source for path in loading.find_sources(given)]
    with opened_store(must_exist=False) as store:
        present = {s.id for s in store.studies()} if args.if_missing else set()
        for source in sources:
            if args.if_missing and source.name in present:
                note(f"{source.name} is already in the store.")
                continue
            try:
                with Progress() as step:
                    loaded = loading.load(
                        source,
                        store,
                        study=args.study,
                        replace=args.replace,
                        dry_run=args.dry_run,
                        strict=args.strict,
                        step=step,
                    )
            except StudyRefused as error:
                reporter.show(error.findings, source)
                note(f"pif load: {error}")
                refused = True
                continue
            reporter.show(loaded.findings, source)
            print(_said(loaded))
    reporter.finish()
    return 1 if refused else 0


def _said(loaded: Loaded) -> str:
    size = f"{loaded.asserted:,} statements, {loaded.derived:,} more follow from them"
    return {
        "loaded": f"Loaded {loaded.study}: {size}.",
        "replaced": f"Replaced {loaded.study}: {size}.",
        "unchanged": f"{loaded.study} is in the store with the same content; nothing changed.",
        "checked": f"{loaded.study} could be loaded: {size}. Nothing was changed.",
    }[loaded.outcome]
