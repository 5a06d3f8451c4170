"""Coded parts of pictures, pages and recordings, as lines on the page of what they belong to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.identifiers import split_thing_iri
from kg.namespaces import PIF, RDFS
from kg.pages.said import local
from kg.recording import BOX, in_words

if TYPE_CHECKING:
    from kg.store.base import Store

MOST = 50
"""Regions shown on one page."""

_OF_DOCUMENT = f"?region <{PIF}liesIn> ?_thing_iri ."
_OF_CODE = f"?act <{PIF}codingBody> ?_thing_iri ; <{PIF}codingRegion> ?region ."
_COUNT = "SELECT (COUNT(DISTINCT ?region) AS ?n) ?_thing_iri WHERE {{ {} }} GROUP BY ?_thing_iri"
_LISTED = f"""\
SELECT ?region ?property ?value ?_thing_iri WHERE {{{{
  {{{{ SELECT DISTINCT ?region ?_thing_iri WHERE {{{{ {{}} }}}} ORDER BY ?region LIMIT {MOST} }}}}
  {{{{ ?region ?property ?value }}}} UNION {{{{
    ?act <{PIF}codingRegion> ?region ; <{PIF}codingBody> ?value
    BIND(<{PIF}codingBody> AS ?property)
  }}}}
}}}}"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One region: its name, where it is in words, its document and its codes by their IRIs."""

    iri: str
    name: str
    where: str
    document: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regions:
    """Regions of one thing, the first ``MOST`` of them listed."""

    total: int = 0
    listed: tuple[Listed, ...] = ()


def regions_of(store: Store, document: str) -> Regions:
    """Return the regions of a document (IRI)."""
    return _regions(store, document, _OF_DOCUMENT)


def regions_coded(store: Store, code: str) -> Regions:
    """Return the regions that were given a code (IRI)."""
    return _regions(store, code, _OF_CODE)


def _regions(store: Store, iri: str, which: str) -> Regions:
    bound = {"_thing_iri": terms.iri(iri)}
    total = 0
    for row in store.query(_COUNT.format(which), bound).rows():
        total = int(terms.value_of(row["n"])) if "n" in row else 0
    if not total:
        return Regions()
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in store.query(_LISTED.format(which), bound).rows():
        value = terms.value_of(row["value"])
        said[terms.value_of(row["region"])][_named(row["property"])].add(value)
    return Regions(total, tuple(_listed(iri, said[iri]) for iri in sorted(said)))


def _named(property: str) -> str:
    return "label" if property == f"<{RDFS}label>" else local(property)


def _listed(iri: str, said: dict[str, set[str]]) -> Listed:
    def whole(name: str) -> int | None:
        found = min(said.get(name, ()), default="")
        return int(found) if found.removeprefix("-").isdecimal() and len(found) < 17 else None

    split = split_thing_iri(iri)
    ends = [n for n in map(whole, BOX) if n is not None]
    where = in_words(
        whole("page"), ends if len(ends) == len(BOX) else (), whole("beginsAt"), whole("endsAt")
    )
    return Listed(
        iri,
        min(said.get("label", ()), default="") or (split[2] if split else iri),
        where or "all of it",
        min(said.get("liesIn", ()), default=""),
        tuple(sorted(said.get("codingBody", ()))),
    )
