"""What a form offers for a parameter: choices, and names to type ahead; nothing that is long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kg.index import KINDS, Index, Kind, ask
from kg.namespaces import CITO, PIF, RDFS
from kg.query_text import with_prefixes
from kg.terms import value_of

if TYPE_CHECKING:
    from kg.queries import NamedQuery, Parameter
    from kg.store.base import Store

MOST = 400
"""How many names are offered; beyond it a form says how a name looks instead."""
FEW = 40
"""How many are offered as a list to choose from rather than to type ahead."""
_LOOKS = {
    "quote": "such as Q27, or study/Q27",
    "work": "its DOI, or the id of a reference",
    "reference": "such as ref07",
}
_CLASSES = f"""\
SELECT DISTINCT ?iri ?label WHERE {{
  ?iri rdfs:subClassOf* <{PIF}Episode> ; a owl:Class .
  OPTIONAL {{ ?iri <{RDFS}label> ?label }}
}}"""
_INTENTS = "SELECT DISTINCT ?iri WHERE { ?citation cito:hasCitationCharacterization ?iri }"


@dataclass(frozen=True, slots=True)
class Offered:
    """One value: what is typed, and what it is called where that is something else."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is offered for one parameter. ``closed``: nothing else is taken."""

    values: tuple[Offered, ...] = ()
    closed: bool = False
    looks: str = ""

    @property
    def is_list(self) -> bool:
        """Whether to show a list to choose from."""
        return bool(self.values) and (self.closed or len(self.values) <= FEW)


def suggestions(store: Store, query: NamedQuery) -> dict[str, Suggestions]:
    """Return what is offered for each parameter, by its name in the query."""
    return {p.name: _for(store, p) for p in query.parameters}


def _for(store: Store, parameter: Parameter) -> Suggestions:
    if parameter.choices:
        return Suggestions(tuple(map(Offered, parameter.choices)), closed=True)
    if parameter.kind == "boolean":
        return Suggestions((Offered("true", "yes"), Offered("false", "no")), closed=True)
    sort = parameter.refers_to if parameter.kind == "iri" else ""
    looks = _LOOKS.get(sort, "")
    if sort == "class":
        found = _named(store, _CLASSES, PIF)
    elif sort == "intent":
        found = _named(store, _INTENTS, CITO)
    elif sort in KINDS and sort != "work":
        found = ask(store, lambda index: _of_index(index, cast("Kind", sort)))
    else:
        found = []
    if len(found) > MOST:
        one = found[0]
        return Suggestions(looks=looks or f"such as {one.value}")
    return Suggestions(tuple(found), closed=sort == "study" and len(found) <= FEW, looks=looks)


def _named(store: Store, sparql: str, namespace: str) -> list[Offered]:
    found = {}
    for row in store.query(f"{with_prefixes(sparql)} LIMIT {MOST + 1}").rows():
        name = value_of(row["iri"]).removeprefix(namespace)
        label = value_of(row["label"]) if "label" in row else ""
        found[name] = Offered(name, label)
    return sorted(found.values(), key=lambda o: (o.label or o.value).casefold())


def _of_index(index: Index, kind: Kind) -> list[Offered]:
    if kind == "construct":
        found = [Offered(key, label) for key, label in index.constructs().items()]
    else:
        found = [Offered(v.key, v.label) for v in index.values(kind)[: MOST + 1]]
    return sorted(found, key=lambda o: (o.label or o.value).casefold())
