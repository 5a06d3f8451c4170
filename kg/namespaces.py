"""The words of the graph: prefixes, and the IRIs of graphs. Nothing here imports an RDF library."""

from __future__ import annotations

import os

DEFAULT_BASE = "https://w3id.org/pif-kg/"
BASE = os.environ.get("PIF_BASE_IRI") or DEFAULT_BASE
if not BASE.endswith(("/", "#")):
    BASE += "/"

ONTOLOGY = f"{BASE}ontology"
PIF = f"{ONTOLOGY}#"
SCHEME = f"{BASE}scheme"
CONSTRUCT = f"{SCHEME}/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
CITO = "http://purl.org/spar/cito/"
FABIO = "http://purl.org/spar/fabio/"
BIBO = "http://purl.org/ontology/bibo/"
SSSOM = "https://w3id.org/sssom/"
SEMAPV = "https://w3id.org/semapv/vocab/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"

PREFIXES: dict[str, str] = {
    "pif": PIF,
    "c": CONSTRUCT,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "cito": CITO,
    "fabio": FABIO,
    "bibo": BIBO,
    "sssom": SSSOM,
    "semapv": SEMAPV,
    "prov": PROV,
    "oa": OA,
}
"""The prefixes that pages, exports and answers use, and that ``-p name=value`` understands."""

ONTOLOGY_GRAPH = f"{BASE}graph/ontology"
SCHEME_GRAPH = f"{BASE}graph/scheme"


def study_graph(study: str) -> str:
    """Return the graph that holds what a study's files say.

    >>> study_graph("krishna2024")
    'https://w3id.org/pif-kg/graph/study/krishna2024'
    """
    return f"{BASE}graph/study/{study}"


def mapping_graph(name: str) -> str:
    """Return the graph of one set of mappings; a study's own set has the study's id."""
    return f"{BASE}graph/mapping/{name}"


def derived_graph(study: str) -> str:
    """Return the graph that holds what follows from a study."""
    return f"{BASE}graph/derived/{study}"


def derived_from_set(name: str) -> str:
    """Return the graph that holds what follows from a set of mappings that is no study's own.

    >>> derived_from_set("hub")
    'https://w3id.org/pif-kg/graph/derived/mapping-hub'
    """
    return derived_graph(f"mapping-{name}")


def works_graph(name: str) -> str:
    """Return the graph of what somebody said of works of literature, apart from all studies."""
    return f"{BASE}graph/works/{name}"


def derived_from_works(name: str) -> str:
    """Return the graph that holds what follows of works; no study's, for its id holds no colon.

    >>> derived_from_works("identity")
    'https://w3id.org/pif-kg/graph/derived/works:identity'
    """
    return derived_graph(f"works:{name}")


def shorten(iri: str) -> str:
    """Return an IRI with a known prefix, or as it is.

    >>> shorten("https://w3id.org/pif-kg/scheme/patching")
    'c:patching'
    """
    for prefix, namespace in PREFIXES.items():
        rest = iri[len(namespace) :]
        if iri.startswith(namespace) and rest and "/" not in rest and "#" not in rest:
            return f"{prefix}:{rest}"
    return iri
