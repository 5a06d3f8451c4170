"""All about one work of literature: who cites it, where, what for, and what it serves."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.csl import ADDED, named_in
from kg.evidence.answering import Count
from kg.index import ask
from kg.index.literature import cited_beside
from kg.namespaces import DCTERMS, FABIO, PIF, RDF
from kg.pages.citations import Citation, Work, citations
from kg.pages.claimed import by_sentence
from kg.pages.claims import Claim, claims
from kg.pages.episodes import narrowest
from kg.pages.said import first, local, said_of, texts
from kg.pages.study_names import StudyName, study_names
from kg.pages.works import most, works

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

PAGE = 20
"""Studies shown at once."""
MOST_CITATIONS = 12
"""Citations of one study that are shown."""
_MOST_CONSTRUCTS = 20
_MOST_REPORTED = 20
_MOST_BESIDE = 8

_PROPERTIES = [
    f"{RDF}type", f"{DCTERMS}title", f"{DCTERMS}creator",
    *(f"{PIF}{name}" for name in ("publicationYear", "containerTitle", "doi", "reports")),
    *(property[1:-1] for property in ADDED),
]  # fmt: skip
_DETAILS = (
    ("journal or book", "containerTitle"), ("volume", "volume"), ("issue", "issue"),
    ("pages", "pages"), ("number", "number"), ("edition", "edition"), ("chapter", "chapter"),
    ("edited by", "editorList"), ("publisher", "publisher"), ("place", "placeOfPublication"),
    ("published", "issued"), ("ISBN", "isbn"), ("ISSN", "issn"), ("PubMed", "pmid"),
    ("language", "language"), ("web address", "uri"),
)  # fmt: skip
"""What a page tells of where a work appeared: its name there, and the property of it."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation, with the claims of the sentence that it stands in."""

    citation: Citation
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A work cited in the same sentences: in how many, of how many studies."""

    work: Work
    sentences: int
    studies: int


@dataclass(frozen=True, slots=True)
class Citing:
    """A study that cites the work; ``more`` counts its citations that are not shown."""

    name: StudyName
    cited: tuple[Cited, ...]
    more: int


@dataclass(frozen=True, slots=True)
class WorkPage:
    """All that the page of a work shows. ``intents`` are names of CiTO properties, counted.

    ``start`` is the number of the first study shown, from 0; ``previous`` and ``next`` are the
    studies after which other pages begin, empty for the beginning, None where there is none.
    """

    work: Work
    title: str
    authors: tuple[str, ...]
    year: str
    container: str
    doi: str
    kind: str
    reports: tuple[StudyName, ...]
    times: int
    studies: int
    intents: tuple[tuple[str, int], ...]
    fits: tuple[tuple[str, int], ...]
    constructs: tuple[Count, ...]
    constructs_more: int
    quotes: int
    start: int
    citing: tuple[Citing, ...]
    previous: str | None
    next: str | None
    truncated: bool
    revision: str
    addresses: tuple[str, ...] = ()
    """All addresses under which it is cited, that which stands for it first; one, most often."""
    beside: tuple[Beside, ...] = ()
    """Works cited in the same sentences, most sentences first."""
    ordered: bool = False
    """Whether the authors stand in an order that somebody stated."""
    details: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Where it appeared: volume, pages and more, each with all that studies say of it."""


def work_page(store: Store, iri: str, *, after: str = "") -> WorkPage:
    """Gather all about a work (IRI), with the studies that cite it after one, by id."""
    return ask(store, lambda index: _page(store, index, iri, after))


def _page(store: Store, index: Index, iri: str, after: str) -> WorkPage:
    said = said_of(store, iri, _PROPERTIES)
    known = citations(store, index.revision)
    whole = works(store, index)
    addresses = known.addresses(iri)
    those = whole.citations.get(addresses[0], ())
    by_study: dict[str, list[Citation]] = {}
    for citation in those:
        by_study.setdefault(citation.study, []).append(citation)
    order = sorted(by_study)
    start = bisect_right(order, after) if after else 0
    shown = order[start : start + PAGE]
    places = by_sentence(store, index.revision)
    serving = Counter(
        key
        for place in {(c.study, c.sentence) for c in those if c.sentence}
        for claim in places.get(place, ())
        for key in claim.constructs
    )
    constructs = most(serving)
    reported = [terms.value_of(v) for v in said["reports"]][:_MOST_REPORTED]
    ids = [each.rpartition("/")[2] for each in reported]
    ids = [id for id in ids if index.has_study(id)]
    names = study_names(store, index.revision, [*shown, *ids])
    work = known.work(iri)
    lists = texts(said, "creatorList")
    return WorkPage(
        work=work,
        title=first(said, "title") or work.title,
        authors=_authors(texts(said, "creator"), lists),
        ordered=bool(lists),
        details=tuple((name, told) for name, of in _DETAILS if (told := texts(said, of))),
        year=first(said, "publicationYear") or work.year,
        container=first(said, "containerTitle"),
        doi=first(said, "doi"),
        kind=_kind(said["type"]),
        reports=tuple(names[id] for id in ids),
        times=len(those),
        studies=len(order),
        intents=most(Counter(intent for c in those for intent in c.intents)),
        fits=most(Counter(c.fit for c in those if c.fit)),
        constructs=tuple(
            Count(key, index.label("construct", key), n) for key, n in constructs[:_MOST_CONSTRUCTS]
        ),
        constructs_more=max(0, len(constructs) - _MOST_CONSTRUCTS),
        quotes=len(index.bitmap("work", iri)),
        start=start,
        citing=_citing(store, index, [(names[s], by_study[s]) for s in shown]),
        previous=None if not start else order[start - PAGE - 1] if start > PAGE else "",
        next=shown[-1] if start + PAGE < len(order) else None,
        truncated=known.truncated,
        revision=index.revision,
        addresses=addresses,
        beside=tuple(
            Beside(known.work(each.work), each.sentences, each.studies)
            for each in cited_beside(index, iri, limit=_MOST_BESIDE)
        ),
    )


def _authors(names: Sequence[str], lists: Sequence[str]) -> tuple[str, ...]:
    """Return the authors as that study lists them which names most; without a list, all names."""
    return max((named_in(each, names) for each in lists), key=len, default=()) or tuple(names)


def _citing(
    store: Store, index: Index, those: Sequence[tuple[StudyName, list[Citation]]]
) -> tuple[Citing, ...]:
    places = by_sentence(store, index.revision)
    shown = [c for _, citations in those for c in citations[:MOST_CITATIONS]]
    wanted = dict.fromkeys(
        claim.iri for c in shown if c.sentence for claim in places.get((c.study, c.sentence), ())
    )
    told = {claim.iri: claim for claim in claims(store, index.revision, list(wanted))}

    def cited(citation: Citation) -> Cited:
        there = places.get((citation.study, citation.sentence), ()) if citation.sentence else ()
        return Cited(citation, tuple(told[c.iri] for c in there if c.iri in told))

    return tuple(
        Citing(
            name,
            tuple(map(cited, citations[:MOST_CITATIONS])),
            max(0, len(citations) - MOST_CITATIONS),
        )
        for name, citations in those
    )


def _kind(classes: Sequence[str]) -> str:
    """Return what sort of work it is, in words: *journal article*."""
    ours = {c for c in classes if c.startswith(f"<{PIF}")}
    theirs = sorted(local(c) for c in classes if c.startswith(f"<{FABIO}"))
    name = theirs[0] if theirs else local(min(narrowest(ours))) if ours else ""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
