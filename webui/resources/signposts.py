"""Signposting (https://signposting.org): typed links that lead machines from a page to its parts.

The same links stand in the ``Link`` header, in the head of a page and in the link set (RFC 9264).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kg.describing.dumps import FORMATS
from kg.describing.schema_org import type_of
from kg.describing.studies import study_facts
from kg.describing.vocabulary import vocabulary
from kg.identifiers import split_thing_iri, study_iri
from kg.namespaces import DCTERMS, SCHEME
from kg.terms import value_of
from webui.resources.addresses import absolute, path_of
from webui.resources.forms import GRAPHS, HTML, LINKSET, LINKSET_TEXT, forms_of

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.describing.studies import StudyFacts
    from kg.describing.thing import Thing
    from kg.store.base import Store

SCHEMA = "https://schema.org/"
_SAFE = ":/?#[]@!$&'()*+,;=%-._~"
_PLAIN = re.compile(r"[A-Za-z0-9:/#._~-]*")
_MOST_AUTHORS = 20
# What stands in a link may be followed: a study's files may say anything.
_WEB = ("https://", "http://")
_CITABLE = (*_WEB, "urn:")


@dataclass(frozen=True, slots=True)
class Link:
    """One typed link; ``type`` is the media type of what it leads to, where that is known."""

    rel: str
    href: str
    type: str = ""

    def __post_init__(self) -> None:
        # Headers hold ASCII; an IRI may be in any script.
        if not _PLAIN.fullmatch(self.href):
            object.__setattr__(self, "href", quote(self.href, safe=_SAFE))

    def written(self, anchor: str = "") -> str:
        """Return the link as headers and link sets write it."""
        parameters = [f'rel="{self.rel}"']
        if self.type:
            quoted = self.type.replace("\\", "\\\\").replace('"', '\\"')
            parameters.append(f'type="{quoted}"')
        if anchor:
            parameters.append(f'anchor="{anchor}"')
        return f"<{self.href}>; {'; '.join(parameters)}"


@dataclass(frozen=True, slots=True)
class Signposts:
    """The links of one resource: where it is, and where they lead."""

    anchor: str
    links: tuple[Link, ...] = field(default_factory=tuple)

    def header(self) -> str:
        """Return them as the value of a ``Link`` header."""
        return ", ".join(link.written() for link in self.links)


def of_page(
    iri: str, page: str, thing: Thing | None, facts: StudyFacts | None, schema: str = ""
) -> Signposts:
    """Return the signposts of the page of a thing; ``page`` is its absolute address."""
    links = [Link("cite-as", iri)] if iri.startswith(_CITABLE) else []
    for form in forms_of(iri):
        if form.writer:
            links.append(Link("describedby", absolute(path_of(iri, form)), form.media_type))
    links += [Link("type", f"{SCHEMA}AboutPage")]
    sort = schema or (type_of(thing) if thing else "Thing")
    if sort != "Thing":
        links.append(Link("type", f"{SCHEMA}{sort}"))
    links += [Link("license", licence) for licence in licences_of(iri, facts)]
    links += [Link("author", author) for author in _authors(thing, facts)]
    split = split_thing_iri(iri)
    if facts and split and split[1] == "study":
        for format in FORMATS.values():
            address = absolute(f"/downloads/{path_of(iri)[7:]}.{format.suffix}")
            media_type = "application/gzip" if format.packed else format.media_type
            links.append(Link("item", address, media_type))
    elif facts and split:
        links.append(Link("collection", absolute(path_of(study_iri(split[0]))), "text/html"))
    return Signposts(page, (*links, *_linksets(iri)))


def of_data(iri: str, address: str, facts: StudyFacts | None) -> Signposts:
    """Return the signposts of a document of statements: what it describes, under which licence."""
    page = absolute(path_of(iri, HTML))
    links = [Link("describes", page, "text/html")]
    links += [Link("license", licence) for licence in licences_of(iri, facts)]
    return Signposts(address, (*links, *_linksets(iri)))


def of_dump(study: str, address: str, facts: StudyFacts | None) -> Signposts:
    """Return the signposts of a file of a study: the page it belongs to."""
    iri = study_iri(study)
    links = [Link("collection", absolute(path_of(iri, HTML)), "text/html")]
    links += [Link("type", f"{SCHEMA}DataDownload"), Link("cite-as", iri)]
    links += [Link("license", licence) for licence in licences_of(iri, facts)]
    return Signposts(address, (*links, *_linksets(iri)))


def licences_of(iri: str, facts: StudyFacts | None) -> list[str]:
    """Return the licences under which what is said of a thing may be used."""
    if facts is not None:
        return [licence for licence in facts.licences if licence.startswith(_WEB)]
    document = vocabulary(iri) or (vocabulary(SCHEME) if iri.startswith(SCHEME) else None)
    return [document.licence] if document and document.licence else []


def facts_of(store: Store, memory: Memory, iri: str) -> StudyFacts | None:
    """Return what is known of the study a thing belongs to; None if it is of none."""
    split = split_thing_iri(iri)
    return study_facts(store, memory, split[0]) if split else None


def all_of(page: Signposts, iri: str, facts: StudyFacts | None) -> list[Signposts]:
    """Return the signposts of a page and of everything it leads to, as a link set has them."""
    found = [page]
    for form in GRAPHS:
        found.append(of_data(iri, absolute(path_of(iri, form)), facts))
    split = split_thing_iri(iri)
    if facts and split and split[1] == "study":
        found += [of_dump(split[0], link.href, facts) for link in page.links if link.rel == "item"]
    return [Signposts(s.anchor, tuple(_without_linksets(s.links))) for s in found]


def as_json(all: Iterable[Signposts]) -> str:
    """Return a link set as ``application/linkset+json``."""
    contexts = []
    for signposts in all:
        context: dict[str, Any] = {"anchor": signposts.anchor}
        for link in signposts.links:
            target = {"href": link.href, **({"type": link.type} if link.type else {})}
            context.setdefault(link.rel, []).append(target)
        contexts.append(context)
    return json.dumps({"linkset": contexts}, ensure_ascii=False, indent=1) + "\n"


def as_text(all: Iterable[Signposts]) -> str:
    """Return a link set as ``application/linkset``."""
    links = [link.written(s.anchor) for s in all for link in s.links]
    return ",\n".join(links) + "\n"


def _linksets(iri: str) -> Iterator[Link]:
    for form in (LINKSET, LINKSET_TEXT):
        yield Link("linkset", absolute(path_of(iri, form)), form.media_type)


def _without_linksets(links: Iterable[Link]) -> Iterator[Link]:
    return (link for link in links if link.rel != "linkset")


def _authors(thing: Thing | None, facts: StudyFacts | None) -> list[str]:
    """Return the addresses of authors, where the data have such; names alone lead nowhere."""
    found: list[str] = []
    if thing is not None:
        found += [value_of(term) for term in thing.values(f"{DCTERMS}creator")]
    if facts is not None:
        found += facts.creators
        found += [creator for work in facts.publications for creator in work.creators]
    known = [a for a in found if a.startswith(_WEB)]
    return list(dict.fromkeys(known))[:_MOST_AUTHORS]
