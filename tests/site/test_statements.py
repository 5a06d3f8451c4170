"""The statements beside each page: the facts that the server gives, the same in every form."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_sites import layout_of, make

from kg.describing.document import document, provenance_of
from kg.describing.memory import steady
from kg.describing.thing import describe
from kg.identifiers import construct_iri, split_thing_iri
from kg.namespaces import BASE, PIF, SKOS, derived_graph, study_graph
from kg.site.rendering import Rendering
from kg.store import open_store
from kg.terms import A, iri, text, typed

HYDRA = "http://www.w3.org/ns/hydra/core#"
HERE = "http://site.example/thing"
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
}
SIZE = 200
TITLE = iri("http://purl.org/dc/terms/title")


def parsed(path_or_bytes, ending):
    found = path_or_bytes if isinstance(path_or_bytes, bytes) else path_or_bytes.read_bytes()
    return {
        (str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(found, FORMATS[ending])
    }


def served(store, thing):
    """What the server tells of a thing, without the document itself and names of the ontology."""

    def tell(memory):
        found = describe(store, memory, thing, out=SIZE, into=SIZE)
        return document(found, provenance_of(store, memory, found), HERE, lambda *_: f"{HERE}?x")

    return {
        triple
        for triple in steady(store, tell)
        if HERE not in triple[0] and not (triple[0].startswith(f"<{PIF}") and triple[2][0] == '"')
    }


def of_things(triples):
    """Leave out what a document says of itself and its lists."""
    documents = tuple(f".{ending}" for ending in FORMATS)
    return {t for t in triples if not t[0].split("#")[0].rstrip(">").endswith(documents)}


@pytest.mark.parametrize(("which", "least"), [("site", 400), ("odd_site", 200)])
def test_every_document_says_the_same_in_all_forms(which, least, request):
    folder = request.getfixturevalue(which)
    count = 0
    for path in sorted(folder.rglob("*.nt")):
        stem = path.relative_to(folder).with_suffix("")
        if stem.parts[0] == "ontology" or stem.name in ("ontology", "scheme"):
            continue  # blank nodes have other names in each form
        forms = [
            {tuple(term.replace(f".{ending}", "") for term in triple) for triple in found}
            for ending in FORMATS
            if (found := parsed(path.with_name(f"{path.stem}.{ending}"), ending))
        ]
        assert len(forms) == 3
        assert forms[0] == forms[1] == forms[2], stem
        count += 1
    assert count > least


def test_it_is_what_the_server_tells(public, site):
    layout = layout_of(public)
    told = {}
    for thing, home in layout.homes.items():
        told.setdefault(home, []).append(thing)
    kinds = {}
    for thing in layout.pages:
        split = split_thing_iri(thing)
        kinds.setdefault(split[1] if split else thing.removeprefix(BASE).split("/")[0], []).append(
            thing
        )
    sample = [thing for things in kinds.values() for thing in things[:: max(1, len(things) // 6)]]
    assert len(sample) > 40
    for thing in sample:
        if not thing.startswith((f"{BASE}study", f"{BASE}scheme/", f"{BASE}work", "https://doi")):
            continue  # vocabularies are written whole
        found = of_things(parsed(site / f"{layout.pages[thing]}.nt", "nt"))
        here = served(public, thing)
        beside = set().union(*(served(public, each) for each in told.get(thing, ())), here)

        # Things told of here have their own names as what is said of them.
        assert here <= found, thing
        assert found <= beside, thing


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """Two studies in which more things lead to one than a document lists."""
    store = open_store(tmp_path_factory.mktemp("crowded") / "store")
    patching = iri(construct_iri("patching"))
    for study in ("a-b", "a"):
        start = f"{BASE}study/{study}"
        said = {
            (iri(start), A, iri(f"{PIF}Study")),
            (iri(start), iri(f"{PIF}identifier"), text(study)),
        }
        follows = set()
        for n in range(150):
            quote = iri(f"{start}/quote/Q{n}")
            said |= {
                (quote, A, iri(f"{PIF}Quote")),
                (quote, iri(f"{PIF}identifier"), text(f"Q{n}")),
                (quote, iri(f"{PIF}ofStudy"), iri(start)),
                (iri(f"{start}/code/c"), A, iri(f"{PIF}Code")),
            }
            follows |= {
                (quote, iri(f"{PIF}supports"), patching),
                (patching, iri(f"{PIF}supportedBy"), quote),
                (iri(f"{start}/code/c"), iri(f"{PIF}supportedBy"), quote),
            }
        store.replace(study, {study_graph(study): said, derived_graph(study): follows})
    yield store
    store.close()


def test_a_long_list_begins_as_on_the_server_and_says_how_long_it_is(crowded, tmp_path):
    make(crowded, tmp_path / "out")
    patching = construct_iri("patching")

    found = parsed(tmp_path / "out/scheme/patching.nt", "nt")

    assert served(crowded, patching) <= found
    totals = {o for s, p, o in found if p == f"<{HYDRA}totalItems>"}
    assert totals == {
        str(
            ox.Literal(
                "300", datatype=ox.NamedNode(f"{'http://www.w3.org/2001/XMLSchema#'}integer")
            )
        )
    }
    for p, at in ((f"<{PIF}supports>", 0), (f"<{PIF}supportedBy>", 2)):
        assert len({t[at] for t in found if t[1] == p}) == SIZE
    more = {o for s, p, o in found if p.endswith("seeAlso>")}
    assert more == {f"<{BASE}data/{name}.nq.gz>" for name in ("asserted", "derived")}


def test_what_several_studies_say_of_one_work_counts_once(tmp_path):
    store = open_store(tmp_path / "store")
    works = [iri(f"https://doi.org/10.1/{name}") for name in ("citing", "cited")]
    cites = iri("http://purl.org/spar/cito/cites")
    for study in ("one", "two"):
        said = {
            (iri(f"{BASE}study/{study}"), A, iri(f"{PIF}Study")),
            (works[0], cites, works[1]),
            *((work, TITLE, text(f"As {study} has it")) for work in works),
        }  # fmt: skip
        store.replace(study, {study_graph(study): said})
    make(store, tmp_path / "out")

    found = parsed(tmp_path / "out/works/10.1-cited.nt", "nt")

    assert served(store, "https://doi.org/10.1/cited") <= found
    assert not any(p == f"<{HYDRA}totalItems>" for _, p, _ in found)
    sets = {o for _, p, o in found if p.endswith("inDataset>")}
    assert sets == {f"<{BASE}void#study-one>", f"<{BASE}void#study-two>"}
    store.close()


def is_read(term):
    """Say whether a reader takes a term for an IRI: `quote://:a` has a port that is no number."""
    try:
        return bool(ox.NamedNode(term[1:-1]))
    except ValueError:
        return False


LOCAL = st.lists(st.sampled_from([*"abQ019._-~éß質:/", "%25"]), max_size=10).map("".join)
IRIS = st.builds(
    lambda start, rest: iri(start + rest),
    st.sampled_from(
        [f"{BASE}study/s/quote/", PIF, SKOS, "http://e.org/", "quote:", "urn:x:", "pif:"]
    ),
    LOCAL,
).filter(is_read)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LITERALS = st.one_of(
    st.builds(text, TEXTS),
    st.builds(text, TEXTS, st.sampled_from(["en", "zh-hant"])),
    st.builds(typed, st.one_of(st.integers(), TEXTS), st.just("integer")),
    st.builds(typed, st.one_of(st.booleans(), TEXTS), st.just("boolean")),
    st.builds(lambda v, d: f"{text(v)}^^{d}", TEXTS, IRIS),
)
SUBJECTS = st.dictionaries(
    st.one_of(IRIS, st.just(""), st.just("#list-1")),
    st.dictionaries(
        st.one_of(IRIS, st.just(A)),
        st.lists(
            st.one_of(IRIS, LITERALS, st.just("#list-1")), min_size=1, max_size=3, unique=True
        ),
        min_size=1,
        max_size=3,
    ),
    max_size=4,
)


@given(SUBJECTS)
def test_any_statements_are_read_back_as_they_are(subjects):
    prefixes = {"quote": f"{BASE}study/s/quote/", "pif": PIF, "skos": SKOS}
    said = [(s, tuple(by.items())) for s, by in subjects.items()]

    ttl, jsonld, nt = Rendering(prefixes).document("http://e.org/here", said)

    lines = {
        tuple(f"<http://e.org/here.nt{t}>" if t[:1] in ("", "#") else t for t in (s, p, o))
        for s, by in subjects.items()
        for p, values in by.items()
        for o in values
    }
    assert nt.decode().count(" .\n") >= len(lines)
    wanted = parsed(nt, "nt")
    assert len(wanted) == len(lines)
    for form, ending in ((ttl, "ttl"), (jsonld, "jsonld")):
        found = parsed(form.replace(f"here.{ending}".encode(), b"here.nt"), ending)
        assert found == wanted
