"""The SPARQL query that means the same as a question: same rows, same order, through any engine."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.evidence.question import Every, Has, Node, Question, Some, Without, Words
from kg.index import Index
from kg.index.kinds import LEVELS, OTHER_SOURCE, ROLES, SOURCES
from kg.index.mapped import OWN
from kg.index.searching import Term
from kg.namespaces import (
    CITO,
    PIF,
    SCHEME_GRAPH,
    SKOS,
    derived_from_set,
    mapping_graph,
    shorten,
)
from kg.terms import iri, text

COLUMNS = (
    "quote", "text", "study", "document", "source", "participant", "role", "codes", "claim",
    "access", "iri",
)  # fmt: skip
"""The columns of an answer, in order. ``codes`` and ``claim`` have ``;`` between several."""

_LETTER = "\\p{L}\\p{N}\\p{Co}\u0300-\u0331"
"""What words are made of, for a regular expression: letters, digits, and the marks on them."""
_FILED = "(^pif:codingTarget/pif:codingBody|^pif:codingTarget/pif:codingBody/skos:exactMatch)"
_PATHS = {
    "bears_on": "pif:bearsOn",
    "study": "pif:ofStudy",
    "document": "pif:drawnFrom",
    "participant": "pif:spokenBy",
    "claim": "pif:illustrates",
    "code": "^pif:codingTarget/pif:codingBody",
    "coder": "^pif:codingTarget/pif:madeBy",
    "status": "pif:spokenBy/pif:trainingStatus",
    "access": "pif:accessLevel",
    "source": "pif:drawnFrom/a",
    "role": "pif:spokenInTenure/a",
}
_CLASS_OF_ROLE = {role: shorten(name[1:-1]) for name, role in ROLES.items()}
_CLASS_OF_SOURCE = {source: shorten(name[1:-1]) for name, source in SOURCES.items()}
_LEVEL = {level: shorten(name[1:-1]) for name, level in LEVELS.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after this quote."""

    study: str
    document: str
    quote: str


@dataclass(slots=True)
class _Writing:
    """Writes the conditions of one query; ``used`` counts its auxiliary variables."""

    index: Index
    used: int = 0
    lines: list[str] = field(default_factory=list)

    def fresh(self, name: str) -> str:
        self.used += 1
        return f"?{name}{self.used}"

    def conditions(self, node: Node) -> list[str]:
        """Return what must hold, as lines of a group in which ``?iri`` and ``?text`` are bound."""
        if isinstance(node, Every):
            return [line for part in node.parts for line in self.conditions(part)]
        if isinstance(node, Has) and (lines := self.pattern(node)):
            return lines
        if isinstance(node, Some) and (found := self.one_value(node)):
            return found
        return [f"FILTER({self.truth(node)})"]

    def truth(self, node: Node) -> str:
        """Return a condition as an expression."""
        if isinstance(node, Words):
            return " && ".join(f'REGEX(?text, {text(regex(t))}, "i")' for t in node.terms)
        if isinstance(node, Has):
            return f"EXISTS {{ {' '.join(self.pattern(node))} }}"
        if isinstance(node, Without):
            return f"!({self.truth(node.part)})"
        if not node.parts:
            return "true" if isinstance(node, Every) else "false"
        sign = " && " if isinstance(node, Every) else " || "
        return sign.join(f"({self.truth(part)})" for part in node.parts)

    def pattern(self, has: Has) -> list[str]:
        """Return the triple patterns that say a quote has a value."""
        term = self.term(has)
        if self.chooses(has):
            return self.by_mappings(has, term)
        if has.kind == "work":
            # In the same study: ids of sentences are not unique beyond it.
            cited = self.fresh("citation")
            return [
                f"?iri pif:illustrates/pif:inSentence/^pif:inSentence {cited} .",
                f"{cited} pif:ofStudy ?home ; cito:hasCitedEntity {term} .",
            ]
        if has.kind == "role" and has.key == "mentor":
            tenure = self.fresh("tenure")
            return [
                f"?iri pif:spokenInTenure {tenure} . {tenure} a {term} .",
                f"FILTER NOT EXISTS {{ {tenure} a {_CLASS_OF_ROLE['senior-mentor']} . }}",
            ]
        if has.kind == "source" and has.key == OTHER_SOURCE:
            record, kind = self.fresh("record"), self.fresh("kind")
            return [
                f"?iri pif:drawnFrom {record} .",
                f"FILTER NOT EXISTS {{ {record} a {kind} . "
                f"VALUES {kind} {{ {' '.join(_CLASS_OF_SOURCE.values())} }} }}",
            ]
        return [f"?iri {self.path(has)} {term} ."]

    def chooses(self, has: Has) -> bool:
        """Say whether it matters for a value which mappings are in the store."""
        if has.kind == "construct" and has.mode == "filed":
            return bool(self.index.sets)
        return has.kind in ("construct", "bears_on") and self.index.mappings is not None

    def by_mappings(self, has: Has, term: str) -> list[str]:
        """Return the pattern of a value by some sets of mappings and not by others."""
        names = [each.name for each in self.index.sets]
        graph, near = self.fresh("graph"), self.fresh("concept")
        if has.mode == "filed":
            sets = ", ".join(iri(mapping_graph(name)) for name in names)
            coded = "?iri ^pif:codingTarget/pif:codingBody"
            return [
                f"{{ {coded} {term} . }} UNION {{ {coded} {near} . "
                f"GRAPH {graph} {{ {near} skos:exactMatch {term} . }} "
                f"FILTER({graph} NOT IN ({sets})) }}"
            ]
        path = _PATHS["bears_on"] if has.kind == "bears_on" else "pif:supports"
        chosen = self.index.mappings or ()
        if OWN in chosen:
            others = ", ".join(iri(derived_from_set(n)) for n in names if n not in chosen)
            return [
                f"GRAPH {graph} {{ ?iri {path} {term} . }}",
                f"FILTER({graph} NOT IN ({others}))",
            ]
        coded = "?iri ^pif:codingTarget/pif:codingBody/skos:broader*"
        up = f"GRAPH <{SCHEME_GRAPH}> {{ {near} skos:broader+ {term} . }}"
        told = "?iri pif:evidences/pif:instantiates"
        ways = [
            f"GRAPH {graph} {{ {coded} {term} . }}",
            f"GRAPH {graph} {{ {coded} {near} . }} {up}",
            f"{told} {term} .",
            f"{told} {near} . {up}",
            *(f"GRAPH <{derived_from_set(name)}> {{ ?iri {path} {term} . }}" for name in chosen),
        ]
        if has.kind == "bears_on":
            ways.append(f"?iri pif:illustrates/pif:aboutConstruct {term} .")
        return [" UNION ".join(f"{{ {way} }}" for way in ways)]

    def one_value(self, some: Some) -> list[str] | None:
        """Return patterns for one of several values of the same sort, where that is simpler."""
        parts = [
            part
            for part in some.parts
            if isinstance(part, Has) and _is_simple(part) and not self.chooses(part)
        ]
        paths = {self.path(part) for part in parts}
        if len(parts) < len(some.parts) or len(paths) != 1:
            return None
        value = self.fresh("value")
        terms = " ".join(self.term(part) for part in parts)
        return [f"?iri {paths.pop()} {value} . VALUES {value} {{ {terms} }}"]

    def path(self, has: Has) -> str:
        """Return the path from a quote to a value."""
        if has.kind == "construct":
            # As filed: the construct itself, or a code that matches it exactly.
            return _FILED if has.mode == "filed" else "pif:supports"
        return _PATHS[has.kind]

    def term(self, has: Has) -> str:
        """Return a value as a term."""
        if has.kind == "role":
            return _CLASS_OF_ROLE[has.key]
        if has.kind == "source":
            return _CLASS_OF_SOURCE.get(has.key, "")
        if has.kind == "access":
            return _LEVEL[has.key]
        if has.kind == "status":
            return text(has.key)
        return iri(self.index.iri(has.kind, has.key))


def _is_simple(has: Has) -> bool:
    return has.kind != "work" and has not in (Has("role", "mentor", has.mode),
                                              Has("source", OTHER_SOURCE, has.mode))  # fmt: skip


def regex(term: Term) -> str:
    """Return the regular expression for words that stand next to each other in a text."""
    forms = dict.fromkeys(
        f"[^{_LETTER}]+".join(unicodedata.normalize(form, word) for word in term.words)
        for form in ("NFC", "NFD")
    )
    said = next(iter(forms)) if len(forms) == 1 else f"({'|'.join(forms)})"
    end = "" if term.prefix else f"([^{_LETTER}]|$)"
    return f"(^|[^{_LETTER}]){said}{end}"


def to_sparql(
    index: Index, question: Question, *, limit: int | None = None, after: Place | None = None
) -> str:
    """Return the query. ``limit`` and ``after`` cut out the page that an answer has."""
    writing = _Writing(index)
    conditions = writing.conditions(question.where)
    return "\n".join([*_head(), *_where(conditions), *_tail(limit, after)]) + "\n"


def only_addresses(index: Index, question: Question) -> str:
    """Return a query for the addresses of the quotes alone, in no order."""
    conditions = _Writing(index).conditions(question.where)
    lines = [f"    {line}" for line in (*_QUOTE, *conditions)]
    return "\n".join([*_prefixes(), "SELECT DISTINCT ?iri", "WHERE {", *lines, "}"]) + "\n"


_QUOTE = (
    "?iri a pif:Quote ; pif:ofStudy ?home ; pif:identifier ?quote ; pif:text ?text .",
    "?home pif:identifier ?study .",
)


def _prefixes() -> Iterator[str]:
    for prefix, namespace in (("pif", PIF), ("skos", SKOS), ("cito", CITO)):
        yield f"PREFIX {prefix}: <{namespace}>"


def _head() -> Iterator[str]:
    yield from _prefixes()
    yield "SELECT ?quote ?text ?study"
    yield "  (MIN(?documentId) AS ?document) (MIN(?sourceName) AS ?source)"
    yield "  (MIN(?speakerId) AS ?participant) (MIN(?roleName) AS ?role)"
    yield '  (GROUP_CONCAT(DISTINCT ?code; separator=";") AS ?codes)'
    yield '  (GROUP_CONCAT(DISTINCT ?claimId; separator=";") AS ?claim)'
    yield "  (MIN(?level) AS ?access) ?iri"


def _where(conditions: Sequence[str]) -> Iterator[str]:
    pairs = [
        ("source", "recordClass", "sourceKind", _CLASS_OF_SOURCE),
        ("role", "tenureClass", "roleName", _CLASS_OF_ROLE),
        ("access", "levelIri", "level", _LEVEL),
    ]
    values = {
        name: f"VALUES (?{key} ?{value}) {{ "
        + " ".join(f"({term} {text(said)})" for said, term in sorted(table.items()))
        + " }"
        for name, key, value, table in pairs
    }
    senior, mentor = _CLASS_OF_ROLE["senior-mentor"], _CLASS_OF_ROLE["mentor"]
    yield "WHERE {"
    yield "  {"
    yield "    SELECT * WHERE {"
    for line in (*_QUOTE, *conditions):
        yield f"      {line}"
    yield "      OPTIONAL {"
    yield "        ?iri pif:drawnFrom ?record ."
    yield "        OPTIONAL { ?record pif:identifier ?documentId . }"
    yield f"        OPTIONAL {{ ?record a ?recordClass . {values['source']} }}"
    yield f"        BIND(COALESCE(?sourceKind, {text(OTHER_SOURCE)}) AS ?sourceName)"
    yield "      }"
    yield "      OPTIONAL { ?iri pif:spokenBy/pif:identifier ?speakerId . }"
    yield "      OPTIONAL {"
    yield f"        ?iri pif:spokenInTenure ?tenure . ?tenure a ?tenureClass . {values['role']}"
    yield "        # A senior mentor is a mentor too; only the narrower role is said."
    yield f"        FILTER(?tenureClass != {mentor} || NOT EXISTS {{ ?tenure a {senior} . }})"
    yield "      }"
    yield "      OPTIONAL { ?iri ^pif:codingTarget/pif:codingBody/pif:identifier ?code . }"
    yield "      OPTIONAL { ?iri pif:illustrates/pif:identifier ?claimId . }"
    yield f"      OPTIONAL {{ ?iri pif:accessLevel ?levelIri . {values['access']} }}"
    yield "    }"
    yield "    ORDER BY ?code ?claimId"
    yield "  }"
    yield "}"


def _tail(limit: int | None, after: Place | None) -> Iterator[str]:
    yield "GROUP BY ?iri ?quote ?text ?study"
    if after is not None:
        document = 'COALESCE(MIN(?documentId), "")'
        study, record, quote = text(after.study), text(after.document), text(after.quote)
        yield (
            f"HAVING (?study > {study} || (?study = {study} && ({document} > {record} || "
            f"({document} = {record} && ?quote > {quote}))))"
        )
    yield "ORDER BY ?study ?document ?quote ?iri"
    if limit is not None:
        yield f"LIMIT {limit}"
