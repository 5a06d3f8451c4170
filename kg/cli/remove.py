"""``pif remove``: take a study out."""

from __future__ import annotations

import argparse

from kg.cli.console import opened_store

EXAMPLES = """\
examples:
  pif remove my-study
  pif remove my-study --forget     leave no word of it: the next publication does not name it

All that the study stated, and all that followed from it, leaves the store in one step: what is
public, the index, decisions about its records. Of a study that was public, its id, its title and
the day are kept, so that the next `pif publish` says that it was withdrawn.
`pif backup` before, if you may want it back."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("study", help="id of the study, as `pif studies` lists it")
    parser.add_argument(
        "--forget", action="store_true",
        help="keep no word of it; also removes the word that was kept of one removed earlier",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Remove one study."""
    from kg.publishing import withdraw

    with opened_store() as store:
        stone = withdraw(store, args.study, forget=args.forget)
    print(f"Removed {args.study}.")
    if stone is not None:
        print("It was public; the next `pif publish` says that it was withdrawn.")
    return 0
