"""VoID: how much is served, in which vocabularies, where the dumps are, what it links to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.describing import listed
from kg.describing.datasets import (
    DESCRIPTION,
    TITLE,
    VOID,
    Served,
    cited,
    fragment,
    mapped,
    on_page,
    paged,
)
from kg.describing.document import WHOLE_DATASET, by_subject, dataset_iri
from kg.describing.dumps import FORMATS
from kg.describing.statistics import Statistics, statistics, study_statistics
from kg.describing.studies import StudyFacts, studies, study_facts
from kg.describing.vocabulary import vocabularies
from kg.errors import UnknownThing
from kg.identifiers import codebook_iri
from kg.namespaces import (
    BASE,
    CITO,
    DCTERMS,
    FABIO,
    FOAF,
    ONTOLOGY,
    PIF,
    RDFS,
    SCHEME,
    SKOS,
    derived_graph,
    mapping_graph,
    study_graph,
    works_graph,
)
from kg.terms import A, Triple, iri, text, typed

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

SCHEME_DATASET = f"{BASE}void#scheme"
_DOI = f"{BASE}void#doi"
_VOCABULARIES = (PIF, SKOS, DCTERMS, CITO, FABIO, RDFS)


def void(store: Store, memory: Memory, served: Served, here: str, after: str = "") -> list[Triple]:
    """Return the description of everything, and of a page of the studies in it."""
    listed, following = on_page([study.id for study in store.studies()], after)
    facts = studies(store, memory, listed)
    first = served.url("/void.ttl")
    made = list(_document(here, WHOLE_DATASET))
    if not after:
        made += _whole(store, memory, served)
    for study in facts:
        made.append((iri(WHOLE_DATASET), iri(f"{VOID}subset"), iri(dataset_iri(study.id))))
        made += _study(study, served)
        see = iri(served.url(f"/void/{study.id}.ttl"))
        made.append((iri(dataset_iri(study.id)), iri(f"{RDFS}seeAlso"), see))
    made += _mapping_sets(store, memory, set(listed))
    if after or following:
        onward = served.url(f"/void.ttl?after={following}") if following else ""
        made += paged(here, first, onward, len(store.studies()))
    return by_subject(made)


def void_of_study(
    store: Store, memory: Memory, served: Served, here: str, study: str
) -> list[Triple]:
    """Return the description of one study, with its classes and properties counted.

    Raises:
        UnknownThing: No such study.
    """
    facts = study_facts(store, memory, study)
    if facts is None:
        raise UnknownThing(f"There is no study {study[:100]!r}.", "/void lists them.")
    dataset = dataset_iri(study)
    made = [*_document(here, dataset), *_study(facts, served)]
    made.append((iri(WHOLE_DATASET), iri(f"{VOID}subset"), iri(dataset)))
    counted = study_statistics(store, study)
    made += partitions(dataset, counted)
    # Each graph of the study is a part that can be asked for by itself (GRAPH, FROM).
    for graph in counted.graphs:
        made.append((iri(dataset), iri(f"{VOID}subset"), iri(graph.iri)))
        made.append((iri(graph.iri), A, iri(f"{VOID}Dataset")))
        made.append((iri(graph.iri), iri(f"{VOID}triples"), typed(graph.triples, "integer")))
    made += _mapping_sets(store, memory, {study})
    return by_subject(made)


def partitions(dataset: str, counted: Statistics) -> Iterator[Triple]:
    """Yield how many statements, things, classes and properties a data set has, and of which."""
    it = iri(dataset)
    yield it, iri(f"{VOID}triples"), typed(counted.triples, "integer")
    yield it, iri(f"{VOID}entities"), typed(counted.entities, "integer")
    yield it, iri(f"{VOID}classes"), typed(len(counted.class_partitions), "integer")
    yield it, iri(f"{VOID}properties"), typed(len(counted.property_partitions), "integer")
    for class_ in counted.class_partitions:
        part = iri(f"{dataset}-class-{fragment(class_.iri)}")
        yield it, iri(f"{VOID}classPartition"), part
        yield part, iri(f"{VOID}class"), iri(class_.iri)
        yield part, iri(f"{VOID}entities"), typed(class_.entities, "integer")
    for property in counted.property_partitions:
        part = iri(f"{dataset}-property-{fragment(property.iri)}")
        yield it, iri(f"{VOID}propertyPartition"), part
        yield part, iri(f"{VOID}property"), iri(property.iri)
        yield part, iri(f"{VOID}triples"), typed(property.triples, "integer")
        yield part, iri(f"{VOID}distinctSubjects"), typed(property.subjects, "integer")
        yield part, iri(f"{VOID}distinctObjects"), typed(property.objects, "integer")


def graph_description(store: Store, graph: str) -> list[Triple]:
    """Return what there is to say of a named graph: its size, and which data set it is part of."""
    counted = statistics(store)
    size = next((g.triples for g in counted.graphs if g.iri == graph), 0)
    made = [
        (iri(graph), A, iri(f"{VOID}Dataset")),
        (iri(graph), iri(f"{VOID}triples"), typed(size, "integer")),
    ]
    held = {study.id for study in store.studies()}
    for start in (study_graph(""), mapping_graph(""), derived_graph(""), works_graph("")):
        if graph.startswith(start):
            # Mappings from elsewhere, and what is said of works, are of no study.
            named = graph[len(start) :]
            whole = iri(dataset_iri(named) if named in held else WHOLE_DATASET)
            made += [
                (whole, A, iri(f"{VOID}Dataset")),
                (whole, iri(f"{VOID}subset"), iri(graph)),
            ]
    return made


def _document(here: str, dataset: str) -> Iterator[Triple]:
    yield iri(here), A, iri(f"{VOID}DatasetDescription")
    yield iri(here), iri(f"{FOAF}primaryTopic"), iri(dataset)


def _whole(store: Store, memory: Memory, served: Served) -> Iterator[Triple]:
    it = iri(WHOLE_DATASET)
    yield it, A, iri(f"{VOID}Dataset")
    yield it, iri(f"{DCTERMS}title"), text(TITLE, "en")
    yield it, iri(f"{DCTERMS}description"), text(DESCRIPTION, "en")
    yield it, iri(f"{FOAF}homepage"), iri(served.url("/"))
    yield it, iri(f"{VOID}uriSpace"), text(BASE)
    for vocabulary in _VOCABULARIES:
        yield it, iri(f"{VOID}vocabulary"), iri(vocabulary)
    if served.sparql:
        yield it, iri(f"{VOID}sparqlEndpoint"), iri(served.url("/sparql"))
    for format in FORMATS.values():
        yield it, iri(f"{VOID}dataDump"), iri(served.url(f"/downloads.{format.suffix}"))
    for feature in sorted({format.iri for format in FORMATS.values()}):
        yield it, iri(f"{VOID}feature"), iri(feature)
    yield it, iri(f"{VOID}rootResource"), iri(SCHEME)
    yield it, iri(f"{VOID}rootResource"), iri(ONTOLOGY)
    yield from partitions(WHOLE_DATASET, statistics(store))
    scheme = vocabularies()[SCHEME]
    yield it, iri(f"{VOID}subset"), iri(SCHEME_DATASET)
    yield iri(SCHEME_DATASET), A, iri(f"{VOID}Dataset")
    yield iri(SCHEME_DATASET), iri(f"{DCTERMS}title"), text(scheme.title, "en")
    yield iri(SCHEME_DATASET), iri(f"{DCTERMS}license"), iri(scheme.licence)
    yield iri(SCHEME_DATASET), iri(f"{VOID}rootResource"), iri(SCHEME)
    yield iri(SCHEME_DATASET), iri(f"{VOID}dataDump"), iri(served.url("/scheme.ttl"))
    links = cited(store, memory)
    if links:
        yield iri(_DOI), A, iri(f"{VOID}Dataset")
        yield iri(_DOI), iri(f"{DCTERMS}title"), text("Works with a DOI", "en")
        yield iri(_DOI), iri(f"{VOID}uriSpace"), text("https://doi.org/")
    for link in links:
        yield from _linkset(WHOLE_DATASET, _DOI, "doi", link.property, link.count)


def _mapping_sets(store: Store, memory: Memory, listed: set[str]) -> Iterator[Triple]:
    for link in mapped(store, memory):
        if link.study in listed:
            dataset = dataset_iri(link.study)
            yield from _linkset(dataset, SCHEME_DATASET, "scheme", link.property, link.count)


def _linkset(of: str, to: str, name: str, property: str, count: int) -> Iterator[Triple]:
    it = iri(f"{of}-links-{name}-{fragment(property)}")
    yield iri(of), iri(f"{VOID}subset"), it
    yield it, A, iri(f"{VOID}Linkset")
    yield it, iri(f"{VOID}linkPredicate"), iri(property)
    yield it, iri(f"{VOID}subjectsTarget"), iri(of)
    yield it, iri(f"{VOID}objectsTarget"), iri(to)
    yield it, iri(f"{VOID}triples"), typed(count, "integer")


def _study(facts: StudyFacts, served: Served) -> Iterator[Triple]:
    it = iri(dataset_iri(facts.id))
    yield from listed.dataset(facts)
    yield it, iri(f"{VOID}triples"), typed(facts.quads, "integer")
    yield it, iri(f"{VOID}exampleResource"), iri(codebook_iri(facts.id))
    for format in FORMATS.values():
        yield it, iri(f"{VOID}dataDump"), iri(served.url(f"/downloads/{facts.id}.{format.suffix}"))
