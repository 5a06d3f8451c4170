"""The options by which a count is narrowed to some of the quotes: those of ``pif quotes``."""

from __future__ import annotations

import argparse
from typing import Any

from kg.cli.quotes import FACET_OPTIONS, add_mappings, chosen_mappings

__all__ = ["add_narrowing", "chosen_mappings", "conditions"]

_CONCEPTS = {
    "supports": "that support all of these constructs",
    "any": "that support one of these constructs at least",
    "not": "that do not support the construct",
    "bears-on": "that bear on the construct, which is weaker",
}


def add_narrowing(parser: argparse.ArgumentParser) -> None:
    """Add the options, and ``--mode``."""
    parser.add_argument(
        "--mode",
        choices=["scheme", "filed"],
        default="scheme",
        help="constructs by the shared scheme (default), or as the studies filed them",
    )
    add_mappings(parser.add_argument_group("mappings (may be repeated)"))
    group = parser.add_argument_group("count only quotes … (each but --where may be repeated)")
    for name, about in (_CONCEPTS | FACET_OPTIONS | {"text": "with these words"}).items():
        group.add_argument(
            f"--{name}",
            dest="not_" if name == "not" else name.replace("-", "_"),
            metavar="X",
            action="append",
            default=[],
            help=about,
        )
    group.add_argument("--where", metavar="CONDITION", default="", help="AND, OR, NOT over these")


def conditions(args: argparse.Namespace) -> dict[str, Any]:
    """Return what was given, as :mod:`kg.evidence.comparing` takes it."""
    names = ["supports", "any", "not_", "bears_on", "text", "where", *FACET_OPTIONS]
    return {name: given for name in names if (given := getattr(args, name))}
