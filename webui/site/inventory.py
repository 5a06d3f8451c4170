"""What there is to publish: which things have pages, and where all others are told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.describing.vocabulary import vocabularies
from kg.identifiers import split_thing_iri, study_iri
from kg.index.scheme import constructs
from kg.namespaces import BASE, CITO, CONSTRUCT, PIF, SSSOM
from webui.site.layout import DOI, WITH_PAGES, Layout

if TYPE_CHECKING:
    from kg.store.base import Store

# What belongs to what: the first leads from the thing to its home, the second the other way.
_TO_HOME = {
    f"<{PIF}codingTarget>", f"<{PIF}toWork>", f"<{CITO}hasCitedEntity>", f"<{SSSOM}subject_id>",
}  # fmt: skip
_FROM_HOME = {f"<{PIF}evidences>", f"<{PIF}hasTenure>"}
_TO_WORK = {f"<{PIF}toWork>", f"<{CITO}hasCitedEntity>", f"<{PIF}reports>", f"<{PIF}isReportedIn>"}
_LEADING = _TO_HOME | _FROM_HOME | _TO_WORK
_WORK = f"{BASE}work/"
_STUDIES = f"{BASE}study/"


@dataclass(frozen=True, slots=True)
class Inventory:
    """All that is published. Lists are sorted by IRI."""

    layout: Layout
    studies: list[str]
    things: dict[tuple[str, str], list[str]]
    """The things of a study that have pages, by study and kind."""
    inside: dict[str, list[str]]
    """What is told of on the page of each thing."""
    works: list[str]
    constructs: list[str]
    vocabularies: list[str]
    elsewhere: frozenset[str]
    """Things (terms) of studies of which other studies speak as well."""


@dataclass(slots=True)
class _Read:
    own: set[str] = field(default_factory=set)
    homes: dict[str, str] = field(default_factory=dict)
    works: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def take(store: Store, step: Callable[[str], None]) -> Inventory:
    """Go once through all that is public."""
    things: dict[tuple[str, str], list[str]] = {}
    homeless: dict[str, str] = {}
    works: set[str] = set()
    elsewhere: set[str] = set()
    studies = [study.id for study in store.studies()]
    pages: set[str] = set()
    for study in studies:
        step(f"reading {study}")
        read = _read(store, study)
        works |= read.works
        elsewhere |= read.others
        root = study_iri(study)
        pages.add(root)
        for iri in sorted(read.own):
            named = split_thing_iri(iri)
            if named is not None and named[1] in WITH_PAGES:
                pages.add(iri)
                if iri != root:
                    things.setdefault((study, named[1]), []).append(iri)
            else:
                homeless[iri] = read.homes.get(iri, root)
    scheme = [f"{CONSTRUCT}{key}" for key, _, _ in constructs()]
    documents = sorted(vocabularies())
    layout = Layout.of(pages.union(works, scheme, documents))
    homes = {
        iri: home if home in layout.pages else study_iri((split_thing_iri(iri) or ("",))[0])
        for iri, home in homeless.items()
    }
    inside: dict[str, list[str]] = {}
    for iri, home in homes.items():
        inside.setdefault(home, []).append(iri)
    return Inventory(
        Layout(layout.pages, homes), studies, things, inside, sorted(works), scheme, documents,
        frozenset(elsewhere),
    )  # fmt: skip


def _read(store: Store, study: str) -> _Read:
    found = _Read()
    root = study_iri(study)
    home, before = f"{root}/", ""
    for line in store.read_study(study):
        s, p, rest = line.split(" ", 2)
        if s != before:  # a canonical document is sorted by subject
            before = s
            subject = s[1:-1]
            if subject.startswith(home):
                found.own.add(subject)
            elif subject.startswith(_WORK):
                found.works.add(subject)
            elif subject.startswith(_STUDIES) and subject != root:
                found.others.add(s)
        if p in _LEADING and s[0] == "<":
            value = rest[1 : rest.find(">")] if rest[0] == "<" else ""
            if p in _TO_WORK and value.startswith((_WORK, DOI)):
                found.works.add(value)
            own, other = (subject, value) if p in _TO_HOME else (value, subject)
            if p in _TO_HOME or p in _FROM_HOME:
                # Of several homes the first.
                found.homes[own] = min(found.homes.get(own, other), other)
    return found
