"""Measure the evidence index by itself: ``python -m benchmarks.index_alone 10000 1000000``.

Quotes are made straight into an index file, without study folders or a store, so that a million
of them take two minutes instead of an hour. Questions are those that commands and pages put. The
result is printed, and written into ``benchmarks/results`` with ``--write``.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import random
import resource
import tempfile
from collections.abc import Callable
from contextlib import closing
from math import log
from pathlib import Path
from typing import Any

from benchmarks.constructs import above, spoken_of
from benchmarks.machine import machine
from benchmarks.timing import timed
from kg.evidence.answering import answer_from
from kg.evidence.cooccurrence import cooccurrence
from kg.evidence.matrix import matrix
from kg.evidence.question import Every, Has, Node, Question, Without, matches, words
from kg.index import cited, mapped, storing, updating
from kg.index.opening import _read
from kg.index.reading import Part
from kg.index.scheme import digest_of_scheme
from kg.store.base import StoredStudy

PER_STUDY = 200
ROLES = {"mentee": 40, "peer-mentor": 35, "mentor": 15, "senior-mentor": 7, "faculty": 3}
SOURCES = ("interview", "diary", "focus-group", "field-note")
WORDS = 30_000
RESULTS = Path(__file__).parent / "results"


class Maker:
    """Makes studies of quotes from one seed: words by Zipf's law, 1 to 4 constructs a quote."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        syllables = [c + v for c in "bcdfghklmnprstvw" for v in "aeiou"]
        self.words = [
            "".join(self.chance.choices(syllables, k=self.chance.randint(1, 4)))
            for _ in range(WORDS)
        ]
        self.word_weights = list(itertools.accumulate(1 / (i + 3) ** 1.02 for i in range(WORDS)))
        self.constructs = spoken_of()
        self.construct_weights = list(
            itertools.accumulate(1 / (i + 1) ** 0.7 for i in range(len(self.constructs)))
        )

    def study(self, name: str) -> Part:
        """Return what the index keeps of one study of 200 quotes in documents of eight."""
        part = Part(name)
        for n in range(PER_STUDY):
            self._quote(part, n, document=n // 8)
        return part

    def _quote(self, part: Part, n: int, *, document: int) -> None:
        chance, facets = self.chance, part.facets
        text = " ".join(
            chance.choices(self.words, cum_weights=self.word_weights, k=chance.randint(30, 80))
        )
        picked = chance.choices(
            range(len(self.constructs)), cum_weights=self.construct_weights, k=chance.randint(1, 4)
        )
        codes = sorted({f"k{i}" for i in picked})
        filed = {self.constructs[i] for i in picked}
        closed = {up for slug in filed for up in above(slug)}
        role = chance.choices([*ROLES], weights=[*ROLES.values()])[0]
        source = SOURCES[document % len(SOURCES)]
        access = "public" if n % 3 else "restricted"
        for kind, keys in {
            "construct": closed, "bears_on": closed, "filed": filed, "code": codes,
            "code_closed": codes, "role": [role], "source": [source], "access": [access],
            "status": ["resident" if document % 2 else "medical-student"],
            "document": [f"D{document:03}"], "participant": [f"P{document}"],
            "claim": [f"C{n // 3}"], "coder": [f"r{n % 3}"],
        }.items():  # fmt: skip
            for key in keys:
                facets[kind][key].append(n)
        part.rows.append(
            (f"Q{n:04}", None, text, f"D{document:03}", source, f"P{document}", role,
             ";".join(codes), f"C{n // 3}", access, n * 400, n * 400 + len(text))
        )  # fmt: skip
        if n % 20 == 1:
            part.same += [(n - 1, n - 1), (n, n - 1)]


def make(path: Path, quotes: int) -> Maker:
    """Write an index of so many quotes."""
    maker = Maker()
    with closing(updating._connect(path)) as db:
        for setting in ("page_size = 8192", "journal_mode = OFF", "synchronous = OFF"):
            db.execute(f"PRAGMA {setting}")
        db.executescript(storing.TABLES + mapped.TABLES + cited.TABLES)
        db.execute("BEGIN")
        filling = storing.Filling(db)
        for k in range(quotes // PER_STUDY):
            name = f"s{k:05}"
            filling.add(maker.study(name), StoredStudy(name, PER_STUDY * 70, f"{k:064x}"))
        filling.finish()
        db.execute("INSERT INTO word (word) VALUES ('optimize')")
        updating._write_meta(db, digest_of_scheme())
        db.execute("COMMIT")
    return maker


def measure(quotes: int) -> dict[str, Any]:
    """Return seconds and sizes of everything measured at one size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite"
        began = _seconds(lambda: make(path, quotes))
        maker = began[1]
        opened = _seconds(lambda: _read(path))
        index = opened[1]
        assert index is not None

        def page(*nodes: Node, order: str = "study") -> Callable[[], Any]:
            def ask() -> Any:
                with index.reading():
                    return answer_from(index, Question(Every(nodes)), order=order).total

            return ask

        common, middle, rare = (maker.constructs[i] for i in (0, 10, -1))
        asked: dict[str, Callable[[], Any]] = {
            "boolean, the quotes alone": lambda: len(
                matches(index, Every((Has("construct", middle), Has("role", "peer-mentor"),
                                      Without(Has("construct", common)))))
            ),
            "page: common construct": page(Has("construct", common)),
            "page: rare construct": page(Has("construct", rare)),
            "page: boolean": page(Has("construct", middle), Has("role", "peer-mentor"),
                                  Without(Has("construct", common))),
            "page: all but a common construct": page(Without(Has("construct", common))),
            "matrix: role by construct": lambda: matrix(index, "construct", "role").total,
            "co-occurrence of all constructs": lambda: cooccurrence(index).total,
            "search: ranked word": page(words(maker.words[400]), order="rank"),
            "search: very common word": page(words(maker.words[0]), order="rank"),
            "search: two words": page(words(f"{maker.words[2]} {maker.words[200]}"), order="rank"),
        }  # fmt: skip
        first: dict[str, float] = {}
        later: dict[str, Any] = {}
        for name, question in asked.items():
            with index.reading():
                first[name] = round(_seconds(question)[0], 6)
                later[name] = timed(question)[0].as_json()
        size = path.stat().st_size
    return {
        "quotes": quotes,
        "studies": quotes // PER_STUDY,
        "build": round(began[0], 2),
        "open": round(opened[0], 6),
        "file_mb": round(size / 1e6, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "first": first,
        "median": later,
    }


def _seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    from time import perf_counter

    began = perf_counter()
    made = call()
    return perf_counter() - began, made


def as_markdown(sizes: list[dict[str, Any]]) -> str:
    """Return a table: milliseconds, medians of repeated calls, first calls in brackets."""
    heads = [f"{s['quotes']:,}" for s in sizes]
    lines = [
        "| milliseconds, median (first call) | " + " | ".join(heads) + " | growth |",
        "|---" * (len(sizes) + 2) + "|",
    ]
    for name in sizes[0]["median"]:
        cells = [
            f"{s['median'][name]['median'] * 1e3:.2f} ({s['first'][name] * 1e3:.0f})" for s in sizes
        ]
        low, high = sizes[0], sizes[-1]
        ratio = high["median"][name]["median"] / low["median"][name]["median"]
        growth = log(ratio) / log(high["quotes"] / low["quotes"]) if len(sizes) > 1 else 0.0
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {growth:.2f} |")
    for key, unit in (("build", "s"), ("open", "s"), ("file_mb", "MB"), ("peak_mib", "MiB")):
        lines.append(
            f"| {key.split('_')[0]}, {unit} | " + " | ".join(str(s[key]) for s in sizes) + " | |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure the sizes asked for, smallest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("quotes", type=int, nargs="+")
    parser.add_argument("--write", action="store_true", help="keep the result")
    args = parser.parse_args()
    sizes = [measure(quotes) for quotes in sorted(args.quotes)]
    table = as_markdown(sizes)
    print(table)
    if args.write:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        result = {"date": today, "machine": machine(), "sizes": sizes}
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{today}-index-alone.json").write_text(
            json.dumps(result, indent=1) + "\n", encoding="utf-8"
        )
        (RESULTS / "index-alone.md").write_text(
            "# The evidence index by itself\n\nMade by `python -m benchmarks.index_alone "
            f"{' '.join(map(str, sorted(args.quotes)))} --write` on {today}; studies of "
            f"{PER_STUDY} quotes; growth is the exponent from the smallest to the largest size.\n\n"
            + table,
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
