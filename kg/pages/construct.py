"""All about one construct, or one code of a study: what it means, its quotes, who speaks of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.evidence import matrix as crossing
from kg.evidence.answering import Count, counts
from kg.evidence.matrix import Matrix
from kg.evidence.question import Has, matches
from kg.index import ask
from kg.index.kinds import concept_key
from kg.index.naming import resolve
from kg.index.scheme import below, broader, narrower
from kg.namespaces import DCTERMS, PIF, SKOS
from kg.pages.cards import Card, cards
from kg.pages.claims import Claim, RestedOn, about, works
from kg.pages.mapped import Mapped, mapped_to
from kg.pages.narrowing import nearest_above
from kg.pages.reasoned import Reasoned, reasoned
from kg.pages.said import said_of
from kg.pages.study_names import StudyName, study_names
from kg.pages.trees import Node, code_tree, codebook, scheme_tree

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index
    from kg.store.base import Store

FIRST_QUOTES = 4
NEAR_QUOTES = 3
_MOST_NEAR = 12  # what is said of something related in more quotes than this is not near
_TOGETHER = 10
_CODEBOOKS = 2
_CLAIMS = 30

_PROPERTIES = (
    f"{SKOS}altLabel", f"{SKOS}definition", f"{SKOS}scopeNote", f"{SKOS}example",
    f"{SKOS}related", f"{DCTERMS}source", f"{PIF}statedInSentence", f"{PIF}anchorText",
    f"{SKOS}closeMatch", f"{SKOS}exactMatch", f"{SKOS}broadMatch", f"{SKOS}narrowMatch",
    f"{SKOS}relatedMatch",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """Quotes that come near without counting: those that bear on it, or on something related."""

    key: str
    label: str
    total: int
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a study's codebook has the codes that mean the construct."""

    study: str
    tree: list[Node]


@dataclass(frozen=True, slots=True)
class ConstructPage:
    """All that a page about a construct shows."""

    key: str
    iri: str
    study: str
    """The study whose code it is; empty for a construct of the shared scheme."""
    label: str
    others: tuple[str, ...]
    definition: str
    notes: tuple[str, ...]
    examples: tuple[str, ...]
    sources: tuple[str, ...]
    sentence: str
    anchor: str
    quotes: int
    filed: int
    utterances: int
    bearing: int
    cards: list[Card]
    near: list[Near]
    claims: list[Claim]
    claim_count: int
    works: list[RestedOn]
    related: list[tuple[str, str]]
    matches: list[tuple[str, str]]
    scheme: list[Node]
    filings: list[Filing]
    mapped: list[Mapped]
    mapped_more: int
    together: list[Count]
    bearing_together: list[Count]
    neighbours: Matrix | None
    neighbour_keys: list[str]
    spread: Matrix | None
    reasoned: Reasoned
    studies: dict[str, StudyName]
    nearest: tuple[str, str, int] | None
    revision: str


def find(store: Store, name: str) -> str:
    """Return the key of the construct or code that a name stands for.

    Raises:
        UnknownThing: There is no such construct; the hint gives the nearest.
        UsageError: Several studies have a code of that name.
    """
    return ask(store, lambda index: resolve(index, "construct", name))


def construct_page(store: Store, key: str, *, public: bool = False) -> ConstructPage:
    """Gather all about a construct or code by its key; for ``public`` readers as in cards."""
    return ask(store, lambda index: construct_in(store, index, key, public=public))


def construct_in(store: Store, index: Index, key: str, *, public: bool = False) -> ConstructPage:
    """Gather all about a construct or code in a state of the index."""
    iri = index.iri("construct", key)
    study = key.partition("/")[0] if "/" in key and "://" not in key else ""
    described = said_of(store, iri, _PROPERTIES)
    said = {name: list(map(terms.value_of, values)) for name, values in described.items()}
    held = matches(index, Has("construct", key))
    filed = index.bitmap("construct", key, "filed")
    borne = index.bitmap("bears_on", key)
    mapped, more = mapped_to(store, index, iri)
    meant = [iri, *(m.iri for m in mapped if m.relation == "exactMatch")]
    found, claim_count = about(store, index.revision, meant, _CLAIMS)
    shown = index.rows(index.order.first(held, FIRST_QUOTES, None))
    related = _named(index, said.get("related", ()))
    near = [] if study else _near(store, index, key, held, borne, related, public=public)
    keys = _neighbours(index, key)
    names = study_names(
        store,
        index.revision,
        [
            *(m.study for m in mapped),
            *(claim.study for claim in found if claim.study),
            *([study] if study else []),
        ],
    )
    return ConstructPage(
        key=key,
        iri=iri,
        study=study,
        label=index.label("construct", key) if not study else _code_label(store, index, key),
        others=tuple(sorted(said.get("altLabel", ()))),
        definition=min(said.get("definition", ()), default=""),
        notes=tuple(sorted(said.get("scopeNote", ()))),
        examples=tuple(sorted(said.get("example", ()))),
        sources=tuple(sorted(said.get("source", ()))),
        sentence=min(said.get("statedInSentence", ()), default=""),
        anchor=min(said.get("anchorText", ()), default=""),
        quotes=len(held),
        filed=len(filed),
        utterances=index.utterances(held),
        bearing=len(borne),
        cards=cards(store, index, shown, asked=[key], public=public),
        near=near,
        claims=found,
        claim_count=claim_count,
        works=works(found),
        related=related,
        matches=_matches(index, said),
        scheme=[] if study else _scheme(index, key),
        filings=_filings(store, index, key, mapped, study),
        mapped=mapped,
        mapped_more=more,
        together=_together(index, key, held),
        bearing_together=_bearing_together(index, key, held),
        neighbours=_matrix(index, keys) if keys else None,
        neighbour_keys=keys,
        spread=crossing.matrix(index, "role", "source", within=held) if held else None,
        reasoned=reasoned(store, iri),
        studies=names,
        nearest=_nearest(index, key, held),
        revision=index.revision,
    )


def _code_label(store: Store, index: Index, key: str) -> str:
    book = codebook(store, index, key.partition("/")[0])
    return book.labels.get(key) or key.partition("/")[2]


def _named(index: Index, iris: Sequence[str]) -> list[tuple[str, str]]:
    """Return constructs as key and label, by label."""
    keys = {concept_key(iri) for iri in iris}
    return sorted(((key, index.label("construct", key)) for key in keys), key=lambda p: p[1])


def _matches(index: Index, said: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return what the concept is matched with elsewhere, as relation and IRI."""
    names = ("exactMatch", "broadMatch", "closeMatch", "narrowMatch", "relatedMatch")
    return [(name, iri) for name in names for iri in sorted(set(said.get(name, ())))]


def _near(
    store: Store,
    index: Index,
    key: str,
    held: BitMap,
    borne: BitMap,
    related: Sequence[tuple[str, str]],
    *,
    public: bool,
) -> list[Near]:
    found = []
    places = [(key, index.label("construct", key), borne - held)]
    places += [(k, label, index.bitmap("bears_on", k) - held) for k, label in related]
    places.sort(key=lambda place: (place[0] != key, -len(place[2])))
    seen = held
    for near, label, quotes in places:
        fresh = quotes - seen
        if fresh and (near == key or len(quotes) <= _MOST_NEAR):
            numbers = index.order.first(fresh, NEAR_QUOTES, None)
            shown = cards(store, index, index.rows(numbers), public=public, explained=False)
            found.append(Near(near, label, len(quotes), shown))
            seen = seen | quotes
    return found[:2]


def _scheme(index: Index, key: str) -> list[Node]:
    """Return the construct's place: all above it, those beside it, and those right below."""
    shown = {key, *narrower().get(key, ())}
    for up in broader().get(key, ()):
        shown |= set(narrower().get(up, ()))
    for up in _all_above(key):
        shown |= {k for k in narrower().get(up, ()) if index.shared("construct").get(k)}
    return scheme_tree(index, shown, here=[key])


def _all_above(key: str) -> list[str]:
    reached = [key]
    for here in reached:
        reached += [up for up in broader().get(here, ()) if up not in reached]
    return reached[1:]


def _filings(
    store: Store, index: Index, key: str, mapped: Sequence[Mapped], study: str
) -> list[Filing]:
    """Return where codebooks have the codes that carry quotes here, with those beside them."""
    by_study: dict[str, list[str]] = defaultdict(list)
    if study:
        by_study[study].append(key)
    for each in mapped:
        if each.carries:
            by_study[each.study].append(each.key)
    weight = {s: sum(m.quotes for m in mapped if m.study == s) for s in by_study}
    found = []
    for home in sorted(by_study, key=lambda s: (-weight[s], s))[:_CODEBOOKS]:
        book = codebook(store, index, home)
        keys = set(by_study[home])
        ups = {up for k in keys for up in book.above.get(k, ())}
        keys |= {k for k, above in book.above.items() if ups & set(above)}
        keys |= {k for k, above in book.above.items() if set(by_study[home]) & set(above)}
        here = set(by_study[home])
        found.append(Filing(home, code_tree(store, index, home, keys=keys, here=here)))
    return found


def _together(index: Index, key: str, held: BitMap) -> list[Count]:
    """Return what quotes support besides, not what lies above or below."""
    known = {key, *_all_above(key), *below(key)}
    found, _ = counts(index, "construct", held)
    return [c for c in found if c.key not in known][:_TOGETHER]


def _bearing_together(index: Index, key: str, held: BitMap) -> list[Count]:
    supported = {c.key for c in counts(index, "construct", held)[0]}
    found, _ = counts(index, "bears_on", held)
    return [c for c in found if c.key not in supported and c.key != key][:_TOGETHER]


def _neighbours(index: Index, key: str) -> list[str]:
    """Return the construct with the one above it and those beside and below it."""
    labels = index.constructs()
    ups = [up for up in broader().get(key, ()) if up in labels][:1]
    beside = [k for up in ups for k in narrower().get(up, ()) if k in labels]
    inside = [k for k in narrower().get(key, ()) if k in labels]
    keys = list(dict.fromkeys([*ups, key, *beside, *inside]))
    return keys if key in labels and len(keys) > 1 else []


def _matrix(index: Index, keys: Sequence[str]) -> Matrix:
    return crossing.matrix(index, "construct", "role", empty=True)


def _nearest(index: Index, key: str, held: BitMap) -> tuple[str, str, int] | None:
    if held:
        return None
    above = nearest_above(index, key)
    return (above[0], index.label("construct", above[0]), above[1]) if above else None
