"""What Crossref and OpenAlex know completes works that studies name, as their word."""

import json

import pytest
import shared_literature

from kg.errors import UsageError
from kg.index import literature, open_index
from kg.literature import keeping, services
from kg.namespaces import study_graph, works_graph
from kg.pages.citations import Work
from kg.pages.references import entries
from kg.store import open_store
from kg.terms import read_nquads

# The parts of an answer that are read, in the form that the services document.
CROSSREF = {
    "status": "ok",
    "message-type": "work",
    "message": {
        "DOI": "10.5555/W1", "title": ["Title with the number 1"],
        "author": [{"family": "Family1", "given": "A", "sequence": "first"}, {"name": "A group"}],
        "container-title": ["A journal"], "issued": {"date-parts": [[2001, 4]]},
        "reference": [{"DOI": "10.5555/w2"}, {"DOI": "10.5555/nobody"}, {"key": "r3"}],
    },
}  # fmt: skip
OPENALEX = {
    "meta": {"count": 3},
    "results": [
        {
            "id": "https://openalex.org/W1", "doi": None,
            "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/12345678"},
            "display_name": "Title with the number 2", "publication_year": 2002,
            "authorships": [{"author": {"display_name": "Amara Family2"}}],
            "referenced_works": ["https://openalex.org/W9", "https://openalex.org/W404"],
        },
        {
            "id": "https://openalex.org/W9", "doi": "https://doi.org/10.5555/w1",
            "title": "Title with the number 1", "publication_year": 2001, "authorships": [],
            "referenced_works": [],
        },
        {"id": "https://openalex.org/W7", "title": "Nobody cites this", "publication_year": 1999},
    ],
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "store")
    for n in range(4):
        store.replace(f"s{n}", shared_literature.graphs_of(f"s{n}", works=4))
    yield store
    store.close()


@pytest.fixture
def saved(tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "w1.json").write_text(json.dumps(CROSSREF), encoding="utf-8")
    (folder / "page.json").write_text(json.dumps(OPENALEX), encoding="utf-8")
    return folder


def test_known_works_get_what_the_services_know(store, saved):
    read = services.read(store, saved)
    by_source = {(k.source, k.work): k for k in read.known}

    first = by_source["Crossref", "https://doi.org/10.5555/w1"]
    assert (first.title, first.year, first.container) == (
        "Title with the number 1", "2001", "A journal",
    )  # fmt: skip
    assert first.creators == ("Family1, A", "A group")
    assert first.cites == ("https://doi.org/10.5555/w2",)
    second = next(k for k in read.known if k.pmid)
    assert second.pmid == "12345678"
    assert second.cites == ("https://doi.org/10.5555/w1",)
    assert read.unknown == 1


def test_what_studies_printed_stays_as_it_was(store, saved):
    before = {s.id: s.digest for s in store.studies()}

    keeping.complete(store, services.read(store, saved).known, name="saved")

    assert {s.id: s.digest for s in store.studies()} == before
    said = read_nquads(store.read_study("works:saved"))[works_graph("saved")]
    works = {o for _, p, o in said if p.endswith("#recordOf>")}
    assert works
    assert works.isdisjoint({s for s, _, _ in said}), "nothing is said of the works themselves"
    assert [len(held) for held in keeping.known(store).values()] == [3]

    keeping.remove(store, "saved")
    assert keeping.known(store) == {}
    assert study_graph("s0") in read_nquads(store.read_study("s0"))


def test_a_doi_from_a_service_joins_what_titles_do_not(store, saved, tmp_path):
    # One list prints the work without author or year, so that nothing tells it.
    graphs = shared_literature.graphs_of("s9", works=1)
    bare = {
        (s, p, o) for s, p, o in graphs[study_graph("s9")]
        if not (s.startswith("<https://w3id.org/pif-kg/work/") and "creator" in p)
    }  # fmt: skip
    store.replace("s9", {**graphs, study_graph("s9"): bare})
    address = shared_literature.work(0, with_doi=False).iri
    known = [
        services.Known(address, "Crossref", doi="10.5555/w0"),
    ]

    keeping.complete(store, known, name="dois")

    assert literature.one_of(open_index(store), address) == "https://doi.org/10.5555/w0"


def test_references_to_take_along_are_completed_and_never_changed(store):
    bare = shared_literature.work(0, with_doi=False).iri
    listed = [Work(bare, "", "", "")]
    [before] = entries(store, listed)

    known = services.Known(bare, "Crossref", title="Another", container="B", doi="10.5555/w0")
    keeping.complete(store, [known], name="dois")

    [after] = entries(store, listed)
    assert "DOI" not in before
    assert after == before | {"DOI": "10.5555/w0", "URL": "https://doi.org/10.5555/w0"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("{}", "holds no record"),
        ('{"message": {"DOI": 7}}', "holds no record"),
        ('{"results": [{"id": "x", "title": ["a"]}]}', "holds no record"),
        ('[{"id": null}, 7, null, "x"]', "holds no record"),
    ],
)
def test_what_is_no_answer_of_a_service_is_refused(store, tmp_path, content, said):
    path = tmp_path / "odd.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(UsageError, match=said):
        services.read(store, path)


def test_odd_fields_do_no_harm(store, tmp_path):
    odd = {
        "DOI": "10.5555/w1", "title": [None], "author": [None, {"family": 7}, "x"],
        "issued": {"date-parts": [[None]]}, "container-title": {}, "reference": [None, {"DOI": 3}],
    }  # fmt: skip
    path = tmp_path / "odd.json"
    path.write_text(json.dumps([odd]), encoding="utf-8")

    [known] = services.read(store, path).known

    assert (known.title, known.year, known.creators, known.cites) == ("", "", (), ())
