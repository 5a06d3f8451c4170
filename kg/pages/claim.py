"""All about one claim: its words, where it stands, its quotes, what it is about and rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.identifiers import split_thing_iri
from kg.index import ask
from kg.index.kinds import concept_key
from kg.namespaces import PIF
from kg.pages.cards import Card, Chip, cards
from kg.pages.citations import Citation, Work, citations
from kg.pages.said import first, said_of, texts
from kg.pages.study_names import StudyName, study_names

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

FIRST_QUOTES = 10

_PROPERTIES = [
    f"{PIF}{name}"
    for name in (
        "text", "claimType", "inSection", "inSentence", "note", "statedIn", "aboutConstruct",
        "namesBothGroups", "accessLevel",
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CitedThere:
    """A work as the claim's own sentence cites it, once for each citation."""

    citation: Citation
    work: Work


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """All that the page of a claim shows. ``constructs`` are those it is about."""

    key: str
    name: StudyName
    id: str
    text: str
    language: str
    type: str
    section: str
    sentence: str
    notes: tuple[str, ...]
    publication: str
    names_both_groups: bool
    access: str
    constructs: tuple[Chip, ...]
    total: int
    cards: list[Card]
    cites: tuple[CitedThere, ...]
    revision: str


def claim_page(store: Store, iri: str, *, public: bool = False) -> ClaimPage | None:
    """Gather all about a claim (IRI)."""
    named = split_thing_iri(iri)
    if named is None:
        return None
    study, _, id = named
    return ask(store, lambda index: _page(store, index, iri, study, id, public=public))


def _page(
    store: Store, index: Index, iri: str, study: str, id: str, *, public: bool
) -> ClaimPage | None:
    if not index.has_study(study):
        return None
    said = said_of(store, iri, _PROPERTIES)
    hits = index.bitmap("claim", f"{study}/{id}")
    sentence = first(said, "inSentence")
    known = citations(store, index.revision)
    cited = known.by_sentence.get((study, sentence), ()) if sentence else ()
    keys = sorted({concept_key(each) for each in texts(said, "aboutConstruct")})
    chips = (Chip(key, index.label("construct", key), stated=True) for key in keys)
    return ClaimPage(
        key=f"{study}/{id}",
        name=study_names(store, index.revision, [study])[study],
        id=id,
        text=first(said, "text"),
        language=(terms.parts(said["text"][0])[2] or "") if said["text"] else "",
        type=first(said, "claimType"),
        section=first(said, "inSection"),
        sentence=sentence,
        notes=texts(said, "note"),
        publication=first(said, "statedIn"),
        names_both_groups=first(said, "namesBothGroups") == "true",
        access=first(said, "accessLevel").removeprefix(PIF).lower(),
        constructs=tuple(sorted(chips, key=lambda chip: chip.label.casefold())),
        total=len(hits),
        cards=cards(
            store, index, index.rows(index.order.first(hits, FIRST_QUOTES, None)), public=public
        ),
        cites=tuple(CitedThere(c, known.work(c.work)) for c in cited),
        revision=index.revision,
    )
