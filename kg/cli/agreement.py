"""``pif agreement``: how far the coders of a study agree."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.cli.console import Progress, note, opened_store
from kg.errors import UnknownThing

if TYPE_CHECKING:
    from kg.evidence.agreement import Agreement, Line
    from kg.index import Index
    from kg.store.base import Store

FORMATS = ["table", "csv", "json"]

EXAMPLES = """\
examples:
  pif agreement --study my-study
  pif agreement --study my-study --unit character --uncoded out
  pif agreement --study my-study --coder anna --coder ben --format csv

Without --study every study is measured that two coders have coded. Percent agreement, Cohen's
kappa (with more than two coders the mean over pairs) and Krippendorff's alpha; which sources
they follow and what counts as agreement stands in docs/reference/agreement.md."""

_HEADER = (
    *("study", "subject", "code", "label", "coders", "unit", "uncoded", "units"),
    *("percent", "kappa", "alpha", "note"),
)
_ALONE = (
    "Give every coder a name in the column coder of codings.csv, let a second coder code the same "
    "documents, and load the study again."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--study", help="the study to measure (default: all with two coders)")
    parser.add_argument(
        "--unit",
        choices=["quote", "character"],
        default="quote",
        help="what is compared: quotes (default), or every character of the documents",
    )
    parser.add_argument(
        "--uncoded",
        choices=["in", "out"],
        default="in",
        help="whether leaving something uncoded is a judgement (in, the default) or none (out)",
    )
    parser.add_argument(
        "--code", action="append", default=[], help="only this code (repeat for more)"
    )
    parser.add_argument(
        "--coder", action="append", default=[], help="only this coder (repeat for more)"
    )
    parser.add_argument(
        "--format", choices=FORMATS, help="default: table on a terminal, csv otherwise"
    )


def run(args: argparse.Namespace) -> int:
    """Measure, print; 1 when there is nothing that two coders judged."""
    with opened_store() as store, Progress() as progress:
        held = len(store.studies())
        studies = [args.study] if args.study else _coded_twice(store, progress)
        found = _measured(store, studies, args, progress)
    measured = [one for one in found if one.possible]
    if not measured:
        for said in [said for one in found for said in one.notes] or [_nothing(held)]:
            note(f"pif agreement: {said}")
        if held:
            note(_ALONE)
        return 1
    format = args.format or ("table" if sys.stdout.isatty() else "csv")
    sys.stdout.writelines(_WRITERS[format](measured))
    if format == "csv":
        for one in measured:
            for said in (one.about, *one.notes):
                note(f"{one.study}: {said}")
    if not args.study and (left := held - len(measured)):
        note(f"{left} of {held} studies left out: no two coders judged the same there.")
    return 0


def _coded_twice(store: Store, progress: Progress) -> list[str]:
    """Return the studies with two coders; the only study whatever it has, so that it is named."""
    from kg.index import ask

    studies = [study.id for study in store.studies()]
    if len(studies) < 2:
        return studies

    def coders(index: Index, study: str) -> int:
        return sum(key.startswith(f"{study}/") for key, _ in index.own("coder", [study]))

    return ask(store, lambda index: [s for s in studies if coders(index, s) > 1], step=progress)


def _measured(
    store: Store, studies: list[str], args: argparse.Namespace, progress: Progress
) -> list[Agreement]:
    from kg.evidence.agreement import agreement

    found: list[Agreement] = []
    unknown: list[UnknownThing] = []
    for study in studies:
        progress(f"measuring {study}")
        try:
            found.append(
                agreement(
                    store,
                    study,
                    unit=args.unit,
                    uncoded=args.uncoded,
                    codes=args.code,
                    coders=args.coder,
                )
            )
        except UnknownThing as error:
            unknown.append(error)
    if unknown and not found:
        raise unknown[0]
    return found


def _nothing(held: int) -> str:
    if not held:
        return "No study is loaded. `pif load krishna2024` loads the first."
    return f"None of the {held} studies was coded by two coders."


def _table(measured: list[Agreement]) -> Iterator[str]:
    from kg.evidence.agreement import shown, shown_percent
    from kg.terms import text, typed
    from kg.text_table import rendered

    for one in measured:
        yield f"Agreement of coders, study {one.study}\n{one.about}\n\n"
        shares = [
            {
                "coder": text(c.coder),
                "documents": typed(c.documents, "integer"),
                "quotes coded": typed(c.quotes, "integer"),
                "codes applied": typed(c.codings, "integer"),
            }
            for c in one.coders
        ]
        yield from rendered(["coder", "documents", "quotes coded", "codes applied"], shares)
        yield "\n"
        lines = [
            {
                "codes": text(line.name),
                "coders": text(" ".join(line.coders)),
                f"{one.unit}s": typed(line.units, "integer"),
                "percent": typed(shown_percent(line.percent), "decimal"),
                "kappa": typed(shown(line.kappa), "decimal"),
                "alpha": typed(shown(line.alpha), "decimal"),
            }
            for line in one.lines
            if line.subject != "code" or len(line.coders) == len(one.coders)
        ]
        columns = ["codes", "coders", f"{one.unit}s", "percent", "kappa", "alpha"]
        yield from rendered(columns, lines)
        for said in (*one.notes, *one.undefined()):
            yield f"{said[0].upper()}{said[1:]}\n"
        if len(one.coders) > 2:
            yield "Pairs of coders for each code are in `--format csv` and `json`.\n"
        yield "\n"


def _csv(measured: list[Agreement]) -> Iterator[str]:
    from kg.evidence.spreadsheet import csv_lines

    return csv_lines(_HEADER, (_cells(one, line) for one in measured for line in one.lines))


def _cells(one: Agreement, line: Line) -> list[str | int | float | None]:
    measures = (line.percent, line.kappa, line.alpha)
    named = zip(("percent", "kappa", "alpha"), measures, strict=True)
    return [
        one.study,
        line.subject,
        line.code,
        line.label,
        "; ".join(line.coders),
        one.unit,
        one.uncoded,
        line.units,
        *(None if m.value is None else round(m.value, 6) for m in measures),
        "; ".join(f"{name} undefined: {m.why}" for name, m in named if m.value is None),
    ]


def _json(measured: list[Agreement]) -> Iterator[str]:
    found = {"agreement": [one.to_dict() for one in measured]}
    yield json.dumps(found, ensure_ascii=False, indent=2) + "\n"


_WRITERS = {"table": _table, "csv": _csv, "json": _json}
