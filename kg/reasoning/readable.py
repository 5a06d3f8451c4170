"""What of a set of triples a reasoner can read: axioms and facts, no annotations, no imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.namespaces import OWL, RDF, RDFS, XSD
from kg.terms import A, Triple, iri, is_iri, parts

_AXIOMS = {iri(f"{RDFS}{name}") for name in ("subClassOf", "subPropertyOf", "domain", "range")}
_ABOUT_PROPERTIES = {iri(f"{RDFS}{name}") for name in ("subPropertyOf", "domain", "range")}
_ABOUT_CLASSES = {
    iri(f"{RDFS}subClassOf"), iri(f"{OWL}equivalentClass"), iri(f"{OWL}disjointWith"),
}  # fmt: skip
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
    time, years), and classes that nothing declares or defines. ``owl:imports`` is left out too,
    since a reasoner would fetch it.
    """
    found = set(triples)
    declared: dict[str, set[str]] = {}
    for s, p, o in found:
        if p == A:
            declared.setdefault(o, set()).add(s)

    def those(*kinds: str) -> set[str]:
        return {name for kind in kinds for name in declared.get(iri(f"{OWL}{kind}"), set())}

    properties = those("ObjectProperty", "DatatypeProperty")
    passed_over = those("AnnotationProperty") - properties
    used = {
        term
        for s, p, o in found
        if p in _ABOUT_CLASSES
        for term in (s, o)
        if is_iri(term) and not term.startswith(_BUILT_IN)
    }
    classes = those("Class") | used
    kept = set(_kept(found, properties, classes, passed_over))
    kept |= {(name, A, iri(f"{OWL}Class")) for name in used}
    return kept


def _kept(
    triples: set[Triple], properties: set[str], classes: set[str], passed_over: set[str]
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
        elif (
            p in _AXIOMS
            or p.startswith(_VOCABULARY)
            or (p in properties and (o[0] != '"' or parts(o)[1] in _DATATYPES))
        ):
            yield s, p, o


def _foreign_type(term: str) -> bool:
    """Say whether a range is a datatype of XML Schema that OWL 2 does not have."""
    return term.startswith(f"<{XSD}") and term[1:-1] not in _DATATYPES
