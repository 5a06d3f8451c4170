"""``pif restore``: put a backup in place of the store."""

from __future__ import annotations

import argparse
from pathlib import Path

from kg.cli.console import opened_store

EXAMPLES = """\
examples:
  pif restore evidence-2024-06.pif

What the store holds now is replaced by the backup, in one step, once the backup is found whole."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("file", type=Path, help="a file that `pif backup` wrote")


def run(args: argparse.Namespace) -> int:
    """Restore the backup."""
    from kg import index

    with opened_store(must_exist=False) as store, store.writing(f"restore {args.file.name}"):
        count = store.restore(args.file)
        index.update(store)
    print(f"Restored {count} {'study' if count == 1 else 'studies'} from {args.file}.")
    return 0
