"""What happened, as quotes tell it: of what kind each episode is, by whom, with what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.identifiers import split_thing_iri
from kg.index.kinds import concept_key
from kg.namespaces import BASE, PIF, RDF, RDFS
from kg.pages.definitions import described, label_of
from kg.pages.said import local

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

MOST = 20
"""How many episodes a page shows."""

_FACTS = """\
SELECT ?episode ?property ?value ?graph WHERE {
  VALUES ?episode { %s }
  GRAPH ?graph { ?episode ?property ?value }
}"""
_PARTS = f"""\
SELECT ?part ?property ?value WHERE {{
  VALUES ?part {{ %s }}
  ?part ?property ?value .
  FILTER(?property IN (<{RDF}type>, <{RDFS}label>))
}}"""
# What every episode is, tells nobody anything.
_PLAIN = {f"<{PIF}Episode>", f"<{PIF}Process>"}
_TOLD_ELSEWHERE = {
    "type", "identifier", "ofStudy", "evidencedBy", "instantiates", "performedBy", "note",
    "label", "accessLevel",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Something that takes part in an episode: in what way, its address, what it is."""

    how: str
    iri: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Told:
    """An episode. ``recorded`` are labels of what it was recorded as, ``worked_out`` of the rest.

    ``constructs`` are those it is a case of, as key and label.
    """

    iri: str
    id: str
    recorded: tuple[str, ...]
    worked_out: tuple[str, ...]
    by: tuple[str, ...]
    parts: tuple[Part, ...]
    constructs: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def episodes(store: Store, index: Index, iris: Sequence[str]) -> list[Told]:
    """Return episodes by their IRIs, the first of them."""
    wanted = [terms.iri(iri) for iri in sorted(set(iris))[:MOST]]
    if not wanted:
        return []
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    stated: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in store.query(_FACTS % " ".join(wanted)).rows():
        name = local(row["property"])
        said[row["episode"]][name].add(row["value"])
        if not terms.value_of(row["graph"]).startswith(f"{BASE}graph/derived/"):
            stated[row["episode"]].add((name, row["value"]))
    kinds = _kinds_of_parts(store, said.values())
    return [_told(index, term, said[term], stated[term], kinds) for term in wanted]


def _told(
    index: Index,
    term: str,
    said: dict[str, set[str]],
    stated: set[tuple[str, str]],
    kinds: dict[str, str],
) -> Told:
    iri = terms.value_of(term)
    ours = {c for c in said["type"] if c.startswith(f"<{PIF}")} - _PLAIN
    recorded = {c for c in ours if ("type", c) in stated}
    parts = [
        Part(label_of(f"<{PIF}{name}>"), terms.value_of(v), _tail(v), kinds.get(v, ""))
        for name, values in sorted(said.items())
        if name not in _TOLD_ELSEWHERE
        for v in sorted(values)
        if terms.is_iri(v) and (name, v) in stated
    ]
    keys = sorted({concept_key(terms.value_of(v)) for v in said["instantiates"]})
    return Told(
        iri=iri,
        id=_tail(term),
        recorded=tuple(sorted(map(label_of, narrowest(recorded)))),
        worked_out=tuple(sorted(map(label_of, narrowest(ours) - recorded))),
        by=tuple(sorted(map(terms.value_of, filter(terms.is_iri, said["performedBy"])))),
        parts=tuple(parts),
        constructs=tuple((key, index.label("construct", key)) for key in keys),
        notes=tuple(sorted(terms.value_of(v) for v in said["note"])),
    )


def narrowest(classes: set[str]) -> set[str]:
    """Return those of some classes (terms) that lie above none of the others."""
    above: set[str] = set()
    for class_ in classes:
        waiting = [class_]
        while waiting:
            for name, _ in described(waiting.pop()).above:
                term = f"<{PIF}{name}>"
                if term not in above:
                    above.add(term)
                    waiting.append(term)
    return classes - above


def _kinds_of_parts(store: Store, said: Iterable[dict[str, set[str]]]) -> dict[str, str]:
    """Return what the things are that take part in episodes: the label of their narrowest class."""
    wanted = sorted(
        {
            value
            for about in said
            for name, values in about.items()
            if name not in _TOLD_ELSEWHERE
            for value in values
            if terms.is_iri(value)
        }
    )
    if not wanted:
        return {}
    classes: dict[str, set[str]] = defaultdict(set)
    for row in store.query(_PARTS % " ".join(wanted)).rows():
        if row["value"].startswith(f"<{PIF}"):
            classes[row["part"]].add(row["value"])
    return {
        part: ", ".join(sorted(map(label_of, narrowest(held - _PLAIN))))
        for part, held in classes.items()
    }


def _tail(term: str) -> str:
    iri = terms.value_of(term)
    named = split_thing_iri(iri)
    return named[2] if named else iri
