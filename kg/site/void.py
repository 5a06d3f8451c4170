"""VoID: what the site holds, how much of it, in which files, and what it links to."""

from __future__ import annotations

from collections.abc import Iterator

from kg.describing import listed
from kg.describing.datasets import DESCRIPTION, TITLE, VOID, fragment
from kg.describing.document import WHOLE_DATASET, by_subject, dataset_iri
from kg.describing.studies import StudyFacts
from kg.describing.vocabulary import vocabularies
from kg.identifiers import codebook_iri
from kg.namespaces import BASE, CITO, DCTERMS, FABIO, FOAF, ONTOLOGY, PIF, RDFS, SCHEME, SKOS
from kg.site.model import Download
from kg.site.summing import Summary, Totals
from kg.terms import A, Triple, iri, text, typed

_FEATURES = {
    ".nq.gz": "http://www.w3.org/ns/formats/N-Quads",
    ".trig.gz": "http://www.w3.org/ns/formats/TriG",
}
_PAGES = ("Turtle", "JSON-LD", "N-Triples")
_VOCABULARIES = (PIF, SKOS, DCTERMS, CITO, FABIO, RDFS)


def void(
    summary: Summary, downloads: tuple[Download, ...], home: str, codebooks: frozenset[str]
) -> list[Triple]:
    """Return the description of the site; ``home`` is its address.

    ``codebooks`` are the studies whose codebook has a page.
    """
    made = list(_whole(summary, downloads, home))
    for study in summary.facts.values():
        made.append((iri(WHOLE_DATASET), iri(f"{VOID}subset"), iri(dataset_iri(study.id))))
        made += _study(study, summary.totals[study.id], downloads, home)
        if study.id in codebooks:
            example = iri(codebook_iri(study.id))
            made.append((iri(dataset_iri(study.id)), iri(f"{VOID}exampleResource"), example))
    return by_subject(made)


def _whole(summary: Summary, downloads: tuple[Download, ...], home: str) -> Iterator[Triple]:
    here, it = iri(f"{home}void.ttl"), iri(WHOLE_DATASET)
    yield here, A, iri(f"{VOID}DatasetDescription")
    yield here, iri(f"{DCTERMS}title"), text(f"What this site holds: {TITLE}", "en")
    yield here, iri(f"{FOAF}primaryTopic"), it
    yield it, A, iri(f"{VOID}Dataset")
    yield it, iri(f"{DCTERMS}title"), text(TITLE, "en")
    yield it, iri(f"{DCTERMS}description"), text(DESCRIPTION, "en")
    yield it, iri(f"{FOAF}homepage"), iri(home)
    yield it, iri(f"{VOID}uriSpace"), text(BASE)
    for vocabulary in _VOCABULARIES:
        yield it, iri(f"{VOID}vocabulary"), iri(vocabulary)
    for name in _PAGES:
        yield it, iri(f"{VOID}feature"), iri(f"http://www.w3.org/ns/formats/{name}")
    yield it, iri(f"{VOID}rootResource"), iri(SCHEME)
    yield it, iri(f"{VOID}rootResource"), iri(ONTOLOGY)
    for licence in sorted({each for study in summary.facts.values() for each in study.licences}):
        yield it, iri(f"{DCTERMS}license"), iri(licence)
    yield from _dumps(WHOLE_DATASET, "", downloads, home)
    yield from _partitions(WHOLE_DATASET, summary.whole())
    scheme = vocabularies()[SCHEME]
    part = iri(f"{BASE}void#scheme")
    yield it, iri(f"{VOID}subset"), part
    yield part, A, iri(f"{VOID}Dataset")
    yield part, iri(f"{DCTERMS}title"), text(scheme.title, "en")
    yield part, iri(f"{DCTERMS}license"), iri(scheme.licence)
    yield part, iri(f"{VOID}rootResource"), iri(SCHEME)
    yield part, iri(f"{VOID}dataDump"), iri(f"{home}scheme.ttl")


def _study(
    facts: StudyFacts, totals: Totals, downloads: tuple[Download, ...], home: str
) -> Iterator[Triple]:
    name = dataset_iri(facts.id)
    it = iri(name)
    yield from listed.dataset(facts)
    yield from _dumps(name, facts.id, downloads, home)
    yield from _partitions(name, totals)
    for graph in totals.graphs:
        yield it, iri(f"{VOID}subset"), iri(graph.iri)
        yield iri(graph.iri), A, iri(f"{VOID}Dataset")
        yield iri(graph.iri), iri(f"{VOID}triples"), typed(graph.triples, "integer")


def _dumps(
    dataset: str, study: str, downloads: tuple[Download, ...], home: str
) -> Iterator[Triple]:
    for file in downloads:
        if file.study == study and file.is_data:
            yield iri(dataset), iri(f"{VOID}dataDump"), iri(home + file.address)
            for ending, feature in _FEATURES.items():
                if file.path.endswith(ending):
                    yield iri(dataset), iri(f"{VOID}feature"), iri(feature)


def _partitions(dataset: str, totals: Totals) -> Iterator[Triple]:
    it = iri(dataset)
    yield it, iri(f"{VOID}triples"), typed(totals.triples, "integer")
    yield it, iri(f"{VOID}entities"), typed(totals.entities, "integer")
    yield it, iri(f"{VOID}classes"), typed(len(totals.classes), "integer")
    yield it, iri(f"{VOID}properties"), typed(len(totals.properties), "integer")
    for class_ in totals.classes:
        part = iri(f"{dataset}-class-{fragment(class_.iri)}")
        yield it, iri(f"{VOID}classPartition"), part
        yield part, iri(f"{VOID}class"), iri(class_.iri)
        yield part, iri(f"{VOID}entities"), typed(class_.entities, "integer")
    for property, count in totals.properties:
        part = iri(f"{dataset}-property-{fragment(property)}")
        yield it, iri(f"{VOID}propertyPartition"), part
        yield part, iri(f"{VOID}property"), iri(property)
        yield part, iri(f"{VOID}triples"), typed(count, "integer")
