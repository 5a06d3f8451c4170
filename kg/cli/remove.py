"""``pif remove``: take a study out."""

from __future__ import annotations

import argparse

from kg.cli.console import opened_store

EXAMPLES = """\
examples:
  pif remove my-study

All that the study stated, and all that followed from it, leaves the store in one step.
`pif backup` before, if you may want it back."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("study", help="id of the study, as `pif studies` lists it")


def run(args: argparse.Namespace) -> int:
    """Remove one study."""
    from kg import index
    from kg.literature import keeping
    from kg.mapping import following

    with opened_store() as store:
        with store.writing(f"remove {args.study}"):
            following.remove(store, args.study)
            index.update(store)
        keeping.follow(store)
    print(f"Removed {args.study}.")
    return 0
