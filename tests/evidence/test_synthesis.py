"""Constructs across studies: every kind of count is what SPARQL finds, and nothing is guessed."""

from collections import defaultdict
from contextlib import closing
from pathlib import Path

import generated_studies
import mapping_sets
import pytest
from hypothesis import HealthCheck, given, settings
from random_questions import trees

from kg.evidence.question import Every, Has, Question, matches
from kg.evidence.sparql import only_addresses
from kg.evidence.synthesis import synthesis, synthesis_from
from kg.index import open_index
from kg.index.kinds import ROLES, SOURCES
from kg.loading import load_records
from kg.query_text import with_prefixes
from kg.store import open_store
from kg.terms import value_of

RECORDS = Path(__file__).resolve().parents[2] / "studies" / "records"
FACTS = {
    "study": "?q pif:ofStudy/pif:identifier ?x",
    "participant": "?q pif:spokenBy ?x",
    "role": "?q pif:spokenInTenure/a ?x",
    "source": "?q pif:drawnFrom/a ?x",
    "same": "?q pif:overlapsWith|pif:sameUtteranceAs ?x . ?x a pif:Quote",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Made-up studies of which two share an utterance, records beside them, a set over both."""
    folder = tmp_path_factory.mktemp("synthesis")
    store = open_store(folder / "store")
    generated_studies.fill(store)
    store.replace("twin", generated_studies.graphs_of("twin", same_as="alpha"))
    list(load_records(RECORDS, store))
    text = mapping_sets.table(3, generated_studies.STUDIES, rows=20)
    row = "fine2003/narrative\tskos:broadMatch\tc:patching\tsemapv:MappingReview\tTeam\n"
    record = next(s.id for s in store.studies() if s.id.startswith("launch"))
    text += row.replace("fine2003/narrative", f"{record}/{first_code(store, record)}")
    mapping_sets.load(store, folder, "hub", text)
    yield store
    store.close()


def first_code(store, study):
    rows = store.query(
        with_prefixes(
            f"SELECT ?id WHERE {{ ?c a pif:Code ; pif:identifier ?id ; pif:ofStudy ?s . "
            f'?s pif:identifier "{study}" }} ORDER BY ?id LIMIT 1'
        )
    ).rows()
    return value_of(next(iter(rows))["id"])


@pytest.fixture(scope="module")
def said(store):
    """What SPARQL finds of every quote, by kind of fact."""
    found = {kind: defaultdict(set) for kind in FACTS}
    for kind, pattern in FACTS.items():
        query = with_prefixes(f"SELECT ?q ?x WHERE {{ ?q a pif:Quote . {pattern} }}")
        for row in store.query(query).rows():
            found[kind][value_of(row["q"])].add(row["x"] if kind != "same" else value_of(row["x"]))
    for q, others in list(found["same"].items()):
        for other in others:
            found["same"][other].add(q)
    return found


def strength_by_sparql(said, quotes):
    """Count distinct utterances, people, roles and sources of some quotes, without the index."""
    roots = set()
    for quote in quotes:
        seen, waiting = {quote}, [quote]
        while waiting:
            for other in said["same"][waiting.pop()] - seen:
                seen.add(other)
                waiting.append(other)
        roots.add(min(seen))
    people = {x for q in quotes for x in said["participant"][q]}
    roles = set()
    for q in quotes:
        named = {ROLES[x] for x in said["role"][q] if x in ROLES}
        roles |= named - ({"mentor"} if "senior-mentor" in named else set())
    sources = {
        kind
        for q in quotes
        for kind in {SOURCES[x] for x in said["source"][q] if x in SOURCES} or {"other"}
    }
    return len(quotes), len(roots), len(people), roles, sources


def of(strength):
    return (
        strength.quotes, strength.utterances, strength.participants,
        set(strength.roles), set(strength.sources),
    )  # fmt: skip


def quotes_by_sparql(store, index, *parts):
    rows = store.query(only_addresses(index, Question(Every(parts)))).rows()
    return {value_of(row["iri"]) for row in rows}


def compare(store, said, index, found, mode, *narrowed):
    studies_of = said["study"]
    for row, cells in zip(found.rows, found.cells, strict=True):
        quotes = quotes_by_sparql(store, index, Has("construct", row.key, mode), *narrowed)
        assert of(row.strength) == strength_by_sparql(said, quotes), row.key
        by_study = defaultdict(set)
        for quote in quotes:
            for study in studies_of[quote]:
                by_study[value_of(study)].add(quote)
        assert row.studies == len(by_study)
        for study, cell in zip(found.studies, cells, strict=True):
            assert of(cell) == strength_by_sparql(said, by_study[study]), (row.key, study)


@pytest.mark.parametrize("mappings", [None, ["own"], ["hub"], ["none"]], ids=str)
@pytest.mark.parametrize("mode", ["scheme", "filed"])
def test_every_cell_and_row_is_what_sparql_finds(store, said, mode, mappings):
    found = synthesis(store, mode=mode, mappings=mappings)

    assert found.full == len(found.studies) == len(generated_studies.STUDIES) + 1
    compare(store, said, open_index(store).choosing(mappings), found, mode)
    several = any(row.strength.utterances < row.strength.quotes for row in found.rows)
    assert several or mode == "filed"
    assert any(row.strength.quotes for row in found.rows)


def test_narrowed_to_the_quotes_of_random_questions_it_is_what_sparql_finds(store, said):
    index = open_index(store)
    sizes = set()

    @settings(
        max_examples=15, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(tree=trees(store))
    def agree(tree):
        found = synthesis_from(store, index, within=matches(index, tree), branch="identity-work")
        compare(store, said, index, found, "scheme", tree)
        sizes.add(found.quotes)

    agree()
    assert len(sizes) > 5


def test_the_studies_are_laid_out_some_at_a_time_and_the_rows_stay_whole(store):
    whole = synthesis(store)
    parts = [synthesis(store, start=n, size=2) for n in range(0, whole.full, 2)]

    assert [s for part in parts for s in part.studies] == list(whole.studies)
    for i, cells in enumerate(whole.cells):
        assert tuple(c for part in parts for c in part.cells[i]) == cells
    assert all(part.rows == whole.rows for part in parts)


def test_chosen_studies_are_the_columns_and_a_study_without_evidence_is_silent(store):
    found = synthesis(store, conditions={"study": ["alpha", "øre"]}, branch="patching")
    nobody = synthesis(store, conditions={"study": "alpha", "text": "“nosuchword"})

    assert found.studies == ("alpha", "øre")
    assert [row.key for row in found.rows] == ["patching"]
    assert not found.records
    assert nobody.silent == ("alpha",)


def test_a_record_is_named_apart_with_the_reason_and_is_no_evidence(store):
    found = synthesis(store)
    rows = {row.key: (row, named) for row, named in zip(found.rows, found.named, strict=True)}
    row, named = rows["community-of-practice"]
    by_record = dict(zip(found.records, named, strict=True))

    assert not set(found.records) & set(found.studies)
    [exact, *_] = by_record["krishna2023b"]
    assert (exact.relation, exact.set, exact.carries) == ("exactMatch", "own", True)
    assert exact.reason == "exact wording of the domain"
    assert row.named == sum(any(n.carries for n in some) for some in named)
    # What is a kind of it names it as well; what only comes near stands with its own construct.
    above = dict(zip(found.records, rows["mentoring-ecosystem"][1], strict=True))
    assert exact in above["krishna2023b"]
    assert not [n for n in above["krishna2023b"] if not n.carries]


def test_a_set_of_mappings_makes_a_record_name_a_construct_and_goes_again(store):
    def naming(mappings):
        found = synthesis(store, mappings=mappings, branch="patching", empty=True)
        return [each.set for some in found.named[0] for each in some]

    assert naming(None) == naming(["hub"]) == ["hub"]
    assert naming(["own"]) == naming(["none"]) == []


def test_one_utterance_that_two_studies_print_is_not_evidence_of_several(tmp_path):
    with closing(open_store(tmp_path / "store")) as store:
        store.replace("alpha", generated_studies.graphs_of("alpha", quotes=1))
        twin = generated_studies.graphs_of("twin", quotes=1, same_as="alpha")
        store.replace("twin", twin)
        found = synthesis(store, mode="scheme")

        both = [row for row in found.rows if row.studies == 2]
        assert all(row.standing == "one" for row in both)
        assert all(row.strength.utterances == 1 for row in found.rows if row.strength.quotes)


def test_the_first_study_has_thirteen_constructs_and_two_claims_said_of_both_groups(study_store):
    found = synthesis(study_store)
    rows = {row.key: row for row in found.rows}

    assert {row.key for row in found.one_group} == {
        "community-of-practice", "patching", "splinting"
    }  # fmt: skip
    assert rows["identity-work"].strength.utterances == 7
    assert [(u.claim.id, u.role) for u in found.unborne if u.reason == "both-groups"] == [
        ("C-D1.2-s03", "mentee"),
        ("C-D2.1-s03", "peer-mentor"),
    ]
    assert not found.standing("several")
    whole = synthesis(study_store, empty=True)
    assert len(whole.standing("nobody")) == len(whole.rows) - len(found.rows)


def test_contradictions_are_those_a_study_states_each_once(study_store):
    found = synthesis(study_store)

    assert [(pair.first.id, pair.second.id, pair.about) for pair in found.opposed] == [
        (
            "C-D1.2-s04",
            "C-ECO-s10",
            ("mentoring-culture", "mentoring-structure"),
        ),
        ("C-DIS-s21", "C-ECO-s16", ("patching",)),
    ]
    patching = synthesis(study_store, branch="patching")
    assert [pair.first.id for pair in patching.opposed] == ["C-DIS-s21"]
    rows = study_store.query(
        with_prefixes("SELECT ?x ?y WHERE { ?x pif:contradicts ?y FILTER(STR(?x) < STR(?y)) }")
    ).rows()
    assert len(list(rows)) == len(found.opposed)
    assert not synthesis(study_store, branch="splinting").opposed
