"""Short names for IRIs, and subjects with all that is said of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice

from kg.namespaces import PREFIXES as OUR_PREFIXES
from kg.namespaces import RDF
from kg.terms import Triple

PREFIXES: dict[str, str] = {
    **OUR_PREFIXES,
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "vann": "http://purl.org/vocab/vann/",
}
"""Those of the project, and those that descriptions of data need besides."""

TYPE = f"<{RDF}type>"
_FEW = 5_000
# What every syntax takes as a name: no escapes, no full stop in the end, nothing but ASCII.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?", re.ASCII)


class Names:
    """Shortens IRIs with prefixes; of two that fit, the longer namespace."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(sorted(prefixes.items()))
        self._by_length = sorted(
            ((space, prefix) for prefix, space in prefixes.items()), key=lambda p: -len(p[0])
        )
        self._known: dict[str, str | None] = {}

    def short(self, iri: str) -> str | None:
        """Return ``prefix:name`` for a bare IRI, or None if no prefix fits.

        >>> Names({"skos": "http://www.w3.org/2004/02/skos/core#"}).short(
        ...     "http://www.w3.org/2004/02/skos/core#broader")
        'skos:broader'
        """
        if iri in self._known:
            return self._known[iri]
        found = None
        for space, prefix in self._by_length:
            if iri.startswith(space) and _LOCAL.fullmatch(iri, len(space)):
                found = f"{prefix}:{iri[len(space) :]}"
                break
        if len(self._known) < 10_000:  # a dump names millions of things, each few times
            self._known[iri] = found
        return found

    def needed(
        self, triples: Iterable[Triple], bare: Callable[[str], bool]
    ) -> tuple[dict[str, str], Iterator[Triple]]:
        """Return the prefixes to declare, and the triples: those in use, or all for many triples.

        ``bare`` says whether a literal with a datatype is written without it.
        """
        coming = iter(triples)
        first = list(islice(coming, _FEW + 1))
        if len(first) > _FEW:
            return self.prefixes, chain(first, coming)
        used = set()
        for triple in first:
            for place, term in enumerate(triple):
                iri = term[1:-1] if term[0] == "<" else "" if bare(term) else _datatype(term)
                is_verb = place == 1 and term == TYPE  # which every form writes in its own way
                if iri and not is_verb and (short := self.short(iri)):
                    used.add(short.partition(":")[0])
        return {p: space for p, space in self.prefixes.items() if p in used}, iter(first)


def subjects(triples: Iterable[Triple]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield each subject with its values by property, types first, else in the order given."""
    subject, said = "", {}  # type: ignore[var-annotated]
    for s, p, o in triples:
        if s != subject and said:
            yield subject, _types_first(said)
            said = {}
        subject = s
        listed = said.setdefault(p, [])
        if o not in listed[-64:]:  # a long list is sorted, so that what is twice there is near
            listed.append(o)
    if said:
        yield subject, _types_first(said)


def _types_first(said: dict[str, list[str]]) -> dict[str, list[str]]:
    return {TYPE: said.pop(TYPE), **said} if TYPE in said else said


def _datatype(term: str) -> str:
    return term[term.rindex("^^<") + 3 : -1] if term[0] == '"' and term[-1] == ">" else ""
