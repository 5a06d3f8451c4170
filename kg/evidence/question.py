"""A question about quotes: a tree of AND, OR and NOT over the values of any facets, and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pyroaring import BitMap

from kg.errors import UsageError
from kg.index import KINDS, Index, Kind, Mode
from kg.index.naming import resolve
from kg.index.searching import Term, matching, parse

DEEPEST = 50
"""How deep AND, OR and NOT may lie in each other."""

Given = str | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Has:
    """The quotes that have a value; ``mode`` matters to constructs only."""

    kind: Kind
    key: str
    mode: Mode = "scheme"


@dataclass(frozen=True, slots=True)
class Words:
    """The quotes whose text holds all these words and phrases."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """What all parts have in common; every quote when there is no part."""

    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """What is in one of the parts at least; no quote when there is no part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """All other quotes."""

    part: Node


Node = Has | Words | Every | Some | Without


@dataclass(frozen=True, slots=True)
class Question:
    """Which quotes are meant; ``mode`` is that of the facet counts beside the answer."""

    where: Node = field(default_factory=Every)
    mode: Mode = "scheme"


def matches(index: Index, node: Node) -> BitMap:
    """Return the quotes that are meant. Do not change the answer: it may be the index's own."""
    if isinstance(node, Has):
        return index.bitmap(node.kind, node.key, node.mode)
    if isinstance(node, Words):
        return matching(index, list(node.terms))
    if isinstance(node, Without):
        return index.all - matches(index, node.part)
    if isinstance(node, Some):
        return BitMap.union(*(matches(index, part) for part in node.parts), BitMap())
    positive = [matches(index, p) for p in node.parts if not isinstance(p, Without)]
    negative = [matches(index, p.part) for p in node.parts if isinstance(p, Without)]
    positive.sort(key=len)
    found = BitMap.intersection(*positive) if positive else index.all
    for other in negative:
        found = found - other
    return found


def terms_in(node: Node) -> list[Term]:
    """Return the words and phrases that a question asks for, those it excludes left out."""
    if isinstance(node, Words):
        return list(node.terms)
    if isinstance(node, Every | Some):
        return list(dict.fromkeys(t for part in node.parts for t in terms_in(part)))
    return []


def constructs_in(node: Node) -> list[str]:
    """Return the keys of the constructs that quotes are to support, those excluded left out."""
    if isinstance(node, Has):
        return [node.key] if node.kind == "construct" else []
    if isinstance(node, Every | Some):
        return list(dict.fromkeys(key for part in node.parts for key in constructs_in(part)))
    return []


def words(text: str) -> Words:
    """Return the condition that a text holds what somebody typed: words, "phrases", begin*.

    Raises:
        UsageError: There is no word in it.
        LimitReached: There are too many.
    """
    return Words(tuple(parse(text)))


def question(
    index: Index,
    *,
    supports: Given = None,
    any: Given = None,
    not_: Given = None,
    bears_on: Given = None,
    text: Given = None,
    where: str = "",
    mode: Mode = "scheme",
    **facets: Given,
) -> Question:
    """Make a question of what people give: names of values, one or several for each option.

    All of ``supports``, ``bears_on`` and ``text`` must hold, one of ``any``, none of ``not_``.
    ``facets`` are further kinds by name (study, role, source, participant, …): of several values
    one must hold. ``where`` is a condition as :mod:`kg.evidence.conditions` reads it.

    Raises:
        UnknownThing: A name stands for nothing; the hint gives the nearest.
        UsageError: An option or mode is unknown, or a name stands for several things.
    """
    if mode not in ("scheme", "filed"):
        raise UsageError(f"There is no mode {mode!r}.", "Use scheme or filed.")
    unknown = facets.keys() - set(KINDS)
    if unknown:
        raise UsageError(
            f"There is no facet {sorted(unknown)[0]!r}.", f"Facets are {', '.join(KINDS)}."
        )
    studies = [resolve(index, "study", s) for s in given(facets.get("study"))]

    def construct(name: str) -> Has:
        return Has("construct", resolve(index, "construct", name, studies), mode)

    parts: list[Node] = [construct(name) for name in given(supports)]
    if some := given(any):
        parts.append(one_of([construct(name) for name in some]))
    parts += [Without(construct(name)) for name in given(not_)]
    parts += [
        Has("bears_on", resolve(index, "bears_on", name, studies)) for name in given(bears_on)
    ]
    for kind in KINDS:
        if names := given(facets.get(kind)):
            parts.append(
                one_of([Has(kind, resolve(index, kind, name, studies), mode) for name in names])
            )
    parts += [words(each) for each in given(text)]
    if where:
        from kg.evidence.conditions import read

        parts.append(read(index, where, mode=mode, studies=studies))
    return Question(Every(tuple(parts)), mode)


def one_of(parts: Sequence[Node]) -> Node:
    """Return the condition that one of the parts holds."""
    return parts[0] if len(parts) == 1 else Some(tuple(parts))


def given(value: Given) -> list[str]:
    """Return one or several values as a list."""
    return [value] if isinstance(value, str) else list(value or ())
