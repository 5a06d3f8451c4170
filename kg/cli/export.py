"""``pif export``: write a study as files, for other programs and for other people."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.console import Progress, note, opened_store
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.store.base import Store

EXAMPLES = """\
examples:
  pif export my-study --to folder my-study      study files, to edit and keep in git
  pif export my-study --to xlsx my-study.xlsx   the same as a workbook
  pif export my-study --to csv tables           flat tables for R, SPSS and pandas
  pif export my-study --to qdpx my-study.qdpx --profile nvivo
  pif export my-study --to trig my-study.trig --derived
  pif export my-study --to folder shared --public --report losses.html
  pif export my-study --to rocrate public/my-study

Everything of the study is written, restricted and closed texts included, unless --public is said;
a rocrate is always public. What the form does not hold is counted and named. What is there
already is not written over, but for files that an export wrote and nobody changed since.
Others list the address of a rocrate in their registry, and `pif harvest` it."""

_FORMS = ("folder", "xlsx", "csv", "qdpx", "qdc", "nquads", "trig", "turtle", "jsonld", "rocrate")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("study", help="id of the study, as `pif studies` lists it")
    parser.add_argument("out", help="file or folder to write")
    parser.add_argument("--to", choices=_FORMS, required=True, help="what to write")
    parser.add_argument(
        "--profile", choices=("nvivo", "maxqda"), default="",
        help="the program that is to open a .qdpx, where programs differ",
    )  # fmt: skip
    parser.add_argument("--public", action="store_true", help="only what strangers may see")
    parser.add_argument("--derived", action="store_true", help="also what follows (RDF only)")
    parser.add_argument("--force", action="store_true", help="write over what is there")
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="write what was not kept to a file: .txt .json .ttl .html .xml (JUnit)",
    )


def run(args: argparse.Namespace) -> int:
    """Write it, and say what stayed behind."""
    if args.profile and args.to != "qdpx":
        raise UsageError("--profile is for --to qdpx.", "Leave it out.")
    with opened_store() as store:
        if args.to == "rocrate":
            return _crate(store, args)
        return _files(store, args)


def _files(store: Store, args: argparse.Namespace) -> int:
    from kg import reports
    from kg.cli.findings import Reporter
    from kg.exporting import export

    reporter = Reporter(args.report)
    with Progress() as step:
        done = export(
            store, args.study, args.to, Path(args.out), public=args.public, derived=args.derived,
            profile=args.profile, force=args.force, step=step,
        )  # fmt: skip
    reporter.show([*reports.not_kept(done.losses.lines(), done.out.name), *done.findings], done.out)
    reporter.finish()
    what = "what may be public" if args.public else "everything, closed texts included"
    if not done.is_new:
        print(f"{done.out} has this of {done.study} already: {done.size:,} bytes.")
        return 0
    print(f"Wrote {done.study} to {done.out} ({args.to}): {done.size:,} bytes, {what}.")
    return 0


def _crate(store: Store, args: argparse.Namespace) -> int:
    from kg.harvesting.crate_writing import write_crate
    from kg.publishing.withholding import REMEDIES

    written = write_crate(store, args.study, Path(args.out))
    said = f"{written.quads:,} statements, {written.size:,} bytes"
    if written.is_new:
        print(f"Wrote {written.study} to {written.folder}: {said}.")
    else:
        print(f"{written.folder} has what is public of {written.study} already: {said}.")
    if written.withheld:
        note(f"{sum(written.withheld.values()):,} things stay behind:")
        for reason, count in written.withheld.items():
            note(f"  {count:>6,}  {reason}: {REMEDIES[reason]}")
    return 0
