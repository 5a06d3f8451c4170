"""The shared scheme of constructs: every concept is complete, and the hierarchy holds together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

ROOT = Path(__file__).resolve().parents[2]
PIF = Namespace("https://w3id.org/pif-kg/ontology#")
SCHEME = URIRef("https://w3id.org/pif-kg/scheme")
ARTICLE = URIRef("https://doi.org/10.1186/s12909-024-05992-0")
PLACE = f"{SCHEME}/"

CHILDREN = {
    "mentoring-ecosystem": {
        "adapted-mentoring-ecosystem",
        "community-of-practice",
        "macro-environment",
        "meso-environment",
        "micro-environment",
    },
    "professional-identity-formation": {
        "identity-work",
        "reflection",
        "socialisation-process",
        "threshold-event",
    },
    "identity-work": {"adaptation", "enriching", "patching", "splinting"},
    "reflection": {"reflection-in-action", "reflection-on-action"},
}
COLLECTIONS = {
    "agents": 9,
    "community": 13,
    "ecosystem": 40,
    "identity": 31,
    "limits": 12,
    "method": 34,
    "programme": 41,
    "theory": 8,
}


@pytest.fixture(scope="module")
def scheme() -> Graph:
    return Graph().parse(ROOT / "ontology" / "scheme.ttl", format="turtle")


@pytest.fixture(scope="module")
def concepts(scheme: Graph) -> list[URIRef]:
    return sorted(scheme.subjects(RDF.type, SKOS.Concept))


def slug(term: URIRef) -> str:
    return str(term).removeprefix(PLACE)


def above(scheme: Graph, concept: URIRef) -> set[URIRef]:
    """Every concept reached by one or more steps up."""
    found: set[URIRef] = set()
    waiting = list(scheme.objects(concept, SKOS.broader))
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting.extend(scheme.objects(parent, SKOS.broader))
    return found


def test_there_are_188_concepts(concepts):
    assert len(concepts) == 188


def test_the_scheme_says_what_it_is(scheme):
    assert (SCHEME, RDF.type, SKOS.ConceptScheme) in scheme
    assert (SCHEME, DCTERMS.source, ARTICLE) in scheme
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert (SCHEME, DCTERMS.license, licence) in scheme
    for property_ in (DCTERMS.title, DCTERMS.description, DCTERMS.creator, OWL.versionInfo):
        assert scheme.value(SCHEME, property_), property_


def test_every_concept_is_a_construct_and_defined_by_the_scheme(scheme, concepts):
    for concept in concepts:
        assert (concept, RDF.type, PIF.Construct) in scheme, concept
        assert list(scheme.objects(concept, SKOS.inScheme)) == [SCHEME], concept
        assert list(scheme.objects(concept, RDFS.isDefinedBy)) == [SCHEME], concept


def test_the_slug_is_the_identifier_and_the_local_name(scheme, concepts):
    for concept in concepts:
        assert str(concept).startswith(PLACE)
        assert list(scheme.objects(concept, PIF.identifier)) == [Literal(slug(concept))]
        assert slug(concept) == slug(concept).lower()
        assert slug(concept).replace("-", "").isalnum(), concept


def test_every_concept_has_one_preferred_label_in_a_language(scheme, concepts):
    for concept in concepts:
        languages = Counter(label.language for label in scheme.objects(concept, SKOS.prefLabel))
        assert languages, concept
        assert None not in languages, concept
        assert set(languages.values()) == {1}, concept


def test_no_two_concepts_share_a_label(scheme, concepts):
    used = Counter(
        str(label).lower()
        for concept in concepts
        for property_ in (SKOS.prefLabel, SKOS.altLabel)
        for label in scheme.objects(concept, property_)
    )

    assert [label for label, times in used.items() if times > 1] == []


def test_every_concept_has_one_definition_that_says_more_than_its_label(scheme, concepts):
    for concept in concepts:
        [definition] = scheme.objects(concept, SKOS.definition)
        assert definition.language == "en"
        assert len(definition.split()) >= 4, concept
        assert definition.endswith("."), concept
        assert str(definition).lower().rstrip(".") != str(scheme.value(concept, SKOS.prefLabel))


def test_every_concept_names_its_source_and_the_words_it_rests_on(scheme, concepts):
    elsewhere = []
    for concept in concepts:
        [source] = scheme.objects(concept, DCTERMS.source)
        assert str(source).startswith("https://doi.org/10."), concept
        if source != ARTICLE:
            elsewhere.append(slug(concept))
            continue
        [sentence] = scheme.objects(concept, PIF.statedInSentence)
        [words] = scheme.objects(concept, PIF.anchorText)
        assert sentence, concept
        assert words.strip(), concept

    assert elsewhere == ["enriching"]


def test_what_no_sentence_of_the_article_states_claims_none(scheme):
    enriching = URIRef(f"{PLACE}enriching")

    assert scheme.value(enriching, PIF.statedInSentence) is None
    assert scheme.value(enriching, SKOS.scopeNote)


def test_broader_concepts_are_in_the_scheme(scheme, concepts):
    assert set(scheme.objects(None, SKOS.broader)) <= set(concepts)


def test_no_concept_is_above_itself(scheme, concepts):
    assert [slug(c) for c in concepts if c in above(scheme, c)] == []


def test_a_concept_is_a_top_concept_just_when_nothing_is_above_it(scheme, concepts):
    tops = {c for c in concepts if not scheme.value(c, SKOS.broader)}

    assert set(scheme.subjects(SKOS.topConceptOf, SCHEME)) == tops
    assert set(scheme.objects(SCHEME, SKOS.hasTopConcept)) == tops


@pytest.mark.parametrize("parent", sorted(CHILDREN))
def test_children(scheme, parent):
    children = scheme.subjects(SKOS.broader, URIRef(PLACE + parent))

    assert {slug(child) for child in children} == CHILDREN[parent]


def test_mentoring_ecosystem_and_identity_formation_are_at_the_top(scheme):
    for name in ("mentoring-ecosystem", "professional-identity-formation"):
        assert above(scheme, URIRef(PLACE + name)) == set()


def test_related_concepts_are_mutual_and_not_above_one_another(scheme, concepts):
    pairs = list(scheme.subject_objects(SKOS.related))
    assert pairs

    for one, other in pairs:
        assert {one, other} <= set(concepts)
        assert one != other
        assert (other, SKOS.related, one) in scheme
        assert other not in above(scheme, one)
        assert one not in above(scheme, other)


def test_every_concept_is_in_one_collection(scheme, concepts):
    collections = set(scheme.subjects(RDF.type, SKOS.Collection))
    members = Counter(scheme.objects(None, SKOS.member))

    assert {slug(c).removeprefix("collection-") for c in collections} == set(COLLECTIONS)
    assert set(members) == set(concepts)
    assert set(members.values()) == {1}
    for collection in collections:
        name = slug(collection).removeprefix("collection-")
        assert scheme.value(collection, SKOS.prefLabel), name
        assert len(list(scheme.objects(collection, SKOS.member))) == COLLECTIONS[name], name


def test_the_scheme_asserts_no_evidence_and_matches_nothing(scheme):
    evidence = (PIF.supports, PIF.bearsOn, PIF.evidences, PIF.instantiates, PIF.illustrates)
    matches = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch)

    used = set(scheme.predicates())

    assert used.isdisjoint({*evidence, *matches, SKOS.relatedMatch})


def test_no_concept_is_a_class(scheme):
    assert set(scheme.subjects(RDF.type, OWL.Class)) == set()


def test_literals_are_strings_that_the_reasoner_reads(scheme):
    kinds = {o.datatype for o in scheme.objects() if isinstance(o, Literal)}

    assert kinds <= {None, XSD.string, RDF.langString}
