"""Small studies made of statements, and a check that a way is made of what was stated."""

import pytest

from kg.closure import derive, load_schema
from kg.closure.shipped import shipped_triples
from kg.namespaces import (
    BASE,
    CONSTRUCT,
    PIF,
    SKOS,
    SSSOM,
    derived_graph,
    mapping_graph,
    study_graph,
)
from kg.store import open_store
from kg.terms import A, iri, text


def pif(name):
    return iri(PIF + name)


def skos(name):
    return iri(SKOS + name)


def construct(slug):
    return iri(CONSTRUCT + slug)


class Study:
    """A study under the pen. Names are ids; ``c:patching`` is a construct of the scheme."""

    def __init__(self, id="small"):
        self.id = id
        self.asserted = set()
        self.mapping = set()
        self.say(iri(f"{BASE}study/{id}"), pif("identifier"), text(id))
        self.say(iri(f"{BASE}study/{id}"), A, pif("Study"))

    def thing(self, kind, id):
        return iri(f"{BASE}study/{self.id}/{kind}/{id}")

    def node(self, name):
        return construct(name[2:]) if name.startswith("c:") else self.thing("code", name)

    def say(self, s, p, o):
        self.asserted.add((s, p, o))

    def a(self, kind, id, class_):
        thing = self.thing(kind, id)
        self.say(thing, A, pif(class_))
        self.say(thing, pif("identifier"), text(id))
        self.say(thing, pif("ofStudy"), iri(f"{BASE}study/{self.id}"))
        return thing

    def quote(self, id, words="Something was said.", access="Public"):
        quote = self.a("quote", id, "Quote")
        self.say(quote, pif("text"), text(words))
        self.say(quote, pif("accessLevel"), pif(access))
        return quote

    def code(self, id, label=None, under=()):
        code = self.a("code", id, "Code")
        self.say(code, skos("prefLabel"), text(label or id, "en"))
        for parent in under:
            self.say(code, skos("broader"), self.node(parent))
        return code

    def coded(self, quote, code, coder="anna", kind="AuthorCoding", rationale=None):
        act = self.a("coding", f"{quote}-{code.replace(':', '-')}-{coder}", kind)
        self.say(act, pif("codingTarget"), self.thing("quote", quote))
        self.say(act, pif("codingBody"), self.node(code))
        self.say(act, pif("madeBy"), self.a("coder", coder, "Researcher"))
        if rationale:
            self.say(act, pif("rationale"), text(rationale))
        return act

    def mapped(self, code, match, target, **said):
        self.mapping.add((self.node(code), skos(match), self.node(target)))
        if said:
            ids = f"{code}-{match}-{target}".replace(":", "-")
            mapping = self.thing("mapping", ids)
            self.mapping |= {
                (mapping, A, iri(f"{SSSOM}Mapping")),
                (mapping, iri(f"{SSSOM}subject_id"), self.node(code)),
                (mapping, iri(f"{SSSOM}predicate_id"), skos(match)),
                (mapping, iri(f"{SSSOM}object_id"), self.node(target)),
                *((mapping, iri(SSSOM + name), text(value)) for name, value in said.items()),
            }

    def graphs(self):
        said = {study_graph(self.id): self.asserted, mapping_graph(self.id): self.mapping}
        return {**said, derived_graph(self.id): derive(said, schema=load_schema())}


@pytest.fixture
def study():
    return Study()


@pytest.fixture
def another_study():
    return Study


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("explain") / "store")
    yield store
    store.close()


@pytest.fixture
def stored(empty_store):
    """Put a study into the store, in place of any of the same id, and give the store back."""

    def put(*studies):
        for study in studies:
            empty_store.replace(study.id, study.graphs())
        return empty_store

    yield put
    for held in empty_store.studies():
        empty_store.remove(held.id)


class SharedFacts(frozenset):
    """What the ontology and the scheme say."""

    def __repr__(self):
        return f"<{len(self)} shared facts>"


@pytest.fixture(scope="session")
def shared_facts():
    ontology, scheme = shipped_triples()
    return SharedFacts([*ontology, *scheme])


@pytest.fixture
def is_sound():
    """Say whether each step of a way stands among some facts, and the steps join."""

    def check(way, quote, target, facts):
        here, subject, met = f"<{quote}>", f"<{quote}>", set()
        for step in way.steps:
            start, end = f"<{step.start.iri}>", f"<{step.end.iri}>"
            assert start == here
            assert (start, step.relation) not in met
            match step.relation:
                case "coded":
                    acts = {s for s, p, o in facts if p == pif("codingTarget") and o == start}
                    assert any((act, pif("codingBody"), end) in facts for act in acts)
                case "tells-of":
                    assert (start, pif("evidences"), end) in facts
                    subject = end
                case "is-a":
                    assert (subject, A, end) in facts
                case "instantiates":
                    assert (subject, pif("instantiates"), end) in facts
                case "supports":
                    assert (start, pif("supports"), end) in facts
                case relation:
                    assert (start, skos(relation), end) in facts
            assert step.says
            met.add((start, step.relation))
            here = end
        assert here == f"<{target}>"
        return True

    return check
