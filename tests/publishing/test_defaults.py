"""What goes out of participants of a study that names nothing: role and status, by groups."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.namespaces import BASE, PIF, RDFS, study_graph
from kg.publishing import project
from kg.publishing.decisions import decision
from kg.publishing.review import check_study
from kg.terms import A, iri, text, typed, value_of

NOW = datetime(2025, 5, 5, tzinfo=UTC)
ROOT = iri(f"{BASE}study/few")
ROLES = ("Mentee", "PeerMentor", "Mentor and SeniorMentor", "")
STATUSES = ("resident", "student", "consultant", "")
LABEL = iri(f"{RDFS}label")


def pif(name):
    return iri(PIF + name)


def thing(path):
    return iri(f"{ROOT[1:-1]}/{path}")


def graphs_of(people, *, k=3, names=()):
    """Return a study of quoted participants: (role, programme, status, odd), odd for none."""
    said = {
        (ROOT, A, pif("Study")), (ROOT, pif("identifier"), text("few")),
        (ROOT, iri("http://purl.org/dc/terms/license"),
         iri("https://creativecommons.org/licenses/by/4.0/")),
        (ROOT, pif("reportedIn"), iri("https://doi.org/10.5555/work")),
        (ROOT, pif("minimumGroupSize"), typed(k, "integer")),
        (iri("https://doi.org/10.5555/work"), A, pif("Publication")),
        *((ROOT, pif("publishableAttribute"), text(name)) for name in names),
        *((thing(f"programme/{x}"), A, pif("MentoringProgram")) for x in "ab"),
        *((thing(f"programme/{x}"), pif("ofStudy"), ROOT) for x in "ab"),
        *((ROOT, pif("studiesProgram"), thing(f"programme/{x}")) for x in "ab"),
    }  # fmt: skip
    for n, (roles, programme, status, odd) in enumerate(people):
        person, quote, document = (
            thing(f"{x}{n}") for x in ("participant/P", "quote/Q", "document/D")
        )
        for record, kind in (
            (person, "Participant"), (quote, "Quote"), (document, "InterviewTranscript")
        ):  # fmt: skip
            id = text(value_of(record).rpartition("/")[2])
            said |= {(record, A, pif(kind)), (record, pif("ofStudy"), ROOT)}
            said.add((record, pif("identifier"), id))
        said |= {
            (quote, pif("text"), text(f"These are words of number {n} of them, for all to see.")),
            (quote, pif("drawnFrom"), document), (quote, pif("spokenBy"), person),
            (quote, pif("accessLevel"), pif("Restricted" if odd == "unquoted" else "Public")),
        }  # fmt: skip
        if status:
            said.add(
                (person, pif("trainingStatus"), text(status, "en" if odd == "tongue" else None))
            )
        if odd == "typed" and status:
            said -= {(person, pif("trainingStatus"), text(status))}
            said.add((person, pif("trainingStatus"), typed(status, "token")))
        if odd == "closed":
            said.add((person, pif("accessLevel"), pif("Closed")))
        for role in filter(None, roles.split(" and ")):
            tenure = thing(f"tenure/P{n}-{role}")
            said |= {
                (person, pif("hasTenure"), tenure), (tenure, A, pif(f"{role}Tenure")),
                (tenure, pif("ofStudy"), ROOT),
            }  # fmt: skip
            if programme:
                said.add((tenure, pif("inProgram"), thing(f"programme/{programme}")))
            if odd == "embargo":
                said.add((tenure, pif("embargoUntil"), typed("2999-01-01T00:00:00Z", "dateTime")))
    return {study_graph("few"): said}


def shown(graphs):
    """Return what is public of each participant, word by word: (what, value)."""
    said = set().union(*graphs.values()) if graphs else set()
    people = {s for s, p, o in said if (p, o) == (A, pif("Participant"))}
    found = {person: set() for person in people}
    for person, p, o in said:
        if person in people and p == pif("trainingStatus"):
            found[person].add(("status", o))
        if person in people and p == pif("hasTenure"):
            found[person] |= {("role", c) for s, q, c in said if (s, q) == (o, A)}
            found[person] |= {("in", x) for s, q, x in said if (s, q) == (o, pif("inProgram"))}
    return {
        person: frozenset(
            (what, tuple(sorted(v for w, v in pairs if w == what)))
            for what in {w for w, _ in pairs}
        )
        for person, pairs in found.items()
    }


def has_status(pairs):
    return any(what == "status" for what, _ in pairs)


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(ROLES), st.sampled_from(("a", "a", "b", "")), st.sampled_from(STATUSES),
        st.sampled_from(("",) * 8 + ("unquoted", "closed", "embargo", "tongue", "typed")),
    ),
    max_size=16,
)  # fmt: skip
EXCLUDED = st.sets(
    st.tuples(st.integers(0, 15), st.sampled_from(("trainingStatus", "hasTenure"))), max_size=3
)


@settings(max_examples=60, deadline=None)
@given(PEOPLE, st.integers(2, 4), EXCLUDED, st.sampled_from([(), (), ("role", "status")]))
def test_no_status_goes_out_in_a_group_of_fewer_than_k(people, k, excluded, names):
    graphs = graphs_of(people, k=k, names=names)
    kept = [
        decision("excluded", "few", record=value_of(thing(f"participant/P{n}")), about=PIF + name)
        for n, name in excluded
    ]

    public = project("few", graphs, NOW, kept).graphs

    known = shown(public)
    for pairs in known.values():
        if has_status(pairs):
            assert sum(pairs <= other for other in known.values()) >= k
    again = project("few", public, NOW).graphs
    assert shown(again) == known


@settings(max_examples=60, deadline=None)
@given(PEOPLE, st.integers(2, 4))
def test_whose_status_was_taken_is_not_told_by_what_the_others_show(people, k):
    graphs = graphs_of(people, k=k)

    projected = project("few", graphs, NOW)

    known = shown(projected.graphs)
    taken = {f"<{w.iri}>" for w in projected.withheld if w.reason == "small-group"}
    alone = Counter(pairs for pairs in known.values() if not has_status(pairs))
    for person in taken & known.keys():
        showing = any(
            has_status(pairs) and known[person] == {p for p in pairs if p[0] != "status"}
            for pairs in known.values()
        )
        assert alone[known[person]] >= k or not showing


def test_large_groups_show_their_status_and_others_the_role_alone():
    people = [("Mentee", "a", "resident", "")] * 4 + [("Mentor", "a", "resident", "")] * 2

    projected = project("few", graphs_of(people), NOW)

    said = set().union(*projected.graphs.values())
    assert {value_of(s)[-2:] for s, p, _ in said if p == pif("trainingStatus")} == {
        "P0", "P1", "P2", "P3"
    }  # fmt: skip
    assert len({o for _, p, o in said if p == pif("hasTenure")}) == 6


def test_a_study_that_names_the_role_shows_the_role_alone():
    people = [("Mentee", "a", "resident", "")] * 4

    said = set().union(*project("few", graphs_of(people, names=["role"]), NOW).graphs.values())

    assert not any(p == pif("trainingStatus") for _, p, _ in said)
    assert any(p == pif("hasTenure") for _, p, _ in said)


@pytest.mark.parametrize("about", ["trainingStatus", "hasTenure"])
def test_who_is_excluded_in_part_makes_no_group_larger(about):
    graphs = graphs_of([("Mentee", "a", "resident", "")] * 3, names=["role", "status"])
    kept = [
        decision("excluded", "few", record=value_of(thing("participant/P0")), about=PIF + about)
    ]

    said = shown(project("few", graphs, NOW, kept).graphs)

    assert len(said) == 3
    assert not any(map(has_status, said.values()))


@pytest.mark.parametrize(
    ("odd", "says"),
    [
        (("Mentee", "a", "consultant", ""), "role mentee, programme a, status consultant."),
        (("Mentee", "b", "resident", ""), "role mentee, programme b, status resident."),
    ],
)
def test_why_a_status_stays_behind_is_told_with_the_count(odd, says):
    people = [("Mentee", "a", "resident", "")] * 4 + [("Mentor", "b", "student", "")] * 3 + [odd]

    _, found = check_study("few", graphs_of(people), now=NOW)

    [told] = [r for r in found if r.record.endswith("participant/P7") and r.reason == "small-group"]
    assert told.says.endswith(f"1 participant of at least 3 shares {says}")
    assert told.kind == "withheld"


def test_the_smallest_group_stays_behind_with_one_who_would_be_told_by_what_is_missing():
    people = [("Mentee", "a", "resident", "")] * 7 + [("Mentee", "a", "student", "")] * 3
    people.append(("Mentee", "a", "consultant", ""))

    _, found = check_study("few", graphs_of(people), now=NOW)

    told = {r.record.rpartition("/")[2]: r.says for r in found if r.reason == "small-group"}
    assert sorted(told) == ["P10", "P7", "P8", "P9"]
    assert "only 1 of at least 3 with role mentee would go out without it" in told["P7"]


def test_a_label_that_says_what_too_few_share_stays_behind():
    graphs = graphs_of([("Mentee", "a", "resident", "")] * 3 + [("Mentor", "a", "consultant", "")])
    mine = {
        (thing("participant/P3"), LABEL, text("Consultant, number 4")),
        (thing("quote/Q3"), pif("speakerLabel"), text("Consultant, number 4")),
        (thing("quote/Q0"), pif("speakerLabel"), text("Resident 1")),
        (thing("quote/Q0"), pif("note"), text("a consultant was there, too")),
    }
    graphs[study_graph("few")] |= mine

    projected = project("few", graphs, NOW)

    said = set().union(*projected.graphs.values())
    assert {value_of(o) for _, p, o in said if p in (LABEL, pif("speakerLabel"))} == {"Resident 1"}
    assert any(p == pif("note") for _, p, _ in said)
    assert {(w.iri[-2:], w.reason) for w in projected.withheld if "abel" in w.about} == {
        ("P3", "small-group"), ("Q3", "small-group")
    }  # fmt: skip
