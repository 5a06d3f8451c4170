"""``pif redact``: replace names by pseudonyms, in texts and in all that is said of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.console import Progress, note, opened_store
from kg.errors import StudyRefused, UsageError

if TYPE_CHECKING:
    from kg.redacting.reporting import Redacted

EXAMPLES = """\
examples:
  pif redact my-study --names names.csv                 writes my-study-redacted beside it
  pif redact study.xlsx --names names.csv --out clean.xlsx
  pif redact interviews.qdpx --names names.csv          writes a study folder
  pif redact my-study --names names.csv --dry-run --show
  pif redact --study my-study --names names.csv --by coder-1   a study in the store

names.csv has the columns name, pseudonym and forms; the last two may be missing or empty:
  name,pseudonym,forms
  Anna Smith,Robin,Anna;A.S.
  Ben Oak,,Ben
A name is found as a whole word in any case and script, also before 's; forms in capitals of up to
four letters, such as initials, only in capitals. A name without pseudonym becomes [name-2], by its
row. Offsets move along: a quote stays what its document says. What is printed holds no name and
no word of the study unless --show is said. Keep the list apart from the study."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("source", nargs="?", help="study folder, .xlsx, project or RDF file")
    parser.add_argument("--names", metavar="FILE", required=True, help="the names, as CSV")
    parser.add_argument("--out", metavar="PLACE", help="where to write it (default: beside)")
    parser.add_argument("--in-place", action="store_true", help="change the source itself")
    parser.add_argument(
        "--study", metavar="ID", help="a study in the store; with an RDF file, which of its studies"
    )
    parser.add_argument("--by", metavar="WHO", default="", help="who redacts, for the record")
    parser.add_argument(
        "--keep-literature", action="store_true",
        help="leave the reference list and the publication as they are",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")
    parser.add_argument("--show", action="store_true", help="print names and words, too")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Redact, and say what changed and what is left to look at."""
    from kg.redacting.reporting import as_json, as_text

    if not args.source and not args.study:
        raise UsageError("Nothing is named that is to be redacted.", "Name a source, or --study.")
    if not args.source and (args.out or args.in_place):
        raise UsageError(
            "A study in the store is changed where it is.", "Leave --out and --in-place out."
        )
    try:
        done = _redacted(args)
    except StudyRefused as refused:
        from kg.cli.findings import Reporter

        if not args.show:
            raise StudyRefused(str(refused), []) from None
        Reporter(None).show(refused.findings, Path(args.source or args.study))
        raise
    print((as_json if args.format == "json" else as_text)(done, show=args.show), end="")
    if done.redaction.left:
        note("pif redact: look at what is left.")
        return 1
    return 0


def _redacted(args: argparse.Namespace) -> Redacted:
    from kg.redacting import How, read_names, redact_file, redact_in_store

    names = read_names(Path(args.names))
    source = Path(args.source or "")
    if args.source and source.resolve() in Path(args.names).resolve().parents:
        raise UsageError("The list of names lies in the study.", "Put it somewhere else.")
    how = How(args.by, args.keep_literature, args.dry_run)
    with Progress() as step:
        if args.source:
            return redact_file(
                Path(args.source), names, Path(args.out) if args.out else None,
                in_place=args.in_place, study=args.study, how=how, step=step,
            )  # fmt: skip
        with opened_store() as store:
            return redact_in_store(store, args.study, names, how, step=step)
