"""The ontology is in OWL 2 DL: by the OWL API where Java is at hand, by plain rules everywhere."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
PIF = Namespace("https://w3id.org/pif-kg/ontology#")
CORE = (ONTOLOGY / "pif.ttl", *sorted((ONTOLOGY / "modules").glob("*.ttl")))
FILES = {
    "the ontology": CORE,
    "with every alignment": (*CORE, *sorted((ONTOLOGY / "alignments").glob("*.ttl"))),
    "with the shared scheme": (*CORE, ONTOLOGY / "scheme.ttl"),
}
FLAWS = {
    "asymmetric over a chain": (PIF.supports, RDF.type, OWL.AsymmetricProperty),
    "functional over a transitive": (PIF.laterStage, RDF.type, OWL.FunctionalProperty),
    "chains in a circle": (PIF.supports, RDFS.subPropertyOf, PIF.evidences),
    "undeclared class": (PIF.Quote, RDFS.subClassOf, PIF.Nowhere),
    "undeclared property": (PIF.Public, PIF.nowhere, PIF.Closed),
    "class that is a datatype": (PIF.Quote, RDF.type, RDFS.Datatype),
    "property of two kinds": (PIF.text, RDF.type, OWL.ObjectProperty),
    "reserved word as a class": (URIRef(str(OWL) + "Widget"), RDF.type, OWL.Class),
}
# The OWL API lets every XSD datatype pass; HermiT does not.
SUBTLE_FLAWS = {"datatype outside the map": (PIF.codedAt, RDFS.range, XSD.date)}
DATATYPES = {
    XSD[name]
    for name in (
        "string",
        "normalizedString",
        "token",
        "language",
        "anyURI",
        "boolean",
        "decimal",
        "integer",
        "nonNegativeInteger",
        "positiveInteger",
        "int",
        "long",
        "double",
        "float",
        "dateTime",
        "dateTimeStamp",
        "base64Binary",
        "hexBinary",
    )
} | {RDF.langString, RDFS.Literal}
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
ENTITY_KINDS = (OWL.Class, RDFS.Datatype, *PROPERTY_KINDS)
RESERVED = tuple(str(space) for space in (OWL, RDF, RDFS, XSD))
SIMPLE_ONLY = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty,
)
COUNTED = (
    OWL.cardinality,
    OWL.minCardinality,
    OWL.maxCardinality,
    OWL.qualifiedCardinality,
    OWL.minQualifiedCardinality,
    OWL.maxQualifiedCardinality,
    OWL.hasSelf,
)


@cache
def read(files):
    """Give the files as one graph with one ontology header that imports nothing."""
    graph = Graph()
    for path in files:
        graph.parse(path, format="turtle")
    for header in set(graph.subjects(RDF.type, OWL.Ontology)):
        graph.remove((header, None, None))
    graph.add((URIRef("https://w3id.org/pif-kg/ontology"), RDF.type, OWL.Ontology))
    return graph


def spoilt(flaw):
    """Give the ontology with one triple too many."""
    graph = Graph()
    graph += read(CORE)
    graph.add(flaw)
    return graph


# The rules of OWL 2 DL that this ontology could break


def kinds_clash(graph):
    """Entities declared as two kinds of property, or as a class and a datatype."""
    for term in set(graph.subjects(RDF.type)):
        kinds = {kind for kind in graph.objects(term, RDF.type) if kind in ENTITY_KINDS}
        if len(kinds - {OWL.Class, RDFS.Datatype}) > 1 or {OWL.Class, RDFS.Datatype} <= kinds:
            yield term


def undeclared(graph):
    """Classes, properties and datatypes used and not declared."""
    properties = {term for kind in PROPERTY_KINDS for term in graph.subjects(RDF.type, kind)}
    classes = set(graph.subjects(RDF.type, OWL.Class)) | {OWL.Thing, OWL.Nothing}
    for predicate in set(graph.predicates()):
        if predicate not in properties and not str(predicate).startswith(RESERVED):
            yield predicate
    used = set()
    for predicate in (
        RDFS.subClassOf,
        OWL.equivalentClass,
        OWL.disjointWith,
        OWL.someValuesFrom,
        OWL.allValuesFrom,
        OWL.onClass,
        RDFS.domain,
        RDFS.range,
    ):
        used |= set(graph.objects(None, predicate))
    for predicate in (OWL.members, OWL.intersectionOf, OWL.unionOf):
        for head in graph.objects(None, predicate):
            used |= set(Collection(graph, head))
    used |= {kind for kind in graph.objects(None, RDF.type) if not str(kind).startswith(RESERVED)}
    for term in used - classes - DATATYPES:
        if not isinstance(term, BNode):
            yield term
    for predicate in (OWL.onProperty, OWL.inverseOf, RDFS.subPropertyOf):
        for term in set(graph.objects(None, predicate)) - properties:
            if not isinstance(term, BNode):
                yield term


def reserved(graph):
    """Names minted in the namespaces of OWL, RDF, RDFS or XSD."""
    for kind in (*ENTITY_KINDS, OWL.NamedIndividual):
        for term in graph.subjects(RDF.type, kind):
            if isinstance(term, URIRef) and str(term).startswith(RESERVED):
                yield term


def datatypes(graph):
    """Datatypes outside the map of OWL 2."""
    used = {value.datatype for value in graph.objects() if isinstance(value, Literal)}
    used |= {value for value in graph.objects() if str(value).startswith(str(XSD))}
    yield from used - DATATYPES - {None}


def chains_of(graph, term):
    return [list(Collection(graph, head)) for head in graph.objects(term, OWL.propertyChainAxiom)]


def composite(graph):
    """Properties that a chain or transitivity reaches, directly or from below."""
    found = set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    found |= set(graph.subjects(OWL.propertyChainAxiom))
    before = None
    while before != found:
        before = set(found)
        for term in before:
            found |= set(graph.objects(term, RDFS.subPropertyOf))
            found |= set(graph.objects(term, OWL.inverseOf))
            found |= set(graph.subjects(OWL.inverseOf, term))
    return found


def not_simple(graph):
    """Properties that must be simple and are not."""
    complex_ones = composite(graph)
    for kind in SIMPLE_ONLY:
        yield from set(graph.subjects(RDF.type, kind)) & complex_ones
    for predicate in COUNTED:
        for restriction in graph.subjects(predicate):
            yield from set(graph.objects(restriction, OWL.onProperty)) & complex_ones
    for pair in graph.subject_objects(OWL.propertyDisjointWith):
        yield from set(pair) & complex_ones


def irregular(graph):
    """Properties whose chains and sub-properties run in a circle."""
    below = {}
    for child, parent in graph.subject_objects(RDFS.subPropertyOf):
        below.setdefault(parent, set()).add(child)
    for there, back in graph.subject_objects(OWL.inverseOf):
        # An inverse stands at the same level, so what is below one is below the other.
        below.setdefault(back, set()).update(below.get(there, ()))
        below.setdefault(there, set()).update(below.get(back, ()))
    for parent in set(graph.subjects(OWL.propertyChainAxiom)):
        for chain in chains_of(graph, parent):
            inner = chain[1:-1]
            ends = [chain[0], chain[-1]]
            # R S -> R and S R -> R are allowed, R R -> R is transitivity; R in the middle is not.
            if parent in inner or (ends.count(parent) == 2 and len(chain) > 2):
                yield parent
            below.setdefault(parent, set()).update(set(chain) - {parent})
    for start in below:
        seen, queue = set(), list(below[start])
        while queue:
            term = queue.pop()
            if term == start:
                yield start
                break
            if term not in seen:
                seen.add(term)
                queue += below.get(term, ())


RULES = (kinds_clash, undeclared, reserved, datatypes, not_simple, irregular)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_the_files_keep_the_rules_of_owl_2_dl(files, rule):
    assert sorted(set(rule(read(files)))) == []


@pytest.mark.parametrize("flaw", [*FLAWS, *SUBTLE_FLAWS])
def test_the_rules_notice_a_flaw(flaw):
    graph = spoilt((FLAWS | SUBTLE_FLAWS)[flaw])

    assert [rule.__name__ for rule in RULES if list(rule(graph))] != []


def test_support_flows_up_and_never_down():
    graph = read(CORE)

    assert sorted(tuple(chain) for chain in chains_of(graph, PIF.supports)) == sorted(
        [
            (PIF.evidences, PIF.instantiates),
            (PIF.targetOfCoding, PIF.codingBody),
            (PIF.supports, SKOS.exactMatch),
            (PIF.supports, SKOS.broader),
            (PIF.supports, SKOS.broadMatch),
        ]
    )
    assert chains_of(graph, PIF.bearsOn) == [[PIF.illustrates, PIF.aboutConstruct]]


# The judgement of the OWL API


@cache
def judged(folder):
    """Give what the OWL API says of the files, sound and flawed, in one run of Java."""
    graphs = {name: read(files) for name, files in FILES.items()}
    graphs |= {name: spoilt(flaw) for name, flaw in FLAWS.items()}
    paths = {}
    for name, graph in graphs.items():
        paths[name] = folder / f"{name.replace(' ', '-')}.ttl"
        graph.serialize(paths[name], format="turtle")
    checker = Path(__file__).with_name("owl_api_profile.py")
    run = subprocess.run(
        [sys.executable, checker, *paths.values()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout.splitlines()[-1])
    return {name: answer[str(path)] for name, path in paths.items()}


@pytest.fixture(scope="session")
def verdicts(tmp_path_factory):
    return judged(tmp_path_factory.mktemp("profile"))


@pytest.mark.java
@pytest.mark.parametrize("files", FILES)
def test_the_owl_api_finds_no_violation_of_owl_2_dl(files, verdicts):
    assert verdicts[files] == []


@pytest.mark.java
@pytest.mark.parametrize("flaw", FLAWS)
def test_the_owl_api_notices_a_flaw(flaw, verdicts):
    assert verdicts[flaw] != []
