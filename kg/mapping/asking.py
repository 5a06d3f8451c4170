"""What a store holds of mappings, asked graph by graph: nothing else of a study is read."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kg.index.mapped import RESERVED
from kg.mapping import stating
from kg.mapping.model import MATCHES, MappingSet, Match, match_term, set_iri
from kg.namespaces import PIF, SKOS, SSSOM, mapping_graph, shorten, study_graph
from kg.store import keeping
from kg.store.base import set_of
from kg.terms import Triple, iri, value_of

if TYPE_CHECKING:
    from kg.store.base import Store

_MATCHED = f"""\
SELECT ?subject ?match ?object ?_graph_iri WHERE {{
  VALUES ?match {{ {" ".join(map(match_term, MATCHES))} }}
  GRAPH ?_graph_iri {{ ?subject ?match ?object }}
}}"""
_SAID = f"""\
SELECT ?id ?subject ?match ?object ?why ?author ?sure ?comment ?_graph_iri WHERE {{
  GRAPH ?_graph_iri {{
    ?mapping <{SSSOM}subject_id> ?subject ; <{SSSOM}predicate_id> ?match ;
             <{SSSOM}object_id> ?object .
    OPTIONAL {{ ?mapping <{PIF}identifier> ?id }}
    OPTIONAL {{ ?mapping <{SSSOM}mapping_justification> ?why }}
    OPTIONAL {{ ?mapping <{SSSOM}author_label> ?author }}
    OPTIONAL {{ ?mapping <{SSSOM}confidence> ?sure }}
    OPTIONAL {{ ?mapping <{SSSOM}comment> ?comment }}
  }}
}}"""
_ABOUT = """\
SELECT ?property ?value ?_set_iri ?_graph_iri WHERE {
  GRAPH ?_graph_iri { ?_set_iri ?property ?value }
}"""
_CODES = f"""\
SELECT ?code ?_graph_iri WHERE {{ GRAPH ?_graph_iri {{ ?code a <{PIF}Code> }} }}"""
_BROADER = f"""\
SELECT ?below ?above ?_graph_iri WHERE {{
  GRAPH ?_graph_iri {{ ?below <{SKOS}broader> ?above }}
}}"""


def matches_in(store: Store, name: str) -> tuple[Match, ...]:
    """Return the mappings of a set, or of a study's own by its id, sorted by code."""

    def read(names: list[str]) -> dict[str, tuple[Match, ...]]:
        return {each: _matches(store, each) for each in names}

    nothing: tuple[Match, ...] = ()
    held = keeping.many(store, store.revision(), "mappings of a set", [name], read, nothing)
    return held[name]


def _matches(store: Store, name: str) -> tuple[Match, ...]:
    bound = {"_graph_iri": iri(mapping_graph(name))}
    said: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in store.query(_SAID, bound).rows():
        key = (row["subject"], row["match"], row["object"])
        if key not in said or row.get("id", "") < said[key].get("id", ""):
            said[key] = row
    for row in store.query(_MATCHED, bound).rows():
        said.setdefault((row["subject"], row["match"], row["object"]), row)
    found = [_match(row) for row in said.values()]
    return tuple(sorted(found, key=lambda m: (m.subject, m.predicate, m.object)))


def _match(row: dict[str, str]) -> Match:
    told = {key: value_of(term) for key, term in row.items()}
    try:
        sure = Decimal(told["sure"]) if "sure" in told else None
    except InvalidOperation:
        sure = None
    return Match(
        told.get("id", ""), told["subject"], told["match"].removeprefix(SKOS), told["object"],
        shorten(told.get("why", "")), told.get("author", ""), sure, told.get("comment", ""),
    )  # fmt: skip


def set_in(store: Store, name: str) -> MappingSet:
    """Return a set with what is said of it; only the name where the store has none of the name."""
    from dataclasses import replace

    root = iri(set_iri(name))
    bound = {"_graph_iri": iri(mapping_graph(name)), "_set_iri": root}
    rows = store.query(_ABOUT, bound).rows()
    about = stating.read(name, [(root, row["property"], row["value"]) for row in rows])
    return replace(about, matches=matches_in(store, name))


def names(store: Store) -> list[str]:
    """Return the names of the sets that are no study's own, sorted."""
    held = (set_of(unit.id) for unit in store.units())
    return [name for name in held if name is not None and name not in RESERVED]


def codes_of(store: Store, study: str) -> set[str]:
    """Return the IRIs of a study's codes."""
    rows = store.query(_CODES, {"_graph_iri": iri(study_graph(study))}).rows()
    return {value_of(row["code"]) for row in rows}


def codebook_of(store: Store, study: str) -> list[Triple]:
    """Return which codes of a study lie below which."""
    rows = store.query(_BROADER, {"_graph_iri": iri(study_graph(study))}).rows()
    return [(row["below"], f"<{SKOS}broader>", row["above"]) for row in rows]
