"""``pif reindex``: build the index anew."""

from __future__ import annotations

import argparse

from kg.cli.console import Progress, opened_store

EXAMPLES = """\
examples:
  pif reindex

The index answers `pif quotes` and the pages in milliseconds. It is made from the studies in the
store, is brought up to date with every load, and is built again by itself when it is damaged;
this command does so at once."""


def configure(parser: argparse.ArgumentParser) -> None:
    """There are no arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Build the index."""
    from kg import index

    with opened_store() as store, Progress() as step:
        index.rebuild(store, step=step)
        built = index.open_index(store)
    quotes, studies = len(built.all), len(built.studies)
    print(
        f"Indexed {quotes:,} {'quote' if quotes == 1 else 'quotes'} of "
        f"{studies:,} {'study' if studies == 1 else 'studies'}."
    )
    return 0
