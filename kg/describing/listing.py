"""Every thing that has a page, in parts of a bounded size: what a sitemap lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import terms
from kg.describing.asking import ask, column
from kg.describing.vocabulary import vocabularies
from kg.identifiers import study_iri
from kg.namespaces import BASE, CONSTRUCT, DCTERMS, ONTOLOGY, PIF, RDF, SCHEME

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

PART = 45_000
"""Things of one part; a sitemap may list 50,000."""
SHARED = ""
"""The place of what belongs to no study: vocabularies, constructs, works."""

# Whatever is said about is listed, in or outside the classes that the ontology knows.
_COUNT = f"""\
SELECT ?_study_iri (COUNT(DISTINCT ?thing) AS ?n)
WHERE {{ ?thing <{PIF}ofStudy> ?_study_iri }}
GROUP BY ?_study_iri"""
_THINGS = f"""\
SELECT DISTINCT ?thing ?_study_iri
WHERE {{ ?thing <{PIF}ofStudy> ?_study_iri }}
ORDER BY ?thing LIMIT {PART} OFFSET %d"""
_CONSTRUCTS = (
    f'SELECT DISTINCT ?c WHERE {{ ?c <{RDF}type> ?t FILTER(STRSTARTS(STR(?c), "{CONSTRUCT}")) }}'
)
_WORKS = f"""\
SELECT DISTINCT ?work WHERE {{
  ?work <{DCTERMS}title> ?title ; <{RDF}type> ?class .
  FILTER(isIRI(?work) && (STRSTARTS(STR(?work), "{BASE}work/")
    || STRSTARTS(STR(?work), "https://doi.org/")))
}}
ORDER BY ?work LIMIT {PART} OFFSET %d"""


def parts(store: Store, memory: Memory, study: str) -> int:
    """Return how many parts the things of a study make."""
    counts = memory.counts.get(("parts", study))
    if counts is None:
        rows = ask(store, _COUNT, _study_iri=terms.iri(study_iri(study)))
        things = int(terms.value_of(rows[0]["n"])) if rows and "n" in rows[0] else 0
        counts = memory.counts.put(("parts", study), {"parts": max(1, -(-things // PART))})
    return counts["parts"]


def things(store: Store, study: str, part: int) -> list[str]:
    """Return the IRIs of one part of a study, the study itself in the first; sorted.

    ``part`` counts from 1; one that is not there is empty.
    """
    found = column(store, _THINGS % ((part - 1) * PART), _study_iri=terms.iri(study_iri(study)))
    own = [iri for iri in found if iri.startswith(f"{study_iri(study)}/")]
    return [study_iri(study), *own] if part == 1 else own


def shared(store: Store) -> list[str]:
    """Return the IRIs of vocabularies and constructs, sorted."""
    documents = [iri for iri in vocabularies() if iri.startswith((ONTOLOGY, SCHEME))]
    return sorted({*documents, *column(store, _CONSTRUCTS)})


def works(store: Store, memory: Memory, part: int) -> list[str]:
    """Return the IRIs of one part of the works of literature, sorted; empty after the last."""
    found = memory.lists.get(("works", str(part)))
    if found is None:
        found = column(store, _WORKS % ((part - 1) * PART))
        found = memory.lists.put(("works", str(part)), found)
    return found
