"""DCAT 3: a catalogue of what is served, one data set for each study."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.describing import dates, listed
from kg.describing.datasets import DCAT, DESCRIPTION, TITLE, VCARD, Served, on_page, paged
from kg.describing.document import by_subject, dataset_iri
from kg.describing.dumps import FORMATS
from kg.describing.listed import CATALOGUE, LANGUAGE, MEDIA, PUBLISHER
from kg.describing.studies import StudyFacts, studies
from kg.describing.vocabulary import vocabularies
from kg.namespaces import BASE, DCTERMS, FOAF, ONTOLOGY, SCHEME
from kg.terms import A, Triple, iri, text, typed

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

_SERVICE = f"{BASE}dcat#sparql"
_FORMS = [(f.suffix, f.media_type) for f in FORMATS.values() if f.writer]
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"


def dcat(store: Store, memory: Memory, served: Served, here: str, after: str = "") -> list[Triple]:
    """Return the catalogue, and a page of the data sets in it."""
    ids, following = on_page([study.id for study in store.studies()], after)
    made = list(_catalogue(served, here))
    for study in studies(store, memory, ids):
        made += _dataset(store, study, served)
    if not after:
        for vocabulary in (vocabularies()[ONTOLOGY], vocabularies()[SCHEME]):
            path = vocabulary.iri[len(BASE) - 1 :]
            forms = ((suffix, kind, served.url(f"{path}.{suffix}")) for suffix, kind in _FORMS)
            made += listed.vocabulary(vocabulary, served.url(path), forms)
    if after or following:
        onward = served.url(f"/dcat.ttl?after={following}") if following else ""
        made += paged(here, served.url("/dcat.ttl"), onward, len(store.studies()))
    return by_subject(made)


def _catalogue(served: Served, here: str) -> Iterator[Triple]:
    it = iri(CATALOGUE)
    yield it, A, iri(f"{DCAT}Catalog")
    yield it, iri(f"{DCTERMS}title"), text(TITLE, "en")
    yield it, iri(f"{DCTERMS}description"), text(DESCRIPTION, "en")
    yield it, iri(f"{DCTERMS}publisher"), iri(PUBLISHER)
    yield it, iri(f"{FOAF}homepage"), iri(served.url("/"))
    yield it, iri(f"{DCTERMS}license"), iri(vocabularies()[SCHEME].licence)
    yield it, iri(f"{DCTERMS}language"), iri(f"{LANGUAGE}en")
    if served.sparql:
        yield it, iri(f"{DCAT}service"), iri(_SERVICE)
    yield iri(here), A, iri(f"{FOAF}Document")
    yield iri(here), iri(f"{FOAF}primaryTopic"), it
    yield iri(PUBLISHER), A, iri(f"{FOAF}Agent")
    yield iri(PUBLISHER), iri(f"{FOAF}name"), text(served.publisher)
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
    yield from listed.study(facts, served.url(f"/study/{facts.id}"))
    moment = dates.study_changed(store, facts.id)
    if moment is not None:
        when = datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield it, iri(f"{DCTERMS}modified"), typed(when, "dateTime")
    for work in facts.publications:
        yield it, iri(f"{DCTERMS}source"), iri(work.iri)
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
        yield it, iri(f"{DCAT}mediaType"), iri(MEDIA + format.media_type)
        for licence in facts.licences:
            yield it, iri(f"{DCTERMS}license"), iri(licence)
        if format.packed:
            yield it, iri(f"{DCAT}compressFormat"), iri(f"{MEDIA}application/gzip")
            if file is not None:
                yield it, iri(f"{DCAT}byteSize"), typed(file.stat().st_size, "nonNegativeInteger")
        if served.sparql:
            yield it, iri(f"{DCAT}accessService"), iri(_SERVICE)


def _address(written: str) -> str:
    try:
        return iri(written)
    except ValueError:
        return ""
