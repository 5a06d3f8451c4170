"""Ways through an episode: which class it is in, and by which definition."""

import pytest

from kg.explain import explain
from kg.explain.definitions import Reasons
from kg.explain.reading import Reader
from kg.namespaces import PIF
from kg.terms import iri


@pytest.fixture
def told(study, stored):
    """Let Q1 tell of an episode of a class, with things it relates to; explain a construct."""

    def explained(class_, construct, *related):
        quote = study.quote("Q1")
        episode = study.a("episode", "e1", class_)
        study.say(quote, iri(f"{PIF}evidences"), episode)
        for property, kind in related:
            study.say(episode, iri(PIF + property), study.a("entity", f"my-{property}", kind))
        return explain(stored(study), "Q1", construct)

    return explained


def says(explained):
    return [[step.says for step in way.steps] for way in explained.ways]


def test_a_class_that_is_stated_leads_straight_to_its_construct(told):
    explained = told("Patching", "patching")

    assert says(explained) == [
        [
            "tell of the episode e1",
            "which the study calls patching",
            "which is a case of the construct patching",
        ]
    ]
    assert [step.stated for step in explained.ways[0].steps] == [True, True, False]


def test_a_class_above_the_stated_one_is_a_kind(told):
    explained = told("Patching", "identity-work")

    assert [
        "tell of the episode e1",
        "which the study calls patching",
        "which is a kind of identity work",
        "which is a case of the construct identity work",
    ] in says(explained)


def test_a_definition_that_is_met_is_given_with_what_meets_it(told):
    explained = told("Reflection", "reflection-on-action", ("reflectsAfter", "CriticalEvent"))

    [way] = explained.ways
    assert way.steps[2].says == (
        "and, since it reflects after my-reflectsAfter (an event), "
        "counts as reflection-on-action by definition"
    )
    assert way.steps[2].sources == (
        "The ontology defines reflection-on-action: reflection that reflects after an event.",
    )


def test_a_class_that_follows_from_a_property_alone_is_given_with_it(told):
    explained = told("Episode", "identity-work", ("drawsOn", "IdentityConstruct"))

    [way] = explained.ways
    assert way.steps[1].says == (
        "which, since it draws on my-drawsOn, counts as identity work by definition"
    )
    assert way.steps[1].sources == ("By the ontology, only identity work draws on anything.",)


def test_what_a_definition_still_asks_for_is_named(told):
    explained = told(
        "Event", "threshold-event",
        ("resultsIn", "FutureLearningPossibility"), ("leadsTo", "Outcome"),
    )  # fmt: skip

    [missing] = [m for m in explained.missing if m.kind == "definition"]
    assert missing.says == (
        "It tells of the episode e1 (class event). For the class threshold event, the study "
        "would also have to say of it that it results in a personal change."
    )


def test_a_condition_within_a_condition_is_found(study_store):
    base = "https://w3id.org/pif-kg/study/krishna2024"
    reasons = Reasons(Reader(study_store), "krishna2024")

    reason = reasons.why(f"<{base}/episode/e27>", iri(f"{PIF}RoleModelledPatching"))

    stated = set()

    def leaves(reason):
        if reason.rule is None:
            stated.add((reason.thing.rpartition("/")[2][:-1], reason.class_[len(PIF) + 1 : -1]))
        for part in reason.parts:
            leaves(part)

    leaves(reason)
    assert ("e27", "IdentityWork") in stated
    assert ("identity-ideal-NP1", "IdealPhysicianImage") in stated
    assert ("mentor-of-NP1", "Person") in stated


def test_what_is_not_so_has_no_reason(study_store):
    base = "https://w3id.org/pif-kg/study/krishna2024"
    reasons = Reasons(Reader(study_store), "krishna2024")

    assert reasons.why(f"<{base}/episode/e27>", iri(f"{PIF}Splinting")) is None


def test_a_case_that_the_study_states_is_stated(study, stored):
    quote = study.quote("Q1")
    episode = study.a("episode", "e1", "Episode")
    study.say(quote, iri(f"{PIF}evidences"), episode)
    study.say(episode, iri(f"{PIF}instantiates"), study.node("c:patching"))

    [way] = explain(stored(study), "Q1", "patching").ways

    assert way.steps[1].sources == ("small states it outright.",)
    assert way.steps[1].stated
