"""How the gate finds what it finds: in words, groups and documents, against the plain way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.publishing.review.disclosures import Vocabulary, capitals_mean_nothing, hard, names
from kg.publishing.review.groups import People, alike, alike_attributes, too_small
from kg.publishing.review.pseudonyms import Pseudonyms
from kg.publishing.review.texts import vocabulary
from kg.publishing.review.transcripts import covered

TELLING = [
    ("as Dr Meera Nair told me, you never stop learning", "name"),
    ("my mentor Jonathan always said that", "name"),
    ("Jonathan told me to slow down.", "name"),
    ("I asked Prof. Tan about it.", "name"),
    ("DR NAIR was on call", "name"),
    ("And then Meera and I wrote the paper", "name"),
    ("\u201cThanks,\u201d said Grace, and left.", "name"),
    ("With Will as a partner, I felt safe", "name"),
    ("I spoke to Mrs O'Neill about this", "name"),
    ("It was Priya\u2019s idea", "name"),
    ("Nurse Siti helped me", "name"),
    ("I asked Anne-Marie, a model of a nurse", "name"),
    ("Dr. A. Krishnan was strict", "name"),
    ("Élodie said that it was fine", "name"),
    ("We met at Tan Tock Seng Hospital every week", "institution"),
    ("the University of Aberdeen sent us", "institution"),
    ("I grew up in Bukit Timah and moved later", "place"),
    ("write to meera.nair@example.org for the file", "email"),
    ("write to meera (at) example (dot) org", "email"),
    ("call me on +65 9123 4567", "phone"),
    ("my number is 020 7946 0958", "phone"),
    ("see https://github.com/mnair/thesis", "account"),
    ("https://meera:secret@example.org/x", "account"),
    ("@meera_n posted it", "account"),
    ("username: mnair", "account"),
    ("C:\\Users\\someone\\Desktop\\interview.docx", "path"),
    ("/Users/someone/Documents/x.qdpx", "path"),
    ("/home/someone/interviews/1.txt", "path"),
    ("file:///C:/Users/someone/a.txt", "path"),
    ("\\\\fileserver\\home$\\meera\\notes", "path"),
    ("She was born on 12 March 1994 in a small town", "birth-date"),
    ("DOB: 12/03/1994", "birth-date"),
    ("S1234567D is my NRIC", "id-number"),
]
TELLING_NOTHING = [
    "I wanted to learn. But now it changed. We did.",
    "On Monday I did my PhD work in English with the ICU team, and COVID came",
    "So, I think \u201cThis is what matters,\u201d and then, \u201cWell, okay.\u201d",
    "I said: Let's go. He said, Yes, maybe.",
    "I used NVivo and Zoom; the M4 students and PGY1s joined, with their CVs",
    "In 2019-2020 we had 1,200 patients, 95% of them well; see Q15 and Q16",
    "It's a 24/7 job\u2026 Sometimes I cry \u2013 But I go on",
    "I did not want to disappoint my mentor... So I said yes [And] they laughed",
    "the Hospital was full. The University is big. My School.",
    "My Mentor told me. The doctor told me. Nobody told me. My mum told me",
    "We used the Krishna-Pisupati model throughout",
    "I rang 3 people at 10:30 on 2024-05-06",
    "and/or he/she went home/away",
    "Interviewer: What then? Participant: Nothing.",
    "DOI 10.1186/s12909-024-05992-0 and ISBN 978-3-16-148410-0",
    "Everyone said yes. Residents told us. Being told so, I left.",
]
KNOWN = vocabulary([("<r>", "<p>", text) for text in TELLING_NOTHING])


def reasons(text):
    return {found.reason for found in (*hard(text), *names(text, KNOWN))}


@pytest.mark.parametrize(("text", "reason"), TELLING)
def test_what_tells_who_somebody_is_is_found(text, reason):
    assert reason in reasons(text)


@pytest.mark.parametrize("text", TELLING_NOTHING)
def test_what_tells_nothing_is_left_alone(text):
    assert reasons(text) == set()


def test_authors_and_words_of_the_study_are_no_disclosure():
    told = [
        ("<w>", "<http://purl.org/dc/terms/creator>", "Wenger, E"),
        ("<c>", "<http://www.w3.org/2004/02/skos/core#prefLabel>", "Harbour Circle"),
    ]
    text = "we read Wenger in the Harbour Circle with Amara"

    assert [f.words for f in names(text, vocabulary(told))] == ["Amara"]


@given(
    st.sampled_from(["Meera", "Jonathan", "Nkechi", "Ólafur", "Wei Ling", "O'Brien", "Zoë"]),
    st.sampled_from(["I went with {} to the ward.", "my mentor {} waited", "and {} asked me"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Lu", "Lt", "Cs")), max_size=30),
)
def test_a_name_planted_inside_a_sentence_is_found_whatever_follows(name, sentence, after):
    text = f"{sentence.format(name)} {after}"

    assert any(name in found.words for found in names(text, Vocabulary()))


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text):
    for found in (*hard(text), *names(text, Vocabulary())):
        assert text[found.start : found.start + len(found.words)] == found.words


@pytest.mark.parametrize("text", ["a" * 50_000, "A" * 50_000, "Aa " * 15_000, "1 " * 25_000,
                                  "\\" * 40_000, "@" * 40_000, "a.b-" * 12_000, "(at) " * 9_000,
                                  "Dr " * 15_000, "born " * 9_000])  # fmt: skip
def test_no_text_takes_long(text):
    for _ in (*hard(text), *names(text, Vocabulary())):
        pass
    list(Pseudonyms.of("a", {"P1"}).linked(text))


def test_where_capitals_say_nothing_it_is_told():
    assert capitals_mean_nothing(["我们在医院里学习,也在医院里长大,没有人问过我们想要什么。"] * 3)
    assert not capitals_mean_nothing(["we went to the ward with Meera and asked her to stay"] * 20)


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("P4 is NP3", True), ("P4 = NP3", True), ("(P4=NP3)", True), ("NP3, who is P4", False),
        ("P4 and NP3 are the same person", True), ("P4 was the same student as NP3", True),
        ("P4 also known as NP3", True), ("X9 = W7", True),
        ("see study/other/participant/NP3", True),
        ("P4 is in year 3", False), ("P4 and P5 are friends", False), ("P4 is PGY3", False),
        ("P4 is M2 now", False), ("Q1 is Q2", False), ("P4 = P4", False),
    ],
)  # fmt: skip
def test_pseudonyms_that_are_linked_in_words_are_found(text, linked):
    known = Pseudonyms.of("mine", {"P4", "P5"})

    assert bool(list(known.linked(text))) == linked


VALUES = st.sampled_from(["", "a", "b", "c"])
PEOPLE = st.dictionaries(
    st.integers(0, 12).map(str),
    st.tuples(VALUES, VALUES, st.frozensets(st.sampled_from("xyz"), max_size=3)),
    max_size=10,
)


def laid_out(people):
    known = {
        person: tuple((n, v) for n, v in (("role", one), ("site", two)) if v)
        for person, (one, two, _) in people.items()
    }
    return known, {person: codes for person, (_, _, codes) in people.items()}


@given(PEOPLE, st.integers(1, 5))
def test_small_groups_are_those_that_counting_each_by_each_finds(people, k):
    known, _ = laid_out(people)

    found = {shared: (count, who) for shared, count, who in too_small(known, k)}

    plain = {}
    for shared in known.values():
        count = sum(all(pair in other for pair in shared) for other in known.values())
        if count < k and any(name == "site" for name, _ in shared):
            plain[shared] = (count, {p for p, other in known.items() if other == shared})
    assert found == plain


@given(PEOPLE)
def test_groups_that_are_alike_are_those_that_asking_each_member_finds(people):
    known, values = laid_out(people)

    found = {each.shared: (each.people, each.learnt) for each in alike(known, values)}

    plain = {}
    for shared in known.values():
        members = {p for p, other in known.items() if all(pair in other for pair in shared)}
        learnt = {
            code
            for code in "xyz"
            if all(code in values[p] for p in members)
            and any(values[p] and code not in values[p] for p in known)
        }
        if shared and members != set(known) and learnt:
            plain[shared] = (frozenset(members), frozenset(learnt))
    assert found == plain


@given(PEOPLE)
def test_an_attribute_is_told_where_all_others_tell_it(people):
    known, codes = laid_out(people)
    own = {p: tuple(pair for pair in shared if pair[0] == "site") for p, shared in known.items()}

    found = alike_attributes(People(known, own, codes))

    for name, each in found:
        assert name == "site"
        assert all(dict(known[p]).get("site") in each.learnt for p in each.people)
        assert len({site for shared in own.values() for _, site in shared}) > 1


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8))
def test_what_is_covered_is_what_counting_each_character_gives(spans):
    assert covered(spans) == len({at for start, end in spans for at in range(start, end)})
