"""``pif token``: makes, lists and removes the tokens that may change things over HTTP."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kg.errors import UsageError
from webui import tokens

EXAMPLES = """\
examples:
  pif token add notebook --scope update --token-file tokens.json
  pif token add nightly --scope load --scope write --days 90 --token-file tokens.json
  pif token list --token-file tokens.json
  pif token remove notebook --token-file tokens.json

scopes:
  update    change the graph with SPARQL Update
  write     change graphs over the Graph Store Protocol
  load      load and remove studies
  metrics   read the figures of the service

A token is shown once, when it is made; the file keeps its hash. Send it as
`Authorization: Bearer pif_…`. `pif serve --token-file` reads the file again when it changes.
Changes also need PIF_UPDATE=1 where `pif serve` runs."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("action", choices=("add", "list", "remove"))
    parser.add_argument("name", nargs="?", help="what the token is called in the file")
    parser.add_argument(
        "--scope", action="append", default=[], choices=tuple(tokens.SCOPES), help="repeat for more"
    )
    parser.add_argument("--days", type=int, metavar="N", help="how long it holds (default: always)")
    parser.add_argument(
        "--token-file", metavar="FILE", help="where hashes are kept (PIF_TOKEN_FILE)"
    )


def run(args: argparse.Namespace) -> int:
    """Do it."""
    named = args.token_file or os.environ.get("PIF_TOKEN_FILE")
    if not named:
        raise UsageError("No file of tokens is named.", "Say --token-file tokens.json.")
    file = Path(named)
    if args.action == "list":
        return _list(file)
    if not args.name:
        raise UsageError(f"`pif token {args.action}` needs the name of a token.")
    if args.action == "remove":
        tokens.remove(file, args.name)
        print(f"The token {args.name} is refused from now on.")
        return 0
    if args.days is not None and not 0 < args.days <= 36_500:
        raise UsageError("--days takes a number from 1 to 36500.")
    expires = datetime.now(UTC) + timedelta(days=args.days) if args.days else None
    made = tokens.add(file, args.name, args.scope, expires)
    print("Keep this token; it cannot be shown again:", file=sys.stderr)
    print(made)
    return 0


def _list(file: Path) -> int:
    if not file.is_file():
        raise UsageError(f"There is no file {file}.", "`pif token add` makes it.")
    now = datetime.now(UTC)
    rows = [("name", "scopes", "created", "expires")]
    for entry in tokens.read(file):
        until = entry.expires[:10] if entry.is_valid(now) else "expired"
        rows.append((entry.name, " ".join(entry.scopes), entry.created[:10], until or "never"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    return 0
