"""``pif explain``: why a quote supports a construct, or what is missing."""

from __future__ import annotations

import argparse
import json
import shutil
import sys

from kg.cli.console import opened_store

EXAMPLES = """\
examples:
  pif explain Q27 patching
  pif explain Q20 patching
  pif explain krishna2024/Q27 identity-work --format json
  pif explain Q27 patching --format svg > why.svg

A quote is named by its id, with its study before it where several have that id
(krishna2024/Q27). A construct may be given as patching, c:patching or in full, a code of
a codebook by its id."""

_WIDEST = 100
_NARROWEST = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("quote", metavar="QUOTE", help="id of the quote, such as Q27")
    parser.add_argument("construct", metavar="CONSTRUCT", help="what it supports, or does not")
    parser.add_argument("--study", metavar="ID", help="the study whose quote is meant")
    parser.add_argument(
        "--ways",
        metavar="N",
        type=int,
        help="ways to show at most (default 10); others are counted",
    )
    parser.add_argument("--format", choices=["text", "json", "svg"], default="text")


def run(args: argparse.Namespace) -> int:
    """Explain it."""
    from kg.explain import MOST_WAYS, as_json, as_svg, as_text, explain

    with opened_store() as store:
        explained = explain(
            store,
            args.quote,
            args.construct,
            study=args.study,
            ways=MOST_WAYS if args.ways is None else args.ways,
        )
    if args.format == "json":
        said = json.dumps(as_json(explained), ensure_ascii=False, indent=2) + "\n"
    elif args.format == "svg":
        said = as_svg(explained)
    else:
        columns = shutil.get_terminal_size().columns
        said = as_text(explained, width=max(_NARROWEST, min(columns, _WIDEST)))
    sys.stdout.buffer.write(said.encode())
    sys.stdout.buffer.flush()
    return 0
