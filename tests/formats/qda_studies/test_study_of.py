"""What a coding program kept comes back as a study: every coded word, exactly once."""

from collections import Counter

from generated_projects import exported_again, made_project
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import validation
from kg.columns import column_for
from kg.findings import violations
from kg.formats.qda.project import Case, Code, Coder, Coding, Project, Region, Selection, Source
from kg.formats.qda.studying import study_of
from kg.formats.reporting import Report
from kg.formats.structured import read_yaml
from kg.reports import not_kept
from kg.statements import statements

SEEDS = st.integers(0, 2**32)


def studied(project, about="", **how):
    report = Report()
    settings = read_yaml(about, "p.study.yaml", report) if about else None
    study = study_of(project, report, id="s1", about=settings, **how)
    return study, report


def facts(study):
    stated = statements(study)
    return {graph: frozenset(triples) for graph, triples in stated.graphs.items()}


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_every_coded_selection_is_a_quote_with_its_codes_and_coders_exactly_once(seed):
    project = made_project(seed)
    names = {code.id: code.name for code in project.codes}
    people = {coder.id: coder.name for coder in project.coders}
    sources = {source.id: source for source in project.sources}
    wanted = {
        (sources[s.source].text, s.start, s.end, names[c.code], people[c.coder])
        for s in project.selections
        for c in s.codings
        if s.text.strip()
    }

    study, report = studied(project, keep_names=True)

    documents = {d.id: d for d in study.documents}
    quotes = {q.id: q for q in study.quotes}
    labels = {c.id: c.label for c in study.codes}
    called = {"Ann-A": "Ann A", "Zoë-Z": "Zoë Z"}
    found = [
        (documents[q.document].text, q.start, q.end, labels[c.concept.code], called[c.coder])
        for c in study.codings
        for q in [quotes[c.quote]]
    ]
    assert set(found) == wanted
    assert all(documents[q.document].text[q.start : q.end] == q.text for q in study.quotes)
    assert len({(q.document, q.start, q.end) for q in study.quotes}) == len(study.quotes)
    for kind in (study.documents, study.quotes, study.codes, study.codings, study.participants):
        assert len({thing.id.casefold() for thing in kind}) == len(kind)
    assert not violations(report.findings())


@settings(max_examples=15, deadline=None)
@given(SEEDS, SEEDS)
def test_ids_do_not_depend_on_guids_or_order(seed, other):
    project = made_project(seed)

    first, again = studied(project)[0], studied(exported_again(project, other))[0]

    assert facts(first) == facts(again)


@settings(max_examples=5, deadline=None)
@given(SEEDS)
def test_what_was_made_can_be_loaded(seed):
    stated = statements(studied(made_project(seed))[0])

    found = validation.check(stated.graphs, places=stated.places, column_for=column_for)

    assert violations(found) == []


def small(**more):
    text = "I asked. I asked. She answered 🙂 and left."
    return Project(
        coders=[Coder("u", "Real Name")],
        codes=[Code("f", "Identity", codable=False), Code("c", "Patching", "f", memo="why")],
        sources=[Source("s", "Talk 1.docx", text=text, values={"Kind": "interview"})],
        selections=[
            Selection("a", "s", 0, 8, text[:8], codings=[Coding("1", "c", "u", "2024-01-02")]),
            Selection("b", "s", 9, 17, text[9:17], codings=[Coding("2", "c", "u", memo="see")]),
        ],
        **more,
    )  # fmt: skip


def test_same_words_at_two_places_are_two_quotes_told_apart_by_number():
    study, _ = studied(small())

    first, second = study.quotes
    assert (first.text, first.start, second.text, second.start) == ("I asked.", 0, "I asked.", 9)
    assert second.id == f"{first.id}.2"


def test_codes_have_the_ids_of_their_paths_and_folders_stand_above():
    study, _ = studied(small())

    assert [(c.id, c.parent, c.label, c.note) for c in study.codes] == [
        ("identity", "", "Identity", ""),
        ("identity.patching", "identity", "Patching", "why"),
    ]


def test_no_name_of_a_coder_or_a_folder_of_a_computer_is_left():
    project = small(cases=[Case("k", "P1", {"Role": "mentee"}, ["s"])])
    project.sources[0].name = r"C:\Users\someone\Talk 1.docx"

    said = str(facts(studied(project)[0]))

    assert not any(word in said for word in ("Real", "someone", "Users"))
    assert all(word in said for word in ("coder/coder-1>", "document/Talk-1>"))


def test_nothing_is_public_or_licensed_unless_somebody_says_so():
    study, report = studied(small())

    assert study.licence == ""
    said = statements(study).graphs
    levels = Counter(o for ts in said.values() for _, p, o in ts if p.endswith("#accessLevel>"))
    assert {level.rsplit("#")[-1] for level in levels} == {"Restricted>", "Closed>"}
    assert {f.rule for f in report.findings()} >= {"licence"}


def test_a_role_that_nobody_states_is_unknown_and_said_to_be():
    study, report = studied(small(cases=[Case("k", "P1", {"Age": "30"}, ["s"])]))

    assert [t.role for t in study.participants[0].tenures] == ["unknown"]
    assert study.participants[0].attributes == {"Age": "30"}
    assert "role-unknown" in {f.rule for f in report.findings()}
    assert {(q.participant, q.role) for q in study.quotes} == {("P1", "unknown")}
    assert study.documents[0].kind == "interview"


ABOUT = """
title: Talks
licence: CC BY 4.0
import:
  variables: {role: Position, year: Jahr}
  roles: {Y1 student: mentee, lead: senior-mentor}
  documents: {diary: ["Talk *"]}
  owners: {Talk 1: P2}
"""


def test_the_file_beside_a_project_says_what_its_variables_mean():
    cases = [
        Case("k", "P1", {"Position": "Y1 student", "Jahr": "2", "Role": "x"}),
        Case("l", "P2", {"Position": "Lead"}),
    ]
    study, _ = studied(small(cases=cases), ABOUT)

    one, two = study.participants
    assert (study.title, study.licence) == (
        "Talks", "https://creativecommons.org/licenses/by/4.0/",
    )  # fmt: skip
    assert ([t.role for t in one.tenures], one.year, one.attributes) == (
        ["mentee"],
        2,
        {"Role": "x"},
    )
    assert [t.role for t in two.tenures] == ["senior-mentor"]
    assert (study.documents[0].kind, study.documents[0].participant) == ("diary", "P2")
    assert {q.role for q in study.quotes} == {"senior-mentor"}


def test_a_role_of_a_wrong_name_in_the_file_beside_is_refused():
    _, report = studied(small(), "import: {roles: {x: mentor-in-chief}}")

    [found] = violations(report.findings())
    assert (found.rule, found.place.file) == ("unknown-role", "p.study.yaml")


def test_passages_of_one_person_say_who_speaks():
    project = small(cases=[
        Case("k", "P1", selections=["p"]), Case("l", "P2", selections=["b"]),
    ])  # fmt: skip
    project.selections.append(Selection("p", "s", 0, 8, "I asked."))

    study, _ = studied(project)

    assert [q.participant for q in study.quotes] == ["P1", "P2"]


def test_what_is_not_kept_is_counted_by_name():
    project = small(cases=[Case("k", "Nowhere"), Case("l", "", {"Site": "A"}, ["s"])])
    project.codes[0].colour = "#ff0000"
    project.selections += [
        Selection("x", "s", 3, 5, "sk", memo="hm"),
        Selection("y", "s", region=Region(page=1), codings=[Coding("3", "c", "u")]),
        Selection("z", "s", 0, 8, "I asked.", codings=[Coding("4", "c", "u", "2024-01-01")]),
    ]

    study, _ = studied(project)

    counted = Counter()
    for what, _, number in project.losses.lines():
        counted[what] += number
    assert counted == {
        "Case": 1, "Code/colour": 1, "Coding": 1,
        "Selection with a memo": 1, "Variable Site": 1,
    }  # fmt: skip
    assert study.codings[0].moment == "2024-01-01T00:00:00"
    assert all(f.severity == "info" for f in not_kept(project.losses.lines(), "p.qdpx"))


def test_hostile_names_become_ids():
    project = small(cases=[Case("k", "../../etc", {"": "x", "role": "mentee;mentor"}, ["s"])])
    project.sources[0].name = "\x00\u202e../<b>"
    project.codes[1].name = "a" * 5000 + "\n<script>"
    project.codes.append(Code("d", "???", "c"))
    project.codes.append(Code("e", "", "missing"))

    study, report = studied(project)
    found = validation.check(statements(study).graphs, places={}, column_for=column_for)

    assert violations([*report.findings(), *found]) == []
    assert [t.role for t in study.participants[0].tenures] == ["mentee", "mentor"]


def test_words_marked_twice_with_and_without_a_space_or_at_no_known_place_can_be_loaded():
    project = small()
    words = "What nobody can tell the place of, though it is long enough."
    coding = project.selections[0].codings[0]
    project.sources += [Source("n", "Scan"), Source("m", "Scan 2")]
    project.selections += [
        Selection("x", "s", 0, 9, "I asked. ", codings=[coding]),
        Selection("y", "n", text=words, codings=[coding]),
        Selection("z", "m", text=words, codings=[coding]),
    ]

    study, _ = studied(project)
    found = validation.check(statements(study).graphs, places={}, column_for=column_for)

    assert len(study.quotes) == 5
    assert violations(found) == []


def test_codes_filed_one_below_the_other_without_end_take_no_time():
    codes = [Code(str(n), f"Level {n}", str(n - 1)) for n in range(20_000)]

    study, _ = studied(Project(codes=codes))

    assert len({code.id for code in study.codes}) == 20_000
    assert max(len(code.id) for code in study.codes) < 140
