"""The saved queries as a site shows them: those that can be read, and what keeps others away."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from kg.errors import UnknownQuery, UsageError
from kg.queries import NamedQuery, Parameter
from kg.query_files import Library, library
from kg.query_text import with_prefixes
from kg.store.base import Kind
from kg.store.querytext import QueryText

log = logging.getLogger(__name__)

RESERVED = ("format", "limit", "after", "answer", "show", "sort")
"""Words that every query's address takes for itself."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Queries by name, and messages of those that cannot be read; neither names a folder."""

    queries: list[NamedQuery]
    unreadable: Mapping[str, str]

    def query(self, name: str) -> NamedQuery:
        """Return a query.

        Raises:
            UnknownQuery: There is none of that name.
            UsageError: There is, and it cannot be read.
        """
        for query in self.queries:
            if query.name == name:
                return query
        if name in self.unreadable:
            raise UsageError(self.unreadable[name], "Whoever runs this site can mend it.")
        try:
            library().query(name)
        except UnknownQuery as error:
            raise UnknownQuery(
                error.message, error.hint.replace("`pif queries`", "/queries")
            ) from None
        raise UnknownQuery(f"There is no query called {name[:80]!r}.", "/queries lists them.")


def shelf() -> Shelf:
    """Return what there is now; files that have changed are read again."""
    unreadable = {}
    try:
        held = library()
    except UsageError as error:
        log.warning("PIF_QUERIES cannot be used: %s", error.message)
        held = Library("")
        unreadable["PIF_QUERIES"] = "The folders of own queries cannot be used."
    found, wrong = held.readable()
    kept = []
    for query in found:
        try:
            kind_of(query)
        except UsageError as error:
            wrong[query.name] = error
        else:
            kept.append(replace(query, place=f"{query.name}.rq"))
    unreadable |= {name: _without_folders(error.message) for name, error in wrong.items()}
    return Shelf(kept, unreadable)


def kind_of(query: NamedQuery) -> Kind:
    """Return what a query answers with.

    Raises:
        UsageError: It is no query.
    """
    return _kind(query.text)


@lru_cache(4096)
def _kind(text: str) -> Kind:
    return QueryText(with_prefixes(text)).kind


def http_name(parameter: Parameter) -> str:
    """Return a parameter's name in addresses: its own, or ``p.name`` where that is taken.

    >>> http_name(Parameter("construct", "iri")), http_name(Parameter("limit", "integer"))
    ('construct', 'p.limit')
    """
    return f"p.{parameter.name}" if parameter.name in RESERVED else parameter.name


def _without_folders(said: str) -> str:
    for folder in filter(None, os.environ.get("PIF_QUERIES", "").split(os.pathsep)):
        for way in {folder, str(Path(folder)), str(Path(folder).resolve())}:
            said = said.replace(way.rstrip(os.sep) + os.sep, "")
    return said
