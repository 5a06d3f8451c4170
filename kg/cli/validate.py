"""``pif validate``: the same checks as loading, and nothing changed."""

from __future__ import annotations

import argparse

from kg.cli.console import Progress, note, opened_store
from kg.cli.load import add_wishes, wishes_of
from kg.errors import UsageError
from kg.findings import Finding

EXAMPLES = """\
examples:
  pif validate my-study
  pif validate my-study --format html > findings.html
  pif validate my-study --format junit > findings.xml     for continuous integration
  pif validate interviews.qdpx                            also what would not be kept of it
  pif validate --store                                    check what is loaded

Exit code 1 when there is a violation (with --strict: a warning)."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "source",
        nargs="*",
        help="study folder, .xlsx, project of a coding program, RDF file, or records",
    )
    parser.add_argument(
        "--study", metavar="ID", help="which study of an RDF file; id of a project's study"
    )
    add_wishes(parser)
    parser.add_argument("--strict", action="store_true", help="exit 1 on warnings too")
    parser.add_argument(
        "--format",
        choices=["text", "json", "turtle", "html", "junit"],
        default="text",
        help="form of the findings (default: text)",
    )


def run(args: argparse.Namespace) -> int:
    """Check sources, or the store when ``--store`` comes without any."""
    from kg import loading, reports
    from kg.findings import counted
    from kg.formats.records import is_records

    checked: list[tuple[str, str | None, list[Finding]]] = []
    wishes = wishes_of(args)
    with Progress() as step:
        if not args.source:
            if args.store is None:
                raise UsageError("Nothing to check.", "Name a study, or say --store.")
            with opened_store() as store:
                checked += [(s, s, f) for s, f in loading.check_store(store, step=step)]
        for given in args.source:
            for source in loading.find_sources(given):
                if is_records(source):
                    for found in loading.check_records(source, step=step):
                        checked.append((found.study or source.name, found.study, found.findings))
                    continue
                found = loading.check(source, study=args.study, wishes=wishes, step=step)
                checked.append((source.name, found.study, found.findings))
    every = [finding for _, _, findings in checked for finding in findings]
    if args.format == "text":
        for name, study, findings in checked:
            print(reports.write(findings, "text", source=name, study=study), end="")
    else:
        names = ", ".join(name for name, _, _ in checked)
        study = checked[0][1] if len(checked) == 1 else None
        print(reports.write(every, args.format, source=names, study=study), end="")
        note(f"{names}: {counted(every)}.")
    return 1 if loading.refused(every, strict=args.strict) else 0
