"""Works as entries of a reference list, to take along: what the graph knows of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg import terms
from kg.bylines import in_printed_order
from kg.csl import (
    ADDED,
    CREATOR_LIST,
    EDITOR_LIST,
    ISSUED,
    PLAIN,
    TYPES,
    date_of,
    date_parts,
    named_in,
    person,
)
from kg.identifiers import slug
from kg.namespaces import DCTERMS, PIF

if TYPE_CHECKING:
    from kg.pages.citations import Work
    from kg.store.base import Store

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_WANTED = ", ".join((
    f"<{_TYPE}>", f"<{DCTERMS}title>", f"<{DCTERMS}creator>", f"<{PIF}publicationYear>",
    f"<{PIF}containerTitle>", f"<{PIF}doi>", *ADDED,
))  # fmt: skip
_SAID = f"""\
SELECT ?work ?property ?value ?graph WHERE {{
  VALUES ?work {{ %s }}
  GRAPH ?graph {{ ?work ?property ?value }}
  FILTER(?property IN ({_WANTED}))
}}"""
# What services know of a work (`pif works --complete`) stands in where no study says it.
_KNOWN = f"""\
SELECT ?work ?property ?value WHERE {{
  VALUES ?work {{ %s }}
  ?record <{PIF}recordOf> ?work ; ?property ?value .
  FILTER(?property IN (<{DCTERMS}title>, <{DCTERMS}creator>, <{PIF}publicationYear>,
    <{PIF}containerTitle>, <{PIF}doi>))
}}"""
_CONTAINER = f"<{PIF}containerTitle>"
_LISTED = frozenset((*ADDED, _CONTAINER))
"""What the entry of a list tells of where a work appeared."""
_AT_ONCE = 500
_LEAST_PRINTED = 20

Told = dict[str, list[str]]
"""What is said of a work: values by property, as a term."""


def entries(store: Store, works: Sequence[Work]) -> Iterator[dict[str, Any]]:
    """Yield works with the fields of CSL-JSON, in the order given; each id once.

    Volume, pages and what else a list alone tells come from one study each, that which tells
    most, so that no entry is put together of two. Its order of authors holds; where it states
    none, they stand as the reference prints them, others after.
    """
    taken: dict[str, int] = {}
    for i in range(0, len(works), _AT_ONCE):
        some = works[i : i + _AT_ONCE]
        among = " ".join(terms.iri(work.iri) for work in some)
        said, known = (_told(store, asked % among) for asked in (_SAID, _KNOWN))
        for work in some:
            told: Told = defaultdict(list)
            for held in said.get(work.iri, {}).values():
                for property, values in held.items():
                    told[property] += values
            stood_in = known.get(work.iri, {}).get("", {})
            yield _entry(work, {**stood_in, **told}, _fullest(said.get(work.iri, {})), taken)


def _told(store: Store, asked: str) -> dict[str, dict[str, Told]]:
    """Return what is said of works by the graph that says it, or by none."""
    found: dict[str, dict[str, Told]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in store.query(asked).rows():
        graph = row.get("graph")
        held = found[terms.value_of(row["work"])][terms.value_of(graph) if graph else ""]
        held[row["property"]].append(terms.value_of(row["value"]))
    return found


def _fullest(graphs: Mapping[str, Told]) -> Told:
    """Return what that graph says which tells most of where a work appeared."""
    order = sorted(graphs, key=lambda graph: (-len(_LISTED & graphs[graph].keys()), graph))
    return graphs[order[0]] if order else {}


def _first(said: Mapping[str, list[str]], property: str) -> str:
    return " ".join(min(said.get(property, ()), default="").split())


def _entry(work: Work, said: Told, listed: Told, taken: dict[str, int]) -> dict[str, Any]:
    names = sorted(set(said.get(f"<{DCTERMS}creator>", ())))
    people = list(named_in(_first(listed, CREATOR_LIST), names)) or in_printed_order(
        names, work.printed
    )
    editors = [name for name in _first(listed, EDITOR_LIST).split("; ") if name]
    year, title, doi = (
        work.year or _first(said, f"<{PIF}publicationYear>"),
        work.title or _first(said, f"<{DCTERMS}title>"),
        _first(said, f"<{PIF}doi>"),
    )
    classes = (type.rpartition("/")[2] for type in sorted(said.get(f"<{_TYPE}>", ())))
    type = next((TYPES[name] for name in classes if name in TYPES), "document")
    fields: dict[str, Any] = {
        "title": " ".join(title.split()),
        "author": [person(" ".join(name.split())) for name in people if people != editors],
        "editor": [person(name) for name in editors],
        "container-title": _first(listed, _CONTAINER) or _first(said, _CONTAINER),
        "issued": _issued(_first(listed, ISSUED), year),
        **{name: _first(listed, property) for name, property in PLAIN.items()},
        "DOI": doi,
    }
    entry: dict[str, Any] = {"id": _id(people, year, title, work.iri, taken), "type": type}
    entry |= {name: told for name, told in fields.items() if told}
    entry["URL"] = f"https://doi.org/{doi}" if doi else entry.get("URL", work.iri)
    if len(work.printed) > _LEAST_PRINTED:
        entry["note"] = f"Printed: {' '.join(work.printed.split())}"
    return entry


def _issued(date: str, year: str) -> dict[str, Any]:
    if date.startswith(year) and date_of(date) == date:
        year = date
    elif not year.isdecimal():
        return {}
    return date_parts(year) if year else {}


def _id(people: Sequence[str], year: str, title: str, iri: str, taken: dict[str, int]) -> str:
    """Return an id that nothing before has, such as ``cruess-2014-reframing``; in ASCII."""
    family = people[0].partition(",")[0] if people else ""
    words = [_ascii(family), _ascii(year), _ascii(title).partition("-")[0]]
    id = "-".join(filter(None, words)) or _ascii(iri.rpartition("/")[2]) or "work"
    taken[id] = n = taken.get(id, 0) + 1
    return id if n == 1 else _id_numbered(id, n, taken)


def _id_numbered(id: str, n: int, taken: dict[str, int]) -> str:
    while (made := f"{id}-{n}") in taken:
        n += 1
    taken[made] = 1
    return made


def _ascii(words: str) -> str:
    return slug(words).encode("ascii", "ignore").decode().strip("-")
