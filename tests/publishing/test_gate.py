"""What goes out of a study, decision by decision; whatever is not clear stays behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kg.namespaces import BASE, DCTERMS, PIF, RDFS, SKOS, mapping_graph, study_graph
from kg.publishing import drafting, project, projection
from kg.publishing.projection import Leak
from kg.terms import A, iri, text, typed, value_of

S = f"{BASE}study/planted"
ROOT = f"<{S}>"
OWN, MAPS = study_graph("planted"), mapping_graph("planted")
OPEN = "https://creativecommons.org/licenses/by/4.0/"


def pif(name):
    return iri(PIF + name)


def thing(path):
    return iri(f"{S}/{path}")


def put(graphs, *triples):
    graphs[OWN] |= set(triples)


def take(graphs, subject, predicate):
    graphs[OWN] -= {t for t in graphs[OWN] if t[:2] == (subject, predicate)}


def level(graphs, record, *names):
    take(graphs, record, pif("accessLevel"))
    put(graphs, *((record, pif("accessLevel"), pif(name)) for name in names))


def embargo(graphs, record, end):
    node = thing(f"embargo/{len(graphs[OWN])}")
    put(graphs, (record, pif("underEmbargo"), node))
    if end is not None:
        put(graphs, (node, A, pif("Embargo")), (node, pif("embargoUntil"), end))


def consent(graphs, record, scope, status):
    node = thing(f"consent/{len(graphs[OWN])}")
    put(
        graphs, (record, pif("hasConsent"), node), (node, A, pif("ConsentRecord")),
        (node, pif("ofStudy"), ROOT), (node, pif("consentStatus"), text(status)),
    )  # fmt: skip
    if scope:
        put(graphs, (node, pif("consentScope"), text(scope)))


def quotes(said):
    return {value_of(s).rpartition("/")[2] for s, p, o in said if (p, o) == (A, pif("Quote"))}


def naming(said, record):
    return {triple for triple in said if record in triple}


ALL = {"Q01", "Q04", "Q06", "Q09", "Q11"}


# Quotes


def test_the_public_quotes_go_out(planted, projecting):
    assert quotes(projecting(planted)) == ALL


@pytest.mark.parametrize(
    "levels",
    [[], ["Restricted"], ["Closed"], ["Public", "Restricted"], ["Public", "Secret"], ["public"]],
)
def test_a_quote_goes_out_only_if_it_is_public_and_nothing_else(planted, projecting, levels):
    level(planted, thing("quote/Q01"), *levels)

    assert quotes(projecting(planted)) == ALL - {"Q01"}


def test_everything_about_a_quote_goes_with_it(planted, projecting):
    level(planted, thing("quote/Q01"), "Restricted")

    said = projecting(planted)

    assert naming(said, thing("quote/Q01")) == set()
    assert naming(said, thing("episode/e2")) == set()
    assert not any("Q01" in term for triple in said for term in triple)
    assert not any("before I spoke" in term for triple in said for term in triple)


@pytest.mark.parametrize(
    "record", ["quote/Q01", "document/D1", "participant/P1", "tenure/P1-mentee"]
)
@pytest.mark.parametrize(
    "end",
    [
        typed("2025-05-05T00:00:01Z", "dateTime"), typed("2999-01-01T00:00:00", "dateTime"),
        typed("2025-05-04T23:00:01-01:00", "dateTime"), text("whenever"), text(""), None,
        typed("9999-99-99T00:00:00Z", "dateTime"),
    ],
)  # fmt: skip
def test_a_running_embargo_holds_a_quote_back_wherever_it_is_stated(
    planted, projecting, record, end
):
    embargo(planted, thing(record), end)

    assert quotes(projecting(planted)) == ALL - {"Q01"}


@pytest.mark.parametrize("record", ["quote/Q01", "document/D1", "participant/P1"])
@pytest.mark.parametrize("end", ["2025-05-05T00:00:00Z", "2020-01-01T00:00:00"])
def test_an_embargo_that_is_over_holds_nothing_back(planted, projecting, record, end):
    embargo(planted, thing(record), typed(end, "dateTime"))

    assert quotes(projecting(planted)) == ALL


def test_an_embargo_without_a_record_of_its_own_holds_too(planted, projecting):
    end = typed("2999-01-01T00:00:00Z", "dateTime")
    put(planted, (thing("quote/Q01"), pif("embargoUntil"), end))

    assert quotes(projecting(planted)) == ALL - {"Q01"}


def test_of_two_embargoes_the_later_holds(planted, projecting):
    embargo(planted, thing("quote/Q04"), typed("2030-01-01T00:00:00Z", "dateTime"))

    assert quotes(projecting(planted)) == ALL - {"Q04"}


def test_the_next_end_of_an_embargo_is_told(planted, now):
    embargo(planted, thing("quote/Q01"), typed("2025-05-06T10:00:00+02:00", "dateTime"))

    found = project("planted", planted, now).changes_at

    assert found == datetime(2025, 5, 6, 8, tzinfo=UTC)
    assert project("planted", planted, found - timedelta(seconds=1)).changes_at == found
    assert project("planted", planted, found).changes_at == datetime(2999, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("record", "scope", "status", "gone"),
    [
        ("", "publication", "refused", ALL),
        ("", "publication", "withdrawn", ALL),
        ("", "Publication of quotes", "refused", ALL),
        ("", "", "refused", ALL),
        ("", "publication", "rescinded", ALL),
        ("", "diary", "refused", set()),
        ("participant/P1", "publication", "refused", {"Q01"}),
        ("participant/P1", "publication", "limited", {"Q01"}),
        ("participant/P1", "interview", "withdrawn", {"Q01"}),
        ("participant/P1", "recording", "refused", set()),
        ("document/D1", "publication", "withdrawn", {"Q01"}),
        ("quote/Q01", "publication", "refused", {"Q01"}),
        ("participant/Quillon", "publication", "refused", {"Q06"}),
    ],
)
def test_a_no_holds_words_back_whoever_says_it(planted, projecting, record, scope, status, gone):
    consent(planted, thing(record) if record else ROOT, scope, status)

    assert quotes(projecting(planted)) == ALL - gone


def test_who_refused_goes_with_the_words(planted, projecting):
    consent(planted, thing("participant/P1"), "publication", "refused")

    assert naming(projecting(planted), thing("participant/P1")) == set()


@pytest.mark.parametrize("without", ["licence", "publication"])
def test_without_a_ground_nothing_is_public(planted, projecting, without):
    if without == "licence":
        take(planted, ROOT, iri(f"{DCTERMS}license"))
    else:
        take(planted, ROOT, pif("reportedIn"))

    assert quotes(projecting(planted)) == set()


def test_a_yes_of_the_speaker_is_a_ground_for_their_words(planted, projecting):
    take(planted, ROOT, pif("reportedIn"))
    consent(planted, thing("participant/P1"), "publication", "given")

    assert quotes(projecting(planted)) == {"Q01"}


def test_a_quote_of_another_study_or_of_none_stays_behind(planted, projecting):
    put(planted, (thing("quote/Q01"), pif("ofStudy"), iri(f"{BASE}study/other")))
    take(planted, thing("quote/Q04"), pif("ofStudy"))

    assert quotes(projecting(planted)) == ALL - {"Q01", "Q04"}


def test_links_to_other_studies_stay_behind(planted, projecting):
    other = iri(f"{BASE}study/other/quote/Q1")
    put(planted, (thing("quote/Q01"), pif("sameUtteranceAs"), other))

    assert naming(projecting(planted), other) == set()


def test_a_quote_whose_id_names_who_stays_behind_stays_too(planted, projecting):
    renamed = {
        tuple(t.replace("/quote/Q06", "/quote/Quillon-6") for t in triple)
        for triple in planted[OWN]
    }

    assert quotes(projecting({**planted, OWN: renamed})) == ALL - {"Q06"}


# The study


@pytest.mark.parametrize("how", ["restricted", "closed", "embargo", "two levels", "untyped"])
def test_a_study_that_is_held_back_is_not_there_at_all(planted, now, how):
    match how:
        case "embargo":
            embargo(planted, ROOT, typed("2026-01-01T00:00:00Z", "dateTime"))
        case "two levels":
            level(planted, ROOT, "Public", "Closed")
        case "untyped":
            take(planted, ROOT, A)
        case _:
            level(planted, ROOT, how.capitalize())

    found = project("planted", planted, now)

    assert found.graphs == {}
    if how == "embargo":
        assert found.changes_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_study_that_says_it_is_public_is_as_one_that_says_nothing(planted, projecting):
    before = projecting(planted)
    level(planted, ROOT, "Public")

    assert projecting(planted) - before == {(ROOT, pif("accessLevel"), pif("Public"))}


def test_without_a_public_quote_an_openly_licensed_study_shows_its_own_record(planted, projecting):
    for quote in ALL:
        level(planted, thing(f"quote/{quote}"), "Restricted")

    said = projecting(planted)

    kinds = {s[len(ROOT) :].partition("/")[0] for s, _, _ in said if s.startswith(f"<{S}/")}
    assert kinds == {"programme", "entity", "method", "limitation", "consent"}
    assert (ROOT, iri(f"{DCTERMS}license"), iri(OPEN)) in said


@pytest.mark.parametrize("licence", [None, "https://example.org/mine", f"{OPEN}nc"])
def test_without_a_public_quote_and_an_open_licence_nothing_is_there(planted, now, licence):
    take(planted, ROOT, iri(f"{DCTERMS}license"))
    if licence:
        put(planted, (ROOT, iri(f"{DCTERMS}license"), iri(licence.replace("by/", "by-nc/"))))
    for quote in ALL:
        level(planted, thing(f"quote/{quote}"), "Restricted")

    assert project("planted", planted, now).graphs == {}


# People


def test_a_closed_participant_is_absent_and_the_quote_is_nobodys(planted, projecting):
    level(planted, thing("participant/P1"), "Closed")

    said = projecting(planted)

    assert quotes(said) == ALL
    about = {p: o for s, p, o in said if s == thing("quote/Q01")}
    assert about.keys().isdisjoint({pif(n) for n in ("spokenBy", "spokenInTenure", "speakerLabel")})
    assert not any("P1" in term for triple in said for term in triple)
    [document] = {o for s, p, o in said if (s, p) == (thing("quote/Q01"), pif("drawnFrom"))}
    assert document.startswith(f"<{S}/document/document-")


@pytest.mark.parametrize("levels", [[], ["Restricted"], ["Public"]])
def test_any_other_participant_is_shown_as_the_study_says(planted, projecting, levels):
    level(planted, thing("participant/P1"), *levels)

    said = projecting(planted)

    assert (thing("participant/P1"), pif("trainingStatus"), text("resident")) in said
    assert (thing("participant/P1"), pif("hasTenure"), thing("tenure/P1-mentee")) in said


def test_where_the_study_names_nothing_role_and_status_of_those_quoted_are_shown(
    planted, projecting
):
    take(planted, ROOT, pif("publishableAttribute"))

    said = projecting(planted)

    assert {value_of(s).rpartition("/")[2] for s, p, _ in said if p == pif("trainingStatus")} == {
        "P1", "P7"  # residents; P3 and P6 are peer mentors of two kinds
    }  # fmt: skip

    people = {value_of(s).rpartition("/")[2] for s, p, o in said if o == pif("Participant")}
    assert people == {"P1", "P3", "P6", "P7"}  # nobody quotes P2 in public
    assert {p for s, p, o in said if s == thing("participant/P1")} == {
        A, pif("identifier"), pif("ofStudy"), pif("accessLevel"), pif("hasTenure"),
        pif("trainingStatus"), iri(f"{RDFS}label"),
    }  # fmt: skip
    assert not any(o == pif("ParticipantAttribute") for _, _, o in said)


def test_roles_stay_behind_where_the_study_names_other_things(planted, projecting):
    planted[OWN] -= {(ROOT, pif("publishableAttribute"), text("role"))}

    said = projecting(planted)

    assert not any(pif("hasTenure") in t or pif("spokenInTenure") in t for t in said)
    assert not any("entee" in o or "entor" in o for s, p, o in said if p == A and "tenure" in s)


def test_people_stay_behind_whose_address_is_elsewhere(planted, projecting):
    elsewhere = iri("https://orcid.example/jane-doe")
    moved = {
        tuple(elsewhere if t == thing("participant/P1") else t for t in triple)
        for triple in planted[OWN]
    }

    said = projecting({**planted, OWN: moved})

    assert quotes(said) == ALL
    assert not any("jane" in term for triple in said for term in triple)


def test_a_value_that_too_few_share_stays_behind_and_groups_are_counted_again(planted, projecting):
    for person, status, ward in (
        ("P1", "x", "n"), ("P2", "x", "n"), ("P7", "x", ""), ("P3", "", "m"), ("P6", "y", "m"),
    ):  # fmt: skip
        take(planted, thing(f"participant/{person}"), pif("trainingStatus"))
        take(planted, thing(f"attribute/{person}-ward"), pif("attributeValue"))
        if status:
            put(
                planted,
                (thing(f"participant/{person}"), pif("trainingStatus"), text(status)),
            )
        if ward:
            put(planted, (thing(f"attribute/{person}-ward"), pif("attributeValue"), text(ward)))

    said = projecting(planted)

    shown = {value_of(s).rpartition("/")[2] for s, p, o in said if p == pif("trainingStatus")}
    # P6 alone is a peer mentor of status y in ward m; without P6, P3 is alone in ward m.
    assert shown == {"P1", "P2", "P7"}
    wards = {value_of(s).rpartition("/")[2] for s, p, o in said if p == pif("attributeValue")}
    assert wards == {"P1-ward", "P2-ward"}


def test_an_attribute_with_two_values_stays_behind(planted, projecting):
    put(planted, (thing("participant/P1"), pif("trainingStatus"), text("also this")))
    put(planted, (thing("attribute/P2-ward"), pif("attributeValue"), text("also that")))

    said = projecting(planted)

    assert not any("also th" in o for _, _, o in said)
    assert naming(said, thing("attribute/P2-ward")) == set()


def test_an_attribute_is_not_shown_through_somebody_elses(planted, projecting):
    put(planted, (thing("participant/P1"), pif("hasAttribute"), thing("attribute/Quillon-ward")))

    assert naming(projecting(planted), thing("attribute/Quillon-ward")) == set()


def test_a_participant_who_codes_is_not_linked_to_their_codings(planted, projecting):
    act = thing("coding/Q01-listening")
    take(planted, act, pif("madeBy"))
    put(planted, (act, pif("madeBy"), thing("participant/P1")))

    said = projecting(planted)

    [coder] = {o for s, p, o in said if (s, p) == (act, pif("madeBy"))}
    assert coder.startswith(f"<{S}/coder/coder-")
    assert (thing("quote/Q01"), pif("spokenBy"), thing("participant/P1")) in said


# What somebody else brought


@pytest.mark.parametrize(
    "triple",
    [
        (thing("quote/Q01"), iri("https://example.org/secret"), text("verysecret")),
        (thing("quote/Q01"), A, iri("https://example.org/VerySecret")),
        (thing("quote/Q01"), pif("note"), iri("https://example.org/verysecret")),
        (thing("quote/Q01"), pif("start"), text("verysecret")),
        (thing("quote/Q01"), pif("start"), typed("verysecret", "integer")),
        (thing("quote/Q01"), pif("locator"), '"p. 1"^^<https://example.org/verysecret>'),
        (thing("quote/Q01"), pif("drawnFrom"), iri("https://example.org/verysecret")),
        (
            thing("quote/Q01"),
            iri("http://www.w3.org/2002/07/owl#sameAs"),
            thing("quote/verysecret"),
        ),
        (thing("thing/verysecret"), A, iri("https://example.org/Thing")),
        (thing("thing/verysecret"), pif("text"), text("nothing")),
        (iri("https://example.org/verysecret"), A, pif("Redaction")),
        (iri("https://example.org/verysecret"), A, pif("EcologicalLevel")),
        (ROOT, iri(f"{DCTERMS}license"), text("verysecret")),
        (ROOT, pif("worksOnStudy"), text("verysecret")),
        (thing("code/leading"), iri(f"{SKOS}exactMatch"), iri(f"{BASE}scheme/verysecret")),
        (thing("code/leading"), iri(f"{SKOS}broader"), thing("code/verysecret")),
        (thing("coding/Q04-leading"), pif("madeBy"), text("verysecret")),
        (thing("coding/Q04-leading"), pif("madeBy"), iri("https://example.org/verysecret")),
        (thing("coding/Q04-leading"), pif("codingBody"), thing("code/verysecret")),
        (thing("claim/C1"), pif("statedIn"), iri("https://example.org/verysecret")),
        (thing("participant/P1"), pif("identifier"), text("verysecret")),
        (thing("participant/P1"), iri(f"{RDFS}label"), text("verysecret")),
        (thing("participant/P1"), pif("memberOfTeam"), thing("team/verysecret")),
        (thing("participant/P1"), A, pif("verysecret")),
        (thing("episode/e2"), pif("supports"), thing("x/verysecret")),
    ],
    ids=lambda triple: " ".join(value_of(t).rpartition("/")[2] for t in triple),
)
def test_what_is_not_listed_stays_behind(planted, projecting, triple):
    put(planted, triple)

    said = projecting(planted)

    assert not any("verysecret" in term.casefold() for t in said for term in t)


def test_what_is_not_listed_is_told(planted, now):
    put(planted, (thing("quote/Q01"), iri("https://example.org/p"), text("x")))
    put(planted, (thing("thing/t1"), A, iri("https://example.org/Thing")))

    withheld = project("planted", planted, now).withheld

    found = {(w.iri, w.reason, w.about) for w in withheld}
    assert (f"{S}/quote/Q01", "unknown-property", "https://example.org/p") in found
    assert (f"{S}/thing/t1", "unknown-class", "") in found


def test_a_thing_that_is_two_things_stays_behind(planted, projecting):
    put(planted, (thing("quote/Q01"), A, pif("Claim")))
    put(planted, (thing("quote/Q04"), A, pif("Document")))

    said = projecting(planted)

    assert quotes(said) == ALL - {"Q01", "Q04"}
    assert not any("before I spoke" in o for _, _, o in said)


@pytest.mark.parametrize(
    "class_", ["MenteeQuote", "TriangulatedConstruct", "IllustratedClaim", "RoleChanger"]
)
def test_what_follows_is_derived_anew_and_never_taken_over(planted, now, class_):
    record = {
        "MenteeQuote": "quote/Q04", "TriangulatedConstruct": "code/leading",
        "IllustratedClaim": "claim/C2", "RoleChanger": "participant/P1",
    }[class_]  # fmt: skip
    put(planted, (thing(record), A, pif(class_)))
    level(planted, thing("quote/Q06"), "Restricted")  # the one that illustrates C2

    public = project("planted", planted, now).graphs

    assert (thing(record), A, pif(class_)) not in set().union(*public.values())


def test_facts_stated_backwards_are_judged_as_if_they_were_stated_forwards(planted, projecting):
    backwards = {
        "spokenInTenure": None, "hasTenure": "tenureOf", "codingTarget": "targetOfCoding",
        "evidences": "evidencedBy", "illustrates": "illustratedBy",
    }  # fmt: skip
    turned = set()
    for s, p, o in planted[OWN]:
        other = backwards.get(value_of(p).rpartition("#")[2])
        turned.add((o, pif(other), s) if other else (s, p, o))

    assert projecting({**planted, OWN: turned}) == projecting(planted)


def test_a_document_is_no_more_than_there_unless_it_is_public(planted, projecting):
    said = projecting(planted)

    assert {p for s, p, _ in said if s == thing("document/D9")} == {
        A, pif("identifier"), pif("ofStudy"), pif("accessLevel"), pif("accountOf")
    }  # fmt: skip
    assert (thing("document/D8"), pif("documentDate")) in {t[:2] for t in said}


@pytest.mark.parametrize("kind", ["claim/C1", "code/leading", "method/thematic", "episode/e2"])
@pytest.mark.parametrize("how", ["Restricted", "Closed", "embargo"])
def test_any_record_can_be_held_back(planted, projecting, kind, how):
    if how == "embargo":
        embargo(planted, thing(kind), typed("2999-01-01T00:00:00Z", "dateTime"))
    else:
        level(planted, thing(kind), how)

    assert naming(projecting(planted), thing(kind)) == set()


def test_a_mapping_that_is_held_back_is_not_said_either(planted, projecting):
    node = thing("mapping/leading-broadMatch-identity-work")
    planted[MAPS].add((node, pif("accessLevel"), pif("Closed")))

    said = projecting(planted)

    assert naming(said, node) == set()
    assert not any(p == iri(f"{SKOS}broadMatch") for _, p, _ in said)


@pytest.mark.parametrize("id", ["QX02-again", "Quillon-again", "velociraptorinthelecturehall"])
def test_what_is_told_stays_behind_where_its_id_says_too_much(planted, projecting, id):
    episode = thing(f"episode/{id}")
    put(
        planted, (episode, A, pif("IdentityWork")), (episode, pif("ofStudy"), ROOT),
        (thing("quote/Q01"), pif("evidences"), episode),
    )  # fmt: skip

    assert naming(projecting(planted), episode) == set()


def test_consent_of_one_person_stays_behind(planted, projecting):
    consent(planted, thing("participant/P1"), "interview", "given")

    said = projecting(planted)

    assert {value_of(s) for s, p, _ in said if p == pif("consentStatus")} == {
        f"{S}/consent/publication"
    }


def test_no_reference_is_left_to_what_is_not_described(planted, projecting):
    said = projecting(planted)

    described = {s for s, p, _ in said if p == A}
    own = {t for triple in said for t in triple if t.startswith(f"<{BASE}study/")}
    assert own - described == set()


def test_the_last_check_lets_nothing_pass(planted, now, monkeypatch):
    monkeypatch.setattr(drafting, "_against", lambda *judged: None)
    monkeypatch.setattr(projection, "described", lambda graphs, study: graphs)

    with pytest.raises(Leak):
        project("planted", planted, now)
