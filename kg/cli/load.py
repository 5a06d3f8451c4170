"""``pif load``: check studies and put them into the store."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, TypedDict

from kg.cli.console import Bar, Progress, note, opened_store
from kg.errors import StudyRefused, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from kg.cli.findings import Reporter
    from kg.errors import PifError
    from kg.formats.qda.reading import Wishes
    from kg.loading import Loaded
    from kg.store.base import Store

EXAMPLES = """\
examples:
  pif load my-study                   a study folder
  pif load study.xlsx                 a workbook
  pif load interviews.qdpx            a project of a coding program, by REFI-QDA
  pif load interviews.sqlite3         one of Taguette; .qda of QualCoder, .rqda
  pif load interviews.qdpx --dry-run  what an export of today would add, change and remove
  pif load krishna2024                the study that comes with pif-kg
  pif load my-study --replace         put the new version in place of the old
  pif load records                    what is known of other studies from their publications
  pif load my-records.yaml            records of your own, as YAML or CSV
  pif load studies                    every study folder in a folder, in parallel
  pif load my-study --dry-run         everything but the change
  pif load data.ttl --study my-study --report findings.html
  pif load other-team.sssom.tsv       mappings of codes that somebody else made, as a set

A study is loaded whole or not at all. Findings name the file, row and column to mend.
A project is described by NAME.study.yaml beside it, with the keys of study.yaml. What it holds
and is not kept is counted by name; --report writes it whole. Loaded again with --replace, what
is the same keeps its address, and what was added in the store stays."""

_MOST_WORKERS = 256
_NAMED = 4
"""How many things that differ are named, of each kind."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "source",
        nargs="+",
        help="study folder, .xlsx, project (.qdpx .qde .qdc .sqlite3 .qda .rqda), RDF file,"
        " records, .sssom.tsv",
    )
    parser.add_argument("--replace", action="store_true", help="replace a study already there")
    parser.add_argument("--if-missing", action="store_true", help="skip studies already there")
    parser.add_argument("--dry-run", action="store_true", help="check, and change nothing")
    parser.add_argument(
        "--study", metavar="ID", help="which study of an RDF file; id of a project's study"
    )
    add_wishes(parser)
    parser.add_argument("--name", metavar="NAME", help="name of a set of mappings")
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="also write findings to a file: .txt .json .ttl .html .xml (JUnit)",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=_positive,
        help="processes for many studies (default: one for each processor)",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--allow-warnings",
        action="store_true",
        default=True,
        help="load in spite of warnings (the default)",
    )
    how.add_argument("--strict", action="store_true", help="refuse a study that has warnings")


def add_wishes(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say how the project of a coding program is read."""
    parser.add_argument(
        "--about", metavar="FILE", help="what describes a project (default: NAME.study.yaml)"
    )
    parser.add_argument(
        "--keep-names", action="store_true", help="keep the names of a project's coders"
    )
    parser.add_argument(
        "--project", metavar="NAME", default="", help="which project of a Taguette database"
    )


def wishes_of(args: argparse.Namespace) -> Wishes:
    """Return what was asked for with those arguments."""
    from pathlib import Path

    from kg.formats.qda.reading import Wishes

    about = Path(args.about) if args.about else None
    if about is not None and not about.is_file():
        raise UsageError(f"There is no file {args.about!r}.", "Check the name after --about.")
    return Wishes(about, args.keep_names, args.project)


def _positive(said: str) -> int:
    if not (said.isascii() and said.isdigit() and 0 < int(said) <= _MOST_WORKERS):
        raise argparse.ArgumentTypeError(f"{said!r} is not a number from 1 to {_MOST_WORKERS}")
    return int(said)


def run(args: argparse.Namespace) -> int:
    """Load each source; a refused one does not keep the others out."""
    from kg import loading
    from kg.cli.findings import Reporter
    from kg.formats.qda.reading import is_project
    from kg.formats.records import is_records
    from kg.literature import keeping
    from kg.mapping.reading import is_mapping_file

    reporter = Reporter(args.report)
    refused = False
    fresh: set[str] = set()
    sources = [path for given in args.source for path in loading.find_sources(given)]
    sets = [path for path in sources if is_mapping_file(path)]
    records = [path for path in sources if is_records(path)]
    sources = [path for path in sources if path not in sets and path not in records]
    projects = [path for path in sources if is_project(path)]
    _check_names(args, sources, [*records, *sets])
    wishes = wishes_of(args)
    how: How = {
        "study": args.study,
        "replace": args.replace,
        "dry_run": args.dry_run,
        "strict": args.strict,
    }
    with opened_store(must_exist=False) as store:
        if args.if_missing:
            sources = _missing(sources, store)
        # Projects come one by one: each is compared with what the store holds of it.
        singly = sources if len(sources) == 1 else [path for path in projects if path in sources]
        many = [path for path in sources if path not in singly]
        each: Iterator[tuple[Path, Loaded | PifError]] = chain(
            *(_one(source, store, how, wishes) for source in singly),
            _many(many, store, how, args.workers) if many else (),
        )
        for source, became in chain(each, _records(records, store, args)):
            if isinstance(became, loading.Loaded):
                reporter.show(became.findings, source)
                print(_said(became))
                for line in _differences(became):
                    print(line)
                fresh |= {became.study} if became.outcome in ("loaded", "replaced") else set()
                continue
            refused = True
            if isinstance(became, StudyRefused):
                reporter.show(became.findings, source)
                note(f"pif load: {became}")
            else:
                note(f"pif load: {source}: {became}")
        for source in sets:
            refused |= not _set(source, store, args, reporter)
        if not args.dry_run:
            keeping.follow(store)
        _tell_of_utterances(store, fresh)
    reporter.finish()
    return 1 if refused else 0


def _tell_of_utterances(store: Store, fresh: set[str]) -> None:
    """Say when quotes of studies just loaded have words that another study has too."""
    if not fresh or len(store.studies()) == len(fresh) == 1:
        return
    from kg.linking.proposing import open_for

    count = open_for(store, fresh)
    if count:
        note(
            f"{count:,} quote{'' if count == 1 else 's'} may have been published by two studies:"
            " `pif utterances` lists them. Nothing counts until it is accepted."
        )


def _check_names(args: argparse.Namespace, sources: list[Path], sets: list[Path]) -> None:
    if args.name and (sources or len(sets) != 1):
        raise UsageError("--name names one set of mappings.", "Load it by itself.")
    if args.study and not sources:
        raise UsageError("--study names a study; these are mappings.", "Say --name.")


def _set(source: Path, store: Store, args: argparse.Namespace, reporter: Reporter) -> bool:
    """Load one set of mappings; says whether it was."""
    from kg.mapping.keeping import load_set

    try:
        kept = load_set(
            source, store, name=args.name or "", replace=args.replace, dry_run=args.dry_run,
            strict=args.strict,
        )  # fmt: skip
    except StudyRefused as error:
        reporter.show(error.findings, source)
        note(f"pif load: {error}")
        return False
    except UsageError as error:
        note(f"pif load: {source}: {error}")
        return False
    reporter.show(kept.findings, source)
    mapped = kept.mapped
    size = f"{len(mapped.matches):,} mappings, {kept.derived:,} statements follow from them"
    print(
        {
            "loaded": f"Loaded the mappings {mapped.name}: {size}.",
            "replaced": f"Replaced the mappings {mapped.name}: {size}.",
            "unchanged": f"The mappings {mapped.name} are in the store with the same content;"
            " nothing changed.",
            "checked": f"The mappings {mapped.name} could be loaded: {size}. Nothing was changed.",
        }[kept.outcome]
    )
    return True


class How(TypedDict):
    """What is asked of every source alike."""

    study: str | None
    replace: bool
    dry_run: bool
    strict: bool


def _missing(sources: list[Path], store: Store) -> list[Path]:
    from kg.formats.qda.reading import is_project

    present = {s.id for s in store.studies()}
    names = {source: source.stem if is_project(source) else source.name for source in sources}
    for source in sources:
        if names[source] in present:
            note(f"{names[source]} is already in the store.")
    return [source for source in sources if names[source] not in present]


def _one(
    source: Path, store: Store, how: How, wishes: Wishes
) -> Iterator[tuple[Path, Loaded | PifError]]:
    from kg import loading

    became: Loaded | StudyRefused
    with Progress() as step:
        try:
            became = loading.load(source, store, wishes=wishes, step=step, **how)
        except StudyRefused as error:
            became = error
    yield source, became


def _many(
    sources: list[Path], store: Store, how: How, workers: int | None
) -> Iterator[tuple[Path, Loaded | PifError]]:
    from kg import loading

    with Bar(len(sources), "studies") as bar:
        for each in loading.load_many(sources, store, workers=workers, step=bar.step, **how):
            bar.clear()
            yield each
            bar.advance()


def _records(
    sources: list[Path], store: Store, args: argparse.Namespace
) -> Iterator[tuple[Path, Loaded | PifError]]:
    from kg import loading

    for source in sources:
        with Progress() as step:
            yield from loading.load_records(
                source, store, replace=args.replace, dry_run=args.dry_run, strict=args.strict,
                keep=args.if_missing, step=step,
            )  # fmt: skip


def _said(loaded: Loaded) -> str:
    size = f"{loaded.asserted:,} statements, {loaded.derived:,} more follow from them"
    return {
        "loaded": f"Loaded {loaded.study}: {size}.",
        "replaced": f"Replaced {loaded.study}: {size}.",
        "unchanged": f"{loaded.study} is in the store with the same content; nothing changed.",
        "checked": f"{loaded.study} could be loaded: {size}. Nothing was changed.",
    }[loaded.outcome]


def _differences(loaded: Loaded) -> Iterator[str]:
    """Say, kind by kind, how a study differs from what was in the store before."""
    for change in loaded.changes:
        counts = [
            f"{number:,} {how}"
            for how, number in (
                ("added", change.added),
                ("changed", change.changed),
                ("removed", change.removed),
                ("unchanged", change.kept),
            )
            if number
        ]
        shown = change.named[:_NAMED]
        more = change.added + change.changed + change.removed > len(shown)
        named = ", ".join([*shown, *(["…"] if more else [])])
        yield f"  {change.kind}: {', '.join(counts)} ({named})"
