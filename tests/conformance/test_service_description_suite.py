"""SPARQL 1.1 Service Description: the W3C's three tests, which its manifest names in words."""

import pytest
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from w3c_requests import ABSENT, MF, RDF_TYPES, SUITES, parsed

MANIFEST = SUITES / "service-description" / "manifest.ttl"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")

pytestmark = pytest.mark.skipif(not MANIFEST.is_file(), reason=ABSENT)

# Section 3.2 of the recommendation: the domain and the range of each property.
SCHEMA = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
ABOVE = {"Dataset": {"GraphCollection"}}
# Section 3.4: what the recommendation itself says is of a class need not be said again.
GIVEN = {
    **{SD[name]: "Language" for name in ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update")},
    **{
        SD[name]: "Feature"
        for name in (
            "DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs",
            "BasicFederatedQuery",
        )
    },
    URIRef("http://www.w3.org/ns/entailment/Simple"): "EntailmentRegime",
}  # fmt: skip


@pytest.fixture(params=["conformance_server", "public_server"])
def server(request):
    return request.getfixturevalue(request.param)


def test_the_suite_is_whole():
    manifest = Graph().parse(MANIFEST, format="turtle")

    assert {str(name) for name in manifest.objects(None, MF.name)} == {
        "GET on endpoint returns RDF",
        "Service description contains a matching sd:endpoint triple",
        "Service description conforms to schema",
    }


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
@pytest.mark.parametrize("accept", [None, *RDF_TYPES])
def test_get_on_the_endpoint_returns_rdf(server, path, accept):
    answer = server.send("GET", path, [("Accept", accept)] if accept else [])

    assert answer.status == 200
    assert answer.media_type == (accept or "text/turtle")
    assert len(parsed(answer)) > 10


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_the_description_names_the_endpoint_that_was_asked(server, path):
    endpoint = URIRef(f"http://{server.host}:{server.port}{path}")

    [service] = parsed(server.send("GET", path)).subjects(SD.endpoint, endpoint)

    assert service != endpoint


def test_the_description_conforms_to_the_schema(server):
    graph = parsed(server.send("GET", "/sparql"))

    def is_a(node, wanted):
        classes = {str(c).removeprefix(SD) for c in graph.objects(node, RDF.type)}
        classes |= {GIVEN.get(node)} | set().union(*(ABOVE.get(c, set()) for c in classes))
        return wanted in classes

    wrong = [
        (s, p, o)
        for s, p, o in graph
        if p.startswith(SD)
        for domain, range in [SCHEMA[p.removeprefix(SD)]]
        if not is_a(s, domain) or isinstance(o, Literal) or (range and not is_a(o, range))
    ]
    assert wrong == []
    assert all(isinstance(name, URIRef) for name in graph.objects(None, SD.name))
    assert len(list(graph.objects(None, SD.defaultGraph))) == 1
    for named in graph.subjects(RDF.type, SD.NamedGraph):
        assert isinstance(named, BNode | URIRef)
        assert len(list(graph.objects(named, SD.name))) == 1
