"""What is held at hand of a study is what the engine answers, also where others speak of it."""

from pathlib import Path

import pytest

from kg import terms
from kg.namespaces import derived_graph, study_graph
from kg.store import open_store
from kg.store.facts import at_hand, facts
from webui.site import frozen
from webui.site.frozen import Frozen
from webui.site.inventory import take

STUDY = "https://w3id.org/pif-kg/study"
TEXT = '"She said \\"no\\",\\n\\ttwice \\\\ and 𝄞 left \\u0001."@en'


def thing(study, kind, id):
    return terms.iri(f"{STUDY}/{study}/{kind}/{id}")


def of_ours(name):
    return terms.iri(f"https://w3id.org/pif-kg/ontology#{name}")


@pytest.fixture
def public(tmp_path):
    store = open_store(tmp_path / "store")
    for study, other in (("one", "one-more"), ("one-more", "one")):
        mine = thing(study, "quote", "Q1")
        stated = {
            (terms.iri(f"{STUDY}/{study}"), of_ours("identifier"), terms.text(study)),
            (mine, of_ours("text"), TEXT),
            (mine, of_ours("note"), TEXT),
            (mine, of_ours("sameUtteranceAs"), thing(other, "quote", "Q2")),
            (thing(study, "quote", "Q2"), of_ours("text"), TEXT),
            (thing(study, "quote", "Q3"), of_ours("start"), terms.typed(3, "integer")),
        }
        follows = {
            (mine, of_ours("text"), TEXT),  # twice, in two graphs
            (thing(other, "quote", "Q2"), of_ours("sameUtteranceAs"), mine),
        }
        store.replace(study, {study_graph(study): stated, derived_graph(study): follows})
    store.close()
    opened = Frozen(Path(store.address))
    yield opened
    opened.close()


def test_things_at_hand_are_as_the_engine_answers(public):
    inventory = take(public, lambda step: None)
    every = [
        thing(study, "quote", f"Q{n}") for study in ("one", "one-more") for n in range(1, 5)
    ] + [terms.iri(f"{STUDY}/one"), of_ours("text")]
    asked = sorted(facts(public, every))
    assert len(asked) >= 14

    for study in inventory.studies:
        public.hold(study, inventory.elsewhere)

        held = {each for each in every if at_hand(public, each) is not None}
        assert held == {thing(study, "quote", f"Q{n}") for n in (1, 3, 4)}
        assert sorted(facts(public, every)) == asked
        some = {of_ours("text"), of_ours("start")}
        assert sorted(facts(public, every, only=some)) == [f for f in asked if f[1] in some]
        rest = [f for f in asked if f[1] not in some]
        assert sorted(facts(public, every, without=some)) == rest


def test_study_that_is_too_large_is_asked_for(public, monkeypatch):
    public.hold("one", ())
    monkeypatch.setattr(frozen, "MOST_AT_HAND", 3)

    public.hold("one-more", ())

    assert at_hand(public, thing("one", "quote", "Q1")) is None
    assert at_hand(public, thing("one-more", "quote", "Q1")) is None
