"""What follows from the first study, counted by hand from the paper."""

import time
from pathlib import Path

import pytest

from kg import formats
from kg.closure import derive, load_schema
from kg.namespaces import CONSTRUCT, PIF, SKOS, mapping_graph, study_graph
from kg.resources import folder
from kg.terms import A, iri

STUDY = "krishna2024"


@pytest.fixture(scope="module")
def graphs():
    return formats.read(Path(str(folder("studies") / STUDY))).graphs


@pytest.fixture(scope="module")
def derived(graphs):
    return derive(graphs, schema=load_schema())


def members(derived, name):
    """The local names of what was found to be in a class."""
    return {s.rsplit("/", 1)[1][:-1] for s, p, o in derived if p == A and o == iri(PIF + name)}


def shared_constructs(derived, name):
    return {
        s[len(CONSTRUCT) + 1 : -1]
        for s, p, o in derived
        if p == A and o == iri(PIF + name) and s.startswith(f"<{CONSTRUCT}")
    }


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Mentee", 21),
        ("PeerMentor", 12),
        ("EligibleForPeerMentoring", 19),
        ("MenteeQuote", 14),
        ("PeerMentorQuote", 13),
        ("InterviewQuote", 24),
        ("DiaryQuote", 3),
        ("IllustratedClaim", 17),
        ("SecondaryAnalysisStudy", 1),
    ],
)
def test_as_many_are_in_a_defined_class_as_the_paper_says(derived, name, count):
    assert len(members(derived, name)) == count


def test_the_twelve_peer_mentors_have_changed_roles(derived):
    assert members(derived, "RoleChanger") == {f"NP{n}" for n in range(1, 13)}


@pytest.mark.parametrize(
    ("name", "episode"),
    [
        ("ReflectionInAction", "e22"),
        ("ReflectionOnAction", "e24"),
        ("Splinting", "e26"),
        ("Patching", "e27"),
        ("RoleModelledPatching", "e27"),
    ],
)
def test_an_episode_is_what_its_parts_make_it(derived, name, episode):
    assert members(derived, name) == {episode}


def test_constructs_of_the_scheme_with_interview_and_diary_quotes_are_triangulated(derived):
    assert shared_constructs(derived, "TriangulatedConstruct") == {
        "macro-environment",
        "mentoring-ecosystem",
        "meso-environment",
        "professional-identity-formation",
        "reflection",
        "reflection-in-action",
    }


def test_constructs_that_only_one_group_speaks_of_are_not_cross_role(derived):
    crossed = shared_constructs(derived, "CrossRoleConstruct")

    assert "identity-work" in crossed
    assert crossed.isdisjoint(
        {"community-of-practice", "splinting", "patching", "reflection-in-action"}
    )


def supporting(derived, construct):
    return {
        s.rsplit("/", 1)[1][:-1]
        for s, p, o in derived
        if p == iri(f"{PIF}supports") and o == iri(CONSTRUCT + construct)
    }


def test_support_reaches_the_shared_scheme(derived):
    assert supporting(derived, "patching") == {"Q27"}
    assert supporting(derived, "splinting") == {"Q26"}
    assert len(supporting(derived, "identity-work")) == 7


def test_what_is_supported_knows_it(derived):
    pairs = {(s, o) for s, p, o in derived if p == iri(f"{PIF}supports")}

    assert {(o, s) for s, p, o in derived if p == iri(f"{PIF}supportedBy")} == pairs
    assert pairs <= {(s, o) for s, p, o in derived if p == iri(f"{PIF}bearsOn")}


def test_nothing_derived_was_said_before(graphs, derived):
    schema = load_schema()

    assert derived.isdisjoint(graphs[study_graph(STUDY)] | graphs[mapping_graph(STUDY)])
    assert {(s, o) for s, p, o in derived if p == A}.isdisjoint(
        (thing, name) for name, held in schema.base.members.items() for thing in held
    )


def test_names_of_rules_and_assumed_things_stay_inside(derived):
    assert {part[0] for triple in derived for part in triple} == {"<"}


def test_an_exact_match_carries_nothing_against_its_direction(graphs):
    turned = {(iri(f"{CONSTRUCT}never"), iri(f"{SKOS}exactMatch"), iri(f"{CONSTRUCT}patching"))}

    derived = derive({**graphs, "urn:turned": turned}, schema=load_schema())

    assert iri(f"{CONSTRUCT}never") not in {o for _, p, o in derived if p == iri(f"{PIF}supports")}


@pytest.mark.parametrize("match", ["closeMatch", "narrowMatch", "relatedMatch"])
def test_a_loose_match_carries_no_support(graphs, match):
    loose = {(iri(f"{CONSTRUCT}patching"), iri(SKOS + match), iri(f"{CONSTRUCT}never"))}

    derived = derive({**graphs, "urn:loose": loose}, schema=load_schema())

    assert iri(f"{CONSTRUCT}never") not in {o for _, p, o in derived if p == iri(f"{PIF}supports")}


def test_every_definition_of_the_shipped_ontology_can_be_read():
    assert load_schema().unread == ()


def test_the_study_is_derived_in_a_fraction_of_a_second(graphs):
    schema = load_schema()
    start = time.process_time()

    derive(graphs, schema=schema)

    assert time.process_time() - start < 0.15


def test_the_schema_is_read_in_a_fraction_of_a_second():
    start = time.process_time()

    load_schema.__wrapped__()

    assert time.process_time() - start < 0.2
