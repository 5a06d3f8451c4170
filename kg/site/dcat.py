"""DCAT 3, as DCAT-AP 3 asks for it: a catalogue of the site, one data set for each study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.describing import listed
from kg.describing.datasets import DCAT, DESCRIPTION, TITLE, VCARD
from kg.describing.document import by_subject, dataset_iri
from kg.describing.listed import CATALOGUE, LANGUAGE, MEDIA, PUBLISHER
from kg.describing.studies import StudyFacts
from kg.describing.vocabulary import vocabularies
from kg.namespaces import BASE, DCTERMS, FOAF, ONTOLOGY, SCHEME
from kg.site.model import Download
from kg.terms import A, Triple, iri, text, typed

_SPDX = "http://spdx.org/rdf/terms#"
_GZIP = f"{MEDIA}application/gzip"
_FORMS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}
_NAMELESS = "Publisher not named"


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What a catalogue needs to know. ``home`` is the site's address."""

    home: str
    publisher: str
    date: str
    downloads: tuple[Download, ...]
    landings: dict[str, str]
    """The address of each study's page from the top of the site."""


def dcat(studies: list[StudyFacts], said: Catalogued) -> list[Triple]:
    """Return the catalogue with the data sets in it."""
    made = list(_catalogue(said))
    for study in studies:
        made += _dataset(study, said)
    for vocabulary in (vocabularies()[ONTOLOGY], vocabularies()[SCHEME]):
        page = said.home + vocabulary.iri[len(BASE) :]
        forms = ((ending, kind, f"{page}.{ending}") for ending, kind in _FORMS.items())
        made += listed.vocabulary(vocabulary, f"{page}.html", forms)
    return by_subject([*made, *_classes(made)])


def _catalogue(said: Catalogued) -> Iterator[Triple]:
    it = iri(CATALOGUE)
    yield it, A, iri(f"{DCAT}Catalog")
    yield it, iri(f"{DCTERMS}title"), text(TITLE, "en")
    yield it, iri(f"{DCTERMS}description"), text(DESCRIPTION, "en")
    yield it, iri(f"{DCTERMS}publisher"), iri(PUBLISHER)
    yield it, iri(f"{FOAF}homepage"), iri(said.home)
    yield it, iri(f"{DCTERMS}license"), iri(vocabularies()[SCHEME].licence)
    yield it, iri(f"{DCTERMS}language"), iri(f"{LANGUAGE}en")
    if said.date:
        yield it, iri(f"{DCTERMS}modified"), _dated(said.date)
    yield iri(PUBLISHER), A, iri(f"{FOAF}Agent")
    yield iri(PUBLISHER), iri(f"{FOAF}name"), text(said.publisher or _NAMELESS)


def _dataset(facts: StudyFacts, said: Catalogued) -> Iterator[Triple]:
    name = dataset_iri(facts.id)
    yield from listed.study(facts, said.home + said.landings[facts.id])
    yield from _people(name, facts)
    for file in said.downloads:
        if file.study == facts.id and file.is_data:
            yield from _distribution(name, facts, file, said.home)


def _people(name: str, facts: StudyFacts) -> Iterator[Triple]:
    creators = facts.creators or (facts.publications[0].creators if facts.publications else ())
    for n, creator in enumerate(creators, 1):
        agent = iri(f"{name}-creator-{n}")
        yield iri(name), iri(f"{DCTERMS}creator"), agent
        yield agent, A, iri(f"{FOAF}Agent")
        yield agent, iri(f"{FOAF}name"), text(creator)
        if web := _web(creator):
            yield agent, iri(f"{FOAF}page"), web
    for n, contact in enumerate(facts.contacts, 1):
        point = iri(f"{name}-contact-{n}")
        yield iri(name), iri(f"{DCAT}contactPoint"), point
        yield point, A, iri(f"{VCARD}Kind")
        yield point, iri(f"{VCARD}fn"), text(contact)
        if web := _web(contact):
            yield point, iri(f"{VCARD}hasURL"), web
        elif "@" in contact and " " not in contact and (mail := _address(f"mailto:{contact}")):
            yield point, iri(f"{VCARD}hasEmail"), mail


def _distribution(name: str, facts: StudyFacts, file: Download, home: str) -> Iterator[Triple]:
    ending = file.path.rpartition("/")[2]
    it = iri(f"{name}-{ending.replace('.', '-')}")
    address = iri(home + file.address)
    yield iri(name), iri(f"{DCAT}distribution"), it
    yield it, A, iri(f"{DCAT}Distribution")
    yield it, iri(f"{DCTERMS}title"), text(file.title)
    yield it, iri(f"{DCAT}accessURL"), address
    yield it, iri(f"{DCAT}downloadURL"), address
    yield it, iri(f"{DCAT}mediaType"), iri(MEDIA + file.media_type)
    yield it, iri(f"{DCAT}compressFormat"), iri(_GZIP)
    yield it, iri(f"{DCAT}byteSize"), typed(file.size, "nonNegativeInteger")
    yield it, iri(f"{_SPDX}checksum"), iri(f"{name}-{ending.replace('.', '-')}-sha256")
    checksum = iri(f"{name}-{ending.replace('.', '-')}-sha256")
    yield checksum, A, iri(f"{_SPDX}Checksum")
    yield checksum, iri(f"{_SPDX}algorithm"), iri(f"{_SPDX}checksumAlgorithm_sha256")
    yield checksum, iri(f"{_SPDX}checksumValue"), typed(file.sha256, "hexBinary")
    yield (
        iri(f"{_SPDX}checksumAlgorithm_sha256"),
        A,
        iri(f"{_SPDX}ChecksumAlgorithm"),
    )
    for licence in facts.licences:
        yield it, iri(f"{DCTERMS}license"), iri(licence)


_RANGES = {
    iri(f"{DCTERMS}license"): iri(f"{DCTERMS}LicenseDocument"),
    iri(f"{DCTERMS}language"): iri(f"{DCTERMS}LinguisticSystem"),
    iri(f"{DCAT}mediaType"): iri(f"{DCTERMS}MediaType"),
    iri(f"{DCAT}compressFormat"): iri(f"{DCTERMS}MediaType"),
    iri(f"{DCAT}landingPage"): iri(f"{FOAF}Document"),
    iri(f"{FOAF}homepage"): iri(f"{FOAF}Document"),
}


def _classes(made: list[Triple]) -> Iterator[Triple]:
    """Yield of which class values are: the application profile asks for it."""
    for _, p, o in made:
        if p in _RANGES:
            yield o, A, _RANGES[p]


def _dated(date: str) -> str:
    return typed(date, "date" if len(date) > 4 else "gYear")


def _web(written: str) -> str:
    return _address(written) if written.startswith(("https://", "http://")) else ""


def _address(written: str) -> str:
    try:
        return iri(written)
    except ValueError:
        return ""
