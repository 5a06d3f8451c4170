"""How catalogues list a study or a vocabulary, wherever it is: on a server or in files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.describing.datasets import DCAT, VOID, found_by
from kg.describing.document import dataset_iri
from kg.describing.studies import StudyFacts
from kg.describing.vocabulary import Vocabulary
from kg.namespaces import BASE, DCTERMS, FOAF, RDFS
from kg.terms import A, Triple, iri, text, typed

CATALOGUE = f"{BASE}dcat#catalogue"
PUBLISHER = f"{BASE}dcat#publisher"
MEDIA = "https://www.iana.org/assignments/media-types/"
LANGUAGE = "http://id.loc.gov/vocabulary/iso639-1/"


def study(facts: StudyFacts, landing: str) -> Iterator[Triple]:
    """Yield what DCAT says of a study as a data set; ``landing`` is the address of its page."""
    name = dataset_iri(facts.id)
    it = iri(name)
    yield iri(CATALOGUE), iri(f"{DCAT}dataset"), it
    yield it, A, iri(f"{DCAT}Dataset")
    yield it, iri(f"{DCTERMS}title"), text(facts.title, facts.language or None)
    yield it, iri(f"{DCTERMS}description"), text(_described(facts), "en")
    yield it, iri(f"{DCTERMS}identifier"), text(facts.id)
    yield it, iri(f"{DCTERMS}publisher"), iri(PUBLISHER)
    yield it, iri(f"{DCAT}landingPage"), iri(landing)
    yield it, iri(f"{FOAF}primaryTopic"), iri(facts.iri)
    for licence in facts.licences:
        yield it, iri(f"{DCTERMS}license"), iri(licence)
    for rights in facts.rights:
        statement = iri(f"{name}-rights")
        yield it, iri(f"{DCTERMS}rights"), statement
        yield statement, A, iri(f"{DCTERMS}RightsStatement")
        yield statement, iri(f"{RDFS}label"), text(rights)
    if len(facts.language) == 2:
        yield it, iri(f"{DCTERMS}language"), iri(f"{LANGUAGE}{facts.language}")
    if facts.year.isascii() and facts.year.isdigit() and len(facts.year) == 4:
        yield it, iri(f"{DCTERMS}issued"), typed(facts.year, "gYear")
    for work in facts.publications:
        yield it, iri(f"{DCTERMS}isReferencedBy"), iri(work.iri)
    yield from found_by(name, [work.iri for work in facts.publications])


def vocabulary(
    it: Vocabulary, landing: str, forms: Iterable[tuple[str, str, str]]
) -> Iterator[Triple]:
    """Yield what DCAT says of a vocabulary; ``forms`` are endings, media types and addresses."""
    name = f"{BASE}dcat#{it.iri[len(BASE) :]}"
    node = iri(name)
    yield iri(CATALOGUE), iri(f"{DCAT}dataset"), node
    yield node, A, iri(f"{DCAT}Dataset")
    yield node, iri(f"{DCTERMS}title"), text(it.title, "en")
    yield node, iri(f"{DCTERMS}description"), text(it.description, "en")
    yield node, iri(f"{DCTERMS}publisher"), iri(PUBLISHER)
    yield node, iri(f"{DCTERMS}license"), iri(it.licence)
    yield node, iri(f"{DCAT}version"), text(it.version)
    yield node, iri(f"{FOAF}primaryTopic"), iri(it.iri)
    yield node, iri(f"{DCAT}landingPage"), iri(landing)
    for ending, media_type, address in forms:
        form = iri(f"{name}-{ending}")
        yield node, iri(f"{DCAT}distribution"), form
        yield form, A, iri(f"{DCAT}Distribution")
        yield form, iri(f"{DCAT}accessURL"), iri(address)
        yield form, iri(f"{DCAT}downloadURL"), iri(address)
        yield form, iri(f"{DCAT}mediaType"), iri(MEDIA + media_type)
        yield form, iri(f"{DCTERMS}license"), iri(it.licence)


def dataset(facts: StudyFacts) -> Iterator[Triple]:
    """Yield what VoID says of a study as a data set, but for its size and its files."""
    it = iri(dataset_iri(facts.id))
    yield it, A, iri(f"{VOID}Dataset")
    yield it, iri(f"{DCTERMS}title"), text(facts.title, facts.language or None)
    yield it, iri(f"{DCTERMS}identifier"), text(facts.id)
    for licence in facts.licences:
        yield it, iri(f"{DCTERMS}license"), iri(licence)
    for rights in facts.rights:
        yield it, iri(f"{DCTERMS}rights"), text(rights)
    for work in facts.publications:
        yield it, iri(f"{DCTERMS}source"), iri(work.iri)
    yield it, iri(f"{VOID}rootResource"), iri(facts.iri)


def _described(facts: StudyFacts) -> str:
    return (
        f"Coded quotes, claims, codes and citations of the study “{facts.title}” as RDF: "
        f"{facts.quads:,} statements, in what its files state, its mappings and what follows."
    )
