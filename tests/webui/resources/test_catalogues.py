"""What machines are told of the whole: counts that are right, lists that are complete."""

import gzip
import re
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, VOID, XSD

import kg
from kg.describing import datasets, listing
from kg.errors import StoreBusy, UnknownThing
from kg.namespaces import BASE, PIF, SKOS
from kg.terms import A, iri, text
from webui import Site, create_app
from webui.resources.addresses import path_of

WHOLE = URIRef(f"{BASE}void#pif-kg")
STUDY = URIRef(f"{BASE}void#study-krishna2024")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")


@pytest.fixture(scope="module")
def void(client):
    return Graph().parse(data=client.get("/void.ttl").text, format="turtle")


@pytest.fixture(scope="module")
def count(study_graph):
    """Return the one number that a query answers with."""

    def count(sparql):
        [row] = study_graph.store.query(sparql).rows()
        [number] = row.values()
        return int(number.split('"')[1])

    return count


def test_void_counts_what_sparql_counts(void, count):
    everything = "GRAPH ?g { ?s ?p ?o }"
    assert int(void.value(WHOLE, VOID.triples)) == count(
        f"SELECT (COUNT(*) AS ?n) {{ {everything} }}"
    )
    assert int(void.value(WHOLE, VOID.entities)) == count(
        f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {everything} FILTER(isIRI(?s)) }}"
    )
    assert int(void.value(WHOLE, VOID.properties)) == count(
        f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ {everything} }}"
    )
    partitions = list(void.objects(WHOLE, VOID.propertyPartition))
    assert len(partitions) == int(void.value(WHOLE, VOID.properties))
    for part in partitions:
        property_ = void.value(part, VOID.property)
        pattern = f"GRAPH ?g {{ ?s <{property_}> ?o }}"
        for said, counted in (
            (VOID.triples, "*"), (VOID.distinctSubjects, "DISTINCT ?s"),
            (VOID.distinctObjects, "DISTINCT ?o"),
        ):  # fmt: skip
            asked = f"SELECT (COUNT({counted}) AS ?n) {{ {pattern} }}"
            assert int(void.value(part, said)) == count(asked), (property_, said)
    for part in void.objects(WHOLE, VOID.classPartition):
        class_ = void.value(part, VOID["class"])
        asked = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH ?g {{ ?s a <{class_}> }} }}"
        assert int(void.value(part, VOID.entities)) == count(asked), class_


def test_void_tells_where_everything_is(client, void):
    assert void.value(WHOLE, VOID.sparqlEndpoint) == URIRef("http://localhost/sparql")
    assert (WHOLE, VOID.subset, STUDY) in void
    for dump in (*void.objects(WHOLE, VOID.dataDump), *void.objects(STUDY, VOID.dataDump)):
        assert client.head(urlsplit(str(dump)).path).status_code == 200, dump
    assert (STUDY, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")) in void


def test_void_counts_the_links_to_other_data(void, count):
    links = {
        str(void.value(s, VOID.linkPredicate)): int(void.value(s, VOID.triples))
        for s in void.subjects(RDF.type, VOID.Linkset)
    }

    mapped = f"GRAPH <{BASE}graph/mapping/krishna2024> {{ ?s <{SKOS}exactMatch> ?o }}"
    assert links[f"{SKOS}exactMatch"] == count(f"SELECT (COUNT(*) AS ?n) {{ {mapped} }}") > 0
    works = f'?s <{PIF}toWork> ?o FILTER(STRSTARTS(STR(?o), "https://doi.org/"))'
    assert links[f"{PIF}toWork"] == count(f"SELECT (COUNT(*) AS ?n) {{ {works} }}") > 0


def test_void_of_one_study_counts_its_own_classes(client, count):
    found = Graph().parse(data=client.get("/void/krishna2024.nt").text, format="nt")

    part = next(p for p in found.objects(STUDY, VOID.classPartition)
                if found.value(p, VOID["class"]) == URIRef(f"{PIF}Quote"))  # fmt: skip
    assert int(found.value(part, VOID.entities)) == 27
    graphs = [g for g in found.objects(STUDY, VOID.subset) if "/graph/" in g]
    assert sum(int(found.value(g, VOID.triples)) for g in graphs) == int(
        found.value(STUDY, VOID.triples)
    )


@pytest.mark.parametrize("path", ["/void", "/dcat", "/void/krishna2024"])
def test_descriptions_are_negotiated(client, path):
    turtle = client.get(path)
    assert turtle.mimetype == "text/turtle"
    assert "Accept" in turtle.vary
    for accept, format in (
        ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml"),
        ("application/n-triples", "nt"),
    ):  # fmt: skip
        response = client.get(path, headers={"Accept": accept})
        assert response.mimetype == accept
        assert len(Graph().parse(data=response.text, format=format)) > 20
    people = client.get(path, headers={"Accept": "text/html"})
    assert (people.status_code, people.headers["Location"]) == (303, "/downloads")
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    "path", ["/void.csv", "/dcat.html", "/void/nope", "/void/krishna2024.csv", "/downloads.zip",
             "/downloads/nope.ttl", "/downloads/krishna2024", "/downloads/krishna2024.exe",
             "/sitemap/study/nope/1.xml", "/sitemap/study/krishna2024/2.xml",
             "/sitemap/study/krishna2024/0.xml", "/sitemap/works/9.xml"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


# DCAT, with what DCAT-AP asks of each


@pytest.fixture(scope="module")
def dcat(public_client):
    return Graph().parse(data=public_client.get("/dcat.ttl").text, format="turtle")


def test_the_catalogue_has_what_profiles_of_dcat_demand(dcat):
    [catalogue] = dcat.subjects(RDF.type, DCAT.Catalog)
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset,
                   DCTERMS.license, FOAF.homepage):  # fmt: skip
        assert (catalogue, needed, None) in dcat, needed
    publisher = dcat.value(catalogue, DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in dcat
    assert str(dcat.value(publisher, FOAF.name))
    sets = list(dcat.subjects(RDF.type, DCAT.Dataset))
    assert set(sets) == set(dcat.objects(catalogue, DCAT.dataset))
    assert STUDY in sets
    for dataset in sets:
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license,
                       DCAT.distribution, DCAT.landingPage):  # fmt: skip
            assert (dataset, needed, None) in dcat, (dataset, needed)


def test_every_distribution_can_be_had_as_it_is_described(public_client, dcat):
    distributions = list(dcat.subjects(RDF.type, DCAT.Distribution))
    assert len(distributions) == 6 + 2 * 4
    for it in distributions:
        for needed in (DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCTERMS.license):
            assert (it, needed, None) in dcat, (it, needed)
        response = public_client.get(urlsplit(dcat.value(it, DCAT.downloadURL)).path)
        assert response.status_code == 200
        packed = dcat.value(it, DCAT.compressFormat)
        media_type = str(packed or dcat.value(it, DCAT.mediaType)).partition("media-types/")[2]
        assert response.mimetype == media_type
        size = dcat.value(it, DCAT.byteSize)
        if size is not None:
            assert size.datatype == XSD.nonNegativeInteger
            assert int(size) == len(response.data)


def test_a_data_set_says_who_made_it_and_when(dcat):
    assert dcat.value(STUDY, DCTERMS.issued) == Literal("2024", datatype=XSD.gYear)
    assert dcat.value(STUDY, DCTERMS.modified).datatype == XSD.dateTime
    names = {str(dcat.value(c, FOAF.name)) for c in dcat.objects(STUDY, DCTERMS.creator)}
    assert any("Radha Krishna" in name for name in names)
    contact = dcat.value(STUDY, DCAT.contactPoint)
    vcard = Namespace("http://www.w3.org/2006/vcard/ns#")
    assert dcat.value(contact, vcard.hasURL)


def test_the_endpoint_is_a_service_of_the_catalogue(dcat):
    [service] = dcat.subjects(RDF.type, DCAT.DataService)

    assert dcat.value(service, DCAT.endpointURL) == URIRef("http://localhost/sparql")
    assert (service, DCAT.servesDataset, STUDY) in dcat


def test_who_publishes_can_be_said(client, monkeypatch):
    monkeypatch.setenv("PIF_PUBLISHER", "A research group")

    found = Graph().parse(data=client.get("/dcat.nt").text, format="nt")

    assert (None, FOAF.name, Literal("A research group")) in found


def test_catalogues_of_many_studies_go_on_from_page_to_page(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "PER_PAGE", 3)
    with kg.open_graph(tmp_path / "store") as graph:
        for n in range(8):
            study = f"{BASE}study/s{n}"
            said = [(iri(study), A, iri(f"{PIF}Study"))]
            graph.store.replace(f"s{n}", {f"{BASE}graph/study/s{n}": said})
        client = create_app(graph).test_client()
        for start, sort in (("/void.ttl", VOID.Dataset), ("/dcat.ttl", DCAT.Dataset)):
            page, found = start, []
            while page:
                data = Graph().parse(data=client.get(page).text, format="turtle")
                found += [s for s in data.subjects(RDF.type, sort) if "#study-" in s]
                following = next(data.objects(None, HYDRA.next), None)
                page = following and str(following).removeprefix("http://localhost")
            assert sorted(found) == [URIRef(f"{BASE}void#study-s{n}") for n in range(8)]
        page, listed = "/downloads", []
        while page:
            words = client.get(page).text
            listed += re.findall(r'href="/downloads/(s\d)\.ttl"', words)
            following = re.search(r'<a href="([^"]+)" rel="next">', words)
            page = following and following[1]
        assert listed == [f"s{n}" for n in range(8)]


# Downloads


def statements(data, format):
    return {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in ox.parse(data, format)
    }  # fmt: skip


FORMATS = {
    "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML, "nq": ox.RdfFormat.N_QUADS,
}  # fmt: skip


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_study_can_be_taken_away_whole_in_every_format(client, study_graph, suffix):
    response = client.get(f"/downloads/krishna2024.{suffix}")

    lines = "".join(study_graph.store.read_study("krishna2024")).encode()
    expected = statements(lines, ox.RdfFormat.N_QUADS)
    assert statements(response.data, FORMATS[suffix]) == expected
    assert f"krishna2024.{suffix}" in response.headers["Content-Disposition"]


def test_packed_quads_are_the_study_with_its_graphs(client, study_graph):
    response = client.get("/downloads/krishna2024.nq.gz")

    unpacked = gzip.decompress(response.data).decode()
    lines = [line for line in unpacked.splitlines(keepends=True) if not line.startswith("#")]
    assert lines == list(study_graph.store.read_study("krishna2024"))
    assert int(response.headers["Content-Length"]) == len(response.data)
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("suffix", ["nq", "nq.gz", "nt", "ttl"])
def test_everything_can_be_taken_away_in_one_file(client, study_graph, suffix):
    data = client.get(f"/downloads.{suffix}").data
    if suffix.endswith("gz"):
        data = gzip.decompress(data)

    format = FORMATS[suffix.removesuffix(".gz")]
    found = [t for t in statements(data, format) if not str(t).count("_:")]
    rows = study_graph.store.query(
        "SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"
    ).rows()
    expected = {(r["s"], r["p"], r["o"]) for r in rows}
    assert set(found) == {t for t in expected if "_:" not in t[0] + t[2]}


def test_sizes_on_the_page_are_those_of_the_files(client, get_page):
    page = get_page("/downloads")

    for item in page.iter("li"):
        link, size = item.find("a"), item.find("span")
        if link is None or size is None or not (link.get("href") or "").startswith("/downloads/"):
            continue
        said, about = re.fullmatch(r"(about )?([\d.]+ (?:bytes|KB|MB))", size.text).groups()[::-1]
        number, unit = said.split()
        shown = float(number) * {"bytes": 1, "KB": 1e3, "MB": 1e6}[unit]
        length = len(client.get(link.get("href")).data)
        assert abs(shown - length) < length * (0.5 if about else 0.05), link.get("href")


def test_a_download_of_a_study_that_is_taken_out_breaks_off(tmp_path, study_graph):
    with kg.open_graph(tmp_path / "store") as graph:
        for study in ("a", "b"):
            said = [(iri(f"{BASE}study/{study}"), iri(f"{PIF}note"), text("x" * 300_000))]
            graph.store.replace(study, {f"{BASE}graph/study/{study}": said})
        client = create_app(graph).test_client()
        response = client.get("/downloads.nt", buffered=False)
        chunks = response.iter_encoded()
        next(chunks)
        graph.store.remove("b")

        with pytest.raises((UnknownThing, StoreBusy)):
            list(chunks)


# Sitemap and robots


def locations(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.mimetype == "application/xml"
    return re.findall(r"<loc>([^<]+)</loc>", response.text)


def test_the_sitemap_lists_every_page_once(client, every_iri):
    parts = locations(client, "/sitemap.xml")
    found = [
        place
        for part in parts
        for place in locations(client, part.removeprefix("http://localhost"))
    ]

    assert len(found) == len(set(found))
    paths = {place.removeprefix("http://localhost") for place in found}
    for iri_ in every_iri:
        if "/graph/" in iri_ or re.search(r"/1\.0\.0$", iri_):
            continue
        own = iri_.replace(f"{BASE}scheme/", "/constructs/").replace(f"{BASE}study/", "/studies/")
        assert paths & {f"{path_of(iri_)}.html", own} or iri_ == f"{BASE}scheme", iri_
    # Another test asks for the document of every thing.
    things = {f"{path_of(iri_)}.html" for iri_ in every_iri}
    others = paths - things
    assert len(others) < 300
    for path in others:
        assert client.head(unquote(path)).status_code == 200, path


def test_long_sitemaps_are_parted(client, monkeypatch):
    monkeypatch.setattr(listing, "PART", 100)
    monkeypatch.setattr(
        listing, "_THINGS", re.sub(r"LIMIT \d+ OFFSET %d", "LIMIT 100 OFFSET %d", listing._THINGS)
    )
    monkeypatch.setattr(listing, "parts", lambda store, memory, study: 6)
    parts = [p for p in locations(client, "/sitemap.xml?fresh") if "/study/" in p]

    found = [
        place
        for part in parts
        for place in locations(client, part.removeprefix("http://localhost"))
    ]

    assert len(parts) == 6
    assert len(found) == len(set(found)) == 554


def test_robots_are_kept_out_of_what_only_its_owner_sees(client, public_client):
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    public = public_client.get("/robots.txt").text
    assert "Disallow: /sparql" in public
    assert "Sitemap: http://localhost/sitemap.xml" in public


def test_an_empty_store_is_described_as_empty(tmp_path, check_page):
    with kg.open_graph(tmp_path / "store") as graph:
        client = create_app(graph, site=Site(graph)).test_client()

        assert "No study is here yet" in "".join(
            check_page(client.get("/downloads").text).itertext()
        )
        for path in ("/void", "/dcat", "/sitemap.xml", "/sitemap/shared.xml", "/downloads.nq"):
            assert client.get(path).status_code == 200, path
        assert client.get("/study/x/quote/Q1").status_code == 404
