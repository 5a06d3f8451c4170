"""Rules that every file of shapes obeys; each failure names the shape or the word."""

import re
from importlib.resources import files

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef

from kg.formats.vocabulary import cito_properties
from kg.namespaces import CITO, PIF
from kg.resources import files_in, folder, read
from kg.validation.hits import SHAPES, split_message

FILES = list(files_in(folder("shapes"), ".ttl"))
SEVERITIES = {SH.Violation, SH.Warning, SH.Info}


def graph_of(*places) -> Graph:
    graph = Graph()
    for place in places:
        graph.parse(data=read(place), format="turtle")
    return graph


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return graph_of(*FILES)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    modules = files_in(folder("ontology") / "modules", ".ttl")
    return graph_of(folder("ontology") / "pif.ttl", *modules)


def named(shapes: Graph) -> set[URIRef]:
    kinds = (SH.NodeShape, SH.PropertyShape)
    return {s for kind in kinds for s in shapes.subjects(RDF.type, kind)}


def telling(shapes: Graph) -> list[URIRef]:
    return sorted(shapes.subjects(SH.message, None))


def test_shapes_are_valid_shacl(shapes):
    conforms, _, report = validate(Graph(), shacl_graph=shapes, meta_shacl=True)

    assert conforms, report


def test_only_words_that_shacl_has_are_used(shapes):
    # A misspelt sh:dataType is legal RDF: it is read, ignored, and checks nothing.
    shacl = (files("pyshacl") / "assets/shacl.ttl").read_text(encoding="utf-8")
    known = {str(term) for term in Graph().parse(data=shacl, format="turtle").subjects()}
    used = {str(t) for triple in shapes for t in triple if str(t).startswith(str(SH))}

    assert used - known == set()


def test_only_core_constraints_are_used(shapes):
    # sh:sparql runs once for each thing in pySHACL, and cannot be compiled to one query.
    for word in (SH.sparql, SH.js, SH.rule, SH.target, SH.expression, SH.deactivated):
        assert (None, word, None) not in shapes, word


def test_every_shape_that_speaks_says_all_a_reader_needs(shapes):
    missing = []
    for shape in telling(shapes):
        is_property = (shape, RDF.type, SH.PropertyShape) in shapes
        words = (SH.name, SH.description) if is_property else (RDFS.label, RDFS.comment)
        for word in (*words, SH.message):
            said = list(shapes.objects(shape, word))
            if len(said) != 1 or said[0].language != "en":
                missing.append(f"{shape} has not one English {word}")
        if set(shapes.objects(shape, SH.severity)) & SEVERITIES == set():
            missing.append(f"{shape} has no severity")

    assert missing == []


def test_every_constraint_belongs_to_a_shape_that_speaks(shapes):
    words = {SH.property, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, RDF.type}
    silent = {
        shape
        for shape in named(shapes) - set(telling(shapes))
        if set(shapes.predicates(shape)) - words
    }

    assert silent == set()


def test_every_property_shape_is_used(shapes):
    reached = set(shapes.objects(None, SH.property))
    unused = {s for s in shapes.subjects(RDF.type, SH.PropertyShape) if s not in reached}

    assert unused == set()


def test_shapes_have_addresses_of_their_own_in_one_namespace(shapes):
    strangers = [s for s in named(shapes) if not re.fullmatch(rf"{SHAPES}[A-Z][\w-]+", str(s))]

    assert strangers == []


def test_a_message_says_what_is_wrong_and_then_what_to_do(shapes):
    for message in shapes.objects(None, SH.message):
        what, remedy = split_message(str(message))

        assert what.endswith("."), message
        assert remedy.endswith("."), message
        assert "findings" not in message, message


def test_severity_at_release_is_never_lower(shapes):
    order = [SH.Info, SH.Warning, SH.Violation]
    at_release = URIRef(f"{SHAPES}severityAtRelease")
    pairs = list(shapes.subject_objects(at_release))
    assert pairs

    for shape, released in pairs:
        assert order.index(released) > order.index(shapes.value(shape, SH.severity)), shape


def test_every_word_of_the_ontology_exists(shapes, ontology):
    used = {t for triple in shapes for t in triple if str(t).startswith(PIF)}
    declared = {s for s, _ in ontology.subject_objects(RDF.type)}

    assert used - declared == set()


def test_paths_are_properties_and_classes_are_classes(shapes, ontology):
    properties = {
        s
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        for s in ontology.subjects(RDF.type, kind)
    }
    wrong = [
        t
        for word in (SH.path, SH.inversePath, SH.equals, SH.disjoint, SH.lessThan)
        for t in shapes.objects(None, word)
        if isinstance(t, URIRef) and str(t).startswith(PIF) and t not in properties
    ]
    wrong += [
        t
        for word in (SH["class"], SH.targetClass)
        for t in shapes.objects(None, word)
        if str(t).startswith(PIF) and (t, RDF.type, OWL.Class) not in ontology
    ]

    assert wrong == []


def test_own_words_are_declared(shapes):
    used = {p for p in shapes.predicates() if str(p).startswith(SHAPES)}
    declared = set(shapes.subjects(RDF.type, OWL.AnnotationProperty))

    assert used - declared == set()


def test_intents_are_those_that_the_reader_knows(shapes):
    intents = URIRef(f"{SHAPES}Citation-intent")
    listed = {str(t) for t in shapes.items(shapes.value(intents, SH["in"]))}
    known = {CITO + name for name, way in cito_properties().items() if way == "cites"}

    assert listed == known


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_says_what_it_is_about(file):
    first, second, *_ = read(file).splitlines()

    assert first.startswith("# ")
    assert second == ""


def test_no_shape_stands_in_two_files():
    seen: dict[URIRef, str] = {}
    for file in FILES:
        for shape in named(graph_of(file)):
            assert shape not in seen, f"{shape} stands in {seen.get(shape)} and {file.name}"
            seen[shape] = file.name
