"""What is said of a study that is known from its publication alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.identifiers import study_iri
from kg.namespaces import PIF

if TYPE_CHECKING:
    from kg.store.base import Store

_SAID = f"""\
SELECT ?property ?value ?_study_iri WHERE {{
  ?_study_iri a <{PIF}StudyRecord> ; ?property ?value .
  FILTER(?property IN (<{PIF}seenAt>, <{PIF}notAtHand>, <{PIF}licenceNote>, <{PIF}material>,
    <{PIF}identifier>))
}} LIMIT 500"""
_EXTRACTS = f"""\
SELECT DISTINCT ?extract ?code ?quote ?_study_iri WHERE {{
  ?extract <{PIF}ofStudy> ?_study_iri ; a <{PIF}PrintedExtract> .
  OPTIONAL {{ ?extract <{PIF}printedUnder>/<http://www.w3.org/2004/02/skos/core#prefLabel> ?code }}
  OPTIONAL {{ ?extract <{PIF}printsWordsOf> ?quote }}
}} ORDER BY ?extract ?quote LIMIT 500"""


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage seen in print, without its words: the code it stands under, a quote like it."""

    code: str
    quote: str


@dataclass(frozen=True, slots=True)
class Record:
    """Where a study was read of, what is known of it, and what was not at hand."""

    seen_at: tuple[str, ...]
    not_at_hand: tuple[str, ...]
    licence_note: str
    material: str
    extracts: tuple[Extract, ...]


def record(store: Store, study: str) -> Record | None:
    """Return what is said of a study as a record; None for a full study."""
    bound = {"_study_iri": terms.iri(study_iri(study))}
    said: dict[str, set[str]] = defaultdict(set)
    for row in store.query(_SAID, bound).rows():
        said[row["property"][1:-1].rpartition("#")[2]].add(terms.value_of(row["value"]))
    if not said:
        return None
    extracts = tuple(
        Extract(
            terms.value_of(row["code"]) if "code" in row else "",
            terms.value_of(row["quote"]) if "quote" in row else "",
        )
        for row in store.query(_EXTRACTS, bound).rows()
    )
    return Record(
        tuple(sorted(said["seenAt"])),
        tuple(sorted(said["notAtHand"])),
        min(said["licenceNote"], default=""),
        min(said["material"], default=""),
        extracts,
    )
