"""What a study would look like here, before it is loaded: made in a store of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg import terms
from kg.errors import UsageError
from kg.explain.wording import CLEARLY
from kg.identifiers import split_thing_iri
from kg.index import ask, update
from kg.index.kinds import concept_key
from kg.namespaces import SKOS, derived_graph, mapping_graph
from kg.pages.cards import Card, cards
from kg.pages.mapped import CARRYING, RELATIONS
from kg.pages.study import StudyPage, study_page
from kg.publishing import project
from kg.publishing.withholding import REMEDIES
from kg.store import open_store

if TYPE_CHECKING:
    from kg.explain.parts import Relation
    from kg.index import Index
    from kg.pages.trees import Node
    from kg.preparing import Prepared
    from kg.store.base import Store
    from kg.terms import Graphs, Triple

QUOTES = 5
MOST_CODES = 200
MOST_CONSTRUCTS = 20
_GOES_OUT = ("quote", "participant", "document", "claim", "code")

Matches = Mapping[str, list[tuple["Relation", str]]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A construct that a code is mapped to: in what words, and whether its quotes count there."""

    key: str
    label: str
    says: str
    carries: bool


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code at its depth in the codebook, with the quotes filed under it and what it means."""

    id: str
    label: str
    depth: int
    quotes: int
    means: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A construct that a quote would support, or a code of it where it supports none."""

    key: str
    label: str
    stated: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A quote as a card shows it."""

    id: str
    text: str
    language: str
    speaker: str
    role: str
    source: str
    section: str
    claims: tuple[str, ...]
    coded_only: bool
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Supported:
    """A construct of the shared scheme, and how many quotes would support it."""

    key: str
    label: str
    quotes: int


@dataclass(frozen=True, slots=True)
class Outward:
    """Of things of one kind, how many strangers would see, and how many there are."""

    kind: str
    shown: int
    all: int


@dataclass(frozen=True, slots=True)
class Held:
    """Why quotes would stay behind: how many for one reason, and what to do about it."""

    quotes: int
    remedy: str


@dataclass(frozen=True, slots=True)
class Preview:
    """All that is said of a study before it is loaded. ``digest`` is that of its content."""

    study: str
    digest: str
    title: str
    licence: str
    language: str
    report: str
    statements: int
    derived: int
    quotes: int
    utterances: int
    counts: Mapping[str, int]
    access: tuple[tuple[str, int], ...]
    words: tuple[Words, ...]
    codes: tuple[CodeLine, ...]
    more_codes: int
    codes_without: int
    constructs: tuple[Supported, ...]
    more_constructs: int


@dataclass(frozen=True, slots=True)
class Outside:
    """What strangers would see of a study."""

    shown: tuple[Outward, ...]
    held: tuple[Held, ...]


def preview(prepared: Prepared, folder: Path) -> Preview:
    """Say what a study would look like; ``folder`` must not be there yet, and is for the asking.

    Raises:
        UsageError: The study was refused.
    """
    packed, graphs = prepared.packed, prepared.graphs
    if packed is None or graphs is None:
        raise UsageError("The study cannot be loaded, so there is nothing to show.")
    study = packed.study
    store = open_store(folder)
    try:
        store.put(packed)
        update(store, known={study: (packed.digest, graphs)})
        page = study_page(store, study)
        means = _meanings(graphs.get(mapping_graph(study), set()))
        words, constructs, codes = ask(store, lambda index: _read(store, index, page, means))
    finally:
        store.close()
    return Preview(
        study=study,
        digest=packed.digest,
        title=page.name.title,
        licence=page.name.licence,
        language=page.name.language,
        report=page.name.report,
        statements=prepared.asserted,
        derived=prepared.derived,
        quotes=page.quotes,
        utterances=page.utterances,
        counts=page.counts,
        access=tuple((count.key, count.count) for count in page.access),
        words=words,
        codes=tuple(codes[:MOST_CODES]),
        more_codes=max(0, len(codes) - MOST_CODES),
        codes_without=sum(not line.means for line in codes),
        constructs=tuple(constructs[:MOST_CONSTRUCTS]),
        more_constructs=max(0, len(constructs) - MOST_CONSTRUCTS),
    )


def outside(prepared: Prepared) -> Outside:
    """Say what strangers would see of a study, and why not the rest of its quotes.

    Raises:
        UsageError: The study was refused.
    """
    if prepared.study is None or prepared.graphs is None:
        raise UsageError("The study cannot be loaded, so there is nothing to show.")
    derived = derived_graph(prepared.study)
    graphs = {graph: said for graph, said in prepared.graphs.items() if graph != derived}
    projected = project(prepared.study, graphs)
    shown, there = _things(projected.graphs), _things(graphs)
    reasons = Counter(
        withheld.reason
        for withheld in projected.withheld
        if not withheld.about and _kind(withheld.iri) == "quote"
    )
    return Outside(
        tuple(Outward(kind, shown[kind], there[kind]) for kind in _GOES_OUT if there[kind]),
        tuple(Held(count, REMEDIES[reason]) for reason, count in reasons.most_common()),
    )


def _read(
    store: Store, index: Index, page: StudyPage, means: Matches
) -> tuple[tuple[Words, ...], list[Supported], list[CodeLine]]:
    study = page.name.id
    numbers = list(index.bitmap("study", study)[:QUOTES])
    shown = cards(store, index, index.rows(numbers), explained=False)
    labels = index.constructs()
    constructs = [
        Supported(key, labels[key], len(held))
        for key, held in index.shared("construct").items()
        if key in labels and held
    ]
    constructs.sort(key=lambda c: (-c.quotes, c.label.casefold()))
    codes = list(_lines(page.codes, labels, means, 0))
    return tuple(map(_words, shown)), constructs, codes


def _words(card: Card) -> Words:
    row = card.row
    return Words(
        id=row.quote,
        text=row.text,
        language=card.language,
        speaker=card.speaker,
        role=row.role,
        source=row.source,
        section=card.section,
        claims=tuple(claim.text for claim in card.lead_ins),
        coded_only=card.coded_only,
        chips=tuple(Chip(chip.key, chip.label, chip.stated) for chip in card.chips),
    )


def _meanings(mappings: Iterable[Triple]) -> Matches:
    """Return for each code (key) the relations it has, and to which construct (key)."""
    relations = {terms.iri(SKOS + relation): relation for relation in RELATIONS}
    found: dict[str, list[tuple[Relation, str]]] = {}
    for s, p, o in sorted(mappings):
        if p in relations and terms.is_iri(o):
            pair = relations[p], concept_key(terms.value_of(o))
            found.setdefault(concept_key(terms.value_of(s)), []).append(pair)
    return found


def _lines(
    nodes: Iterable[Node],
    labels: Mapping[str, str],
    means: Matches,
    depth: int,
) -> Iterable[CodeLine]:
    for node in nodes:
        yield CodeLine(
            node.key.partition("/")[2],
            node.label,
            depth,
            node.count,
            tuple(
                Meaning(key, labels.get(key, key), CLEARLY[relation], relation in CARRYING)
                for relation, key in means.get(node.key, ())
            ),
        )
        yield from _lines(node.below, labels, means, depth + 1)


def _things(graphs: Graphs) -> Counter[str]:
    subjects = {s for triples in graphs.values() for s, _, _ in triples}
    return Counter(_kind(terms.value_of(s)) for s in subjects)


def _kind(iri: str) -> str:
    named = split_thing_iri(iri)
    return named[1] if named else ""
