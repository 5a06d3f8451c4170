"""What of a set of triples a reasoner can read: axioms and facts, no annotations, no imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.closure.statements import Statements
from kg.namespaces import OWL, RDF, RDFS, XSD
from kg.terms import A, Triple, iri, is_iri, parts

_AXIOMS = {iri(f"{RDFS}{name}") for name in ("subClassOf", "subPropertyOf", "domain", "range")}
_ABOUT_PROPERTIES = {iri(f"{RDFS}{name}") for name in ("subPropertyOf", "domain", "range")}
_CLASS_BEFORE = {iri(f"{RDFS}subClassOf"), iri(f"{OWL}equivalentClass"), iri(f"{OWL}disjointWith")}
_CLASS_AFTER = _CLASS_BEFORE | {
    iri(f"{RDFS}domain"), iri(f"{RDFS}range"),
    iri(f"{OWL}someValuesFrom"), iri(f"{OWL}allValuesFrom"), iri(f"{OWL}onClass"),
    iri(f"{OWL}complementOf"),
}  # fmt: skip
_CLASSES_AFTER = tuple(
    iri(f"{OWL}{name}") for name in ("intersectionOf", "unionOf", "disjointUnionOf")
)
_ABOUT_FILES = {
    iri(f"{OWL}{name}")
    for name in (
        "imports", "versionIRI", "versionInfo", "priorVersion", "backwardCompatibleWith",
        "incompatibleWith", "deprecated",
    )
}  # fmt: skip
_VOCABULARY = tuple(f"<{namespace}" for namespace in (OWL, RDF, XSD))
_BUILT_IN = tuple(f"<{namespace}" for namespace in (OWL, RDF, RDFS, XSD))
_DATATYPES = {
    *(
        f"{XSD}{name}"
        for name in (
            "anyURI", "base64Binary", "boolean", "byte", "dateTime", "dateTimeStamp", "decimal",
            "double", "float", "hexBinary", "int", "integer", "language", "long", "Name", "NCName",
            "negativeInteger", "NMTOKEN", "nonNegativeInteger", "nonPositiveInteger",
            "normalizedString", "positiveInteger", "short", "string", "token", "unsignedByte",
            "unsignedInt", "unsignedLong", "unsignedShort",
        )
    ),
    f"{RDF}langString",
    f"{RDF}PlainLiteral",
    f"{RDF}XMLLiteral",
}  # fmt: skip
"""The datatypes of OWL 2 (https://www.w3.org/TR/owl2-syntax/#Datatype_Maps)."""


def readable(triples: Iterable[Triple]) -> set[Triple]:
    """Return the axioms, and the facts in terms that the axioms declare.

    Left out besides annotations: values of datatypes that OWL 2 does not have (dates without a
    time, years), literals where a thing should be and the reverse, classes that nothing declares
    or defines, and ``owl:imports``, since a reasoner would fetch it.
    """
    found = set(triples)
    declared: dict[str, set[str]] = {}
    for s, p, o in found:
        if p == A:
            declared.setdefault(o, set()).add(s)

    def those(*kinds: str) -> set[str]:
        return {name for kind in kinds for name in declared.get(iri(f"{OWL}{kind}"), set())}

    literal = those("DatatypeProperty")
    properties = those("ObjectProperty") | literal
    passed_over = those("AnnotationProperty") - properties
    used = set(_used_as_classes(found)) - passed_over
    classes = those("Class") | used
    kept = set(_kept(found, properties, literal, classes, passed_over))
    kept |= {(name, A, iri(f"{OWL}Class")) for name in used}
    return kept


def _used_as_classes(triples: set[Triple]) -> Iterator[str]:
    """Yield the names that stand where only a class can."""
    said = Statements(triples)
    terms = [s for s, p, _ in triples if p in _CLASS_BEFORE]
    terms += [o for _, p, o in triples if p in _CLASS_AFTER]
    for predicate in _CLASSES_AFTER:
        terms += [term for _, head in said.pairs(predicate) for term in said.list(head)]
    for term in terms:
        if is_iri(term) and not term.startswith(_BUILT_IN):
            yield term


def _kept(
    triples: set[Triple],
    properties: set[str],
    literal: set[str],
    classes: set[str],
    passed_over: set[str],
) -> Iterator[Triple]:
    for s, p, o in triples:
        if s in passed_over or p in _ABOUT_FILES:
            continue
        if p == A:
            built_in = o.startswith(f"<{OWL}") and o != iri(f"{OWL}Ontology")
            if o in classes or built_in or o == iri(f"{RDFS}Datatype"):
                yield s, p, o
        elif p in _ABOUT_PROPERTIES and (o in passed_over or _foreign_type(o)):
            continue
        elif p in _AXIOMS or p.startswith(_VOCABULARY) or _reads(p, o, properties, literal):
            yield s, p, o


def _reads(predicate: str, term: str, properties: set[str], literal: set[str]) -> bool:
    if predicate not in properties or (term[0] == '"') != (predicate in literal):
        return False
    return predicate not in literal or parts(term)[1] in _DATATYPES


def _foreign_type(term: str) -> bool:
    """Say whether a range is a datatype of XML Schema that OWL 2 does not have."""
    return term.startswith(f"<{XSD}") and term[1:-1] not in _DATATYPES
