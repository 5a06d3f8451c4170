"""What studies are called, where they were reported, and on which terms their words are given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.csl import named_in
from kg.identifiers import study_iri
from kg.namespaces import DCTERMS, PIF
from kg.store import keeping

if TYPE_CHECKING:
    from kg.store.base import Store

# Filters: where properties are joined as values, engines read all there is of each.
_STUDY = f"""\
SELECT ?study ?property ?value WHERE {{
  VALUES ?study {{ %s }}
  ?study ?property ?value .
  FILTER(?property IN
    (<{DCTERMS}title>, <{DCTERMS}license>, <{DCTERMS}rights>, <{DCTERMS}language>))
}}"""
_REPORT = f"""\
SELECT ?study ?report ?property ?value WHERE {{
  VALUES ?study {{ %s }}
  ?report <{PIF}reports> ?study ; ?property ?value .
  FILTER(?property IN (<{DCTERMS}title>, <{DCTERMS}creator>, <{PIF}publicationYear>,
    <{PIF}containerTitle>, <{PIF}doi>, <{PIF}creatorList>))
}}"""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StudyName:
    """A study as a page names it; what is not known is empty.

    ``short`` is first author and year, where the attribution begins with that author, else the
    title, which also tells two records of one author and year apart.
    ``report`` is the address of the publication; ``attribution`` the words that the licence asks
    to be repeated.
    """

    id: str
    title: str
    short: str
    year: int | None = None
    report: str = ""
    report_title: str = ""
    container: str = ""
    doi: str = ""
    licence: str = ""
    attribution: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    """In the order that is stated, else in that of the alphabet."""


_NOBODY = StudyName("", "", "")


def study_names(store: Store, revision: str, studies: Iterable[str]) -> dict[str, StudyName]:
    """Return the names of some studies by id; one that says nothing of itself goes by its id."""

    def read(missing: list[str]) -> dict[str, StudyName]:
        found: dict[str, StudyName] = {}
        for i in range(0, len(missing), _AT_ONCE):
            found |= _names(store, missing[i : i + _AT_ONCE])
        return found

    return keeping.many(store, revision, "names of studies", studies, read, _NOBODY)


def _names(store: Store, studies: list[str]) -> dict[str, StudyName]:
    by_term = {terms.iri(study_iri(study)): study for study in studies}
    among = " ".join(by_term)
    own: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in store.query(_STUDY % among).rows():
        own[row["study"]][_local(row["property"])].append(terms.value_of(row["value"]))
    reports: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for row in store.query(_REPORT % among).rows():
        said = reports[row["study"]][terms.value_of(row["report"])]
        said[_local(row["property"])].append(terms.value_of(row["value"]))
    return {id: _name(id, own[term], reports[term]) for term, id in by_term.items()}


def _name(
    id: str, own: dict[str, list[str]], reports: dict[str, dict[str, list[str]]]
) -> StudyName:
    def first(said: dict[str, list[str]], name: str) -> str:
        return min(said.get(name, ()), default="")

    # A study may be reported more than once; the earliest report names it.
    report, said = min(
        reports.items(),
        key=lambda item: (first(item[1], "publicationYear"), item[0]),
        default=("", {}),
    )
    year = first(said, "publicationYear")
    names = sorted(set(said.get("creator", ())))
    authors = named_in(first(said, "creatorList"), names) or tuple(names)
    title = first(own, "title") or first(said, "title") or id
    attribution = first(own, "rights")
    lead = _lead(authors, attribution)
    others = " et al." if len(authors) > 1 else ""
    return StudyName(
        id=id,
        title=title,
        short=f"{lead}{others} {year}".strip() if lead else title,
        year=int(year) if year.isdecimal() and len(year) < 6 else None,
        report=report,
        report_title=first(said, "title"),
        container=first(said, "containerTitle"),
        doi=first(said, "doi"),
        licence=first(own, "license"),
        attribution=attribution,
        language=first(own, "language"),
        authors=authors,
    )


def _lead(authors: tuple[str, ...], attribution: str) -> str:
    """Return the family name of the first author, where it is known who that is.

    >>> _lead(("Ong, Eng Koon", "Radha Krishna, Lalit Kumar"), "Radha Krishna LK, Ong EK. Peer …")
    'Radha Krishna'
    """
    families = [author.partition(",")[0].strip() for author in authors]
    if len(families) == 1:
        return families[0]
    begins = [family for family in families if family and attribution.startswith(family)]
    return max(begins, key=len, default="")


def _local(property: str) -> str:
    return property[1:-1].rpartition("#")[2].rpartition("/")[2]
