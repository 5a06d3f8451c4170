"""The gate before publishing: every planted disclosure is refused for what it is, and can be kept
back."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import pytest
from hostile_study import write_hostile_study
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UnknownThing, UsageError
from kg.loading import load
from kg.namespaces import OWL, PIF, derived_graph, study_graph
from kg.preparing import check as prepared
from kg.publishing import project, public_folder, refresh
from kg.publishing.decisions import decision, decisions, decisions_of
from kg.publishing.review import Verdict, check, check_study, decide
from kg.publishing.review.writing import as_text
from kg.store import open_store
from kg.terms import A, iri, read_nquads, text, value_of

NOW = datetime(2025, 5, 5, tzinfo=UTC)
ROOT = "https://w3id.org/pif-kg/study/"


@pytest.fixture(scope="module")
def folder(request):
    return request.path.with_name("data") / "gate"


@pytest.fixture(scope="module")
def gate_graphs(folder):
    return prepared(folder).graphs


@pytest.fixture(scope="module")
def loaded(folder, tmp_path_factory):
    """A store with the study that tells too much and the first study. Read only."""
    store = open_store(tmp_path_factory.mktemp("gate") / "pif-data")
    load(folder, store)
    load("krishna2024", store)
    yield store
    store.close()


@pytest.fixture
def own(folder, tmp_path):
    """The same study in a store that may be changed."""
    store = open_store(tmp_path / "pif-data")
    load(folder, store)
    yield store
    store.close()


def judged(store, record, *, kind=None):
    """Return what is said of a record: (reason, kind) with the sentences."""
    found = check(store, now=NOW).refusals
    return {(r.reason, r.kind): r for r in found if r.name == record and kind in (None, r.kind)}


def words(store, study="gate"):
    """Return all that is public of a study, as text."""
    graphs = read_nquads(store.read_study(study))
    public = project(study, graphs, NOW, decisions_of(store, study)).graphs
    return "\n".join(" ".join(triple) for triples in public.values() for triple in triples)


def test_the_first_study_publishes_with_the_defaults(loaded):
    verdict = check(loaded, ["krishna2024"], now=NOW)

    assert verdict.may_publish
    assert verdict.studies[0].goes_out["quote"] == 27
    assert {reason for _, reason in verdict.summed()} == {"access", "attribute"}


@pytest.mark.parametrize(
    ("record", "reason", "says"),
    [
        ("gate/quote/Q1", "name", "Dr Meera Nair"),
        ("gate/quote/Q2", "name", "Jonathan"),
        ("gate/quote/Q3", "path", r"C:\Users\someone\Documents\pilot.qdpx"),
        ("gate/quote/Q7", "pseudonym", "P4 is NP3"),
        ("gate/quote/Q10", "email", "p.eight@example.org"),
        ("gate/document/D3", "whole-text", "2 public quotes hold 82% of the document"),
        ("gate", "alike", "each of the 3 participants has a public quote coded doors"),
    ],
)
def test_what_would_go_out_by_mistake_blocks_with_its_reason(loaded, record, reason, says):
    found = judged(loaded, record, kind="blocking")

    assert says in found[reason, "blocking"].says
    assert found[reason, "blocking"].remedy


@pytest.mark.parametrize(
    ("record", "reason", "says"),
    [
        ("gate/quote/Q4", "embargo", "until 2999-01-01"),
        ("gate/quote/Q9", "access", "its access is restricted"),
        ("gate/document/D3", "full-text", "never goes out"),
        ("gate/participant/P7", "small-group",
         "1 participant of at least 3 shares role mentee, status consultant, ward moon, year 9"),
    ],
)  # fmt: skip
def test_what_stays_behind_is_told_with_dates_and_counts(loaded, record, reason, says):
    assert says in judged(loaded, record, kind="withheld")[reason, "withheld"].says


def test_nothing_else_blocks(loaded):
    blocking = check(loaded, now=NOW).blocking

    assert sorted((r.name, r.reason) for r in blocking) == [
        ("gate", "alike"), ("gate/document/D3", "whole-text"), ("gate/quote/Q1", "name"),
        ("gate/quote/Q10", "email"), ("gate/quote/Q2", "name"), ("gate/quote/Q3", "path"),
        ("gate/quote/Q7", "pseudonym"),
    ]  # fmt: skip


def test_a_link_between_participants_is_told_and_stays_behind(gate_graphs):
    graphs = {graph: set(triples) for graph, triples in gate_graphs.items()}
    mine, other = iri(f"{ROOT}gate/participant/P4"), iri(f"{ROOT}other/participant/NP3")
    graphs[study_graph("gate")] |= {(mine, f"<{OWL}sameAs>", other)}

    _, found = check_study("gate", graphs, now=NOW)

    [told] = [r for r in found if r.reason == "pseudonym" and r.kind == "withheld"]
    assert (told.record, told.about) == (value_of(mine), f"{OWL}sameAs")
    assert value_of(other) not in str(project("gate", graphs, NOW).graphs)


def test_a_path_in_what_stays_behind_is_told_as_a_path(gate_graphs):
    graphs = {graph: set(triples) for graph, triples in gate_graphs.items()}
    document = iri(f"{ROOT}gate/document/D1")
    said = (document, f"<{PIF}currentPath>", '"file:///Users/someone/a.txt"')
    graphs[study_graph("gate")] |= {said}

    _, found = check_study("gate", graphs, now=NOW)

    [told] = [r for r in found if r.about == f"{PIF}currentPath"]
    assert (told.kind, told.reason) == ("withheld", "path")


def test_what_is_excluded_is_in_no_public_statement(own):
    refresh(own, now=NOW)
    found = check(own, now=NOW).blocking
    by = {r.name: r.id for r in found}

    changed = decide(
        own,
        exclude=["gate/quote/Q1", "gate/quote/Q2", f"{ROOT}gate/quote/Q10", "gate/document/D3",
                 by["gate/quote/Q3"], by["gate/quote/Q7"], "gate/quote/Q13"],
        by="a data steward", why="a marzipan reason",
    )  # fmt: skip

    assert changed == 7
    assert check(own, now=NOW).blocking == []
    public = words(own)
    for secret in ("Meera", "Jonathan", "pilot.qdpx", "NP3", "p.eight", "steward", "marzipan"):
        assert secret not in public
    assert "every second evening" not in public  # quotes of a document that is excluded
    assert "I was glad that there was a place" in public  # of Q3 only the note stays behind
    assert refresh(own, now=NOW).made == ["gate"]
    with closing(open_store(public_folder(own))) as served:
        assert not any("Jonathan" in line for line in served.read_study("gate"))


def test_a_participant_who_is_excluded_takes_along_what_they_said(own):
    decide(own, exclude=["gate/participant/P1"])

    public = words(own)
    for id in ("participant/P1>", "quote/Q1>", "quote/Q14>", "document/D1>"):
        assert f"{ROOT}gate/{id}" not in public
    assert f"{ROOT}gate/quote/Q3>" in public


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_what_is_planted_anywhere_is_found_and_gone_when_excluded(gate_graphs, data):
    said = gate_graphs[study_graph("gate")]
    places = sorted(t for t in said if t[1] in _WORDED)
    s, p, o = data.draw(st.sampled_from(places))
    secret, reason = data.draw(st.sampled_from(_PLANTED))
    at = data.draw(st.integers(0, 3))
    spoken = value_of(o).split()
    planted = " ".join([*spoken[:at], "so", secret, "then", *spoken[at:]])
    graphs = {**gate_graphs, study_graph("gate"): said - {(s, p, o)} | {(s, p, text(planted))}}

    _, found = check_study("gate", graphs, now=NOW)

    public = project("gate", graphs, NOW).graphs
    if secret in _said(public):
        [told] = [
            r
            for r in found
            if (r.record, r.about, r.reason) == (value_of(s), value_of(p), reason)
        ]  # fmt: skip
        assert told.kind == "blocking"
        kept_back = [decision("excluded", "gate", record=told.record, about=told.about)]
        assert secret not in _said(project("gate", graphs, NOW, kept_back).graphs)


def _said(graphs):
    return "\n".join(value_of(o) for triples in graphs.values() for _, _, o in triples)


_WORDED = {f"<{PIF}text>", f"<{PIF}note>", "<http://www.w3.org/2004/02/skos/core#definition>"}
_PLANTED = [
    ("Dr Amara Okafor", "name"), ("my tutor Sunniva", "name"), ("amara@example.org", "email"),
    ("+65 9123 4567", "phone"), ("/home/someone/study", "path"), ("D:\\data\\amara", "path"),
    ("P5 = NP3", "pseudonym"), ("https://github.com/amara", "account"),
    ("the University of Zembla", "institution"), ("born on 3 May 1990", "birth-date"),
]  # fmt: skip


def test_undoing_lets_it_out_again(own):
    before = words(own)
    decide(own, exclude=["gate/quote/Q14"])
    assert words(own) != before

    decide(own, undo=["gate/quote/Q14"])

    assert words(own) == before
    assert decisions(own) == []


def test_what_is_accepted_goes_out_with_who_and_why(own):
    [finding] = [r.id for r in check(own, now=NOW).blocking if r.name == "gate/quote/Q2"]

    decide(own, accept=[finding], by="the ethics board", why="Jonathan agreed to be named")

    [accepted] = check(own, now=NOW).accepted
    assert accepted.id == finding
    public = words(own)
    assert "the ethics board" in public
    assert "Jonathan agreed to be named" in public
    assert f"{ROOT}gate/activity/override-{finding}" in public
    again = project("gate", project("gate", read_nquads(own.read_study("gate")), NOW,
                                    decisions_of(own, "gate")).graphs, NOW)  # fmt: skip
    assert "the ethics board" in str(again.graphs)


def test_an_acceptance_is_of_the_words_that_were_found(own, gate_graphs):
    [finding] = [r.id for r in check(own, now=NOW).blocking if r.name == "gate/quote/Q2"]
    decide(own, accept=[finding], by="us", why="agreed")
    graphs = {
        graph: {(s, p, o.replace("Jonathan", "Sebastian")) for s, p, o in triples}
        for graph, triples in gate_graphs.items()
        if graph != derived_graph("gate")
    }

    _, found = check_study("gate", graphs, now=NOW, decided=decisions_of(own, "gate"))

    [told] = [r for r in found if r.reason == "name" and r.record.endswith("Q2")]
    assert told.kind == "blocking"


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ({"exclude": ["gate/quote/Q99"]}, UnknownThing),
        ({"exclude": ["nobody/quote/Q1"]}, UnknownThing),
        ({"exclude": ["gate/quote/Q1> <x"]}, UnknownThing),
        ({"exclude": ["https://example.org/x"]}, UnknownThing),
        ({"accept": ["0123456789ab"], "by": "us", "why": "x"}, UnknownThing),
        ({"accept": ["gate/quote/Q1"], "by": "us", "why": "x"}, UnknownThing),
        ({"undo": ["gate/quote/Q1"]}, UnknownThing),
        ({"accept": ["Q2"], "why": "x"}, UsageError),
        ({"accept": ["Q2"], "by": "us"}, UsageError),
        ({"accept": ["Q9"], "by": "us", "why": "x"}, UsageError),
    ],
)
def test_what_cannot_be_decided_changes_nothing(own, what, error):
    ids = {r.name.rpartition("/")[2]: r.id for r in check(own, now=NOW).refusals}
    what = {k: [ids.get(name, name) for name in v] if k == "accept" else v
            for k, v in what.items()}  # fmt: skip

    with pytest.raises(error):
        decide(own, **what)

    assert decisions(own) == []


def test_whatever_is_excluded_is_named_nowhere(gate_graphs):
    public = project("gate", gate_graphs, NOW).graphs
    begin = f"<{ROOT}gate"
    records = {s for said in public.values() for s, _, _ in said if s.startswith(begin)}

    for record in sorted(records):
        made = [decision("excluded", "gate", record=value_of(record))]
        left = project("gate", gate_graphs, NOW, made)

        terms = {term for said in left.graphs.values() for triple in said for term in triple}
        assert record not in terms
        assert value_of(record) in {each.iri for each in left.withheld}


def test_whose_consent_was_refused_is_told(gate_graphs):
    graphs = {graph: set(triples) for graph, triples in gate_graphs.items()}
    consent = iri(f"{ROOT}gate/consent/no")
    graphs[study_graph("gate")] |= {
        (iri(f"{ROOT}gate/participant/P8"), f"<{PIF}hasConsent>", consent),
        (consent, A, f"<{PIF}ConsentRecord>"),
        (consent, f"<{PIF}ofStudy>", iri(f"{ROOT}gate")),
        (consent, f"<{PIF}consentScope>", text("publication")),
        (consent, f"<{PIF}consentStatus>", text("withdrawn")),
    }

    _, found = check_study("gate", graphs, now=NOW)

    [told] = [r for r in found if r.name == "gate/quote/Q11" and not r.about]
    assert (told.reason, told.kind) == ("consent", "withheld")
    assert "refused or withdrawn (participant P8 of gate)" in told.says


def test_a_study_hostile_in_every_field_is_told_of_in_plain_text(tmp_path):
    found = prepared(write_hostile_study(tmp_path / "hostile"))

    one, refusals = check_study(found.study, found.graphs, now=NOW)

    lines = list(as_text(Verdict([one], refusals)))
    assert all(line.isprintable() for each in lines for line in each.split("\n"))
