"""Studies made up by rule that cite one literature, each its own way: with DOIs or without."""

from __future__ import annotations

import random

from kg import model as m
from kg.findings import Place
from kg.identifiers import construct_iri, work_iri
from kg.statements import statements

HERE = Place("made up")
CONSTRUCTS = ("patching", "splinting", "identity-work")
INTENTS = ("citesAsEvidence", "includesQuotationFrom", "usesMethodIn", "")


def work(number: int, *, with_doi: bool) -> m.Work:
    """Return a work of the literature as a list has it."""
    doi = f"10.5555/w{number}" if with_doi else ""
    title, year = f"Title with the number {number}", 2000 + number % 3
    people = [f"Family{number % 4}, A", "Other, B"]
    address = work_iri(doi=doi, author=f"Family{number % 4}", year=year, title=title)
    return m.Work(address, "JournalArticle", title, year, people, "A journal", doi)


def graphs_of(name: str, seed: int = 0, works: int = 12):
    """Return the graphs of a study that cites some of the works."""
    chance = random.Random(f"{name} {seed}")
    study = m.Study(name, HERE, title=f"Study {name}")
    for n, number in enumerate(chance.choices(range(works), k=10)):
        study.references.append(
            m.Reference(f"ref{n}", HERE, work(number, with_doi=chance.random() < 0.5))
        )
        for k in range(chance.choice((0, 1, 1, 2))):
            sentence = chance.choice(("", "s0", "s1", "s2", "s3"))
            study.citations.append(
                m.Citation(f"c{n}-{k}", HERE, f"ref{n}", sentence, chance.choice(INTENTS))
            )
    for n in range(5):
        about = chance.sample(CONSTRUCTS, chance.choice((0, 1, 2)))
        study.claims.append(
            m.Claim(f"C{n}", HERE, f"Claim {n}", sentence=chance.choice(("s0", "s1", "s2", "")),
                    constructs=[m.Concept(iri=construct_iri(slug)) for slug in about])
        )  # fmt: skip
    return statements(study).graphs
