"""Works as entries of a reference list, to take along: what the graph knows of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kg import terms
from kg.formats.reference_writing import TYPES
from kg.identifiers import slug
from kg.namespaces import DCTERMS, PIF

if TYPE_CHECKING:
    from kg.pages.citations import Work
    from kg.store.base import Store

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SAID = f"""\
SELECT ?work ?property ?value WHERE {{
  VALUES ?work {{ %s }}
  ?work ?property ?value .
  FILTER(?property IN (<{_TYPE}>, <{DCTERMS}title>, <{DCTERMS}creator>, <{PIF}publicationYear>,
    <{PIF}containerTitle>, <{PIF}doi>))
}}"""
# What services know of a work (`pif works --complete`) stands in where no study says it.
_KNOWN = f"""\
SELECT ?work ?property ?value WHERE {{
  VALUES ?work {{ %s }}
  ?record <{PIF}recordOf> ?work ; ?property ?value .
  FILTER(?property IN (<{DCTERMS}title>, <{DCTERMS}creator>, <{PIF}publicationYear>,
    <{PIF}containerTitle>, <{PIF}doi>))
}}"""
_AT_ONCE = 500
_LEAST_PRINTED = 20


def entries(store: Store, works: Sequence[Work]) -> Iterator[dict[str, Any]]:
    """Yield works with the fields of CSL-JSON, in the order given; each id once.

    The graph keeps no order of authors: they stand as the reference prints them, others after.
    """
    taken: dict[str, int] = {}
    for i in range(0, len(works), _AT_ONCE):
        some = works[i : i + _AT_ONCE]
        among = " ".join(terms.iri(work.iri) for work in some)
        said, known = (_told(store, asked % among) for asked in (_SAID, _KNOWN))
        for work in some:
            told = {**known.get(work.iri, {}), **said.get(work.iri, {})}
            yield _entry(work, told, taken)


def _told(store: Store, asked: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in store.query(asked).rows():
        name = terms.value_of(row["property"]).rpartition("#")[2].rpartition("/")[2]
        found[terms.value_of(row["work"])][name].append(terms.value_of(row["value"]))
    return found


def _entry(work: Work, said: dict[str, list[str]], taken: dict[str, int]) -> dict[str, Any]:
    def first(name: str) -> str:
        return " ".join(min(said.get(name, ()), default="").split())

    people = in_printed_order(sorted(set(said.get("creator", ()))), work.printed)
    year, title, doi = (
        work.year or first("publicationYear"),
        work.title or first("title"),
        first("doi"),
    )
    names = (type.rpartition("/")[2] for type in sorted(said.get("type", ())))
    type = next((TYPES[name] for name in names if name in TYPES), "document")
    entry: dict[str, Any] = {"id": _id(people, year, title, work.iri, taken), "type": type}
    if title:
        entry["title"] = " ".join(title.split())
    if people:
        entry["author"] = [_person(name) for name in people]
    if container := first("containerTitle"):
        entry["container-title"] = container
    if year.isdecimal():
        entry["issued"] = {"date-parts": [[int(year)]]}
    if doi:
        entry["DOI"] = doi
    entry["URL"] = f"https://doi.org/{doi}" if doi else work.iri
    if len(work.printed) > _LEAST_PRINTED:
        entry["note"] = f"Printed: {' '.join(work.printed.split())}"
    return entry


def in_printed_order(people: Sequence[str], printed: str) -> list[str]:
    """Return authors in the order in which a printed reference names them.

    >>> in_printed_order(["Boud, D", "Keogh, R", "Walker, D"], "Keogh R, Boud D, Walker D. Of it.")
    ['Keogh, R', 'Boud, D', 'Walker, D']
    """

    def place(name: str) -> tuple[int, str]:
        at = printed.find(name.replace(",", ""))
        if at < 0:
            at = printed.find(name.partition(",")[0])
        return (at if at >= 0 else len(printed), name)

    return sorted(people, key=place)


def _person(name: str) -> dict[str, str]:
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        return {"literal": " ".join(name.split())}
    return {"family": " ".join(family.split()), "given": " ".join(given.split())}


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
