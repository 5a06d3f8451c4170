"""How the main classes hang together: the properties that lead from one to another.

Which classes are shown is chosen; what joins them is read from domains, ranges and subclasses.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.namespaces import PIF

if TYPE_CHECKING:
    from kg.pages.ontology.axioms import Words
    from kg.pages.ontology.reading import Glossary

MAIN = (
    "Quote", "CodingAct", "Code", "Construct", "Claim", "Publication", "Study", "Document",
    "Participant", "Person", "RoleTenure", "Episode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Joint:
    """One way from a class to another, or to itself: the properties that take it.

    Without properties the first class is a kind of the second.
    """

    start: str
    end: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relations:
    """Classes and what joins them. IRIs are bare; ``anywhere`` may start at anything at all."""

    classes: tuple[str, ...]
    joints: tuple[Joint, ...]
    anywhere: tuple[Joint, ...]


def relations(held: Glossary, names: tuple[str, ...] = MAIN) -> Relations:
    """Return what joins some classes, by name; of two inverses only the first is told."""
    shown = [PIF + name for name in names if PIF + name in held.terms]
    joined: dict[tuple[str, str], list[str]] = defaultdict(list)
    anywhere: dict[str, list[str]] = defaultdict(list)
    for term in held.terms.values():
        if term.sort != "property" or term.turned:
            continue
        for end in _within(term.range, shown):
            for start in _within(term.domain, shown):
                joined[start, end].append(term.iri)
            if not term.domain:
                anywhere[end].append(term.iri)
    joints = [Joint(a, b, tuple(found)) for (a, b), found in joined.items()]
    joints += [Joint(low, high, ()) for low in shown for high in held.terms[low].above
               if high in shown]  # fmt: skip
    order = {iri: n for n, iri in enumerate(shown)}
    joints.sort(key=lambda j: (order[j.start], order[j.end], j.properties))
    free = [Joint("", end, tuple(found)) for end, found in anywhere.items()]
    return Relations(tuple(shown), tuple(joints), tuple(sorted(free, key=lambda j: order[j.end])))


def _within(classes: tuple[Words, ...], shown: list[str]) -> list[str]:
    return [words[0].iri for words in classes if len(words) == 1 and words[0].iri in shown]


def sentence(held: Glossary, joint: Joint) -> str:
    """Return a way in one line: *quote: drawn from document*."""
    start = held.label(joint.start) if joint.start else "anything"
    if not joint.properties:
        return f"{start} is a kind of {held.label(joint.end)}"
    said = " or ".join(held.label(p) for p in joint.properties)
    return f"{start}: {said} {held.label(joint.end)}"
