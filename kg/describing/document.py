"""What is said of a thing as one RDF document: its facts, the names of all it mentions, itself.

The document says what it is about, of which data set it is part and under which licence, and where
a list in it is cut, how long the whole is and where it goes on (Hydra).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.describing import words
from kg.describing.links import Direction, Group
from kg.describing.studies import studies
from kg.describing.writing import PREFIXES
from kg.identifiers import split_thing_iri, thing_iri
from kg.namespaces import BASE, DCTERMS, FOAF
from kg.terms import A, Triple, iri, typed

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.describing.thing import Thing
    from kg.store.base import Store

MOST_STUDIES = 50
"""Studies that a document of no single study names as its origin."""
SIZE = 200
"""Members of one property that a document has; of longer lists it has a first page."""

VOID = "http://rdfs.org/ns/void#"
HYDRA = "http://www.w3.org/ns/hydra/core#"
WHOLE_DATASET = f"{BASE}void#pif-kg"
"""The data set of everything that is served."""

_PREFIX = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a thing's facts come from: data sets, licences and publications (bare IRIs)."""

    datasets: tuple[str, ...] = (WHOLE_DATASET,)
    licences: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


Page = Callable[[Direction, str, str], str]
"""Returns the absolute address of a page of a list: by direction, property (a term) and key.

The key is empty for the first page.
"""


def dataset_iri(study: str) -> str:
    """Return the data set of a study.

    >>> dataset_iri("krishna2024")
    'https://w3id.org/pif-kg/void#study-krishna2024'
    """
    return f"{BASE}void#study-{study}"


def document(
    thing: Thing, provenance: Provenance, here: str, page: Page, *, is_page: bool = False
) -> list[Triple]:
    """Return the statements of a document about a thing, subject by subject.

    ``here`` is its own absolute address; ``is_page`` says that it is one page of one list.
    """
    made: list[Triple] = []
    for group in sorted(thing.out, key=lambda g: words.order(g.predicate)):
        made += [(thing.term, group.predicate, member.term) for member in group.members]
    made += _itself(thing, provenance, iri(here))
    for group in (*thing.out, *thing.into):
        if is_page or not group.whole:
            made += _partial(thing, group, here if is_page else "", page)
    for group in sorted(thing.into, key=lambda g: words.order(g.predicate)):
        made += [(member.term, group.predicate, thing.term) for member in group.members]
    for named in sorted(thing.labels):
        made += [(named, property, label) for property, label in thing.labels[named]]
    return by_subject(made)


def by_subject(triples: Iterable[Triple]) -> list[Triple]:
    """Return triples with those of one subject together, in the order in which they first come."""
    found: dict[str, dict[Triple, None]] = {}
    for triple in triples:
        found.setdefault(triple[0], {})[triple] = None
    return [triple for said in found.values() for triple in said]


def prefixes_of(thing: Thing) -> dict[str, str]:
    """Return the prefixes to write a thing's document with: also one for each kind of thing."""
    made = dict(PREFIXES)
    if not thing.study:
        return made
    kinds = {thing.kind}
    for group in (*thing.out, *thing.into):
        for member in group.members:
            split = split_thing_iri(terms.value_of(member.term)) if member.term[0] == "<" else None
            if split and split[0] == thing.study and split[2]:
                kinds.add(split[1])
    for kind in kinds:
        if _PREFIX.fullmatch(kind) and kind not in made and kind != "study":
            made[kind] = thing_iri(thing.study, kind, "")
    return made


def _itself(thing: Thing, provenance: Provenance, here: str) -> Iterator[Triple]:
    yield here, A, iri(f"{FOAF}Document")
    yield here, iri(f"{FOAF}primaryTopic"), thing.term
    for dataset in provenance.datasets:
        yield here, iri(f"{VOID}inDataset"), iri(dataset)
    for licence in provenance.licences:
        yield here, iri(f"{DCTERMS}license"), iri(licence)
    for source in provenance.sources:
        yield here, iri(f"{DCTERMS}source"), iri(source)


def _partial(thing: Thing, group: Group, here: str, page: Page) -> Iterator[Triple]:
    """Say how long a list is that is not whole here, and where it goes on."""
    first = page(group.direction, group.predicate, "")
    view = iri(here or first)
    collection, assertion = iri(f"{first}#members"), iri(f"{first}#each")
    yield collection, A, iri(f"{HYDRA}Collection")
    yield collection, iri(f"{HYDRA}totalItems"), typed(group.count, "integer")
    yield collection, iri(f"{HYDRA}memberAssertion"), assertion
    yield collection, iri(f"{HYDRA}view"), view
    # Who is in the list: everything for which this statement holds.
    yield assertion, iri(f"{HYDRA}property"), group.predicate
    known = "object" if group.direction == "in" else "subject"
    yield assertion, iri(f"{HYDRA}{known}"), thing.term
    yield view, A, iri(f"{HYDRA}PartialCollectionView")
    yield view, iri(f"{HYDRA}first"), iri(first)
    if group.next:
        yield view, iri(f"{HYDRA}next"), iri(page(group.direction, group.predicate, group.next))


def provenance_of(store: Store, memory: Memory, thing: Thing) -> Provenance:
    """Return where a thing's facts come from: its own study, or all studies that speak of it."""
    ids = [thing.study] if thing.study else studies_of(thing)[:MOST_STUDIES]
    facts = studies(store, memory, ids)
    return Provenance(
        tuple(dataset_iri(study.id) for study in facts) or (WHOLE_DATASET,),
        tuple(sorted({licence for study in facts for licence in study.licences})),
        tuple(sorted({work.iri for study in facts for work in study.publications} - {thing.iri})),
    )


def studies_of(thing: Thing) -> list[str]:
    """Return the studies whose graphs say anything of a thing, sorted."""
    found = set()
    for graph in thing.graphs:
        part, _, study = graph.removeprefix(f"{BASE}graph/").partition("/")
        if part in ("study", "mapping", "derived") and study:
            found.add(study)
    return sorted(found)
