"""The tests of F-UJI that need nobody else, for published data sets.

Written anew from its metrics, version 0.8 (https://doi.org/10.5281/zenodo.15045911, checked
against https://github.com/pangaea-data-publisher/fuji of May 2026). Each looks at the page a study
is cited by, at the documents it leads to, and at the catalogue of the site. A test that F-UJI gives
no points for is advised here, not required.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.fair.checks import Catalogue, Found, judged, not_asked, unseen
from kg.fair.foops import known_licence, persistent
from kg.fair.landings import DCAT, Landing, Publication
from kg.fair.ontologies import DC
from kg.namespaces import CITO, DCTERMS, FABIO, FOAF, OA, OWL, PROV, RDF, RDFS, SKOS, XSD

fuji: Catalogue[Publication] = Catalogue(
    "fuji", "F-UJI", "https://github.com/pangaea-data-publisher/fuji",
    "https://www.f-uji.net (metrics 0.8, {})",
)  # fmt: skip

_REGISTERED = {
    DC, DCTERMS, DCAT, FOAF, SKOS, PROV, OA, CITO, FABIO, "https://schema.org/",
    "http://schema.org/", "http://rdfs.org/ns/void#", "http://www.w3.org/ns/hydra/core#",
    "http://www.w3.org/2006/vcard/ns#", "http://purl.org/ontology/bibo/", "http://purl.org/pav/",
}  # fmt: skip
_PLAIN = {OWL, RDF, RDFS, XSD}
_WIDE = {DC, DCTERMS, DCAT, "https://schema.org/", "http://schema.org/"}
_COMMUNITY = (
    "ddialliance.org",
    "rdf-vocabulary.ddialliance.org",
    "qdasoftware.org",
    "w3.org/ns/oa",
)
_OPEN_FORMATS = {
    "text/turtle", "application/n-triples", "application/n-quads", "application/ld+json",
    "application/rdf+xml", "application/trig", "text/csv", "text/plain", "application/gzip",
    "application/json", "application/xml", "text/tab-separated-values", "application/zip",
}  # fmt: skip
_NONE = "no study is published here"


def _each(publication: Publication, wanting: Callable[[Landing], list[str]]) -> Found:
    """Look at every data set; ``wanting`` returns what one of them lacks."""
    if not publication.landings:
        return unseen(_NONE)
    offenders = [f"{one.name}: {lack}" for one in publication.landings for lack in wanting(one)]
    more = f" (of {len(publication.landings) + publication.more})" if publication.more else ""
    names = ", ".join(one.name for one in publication.landings)
    return judged(f"{names}{more}", offenders)


def _has(fact: str) -> Callable[[Landing], list[str]]:
    return lambda one: [] if one.values(fact) else [f"no {fact}"]


def _web(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def _files(one: Landing) -> list[str]:
    """Return the addresses of the data themselves."""
    return list(dict.fromkeys([*(i.href for i in one.led("item")), *one.values("content")]))


@fuji.check("FsF-F1-01MD-1", remedy="Cite each study by an IRI.")
def metadata_identifier(publication: Publication) -> Found:
    """The identifier of the metadata is a globally unique one: an IRI."""
    return _each(publication, lambda one: [] if _web(one.iri) else ["no IRI"])


@fuji.check("FsF-F1-01MD-2", "advised", remedy="Give each file an address of its own.")
def data_identifier(publication: Publication) -> Found:
    """The identifiers of the data are globally unique."""
    return _each(publication, lambda one: [] if any(map(_web, _files(one))) else ["no address"])


@fuji.check("FsF-F1-02MD-1", remedy="Publish under w3id.org, purl.org or a DOI (PIF_BASE_IRI).")
def persistent_identifier(publication: Publication) -> Found:
    """The identifier of the metadata follows a scheme that lasts."""
    return _each(publication, lambda one: [] if persistent(one.iri) else [one.iri])


@fuji.check("FsF-F1-02MD-2", remedy="Register the base at w3id.org.")
def registered_identifier(publication: Publication) -> Found:
    """The persistent identifier is registered with the authority that keeps it."""
    return not_asked("needs a registry; not asked")


@fuji.check("FsF-F1-02MD-4", "advised", remedy="Name the files below the persistent base.")
def persistent_data_identifier(publication: Publication) -> Found:
    """The identifiers of the data follow a scheme that lasts."""
    return _each(publication, lambda one: [] if any(map(persistent, _files(one))) else ["none"])


@fuji.check("FsF-F1-02MD-5", "advised", remedy="Register the base at w3id.org.")
def registered_data_identifier(publication: Publication) -> Found:
    """The persistent identifiers of the data are registered."""
    return not_asked("needs a registry; not asked")


@fuji.check(
    "FsF-F2-01M-2", remedy="Let the study say whom to cite, and PIF_PUBLISHER who publishes."
)
def citation_metadata(publication: Publication) -> Found:
    """Creator, title, identifier, publisher and date are there."""
    facts = ("creator", "title", "identifier", "publisher", "date")
    return _each(publication, lambda one: [w for f in facts for w in _has(f)(one)])


@fuji.check("FsF-F2-01M-3", remedy="Add a description and keywords.")
def descriptive_metadata(publication: Publication) -> Found:
    """A summary and keywords are there."""
    return _each(
        publication, lambda one: [w for f in ("summary", "keywords") for w in _has(f)(one)]
    )


@fuji.check("FsF-F3-01M-2", remedy="Lead to the files (rel=item, or distribution in the metadata).")
def content_is_named(publication: Publication) -> Found:
    """The metadata say where the data can be had."""
    return _each(publication, lambda one: [] if _files(one) else ["no file"])


@fuji.check("FsF-F4-01M-1", remedy="Embed JSON-LD of schema.org in the page.")
def search_engines_can_read(publication: Publication) -> Found:
    """The page embeds metadata that search engines read."""
    return _each(
        publication,
        lambda one: [] if one.embedded or _dublin_core(one) else ["nothing embedded"],
    )


def _dublin_core(one: Landing) -> bool:
    return any(name.lower().startswith(("dc.", "dcterms.")) for name in one.meta)


@fuji.check("FsF-A1-01M-1", remedy="Say who may have the data (isAccessibleForFree, accessRights).")
def access_is_stated(publication: Publication) -> Found:
    """The metadata say who may have the data."""
    return _each(publication, _has("access"))


@fuji.check("FsF-A1-02MD-1", remedy="Serve the page at its identifier.")
def metadata_are_there(publication: Publication) -> Found:
    """The identifier leads to the page and to the metadata."""
    return _each(
        publication,
        lambda one: (
            ([] if one.page else ["no page"]) + ([] if one.described else ["no statements"])
        ),
    )


@fuji.check("FsF-A1-02MD-2", remedy="Put the files where the metadata say.")
def data_are_there(publication: Publication) -> Found:
    """The addresses in the metadata lead to the data."""

    def gone(one: Landing) -> list[str]:
        files = _files(one)
        return [f for f in files if not one.site.get(f)] if files else ["no file"]

    return _each(publication, gone)


@fuji.check("FsF-A1.1-01MD-1", remedy="Use http or https.")
def metadata_protocol(publication: Publication) -> Found:
    """The metadata are had by a standard protocol of the web."""
    return _each(publication, lambda one: [] if _web(one.iri) else [one.iri])


@fuji.check("FsF-A1.1-01MD-2", remedy="Use http or https.")
def data_protocol(publication: Publication) -> Found:
    """The data are had by a standard protocol of the web."""
    return _each(publication, _no_web)


def _no_web(one: Landing) -> list[str]:
    files = _files(one)
    return [f for f in files if not _web(f)] if files else ["no file"]


@fuji.check("FsF-A1.2-01MD-1", remedy="Use http or https.")
def metadata_authentication(publication: Publication) -> Found:
    """The protocol of the metadata can authenticate."""
    return _each(publication, lambda one: [] if _web(one.iri) else [one.iri])


@fuji.check("FsF-A1.2-01MD-2", remedy="Use http or https.")
def data_authentication(publication: Publication) -> Found:
    """The protocol of the data can authenticate."""
    return _each(publication, _no_web)


@fuji.check("FsF-I1-01M-1", remedy="Embed JSON-LD in the page.")
def embedded_metadata(publication: Publication) -> Found:
    """The page embeds structured metadata that can be parsed."""
    return _each(publication, lambda one: [] if one.embedded else ["nothing embedded"])


@fuji.check("FsF-I1-01M-2", remedy="Lead to RDF (rel=describedby), or negotiate it.")
def linked_metadata(publication: Publication) -> Found:
    """RDF is had by negotiation or by typed links, and can be parsed."""
    return _each(publication, lambda one: [] if one.statements else ["no statements"])


@fuji.check("FsF-I2-01M-2", remedy="Use Dublin Core, DCAT, schema.org … in the metadata.")
def registered_vocabularies(publication: Publication) -> Found:
    """The metadata use registered vocabularies, other than RDF and OWL themselves."""
    return _each(publication, lambda one: [] if one.namespaces() & _REGISTERED else ["none"])


@fuji.check("FsF-I3-01M-1", remedy="Say what the study is reported in and based on.")
def related_things(publication: Publication) -> Found:
    """Related things are named, with how they relate."""
    return _each(publication, _has("related"))


@fuji.check("FsF-I3-01M-2", remedy="Name the publication by its DOI in study.yaml.")
def related_links(publication: Publication) -> Found:
    """Related things are named by address."""
    return _each(publication, lambda one: [] if any(map(_web, one.values("related"))) else ["none"])


@fuji.check("FsF-R1-01M-1", remedy="State the type of the resource (Dataset).")
def type_is_stated(publication: Publication) -> Found:
    """The type of the resource is stated."""
    return _each(publication, _has("type"))


@fuji.check("FsF-R1-01M-2", remedy="State size and media type of the files in the catalogue.")
def files_are_described(publication: Publication) -> Found:
    """Media type and size of the data are stated."""

    def wanting(one: Landing) -> list[str]:
        typed = one.values("form") or [i.type for i in one.led("item") if i.type]
        sized = one.values("size")
        return ([] if typed else ["no media type"]) + ([] if sized else ["no size"])

    return _each(publication, wanting)


@fuji.check("FsF-R1-01M-3", "advised", remedy="Name the methods in study.yaml.")
def measured(publication: Publication) -> Found:
    """What was observed, or by which methods, is stated."""
    return _each(publication, _has("measured"))


@fuji.check("FsF-R1.1-01M-1", remedy="State the licence in study.yaml by its address.")
def licence(publication: Publication) -> Found:
    """A known licence is stated."""
    return _each(
        publication,
        lambda one: [] if any(map(known_licence, one.values("licence"))) else ["no known licence"],
    )


@fuji.check("FsF-R1.2-01M-1", remedy="State creators, dates and sources.")
def provenance(publication: Publication) -> Found:
    """Where the data come from is stated in words that map to PROV."""
    return _each(publication, _has("origin"))


@fuji.check("FsF-R1.2-01M-2", remedy="State provenance in PROV or PAV.")
def formal_provenance(publication: Publication) -> Found:
    """Where the data come from is stated in PROV or PAV."""
    formal = {PROV, "http://purl.org/pav/"}
    return _each(publication, lambda one: [] if one.namespaces() & formal else ["neither"])


@fuji.check("FsF-R1.3-01M-1", "advised", remedy="Add metadata in a standard of the field (DDI).")
def community_standard(publication: Publication) -> Found:
    """The metadata use a standard of the research community."""
    return _each(
        publication,
        lambda one: [] if any(c in n for n in one.namespaces() for c in _COMMUNITY) else ["none"],
    )


@fuji.check("FsF-R1.3-01M-3", remedy="Use Dublin Core, DCAT or schema.org.")
def wide_standard(publication: Publication) -> Found:
    """The metadata use a standard that many communities endorse."""
    return _each(publication, lambda one: [] if one.namespaces() & _WIDE else ["none"])


@fuji.check("FsF-R1.3-02D-1", remedy="Offer the data in an open format that lasts.")
def open_formats(publication: Publication) -> Found:
    """The data are had in a format that is open and made to last."""

    def wanting(one: Landing) -> list[str]:
        types = {i.type for i in one.led("item")} | {
            f.rpartition("media-types/")[2] for f in one.values("form")
        }
        return [] if types & _OPEN_FORMATS else ["no open format"]

    return _each(publication, wanting)
