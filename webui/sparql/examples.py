"""The saved queries as examples that editors show: whole texts, which run as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.errors import PifError
from kg.queries import prepare
from kg.query_files import library
from kg.store.querytext import QueryText

if TYPE_CHECKING:
    from kg.query_headers import NamedQuery
    from kg.store.base import Store


@dataclass(frozen=True, slots=True)
class Example:
    """One query: its name, what it asks in words, its form (SELECT …) and its text."""

    name: str
    summary: str
    form: str
    sparql: str


def examples(store: Store) -> list[Example]:
    """Return every saved query, its parameters bound to their defaults.

    One that cannot be read, or needs a value that only the asker has, is no example.
    """
    found = []
    held = library()
    for name in held.names:
        try:
            query = held.query(name)
            sparql = prepare(store, _without_header(query)).sparql
            form = QueryText(sparql).form
        except PifError:
            continue
        found.append(Example(name, query.summary or name, form, sparql.strip()))
    return found


def _without_header(query: NamedQuery) -> NamedQuery:
    lines = [line for line in query.text.splitlines() if not line.startswith("#+")]
    return replace(query, text="\n".join(lines).strip() + "\n")
