"""``pif status``: the store at a glance."""

from __future__ import annotations

import argparse
import json

from kg.cli.console import opened_store

EXAMPLES = """\
examples:
  pif status
  pif status --format json"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """Print where the store is, its revision, and each study's size and digest."""
    from kg import __version__
    from kg.mapping import asking
    from kg.namespaces import BASE
    from kg.store.base import set_of

    with opened_store() as store:
        studies = store.studies()
        known = asking.names(store)
        sets = [unit for unit in store.units() if set_of(unit.id) in known]
        said = {
            "version": __version__,
            "store": store.address,
            "base": BASE,
            "revision": store.revision(),
            "studies": [{"id": s.id, "statements": s.quads, "sha256": s.digest} for s in studies],
            "mappings": [
                {"name": set_of(s.id), "statements": s.quads, "sha256": s.digest} for s in sets
            ],
        }
    if args.format == "json":
        print(json.dumps(said, indent=2))
        return 0
    print(f"store      {said['store']}")
    print(f"addresses  {BASE}")
    print(f"revision   {said['revision']}")
    print(f"studies    {len(studies)}")
    for study in studies:
        print(f"  {study.id}  {study.quads:,} statements  sha256 {study.digest[:16]}")
    if sets:
        print(f"mappings   {len(sets)}")
    for unit in sets:
        print(f"  {set_of(unit.id)}  {unit.quads:,} statements  sha256 {unit.digest[:16]}")
    return 0
