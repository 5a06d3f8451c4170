"""``pif query``: answer a saved question, or a SPARQL query of one's own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.console import note, opened_store
from kg.errors import BadParameter, UsageError

if TYPE_CHECKING:
    from kg.queries import QueryAnswer

FORMATS = ["table", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld"]

EXAMPLES = """\
examples:
  pif query quotes-for-construct -p construct=patching
  pif query quotes-for-construct -p construct=identity-work --format csv > quotes.csv
  pif query my-question.rq
  echo 'SELECT * WHERE { ?q a pif:Quote }' | pif query -

`pif queries` lists the saved questions and their parameters. A construct may be given as
patching, c:patching or in full; a quote or participant by its id."""


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add ``--format`` with the formats of an answer."""
    parser.add_argument(
        "--format", choices=FORMATS, help="default: table on a terminal, csv otherwise"
    )


def print_answer(answer: QueryAnswer, format: str | None) -> None:
    """Write an answer to standard output."""
    from kg.answers import write

    if format is None:
        terminal = sys.stdout.isatty()
        format = ("table" if terminal else "csv") if answer.kind != "graph" else "turtle"
    for chunk in write(answer, format):
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("query", help="name of a saved query, a .rq file, or - for standard input")
    parser.add_argument(
        "-p",
        dest="parameters",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a parameter of the query (repeat)",
    )
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Answer the query."""
    from kg.queries import load_query, parse_query
    from kg.queries import run as answer

    if args.query == "-":
        query = parse_query(sys.stdin.read(), name="standard input")
    elif args.query.endswith(".rq"):
        query = parse_query(_text(Path(args.query)), name=args.query)
    else:
        query = load_query(args.query)
    parameters: dict[str, str] = {}
    for given in args.parameters:
        name, equals, value = given.partition("=")
        if not equals:
            raise BadParameter(f"-p {given} has no value.", "Write -p name=value.")
        parameters[name] = value
    with opened_store() as store:
        found = answer(store, query, parameters)
        for name, value in found.defaults_used.items():
            note(f"{name}={value} (the default; -p {name}=… asks for another)")
        print_answer(found, args.format)
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from None
