"""Write generated studies: ``python -m benchmarks.generate 10000 /tmp/studies``.

The same arguments give the same files, byte for byte, anywhere. One study is held at a time, so
any number can be written.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import yaml

from benchmarks.studies import Generated, study
from kg.formats.tables import TABLES, Table

PER_STUDY = 500
_SSSOM = (
    "#license: https://creativecommons.org/publicdomain/zero/1.0/\n#curie_map:\n"
    "#  skos: http://www.w3.org/2004/02/skos/core#\n#  semapv: https://w3id.org/semapv/vocab/\n"
)


def sizes(quotes: int, per_study: int) -> list[int]:
    """Return how many quotes each study gets; the last one gets what is left.

    >>> sizes(1200, 500)
    [500, 500, 200]
    """
    whole, left = divmod(quotes, per_study)
    return [per_study] * whole + ([left] if left else [])


def write_folder(made: Generated, into: Path) -> Path:
    """Write a study as a folder and return where it is."""
    folder = into / made.id
    folder.mkdir(parents=True)
    settings = yaml.safe_dump(made.settings, sort_keys=False, allow_unicode=True)
    (folder / "study.yaml").write_text(settings, encoding="utf-8")
    references = json.dumps(made.references, indent=1, ensure_ascii=False)
    (folder / "references.json").write_text(references + "\n", encoding="utf-8")
    for table in TABLES:
        if rows := made.tables.get(table.name):
            _write_table(folder / table.file, table, rows)
    return folder


def _write_table(path: Path, table: Table, rows: list[dict[str, object]]) -> None:
    columns = [c.name for c in table.columns if any(c.name in row for row in rows[:1])]
    columns += sorted({key for row in rows for key in row} - set(columns))
    with path.open("w", encoding="utf-8", newline="") as file:
        tsv = path.suffix == ".tsv"
        if tsv:
            file.write(_SSSOM)
        writer = csv.DictWriter(
            file, columns, lineterminator="\n" if tsv else "\r\n", delimiter="\t" if tsv else ","
        )
        writer.writeheader()
        writer.writerows(rows)


def write_folders(
    quotes: int,
    into: Path,
    *,
    per_study: int = PER_STUDY,
    seed: int = 0,
    workers: int = 1,
    public: bool = False,
) -> Iterator[Path]:
    """Write study folders of so many quotes altogether, all ``public`` or half; yields each."""
    jobs = list(enumerate(sizes(quotes, per_study), 1))
    write = partial(_one, into, seed, public)
    if workers == 1:
        yield from map(write, jobs)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(write, jobs, chunksize=4)


def _one(into: Path, seed: int, public: bool, job: tuple[int, int]) -> Path:
    number, quotes = job
    made = study(number, quotes, seed=seed)
    if public:
        for row in made.tables["quotes"]:
            row["access"] = "public"
    return write_folder(made, into)


def write_rdf(folders: Iterable[Path], into: Path) -> Iterator[Path]:
    """Write what the folders state as N-Quads, read by the product itself; yields each file."""
    from kg import formats
    from kg.terms import nquads

    into.mkdir(parents=True, exist_ok=True)
    for folder in folders:
        path = into / f"{folder.name}.nq"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(nquads(formats.read(folder).graphs))
        yield path


def main() -> int:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("quotes", type=int)
    parser.add_argument("into", type=Path, help="a folder that is empty or not there")
    parser.add_argument("--per-study", type=int, default=PER_STUDY, metavar="QUOTES")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--public", action="store_true", help="every quote is public, not half")
    parser.add_argument("--rdf", type=Path, metavar="DIR", help="also write N-Quads there")
    args = parser.parse_args()
    if args.quotes < 1 or args.per_study < 2:
        parser.error("There must be a quote at least, and two in a study.")
    if args.into.exists() and any(args.into.iterdir()):
        parser.error(f"{args.into} is not empty.")
    written = 0
    folders = write_folders(
        args.quotes, args.into,
        per_study=args.per_study, seed=args.seed, workers=args.workers, public=args.public,
    )  # fmt: skip
    for _ in write_rdf(folders, args.rdf) if args.rdf else folders:
        written += 1
        if sys.stderr.isatty():
            print(f"\r{written:,} studies", end="", file=sys.stderr)
    print(f"{written:,} studies of {args.quotes:,} quotes in {args.into}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
