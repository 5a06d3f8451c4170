"""``pif utterances``: which quotes of two studies publish the same words; accept or reject it."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.console import Progress, note, opened_store
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.linking.proposing import Proposal
    from kg.linking.reviews import Review

EXAMPLES = """\
examples:
  pif utterances                                     what is proposed, and what was decided
  pif utterances --format csv > review.csv           fill in decision, who and why, then:
  pif utterances --review review.csv
  pif utterances --accept s1/Q4 s2/Q15 --who "our group" --why "same table, same words"
  pif utterances --reject s1/Q4 s2/Q16 --who "our group"
  pif utterances --forget s1/Q4 s2/Q16               undo a decision

Only what is accepted counts: two quotes become one utterance in every count of utterances.
Quotes are linked, never the people who spoke. Nothing of this leaves your store."""

COLUMNS = (
    "quote", "other", "found", "share", "access", "begins", "decision", "who", "when", "why",
)  # fmt: skip
_MOST_BYTES = 8 << 20


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    pair: dict[str, Any] = {
        "nargs": 2,
        "action": "append",
        "default": [],
        "metavar": ("QUOTE", "OTHER"),
    }
    parser.add_argument("--accept", help="say that two quotes are one utterance", **pair)
    parser.add_argument("--reject", help="say that they are not", **pair)
    parser.add_argument("--forget", help="undo what was decided of two", **pair)
    parser.add_argument("--review", metavar="FILE", help="a CSV with quote, other, decision, who")
    parser.add_argument("--who", default="", help="who decides: a person or a group")
    parser.add_argument("--why", default="", help="the reason")
    parser.add_argument("--only", choices=["open", "accepted", "rejected"], help="list only these")
    parser.add_argument(
        "--format", choices=["table", "csv", "tsv", "json"],
        help="table on a terminal, else csv; json has both texts whole",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """List proposals, or keep decisions."""
    from kg.linking.proposing import proposals
    from kg.linking.reviews import decide, review

    made = [review(a, b, "accepted", who=args.who, why=args.why) for a, b in args.accept]
    made += [review(a, b, "rejected", who=args.who, why=args.why) for a, b in args.reject]
    if args.review:
        made += _from_file(Path(args.review), args)
    with opened_store() as store:
        if made or args.forget or args.review:
            known = {held.id for held in store.studies()}
            for each in made:
                _check_there(each, known)
            changed = decide(store, made, forget=[(a, b) for a, b in args.forget])
            print(f"{changed:,} decision{'' if changed == 1 else 's'} changed.")
            return 0
        with Progress() as step:
            step("comparing quotes")
            found = proposals(store)
    if args.only:
        found = [each for each in found if each.decision == args.only]
    if not found:
        note("No two quotes of two studies have like words.")
    _print(found, args.format or ("table" if sys.stdout.isatty() else "csv"))
    return 0


def _check_there(made: Review, studies: set[str]) -> None:
    for name in made.pair:
        study = name.partition("/")[0]
        if study not in studies:
            raise UsageError(f"There is no study {study!r}.", "`pif studies` lists them.")


def _from_file(path: Path, args: argparse.Namespace) -> list[Review]:
    """Return the decisions of a review file; rows without one, or still open, are passed over."""
    from kg.linking.reviews import review

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{path.name} is too large.", "A review has one row for each pair.")
        said = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.", "Give a CSV in UTF-8.") from error
    rows = csv.DictReader(io.StringIO(said))
    needed = {"quote", "other", "decision"}
    if not needed <= set(rows.fieldnames or ()):
        raise UsageError(
            f"{path.name} lacks a column.", f"It needs {', '.join(sorted(needed))}, and who."
        )
    made = []
    for row in rows:
        cells = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        if cells["decision"] in ("", "open"):
            continue
        try:
            made.append(
                review(
                    cells["quote"], cells["other"], cells["decision"],
                    who=cells.get("who") or args.who, why=cells.get("why") or args.why,
                    when=cells.get("when", ""),
                )
            )  # fmt: skip
        except UsageError as error:
            raise UsageError(
                f"{path.name}, line {rows.line_num}: {error.message}", error.hint
            ) from error
    return made


def _row(each: Proposal) -> list[str]:
    made = each.review
    return [
        each.first, each.second, each.found, f"{each.share:g}" if each.share else "", each.access,
        each.begins, each.decision, made.who if made else "", made.when if made else "",
        made.why if made else "",
    ]  # fmt: skip


def _print(found: list[Proposal], format: str) -> None:
    from kg.answers import from_rows
    from kg.terms import text
    from kg.text_table import rendered

    if format == "json":
        body = [
            dict(zip(COLUMNS, _row(each), strict=True)) | {"texts": list(each.texts)}
            for each in found
        ]
        sys.stdout.write(json.dumps({"utterances": body}, ensure_ascii=False, indent=2) + "\n")
        return
    rows = [{c: text(v) for c, v in zip(COLUMNS, _row(each), strict=True)} for each in found]
    if format == "table":
        sys.stdout.writelines(rendered(COLUMNS, rows))
        return
    for chunk in from_rows(list(COLUMNS), rows, format):  # type: ignore[arg-type]
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
