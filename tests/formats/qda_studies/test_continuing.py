"""A project exported a month later: what is the same keeps its address, what was added stays."""

import random
from collections import Counter
from copy import deepcopy

import pytest
from generated_projects import exported_again, made_coding, made_project
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.findings import Place, violations
from kg.formats.qda.continuing import carry_over, keep_addresses
from kg.formats.qda.continuing.shifting import Shift
from kg.formats.qda.project import Coder, Coding, Selection
from kg.formats.qda.studying import study_of
from kg.formats.reporting import Report
from kg.namespaces import PIF, SKOS, mapping_graph, study_graph
from kg.statements import statements
from kg.terms import A, text

SEEDS = st.integers(0, 2**32)
GRAPH = study_graph("s1")


def graphs_of(project):
    return statements(study_of(project, Report(), id="s1")).graphs


def again(project, held):
    """Return the study of a later export beside what is held, its graphs, and what was found."""
    report = Report()
    study = study_of(project, report, id="s1")
    keep_addresses(study, held)
    made = statements(study).graphs
    made = carry_over(study, made, held, report, Place("p.qdpx"), described=False)
    return study, made, report


def addresses(project, study):
    """Return the ids of a study's things by what the project calls them."""
    documents = {s.id: d.id for s, d in zip(project.sources, study.documents, strict=True)}
    quotes = {(q.document, q.start, q.end): q.id for q in study.quotes}
    return (
        documents,
        {
            s.id: quotes[documents[s.source], s.start, s.end]
            for s in project.selections
            if (documents[s.source], s.start, s.end) in quotes
        },
        {q.id: c.id for q, c in zip(project.codes, study.codes, strict=True)},
        {q.id: p.id for q, p in zip(project.cases, study.participants, strict=True)},
    )


@settings(max_examples=10, deadline=None)
@given(SEEDS, SEEDS)
def test_the_same_project_under_new_guids_changes_nothing(seed, other):
    project = made_project(seed)
    held = graphs_of(project)

    _, made, report = again(exported_again(project, other), held)

    assert made == held
    assert not violations(report.findings())


def edited(project, choose):
    """Return the project a month later, and what of it nobody touched: selections, by id."""
    later = deepcopy(project)
    touched = set()
    for source in later.sources:
        at = choose.randrange(len(source.text))
        cut = choose.randrange(0, 12)
        words = choose.choice(["", "a new sentence. ", "\nand a line\n"])
        source.text = source.text[:at] + words + source.text[at + cut :]
        for selection in [s for s in later.selections if s.source == source.id]:
            if selection.start < at + cut and selection.end > at:
                touched.add(selection.id)
                selection.start = min(selection.start, at)
                selection.end = max(min(selection.end, len(source.text)), selection.start + 1)
            elif selection.start >= at + cut:
                selection.start += len(words) - cut
                selection.end += len(words) - cut
            selection.text = source.text[selection.start : selection.end]
    untouched = {s.id for s in later.selections} - touched
    later.coders.insert(0, Coder("new", "Aaron A"))
    gone = choose.choice(later.selections)
    later.selections.remove(gone)
    source = choose.choice(later.sources)
    start = choose.randrange(len(source.text) - 5)
    fresh = Selection("fresh", source.id, start, start + 5, source.text[start : start + 5])
    fresh.codings.append(Coding("f", later.codes[1].id, "new", "2020-01-01T00:00:00Z"))
    later.selections.append(fresh)
    choose.choice(later.codes).name = "Renamed"
    return later, untouched & {s.id for s in later.selections if s.codings}


@settings(max_examples=40, deadline=None)
@given(SEEDS)
@example(125)  # two documents of one name, both edited
def test_what_nobody_touched_keeps_its_address_through_edits(seed):
    choose = random.Random(seed)
    project = made_project(seed)
    study = study_of(project, Report(), id="s1")
    later, untouched = edited(project, choose)

    new, _, report = again(later, statements(study).graphs)

    documents, quotes, codes, people = addresses(project, study)
    documents_now, quotes_now, codes_now, people_now = addresses(later, new)
    assert documents_now == documents
    assert people_now == people
    kept = quotes.keys() & untouched
    assert {id: quotes_now[id] for id in kept} == {id: quotes[id] for id in kept}
    # Codes of one name can be told apart by what they code alone, and that has changed too.
    names = Counter(code.name.casefold() for code in project.codes)
    alone = {code.id for code in project.codes if names[code.name.casefold()] == 1}
    coded = {c.code for s in later.selections if s.id in kept for c in s.codings}
    changed = {c.code for s in later.selections if s.id not in untouched for c in s.codings}
    used = (coded & alone) - changed
    assert {id: codes_now[id] for id in used} == {id: codes[id] for id in used}
    assert len({q.id for q in new.quotes}) == len(new.quotes)
    assert not violations(report.findings())


def test_coders_keep_their_pseudonyms_when_somebody_comes_before_them():
    project = made_project(7)
    study = study_of(project, Report(), id="s1")
    later, _ = edited(project, random.Random(1))

    new, _, _ = again(later, statements(study).graphs)

    before = {c.id: c.coder for c in study.codings}
    assert {before[c.id] for c in new.codings if c.id in before} == {"coder-1", "coder-2"}
    assert all(before.get(c.id, c.coder) == c.coder for c in new.codings)
    assert {c.coder for c in new.codings} == {"coder-1", "coder-2", "coder-3"}


def test_a_folder_renamed_and_a_code_moved_stay_what_they_are():
    project = made_project(3)
    project.codes[2].parent, project.codes[3].parent = project.codes[1].id, project.codes[2].id
    for n, selection in enumerate(project.selections):
        selection.codings.append(made_coding(random.Random(n), project, f"g{n}"))
    study = study_of(project, Report(), id="s1")
    later = deepcopy(project)
    later.codes[1].name = "Another name"
    later.codes[3].parent = later.codes[0].id

    new, _, _ = again(later, statements(study).graphs)

    assert [c.id for c in new.codes] == [c.id for c in study.codes]
    assert new.codes[1].label == "Another name"
    assert new.codes[3].parent == new.codes[0].id


def term(kind, id):
    return f"<https://w3id.org/pif-kg/study/s1/{kind}/{id}>"


def added_to(held, study):
    """Add by hand what a project does not hold; returns the statements."""
    quote, code = term("quote", study.quotes[0].id), term("code", study.codes[1].id)
    claim, episode = term("claim", "C1"), term("episode", "E1")
    more = {
        (claim, A, f"<{PIF}Claim>"),
        (claim, f"<{PIF}text>", text("They patch.")),
        (quote, f"<{PIF}illustrates>", claim),
        (quote, f"<{PIF}evidences>", episode),
        (episode, A, f"<{PIF}IdentityWork>"),
        (quote, f"<{PIF}inSection>", text("Results")),
        (term("participant", "P1"), f"<{PIF}becamePeerMentor>", text("yes")),
    }
    held[GRAPH] |= more
    held[GRAPH] -= {(quote, f"<{PIF}accessLevel>", f"<{PIF}Restricted>")}
    more.add((quote, f"<{PIF}accessLevel>", f"<{PIF}Public>"))
    held[GRAPH] |= more
    held[mapping_graph("s1")] = {
        (code, f"<{SKOS}exactMatch>", "<https://w3id.org/pif-kg/scheme/patching>")
    }
    return more


def test_what_was_added_in_the_store_stays():
    project = made_project(11)
    study = study_of(project, Report(), id="s1")
    held = statements(study).graphs
    more = added_to(held, study)

    _, made, report = again(exported_again(project, 5), held)

    assert more <= made[GRAPH]
    assert made == held
    assert not violations(report.findings())


def test_words_that_changed_are_not_public_because_the_old_ones_were():
    project = made_project(11)
    study = study_of(project, Report(), id="s1")
    held = statements(study).graphs
    added_to(held, study)
    first = study.quotes[0]
    later = deepcopy(project)
    source = later.sources[[d.id for d in study.documents].index(first.document)]
    for selection in [s for s in later.selections if s.source == source.id]:
        if (selection.start, selection.end) == (first.start, first.end):
            selection.end += 2
            selection.text = source.text[selection.start : selection.end]

    new, made, _ = again(later, held)

    assert first.id in {q.id for q in new.quotes}
    levels = {
        o for s, p, o in made[GRAPH] if (s, p) == (term("quote", first.id), f"<{PIF}accessLevel>")
    }
    assert levels == {f"<{PIF}Restricted>"}


@pytest.mark.parametrize("what", ["quote", "code"])
def test_what_has_lost_its_place_is_named_and_refused(what):
    project = made_project(11)
    study = study_of(project, Report(), id="s1")
    held = statements(study).graphs
    added_to(held, study)
    later = deepcopy(project)
    if what == "quote":
        later.selections = []
    else:
        code = later.codes[1].id
        later.codes = [c for c in later.codes if c.id != code and c.parent != code]
        kept = {c.id for c in later.codes}
        for selection in later.selections:
            selection.codings = [c for c in selection.codings if c.code in kept]

    _, _, report = again(later, held)

    found = [f for f in violations(report.findings()) if f.rule == "still-used"]
    wanted = study.quotes[0].id if what == "quote" else study.codes[1].id
    assert any(wanted in f.message for f in found)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab\n🙂é", max_size=8), max_size=12), st.data())
def test_a_place_outside_an_edit_is_found_again(pieces, data):
    old = "\n".join(pieces)
    at = data.draw(st.integers(0, len(old)))
    cut = data.draw(st.integers(0, len(old) - at))
    words = data.draw(st.text("ab\n", max_size=5))
    new = old[:at] + words + old[at + cut :]
    shift = Shift(old, new)

    for start in range(len(old)):
        span = shift.span(start, start + 1)
        if span is not None:
            assert new[span[0] : span[1]] == old[start]


def test_texts_made_to_be_slow_are_compared_in_no_time():
    old = "same\n" * 40_000 + "x" * 200_000
    shift = Shift(old, "y" + old.replace("x", "x ", 1))

    assert shift.span(len(old) - 1, len(old)) == (len(old) + 1, len(old) + 2)
