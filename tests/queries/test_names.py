"""The names people type stand for one thing, or the nearest are named."""

import pytest

from kg.errors import BadParameter, UnknownThing
from kg.namespaces import BASE, CITO, PIF
from kg.query_text import with_prefixes
from kg.resolving import CLASSES, friendly, resolve
from kg.store import open_store
from kg.terms import A, iri, text, value_of

HERE = f"{BASE}study/krishna2024"


@pytest.mark.parametrize(
    ("sort", "name", "address"),
    [
        ("construct", "patching", f"{BASE}scheme/patching"),
        ("construct", "c:patching", f"{BASE}scheme/patching"),
        ("construct", f"{BASE}scheme/patching", f"{BASE}scheme/patching"),
        ("construct", f"<{BASE}scheme/patching>", f"{BASE}scheme/patching"),
        ("construct", "Identity work", f"{BASE}scheme/identity-work"),
        ("construct", "  Reflection-in-Action ", f"{BASE}scheme/reflection-in-action"),
        ("construct", "identity patching", f"{BASE}scheme/patching"),
        ("construct", "d2.4-patching", f"{HERE}/code/d2.4-patching"),
        ("construct", "krishna2024/d2.2", f"{HERE}/code/d2.2"),
        ("quote", "Q27", f"{HERE}/quote/Q27"),
        ("quote", "krishna2024/Q27", f"{HERE}/quote/Q27"),
        ("quote", "krishna2024:Q27", f"{HERE}/quote/Q27"),
        ("participant", "NP1", f"{HERE}/participant/NP1"),
        ("document", "M Diary 1", f"{HERE}/document/MDiary1"),
        ("claim", "C-D2.4-s03", f"{HERE}/claim/C-D2.4-s03"),
        ("code", "d2.4-patching", f"{HERE}/code/d2.4-patching"),
        ("episode", "e27", f"{HERE}/episode/e27"),
        ("reference", "ref07", f"{HERE}/reference/ref07"),
        ("citation", "INT-s01-240-1", f"{HERE}/citation/INT-s01-240-1"),
        ("coder", "authors", f"{HERE}/coder/authors"),
        ("programme", "pmi", f"{HERE}/programme/pmi"),
        ("limitation", "recall-bias", f"{HERE}/limitation/recall-bias"),
        ("stage", "initiation", f"{PIF}initiation"),
        ("study", "krishna2024", HERE),
        ("class", "Patching", f"{PIF}Patching"),
        ("class", "pif:Patching", f"{PIF}Patching"),
        ("intent", "usesMethodIn", f"{CITO}usesMethodIn"),
        ("intent", "cito:usesMethodIn", f"{CITO}usesMethodIn"),
        ("work", "10.1186/S12909-024-05992-0", "https://doi.org/10.1186/s12909-024-05992-0"),
        ("work", "doi:10.1186/s12909-024-05992-0", "https://doi.org/10.1186/s12909-024-05992-0"),
        ("work", "https://doi.org/10.1186/S12909-024-05992-0", "https://doi.org/10.1186/s12909-024-05992-0"),
        ("anything", "skos:Concept", "http://www.w3.org/2004/02/skos/core#Concept"),
        ("anything", "urn:uuid:1", "urn:uuid:1"),
    ],
)  # fmt: skip
def test_name_stands_for(sort, name, address, study_store):
    assert resolve(study_store, sort, name) == f"<{address}>"


def test_reference_stands_for_its_work(study_store):
    by_doi = resolve(study_store, "work", "ref08")
    by_slug = resolve(study_store, "work", "ref07")

    assert by_doi == "<https://doi.org/10.1097/acm.0000000000000700>"
    assert by_slug.startswith(f"<{BASE}work/toh-2022-")
    assert resolve(study_store, "work", by_slug.rpartition("/")[2][:-1]) == by_slug


@pytest.mark.parametrize(
    ("sort", "name", "said"),
    [
        ("construct", "patchin", "There is no construct 'patchin'. Did you mean patching"),
        ("construct", "c:patchin", "Did you mean patching"),
        ("construct", "patchings", "Did you mean patching"),
        ("quote", "Q28", "There is no quote 'Q28'. Did you mean Q2"),
        ("quote", "other2020/Q27", "There is no quote 'other2020/Q27'"),
        ("participant", "Mildred", "There are, for instance, M1, M10"),
        ("study", "krishna2042", "Did you mean krishna2024"),
        ("class", "Patchwork", "There is no class 'Patchwork'. Did you mean Patching"),
        ("intent", "usesMagic", "Those in use are citesAsAuthority"),
        ("work", "ref99", "There is no work 'ref99'. Give its DOI"),
    ],
)
def test_unknown_name_brings_the_nearest(sort, name, said, study_store):
    with pytest.raises(UnknownThing) as refused:
        resolve(study_store, sort, name)

    assert said in str(refused.value)


@pytest.mark.parametrize(
    "name", ["", "   ", "https://example.org/a b", "<https://a> <https://b>", "<a>", 'x://"']
)
def test_what_cannot_be_a_name_is_refused(name, study_store):
    with pytest.raises(BadParameter):
        resolve(study_store, "quote", name)


def test_unknown_sort_takes_addresses_only(study_store):
    with pytest.raises(BadParameter, match="'patching' is not an address"):
        resolve(study_store, "anything", "patching")


# Tenures have no id of their own.
@pytest.mark.parametrize("sort", sorted(CLASSES.keys() - {"tenure"}))
def test_every_sort_finds_what_its_class_holds(sort, study_store):
    query = f"SELECT ?x ?id {{ ?x a <{CLASSES[sort]}> ; pif:identifier ?id }} ORDER BY ?x LIMIT 1"
    [row] = study_store.query(with_prefixes(query)).rows()

    assert resolve(study_store, sort, value_of(row["id"])) == row["x"]


def test_same_id_in_two_studies_must_be_told_apart(tmp_path):
    store = open_store(tmp_path / "store")
    for study in ("one2020", "two2021"):
        home = iri(f"{BASE}study/{study}")
        quote = iri(f"{BASE}study/{study}/quote/Q1")
        triples = {
            (home, A, iri(f"{PIF}Study")),
            (home, iri(f"{PIF}identifier"), text(study)),
            (quote, A, iri(f"{PIF}Quote")),
            (quote, iri(f"{PIF}identifier"), text("Q1")),
            (quote, iri(f"{PIF}ofStudy"), home),
        }
        with store.writing("test"):
            store.replace(study, {f"{BASE}graph/study/{study}": triples})

    with pytest.raises(BadParameter, match="Say which: one2020/Q1 or two2021/Q1"):
        resolve(store, "quote", "Q1")
    assert resolve(store, "quote", "two2021/Q1") == f"<{BASE}study/two2021/quote/Q1>"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"{BASE}scheme/patching", "patching"),
        (f"{HERE}/quote/Q27", "krishna2024/Q27"),
        (HERE, "krishna2024"),
        (f"{CITO}usesMethodIn", "cito:usesMethodIn"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_address_is_said_as_people_type_it(address, said):
    assert friendly(address) == said
