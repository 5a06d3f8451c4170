"""Made-up studies with circles, wrong ways and dead ends: explained exactly when it follows."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.explain import explain, explain_each
from kg.namespaces import CONSTRUCT, PIF
from kg.terms import A, iri, value_of

QUOTES = ("Q1", "Q2")
CODES = ("k1", "k2", "k3", "k4")
CONSTRUCTS = ("c:patching", "c:identity-work", "c:enriching", "c:reflection", "c:peer-mentor")
NODES = (*CODES, *CONSTRUCTS)
MATCHES = ("exactMatch", "broadMatch", "closeMatch", "narrowMatch", "relatedMatch")
CLASSES = ("IdentityWork", "Reflection", "Patching", "Event")
PROPERTIES = (
    ("drawsOn", "IdealPhysicianImage"),
    ("deepens", "ProfessionalIdentity"),
    ("reflectsDuring", "Event"),
)

pairs = st.tuples
node = st.sampled_from(NODES)
made = st.fixed_dictionaries(
    {
        "broader": st.lists(pairs(st.sampled_from(CODES), st.sampled_from(CODES)), max_size=6),
        "matches": st.lists(pairs(node, st.sampled_from(MATCHES), node), max_size=7),
        "acts": st.lists(pairs(st.sampled_from(QUOTES), node), max_size=4),
        "episodes": st.lists(
            pairs(
                st.sampled_from(QUOTES),
                st.sampled_from(CLASSES),
                st.lists(st.sampled_from(PROPERTIES), max_size=2),
                st.booleans(),
            ),
            max_size=3,
        ),
        "stated": st.lists(pairs(st.sampled_from(QUOTES), node), max_size=1),
        "about": st.lists(pairs(st.sampled_from(QUOTES), node), max_size=2),
    }
)


def written(study, made):
    for quote in QUOTES:
        study.quote(quote)
    for code in CODES:
        study.code(code)
    for code, parent in made["broader"]:
        study.say(
            study.node(code), iri("http://www.w3.org/2004/02/skos/core#broader"), study.node(parent)
        )
    for subject, match, target in made["matches"]:
        study.mapped(subject, match, target)
    for i, (quote, body) in enumerate(made["acts"]):
        study.coded(quote, body, coder=f"coder{i}")
    for i, (quote, class_, properties, direct) in enumerate(made["episodes"]):
        episode = study.a("episode", f"e{i}", class_)
        study.say(study.thing("quote", quote), iri(f"{PIF}evidences"), episode)
        for property, kind in properties:
            other = study.a("entity", f"e{i}-{property}", kind)
            study.say(episode, iri(PIF + property), other)
        if direct:
            study.say(episode, iri(f"{PIF}instantiates"), iri(f"{CONSTRUCT}reflection"))
    for quote, target in made["stated"]:
        study.say(study.thing("quote", quote), iri(f"{PIF}supports"), study.node(target))
    for i, (quote, target) in enumerate(made["about"]):
        claim = study.a("claim", f"claim{i}", "Claim")
        study.say(study.thing("quote", quote), iri(f"{PIF}illustrates"), claim)
        study.say(claim, iri(f"{PIF}aboutConstruct"), study.node(target))
    return study


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=made)
def test_ways_are_found_exactly_when_support_follows(
    another_study, empty_store, shared_facts, is_sound, made
):
    study = written(another_study("random"), made)
    graphs = study.graphs()
    empty_store.replace("random", graphs)
    facts = set().union(*graphs.values())
    everything = facts | shared_facts
    targets = {study.node(n) for n in NODES} | {iri(f"{CONSTRUCT}professional-identity-formation")}

    for quote in QUOTES:
        for target in sorted(targets):
            address = value_of(study.thing("quote", quote))
            explained = explain(empty_store, address, value_of(target), ways=200)
            supports = (f"<{address}>", iri(f"{PIF}supports"), target) in facts

            assert explained.supports == supports == bool(explained.ways)
            assert explained.bears_on == any(
                (f"<{address}>", iri(PIF + p), target) in facts for p in ("bearsOn", "supports")
            )
            assert all(is_sound(w, address, value_of(target), everything) for w in explained.ways)
            lengths = [len(way.steps) for way in explained.ways]
            assert lengths == sorted(lengths)
            assert bool(explained.missing) is not supports
            together = explain_each(empty_store, [address], value_of(target), ways=200)
            assert together[address].ways == explained.ways
            filed = any(
                (act, iri(f"{PIF}codingBody"), body) in facts
                and (
                    body == target
                    or (
                        (body, A, iri(f"{PIF}Code")) in facts
                        and (body, iri("http://www.w3.org/2004/02/skos/core#exactMatch"), target)
                        in everything
                    )
                )
                for act, p, o in facts
                if p == iri(f"{PIF}codingTarget") and o == f"<{address}>"
                for body in [study.node(n) for n in NODES]
            )
            assert ("filed" in explained.counts_as) == filed
