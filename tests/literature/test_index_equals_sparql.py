"""What the index says of literature is what SPARQL says, whatever came, went or was decided."""

import random
import sqlite3

import pytest
import shared_literature

from kg.index import literature, open_index
from kg.index.kinds import concept_iri
from kg.index.updating import path_of, rebuild
from kg.literature import keeping
from kg.namespaces import CITO
from kg.queries import load_query, run
from kg.store import open_store
from kg.terms import value_of

PREFIXES = f"PREFIX cito: <{CITO}> PREFIX pif: <https://w3id.org/pif-kg/ontology#>\n"
ONE = "OPTIONAL { ?cited pif:sameWorkAs ?one } BIND(COALESCE(?one, ?cited) AS ?work)"
BY_INTENT = f"""{PREFIXES}SELECT ?work ?intent (COUNT(DISTINCT ?study) AS ?studies)
(COUNT(DISTINCT ?citation) AS ?citations) WHERE {{
  ?citation cito:hasCitedEntity ?cited ; pif:ofStudy ?study ;
            cito:hasCitationCharacterization ?intent . {ONE} }} GROUP BY ?work ?intent"""


def rows(answer, *columns):
    return [tuple(value_of(row[c]) for c in columns) for row in answer.rows()]


def assert_the_same(store):
    index = open_index(store)
    counted = [(c.work, str(c.studies), str(c.times)) for c in literature.most_cited(index, least=2,
               limit=10_000)]  # fmt: skip
    query = load_query("works-cited-by-studies")
    assert counted == rows(run(store, query, {"minimum": "2"}), "work", "studies", "citations")
    assert literature.how_many(index, least=2) == len(counted)

    spoken = [
        (concept_iri(c.key), c.work, str(c.studies), str(c.times))
        for c in literature.most_cited_by_key(index, top=10_000)
    ]
    found = run(store, load_query("works-cited-for-constructs"))
    assert spoken == rows(found, "construct", "work", "studies", "citations")

    so = [
        (CITO + c.key, c.work, str(c.studies), str(c.times))
        for c in literature.most_cited_by_key(index, literature.INTENT, top=10_000)
    ]
    asked = store.query(BY_INTENT)
    assert sorted(so) == sorted(rows(asked, "intent", "work", "studies", "citations"))

    together = rows(run(store, load_query("works-cited-together")), "work", "other", "sentences")
    for counted_work in literature.most_cited(index, limit=5):
        beside = {b.work: b.sentences for b in literature.cited_beside(index, counted_work.work)}
        expected: dict[str, int] = {}
        for a, b, n in together:
            if counted_work.work in (a, b):
                other = b if a == counted_work.work else a
                expected[other] = expected.get(other, 0) + int(n)
        assert beside == expected

    for work in [c[0] for c in counted[:5]]:
        for address in literature.same_as(index, work):
            assert literature.one_of(index, address) == work
        assert len(literature.studies_citing(index, work)) >= 2


def tables(store):
    open_index(store)
    with sqlite3.connect(path_of(store)) as db:
        return {
            table: sorted(map(repr, db.execute(f"SELECT {columns} FROM {table}")))
            for table, columns in {
                "cited": "work, kind, key, times", "cited_in": "work, sentence",
                "work_said": "work, title, year, creators, doi, printed",
                "same_work": "*", "cited_most": "*", "works_unit": "*",
            }.items()
        }  # fmt: skip


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "store")
    yield store
    store.close()


@pytest.mark.parametrize("seed", range(3))
def test_index_and_sparql_agree_through_every_change(store, tmp_path, seed):
    chance = random.Random(seed)
    names = [f"study-{n}" for n in range(8)]
    for name in names:
        store.replace(name, shared_literature.graphs_of(name, seed))
    assert_the_same(store)

    assert keeping.bring_up(store).ones
    assert_the_same(store)

    works = [c.work for c in literature.most_cited(open_index(store), limit=4)]
    decisions = tmp_path / "works.csv"
    decisions.write_text(
        "work,other,decision,who,why\n"
        f"{works[0]},{works[1]},same,A reviewer,read both\n"
        f"{shared_literature.work(3, with_doi=True).iri},"
        f"{shared_literature.work(3, with_doi=False).iri},different,A reviewer,\n",
        encoding="utf-8",
    )
    keeping.merge(store, decisions)
    index = open_index(store)
    assert literature.one_of(index, works[0]) == literature.one_of(index, works[1])
    assert_the_same(store)

    for name in chance.sample(names, 4):
        if chance.random() < 0.5:
            store.remove(name)
        else:
            store.replace(name, shared_literature.graphs_of(name, seed + 100))
        assert_the_same(store)
    assert not keeping.is_current(store)
    keeping.bring_up(store)
    assert keeping.is_current(store)
    assert_the_same(store)

    changed = tables(store)
    rebuild(store)
    assert tables(store) == changed

    keeping.remove(store, "works")
    assert_the_same(store)


def test_pages_of_the_list_go_on_where_they_ended(store):
    for n in range(6):
        store.replace(f"s{n}", shared_literature.graphs_of(f"s{n}", works=40))
    index = open_index(store)
    whole = literature.most_cited(index, limit=1000)

    paged, last = [], None
    while page := literature.most_cited(index, limit=3, after=last):
        paged += page
        last = page[-1]

    assert paged == whole
