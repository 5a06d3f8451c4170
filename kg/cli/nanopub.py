"""``pif nanopub``: chosen claims as nanopublications, made and checked here, never sent."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from kg.cli.console import Progress, note, opened_store
from kg.errors import UsageError

EXAMPLES = """\
examples:
  pif nanopub C-D2.4-s03
  pif nanopub krishna2024/C-D2.4-s03 krishna2024/C-D2.1-s02 --out claims.trig
  pif nanopub C-D2.4-s03 --by https://orcid.org/0000-0002-1825-0097
  pif nanopub --check claims.trig

Only what strangers may see of a claim goes in: its words, the constructs it is about, the quotes
that illustrate it, and where it was published. The address ends in a digest of all it says (a
trusty URI), so that a change shows. It is not signed, and sent to nobody. Exit code 1 when a claim
may not be public, or when --check finds a fault."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("claims", nargs="*", metavar="CLAIM", help="id, study/id or IRI of a claim")
    parser.add_argument("--out", metavar="FILE", help="write TriG to a file that is not there yet")
    parser.add_argument("--by", metavar="WHO", default="", help="who puts it so: an ORCID, a name")
    parser.add_argument(
        "--created", metavar="TIME", help="when (ISO 8601; default: when its study last changed)"
    )
    parser.add_argument("--check", metavar="FILE", help="check nanopublications in a file instead")


def run(args: argparse.Namespace) -> int:
    """Make them, or check some."""
    if bool(args.check) == bool(args.claims):
        raise UsageError("Say which claims, or which file to --check.")
    return _check(Path(args.check)) if args.check else _make(args)


def _make(args: argparse.Namespace) -> int:
    from kg.nanopubs import nanopublication

    created = _moment(args.created) if args.created else None
    out = Path(args.out) if args.out else None
    if out is not None and out.exists():
        raise UsageError(f"{out.name} is there already.", "Choose another name.")
    with opened_store() as store, Progress() as step:
        made = []
        for claim in dict.fromkeys(args.claims):
            step(f"making {claim}")
            made.append(nanopublication(store, claim, by=args.by, created=created))
    written = "".join(one.as_trig() for one in made)
    if out is None:
        sys.stdout.write(written)
    else:
        out.write_text(written, encoding="utf-8")
    for one in made:
        note(one.iri)
    return 0


def _check(file: Path) -> int:
    from kg.formats.rdf import Refused, parse_quads, suffix_of
    from kg.nanopubs import faults, split

    try:
        quads = list(parse_quads(file.read_bytes(), suffix_of(file) or ".trig"))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    except Refused as refused:
        raise UsageError(f"{file.name}: {refused.message}", refused.remedy) from refused
    parts = split(quads)
    found = [fault for part in parts for fault in faults(part)]
    for fault in found:
        print(fault)
    if not found:
        print(f"{len(parts)} nanopublication{'s' if len(parts) != 1 else ''}, nothing wrong.")
    return 1 if found else 0


def _moment(said: str) -> datetime:
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise UsageError(f"{said[:40]!r} is no time.", "Write 2026-11-27T12:00:00Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
