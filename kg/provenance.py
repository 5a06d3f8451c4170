"""Where a harvested study came from: what is stated of its graph, and how that is read again.

The named graph is what was fetched, not the study, which is a piece of research. So it is the graph
that was derived from an address, at a moment, and that has a digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.namespaces import BASE, DCTERMS, PROV, XSD, study_graph
from kg.terms import Triple, iri, is_iri, text, typed, value_of

if TYPE_CHECKING:
    from kg.store.base import Store

_FROM = f"<{PROV}wasDerivedFrom>"
_AT = f"<{PROV}generatedAtTime>"
_DIGEST = f"<{DCTERMS}identifier>"
_PROPERTIES = (_FROM, _AT, _DIGEST)
_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_OPEN = re.compile(r"https://[a-z0-9.-]+(?::\d+)?/[^\s?#@]*", re.IGNORECASE)
_ROOT = study_graph("")
_HELD = f"""\
SELECT ?_graph_iri ?from ?at ?digest WHERE {{
  GRAPH ?_graph_iri {{ ?_graph_iri {_FROM} ?from ; {_AT} ?at ; {_DIGEST} ?digest . }}
}}"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a study was fetched, when, and the SHA-256 of the files that were fetched."""

    source: str
    at: str
    digest: str

    @property
    def day(self) -> str:
        """The day it was fetched: 2024-05-02."""
        return self.at[:10]


def now() -> str:
    """Return this moment as it is stated."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stated(study: str, origin: Origin) -> set[Triple]:
    """Return what is stated of the graph of a harvested study.

    >>> origin = Origin("https://example.org/a/", "2024-05-02T10:00:00Z", "0" * 64)
    >>> origin_in("a", stated("a", origin)) == origin
    True
    """
    graph = iri(study_graph(study))
    return {
        (graph, _FROM, iri(origin.source)),
        (graph, _AT, typed(origin.at, "dateTime")),
        (graph, _DIGEST, text(f"sha256:{origin.digest}")),
    }


def without(study: str, triples: Iterable[Triple]) -> set[Triple]:
    """Leave out what is stated of a study's own graph."""
    graph = iri(study_graph(study))
    return {triple for triple in triples if triple[0] != graph}


def origin_in(study: str, triples: Iterable[Triple]) -> Origin | None:
    """Return where a study came from, by what its graph states; None for one of one's own."""
    graph = iri(study_graph(study))
    said: dict[str, list[str]] = {}
    for s, p, o in triples:
        if s == graph and p in _PROPERTIES:
            said.setdefault(p, []).append(o)
    if set(said) != set(_PROPERTIES) or any(len(values) != 1 for values in said.values()):
        return None
    return _origin(said[_FROM][0], said[_AT][0], said[_DIGEST][0])


def public(study: str, triples: Iterable[Triple]) -> set[Triple]:
    """Return what strangers may know of it: all, where it was fetched from an open address."""
    origin = origin_in(study, triples)
    if origin is None or origin.source.startswith(BASE) or not _OPEN.fullmatch(origin.source):
        return set()
    return stated(study, origin)


def origins(store: Store, study: str = "") -> dict[str, Origin]:
    """Return where the harvested studies of a store, or one of them, came from."""
    bound = {"_graph_iri": iri(study_graph(study))} if study else {}
    return dict(_rows(store, bound))


def _rows(store: Store, bound: dict[str, str]) -> Iterator[tuple[str, Origin]]:
    for row in store.query(_HELD, bound).rows():
        graph = value_of(row.get("_graph_iri") or bound["_graph_iri"])
        origin = _origin(row["from"], row["at"], row["digest"])
        if origin and graph.startswith(_ROOT):
            yield graph[len(_ROOT) :], origin


def _origin(source: str, at: str, digest: str) -> Origin | None:
    moment, said = value_of(at), value_of(digest)
    if not is_iri(source) or not at.endswith(f"^^<{XSD}dateTime>"):
        return None
    if not _MOMENT.fullmatch(moment) or not _SHA256.fullmatch(said):
        return None
    return Origin(value_of(source), moment, said.removeprefix("sha256:"))
