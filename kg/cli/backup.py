"""``pif backup``: the whole store in one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from kg.cli.console import opened_store

EXAMPLES = """\
examples:
  pif backup evidence-2024-06.pif"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("file", type=Path, help="the file to write")


def run(args: argparse.Namespace) -> int:
    """Write the backup."""
    with opened_store() as store:
        count = store.backup(args.file)
    print(f"Wrote {count} {'study' if count == 1 else 'studies'} to {args.file}.")
    return 0
