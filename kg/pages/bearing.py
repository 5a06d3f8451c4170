"""Which studies bear on a construct, each with the reason: full studies, and records.

Quotes are counted in the index; what records say is looked up from the few records there are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from kg import terms
from kg.identifiers import study_iri
from kg.index import ask
from kg.namespaces import CITO, PIF, SKOS, SSSOM
from kg.pages.study_names import StudyName, study_names
from kg.store import keeping

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

MOST_STUDIES = 20
Kind = Literal["code", "extract", "cited"]

_RECORDS = f"""\
SELECT DISTINCT ?iri ?reason ?via ?match ?construct ?confidence ?by ?why ?_construct_iri WHERE {{
  ?iri a <{PIF}StudyRecord> .
  {{
    ?mapping <{PIF}ofStudy> ?iri ; <{SSSOM}subject_id> ?code ; <{SSSOM}object_id> ?construct ;
             <{SSSOM}predicate_id> ?match .
    ?construct <{SKOS}broader>* ?_construct_iri .
    ?code <{SKOS}prefLabel> ?via .
    OPTIONAL {{ ?mapping <{SSSOM}confidence> ?confidence }}
    OPTIONAL {{ ?mapping <{SSSOM}author_label> ?by }}
    OPTIONAL {{ ?mapping <{SSSOM}comment> ?why }}
    BIND("code" AS ?reason)
  }} UNION {{
    ?extract <{PIF}ofStudy> ?iri ; <{PIF}printsWordsOf> ?via .
    ?via <{PIF}supports> ?_construct_iri .
    BIND("extract" AS ?reason)
  }} UNION {{
    ?work <{PIF}reports> ?iri .
    ?citation <{CITO}hasCitedEntity> ?work ; <{PIF}inSentence> ?sentence ; <{PIF}ofStudy> ?citing .
    ?via <{PIF}inSentence> ?sentence ; <{PIF}ofStudy> ?citing ;
         <{PIF}aboutConstruct> ?_construct_iri .
    BIND("cited" AS ?reason)
  }}
}}"""
_COVERAGE = f"""\
SELECT ?iri WHERE {{ ?iri a <{PIF}StudyRecord> }}"""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a record bears on a construct.

    ``via`` is the published name of a code, or the address of a quote or a claim. ``match`` and
    what follows it are there for a code: how, to which construct, how sure, by whom, on what
    ground.
    """

    kind: Kind
    via: str
    match: str = ""
    construct: str = ""
    confidence: Decimal | None = None
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Bearing:
    """A study that bears on a construct: a full one with quotes, or a record with reasons."""

    name: StudyName
    quotes: int
    reasons: tuple[Reason, ...] = ()

    @property
    def coverage(self) -> str:
        """How much of the study is in the graph."""
        return "record" if self.reasons else "full study"

    def as_json(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "study": self.name.id,
            "title": self.name.title,
            "publication": self.name.report or None,
            "coverage": self.coverage,
            "quotes": self.quotes,
            "reasons": [
                {
                    "reason": each.kind, "via": each.via, "match": each.match or None,
                    "construct": each.construct or None, "by": each.by or None,
                    "confidence": None if each.confidence is None else float(each.confidence),
                    "why": each.why or None,
                }
                for each in self.reasons
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bearings:
    """All studies that bear on a construct; ``more`` full ones with fewer quotes are left out."""

    studies: list[Bearing]
    more: int = 0


def bearing(store: Store, key: str, *, most: int = MOST_STUDIES) -> Bearings:
    """Return the studies that bear on a construct: full ones by quotes, then records."""
    return ask(store, lambda index: bearing_in(store, index, key, most=most))


def bearing_in(store: Store, index: Index, key: str, *, most: int = MOST_STUDIES) -> Bearings:
    """Return the same in a state of the index."""
    hits = sorted(
        index.studies_hit(index.bitmap("construct", key)), key=lambda hit: (-hit[1], hit[0])
    )
    iri = index.iri("construct", key)
    none: dict[str, tuple[Reason, ...]] = {}
    told = keeping.many(
        store, index.revision, "records that bear", [iri],
        lambda _: {iri: _records(store, iri)}, none,
    )[iri]  # fmt: skip
    shown = hits[:most]
    names = study_names(store, index.revision, [*(s for s, _ in shown), *told])
    full = [Bearing(names[study], count) for study, count in shown]
    records = [Bearing(names[study], 0, reasons) for study, reasons in told.items()]
    return Bearings([*full, *records], len(hits) - len(shown))


def records_in(store: Store, revision: str) -> frozenset[str]:
    """Return the ids of the studies that are records, known from their publications alone."""

    def read(_: list[str]) -> dict[str, frozenset[str]]:
        root = study_iri("")
        found = (terms.value_of(row["iri"]) for row in store.query(_COVERAGE).rows())
        return {"": frozenset(iri.removeprefix(root) for iri in found)}

    none: frozenset[str] = frozenset()
    return keeping.many(store, revision, "records", [""], read, none)[""]


def _records(store: Store, iri: str) -> dict[str, tuple[Reason, ...]]:
    found: dict[str, list[Reason]] = defaultdict(list)
    root = study_iri("")
    for row in store.query(_RECORDS, {"_construct_iri": terms.iri(iri)}).rows():
        said = {name: terms.value_of(term) for name, term in row.items()}
        found[said["iri"].removeprefix(root)].append(
            Reason(
                said["reason"],  # type: ignore[arg-type]
                said["via"],
                said.get("match", "").rpartition("#")[2],
                said.get("construct", "").rpartition("/")[2],
                Decimal(said["confidence"]) if "confidence" in said else None,
                said.get("by", ""),
                said.get("why", ""),
            )
        )
    surest = {
        study: max(each.confidence or Decimal(0) for each in reasons)
        for study, reasons in found.items()
    }
    ordered = sorted(found, key=lambda study: (-surest[study], study))
    return {study: tuple(sorted(found[study], key=_order)) for study in ordered}


def _order(reason: Reason) -> tuple[str, Decimal, str, str]:
    return reason.kind, -(reason.confidence or Decimal(0)), reason.via, reason.match
