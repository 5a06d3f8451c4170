"""Classes as trees: each below what it is a kind of, by its axioms or by a reasoner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.namespaces import shorten
from kg.pages.ontology.reading import Glossary, Term


@dataclass(frozen=True, slots=True)
class ClassNode:
    """A class in a tree. With several classes above it, it stands below each.

    ``found`` says that only a reasoner puts it here, ``other`` that another module defines it,
    ``again`` that it stands at another place too, and what is
    below it there.
    """

    iri: str
    label: str
    below: tuple[ClassNode, ...] = ()
    found: bool = False
    other: bool = False
    again: bool = False

    @property
    def lines(self) -> int:
        """How many lines the tree has."""
        return 1 + sum(node.lines for node in self.below)


def trees(
    held: Glossary,
    among: Iterable[Term],
    inferred: Mapping[str, tuple[str, ...]],
    *,
    outside: bool = True,
) -> list[ClassNode]:
    """Return some classes as trees, those with most below them first.

    What is right above them and not among them stands at the root, unless ``outside`` is false.
    """
    shown = {t.iri: t for t in among if t.sort == "class"}
    links: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    roots: list[str] = []
    for iri, term in shown.items():
        higher = [(up, False) for up in term.above] + [(up, True) for up in inferred.get(iri, ())]
        further = {far for up, _ in higher for far in _above(held, up)}
        kept = [p for p in higher if (outside or p[0] in shown) and p[0] not in further]
        for up, found in kept:
            links[up].append((iri, found))
            if up not in shown and up not in roots:
                roots.append(up)
        if not kept:
            roots.append(iri)
    passed: set[str] = set()

    def node(iri: str, *, found: bool, path: tuple[str, ...]) -> ClassNode:
        again = iri in passed
        passed.add(iri)
        below = () if again or iri in path else links.get(iri, ())
        ordered = sorted(below, key=lambda pair: (held.label(pair[0]).casefold(), pair[0]))
        return ClassNode(
            iri,
            held.label(iri) or shorten(iri),
            tuple(node(low, found=f, path=(*path, iri)) for low, f in ordered),
            found,
            iri not in shown,
            again,
        )

    made = [node(iri, found=False, path=()) for iri in roots]
    return sorted(made, key=lambda n: (-n.lines, n.label.casefold()))


def _above(held: Glossary, iri: str) -> set[str]:
    reached = [iri]
    for here in reached:
        higher = held.terms[here].above if here in held.terms else ()
        reached += [up for up in higher if up not in reached]
    return set(reached[1:])
