"""Which properties the things of each class have, and what stands at their other end.

Editors complete words from this. It is read off some things of each class, so its cost grows with
the number of classes and not with the graph; what only very few things of a class have may be
missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms

if TYPE_CHECKING:
    from kg.store.base import Store

SAMPLE = 200
"""How many things of each class are looked at."""

_QUERY = """\
SELECT DISTINCT ?p ?class ?datatype WHERE {
  { SELECT DISTINCT ?s WHERE { ?s a CLASS } LIMIT SAMPLE }
  ?s ?p ?o .
  OPTIONAL { ?o a ?class FILTER(isIRI(?class)) }
  BIND(IF(isLiteral(?o), DATATYPE(?o), 1/0) AS ?datatype)  # an error leaves it without a value
}"""


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """One property of the things of a class: the classes and datatypes of its values."""

    property: str
    classes: tuple[str, ...] = ()
    datatypes: tuple[str, ...] = ()


def structure(store: Store, classes: Iterable[str]) -> Iterator[tuple[str, list[Use]]]:
    """Yield each class (bare IRI) with the properties its things have, sorted."""
    for iri in classes:
        found: dict[str, tuple[set[str], set[str]]] = {}
        asked = _QUERY.replace("CLASS", terms.iri(iri)).replace("SAMPLE", str(SAMPLE))
        for row in store.query(asked).rows():
            ends = found.setdefault(terms.value_of(row["p"]), (set(), set()))
            for end, name in zip(ends, ("class", "datatype"), strict=True):
                if name in row:
                    end.add(terms.value_of(row[name]))
        yield (
            iri,
            [
                Use(property, tuple(sorted(classes)), tuple(sorted(datatypes)))
                for property, (classes, datatypes) in sorted(found.items())
            ],
        )
