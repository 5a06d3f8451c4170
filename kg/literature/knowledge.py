"""What others know of works (Crossref, OpenAlex), kept as their word beside what studies print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.identifiers import slug
from kg.namespaces import BASE, CITO, DCTERMS, PIF
from kg.terms import A, Triple, iri, text, typed, value_of

_CLASS = f"<{PIF}WorkRecord>"
_OF, _YEAR, _CONTAINER, _DOI, _PMID, _IDENTIFIER = (
    f"<{PIF}{name}>"
    for name in ("recordOf", "publicationYear", "containerTitle", "doi", "pmid", "identifier")
)
_TITLE, _CREATOR, _SOURCE = (f"<{DCTERMS}{name}>" for name in ("title", "creator", "source"))
_CITES = f"<{CITO}cites>"


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody else knows of a work. ``cites`` are addresses of works it refers to."""

    work: str
    source: str
    title: str = ""
    year: str = ""
    creators: tuple[str, ...] = ()
    container: str = ""
    doi: str = ""
    pmid: str = ""
    cites: tuple[str, ...] = ()


def statements(name: str, made: Iterable[Known]) -> set[Triple]:
    """Return records as statements: nothing is said of the works themselves."""
    said: set[Triple] = set()
    for each in made:
        id = slug(f"{each.source} {each.work.rpartition('://')[2]}")
        node = iri(f"{BASE}works/{name}/{id}")
        said |= {
            (node, A, _CLASS),
            (node, _IDENTIFIER, text(id)),
            (node, _OF, iri(each.work)),
            (node, _SOURCE, text(each.source)),
        }
        for property, value in (
            (_TITLE, each.title), (_CONTAINER, each.container), (_DOI, each.doi),
            (_PMID, each.pmid),
        ):  # fmt: skip
            if value:
                said.add((node, property, text(value)))
        if each.year.isdecimal():
            said.add((node, _YEAR, typed(str(int(each.year)), "integer")))
        said.update((node, _CREATOR, text(who)) for who in each.creators)
        said.update((node, _CITES, iri(cited)) for cited in each.cites)
    return said


def read_back(said: Iterable[Triple]) -> list[Known]:
    """Return the records that statements hold, sorted by work."""
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in sorted(said):
        about[s][p].append(o)
    found = []
    for node in about.values():
        if _CLASS not in node.get(A, ()) or _OF not in node:
            continue

        def first(property: str, node: dict[str, list[str]] = node) -> str:
            return value_of(node[property][0]) if property in node else ""

        found.append(
            Known(
                node[_OF][0][1:-1], first(_SOURCE), first(_TITLE), first(_YEAR),
                tuple(value_of(o) for o in node.get(_CREATOR, ())), first(_CONTAINER),
                first(_DOI), first(_PMID), tuple(o[1:-1] for o in node.get(_CITES, ())),
            )
        )  # fmt: skip
    return sorted(found, key=lambda k: (k.work, k.source))
