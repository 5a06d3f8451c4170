"""The link set of the site (RFC 9264): from its first page and its studies to their data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from kg.describing.studies import StudyFacts
from kg.site.dcat import Catalogued

_SAFE = ":/?#[]@!$&'()*+,;=%-._~"
_SCHEMA = "https://schema.org/"
_DATA = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}


def linkset(studies: list[StudyFacts], said: Catalogued) -> dict[str, Any]:
    """Return the link set; addresses are whole, and ASCII as links ask."""
    home = said.home
    first = {
        "anchor": _ascii(home),
        "type": [_link(f"{_SCHEMA}DataCatalog")],
        "describedby": [
            _link(f"{home}void.ttl", "text/turtle"),
            _link(f"{home}dcat.ttl", "text/turtle"),
            _link(f"{home}dcat.jsonld", "application/ld+json"),
            _link(f"{home}ro-crate-metadata.json", "application/ld+json"),
        ],
        "item": [_link(home + said.landings[study.id], "text/html") for study in studies],
    }
    return {"linkset": [first, *(context for study in studies for context in _study(study, said))]}


def _study(study: StudyFacts, said: Catalogued) -> Iterator[dict[str, Any]]:
    """Yield what the page of a study leads to, and the way back from each file."""
    page = said.home + said.landings[study.id]
    stem = page.removesuffix(".html")
    made: dict[str, Any] = {
        "anchor": _ascii(page),
        "cite-as": [_link(study.iri)],
        "type": [_link(f"{_SCHEMA}AboutPage"), _link(f"{_SCHEMA}Dataset")],
        "describedby": [_link(f"{stem}.{ending}", media) for ending, media in _DATA.items()],
        "collection": [_link(said.home, "text/html")],
        "item": [
            _link(said.home + file.address, "application/gzip")
            for file in said.downloads
            if file.study == study.id
        ],
    }
    licences = [_link(each) for each in study.licences if each.startswith(("https://", "http://"))]
    yield made | ({"license": licences} if licences else {})
    back = [_link(page, "text/html")]
    for link in made["describedby"]:
        yield {"anchor": link["href"], "describes": back}
    for link in made["item"]:
        yield {"anchor": link["href"], "collection": back}


def _link(href: str, media_type: str = "") -> dict[str, str]:
    return {"href": _ascii(href), **({"type": media_type} if media_type else {})}


def _ascii(address: str) -> str:
    return quote(address, safe=_SAFE)
