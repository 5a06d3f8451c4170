"""The shared scheme as a list and as trees: every construct with what it means and its quotes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg import terms
from kg.closure.shipped import shipped_triples
from kg.identifiers import construct_iri
from kg.index.scheme import broader
from kg.namespaces import CONSTRUCT, RDF, SKOS
from kg.pages.trees import Node, scheme_tree

if TYPE_CHECKING:
    from kg.index import Index

_COLLECTION = f"<{SKOS}Collection>"


@dataclass(frozen=True, slots=True)
class Collection:
    """A part of the scheme: its name, what it gathers, and its constructs as a tree."""

    label: str
    definition: str
    tree: tuple[Node, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A construct in a list. ``filed`` counts quotes as the studies filed them."""

    key: str
    iri: str
    label: str
    definition: str
    broader: tuple[str, ...]
    quotes: int
    filed: int
    bearing: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """The scheme with the counts of the graph."""

    entries: tuple[Entry, ...]
    quoted: tuple[Node, ...]
    collections: tuple[Collection, ...]


def scheme(index: Index) -> Scheme:
    """Return the scheme with how many quotes there are for each construct."""
    labels, held = index.constructs(), index.shared("construct")
    filed, borne = index.shared("construct", "filed"), index.shared("bears_on")
    texts = _texts()
    entries = tuple(
        Entry(
            key,
            construct_iri(key),
            label,
            texts.get(key, ("", ""))[0],
            broader().get(key, ()),
            len(held.get(key, ())),
            len(filed.get(key, ())),
            len(borne.get(key, ())),
        )
        for key, label in sorted(labels.items(), key=lambda item: (item[1].casefold(), item[0]))
    )
    collections = []
    for label, definition, members in _collections():
        keys = [key for key in members if key in labels]
        inside = set(keys)
        tree = tuple(_within(scheme_tree(index, keys), inside))
        collections.append(Collection(label, definition, tree, len(keys)))
    return Scheme(
        entries, tuple(scheme_tree(index, [e.key for e in entries if e.quotes])), tuple(collections)
    )


def found(whole: Scheme, words: str) -> list[Entry]:
    """Return the constructs whose name or definition has all these words, names before others."""
    wanted = words.casefold().split()
    texts = _texts()
    hits: list[tuple[int, Entry]] = []
    for entry in whole.entries:
        name = f"{entry.label} {entry.key}".casefold()
        definition, others = texts.get(entry.key, ("", ""))
        text = f"{name} {others} {definition}".casefold()
        if all(word in text for word in wanted):
            hits.append((0 if all(word in name for word in wanted) else 1, entry))
    return [entry for _, entry in sorted(hits, key=lambda hit: (hit[0], -hit[1].quotes))]


def _within(nodes: list[Node] | tuple[Node, ...], inside: set[str]) -> list[Node]:
    """Return trees without the names that belong to other collections."""
    kept: list[Node] = []
    for node in nodes:
        below = _within(node.below, inside)
        if node.key in inside:
            kept.append(Node(node.key, node.label, node.count, tuple(below), node.here))
        else:
            kept += below
    return kept


@cache
def _texts() -> dict[str, tuple[str, str]]:
    """Return the definition and the other names of each construct of the scheme that ships."""
    definitions: dict[str, str] = {}
    others: dict[str, list[str]] = defaultdict(list)
    for s, p, o in shipped_triples()[1]:
        if s.startswith(f"<{CONSTRUCT}"):
            key = s[1 + len(CONSTRUCT) : -1]
            if p == f"<{SKOS}definition>":
                definitions[key] = terms.value_of(o)
            elif p == f"<{SKOS}altLabel>":
                others[key].append(terms.value_of(o))
    keys = definitions.keys() | others.keys()
    return {key: (definitions.get(key, ""), " ".join(others.get(key, ()))) for key in keys}


@cache
def _collections() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in shipped_triples()[1]:
        said[s][p].append(o)
    made = []
    for about in said.values():
        if _COLLECTION in about.get(f"<{RDF}type>", ()):
            members = (o[1:-1].removeprefix(CONSTRUCT) for o in about.get(f"<{SKOS}member>", ()))
            label = min(map(terms.value_of, about.get(f"<{SKOS}prefLabel>", ())), default="")
            definition = min(map(terms.value_of, about.get(f"<{SKOS}definition>", ())), default="")
            made.append((label, definition, tuple(sorted(members))))
    return tuple(sorted(made))
