"""The tests of FOOPS!, for one ontology.

Written anew from their catalogue (https://w3id.org/foops/catalogue) and from what the tool does
(https://github.com/oeg-upm/fair_ontologies, as of April 2026). Where a test would ask a registry,
nobody is asked.
"""

from __future__ import annotations

import re

from kg.fair.checks import Catalogue, Found, failed, judged, not_asked, passed, unseen
from kg.fair.ontologies import DC, RDF_ACCEPT, VANN, Ontology, short
from kg.fair.sites import HTML, RDF_TYPES
from kg.namespaces import BASE, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, XSD
from kg.terms import value_of

foops: Catalogue[Ontology] = Catalogue(
    "foops",
    "FOOPS!",
    "https://github.com/oeg-upm/fair_ontologies",
    "https://w3id.org/foops/test/{}",
)

_SCHEMA = ("https://schema.org/", "http://schema.org/")
_PAV = "http://purl.org/pav/"
_DOAP = "http://usefulinc.com/ns/doap#"
_BIBO = "http://purl.org/ontology/bibo/"
_MOD = "https://w3id.org/mod#"


def _by(*properties: str, schema: str = "") -> tuple[str, ...]:
    return (*properties, *(f"{s}{name}" for s in _SCHEMA for name in schema.split()))


FIELDS = {
    "title": _by(f"{DC}title", f"{DCTERMS}title", schema="name"),
    "description": _by(
        f"{DC}abstract", f"{DCTERMS}abstract", f"{DC}description", f"{DCTERMS}description",
        f"{RDFS}comment", f"{_DOAP}description", f"{_DOAP}shortdesc", f"{SKOS}note",
        schema="description",
    ),
    "version IRI": (f"{OWL}versionIRI",),
    "creator": _by(
        f"{DC}creator", f"{DCTERMS}creator", f"{_PAV}createdBy", f"{_PAV}authoredBy",
        f"{FOAF}maker", f"{PROV}wasAttributedTo", f"{_DOAP}developer", schema="creator",
    ),
    "namespace URI": (f"{VANN}preferredNamespaceUri",),
    "namespace prefix": (f"{VANN}preferredNamespacePrefix",),
    "version info": _by(f"{OWL}versionInfo", schema="schemaVersion"),
    "creation date": _by(
        f"{DCTERMS}created", f"{_DOAP}created", f"{PROV}generatedAtTime", f"{_PAV}createdOn",
        schema="dateCreated",
    ),
    "citation": (f"{DCTERMS}bibliographicCitation",),
    "publisher": _by(f"{DC}publisher", f"{DCTERMS}publisher", schema="publisher"),
    "logo": _by(f"{FOAF}logo", schema="logo"),
    "status": (f"{_BIBO}status", f"{_MOD}status"),
    "source": (f"{DC}source", f"{DCTERMS}source", f"{PROV}hadOriginalSource"),
    "date of issue": _by(
        f"{DCTERMS}issued", f"{DCTERMS}submitted", schema="datePublished dateReleased"
    ),
}  # fmt: skip
_PERSISTENT = re.compile(
    r"https?://(?:[\w.-]*\.)?(?:w3id\.org|doi\.org|purl\.[\w.-]+|linked\.data\.gov\.au|"
    r"dbpedia\.org|www\.w3\.org|perma\.cc|data\.europa\.eu)/"
)
_METADATA = (
    DC, DCTERMS, *_SCHEMA, VANN, PROV, _BIBO, _PAV, FOAF, RDFS, OWL, _DOAP, _MOD,
)  # fmt: skip
_FORMS = ("application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json")
NO_SITE = "no page is served here; give a publication or --url"


def persistent(iri: str) -> bool:
    """Say whether an IRI follows a scheme that is known to last."""
    return bool(_PERSISTENT.match(iri))


def _missing(ontology: Ontology, *fields: str) -> list[str]:
    return [
        field
        for field in fields
        if not (ontology.licences if field == "licence" else ontology.header(*FIELDS[field]))
    ]


def _forms_at(ontology: Ontology, address: str) -> list[str]:
    """Return the forms of RDF in which an address answers."""
    answers = ((form, ontology.get(address, form)) for form in _FORMS)
    return [form for form, answer in answers if answer and answer.media_type in RDF_TYPES]


def _page(ontology: Ontology) -> bool:
    answer = ontology.get(ontology.iri, HTML)
    return answer is not None and answer.media_type == HTML


@foops.check("PURL1", remedy="Name the ontology under w3id.org, purl.org or a DOI.")
def has_a_persistent_iri(ontology: Ontology) -> Found:
    """The IRI follows a scheme that lasts.

    w3id.org, doi.org, purl.*, www.w3.org, perma.cc, data.europa.eu, linked.data.gov.au or
    dbpedia.org.
    """
    return judged(ontology.iri, [] if persistent(ontology.iri) else [ontology.iri or "no IRI"])


@foops.check("URI1", remedy="Serve the ontology as Turtle or RDF/XML at its own IRI.")
def iri_resolves(ontology: Ontology) -> Found:
    """The IRI that the document states answers with RDF."""
    if not ontology.site:
        return unseen(NO_SITE)
    forms = _forms_at(ontology, ontology.iri)
    return (
        passed(f"{ontology.iri}: {', '.join(forms)}") if forms else failed(ontology.iri, "no RDF")
    )


@foops.check("URI2", remedy="Let the owl:Ontology have the IRI it is published under.")
def iris_agree(ontology: Ontology) -> Found:
    """The IRI it is asked for by is the IRI it states."""
    if not ontology.asked:
        return unseen("a file: nobody asked by an address")
    same = ontology.asked.rstrip("/#") == ontology.iri.rstrip("/#")
    return judged(f"{ontology.asked} and {ontology.iri}", [] if same else [ontology.iri or "none"])


@foops.check("VER1", remedy="State owl:versionIRI, different from the IRI of the ontology.")
def has_a_version_iri(ontology: Ontology) -> Found:
    """A version IRI is stated, and is not the IRI of the ontology."""
    stated = ontology.header(f"{OWL}versionIRI")
    info = ", ".join(ontology.header(f"{OWL}versionInfo")) or "no owl:versionInfo"
    if not stated:
        return failed(info, "no owl:versionIRI")
    return judged(f"{stated[0]} ({info})", [v for v in stated if v == ontology.iri])


@foops.check("VER2", remedy="Serve this version at its version IRI.")
def version_iri_resolves(ontology: Ontology) -> Found:
    """The version IRI answers."""
    stated = ontology.header(f"{OWL}versionIRI")
    if not stated:
        return failed("the header", "no owl:versionIRI")
    if not ontology.site:
        return unseen(NO_SITE)
    return judged(stated[0], [] if ontology.get(stated[0], RDF_ACCEPT) else stated)


@foops.check("OM1", remedy="Add what is missing to the owl:Ontology.")
def has_minimum_metadata(ontology: Ontology) -> Found:
    """Title, description, licence, version IRI, creator and namespace URI are stated."""
    fields = ("title", "description", "licence", "version IRI", "creator", "namespace URI")
    return judged("the header", _missing(ontology, *fields))


@foops.check("FIND1", remedy="State vann:preferredNamespacePrefix.")
def has_a_prefix(ontology: Ontology) -> Found:
    """A prefix for its namespace is stated."""
    found = ontology.header(*FIELDS["namespace prefix"])
    return passed(found[0]) if found else failed("the header", "no prefix")


@foops.check("FIND2", remedy="Register the prefix at prefix.cc or with LOV.")
def prefix_is_registered(ontology: Ontology) -> Found:
    """The prefix is registered for this namespace (prefix.cc, LOV)."""
    if not ontology.header(*FIELDS["namespace prefix"]):
        return failed("the header", "no prefix")
    return not_asked("needs a registry; not asked")


_CATALOGUE = _by(schema="includedInDataCatalog")


def _catalogued(ontology: Ontology) -> Found:
    stated = ontology.header(*_CATALOGUE)
    if not stated:
        return not_asked(
            "no schema:includedInDataCatalog; else only a registry can tell; not asked"
        )
    if ontology.site and (own := [c for c in stated if c.startswith(BASE)]):
        looked = [ontology.get(address, RDF_ACCEPT) for address in own]
        named = any(a and _names(a.body, ontology.iri) for a in looked)
        return judged(own[0], [] if named else [f"{own[0]} does not list it"])
    return passed(stated[0])


def _names(body: bytes, iri: str) -> bool:
    return f"<{iri}>".encode() in body or f'"{iri}"'.encode() in body


@foops.check("FIND3", remedy="State the catalogue it is in: schema:includedInDataCatalog.")
def is_in_a_catalogue(ontology: Ontology) -> Found:
    """It states a catalogue it is in, and a catalogue of ours lists it."""
    return _catalogued(ontology)


@foops.check("FIND_3_BIS", remedy="State the catalogue that keeps its metadata.")
def metadata_outlast_it(ontology: Ontology) -> Found:
    """Its metadata are kept where it may be gone: in the catalogue it states."""
    return _catalogued(ontology)


@foops.check("CN1", remedy="Serve HTML and RDF at one IRI by content negotiation.")
def content_is_negotiated(ontology: Ontology) -> Found:
    """Its IRI answers with HTML and with RDF."""
    if not ontology.site:
        return unseen(NO_SITE)
    wanting = [] if _page(ontology) else ["no HTML"]
    forms = _forms_at(ontology, ontology.iri)
    return judged(f"{ontology.iri}: {', '.join(forms)}", wanting + ([] if forms else ["no RDF"]))


@foops.check("HTTP1", remedy="Give it an IRI of http or https.")
def protocol_is_open(ontology: Ontology) -> Found:
    """Its IRI is one of HTTP or HTTPS."""
    return judged(ontology.iri, [] if ontology.iri.startswith("http") else [ontology.iri or "none"])


@foops.check("RDF1", remedy="Publish it as Turtle, RDF/XML, N-Triples or JSON-LD.")
def is_rdf(ontology: Ontology) -> Found:
    """It can be read as RDF."""
    n = len(ontology.triples)
    return (
        passed(f"{n:,} statements of {ontology.source}") if n else failed(ontology.source, "none")
    )


@foops.check("VOC1", remedy="Use Dublin Core, VANN, schema.org … for the header.")
def metadata_use_vocabularies(ontology: Ontology) -> Found:
    """Its header uses vocabularies that are made for metadata."""
    about = ontology.said.about(ontology.node) if ontology.node else []
    used = sorted({v for p, _ in about for v in _METADATA if value_of(p).startswith(v)})
    used = [v for v in used if v not in (OWL, RDFS)]
    return passed(", ".join(used)) if used else failed("the header", "none but OWL and RDFS")


@foops.check("VOC2", remedy="Import or reuse terms of well established vocabularies.")
def reuses_vocabularies(ontology: Ontology) -> Found:
    """It imports other vocabularies, or uses classes and properties of theirs."""
    imports = ontology.header(f"{OWL}imports")
    foreign = {
        value_of(term)[: -len(short(term))]
        for term in ontology.declared("Class", "ObjectProperty", "DatatypeProperty")
        if not value_of(term).startswith(ontology.namespace or "\0")
    } - {OWL, RDF, RDFS, XSD}
    used = [i for i in imports if not i.startswith(ontology.iri)] + sorted(foreign)
    return passed(", ".join(used)) if used else failed("imports and terms", "none of others")


@foops.check("VOC3", remedy="Give every term an rdfs:label.")
def terms_have_labels(ontology: Ontology) -> Found:
    """Every class and property has a label; of a SKOS vocabulary every concept."""
    terms = ontology.terms
    without = [short(t) for t in terms if not ontology.labels(t)]
    return judged(f"{len(terms)} terms", without if terms else ["no terms"])


@foops.check("VOC4", remedy="Give every term a skos:definition or rdfs:comment.")
def terms_have_definitions(ontology: Ontology) -> Found:
    """Every class and property has a definition; of a SKOS vocabulary every concept."""
    terms = ontology.terms
    without = [short(t) for t in terms if not ontology.definitions(t)]
    return judged(f"{len(terms)} terms", without if terms else ["no terms"])


@foops.check("OM2", remedy="Add what is missing to the owl:Ontology.")
def has_recommended_metadata(ontology: Ontology) -> Found:
    """Prefix, version info, creation date and citation are stated."""
    fields = ("namespace prefix", "version info", "creation date", "citation")
    return judged("the header", _missing(ontology, *fields))


@foops.check("OM3", remedy="Add what is missing to the owl:Ontology; a DOI comes from a registry.")
def has_detailed_metadata(ontology: Ontology) -> Found:
    """DOI, publisher, logo, status, source and date of issue are stated.

    A DOI is had from a registration agency alone: where nothing else is missing, this waits
    for one.
    """
    missing = _missing(ontology, "publisher", "logo", "status", "source", "date of issue")
    named = ontology.header(*_by(f"{DCTERMS}identifier", schema="identifier"))
    doi = ontology.header(f"{_BIBO}doi") + [n for n in named if "doi." in n or n.startswith("10.")]
    if missing:
        return failed("the header", *missing, *([] if doi else ["DOI"]))
    return passed("the header") if doi else not_asked("5 of 6; a DOI needs a registry; none yet")


@foops.check("OM4.1", remedy="State dcterms:license.")
def has_a_licence(ontology: Ontology) -> Found:
    """A licence, or else rights, are stated."""
    rights = ontology.header(f"{DC}rights", f"{DCTERMS}rights", f"{DCTERMS}accessRights")
    found = ontology.licences or rights
    return passed(", ".join(found)) if found else failed("the header", "no licence")


_KNOWN_LICENCES = re.compile(
    r"https?://(?:creativecommons\.org/(?:licenses|publicdomain)/[\w./-]+|"
    r"opendatacommons\.org/licenses/[\w./-]+|spdx\.org/licenses/[\w.+-]+|"
    r"(?:www\.)?opensource\.org/licen[sc]es?/[\w.+-]+|www\.gnu\.org/licenses/[\w.-]+|"
    r"www\.apache\.org/licenses/[\w.-]+|publications\.europa\.eu/resource/authority/licence/\w+)/?"
)


def known_licence(iri: str) -> bool:
    """Say whether an IRI is that of a licence which is known to stand there."""
    return bool(_KNOWN_LICENCES.fullmatch(iri))


@foops.check("OM4.2", remedy="Name the licence by the address where it stands.")
def licence_resolves(ontology: Ontology) -> Found:
    """The licence is an address at which it can be read.

    The licence's host is not asked: its address is held against those of Creative Commons, Open
    Data Commons, SPDX, OSI, GNU, Apache and the EU; an address of this site is looked up.
    """
    for licence in ontology.licences:
        if known_licence(licence) or ontology.get(licence, HTML):
            return passed(licence)
    if not ontology.licences:
        return failed("the header", "no licence")
    addresses = [x for x in ontology.licences if re.match(r"https?://", x)]
    return not_asked(f"{addresses[0]}: its host is not asked") if addresses else failed(
        "the header", *ontology.licences
    )  # fmt: skip


@foops.check("OM5.1", remedy="State who made it (dcterms:creator) and when (dcterms:created).")
def has_basic_provenance(ontology: Ontology) -> Found:
    """Creator and creation date are stated."""
    return judged("the header", _missing(ontology, "creator", "creation date"))


@foops.check("OM5.2", remedy="State who publishes it and since when (dcterms:issued).")
def has_full_provenance(ontology: Ontology) -> Found:
    """Publisher and date of issue are stated."""
    return judged("the header", _missing(ontology, "publisher", "date of issue"))


@foops.check("DOC1", remedy="Serve a page about it at its IRI.")
def has_a_page(ontology: Ontology) -> Found:
    """Its IRI answers with an HTML page."""
    if not ontology.site:
        return unseen(NO_SITE)
    return judged(ontology.iri, [] if _page(ontology) else ["no HTML"])
