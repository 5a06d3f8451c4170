"""When a quote does not support a construct, what is said to be missing."""

import pytest

from kg.errors import BadParameter, StoreDamaged, UnknownThing
from kg.explain import as_json, as_text, explain, without_words
from kg.namespaces import BASE, PIF, derived_graph, mapping_graph
from kg.terms import iri, text


def kinds(explained):
    return [m.kind for m in explained.missing]


def said(explained, kind):
    return [m.says for m in explained.missing if m.kind == kind]


def test_what_is_wider_is_no_evidence_for_what_is_narrower(study, stored):
    study.quote("Q1")
    study.code("k", "Working on it")
    study.coded("Q1", "k")
    study.mapped("k", "exactMatch", "c:identity-work")

    explained = explain(stored(study), "Q1", "patching")

    [words] = said(explained, "narrower")
    assert "It supports identity work (coded Working on it by anna, of the authors" in words
    assert "Patching is a kind of identity work" in words
    assert "not down" in words


def test_a_close_match_is_named_and_carries_nothing(study, stored):
    study.quote("Q1")
    study.code("k", "Mending")
    study.coded("Q1", "k")
    study.mapped("k", "closeMatch", "c:patching")

    explained = explain(stored(study), "Q1", "patching")

    assert not explained.supports
    [words] = said(explained, "closeMatch")
    assert "Mending is close to patching (carries no evidence)" in words
    assert "unmapped" in kinds(explained)


def test_a_close_match_to_something_narrower_is_named_too(study, stored):
    study.quote("Q1")
    study.code("k", "Mending")
    study.coded("Q1", "k")
    study.mapped("k", "closeMatch", "c:patching")

    [words] = said(explain(stored(study), "Q1", "identity-work"), "closeMatch")

    assert words.endswith("patching (carries no evidence), which leads up to identity work.")


def test_a_code_that_would_have_done_is_named(study, stored):
    study.quote("Q1")
    study.code("k", "Mending")
    study.mapped("k", "broadMatch", "c:patching")

    explained = explain(stored(study), "Q1", "patching")

    assert said(explained, "code-not-given") == [
        "small has the code k (Mending), which is part of what is meant by patching; "
        "nobody gave it to Q1."
    ]
    assert said(explained, "uncoded") == ["Nobody has coded Q1, and it tells of no episode."]


def test_a_match_written_the_other_way_round_carries_nothing(study, stored):
    study.quote("Q1")
    study.code("k", "Mending")
    study.coded("Q1", "k")
    study.mapped("c:patching", "exactMatch", "k")

    explained = explain(stored(study), "Q1", "patching")

    assert not explained.supports
    assert "Evidence goes from patching to Mending, not back." in said(explained, "narrower")[0]


def test_another_studys_mapping_is_not_this_studys(study, another_study, stored):
    study.quote("Q1")
    study.code("k", "Mending")
    study.coded("Q1", "k")
    other = another_study("other")
    other.mapping.add(
        (
            study.node("k"),
            iri("http://www.w3.org/2004/02/skos/core#exactMatch"),
            study.node("c:patching"),
        )
    )

    assert not explain(stored(study, other), "Q1", "patching").supports


def test_a_coding_of_another_studys_quote_is_explained_by_that_study(study, another_study, stored):
    quote = study.quote("Q1")
    other = another_study("other")
    other.code("k", "Mending")
    other.mapped("k", "exactMatch", "c:patching")
    act = other.coded("Q1", "k")
    other.asserted = {
        (s, p, quote if (s, p) == (act, iri(f"{PIF}codingTarget")) else o)
        for s, p, o in other.asserted
    }

    explained = explain(stored(study, other), "small/Q1", "patching")

    assert explained.supports
    [way] = explained.ways
    assert way.steps[0].end.study == "other"


def test_a_study_that_only_mentions_the_quote_has_no_say_in_what_is_missing(
    study, another_study, stored
):
    quote = study.quote("Q1")
    study.code("k", "Working on it")
    study.coded("Q1", "k")
    other = another_study("other")
    other.say(other.quote("Q2"), iri(f"{PIF}overlapsWith"), quote)

    explained = explain(stored(study, other), "Q1", "patching")

    assert kinds(explained) == ["no-code", "unmapped"]
    assert not any("other" in m.says for m in explained.missing)


def test_the_code_of_another_study_is_told_apart(study, another_study, stored):
    study.quote("Q1")
    other = another_study("other")
    other.code("k", "Mending")

    explained = explain(stored(study, other), "Q1", f"{BASE}study/other/code/k")

    assert said(explained, "other-study") == ["Mending is a code of other, and Q1 is of small."]


def test_a_circle_of_broader_codes_ends(study, stored):
    study.quote("Q1")
    study.code("k1", under=["k2"])
    study.code("k2", under=["k3"])
    study.code("k3", under=["k1"])
    study.coded("Q1", "k1")
    store = stored(study)

    assert [len(w.steps) for w in explain(store, "Q1", "k3").ways] == [3]
    assert not explain(store, "Q1", "patching").supports


def test_ways_beyond_those_shown_are_counted(study, stored):
    study.quote("Q1")
    study.code("k")
    study.mapped("k", "exactMatch", "c:patching")
    for i in range(7):
        study.coded("Q1", "k", coder=f"coder{i}")

    explained = explain(stored(study), "Q1", "patching", ways=3)

    assert (len(explained.ways), explained.left_out, explained.more) == (3, 4, False)
    assert "4 further ways lead to the same answer and are not shown here." in as_text(explained)
    assert as_json(explained)["ways_left_out"] == 4


def test_more_ways_than_can_be_counted_are_said_to_be_more(study, stored):
    study.quote("Q1")
    for i in range(12):
        study.code(f"k{i}", under=[f"a{i}", f"b{i}"])
        study.code(f"a{i}", under=[f"k{i + 1}"])
        study.code(f"b{i}", under=[f"k{i + 1}"])
    study.code("k12")
    study.coded("Q1", "k0")

    explained = explain(stored(study), "Q1", "k12")

    assert explained.more
    assert "At least 990 further ways lead to the same answer" in as_text(explained)


def test_derived_facts_that_are_out_of_date_are_refused(study, stored, empty_store):
    study.quote("Q1")
    study.code("k")
    study.coded("Q1", "k")
    study.mapped("k", "exactMatch", "c:patching")
    stored(study)
    graphs = study.graphs()
    graphs[mapping_graph("small")] = set()
    empty_store.replace("small", graphs)

    with pytest.raises(StoreDamaged, match="out of date"):
        explain(empty_store, "Q1", "patching")


def test_facts_that_were_never_derived_are_refused(study, stored, empty_store):
    study.quote("Q1")
    study.code("k")
    study.coded("Q1", "k")
    study.mapped("k", "exactMatch", "c:patching")
    stored(study)
    graphs = study.graphs()
    patching = study.node("c:patching")
    graphs[derived_graph("small")] = {
        t for t in graphs[derived_graph("small")] if patching not in (t[0], t[2])
    }
    empty_store.replace("small", graphs)

    with pytest.raises(StoreDamaged, match="Load the study again"):
        explain(empty_store, "Q1", "patching")


@pytest.mark.parametrize(
    ("quote", "construct", "named"),
    [
        ("Q1", "pathcing", "patching"),
        ("Q11", "patching", "Q1"),
        ("Q1", f"{BASE}scheme/nothing-of-the-sort", "no construct"),
        (f"{BASE}study/small/code/k", "patching", "no quote"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(study, stored, quote, construct, named):
    study.quote("Q1")
    study.code("k")

    with pytest.raises(UnknownThing, match=named):
        explain(stored(study), quote, construct)


def test_a_quote_of_two_studies_is_told_apart_by_the_study(study, another_study, stored):
    other = another_study("other")
    study.quote("Q1", "One thing.")
    other.quote("Q1", "Another thing.")
    store = stored(study, other)

    assert explain(store, "Q1", "patching", study="other").quote.text == "Another thing."
    with pytest.raises(BadParameter, match="2 studies"):
        explain(store, "Q1", "patching")
    with pytest.raises(BadParameter, match="of small, not of other"):
        explain(store, f"{BASE}study/small/quote/Q1", "patching", study="other")


def test_the_words_of_a_quote_that_is_not_public_can_be_left_out(study, stored):
    quote = study.quote("Q1", "My secret words.", access="Restricted")
    study.say(quote, iri(f"{PIF}note"), text("It says secret."))
    study.code("k", "Mending")
    study.coded("Q1", "k", rationale="it says secret")
    study.mapped("k", "exactMatch", "c:patching")
    store = stored(study)

    for construct in ("patching", "splinting"):
        whole = explain(store, "Q1", construct)
        bare = without_words(whole)

        assert "secret" in as_text(whole)
        assert "secret" not in as_text(bare) + str(as_json(bare)) + bare._repr_html_()
        assert "Mending" in as_text(bare)


def test_public_words_stay(study, stored):
    study.quote("Q1")

    explained = explain(stored(study), "Q1", "patching")

    assert without_words(explained) is explained


def test_a_narrow_match_from_what_was_asked_is_named_as_it_is_written(study, stored):
    study.quote("Q1")
    study.code("k1", "Mending")
    study.code("k2", "Repair")
    study.coded("Q1", "k1")
    study.mapped("k2", "narrowMatch", "k1")

    [words] = said(explain(stored(study), "Q1", "k2"), "narrowMatch")

    assert words == "It supports Mending, and Repair is wider than Mending (carries no evidence)."
