"""DCAT 3: a catalogue of what is served, one data set for each study."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.describing import dates
from kg.describing.datasets import DCAT, DESCRIPTION, TITLE, VCARD, Served, found_by, on_page, paged
from kg.describing.document import by_subject, dataset_iri
from kg.describing.dumps import FORMATS
from kg.describing.studies import StudyFacts, studies
from kg.describing.vocabulary import Vocabulary, vocabularies
from kg.namespaces import BASE, DCTERMS, FOAF, ONTOLOGY, RDFS, SCHEME
from kg.terms import A, Triple, iri, text, typed

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

CATALOGUE = f"{BASE}dcat#catalogue"
_SERVICE = f"{BASE}dcat#sparql"
_PUBLISHER = f"{BASE}dcat#publisher"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_LANGUAGE = "http://id.loc.gov/vocabulary/iso639-1/"
_FORMS = [(f.suffix, f.media_type) for f in FORMATS.values() if f.writer]
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"


def dcat(store: Store, memory: Memory, served: Served, here: str, after: str = "") -> list[Triple]:
    """Return the catalogue, and a page of the data sets in it."""
    listed, following = on_page([study.id for study in store.studies()], after)
    made = list(_catalogue(served, here))
    for study in studies(store, memory, listed):
        made += _dataset(store, study, served)
    if not after:
        for vocabulary in (vocabularies()[ONTOLOGY], vocabularies()[SCHEME]):
            made += _vocabulary(vocabulary, served)
    if after or following:
        onward = served.url(f"/dcat.ttl?after={following}") if following else ""
        made += paged(here, served.url("/dcat.ttl"), onward, len(store.studies()))
    return by_subject(made)


def _catalogue(served: Served, here: str) -> Iterator[Triple]:
    it = iri(CATALOGUE)
    yield it, A, iri(f"{DCAT}Catalog")
    yield it, iri(f"{DCTERMS}title"), text(TITLE, "en")
    yield it, iri(f"{DCTERMS}description"), text(DESCRIPTION, "en")
    yield it, iri(f"{DCTERMS}publisher"), iri(_PUBLISHER)
    yield it, iri(f"{FOAF}homepage"), iri(served.url("/"))
    yield it, iri(f"{DCTERMS}license"), iri(vocabularies()[SCHEME].licence)
    yield it, iri(f"{DCTERMS}language"), iri(f"{_LANGUAGE}en")
    if served.sparql:
        yield it, iri(f"{DCAT}service"), iri(_SERVICE)
    yield iri(here), A, iri(f"{FOAF}Document")
    yield iri(here), iri(f"{FOAF}primaryTopic"), it
    yield iri(_PUBLISHER), A, iri(f"{FOAF}Agent")
    yield iri(_PUBLISHER), iri(f"{FOAF}name"), text(served.publisher)
    if served.sparql:
        service = iri(_SERVICE)
        yield service, A, iri(f"{DCAT}DataService")
        yield service, iri(f"{DCTERMS}title"), text("SPARQL endpoint", "en")
        yield service, iri(f"{DCAT}endpointURL"), iri(served.url("/sparql"))
        yield service, iri(f"{DCAT}endpointDescription"), iri(served.url("/sparql"))
        yield service, iri(f"{DCTERMS}conformsTo"), iri(_PROTOCOL)


def _dataset(store: Store, facts: StudyFacts, served: Served) -> Iterator[Triple]:
    name = dataset_iri(facts.id)
    it = iri(name)
    yield iri(CATALOGUE), iri(f"{DCAT}dataset"), it
    yield it, A, iri(f"{DCAT}Dataset")
    yield it, iri(f"{DCTERMS}title"), text(facts.title, facts.language or None)
    yield it, iri(f"{DCTERMS}description"), text(_described(facts), "en")
    yield it, iri(f"{DCTERMS}identifier"), text(facts.id)
    yield it, iri(f"{DCTERMS}publisher"), iri(_PUBLISHER)
    yield it, iri(f"{DCAT}landingPage"), iri(served.url(f"/study/{facts.id}"))
    yield it, iri(f"{FOAF}primaryTopic"), iri(facts.iri)
    for licence in facts.licences:
        yield it, iri(f"{DCTERMS}license"), iri(licence)
    for rights in facts.rights:
        statement = iri(f"{name}-rights")
        yield it, iri(f"{DCTERMS}rights"), statement
        yield statement, A, iri(f"{DCTERMS}RightsStatement")
        yield statement, iri(f"{RDFS}label"), text(rights)
    if len(facts.language) == 2:
        yield it, iri(f"{DCTERMS}language"), iri(f"{_LANGUAGE}{facts.language}")
    if facts.year.isascii() and facts.year.isdigit() and len(facts.year) == 4:
        yield it, iri(f"{DCTERMS}issued"), typed(facts.year, "gYear")
    moment = dates.study_changed(store, facts.id)
    if moment is not None:
        when = datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield it, iri(f"{DCTERMS}modified"), typed(when, "dateTime")
    for work in facts.publications:
        yield it, iri(f"{DCTERMS}source"), iri(work.iri)
        yield it, iri(f"{DCTERMS}isReferencedBy"), iri(work.iri)
    yield from found_by(name, [work.iri for work in facts.publications])
    yield from _people(name, facts)
    if served.sparql:
        yield iri(_SERVICE), iri(f"{DCAT}servesDataset"), it
    yield from _distributions(store, name, facts, served)


def _people(name: str, facts: StudyFacts) -> Iterator[Triple]:
    creators = facts.creators or (facts.publications[0].creators if facts.publications else ())
    for n, creator in enumerate(creators, 1):
        known = creator.startswith(("https://", "http://"))
        agent = _address(creator) if known else iri(f"{name}-creator-{n}")
        if agent:
            yield iri(name), iri(f"{DCTERMS}creator"), agent
            yield agent, A, iri(f"{FOAF}Agent")
            if not known:
                yield agent, iri(f"{FOAF}name"), text(creator)
    for n, contact in enumerate(facts.contacts, 1):
        point = iri(f"{name}-contact-{n}")
        yield iri(name), iri(f"{DCAT}contactPoint"), point
        yield point, A, iri(f"{VCARD}Kind")
        yield point, iri(f"{VCARD}fn"), text(contact)
        address = _address(contact if "://" in contact else f"mailto:{contact}")
        if "@" in contact and "://" not in contact and " " not in contact and address:
            yield point, iri(f"{VCARD}hasEmail"), address
        elif contact.startswith(("https://", "http://")) and address:
            yield point, iri(f"{VCARD}hasURL"), address


def _distributions(store: Store, name: str, facts: StudyFacts, served: Served) -> Iterator[Triple]:
    file = dates.study_file(store, facts.id)
    for format in FORMATS.values():
        it = iri(f"{name}-{format.suffix.replace('.', '-')}")
        address = iri(served.url(f"/downloads/{facts.id}.{format.suffix}"))
        yield iri(name), iri(f"{DCAT}distribution"), it
        yield it, A, iri(f"{DCAT}Distribution")
        yield it, iri(f"{DCTERMS}title"), text(f"{facts.title} ({format.name})")
        yield it, iri(f"{DCAT}accessURL"), address
        yield it, iri(f"{DCAT}downloadURL"), address
        yield it, iri(f"{DCAT}mediaType"), iri(_MEDIA + format.media_type)
        for licence in facts.licences:
            yield it, iri(f"{DCTERMS}license"), iri(licence)
        if format.packed:
            yield it, iri(f"{DCAT}compressFormat"), iri(f"{_MEDIA}application/gzip")
            if file is not None:
                yield it, iri(f"{DCAT}byteSize"), typed(file.stat().st_size, "nonNegativeInteger")
        if served.sparql:
            yield it, iri(f"{DCAT}accessService"), iri(_SERVICE)


def _vocabulary(vocabulary: Vocabulary, served: Served) -> Iterator[Triple]:
    path = vocabulary.iri[len(BASE) :]
    name = f"{BASE}dcat#{path}"
    it = iri(name)
    yield iri(CATALOGUE), iri(f"{DCAT}dataset"), it
    yield it, A, iri(f"{DCAT}Dataset")
    yield it, iri(f"{DCTERMS}title"), text(vocabulary.title, "en")
    yield it, iri(f"{DCTERMS}description"), text(vocabulary.description, "en")
    yield it, iri(f"{DCTERMS}publisher"), iri(_PUBLISHER)
    yield it, iri(f"{DCTERMS}license"), iri(vocabulary.licence)
    yield it, iri(f"{DCAT}version"), text(vocabulary.version)
    yield it, iri(f"{FOAF}primaryTopic"), iri(vocabulary.iri)
    yield it, iri(f"{DCAT}landingPage"), iri(served.url(f"/{path}"))
    for suffix, media_type in _FORMS:
        form = iri(f"{name}-{suffix}")
        yield it, iri(f"{DCAT}distribution"), form
        yield form, A, iri(f"{DCAT}Distribution")
        yield form, iri(f"{DCAT}accessURL"), iri(served.url(f"/{path}.{suffix}"))
        yield form, iri(f"{DCAT}downloadURL"), iri(served.url(f"/{path}.{suffix}"))
        yield form, iri(f"{DCAT}mediaType"), iri(_MEDIA + media_type)
        yield form, iri(f"{DCTERMS}license"), iri(vocabulary.licence)


def _described(facts: StudyFacts) -> str:
    return (
        f"Coded quotes, claims, codes and citations of the study “{facts.title}” as RDF: "
        f"{facts.quads:,} statements, in what its files state, its mappings and what follows."
    )


def _address(written: str) -> str:
    try:
        return iri(written)
    except ValueError:
        return ""
