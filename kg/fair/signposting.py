"""Signposting for FAIR data (https://signposting.org/FAIR/), levels 1 and 2.

Level 1: typed links lead from the page of a study to its parts. Level 2: a link set has all of
them, with the way back. Files of a folder have no headers of their own, so there the way back is
looked for in link sets alone.
"""

from __future__ import annotations

from kg.fair.checks import Catalogue, Found, judged, unseen
from kg.fair.landings import Landing, Publication
from kg.fair.sites import HTML, Link

signposting: Catalogue[Publication] = Catalogue(
    "signposting", "Signposting", "https://signposting.org/FAIR/", "https://signposting.org/FAIR/"
)

_ABOUT = "https://schema.org/AboutPage"
_NONE = "no study is published here"


def _pages(publication: Publication) -> list[Landing]:
    return [one for one in publication.landings if one.page]


def _each(publication: Publication, offenders: list[str]) -> Found:
    if not publication.landings:
        return unseen(_NONE)
    names = ", ".join(one.name for one in publication.landings)
    lost = [f"{one.name}: no page" for one in publication.landings if not one.page]
    return judged(names, [*lost, *offenders])


@signposting.check("1-cite-as", remedy="Link each page to its persistent IRI (rel=cite-as).")
def cite_as(publication: Publication) -> Found:
    """Level 1: the page says under which IRI to cite it, once."""
    pages = _pages(publication)
    wrong = [
        p for p in pages if [link.href for link in p.led("cite-as")] not in ([p.iri], [p.iri] * 2)
    ]
    return _each(publication, [f"{p.name}: {len(p.led('cite-as'))} links" for p in wrong])


@signposting.check("1-describedby", remedy="Link to each form of the data, with its type.")
def described_by(publication: Publication) -> Found:
    """Level 1: the page leads to its metadata, and they have the type the link says."""
    return _each(publication, _targets(publication, "describedby", must_be_typed=True))


@signposting.check("1-type", remedy="Link to schema:AboutPage and to the type of the thing.")
def types(publication: Publication) -> Found:
    """Level 1: the page says that it is an AboutPage, and of what."""
    offenders = []
    for page in _pages(publication):
        found = {link.href for link in page.led("type")}
        if _ABOUT not in found:
            offenders.append(f"{page.name}: no AboutPage")
        if not found - {_ABOUT}:
            offenders.append(f"{page.name}: not of what")
    return _each(publication, offenders)


@signposting.check("1-item", remedy="Link to each file (rel=item), with its type.")
def items(publication: Publication) -> Found:
    """Level 1: the page leads to the files, and they are there."""
    return _each(publication, _targets(publication, "item", must_be_typed=False))


@signposting.check("1-license", remedy="State the licence of the study by its address.")
def licence(publication: Publication) -> Found:
    """Level 1: the page leads to the licence."""
    return _each(publication, _lacking(publication, "license"))


@signposting.check("1-author", "advised", remedy="Give authors by ORCID or another address.")
def author(publication: Publication) -> Found:
    """Level 1: the page leads to the authors, where they have addresses."""
    return _each(publication, _lacking(publication, "author"))


@signposting.check("2-linkset", "advised", remedy="Write a link set and link to it (rel=linkset).")
def linkset(publication: Publication) -> Found:
    """Level 2: the page leads to a link set that can be read."""
    pages = _pages(publication)
    return _each(publication, [f"{p.name}: no link set" for p in pages if not p.linksets])


@signposting.check("2-complete", "advised", remedy="Repeat the links of the page in the link set.")
def complete(publication: Publication) -> Found:
    """Level 2: the link set has every link that the page has."""
    told = ("cite-as", "describedby", "type", "item", "license", "author", "collection")
    offenders = []
    for page in _pages(publication):
        here = {(link.rel, link.href) for link in page.links if link.rel in told}
        there = {(link.rel, link.href) for link in page.linksets}
        offenders += [f"{page.name}: {rel} {href}" for rel, href in sorted(here - there)]
    return _each(publication, offenders)


@signposting.check("2-back", "advised", remedy="Lead back from files and metadata to the page.")
def back(publication: Publication) -> Found:
    """Level 2: files lead back by *collection*, metadata by *describes*."""
    offenders = []
    for page in _pages(publication):
        for rel, way in (("item", "collection"), ("describedby", "describes")):
            lost = [x for x in page.led(rel) if not _leads(page, x, way)]
            offenders += [f"{page.name}: {link.href} has no {way}" for link in lost]
    return _each(publication, offenders)


def _leads(page: Landing, link: Link, way: str) -> bool:
    if any(each.rel == way and each.anchor == link.href for each in page.linksets):
        return True
    answer = page.site.get(link.href, link.type)
    return answer is not None and any(each.rel == way for each in answer.links)


def _lacking(publication: Publication, rel: str) -> list[str]:
    return [f"{page.name}: no {rel}" for page in _pages(publication) if not page.led(rel)]


def _targets(publication: Publication, rel: str, *, must_be_typed: bool) -> list[str]:
    offenders = _lacking(publication, rel)
    for page in _pages(publication):
        for link in page.led(rel):
            answer = page.site.get(link.href, link.type or HTML)
            if answer is None:
                offenders.append(f"{page.name}: {link.href} is not there")
            elif link.type and answer.media_type != link.type.partition(";")[0]:
                offenders.append(f"{page.name}: {link.href} is {answer.media_type}")
            elif must_be_typed and not link.type:
                offenders.append(f"{page.name}: {link.href} has no type")
    return offenders
