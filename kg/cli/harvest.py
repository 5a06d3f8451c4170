"""``pif harvest``: bring in what other groups publish."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.console import Progress, note, opened_store

if TYPE_CHECKING:
    from kg.harvesting import Became

EXAMPLES = """\
examples:
  pif harvest registry.yaml             fetch what changed, keep what is good
  pif harvest registry.yaml --prune     and take out what is no longer listed
  pif harvest registry.ttl --format json

registry.yaml:
  studies:
    - address: https://example.org/mentors/        a crate: what `pif export` writes
    - catalogue: https://evidence.example.org/dcat.ttl      a server of pif-kg
    - file: crates/mentors                         a crate in a folder beside the registry

Nothing is fetched from anywhere else. A study that is broken or does not come leaves the last
good version where it is; one that is withdrawn (410, or so marked) is taken out everywhere.
Exit code 1 when something was refused or could not be reached."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("registry", help="the list of addresses: .yaml, or .ttl (DCAT)")
    parser.add_argument(
        "--prune", action="store_true", help="take out harvested studies no longer listed"
    )
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """Harvest, and report."""
    from kg.harvesting import harvest, read_registry
    from kg.harvesting.hosts import allowed_networks

    entries = read_registry(Path(args.registry))
    private = allowed_networks()
    became: list[Became] = []
    with opened_store(must_exist=False) as store, Progress() as step:
        for each in harvest(entries, store, private=private, prune=args.prune, step=step):
            became.append(each)
            if args.format == "text":
                _print(each)
    if args.format == "json":
        print(json.dumps(_report(args.registry, became), indent=2, ensure_ascii=False))
    return 1 if any(each.is_trouble for each in became) else 0


def _print(became: Became) -> None:
    from kg import reports

    name = f"{became.study} from {became.source}" if became.study else became.source
    said = f"{became.outcome:<11}  {name}{': ' if became.says else ''}{became.says}"
    # A source may say anything, and a terminal does what it is told.
    print("".join(c if c.isprintable() else "\ufffd" for c in said), flush=True)
    if became.is_trouble and len(became.findings) > 1:
        said = reports.write(became.findings, "text", source=became.source, study=became.study)
        note(said.rstrip("\n"))


def _report(registry: str, became: list[Became]) -> dict[str, Any]:
    from collections import Counter

    from kg import reports

    return {
        "registry": Path(registry).name,
        "counts": dict(sorted(Counter(each.outcome for each in became).items())),
        "studies": [
            {
                "source": each.source,
                "study": each.study,
                "outcome": each.outcome,
                "says": each.says,
                "findings": json.loads(
                    reports.write(each.findings, "json", source=each.source, study=each.study)
                )["findings"],
            }
            for each in became
        ],
    }
