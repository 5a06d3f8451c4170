"""What catalogues say of a study: title, licence, publication, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.bylines import in_printed_order
from kg.csl import in_order
from kg.describing.asking import ask
from kg.identifiers import study_iri
from kg.namespaces import DCTERMS, PIF

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store, StoredStudy

_SAID = "SELECT ?p ?value ?_thing_iri WHERE { ?_thing_iri ?p ?value } ORDER BY ?p ?value LIMIT 2000"
OF_WORKS = (
    f"{DCTERMS}title",
    f"{DCTERMS}creator",
    f"{PIF}creatorList",
    f"{PIF}publicationYear",
    f"{PIF}containerTitle",
)
"""What is looked at of a work that reports a study."""
_WHAT = f"""\
SELECT ?p ?value ?_thing_iri WHERE {{
  ?_thing_iri ?p ?value . FILTER(?p IN ({", ".join(f"<{property}>" for property in OF_WORKS)}))
}}
ORDER BY ?p ?value LIMIT 500"""


@dataclass(frozen=True, slots=True)
class Publication:
    """A work that reports a study. Creators are names, or addresses of people."""

    iri: str
    title: str
    creators: tuple[str, ...]
    year: str
    container: str


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """One study as a catalogue lists it. Licences are bare IRIs; texts as the study has them."""

    id: str
    iri: str
    title: str
    language: str
    licences: tuple[str, ...]
    rights: tuple[str, ...]
    contacts: tuple[str, ...]
    creators: tuple[str, ...]
    publications: tuple[Publication, ...]
    quads: int
    digest: str

    @property
    def year(self) -> str:
        """The year of its first publication; empty if it has none."""
        return min((p.year for p in self.publications if p.year), default="")


def study_facts(store: Store, memory: Memory, study: str) -> StudyFacts | None:
    """Return what is known of a study that is loaded; None if it is not."""
    return next(iter(studies(store, memory, [study])), None)


def studies(store: Store, memory: Memory, wanted: list[str] | None = None) -> list[StudyFacts]:
    """Return what is known of studies, of all or of those wanted, sorted by id."""
    if memory.held is None:
        memory.held = {stored.id: stored for stored in store.studies()}
    found = []
    for id in sorted(memory.held if wanted is None else memory.held.keys() & set(wanted)):
        known = memory.studies.get(id)
        found.append(known or memory.studies.put(id, _read(store, memory.held[id])))
    return found


def _read(store: Store, held: StoredStudy) -> StudyFacts:
    id, iri = held.id, study_iri(held.id)
    said = _said(store, _SAID, iri)
    titles = said.get(f"{DCTERMS}title", [])
    rights = _texts(said, f"{DCTERMS}rights")
    title, _, language = terms.parts(titles[0]) if titles else (id, None, None)
    return StudyFacts(
        id,
        iri,
        title,
        language or "",
        _iris(said, f"{DCTERMS}license"),
        rights,
        _texts(said, f"{PIF}contact"),
        _texts(said, f"{DCTERMS}creator"),
        tuple(
            publication(work, _said(store, _WHAT, work), " ".join(rights))
            for work in _iris(said, f"{PIF}reportedIn")[:20]
        ),
        held.quads,
        held.digest,
    )


def publication(work: str, said: Mapping[str, Sequence[str]], printed: str) -> Publication:
    """Return a work of which something is said: terms, sorted, by property (IRI).

    Creators stand in the order that is stated, else in that of a ``printed`` reference.
    """

    def first(property: str) -> str:
        return next(iter(_texts(said, property)), "")

    creators = _texts(said, f"{DCTERMS}creator")
    listed = first(f"{PIF}creatorList")
    return Publication(
        work,
        first(f"{DCTERMS}title"),
        tuple(in_order(creators, listed) if listed else in_printed_order(creators, printed)),
        first(f"{PIF}publicationYear"),
        first(f"{PIF}containerTitle"),
    )


def _said(store: Store, sparql: str, iri: str) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for row in ask(store, sparql, _thing_iri=terms.iri(iri)):
        held = said.setdefault(terms.value_of(row["p"]), [])
        if row["value"] not in held:
            held.append(row["value"])
    return said


def _texts(said: Mapping[str, Sequence[str]], property: str) -> tuple[str, ...]:
    return tuple(terms.value_of(term) for term in said.get(property, ()))


def _iris(said: dict[str, list[str]], property: str) -> tuple[str, ...]:
    return tuple(terms.value_of(t) for t in said.get(property, ()) if terms.is_iri(t))
