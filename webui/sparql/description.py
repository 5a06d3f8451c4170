"""The service description: what is asked here, how, within which limits, and what there is.

Besides the words of the recommendation (https://www.w3.org/TR/sparql11-service-description/) it
uses VoID for classes and properties, and SHACL for prefixes and examples, as query editors read
them (docs/reference/sparql-endpoint.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg import terms
from kg.namespaces import BASE, PREFIXES, RDFS, XSD
from kg.terms import A, Triple
from webui.sparql.backend import Backend

if TYPE_CHECKING:
    from webui.sparql.counting import Figures
    from webui.sparql.examples import Example

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
VOID_EXT = "http://ldf.fi/void-ext#"
SH = "http://www.w3.org/ns/shacl#"
FORMATS = "http://www.w3.org/ns/formats/"
SCHEMA = "https://schema.org/"
NAMES = {
    **PREFIXES, "sd": SD, "void": VOID, "void-ext": VOID_EXT, "sh": SH, "formats": FORMATS,
    "schema": SCHEMA,
}  # fmt: skip

_SIMPLE = "http://www.w3.org/ns/entailment/Simple"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
)  # fmt: skip
_INPUTS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_EXECUTABLE = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}
_UNCOUNTED = (
    "What is in the graph is being counted; classes and properties are missing here until then."
)


class Description:
    """The triples that describe a service, in the order they are written."""

    def __init__(self, back: Backend, endpoint: str) -> None:
        self._back = back
        self._endpoint = endpoint
        self._service = terms.iri(f"{endpoint}#service")
        self._dataset = terms.iri(f"{endpoint}#dataset")
        self._default = terms.iri(f"{endpoint}#default-graph")
        self._prefixes = terms.iri(f"{endpoint}#prefixes")

    def triples(
        self, figures: Figures | None, graphs: Sequence[str], examples: Sequence[Example]
    ) -> Iterator[Triple]:
        """Yield all of it; without figures it says that they are still to come."""
        yield from self._of_service(counted=figures is not None or not self._back.union)
        yield from self._of_dataset(figures, graphs)
        yield self._default, A, _sd("Graph")
        if figures is not None:
            yield from self._of_content(figures)
        if self._back.union:
            yield from self._of_prefixes()
        for example in examples:
            yield from self._of_example(example)

    def _of_service(self, *, counted: bool) -> Iterator[Triple]:
        me, back = self._service, self._back
        yield me, A, _sd("Service")
        yield me, _sd("endpoint"), terms.iri(self._endpoint)
        yield me, _sd("supportedLanguage"), _sd("SPARQL11Query")
        if back.may("update"):
            yield me, _sd("supportedLanguage"), _sd("SPARQL11Update")
        if back.union:
            yield me, _sd("feature"), _sd("UnionDefaultGraph")
        yield me, _sd("defaultEntailmentRegime"), terms.iri(_SIMPLE)
        for name in _RESULTS:
            yield me, _sd("resultFormat"), terms.iri(FORMATS + name)
        if back.may("write"):
            for name in _INPUTS:
                yield me, _sd("inputFormat"), terms.iri(FORMATS + name)
        yield me, _sd("defaultDataset"), self._dataset
        yield me, _sd("availableGraphs"), self._dataset
        if back.union:
            yield me, _rdfs("label"), terms.text("SPARQL endpoint of pif-kg", "en")
            yield me, _sh("prefixes"), self._prefixes
        for name, value, sentence in back.limits.described() if back.limits else ():
            yield me, _rdfs("comment"), terms.text(f"Limit ({name}: {value}). {sentence}", "en")
        if not counted:
            yield me, _rdfs("comment"), terms.text(_UNCOUNTED, "en")

    def _of_dataset(self, figures: Figures | None, graphs: Sequence[str]) -> Iterator[Triple]:
        sizes = {g.iri: g.triples for g in figures.statistics.graphs} if figures else {}
        yield self._dataset, A, _sd("Dataset")
        yield self._dataset, A, _sd("GraphCollection")
        yield self._dataset, _sd("defaultGraph"), self._default
        for number, _ in enumerate(graphs):
            yield self._dataset, _sd("namedGraph"), f"_:n{number}"
        for number, graph in enumerate(graphs):
            me, description = f"_:n{number}", f"_:g{number}"
            yield me, A, _sd("NamedGraph")
            yield me, _sd("name"), terms.iri(graph)
            yield me, _sd("graph"), description
            yield description, A, _sd("Graph")
            if graph in sizes:
                yield description, A, _void("Dataset")
                yield description, _void("triples"), _count(sizes[graph])

    def _of_content(self, figures: Figures) -> Iterator[Triple]:
        me, counted = self._default, figures.statistics
        yield me, A, _void("Dataset")
        yield me, _void("sparqlEndpoint"), terms.iri(self._endpoint)
        yield me, _void("uriSpace"), terms.text(BASE)
        for vocabulary in sorted(set(PREFIXES.values())):
            yield me, _void("vocabulary"), terms.iri(vocabulary)
        yield me, _void("triples"), _count(counted.triples)
        yield me, _void("entities"), _count(counted.entities)
        yield me, _void("classes"), _count(len(counted.class_partitions))
        yield me, _void("properties"), _count(len(counted.property_partitions))
        for number, _ in enumerate(counted.property_partitions):
            yield me, _void("propertyPartition"), f"_:p{number}"
        for number, _ in enumerate(counted.class_partitions):
            yield me, _void("classPartition"), f"_:c{number}"
        for number, each in enumerate(counted.property_partitions):
            it = f"_:p{number}"
            yield it, _void("property"), terms.iri(each.iri)
            yield it, _void("triples"), _count(each.triples)
            yield it, _void("distinctSubjects"), _count(each.subjects)
            yield it, _void("distinctObjects"), _count(each.objects)
        uses = dict(figures.uses)
        for number, found in enumerate(counted.class_partitions):
            it = f"_:c{number}"
            yield it, _void("class"), terms.iri(found.iri)
            yield it, _void("entities"), _count(found.entities)
            used = uses.get(found.iri, ())
            for place, _ in enumerate(used):
                yield it, _void("propertyPartition"), f"_:c{number}p{place}"
            for place, use in enumerate(used):
                part = f"_:c{number}p{place}"
                yield part, _void("property"), terms.iri(use.property)
                for end, _ in enumerate(use.classes):
                    yield part, _void("classPartition"), f"{part}c{end}"
                for end, _ in enumerate(use.datatypes):
                    yield part, terms.iri(f"{VOID_EXT}datatypePartition"), f"{part}d{end}"
                for end, iri in enumerate(use.classes):
                    yield f"{part}c{end}", _void("class"), terms.iri(iri)
                for end, iri in enumerate(use.datatypes):
                    yield f"{part}d{end}", terms.iri(f"{VOID_EXT}datatype"), terms.iri(iri)

    def _of_prefixes(self) -> Iterator[Triple]:
        yield self._prefixes, A, terms.iri("http://www.w3.org/2002/07/owl#Ontology")
        for prefix in PREFIXES:
            yield self._prefixes, _sh("declare"), f"_:prefix-{prefix}"
        for prefix, namespace in PREFIXES.items():
            it = f"_:prefix-{prefix}"
            yield it, _sh("prefix"), terms.text(prefix)
            yield it, _sh("namespace"), terms.typed(namespace, "anyURI")

    def _of_example(self, example: Example) -> Iterator[Triple]:
        if example.form not in _EXECUTABLE:
            return
        kind, verb = _EXECUTABLE[example.form]
        it = terms.iri(f"{self._endpoint}#example-{example.name}")
        yield it, A, _sh("SPARQLExecutable")
        yield it, A, _sh(kind)
        yield it, _rdfs("label"), terms.text(example.name)
        yield it, _rdfs("comment"), terms.text(example.summary, "en")
        yield it, _sh("prefixes"), self._prefixes
        yield it, _sh(verb), terms.text(example.sparql)
        yield it, terms.iri(f"{SCHEMA}target"), terms.iri(self._endpoint)


def _sd(name: str) -> str:
    return f"<{SD}{name}>"


def _void(name: str) -> str:
    return f"<{VOID}{name}>"


def _sh(name: str) -> str:
    return f"<{SH}{name}>"


def _rdfs(name: str) -> str:
    return f"<{RDFS}{name}>"


def _count(number: int) -> str:
    return f'"{number}"^^<{XSD}integer>'
