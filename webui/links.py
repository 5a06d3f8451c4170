"""Addresses in pages: within this site, of the graph's own things, and of the world outside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

from flask import request

from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, CONSTRUCT

Value = str | int | Iterable[str] | None

_WEB = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)
_LONGEST = 2_000
_DOI_AT = "https://doi.org/"
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")


def at(path: str, /, fragment: Value = "", **parameters: Value) -> str:
    """Return the address of a page of this site, behind whatever prefix it is served.

    Parameters without a value are left out, several values are repeated in their order, and a
    trailing underscore is dropped from a name (``not_``).
    """
    address = request.script_root + _quoted(path)
    if not parameters and not fragment:
        return address
    pairs: list[tuple[str, str]] = []
    for name, value in parameters.items():
        values = [value] if isinstance(value, str | int) else list(value or ())
        pairs += [(name.rstrip("_"), str(each)) for each in values if each not in (None, "")]
    if pairs:
        address += "?" + urlencode(pairs, quote_via=quote, safe="/:~")
    return f"{address}#{quote(str(fragment), safe='/:~')}" if fragment else address


@lru_cache(maxsize=10_000)
def _quoted(path: str) -> str:
    return quote(path, safe="/~:@!$&'()*+,;=-._")


def construct_page(key: str) -> str:
    """Return the page of a construct, or of a study's code, by its key."""
    if "://" in key:
        return at("/quotes", supports=key)
    study, slash, id = key.partition("/")
    return at(f"/study/{study}/code/{id}" if slash else f"/constructs/{key}")


def to_thing(iri: str) -> str | None:
    """Return where a thing's page is: on this site when it is the graph's own, else outside it.

    None for what no link may lead to, such as ``javascript:`` or an address without a host.
    """
    if iri.startswith(CONSTRUCT):
        return at(f"/constructs/{iri[len(CONSTRUCT) :]}")
    if (named := split_thing_iri(iri)) is not None:
        study, kind, id = named
        return at(f"/studies/{study}") if kind == "study" else at(f"/study/{study}/{kind}/{id}")
    if iri.startswith(BASE):
        return at("/" + iri[len(BASE) :].partition("#")[0], fragment=iri.partition("#")[2])
    return outward(iri)


def to_work(iri: str) -> str | None:
    """Return where a work's page is: on this site, also for a work that has a DOI.

    None for what no link may lead to.
    """
    if iri.startswith(_DOI_AT):
        rest = quote(iri[len(_DOI_AT) :], safe="/~:@!$&'()*+,;=-._%")
        return f"{request.script_root}/literature/{rest}"
    return to_thing(iri)


def outward(address: str | None) -> str | None:
    """Return an address if a link may lead there: http(s) with a host, or a DOI.

    >>> outward("10.1186/s12909-024-05992-0")
    'https://doi.org/10.1186/s12909-024-05992-0'
    >>> outward("javascript:alert(1)"), outward("https:///nowhere")
    (None, None)
    """
    said = (address or "").strip()
    if len(said) > _LONGEST or not said.isprintable() or " " in said:
        return None
    if _DOI.fullmatch(said):
        return "https://doi.org/" + quote(said, safe="/:;()._-,+!$&'*=@~")
    if not _WEB.match(said):
        return None
    try:
        host = urlsplit(said).hostname
    except ValueError:
        return None
    return said if host else None
