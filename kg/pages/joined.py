"""An answer as a graph: what its rows or statements join, with words for things and relations.

Statements are drawn as they are; rows where they are statements (a subject, a predicate, an
object) or name two things each. Literals belong to the things they are said of, in the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg import terms
from kg.describing import words
from kg.describing.labels import PROPERTIES, kind_of, labels, name_of, tail_of
from kg.describing.memory import steady
from kg.namespaces import PIF, RDF, shorten

if TYPE_CHECKING:
    from kg.describing.labels import Labels
    from kg.store.base import Store

MOST_THINGS = 60
"""Things that are drawn."""
MOST_LISTED = 300
"""Statements that the list has."""
_PREDICATES = frozenset({"p", "pred", "predicate", "property", "relation", "verb"})
_WORDED = frozenset({"relation", "match", "intent", "kind", "relationship"})
_DERIVED = frozenset(f"<{PIF}{name}>" for name in ("supports", "supportedBy", "bearsOn"))
_TYPE = f"<{RDF}type>"


class Statement(NamedTuple):
    """Two terms, and the property (a term) or the words that join them."""

    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that is drawn: ``iri`` is None for what has no name."""

    key: str
    iri: str | None
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """What joins two things that are drawn, by their keys."""

    source: str
    target: str
    relation: str
    derived: bool


@dataclass(frozen=True, slots=True)
class Value:
    """What is said of a thing: another thing or a literal, in words."""

    label: str
    iri: str | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A thing with all that is said of it, by relation."""

    thing: Value
    relations: tuple[tuple[str, tuple[Value, ...]], ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """A graph to draw, and the same as a list.

    ``left`` counts the statements between things that are not drawn, ``unlisted`` those that the
    list does not have.
    """

    things: tuple[Thing, ...]
    lines: tuple[Line, ...]
    list: tuple[Said, ...]
    left: int
    unlisted: int


def statements(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> list[Statement] | None:
    """Return rows as statements; None where they are none.

    >>> rows = [{"a": "<http://e.org/1>", "b": "<http://e.org/2>", "relation": '"overlaps"'}]
    >>> statements(["a", "relation", "b"], rows)
    [Statement(subject='<http://e.org/1>', relation='overlaps', object='<http://e.org/2>')]
    """
    held = list(rows)
    things = [
        name
        for name in columns
        if any(name in row for row in held)
        and all(_is_thing(row[name]) for row in held if name in row)
    ]
    if len(columns) == 3 and columns[:2] == things[:2] and columns[1].lower() in _PREDICATES:
        return [Statement(*(row[c] for c in columns)) for row in held if len(row) == 3]
    if len(things) != 2:
        return None
    one, other = things
    worded = next((c for c in columns if c.lower() in _WORDED and c not in things), None)
    return [
        Statement(
            row[one],
            terms.value_of(row[worded]) if worded and worded in row else other.replace("_", " "),
            row[other],
        )
        for row in held
        if one in row and other in row and row[one] != row[other]
    ] or None


def joined(store: Store, found: Sequence[Statement], total: int) -> Joined:
    """Return statements as a graph and a list; ``total`` is how many there are altogether."""
    listed = found[:MOST_LISTED]
    between = [s for s in found if _joins(s)]
    drawn = _within(between)
    shown = list(dict.fromkeys(term for s in drawn for term in (s.subject, s.object)))
    named = {term for s in listed for term in s if _is_thing(term)} | set(shown)
    known = dict(steady(store, lambda memory: labels(store, memory, sorted(named))))
    _own_labels(found, known)
    return Joined(
        tuple(
            Thing(
                f"n{i}",
                terms.value_of(term) if terms.is_iri(term) else None,
                _label(term, known),
                kind_of(terms.value_of(term)) if terms.is_iri(term) else "",
            )
            for i, term in enumerate(shown)
        ),
        _lines(drawn, shown, known),
        _list(listed, known),
        len(between) - len(drawn) + max(0, total - len(found)),
        total - len(listed),
    )


def _is_thing(term: str) -> bool:
    return terms.is_iri(term) or term.startswith("_:")


def _joins(said: Statement) -> bool:
    """Say whether a statement joins two things; that one is of a class is said in the list."""
    return _is_thing(said.object) and said.relation != _TYPE and said.subject != said.object


def _within(between: Sequence[Statement]) -> list[Statement]:
    """Return the statements whose things are among the first that there is room for."""
    room: dict[str, None] = {}
    drawn = []
    for said in between:
        new = {said.subject, said.object} - room.keys()
        if len(room) + len(new) <= MOST_THINGS:
            room |= dict.fromkeys((said.subject, said.object))
            drawn.append(said)
    return list(dict.fromkeys(drawn))


def _own_labels(found: Sequence[Statement], known: Labels) -> None:
    """Let an answer say what its things are called."""
    for subject, relation, object in found:
        if relation in PROPERTIES and object.startswith('"'):
            known[subject] = (*known.get(subject, ()), (relation, object))


def _label(term: str, known: Labels) -> str:
    return name_of(term, known).text if terms.is_iri(term) else term


def _relation(said: str, known: Labels) -> str:
    if not terms.is_iri(said):
        return said
    if said == _TYPE:
        return "is a"
    label = name_of(said, known).text
    return words.forth(said, label) or tail_of(terms.value_of(said))


def _lines(drawn: Sequence[Statement], shown: Sequence[str], known: Labels) -> tuple[Line, ...]:
    keys = {term: f"n{i}" for i, term in enumerate(shown)}
    return tuple(
        Line(keys[s.subject], keys[s.object], _relation(s.relation, known), s.relation in _DERIVED)
        for s in drawn
    )


def _list(listed: Sequence[Statement], known: Labels) -> tuple[Said, ...]:
    about: dict[str, dict[str, dict[str, None]]] = {}
    for subject, relation, object in listed:
        about.setdefault(subject, {}).setdefault(relation, {})[object] = None
    return tuple(
        Said(
            _value(subject, known),
            tuple(
                (_relation(relation, known), tuple(_value(object, known) for object in objects))
                for relation, objects in relations.items()
            ),
        )
        for subject, relations in about.items()
    )


def _value(term: str, known: Labels) -> Value:
    if terms.is_iri(term):
        iri = terms.value_of(term)
        name = name_of(term, known)
        return Value(name.text or shorten(iri), iri, name.language)
    if term.startswith("_:"):
        return Value(term)
    text, _, language = terms.parts(term)
    return Value(text, None, language or "")
