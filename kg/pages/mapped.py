"""Which codes of which studies are mapped to a construct, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.explain.wording import CLEARLY
from kg.index.kinds import concept_key
from kg.namespaces import PIF, SEMAPV, SKOS, SSSOM
from kg.store import keeping

if TYPE_CHECKING:
    from kg.explain.parts import Relation
    from kg.index import Index
    from kg.store.base import Store

MOST = 40
RELATIONS: tuple[Relation, ...] = (
    "exactMatch", "broadMatch", "closeMatch", "narrowMatch", "relatedMatch",
)  # fmt: skip
CARRYING = ("exactMatch", "broadMatch")

_STATED = (
    "SELECT ?code ?property ?study ?label ?_construct_iri WHERE { "
    + " UNION ".join(
        f"{{ ?code <{SKOS}{name}> ?_construct_iri BIND(<{SKOS}{name}> AS ?property) }}"
        for name in RELATIONS
    )
    + f" ?code a <{PIF}Code> ; <{PIF}ofStudy>/<{PIF}identifier> ?study ."
    f" OPTIONAL {{ ?code <{SKOS}prefLabel> ?label }} }}"
)
_RECORDS = f"""\
SELECT ?code ?property ?author ?comment ?justification ?confidence ?_construct_iri WHERE {{
  ?mapping <{SSSOM}object_id> ?_construct_iri ; <{SSSOM}subject_id> ?code ;
           <{SSSOM}predicate_id> ?property .
  OPTIONAL {{ ?mapping <{SSSOM}author_label> ?author }}
  OPTIONAL {{ ?mapping <{SSSOM}comment> ?comment }}
  OPTIONAL {{ ?mapping <{SSSOM}mapping_justification> ?justification }}
  OPTIONAL {{ ?mapping <{SSSOM}confidence> ?confidence }}
}}"""
_FROM = f"""\
SELECT ?construct ?property ?author ?comment ?justification ?_code_iri WHERE {{
  ?mapping <{SSSOM}subject_id> ?_code_iri ; <{SSSOM}object_id> ?construct ;
           <{SSSOM}predicate_id> ?property .
  OPTIONAL {{ ?mapping <{SSSOM}author_label> ?author }}
  OPTIONAL {{ ?mapping <{SSSOM}comment> ?comment }}
  OPTIONAL {{ ?mapping <{SSSOM}mapping_justification> ?justification }}
}}"""
_HOW = {
    "ManualMappingCuration": "made by hand",
    "LexicalMatching": "by likeness of words",
    "LogicalReasoning": "by reasoning",
    "MappingReview": "in a review",
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A code of a study that is mapped to the construct; what is not said is empty."""

    key: str
    iri: str
    study: str
    label: str
    relation: Relation
    says: str
    """The relation in words."""
    carries: bool
    """Whether evidence goes over from the code to the construct."""
    quotes: int
    author: str
    how: str
    reason: str


@dataclass(frozen=True, slots=True)
class MappedTo:
    """A concept that a code is mapped to, by whom, how and why; what is not said is empty."""

    key: str
    iri: str
    label: str
    says: str
    carries: bool
    author: str
    how: str
    reason: str


def mapped_from(store: Store, index: Index, iri: str) -> list[MappedTo]:
    """Return what a code (IRI) is mapped to: what carries evidence first."""
    found: dict[tuple[str, str], MappedTo] = {}
    for row in store.query(_FROM, {"_code_iri": terms.iri(iri)}).rows():
        plain = {name: terms.value_of(term) for name, term in row.items()}
        relation: Relation = plain["property"].removeprefix(SKOS)  # type: ignore[assignment]
        if relation not in RELATIONS:
            continue
        key = concept_key(plain["construct"])
        how = plain.get("justification", "").removeprefix(SEMAPV)
        made = MappedTo(
            key=key,
            iri=plain["construct"],
            label=index.label("construct", key),
            says=CLEARLY[relation],
            carries=relation in CARRYING,
            author=plain.get("author", ""),
            how=_HOW.get(how, how),
            reason=plain.get("comment", ""),
        )
        found.setdefault((relation, key), made)
    ordered = sorted(found.items(), key=lambda item: (RELATIONS.index(item[0][0]), item[0][1]))
    return [made for _, made in ordered]


def mapped_to(store: Store, index: Index, iri: str) -> tuple[list[Mapped], int]:
    """Return the codes mapped to a construct (IRI) and how many more there are.

    Those with most quotes come first. Exact matches come before others of the same study.
    """

    def read(missing: list[str]) -> dict[str, list[Mapped]]:
        return {each: _read(store, index, each) for each in missing}

    # The engine walks along every quote behind a construct to find the codes that match it.
    nobody: list[Mapped] = []
    kept = keeping.many(store, index.revision, "codes mapped to", [iri], read, nobody)
    ordered = kept[iri]
    return ordered[:MOST], max(0, len(ordered) - MOST)


def _read(store: Store, index: Index, iri: str) -> list[Mapped]:
    bound = {"_construct_iri": terms.iri(iri)}
    records: dict[tuple[str, str], dict[str, str]] = {}
    for row in store.query(_RECORDS, bound).rows():
        plain = {name: terms.value_of(term) for name, term in row.items()}
        records.setdefault((plain["code"], plain["property"]), plain)
    found: dict[tuple[str, str], Mapped] = {}
    for row in store.query(_STATED, bound).rows():
        plain = {name: terms.value_of(term) for name, term in row.items()}
        pair = plain["code"], plain["property"]
        if pair not in found:
            found[pair] = _mapped(index, plain, records.get(pair, {}))
    return _ordered(found.values())


def _mapped(index: Index, said: dict[str, str], record: dict[str, str]) -> Mapped:
    relation: Relation = said["property"].removeprefix(SKOS)  # type: ignore[assignment]
    key = concept_key(said["code"])
    how = record.get("justification", "").removeprefix(SEMAPV)
    return Mapped(
        key=key,
        iri=said["code"],
        study=said["study"],
        label=said.get("label") or key.partition("/")[2],
        relation=relation,
        says=CLEARLY[relation],
        carries=relation in CARRYING,
        quotes=len(index.bitmap("construct", key)),
        author=record.get("author", ""),
        how=_HOW.get(how, how),
        reason=record.get("comment", ""),
    )


def _ordered(found: Iterable[Mapped]) -> list[Mapped]:
    return sorted(
        found, key=lambda m: (-m.quotes, m.study, RELATIONS.index(m.relation), m.label, m.key)
    )
