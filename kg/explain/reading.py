"""What the store says about one quote, asked in a handful of small queries.

What follows from a study follows from its own graphs, the ontology and the scheme, never from
another study's statements. So every statement is kept with the study it comes from, and a
:class:`World` is what one study sees.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from kg import terms
from kg.identifiers import split_thing_iri
from kg.namespaces import (
    CONSTRUCT,
    DCTERMS,
    ONTOLOGY_GRAPH,
    PIF,
    RDFS,
    SCHEME_GRAPH,
    SKOS,
    derived_graph,
    mapping_graph,
    study_graph,
)
from kg.store import keeping
from kg.store.facts import at_hand, facts

if TYPE_CHECKING:
    from kg.store.base import Store

T = TypeVar("T")

SHARED = ""
"""The place of the ontology and the scheme, which every study sees."""

_CONCEPT = (
    *(f"<{SKOS}{n}>" for n in ("exactMatch", "broadMatch", "broader", "closeMatch")),
    *(f"<{SKOS}{n}>" for n in ("narrowMatch", "relatedMatch", "related", "prefLabel")),
    f"<{PIF}statedInSentence>",
    f"<{DCTERMS}source>",
)
_NAMED = (*_CONCEPT, terms.A, f"<{RDFS}label>", f"<{PIF}identifier>", f"<{PIF}ofStudy>")
_CLAIM = tuple(f"<{PIF}{n}>" for n in ("text", "inSection", "inSentence", "aboutConstruct"))
_MOST_STATEMENTS = 2_000


def _each(properties: tuple[str, ...], pattern: str) -> str:
    # One branch for each property. In a join, with the properties listed in one place, engines
    # read all there is of each property, or of each thing: of a construct every quote behind it.
    return " UNION ".join(
        f"{{ {pattern.replace('PROPERTY', name)} BIND({name} AS ?property) }}"
        for name in properties
    )


def _one(properties: tuple[str, ...]) -> str:
    return (
        "SELECT ?graph ?property ?value ?_thing_iri WHERE { "
        f"VALUES ?property {{ {' '.join(properties)} }} "
        "GRAPH ?graph { ?_thing_iri ?property ?value } }"
    )


_DESCRIBE = _one(_NAMED)
_ABOUT = f"""\
SELECT ?graph ?property ?value ?_thing_iri
WHERE {{ GRAPH ?graph {{ ?_thing_iri ?property ?value }} }}
LIMIT {_MOST_STATEMENTS}"""
_INTO = f"""\
SELECT ?graph ?property ?value ?_thing_iri
WHERE {{ GRAPH ?graph {{ ?value ?property ?_thing_iri }} }}
LIMIT {_MOST_STATEMENTS}"""


def _of_quote(path: str, properties: tuple[str, ...]) -> str:
    pattern = f"?_quote_iri {path} ?thing . GRAPH ?graph {{ ?thing PROPERTY ?value }}"
    return (
        "SELECT DISTINCT ?thing ?graph ?property ?value ?_quote_iri "
        f"WHERE {{ {_each(properties, pattern)} }}"
    )


_QUOTE = """\
SELECT ?graph ?property ?value ?_quote_iri
WHERE { GRAPH ?graph { ?_quote_iri ?property ?value } }"""
_CONSTRUCTS = _of_quote("pif:bearsOn", _CONCEPT)
_CLAIMS = _of_quote("pif:illustrates", _CLAIM)
_ACTS = """\
SELECT DISTINCT ?thing ?graph ?property ?value ?_quote_iri
WHERE {
  ?_quote_iri pif:targetOfCoding ?thing .
  GRAPH ?graph { ?thing ?property ?value }
}"""
_MAPPINGS = """\
SELECT DISTINCT ?thing ?graph ?property ?value ?_quote_iri
WHERE {
  ?_quote_iri pif:supports ?code .
  ?thing sssom:subject_id ?code .
  GRAPH ?graph { ?thing ?property ?value }
}"""


# The same for many quotes at once. What several of them lead to is asked for once; of each thing
# that is read for a row of its own, no more than is looked at.
def _ours(*names: str) -> frozenset[str]:
    return frozenset(f"<{PIF}{name}>" for name in names)


_ANY = _ours("identifier", "ofStudy") | {terms.A}
_OF_QUOTES = _ANY | _ours(
    "text", "accessLevel", "note", "supports", "targetOfCoding", "evidences", "illustrates"
)
_OF_ACTS_AND_CLAIMS = _ANY.union(_ours("codingBody", "madeBy", "codedAt", "rationale"), _CLAIM)
_NOT_OF_EPISODES = _ours("bearsOn", "supportedBy", "illustratedBy")
# Of concepts less: a concept of ours says by its address what it is; and of a construct with
# 100,000 quotes, its class and identifier take longer to find than all the rest.
_ASKED = {
    properties: "SELECT ?thing ?graph ?property ?value WHERE { "
    + _each(properties, "VALUES ?thing { %(things)s } GRAPH ?graph { ?thing PROPERTY ?value }")
    + " }"
    for properties in (_CONCEPT, _NAMED)
}
_MAPPINGS_OF = """\
SELECT ?code ?thing ?graph ?property ?value
WHERE {
  VALUES ?code { %(things)s }
  ?thing sssom:subject_id ?code .
  GRAPH ?graph { ?thing ?property ?value }
}"""
_MAPPED = "GRAPH ?_graph_iri { ?value PROPERTY ?_thing_iri }"
_MAPPED_TO = (
    "SELECT ?value ?property ?_thing_iri ?_graph_iri "
    f"WHERE {{ {_each((f'<{SKOS}exactMatch>', f'<{SKOS}broadMatch>'), _MAPPED)} }}"
)


class Statement(NamedTuple):
    """One statement about a thing. ``property`` and ``value`` are terms."""

    property: str
    value: str
    study: str
    """The study whose graphs hold it; :data:`SHARED` for the ontology and the scheme."""
    stated: bool
    """Whether somebody said it, or it was derived."""


@cache
def place_of(graph: str) -> tuple[str, bool] | None:
    """Return the study of a graph and whether it holds what was stated; None if it is nobody's.

    >>> place_of("https://w3id.org/pif-kg/graph/derived/krishna2024")
    ('krishna2024', False)
    """
    if graph in (ONTOLOGY_GRAPH, SCHEME_GRAPH):
        return SHARED, True
    for start, stated in ((study_graph(""), True), (mapping_graph(""), True)):
        if graph.startswith(start):
            return graph[len(start) :], stated
    if graph.startswith(derived_graph("")):
        return graph[len(derived_graph("")) :], False
    return None


@cache
def _prefixed(sparql: str) -> str:
    from kg.query_text import with_prefixes

    return with_prefixes(sparql)


Described = dict[str, list[Statement]]
"""Things (terms) and what is said of each."""


class Reader:
    """Asks a store about things, each once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: Described = {}
        self._about: Described = {}
        self._into: Described = {}
        self._ahead: dict[str, dict[str, Described]] = {}
        self._revision: str | None = None
        self._made: dict[tuple[object, ...], object] = {}

    def read_ahead(self, quotes: Sequence[str]) -> None:
        """Ask what is said of some quotes (terms) for all of them at once.

        The other methods then say no more of them than :func:`~kg.explain.explain_all` looks at:
        not what they only bear on, nor where they stand.
        """
        said = self._many(quotes, only=_OF_QUOTES)

        def each(property: str) -> dict[str, list[str]]:
            return {quote: values(said.get(quote, []), property) for quote in quotes}

        def all_in(found: dict[str, list[str]]) -> list[str]:
            return sorted({v for those in found.values() for v in those if terms.is_iri(v)})

        supported, acted = each(property_of("supports")), each(property_of("targetOfCoding"))
        shown = each(property_of("illustrates"))
        concepts = self._concepts(all_in(supported))
        acts = self._many([*all_in(acted), *all_in(shown)], only=_OF_ACTS_AND_CLAIMS)
        made_by = property_of("madeBy")
        coders = {v for about in acts.values() for v in values(about, made_by) if terms.is_iri(v)}
        episodes = all_in(each(property_of("evidences")))
        named = self._described(_NAMED, sorted({*coders, *episodes}))
        self._known.update({thing: named.get(thing, []) for thing in (*coders, *episodes)})
        told = self._many(episodes, without=_NOT_OF_EPISODES)
        self._about.update({episode: told.get(episode, []) for episode in episodes})
        mapped = self._mapped(all_in(supported))
        self._known.update({c: concepts.get(c, []) for c in all_in(supported) if _is_concept(c)})
        self._ahead = {
            _QUOTE: {q: {q: said.get(q, [])} for q in quotes},
            _CONSTRUCTS: {q: {c: concepts.get(c, []) for c in supported[q]} for q in quotes},
            _ACTS: {q: {a: acts.get(a, []) for a in acted[q]} for q in quotes},
            _CLAIMS: {q: {c: acts.get(c, []) for c in shown[q]} for q in quotes},
            _MAPPINGS: {
                q: {m: s for c in supported[q] for m, s in mapped.get(c, {}).items()}
                for q in quotes
            },
        }

    def once(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what was made of what a key names, made when it is first asked for.

        For what is the same for every quote: links between concepts, and how they are worded.
        """
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])

    def quote(self, quote: str) -> list[Statement]:
        """Return all that is said of a quote."""
        return self._of_quote(_QUOTE, quote).get(quote, [])

    def constructs(self, quote: str) -> Described:
        """Describe whatever a quote supports or bears on."""
        found = self._of_quote(_CONSTRUCTS, quote)
        self._known.update({thing: said for thing, said in found.items() if _is_concept(thing)})
        return found

    def acts(self, quote: str) -> Described:
        """Return what is said of the coding acts on a quote."""
        return self._of_quote(_ACTS, quote)

    def claims(self, quote: str) -> Described:
        """Return the words of the claims a quote illustrates, and what they are about."""
        return self._of_quote(_CLAIMS, quote)

    def mappings(self, quote: str) -> Described:
        """Return what is said of the mappings from whatever a quote supports."""
        return self._of_quote(_MAPPINGS, quote)

    def mapped_to(self, construct: str, study: str) -> list[tuple[str, str]]:
        """Return a study's codes that carry evidence to a construct, each with the property."""
        rows = self._ask(
            _MAPPED_TO, _thing_iri=construct, _graph_iri=terms.iri(mapping_graph(study))
        )
        return sorted({(row["value"], row["property"]) for row in rows})

    def described(self, thing: str) -> list[Statement]:
        """Return label, scheme and relations of a code, construct or other thing with a name."""
        if thing not in self._known and _is_concept(thing):
            self._known |= self._concepts([thing])
        elif thing not in self._known:
            self._known[thing] = list(self._statements(_DESCRIBE, _thing_iri=thing))
        return self._known[thing]

    def about(self, thing: str) -> list[Statement]:
        """Return what is said of a thing of a study, up to a limit: for an episode and around."""
        if thing not in self._about:
            self._about[thing] = list(self._statements(_ABOUT, _thing_iri=thing))
        return self._about[thing]

    def into(self, thing: str) -> list[Statement]:
        """Return who points to a thing, as statements whose ``value`` is the one that points."""
        if thing not in self._into:
            self._into[thing] = list(self._statements(_INTO, _thing_iri=thing))
        return self._into[thing]

    def _ask(self, sparql: str, **bindings: str) -> Iterator[dict[str, str]]:
        return self._store.query(_prefixed(sparql), bindings).rows()

    def _statements(self, sparql: str, **bindings: str) -> Iterator[Statement]:
        yield from filter(None, map(_statement, self._ask(sparql, **bindings)))

    def _of_quote(self, sparql: str, quote: str) -> Described:
        ahead = self._ahead.get(sparql, {})
        if quote in ahead:
            return ahead[quote]
        found: Described = {}
        for row in self._ask(sparql, _quote_iri=quote):
            if (said := _statement(row)) is not None:
                found.setdefault(row.get("thing", quote), []).append(said)
        return found

    @property
    def revision(self) -> str:
        """The revision of the store, looked up once."""
        if self._revision is None:
            self._revision = self._store.revision()
        return self._revision

    def _concepts(self, concepts: Sequence[str]) -> Described:
        """Describe codes and constructs; what was read of them before is kept."""

        def read(missing: list[str]) -> Described:
            return self._described(_CONCEPT, missing)

        return keeping.many(self._store, self.revision, "concepts", concepts, read, [])

    def _mapped(self, concepts: Sequence[str]) -> dict[str, Described]:
        """Return the mappings from codes and constructs; those read before are kept."""

        def read(missing: list[str]) -> dict[str, Described]:
            mapped: dict[str, Described] = {}
            for row in self._rows(_MAPPINGS_OF, missing):
                if (statement := _statement(row)) is not None:
                    described = mapped.setdefault(row["code"], {})
                    described.setdefault(row["thing"], []).append(statement)
            return mapped

        return keeping.many(self._store, self.revision, "mappings of concepts", concepts, read, {})

    def _rows(self, sparql: str, things: Sequence[str]) -> Iterator[dict[str, str]]:
        if not things:
            return iter(())
        # The text is looked through for prefixes before there are hundreds of addresses in it.
        asked = _prefixed(sparql) % {"things": " ".join(things)}
        return self._store.query(asked, {}).rows()

    def _many(self, things: Sequence[str], **which: Collection[str]) -> Described:
        found: Described = {}
        for thing, p, o, graph in facts(self._store, things, **which):
            if (place := place_of(graph[1:-1])) is not None:
                found.setdefault(thing, []).append(Statement(p, o, *place))
        return found

    def _described(self, properties: tuple[str, ...], things: Sequence[str]) -> Described:
        near = [thing for thing in things if at_hand(self._store, thing) is not None]
        found = self._many(near, only=properties) if near else {}
        for row in self._rows(_ASKED[properties], [t for t in things if t not in set(near)]):
            if (said := _statement(row)) is not None:
                found.setdefault(row["thing"], []).append(said)
        return found


def _statement(row: dict[str, str]) -> Statement | None:
    place = place_of(terms.value_of(row["graph"]))
    return Statement(row["property"], row["value"], *place) if place is not None else None


def property_of(name: str) -> str:
    """Return the term of one of our properties.

    >>> property_of("supports")
    '<https://w3id.org/pif-kg/ontology#supports>'
    """
    return f"<{PIF}{name}>"


def values(said: list[Statement], property: str, *studies: str) -> list[str]:
    """Return the values of a property, sorted, each once; of some studies' statements, or all."""
    found = {
        value
        for named, value, study, _ in said
        if named == property and (not studies or study in studies)
    }
    return sorted(found) if len(found) > 1 else list(found)


def first(said: list[Statement], property: str, *studies: str) -> str | None:
    """Return the first value of a property, without syntax; None if there is none."""
    found = values(said, property, *studies)
    return terms.value_of(found[0]) if found else None


def _is_concept(thing: str) -> bool:
    """Say whether a term is the address of a construct of the scheme or of a study's code."""
    if thing.startswith(f"<{CONSTRUCT}"):
        return True
    split = split_thing_iri(terms.value_of(thing))
    return split is not None and split[1] == "code"
