"""What tells of the whole: valid by other people's rules, whole, and the same bytes each time."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import jsonschema
import pyoxigraph as ox
import pytest
import yaml
from made_sites import make
from pyshacl import validate
from rdflib import Graph
from rocrate_validator import services
from rocrate_validator.utils.http import HttpRequester

from kg.describing.document import dataset_iri
from kg.describing.statistics import statistics, study_statistics
from kg.errors import StoreBusy, UsageError
from kg.harvesting import harvest
from kg.harvesting.registry import read_registry
from kg.namespaces import BASE, PIF, study_graph
from kg.site import Gone, SiteData, write_data
from kg.site.citing import citation
from kg.site.reading import kept, lines
from kg.site.sitemap import write_sitemap
from kg.store import open_store
from kg.terms import A, iri, read_nquads, text, typed

DATA = Path(__file__).with_name("data")
VOID = "http://rdfs.org/ns/void#"
STUDY = "data/study/krishna2024"


def unpacked(path):
    return gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


# Files to take away


def test_dumps_hold_all_of_a_study_and_keep_what_follows_apart(public, site):
    stated = unpacked(site / STUDY / "asserted.nq.gz")
    follows = unpacked(site / STUDY / "derived.nq.gz")

    assert sorted([*stated, *follows]) == list(public.read_study("krishna2024"))
    assert all("/graph/derived/" in line for line in follows)
    assert not any("/graph/derived/" in line for line in stated)
    trig = gzip.decompress((site / STUDY / "study.trig.gz").read_bytes())
    found = {
        (str(q.subject), str(q.predicate), str(q.object), str(q.graph_name))
        for q in ox.parse(trig, ox.RdfFormat.TRIG)
    }
    nquads = "".join([*stated, *follows]).encode()
    assert found == {
        (str(q.subject), str(q.predicate), str(q.object), str(q.graph_name))
        for q in ox.parse(nquads, ox.RdfFormat.N_QUADS)
    }


def test_the_whole_is_the_vocabularies_and_every_study(site):
    vocabularies = unpacked(site / "data/vocabularies.nq.gz")

    assert unpacked(site / "data/asserted.nq.gz") == [
        *vocabularies,
        *unpacked(site / STUDY / "asserted.nq.gz"),
    ]
    assert unpacked(site / "data/derived.nq.gz") == unpacked(site / STUDY / "derived.nq.gz")
    assert sum(1 for _ in ox.parse("".join(vocabularies).encode(), ox.RdfFormat.N_QUADS)) > 2000


def test_a_crate_of_a_study_can_be_harvested(site, tmp_path):
    registry = tmp_path / "registry.yaml"
    shutil.copytree(site / STUDY, tmp_path / "copy")
    registry.write_text("studies:\n  - file: copy\n")
    store = open_store(tmp_path / "store")

    outcomes = list(harvest(read_registry(registry), store))

    assert [study.id for study in store.studies()] == ["krishna2024"], outcomes
    kept = read_nquads(store.read_study("krishna2024"))[study_graph("krishna2024")]
    stated = read_nquads(unpacked(site / STUDY / "asserted.nq.gz"))[study_graph("krishna2024")]
    assert {t for t in stated if "/graph/" not in t[0]} <= kept

    make(open_store(tmp_path / "empty"), tmp_path / "later", gone=(Gone("krishna2024"),))
    shutil.rmtree(tmp_path / "copy")
    shutil.copytree(tmp_path / "later" / STUDY, tmp_path / "copy")
    outcomes = list(harvest(read_registry(registry), store))

    assert store.studies() == [], outcomes  # what was withdrawn there goes here
    store.close()


# Catalogues


def test_void_counts_what_there_is(public, site):
    void = Graph().parse(site / "void.ttl")

    def said(dataset, property, of, counts):
        part = f"<{dataset}> <{VOID}{property}> ?part"
        asked = f"SELECT ?c ?n {{ {part} . ?part <{VOID}{of}> ?c ; <{VOID}{counts}> ?n }}"
        return {(str(row.c), int(row.n)) for row in void.query(asked)}

    counted = study_statistics(public, "krishna2024")
    name = dataset_iri("krishna2024")
    assert said(name, "classPartition", "class", "entities") == {
        (c.iri, c.entities) for c in counted.class_partitions
    }
    assert said(name, "propertyPartition", "property", "triples") == {
        (p.iri, p.triples) for p in counted.property_partitions
    }
    [row] = void.query(f"SELECT ?t ?e {{ <{name}> <{VOID}triples> ?t ; <{VOID}entities> ?e }}")
    assert (int(row.t), int(row.e)) == (counted.triples, counted.entities)
    assert (site / ".well-known/void").read_bytes() == (site / "void.ttl").read_bytes()
    assert statistics(public).triples > counted.triples  # which has the vocabularies besides
    for row in void.query(f"SELECT ?d {{ ?s <{VOID}dataDump> ?d }}"):
        assert (site / str(row.d).removeprefix(BASE)).is_file()


@pytest.mark.parametrize(
    "shapes", ["dcat-ap-3.0.1-SHACL.ttl.gz", "dcat-ap-3.0.1-range.ttl", "dcat-ap-3.0.1-shapes.ttl"]
)
def test_dcat_is_valid_by_the_application_profile(site, shapes):
    file = DATA / shapes
    content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    rules = Graph().parse(data=content, format="turtle")
    catalogue = Graph().parse(site / "dcat.ttl")

    conforms, _, report = validate(catalogue, shacl_graph=rules)

    assert conforms, report
    spoiled = Graph().parse(site / "dcat.ttl")
    for property in ("title", "license", "publisher"):
        triple = f"?s <http://purl.org/dc/terms/{property}>"
        spoiled.update(f"DELETE {{ {triple} ?o }} INSERT {{ {triple} 1 }} WHERE {{ {triple} ?o }}")
    assert not validate(spoiled, shacl_graph=rules)[0]
    again = Graph().parse(site / "dcat.jsonld", format="json-ld")
    assert {*map(str, again.subjects())} == {*map(str, catalogue.subjects())}
    assert len(again) == len(catalogue)


@pytest.fixture
def contexts(monkeypatch):
    """Give the validator the two contexts of RO-Crate from a file; nothing else is to be had."""

    def get(_, url, *__, **___):
        match = re.fullmatch(r"https://w3id.org/ro/crate/(1\.[12])/context", url)
        if not match:
            return SimpleNamespace(status_code=504, text="", headers={}, ok=False)
        said = gzip.decompress((DATA / f"ro-crate-{match[1]}.context.jsonld.gz").read_bytes())
        return SimpleNamespace(
            status_code=200, text=said.decode(), content=said, json=lambda: json.loads(said),
            headers={"Content-Type": "application/ld+json"}, ok=True,
        )  # fmt: skip

    monkeypatch.setattr(HttpRequester, "get", get, raising=False)
    monkeypatch.setattr(HttpRequester, "head", get, raising=False)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("folder", "version"), [(STUDY, "1.1"), (".", "1.2")])
def test_crates_are_valid(site, contexts, folder, version):
    settings = services.ValidationSettings(
        rocrate_uri=str(site / folder), profile_identifier=f"ro-crate-{version}"
    )

    found = services.validate(settings)

    assert [str(issue.message) for issue in found.get_issues()] == []


def test_crates_say_sizes_and_digests_of_what_is_there(site):
    for folder in (site / STUDY, site):
        crate = json.loads((folder / "ro-crate-metadata.json").read_bytes())
        files = [thing for thing in crate["@graph"] if thing["@type"] == "File"]
        assert len(files) >= 3
        for file in files:
            content = (folder / file["@id"]).read_bytes()
            assert file["sha256"] == hashlib.sha256(content).hexdigest()
            assert file["contentSize"] == str(len(content))


def cited(text):
    schema = json.loads(gzip.decompress((DATA / "cff-1.2.0.schema.json.gz").read_bytes()))
    said = json.loads(json.dumps(yaml.safe_load(text), default=str))
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(said)
    return said


def test_how_it_is_cited_is_valid(site):
    said = cited((site / "CITATION.cff").read_text())

    [article] = said["references"]
    assert article["doi"] == "10.1186/s12909-024-05992-0"
    assert {"family-names": "Hill", "given-names": "Ruaraidh"} in article["authors"]
    assert said["license"] == ["CC-BY-4.0"]


HOSTILE = 'a: "b"\n- c\x85\u2028# \U0001f600 {x} & *y \x7f <script>'


def test_names_of_any_kind_leave_the_files_valid(tmp_path):
    store = open_store(tmp_path / "store")
    root, work = f"{BASE}study/odd", "https://doi.org/10.1234/x_(y)<z>"
    work = work.replace("<", "%3C").replace(">", "%3E")
    terms = "http://purl.org/dc/terms/"
    said = {
        (iri(root), A, iri(f"{PIF}Study")),
        (iri(root), iri(f"{terms}title"), text(HOSTILE, "en")),
        (iri(root), iri(f"{terms}license"), iri("https://creativecommons.org/licenses/by/4.0/")),
        (iri(root), iri(f"{terms}rights"), text(HOSTILE)),
        (iri(root), iri(f"{terms}creator"), text(HOSTILE)),
        (iri(root), iri(f"{PIF}contact"), text(f"https://{HOSTILE}")),
        (iri(root), iri(f"{PIF}contact"), text("somebody@example.org")),
        (iri(root), iri(f"{PIF}reportedIn"), iri(work)),
        (iri(work), iri(f"{terms}title"), text(HOSTILE)),
        (iri(work), iri(f"{terms}creator"), text(HOSTILE)),
        (iri(work), iri(f"{PIF}publicationYear"), typed("12", "integer")),
        (iri(f"{root}/coding/c"), iri(f"{PIF}codedAt"), typed("2024-02-03T04:05:06Z", "dateTime")),
    }
    store.replace("odd", {study_graph("odd"): said})

    data = make(store, tmp_path / "out", publisher=HOSTILE)

    assert data.date == "2024-02-03"
    made = cited((tmp_path / "out/CITATION.cff").read_text(encoding="utf-8"))
    assert made["references"][0]["title"] == made["authors"][0]["name"] == HOSTILE
    catalogue = Graph().parse(tmp_path / "out/dcat.ttl")
    rules = Graph().parse(DATA / "dcat-ap-3.0.1-range.ttl")
    assert validate(catalogue, shacl_graph=rules)[0]
    Graph().parse(tmp_path / "out/void.ttl")
    store.close()


def test_catalogues_of_hostile_and_many_studies_are_valid(odd_site):
    catalogue = Graph().parse(odd_site / "dcat.ttl")
    rules = Graph().parse(DATA / "dcat-ap-3.0.1-range.ttl")
    assert validate(catalogue, shacl_graph=rules)[0]
    Graph().parse(odd_site / "void.ttl")
    assert len(cited((odd_site / "CITATION.cff").read_text(encoding="utf-8"))["references"]) >= 1
    crate = json.loads((odd_site / "ro-crate-metadata.json").read_bytes())
    assert len([t for t in crate["@graph"] if t["@type"] == "Dataset"]) > 3
    named = [thing["@id"] for thing in crate["@graph"]]
    assert len(named) == len(set(named))


def test_a_citation_needs_neither_study_nor_date():
    assert cited(citation([], BASE, "", ""))["title"]


# The sitemap, the checksums, the change log


def test_a_sitemap_lists_every_page_once_in_parts(site, tmp_path):
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    locations = [
        found.text for found in ElementTree.parse(site / "sitemap.xml").findall(".//s:loc", names)
    ]
    pages = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    assert sorted(locations) == sorted(BASE + page.replace("index.html", "") for page in pages)
    assert f"Sitemap: {BASE}sitemap.xml" in (site / "robots.txt").read_text()

    paths = [f"p/{n}&.html" for n in range(7)]
    write_sitemap(tmp_path, "https://host.example/", "2024", [*paths, "404.html", "x.ttl"], part=3)
    index = ElementTree.parse(tmp_path / "sitemap.xml").findall(".//s:loc", names)
    parts = [tmp_path / found.text.rpartition("/")[2] for found in index]
    listed = [
        f.text for part in parts for f in ElementTree.parse(part).findall("s:url/s:loc", names)
    ]
    assert len(parts) == 3
    assert listed == [f"https://host.example/p/{n}%26.html" for n in range(7)]


def test_checksums_are_of_every_file_and_right(site):
    done = subprocess.run(
        ["sha256sum", "--quiet", "--strict", "-c", "checksums.sha256"], cwd=site, check=False
    )
    lines = (site / "checksums.sha256").read_text(encoding="utf-8").splitlines()

    assert done.returncode == 0
    assert [line[66:] for line in lines] == sorted(tree(site).keys() - {"checksums.sha256"})


def test_the_same_studies_are_the_same_bytes_whoever_works(public, site, tmp_path):
    make(public, tmp_path / "again", workers=2, part=1500)

    assert tree(tmp_path / "again") == tree(site)


def test_nothing_in_it_tells_of_this_machine_or_moment(site):
    for path in sorted(site.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            content = gzip.decompress(content) if path.suffix == ".gz" else content
            assert b"/tmp/" not in content, path
            if path.suffix == ".gz":
                assert path.read_bytes()[4:8] == b"\0\0\0\0"  # where gzip keeps the time


def test_the_change_log_says_what_is_new_changed_and_gone(tmp_path):
    store = open_store(tmp_path / "store")
    start = f"{BASE}study/s"

    def put(quotes):
        said = {(iri(start), A, iri(f"{PIF}Study"))}
        for id, words in quotes.items():
            said |= {
                (iri(f"{start}/quote/{id}"), A, iri(f"{PIF}Quote")),
                (iri(f"{start}/quote/{id}"), iri(f"{PIF}text"), text(words)),
            }
        store.replace("s", {study_graph("s"): said})

    put({"Q1": "as it was", "Q2": "as it was", "Q3": "as it was"})
    first = make(store, tmp_path / "one")
    put({"Q1": "as it was", "Q2": "otherwise", "Q4": "new"})
    second = make(store, tmp_path / "two", before=tmp_path / "one")

    assert isinstance(first, SiteData)
    assert (first.changes.first, first.changes.changes) == (True, ())
    assert [(c.sort, c.stem) for c in second.changes.changes] == [
        ("added", "study/s/quote/Q4"),
        ("changed", "study/s/quote/Q2"),
        ("removed", "study/s/quote/Q3"),
    ]
    log = json.loads((tmp_path / "two/changes.json").read_bytes())
    assert log["counts"] == {"added": 1, "changed": 1, "removed": 1}
    assert log["removed"] == ["study/s/quote/Q3"]
    assert json.loads((tmp_path / "one/changes.json").read_bytes())["first"] is True
    third = make(store, tmp_path / "three", before=tmp_path / "two")
    assert third.changes.changes == ()
    store.remove("s")
    last = make(store, tmp_path / "last", before=tmp_path / "three", gone=[Gone("s", "A study")])
    assert [(c.sort, c.stem) for c in last.changes.changes] == [("removed", "study/s")]
    assert b"Q1" not in (tmp_path / "last/changes.json").read_bytes()
    (tmp_path / "two/statements.sha256").write_bytes(b"\xff no log")
    assert make(store, tmp_path / "four", before=tmp_path / "two").changes.first
    store.close()


def test_a_site_without_studies_is_whole(tmp_path):
    store = open_store(tmp_path / "store")

    data = make(store, tmp_path / "out", gone=(Gone("s"),), site="https://host.example/x")

    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", data.date)  # the ontology's
    assert cited((tmp_path / "out/CITATION.cff").read_text())
    Graph().parse(tmp_path / "out/dcat.ttl")
    assert unpacked(tmp_path / "out/data/derived.nq.gz") == []
    sitemap = (tmp_path / "out/sitemap.xml").read_text()
    assert "https://host.example/x/scheme/patching.html" in sitemap
    assert "study/s.html" not in sitemap  # a tombstone is not to be found
    store.close()


@pytest.mark.parametrize("address", ["host.example", "ftp://host.example/", "https://h/?x", "h\ni"])
def test_a_site_is_at_an_address_of_the_web(public, tmp_path, address, monkeypatch):
    monkeypatch.setenv("PIF_SITE", address)

    with pytest.raises(UsageError, match="no address"):
        write_data(public, tmp_path, {})


@pytest.mark.parametrize("is_kept_in_a_file", [True, False])
def test_a_study_that_changes_meanwhile_is_not_published(public, monkeypatch, is_kept_in_a_file):
    [study] = public.studies()
    if not is_kept_in_a_file:  # as on an endpoint
        monkeypatch.setattr("kg.describing.dates.study_file", lambda store, study: None)
    with kept(public, [study]) as held:
        assert list(lines(held["krishna2024"].path)) == list(public.read_study("krishna2024"))

    with pytest.raises(StoreBusy), kept(public, [replace(study, digest="0" * 64)]):
        pass
