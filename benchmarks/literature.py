"""Studies that share a literature: ``python -m benchmarks.literature 5000 20000 --write``.

Makes so many small studies that cite from so many works, some with a DOI and some without, puts
them into a store, finds which works are one, and asks the index which works two or more studies
cite and which are cited most where each construct is spoken of. Every question is asked of a file
just opened, then again and again; the saved queries give the same by SPARQL.
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
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.constructs import spoken_of
from benchmarks.machine import machine
from benchmarks.timing import timed
from kg import model as m
from kg.findings import Place
from kg.identifiers import construct_iri, work_iri
from kg.index import literature, open_index, update
from kg.index.opening import _read, forget
from kg.index.updating import path_of
from kg.literature import asking, keeping
from kg.statements import statements
from kg.store import document, open_store

HERE = Place("made up")
CITATIONS = 24
WITHOUT_DOI = 0.3
INTENTS = ("citesAsEvidence", "obtainsBackgroundFrom", "includesQuotationFrom", "usesMethodIn")
RESULTS = Path(__file__).parent / "results"
AT_ONCE = 500


class Literature:
    """A shared literature: titles by number, cited by Zipf's law."""

    def __init__(self, works: int) -> None:
        self.works = works
        self.weights = list(itertools.accumulate(1 / (i + 20) ** 0.8 for i in range(works)))
        self.constructs = spoken_of()

    def work(self, number: int, *, with_doi: bool) -> m.Work:
        """Return a work as a list has it, with its DOI or without."""
        doi = f"10.5555/work.{number}" if with_doi else ""
        title, year = f"On the formation of matter {number} in practice", 1980 + number % 45
        people = [f"Author{number % 900}, A", f"Second{number % 77}, B"]
        address = work_iri(doi=doi, author=people[0].split(",")[0], year=year,
                           title=f"{number} {title}")  # fmt: skip
        return m.Work(address, "JournalArticle", title, year, people, "Journal", doi)

    def study(self, number: int) -> m.Study:
        """Return a study of a number; the same number, the same study."""
        chance = random.Random(f"study {number}")
        study = m.Study(f"s{number:05}", HERE, title=f"Study {number}")
        cited = chance.choices(range(self.works), cum_weights=self.weights, k=CITATIONS)
        for n, work in enumerate(dict.fromkeys(cited)):
            with_doi = chance.random() > WITHOUT_DOI
            study.references.append(
                m.Reference(f"ref{n}", HERE, self.work(work, with_doi=with_doi))
            )
            study.citations.append(
                m.Citation(f"c{n}", HERE, f"ref{n}", f"s{n % 9}", chance.choice(INTENTS))
            )
        for n in range(9):
            about = chance.choices(self.constructs, k=1 + n % 2)
            study.claims.append(
                m.Claim(f"C{n}", HERE, f"Claim {n}", sentence=f"s{n}",
                        constructs=[m.Concept(iri=construct_iri(c)) for c in about])
            )  # fmt: skip
        return study


def measure(studies: int, works: int) -> dict[str, Any]:
    """Return what was measured at one size."""
    made = Literature(works)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "store")
        for first in range(0, studies, AT_ONCE):
            packed = [
                document.from_graphs(study.id, statements(study).graphs).pack()
                for study in map(made.study, range(first, min(studies, first + AT_ONCE)))
            ]
            with store.writing("measure"):
                store.put_all(packed)
        build, _ = seconds(lambda: update(store))
        identify, found = seconds(lambda: keeping.bring_up(store))
        again, _ = seconds(lambda: keeping.bring_up(store))
        path = path_of(store)
        assert path is not None
        construct = made.constructs[0]
        asked: dict[str, Callable[[Any], Any]] = {
            "cited by two or more studies: the number": lambda i: literature.how_many(i, least=2),
            "cited by two or more studies: first 40, named": lambda i: asking.named(
                i, [c.work for c in literature.most_cited(i, least=2)]
            ),
            "cited by two or more studies: all": lambda i: literature.most_cited(
                i, least=2, limit=1_000_000
            ),
            "most cited for one construct": lambda i: literature.most_cited(
                i, kind=literature.CONSTRUCT, key=construct
            ),
            "ten most cited for every construct": lambda i: literature.most_cited_by_key(i, top=10),
            "ten most cited for every construct, named": lambda i: asking.named(
                i, [c.work for c in literature.most_cited_by_key(i, top=10)]
            ),
            "ten most cited for every purpose": lambda i: literature.most_cited_by_key(
                i, literature.INTENT, top=10
            ),
            "who cites the most cited": lambda i: literature.studies_citing(
                i, literature.most_cited(i, limit=1)[0].work
            ),
            "cited beside the most cited": lambda i: literature.cited_beside(
                i, literature.most_cited(i, limit=1)[0].work
            ),
        }
        first_calls, medians = {}, {}
        for name, question in asked.items():
            index = _read(path)  # opened anew: nothing of the file is in the process
            assert index is not None
            first_calls[name], _ = seconds(lambda q=question, i=index: q(i))  # type: ignore[misc]
            medians[name] = timed(lambda q=question, i=index: q(i))[0].as_json()  # type: ignore[misc]
        index = open_index(store)
        shared = literature.how_many(index, least=2)
        counted = literature.how_many(index)
        forget(store)
        change, _ = seconds(lambda: _replace(store, made))
        store.close()
        size = path.stat().st_size
    return {
        "studies": studies, "works": works, "citations": studies * CITATIONS,
        "works_cited": counted, "cited_by_two": shared, "addresses_joined": len(found.ones),
        "index_s": round(build, 2), "identify_s": round(identify, 2),
        "identify_again_s": round(again, 2), "replace_one_study_s": round(change, 2),
        "file_mb": round(size / 1e6, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "first": first_calls, "median": medians,
    }  # fmt: skip


def _replace(store: Any, made: Literature) -> None:
    study = made.study(1_000_000)
    study.id = "s00000"
    store.put(document.from_graphs(study.id, statements(study).graphs).pack())
    update(store)


def seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a call took, and what it gave."""
    began = perf_counter()
    made = call()
    return perf_counter() - began, made


def as_markdown(found: dict[str, Any]) -> str:
    """Return what was measured as tables."""
    lines = ["| question | median, ms | first, of a file just opened, ms |", "|---|---|---|"]
    for name, median in found["median"].items():
        lines.append(
            f"| {name} | {median['median'] * 1e3:.2f} | {found['first'][name] * 1e3:.1f} |"
        )
    lines += ["", "| | |", "|---|---|"]
    for name in ("studies", "works", "citations", "works_cited", "cited_by_two",
                 "addresses_joined", "index_s", "identify_s", "identify_again_s",
                 "replace_one_study_s", "file_mb", "peak_mib"):  # fmt: skip
        lines.append(f"| {name.replace('_', ' ')} | {found[name]:,} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure one size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("studies", type=int)
    parser.add_argument("works", type=int)
    parser.add_argument("--write", action="store_true", help="keep the result")
    args = parser.parse_args()
    found = measure(args.studies, args.works)
    table = as_markdown(found)
    print(table)
    if args.write:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        result = {"date": today, "machine": machine(), **found}
        (RESULTS / f"{today}-literature.json").write_text(
            json.dumps(result, indent=1) + "\n", encoding="utf-8"
        )
        (RESULTS / "literature.md").write_text(
            "# Literature that many studies share\n\nMade by `python -m benchmarks.literature "
            f"{args.studies} {args.works} --write` on {today}.\n\n" + table,
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
