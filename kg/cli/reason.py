"""``pif reason``: consistency and classification of the ontology."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg.cli.console import Progress
from kg.errors import OntologyInconsistent

EXAMPLES = """\
examples:
  pif reason
  pif reason --with my-classes.ttl        the ontology together with a module of yours

Needs the extra: pip install 'pif-kg[reason]' (HermiT through Owlready2, and a Java runtime).
Exit code 1 when the ontology contradicts itself; the classes concerned are named."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--with",
        dest="extra",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a further ontology file (repeat)",
    )
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """Classify the ontology and print the tree."""
    from kg.reasoning import classify

    try:
        with Progress() as step:
            step("reasoning with HermiT")
            found = classify(extra=args.extra)
    except OntologyInconsistent as error:
        print(f"inconsistent: {error}", file=sys.stderr)
        for culprit in error.culprits:
            print(culprit)
        return error.exit_code
    print(found.as_json() if args.format == "json" else found.as_text())
    return 0
