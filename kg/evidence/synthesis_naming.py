"""Which constructs the records name: studies of which no more is known than their publications.

A record has no quotes. What it has are the published names of its codes, and what somebody says
these mean; so a record is never counted as evidence, and is shown apart, with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.identifiers import split_thing_iri
from kg.index.kinds import concept_key
from kg.index.mapped import OWN
from kg.index.scheme import broader
from kg.namespaces import PIF, SKOS, SSSOM, mapping_graph
from kg.store import keeping

if TYPE_CHECKING:
    from kg.index import Index, Mode
    from kg.store.base import Store

CARRYING = ("exactMatch", "broadMatch")
"""The relations by which what is said of a code is said of the construct."""
_RELATIONS = (*CARRYING, "closeMatch", "narrowMatch", "relatedMatch")

_RECORDS = f"""\
SELECT ?study WHERE {{ ?record a <{PIF}StudyRecord> ; <{PIF}identifier> ?study }}"""
_NAMED = f"""\
SELECT ?study ?code ?label ?graph ?relation ?construct ?author ?confidence ?reason WHERE {{
  ?record a <{PIF}StudyRecord> ; <{PIF}identifier> ?study .
  ?code <{PIF}ofStudy> ?record ; <{SKOS}prefLabel> ?label .
  GRAPH ?graph {{
    ?mapping <{SSSOM}subject_id> ?code ; <{SSSOM}predicate_id> ?relation ;
             <{SSSOM}object_id> ?construct .
    OPTIONAL {{ ?mapping <{SSSOM}author_label> ?author }}
    OPTIONAL {{ ?mapping <{SSSOM}confidence> ?confidence }}
    OPTIONAL {{ ?mapping <{SSSOM}comment> ?reason }}
  }}
}}"""


@dataclass(frozen=True, slots=True)
class Named:
    """A code of a record that is said to mean a construct, by whom and why.

    ``construct`` is the one that the code is matched to; ``carries`` says whether the code's
    meaning lies within it, so that the record names it and whatever that is a kind of. ``set`` is
    the set of mappings that says so, ``own`` for the record's own.
    """

    study: str
    code: str
    label: str
    relation: str
    construct: str
    set: str
    author: str = ""
    confidence: str = ""
    reason: str = ""

    @property
    def carries(self) -> bool:
        """Whether the match is exact, or to something broader; any other only comes near."""
        return self.relation in CARRYING

    def to_dict(self) -> dict[str, object]:
        """Return everything, for JSON."""
        return {
            "code": self.code,
            "label": self.label,
            "relation": self.relation,
            "construct": self.construct,
            "set": self.set,
            "author": self.author,
            "confidence": self.confidence,
            "reason": self.reason,
        }


def records(store: Store, revision: str) -> frozenset[str]:
    """Return the ids of the studies that are records."""

    def read() -> frozenset[str]:
        return frozenset(terms.value_of(row["study"]) for row in store.query(_RECORDS).rows())

    return keeping.one(store, revision, "records", read)


def naming(
    store: Store, index: Index, mode: Mode, studies: Collection[str] | None = None
) -> dict[str, dict[str, tuple[Named, ...]]]:
    """Return, for each construct, the records that name it or come near, each with its codes.

    By the shared scheme a record that names a construct names whatever that is a kind of; as
    filed it names what its own mappings match exactly. What only comes near stands with that
    construct alone. The sets of mappings are those that the index is asked with.
    """
    found: dict[str, dict[str, list[Named]]] = defaultdict(lambda: defaultdict(list))
    for named in _all(store, index.revision):
        if studies is not None and named.study not in studies:
            continue
        if mode == "filed":
            if named.set != OWN or named.relation != "exactMatch":
                continue
            keys: Collection[str] = (named.construct,)
        elif index.mappings is not None and named.set not in index.mappings:
            continue
        else:
            keys = _upwards(named.construct) if named.carries else (named.construct,)
        for key in keys:
            found[key][named.study].append(named)
    return {
        # What is matched to the construct itself comes before what is matched to a kind of it.
        key: {s: tuple(sorted(some, key=lambda n: n.construct != key)) for s, some in by.items()}
        for key, by in found.items()
    }


def name_it(by_study: Mapping[str, Collection[Named]]) -> int:
    """Count the records that name a construct, those left out that only come near."""
    return sum(any(named.carries for named in some) for some in by_study.values())


def _upwards(key: str) -> list[str]:
    found = [key]
    for each in found:
        found += [up for up in broader().get(each, ()) if up not in found]
    return found


def _all(store: Store, revision: str) -> tuple[Named, ...]:
    return keeping.one(store, revision, "what records name", lambda: _read(store))


def _read(store: Store) -> tuple[Named, ...]:
    found: dict[tuple[str, ...], Named] = {}
    for row in store.query(_NAMED).rows():
        said = {name: terms.value_of(term) for name, term in row.items()}
        relation, construct = said["relation"].removeprefix(SKOS), concept_key(said["construct"])
        code = split_thing_iri(said["code"])
        if relation not in _RELATIONS or code is None or "/" in construct:
            continue
        graph = said["graph"].removeprefix(mapping_graph(""))
        made = Named(
            said["study"],
            f"{code[0]}/{code[2]}",
            said["label"],
            relation,
            construct,
            OWN if graph == said["study"] else graph,
            said.get("author", ""),
            said.get("confidence", ""),
            said.get("reason", ""),
        )
        found.setdefault((made.set, made.code, relation, construct), made)

    def order(named: Named) -> tuple[object, ...]:
        return (named.study, _RELATIONS.index(named.relation), named.label, named.code, named.set)

    return tuple(sorted(found.values(), key=order))
