"""``pif map``: which constructs a study's codes may mean; accept or refuse what is proposed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.console import Progress, note, opened_store
from kg.errors import UsageError
from kg.mapping.model import MATCHES

if TYPE_CHECKING:
    from kg.mapping.proposing import Proposal, Proposed
    from kg.store.base import Store

EXAMPLES = """\
examples:
  pif map my-study                              what is proposed, and what was decided
  pif map my-study --out my-study.sssom.tsv     the same for others to look at
  pif map my-study --accept borrowing patching --as exactMatch --by "Ana, our group"
  pif map my-study --refuse borrowing splinting --by "Ana, our group" --why "not a splint"
  pif map my-study --all-above 0.9 --by "Ana, our group"
  pif map my-study --forget borrowing patching  undo a decision

A proposal counts nowhere. What is accepted becomes a set of mappings, my-study-reviewed, with who
accepted it; of its relations only exactMatch and broadMatch carry evidence. The score is how alike
names and definitions are in words, from 0 to 1; it says nothing about what they mean."""

COLUMNS = (
    "code", "label", "construct", "construct_label", "score", "label_score", "definition_score",
    "words", "state", "relation", "who", "when", "why",
)  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    from kg.mapping.proposing.proposals import LEAST, MOST

    pair = {"nargs": 2, "action": "append", "default": [], "metavar": ("CODE", "CONSTRUCT")}
    parser.add_argument("study", help="a study in the store")
    parser.add_argument("--accept", help="keep a mapping, proposed or not", **pair)  # type: ignore[arg-type]
    parser.add_argument("--refuse", help="say that a proposal is wrong", **pair)  # type: ignore[arg-type]
    parser.add_argument("--forget", help="undo what was decided", **pair)  # type: ignore[arg-type]
    parser.add_argument(
        "--all-above", type=float, metavar="SCORE", help="accept all open proposals from a score on"
    )
    parser.add_argument(
        "--as", dest="relation", choices=MATCHES, default="closeMatch",
        help="how a code matches what is accepted (default closeMatch, which carries no evidence)",
    )  # fmt: skip
    parser.add_argument("--by", default="", metavar="WHO", help="who decides: a person or a group")
    parser.add_argument("--why", default="", help="the reason for refusing")
    parser.add_argument("--yes", action="store_true", help="do not ask before many are accepted")
    parser.add_argument("--above", type=float, default=LEAST, metavar="SCORE",
                        help=f"list no proposals below a score (default {LEAST:g})")  # fmt: skip
    parser.add_argument("--most", type=int, default=MOST, metavar="N",
                        help=f"list at most so many for one code (default {MOST})")  # fmt: skip
    parser.add_argument("--all", action="store_true", help="also codes that the study itself maps")
    parser.add_argument("--out", metavar="FILE", help="write open proposals as a .sssom.tsv")
    parser.add_argument(
        "--format", choices=["table", "csv", "tsv", "json", "sssom"],
        help="table on a terminal, else csv",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """List proposals, or keep decisions."""
    from kg.index import ask
    from kg.index.naming import resolve
    from kg.mapping.proposing import proposals

    for name in ("above", "all_above"):
        value = getattr(args, name)
        if value is not None and not 0 <= value <= 1:
            raise UsageError(f"{value:g} is no score.", "Scores go from 0 to 1.")
    if not 1 <= args.most <= 50:
        raise UsageError(f"{args.most} is too few or too many.", "Say from 1 to 50.")
    with opened_store() as store:
        study = ask(store, lambda index: resolve(index, "study", args.study))
        if args.accept or args.refuse or args.forget or args.all_above is not None:
            print(_decide(store, study, args))
            return 0
        with Progress() as step:
            step("comparing words")
            found = proposals(store, study, most=args.most, least=args.above, mapped=args.all)
    _show(found, args)
    return 0


# Deciding.


def _decide(store: Store, study: str, args: argparse.Namespace) -> str:
    from kg.mapping.proposing import accept, refuse, reopen, set_of_study
    from kg.mapping.proposing.naming import pairs_named

    accepted = pairs_named(store, study, args.accept)
    refused = pairs_named(store, study, args.refuse)
    forgotten = pairs_named(store, study, args.forget)
    chosen = [(code, construct, ground) for code, construct, ground in accepted]
    if args.all_above is not None:
        chosen += _all_above(store, study, args)
    changed = accept(store, study, chosen, who=args.by, relation=args.relation) if chosen else 0
    if refused:
        changed += refuse(store, study, [p[:2] for p in refused], who=args.by, why=args.why)
    if forgotten:
        changed += reopen(store, study, [p[:2] for p in forgotten])
    if chosen and args.relation not in ("exactMatch", "broadMatch"):
        note(f"{args.relation} carries no evidence: say --as exactMatch or broadMatch if it does.")
    where = f" They are the set {set_of_study(study)}." if chosen and changed else ""
    return f"{changed:,} decision{'' if changed == 1 else 's'} changed.{where}"


def _all_above(
    store: Store, study: str, args: argparse.Namespace
) -> list[tuple[str, str, str]]:  # fmt: skip
    from kg.mapping.proposing import proposals

    found = proposals(store, study, most=args.most, least=args.all_above, mapped=args.all)
    chosen = [each for each in found.of("open") if each.score >= args.all_above]
    if chosen and args.relation != "closeMatch" and not args.yes:
        _ask(f"Accept {len(chosen)} proposals as {args.relation}, each by its words alone?")
    return [(each.code.iri, each.construct.iri, each.ground) for each in chosen]


def _ask(question: str) -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            f"{question} Nobody is here to say so.", "Look at them first, then say --yes."
        )
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError("Nothing was accepted.", "Accept them one by one with --accept.")


# Showing.


def _show(found: Proposed, args: argparse.Namespace) -> None:
    from kg.mapping.proposing import proposed_set
    from kg.mapping.writing import sssom

    if args.out:
        path = Path(args.out)
        if not path.name.endswith(".sssom.tsv"):
            raise UsageError(f"{path.name} is no SSSOM table.", "Let its name end in .sssom.tsv.")
        try:
            path.write_text(sssom(proposed_set(found)), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path.name} cannot be written: {error.strerror}.") from error
        print(f"Wrote {len(found.of('open')):,} proposals to {path.name}.")
        return
    format = args.format or ("table" if sys.stdout.isatty() else "csv")
    if format == "sssom":
        sys.stdout.write(sssom(proposed_set(found)))
    elif format == "json":
        sys.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=2) + "\n")
    else:
        _print([row(each) for each in found.proposals], format)
    if found.mapped and not args.all:
        number = len(found.mapped)
        note(f"{number} of {found.codes} codes are mapped by the study; --all compares these too.")
    if found.without:
        note(f"Nothing is like enough to {len(found.without)} codes; --above 0.1 lists more.")


def as_json(found: Proposed) -> dict[str, object]:
    """Return proposals for JSON."""
    return {
        "study": found.study,
        "codes": found.codes,
        "mapped": [code.id for code in found.mapped],
        "without": [code.id for code in found.without],
        "proposals": [_json(each) for each in found.proposals],
    }


def _json(each: Proposal) -> dict[str, object]:
    like, made = each.likeness, each.decision
    return {
        "code": each.code.id,
        "label": each.code.label,
        "construct": each.construct.id,
        "construct_label": each.construct.label,
        "score": like.score if like else None,
        "parts": {"label": like.label, "definition": like.definition, "name": like.name}
        if like
        else None,
        "words": list(like.words) if like else [],
        "state": each.state,
        "relation": (made.relation or None) if made else None,
        "who": made.who if made else None,
        "when": made.when if made else None,
        "why": made.why if made else None,
    }


def row(each: Proposal) -> list[str]:
    """Return a proposal as a row of a table."""
    like, made = each.likeness, each.decision
    scores = [f"{v:g}" for v in (like.score, like.label, like.definition)] if like else [""] * 3
    return [
        each.code.id, each.code.label, each.construct.id, each.construct.label, *scores,
        " ".join(like.words) if like else "", each.state,
        *([made.relation, made.who, made.when, made.why] if made else [""] * 4),
    ]  # fmt: skip


def _print(rows: list[list[str]], format: str) -> None:
    from kg.answers import from_rows
    from kg.terms import text
    from kg.text_table import rendered

    columns: tuple[str, ...] = COLUMNS
    if format == "table":  # what fits on a line
        columns = ("code", "construct", "score", "words", "state", "relation", "who")
    at = [COLUMNS.index(c) for c in columns]
    terms = [{c: text(cells[n]) for c, n in zip(columns, at, strict=True)} for cells in rows]
    if format == "table":
        sys.stdout.writelines(rendered(columns, terms))
        return
    for chunk in from_rows(list(columns), terms, format):  # type: ignore[arg-type]
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
