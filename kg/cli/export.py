"""``pif export``: write what may be public of a study, for others to fetch."""

from __future__ import annotations

import argparse
from pathlib import Path

from kg.cli.console import note, opened_store

EXAMPLES = """\
examples:
  pif export my-study --to rocrate public/my-study

The folder is a crate (RO-Crate 1.1) with what strangers may see of the study, and nothing else.
Put it on any web server; others list its address in their registry and `pif harvest` it."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("study", help="id of the study, as `pif studies` lists it")
    parser.add_argument("out", help="folder to write: new, empty, or the same crate as before")
    parser.add_argument("--to", choices=["rocrate"], required=True, help="what to write")


def run(args: argparse.Namespace) -> int:
    """Write it, and say what stayed behind."""
    from kg.harvesting.crate_writing import write_crate
    from kg.publishing.withholding import REMEDIES

    with opened_store() as store:
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
