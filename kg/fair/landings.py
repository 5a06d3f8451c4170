"""The page a data set is cited by, with all that machines find out about it from there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from kg.errors import PifError
from kg.fair.ontologies import statements_of
from kg.fair.sites import HTML, RDF_TYPES, TURTLE, Answer, Link, Site, read_links
from kg.formats.rdf import Refused
from kg.namespaces import BASE, DCTERMS, FOAF, PIF, RDF, RDFS, SKOS
from kg.terms import Triple, value_of

DCAT = "http://www.w3.org/ns/dcat#"
MOST = 20
"""Studies that are looked at; the others are counted."""
_LINKSET = "application/linkset"
_LINKSET_JSON = "application/linkset+json"

# What a fact is called in schema.org, and in RDF.
_WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "title": ("name headline", (f"{DCTERMS}title", f"{RDFS}label", f"{SKOS}prefLabel")),
    "creator": ("creator author", (f"{DCTERMS}creator",)),
    "publisher": ("publisher", (f"{DCTERMS}publisher",)),
    "date": (
        "datePublished dateCreated dateModified",
        (f"{DCTERMS}issued", f"{DCTERMS}created", f"{DCTERMS}modified"),
    ),
    "identifier": ("@id identifier", (f"{DCTERMS}identifier", f"{PIF}identifier")),
    "summary": ("description abstract", (f"{DCTERMS}description", f"{DCTERMS}abstract")),
    "keywords": ("keywords", (f"{DCAT}keyword", f"{DCAT}theme", f"{DCTERMS}subject")),
    "licence": ("license", (f"{DCTERMS}license",)),
    "access": (
        "isAccessibleForFree conditionsOfAccess",
        (f"{DCTERMS}accessRights", f"{DCTERMS}rights", f"{PIF}accessLevel"),
    ),
    "type": ("@type", (f"{RDF}type",)),
    "related": (
        "citation isBasedOn isPartOf sameAs about mentions",
        (
            f"{DCTERMS}source", f"{DCTERMS}isReferencedBy", f"{DCTERMS}references",
            f"{DCTERMS}relation", f"{DCTERMS}isPartOf", f"{PIF}reportedIn", f"{RDFS}seeAlso",
        ),
    ),
    "origin": (
        "creator author dateCreated datePublished dateModified isBasedOn contributor version",
        (
            f"{DCTERMS}source", f"{DCTERMS}creator", f"{DCTERMS}created", f"{DCTERMS}modified",
            f"{DCTERMS}issued", f"{DCTERMS}contributor", f"{DCTERMS}provenance",
        ),
    ),
    "measured": ("variableMeasured measurementTechnique", (f"{PIF}usesMethod",)),
    "size": ("contentSize size", (f"{DCAT}byteSize",)),
    "form": ("encodingFormat", (f"{DCAT}mediaType", f"{DCTERMS}format")),
    "content": ("contentUrl", (f"{DCAT}downloadURL", f"{DCAT}accessURL")),
}  # fmt: skip


@dataclass
class Landing:
    """One data set as its page tells of it. ``page`` is None where nothing answers."""

    iri: str
    site: Site
    page: Answer | None
    links: tuple[Link, ...] = ()
    embedded: list[dict[str, Any]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its IRI without the base."""
        return self.iri.removeprefix(BASE)

    def led(self, rel: str) -> list[Link]:
        """Return the links of one relation that lead from the page itself."""
        return [link for link in self.links if link.rel == rel]

    @cached_property
    def described(self) -> Answer | None:
        """The first document of statements that the page leads to, or that is negotiated."""
        for link in [*self.led("describedby"), *self.led("alternate")]:
            if link.type in RDF_TYPES and (found := self.site.get(link.href, link.type)):
                return found
        found = self.site.get(self.iri, TURTLE)
        return found if found and found.media_type in RDF_TYPES else None

    @cached_property
    def statements(self) -> list[Triple]:
        """What that document states; nothing if it cannot be read."""
        return _read(self.described)

    @cached_property
    def catalogued(self) -> list[Triple]:
        """What the catalogue of the site states of the data set and of its files."""
        found = _read(self.site.get(f"{BASE}dcat", TURTLE) or self.site.get(f"{BASE}dcat.ttl"))
        topic = f"<{FOAF}primaryTopic>"
        nodes = {s for s, p, o in found if p == topic and o == f"<{self.iri}>"} | {f"<{self.iri}>"}
        files = {o for s, p, o in found if s in nodes and p == f"<{DCAT}distribution>"}
        return [triple for triple in found if triple[0] in nodes | files]

    @cached_property
    def linksets(self) -> list[Link]:
        """The links of the link sets that the page leads to."""
        found: list[Link] = []
        for link in self.led("linkset"):
            answer = self.site.get(link.href, link.type)
            if answer is not None:
                found += _linkset(answer)
        return found

    def values(self, fact: str) -> list[str]:
        """Return what is said of one fact, wherever it is said."""
        names, predicates = _WORDS[fact]
        found = [str(v) for name in names.split() for v in self._schema(name)]
        wanted = {f"<{p}>" for p in predicates}
        about = [t for t in self.statements if t[0] == f"<{self.iri}>"]
        found += [
            value_of(o) for _, p, o in [*about, *self.catalogued] if p in wanted and o[0] != "_"
        ]
        return [value for value in found if value]

    def namespaces(self) -> set[str]:
        """Return the namespaces of the properties and classes that its metadata use."""
        said = [*self.statements, *self.catalogued]
        terms = {p for _, p, _ in said} | {o for _, p, o in said if p == f"<{RDF}type>"}
        found = {value_of(t)[: _end(value_of(t))] for t in terms if t.startswith("<")}
        if self.embedded:
            found.add("https://schema.org/")
        return found

    def _schema(self, name: str) -> Iterator[Any]:
        for thing in self.embedded:
            if name in ("contentUrl", "encodingFormat", "contentSize"):
                parts = _listed(thing.get("distribution"))
                yield from (v for p in parts if isinstance(p, dict) for v in _listed(p.get(name)))
            for value in _listed(thing.get(name)):
                if isinstance(value, dict):
                    yield value.get("@id") or value.get("name") or ""
                elif value is not None:
                    yield value


@dataclass
class Publication:
    """Data sets that are published, and how many more there are."""

    site: Site
    landings: list[Landing]
    more: int = 0


def read_publication(site: Site, studies: Iterable[str] = ()) -> Publication:
    """Look at the pages of studies (IRIs); of all there are, but of twenty at most."""
    found = list(studies) or site.studies()
    return Publication(site, [land(site, iri) for iri in found[:MOST]], len(found[MOST:]))


def land(site: Site, iri: str) -> Landing:
    """Look at the page of one thing."""
    page = site.get(iri, HTML)
    if page is None or page.media_type != HTML:
        return Landing(iri, site, None)
    head = _Head(page.address)
    head.feed(page.body.decode("utf-8", "replace"))
    things = [t for text in head.data for t in _things(text)]
    own = [t for t in things if t.get("@id") == iri] or things[:1]
    return Landing(iri, site, page, (*page.links, *head.links), own, head.meta)


class _Head(HTMLParser):
    """Collects the links, the metadata and the data that stand in a page."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.meta: dict[str, str] = {}
        self.data: list[str] = []
        self._address = address
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "link" and "href" in said:
            target = urljoin(self._address, said["href"])
            for rel in said.get("rel", "").lower().split():
                self.links.append(Link(rel, target, said.get("type", "")))
        elif tag == "meta" and "content" in said:
            self.meta[said.get("name") or said.get("property") or ""] = said["content"]
        elif tag == "script" and said.get("type", "").lower() == "application/ld+json":
            self._inside = True
            self.data.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.data[-1] += data


def _things(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    whole = [part for part in _listed(found) if isinstance(part, dict)]
    return [t for part in whole for t in _listed(part.get("@graph", part)) if isinstance(t, dict)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _read(answer: Answer | None) -> list[Triple]:
    try:
        return statements_of(answer) if answer else []
    except (Refused, PifError, ValueError):
        return []


def _linkset(answer: Answer) -> list[Link]:
    if answer.media_type == _LINKSET_JSON or answer.address.endswith(".json"):
        return list(_json_linkset(answer))
    return list(read_links(answer.body.decode("utf-8", "replace"), answer.address))


def _json_linkset(answer: Answer) -> Iterator[Link]:
    for whole in _things(answer.body.decode("utf-8", "replace")):
        for context in _listed(whole.get("linkset")):
            if not isinstance(context, dict):
                continue
            anchor = urljoin(answer.address, str(context.get("anchor", "")))
            for rel, targets in context.items():
                for target in _listed(targets):
                    if rel != "anchor" and isinstance(target, dict) and "href" in target:
                        href = urljoin(answer.address, str(target["href"]))
                        yield Link(rel.lower(), href, str(target.get("type", "")), anchor)


def _end(iri: str) -> int:
    return max(iri.rfind("#"), iri.rfind("/")) + 1
