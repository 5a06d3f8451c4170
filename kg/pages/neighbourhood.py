"""The neighbourhood of a thing: what joins it to others, grouped by relation, counted, in words.

Most things are joined to a few hundred others, which are read at once. What has more (a construct
that every other quote supports, a class, a study) is counted in the index, or no further than to
:data:`COUNTED`; so a page costs what is on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.describing import words
from kg.describing.asking import ask
from kg.describing.labels import kind_of, labels, name_of
from kg.describing.links import Group, groups
from kg.describing.links import Member as End
from kg.describing.relations import inverses, told_once
from kg.identifiers import split_thing_iri
from kg.index.kinds import concept_key
from kg.namespaces import BASE, CITO, CONSTRUCT, DCTERMS, OWL, PIF, RDF, RDFS, SKOS, SSSOM
from kg.store import keeping

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.describing.labels import Labels
    from kg.describing.links import Direction
    from kg.describing.memory import Memory
    from kg.index import Index
    from kg.store.base import Store

FIRST = 12
"""Members of a group that are drawn; the list has them all."""
COUNTED = 1_000
"""How far is counted what the index does not count."""

_READ = 3_000
_DERIVED = f"<{BASE}graph/derived/"
_QUIET = frozenset(
    f"<{name}>"
    for name in (
        f"{RDF}type",
        f"{RDFS}isDefinedBy",
        f"{RDFS}seeAlso",
        f"{OWL}sameAs",
        f"{SKOS}inScheme",
        f"{SKOS}topConceptOf",
        f"{DCTERMS}license",
        f"{DCTERMS}source",
        f"{PIF}accessLevel",
        f"{PIF}ofStudy",
        f"{PIF}publishableAttribute",
        f"{PIF}correspondingConstruct",
        *(f"{SSSOM}{name}" for name in ("subject_id", "predicate_id", "object_id")),
        f"{SSSOM}mapping_justification",
    )
)
_SUPPORTS, _BEARS_ON = f"<{PIF}supports>", f"<{PIF}bearsOn>"
_FULL_TEXT = f"<{PIF}fullText>"
_DRAWN_FROM, _SPOKEN_BY = f"<{PIF}drawnFrom>", f"<{PIF}spokenBy>"
# What may point to a thing of a kind from as many others as there are quotes.
_MANY: dict[str, tuple[str, ...]] = {
    "construct": (_SUPPORTS, _BEARS_ON),
    "code": (_SUPPORTS, _BEARS_ON, f"<{PIF}codingBody>"),
    "document": (_DRAWN_FROM,),
    "participant": (_SPOKEN_BY,),
    "role of a participant": (f"<{PIF}spokenInTenure>",),
    "coder": (f"<{PIF}madeBy>",),
    "study": (f"<{PIF}ofStudy>",),
    "work": (f"<{CITO}hasCitedEntity>", f"<{CITO}cites>", f"<{PIF}toWork>", f"<{PIF}statedIn>"),
    "term of the ontology": (f"<{RDF}type>", f"<{PIF}accessLevel>"),
}
# What is no thing is left out afterwards: asking an engine whether something is an IRI makes it
# write out every one that it passes.
_ALL = {
    "out": """\
SELECT ?p ?other ?g ?_thing_iri WHERE {
  GRAPH ?g { ?_thing_iri ?p ?other } FILTER(?p NOT IN (LEFT_OUT))
} LIMIT %d""",
    "in": """\
SELECT ?p ?other ?g ?_thing_iri WHERE {
  GRAPH ?g { ?other ?p ?_thing_iri } FILTER(?p NOT IN (LEFT_OUT))
} LIMIT %d""",
}
_SOME = """\
SELECT ?other ?g ?_thing_iri ?_property_iri
WHERE { GRAPH ?g { ?other ?_property_iri ?_thing_iri } } LIMIT %d"""


@dataclass(frozen=True, slots=True)
class Member:
    """One thing at the other end. ``derived`` says that the statement was worked out."""

    iri: str
    label: str
    language: str
    kind: str
    derived: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """All things that one property joins a thing to, one way round.

    ``members`` are the first of ``count``; with ``beyond`` there are more than that. ``quiet``
    ones say how the record is kept rather than what the evidence is. ``name`` is the property as
    addresses have it.
    """

    direction: Direction
    name: str
    title: str
    count: int
    members: tuple[Member, ...]
    quiet: bool
    beyond: bool = False

    @property
    def derived(self) -> bool:
        """Whether all that is shown of it was worked out."""
        return all(member.derived for member in self.members)

    @property
    def rest(self) -> int:
        """How many are not among the members."""
        return self.count - len(self.members)


@dataclass(frozen=True, slots=True)
class Around:
    """A thing and its relations, those of the evidence first."""

    iri: str
    label: str
    language: str
    kind: str
    relations: tuple[Relation, ...]


def around(store: Store, memory: Memory, index: Index, iri: str) -> Around:
    """Return what joins a thing to others, both ways, each statement told once."""
    made: Around | None = None

    def read(_: list[str]) -> dict[str, Around]:
        nonlocal made
        made = _around(store, memory, index, iri)
        return {iri: made} if any(r.count >= COUNTED for r in made.relations) else {}

    # Where very much points to, an engine walks along all of it: read once for a revision.
    kept = keeping.many(store, memory.revision, "neighbourhoods", [iri], read, None)[iri]
    return kept or made or _around(store, memory, index, iri)


def _around(store: Store, memory: Memory, index: Index, iri: str) -> Around:
    term = terms.iri(iri)
    many = _MANY.get(kind_of(iri), ())
    other_way = inverses(store, memory)
    told = {p for each in many for p in other_way.get(each, ())}
    out, into = told_once(
        store,
        memory,
        [g for g in _groups(store, memory, term, "out", told) if terms.is_iri(g.members[0].term)],
        _groups(store, memory, term, "in", many),
    )
    counted = [(group, False) for group in (*out, *into)]
    counted += [some for each in many if (some := _many(store, index, iri, each))]
    mentioned = [term]
    for group, _ in counted:
        mentioned += [group.predicate, *(end.term for end in group.members)]
    known = labels(store, memory, mentioned)
    found = [_relation(group, beyond, known, iri) for group, beyond in counted]
    found.sort(key=lambda r: (r.quiet, words.order(words.full(r.name)), r.direction))
    return Around(iri, *name_of(term, known), kind_in_words(iri), tuple(found))


def kind_in_words(iri: str) -> str:
    """Return what sort of thing an IRI names; of others' vocabularies just that it is a thing."""
    return kind_of(iri) or "thing"


def _groups(
    store: Store, memory: Memory, thing: str, direction: Direction, without: Iterable[str]
) -> list[Group]:
    """Return what joins a thing (a term) to others one way round, but for some properties."""
    left_out = ", ".join(sorted({_FULL_TEXT, *without}))
    asked = _ALL[direction].replace("LEFT_OUT", left_out)
    rows = ask(store, asked % (_READ + 1), _thing_iri=thing)
    if len(rows) > _READ:  # what nobody thought of: counted whole, once for a revision
        read = groups(store, memory, thing, direction, FIRST)
        left = set(without)
        return [g for g in read if g.predicate not in left and g.members]
    found: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        if terms.is_iri(row["other"]):
            found.setdefault(row["p"], {}).setdefault(row["other"], set()).add(row["g"])
    return [_group(p, direction, ends, len(ends)) for p, ends in sorted(found.items())]


def _group(p: str, direction: Direction, ends: dict[str, set[str]], count: int) -> Group:
    # Without its brackets: the closing one would sort Q1 behind Q10.
    first = sorted(ends, key=lambda term: term[1:-1])[:FIRST]
    return Group(p, direction, count, tuple(End(t, tuple(sorted(ends[t]))) for t in first))


def _many(store: Store, index: Index, iri: str, predicate: str) -> tuple[Group, bool] | None:
    """Return what points to a thing by a property by which very much may, and if there is more."""
    held = _indexed(index, iri, predicate)
    if held is not None:
        if not held:
            return None
        study = f"<{BASE}graph/study/" if predicate in (_DRAWN_FROM, _SPOKEN_BY) else _DERIVED
        ends = tuple(End(terms.iri(row.iri), (study,)) for row in index.rows(list(held[:FIRST])))
        return Group(predicate, "in", len(held), ends), False
    rows = ask(store, _SOME % (COUNTED + 1), _thing_iri=terms.iri(iri), _property_iri=predicate)
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["other"], set()).add(row["g"])
    if not found:
        return None
    beyond = len(rows) > COUNTED
    return _group(predicate, "in", found, COUNTED if beyond else len(found)), beyond


def _indexed(index: Index, iri: str, predicate: str) -> BitMap | None:
    """Return the quotes that point to a thing, where the index knows; None where it does not."""
    if predicate == _SUPPORTS:
        return index.bitmap("construct", concept_key(iri))
    if predicate == _BEARS_ON:  # what supports it bears on it as well, and is told already
        key = concept_key(iri)
        return index.bitmap("bears_on", key) - index.bitmap("construct", key)
    if predicate == _DRAWN_FROM:
        return index.bitmap("document", _key(iri))
    return index.bitmap("participant", _key(iri)) if predicate == _SPOKEN_BY else None


def _key(iri: str) -> str:
    study, _, id = split_thing_iri(iri) or ("", "", "")
    return f"{study}/{id}"


def _relation(group: Group, beyond: bool, known: Labels, iri: str) -> Relation:
    label = name_of(group.predicate, known).text
    members = tuple(
        Member(
            terms.value_of(end.term),
            *_named(end.term, known),
            kind_in_words(terms.value_of(end.term)),
            all(graph.startswith(_DERIVED) for graph in end.graphs),
        )
        for end in group.members
    )
    return Relation(
        group.direction,
        words.short(group.predicate),
        _title(group, label, members, iri),
        group.count,
        members,
        group.predicate in _QUIET,
        beyond,
    )


def _named(term: str, known: Labels) -> tuple[str, str]:
    name = name_of(term, known)
    return (name.text if known.get(term) else words.plain(name.text)), name.language


def _title(group: Group, label: str, members: tuple[Member, ...], iri: str) -> str:
    if group.direction == "out":
        return words.forth(group.predicate, label)
    codes = all(member.kind == "code" for member in members)
    if group.predicate == f"<{SKOS}exactMatch>" and codes and iri.startswith(CONSTRUCT):
        return "codes that mean it"
    said = words.back(group.predicate, label)
    return said[:1].lower() + said[1:] if said[1:2].islower() else said
