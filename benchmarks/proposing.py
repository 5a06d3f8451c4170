"""How good proposed mappings are: against those that people made for the studies shipped here.

    .venv/bin/python -m benchmarks.proposing

For each threshold: of the constructs proposed, how many the study's own mappings name for that
code (precision); of those it names, how many are proposed (recall). The scheme was made from the
first study, so its names are close; records of other studies are the harder test.
"""

from __future__ import annotations

from pathlib import Path

from kg import resources
from kg.formats.folder import read_folder
from kg.formats.records import read_records
from kg.formats.reporting import Report
from kg.mapping.proposing.proposals import constructs
from kg.mapping.proposing.scoring import Comparer, Described
from kg.model import Study
from kg.namespaces import CONSTRUCT

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
MOST = 3
Pairs = dict[tuple[str, str], float]


def measured(found: Pairs, wanted: set[tuple[str, str]], least: float) -> tuple[int, int, int]:
    """Return how many are proposed, how many of them are right, and how many there are."""
    proposed = {pair for pair, score in found.items() if score >= least}
    return len(proposed), len(proposed & wanted), len(wanted)


def read_all() -> dict[str, list[Study]]:
    """Return the first study, and the records of others that have codes."""
    studies = Path(str(resources.folder("studies")))
    report = Report()
    first = read_folder(studies / "krishna2024", report).study
    records = read_records(studies / "records" / "records.yaml", report)
    return {"krishna2024": [first] if first else [], "records of other studies": records}


def main() -> None:
    """Print the figures."""
    comparer = Comparer(constructs())
    for group, studies in read_all().items():
        found: Pairs = {}
        wanted: set[tuple[str, str]] = set()
        for study in studies:
            for code in study.codes:
                texts = tuple(filter(None, (code.definition,)))
                described = Described(code.id, code.id, (code.label or code.id,), texts)
                for alike in comparer.alike(described, most=MOST, least=THRESHOLDS[0]):
                    found[f"{study.id}/{code.id}", alike.construct.iri] = alike.score
            wanted |= {(f"{study.id}/{m.code}", m.concept.iri) for m in study.mappings
                       if m.concept.iri.startswith(CONSTRUCT)}  # fmt: skip
        print(f"\n{group}: {len(wanted)} mappings made by people, at most {MOST} proposals a code")
        print("score   proposed   right   precision   recall")
        for least in THRESHOLDS:
            proposed, right, every = measured(found, wanted, least)
            precision = f"{right / proposed:.2f}" if proposed else "-"
            recall = f"{right / every:.2f}" if every else "-"
            print(f"{least:>5}   {proposed:>8}   {right:>5}   {precision:>9}   {recall:>6}")


if __name__ == "__main__":
    main()
