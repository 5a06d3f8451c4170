"""Two codebooks side by side: which codes of two studies mean the same, by whose mapping."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.evidence.axes import tree_of
from kg.index import ask
from kg.index.kinds import concept_key
from kg.index.naming import resolve
from kg.mapping.asking import matches_in
from kg.mapping.model import MATCHES, OWN, study_of_code
from kg.namespaces import CONSTRUCT, study_graph
from kg.query_text import with_prefixes
from kg.store import keeping
from kg.terms import iri, value_of

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

_CODES = """\
SELECT ?code ?id ?label ?_graph_iri WHERE {
  GRAPH ?_graph_iri {
    ?code a pif:Code ; pif:identifier ?id .
    OPTIONAL { ?code skos:prefLabel ?label }
  }
}"""


@dataclass(frozen=True, slots=True)
class CodeOf:
    """A code of one study; ``quotes`` counts those that were coded with it."""

    study: str
    id: str
    iri: str
    label: str
    quotes: int

    @property
    def key(self) -> str:
        """The code as options take it."""
        return f"{self.study}/{self.id}"


@dataclass(frozen=True, slots=True)
class Tie:
    """A code that somebody maps: how, by which set, who and why."""

    code: CodeOf
    relation: str
    set: str
    who: str = ""
    why: str = ""
    confidence: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A construct, or a code, that codes are mapped to; ``level`` is its depth among others.

    ``quotes`` counts for both studies the quotes that support it with the sets asked.
    """

    key: str
    iri: str
    label: str
    level: int
    ties: tuple[tuple[Tie, ...], tuple[Tie, ...]]
    quotes: tuple[int, int]

    @property
    def sort(self) -> str:
        """Where it stands: ``both``, ``first`` or ``second``."""
        first, second = self.ties
        return "both" if first and second else "first" if first else "second"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codebooks. ``unmapped`` holds the codes of each that nobody maps to anything."""

    studies: tuple[str, str]
    codes: tuple[int, int]
    meetings: tuple[Meeting, ...]
    unmapped: tuple[tuple[CodeOf, ...], tuple[CodeOf, ...]]
    sets: tuple[str, ...]

    def of(self, sort: str) -> list[Meeting]:
        """Return the constructs that both have, or only the first, or only the second."""
        return [each for each in self.meetings if each.sort == sort]

    def as_json(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "studies": [
                {"study": study, "codes": codes, "unmapped": [_code_json(c) for c in left]}
                for study, codes, left in zip(self.studies, self.codes, self.unmapped, strict=True)
            ],
            "sets": list(self.sets),
            "constructs": [
                {
                    "construct": m.key, "iri": m.iri, "label": m.label, "in": m.sort,
                    "quotes": list(m.quotes),
                    "codes": [[_tie_json(tie) for tie in side] for side in m.ties],
                }
                for m in self.meetings
            ],
        }  # fmt: skip

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield a row for each mapping and each code without one, for CSV."""
        for m in self.meetings:
            for tie in (*m.ties[0], *m.ties[1]):
                yield _row(tie.code) | {
                    "relation": tie.relation, "construct": m.key, "construct_label": m.label,
                    "in": m.sort, "set": tie.set, "who": tie.who,
                    "confidence": "" if tie.confidence is None else str(tie.confidence),
                    "why": tie.why,
                }  # fmt: skip
        for code in (*self.unmapped[0], *self.unmapped[1]):
            yield _row(code) | {"in": "unmapped"}


COLUMNS = (
    "study", "code", "label", "quotes", "relation", "construct", "construct_label", "in", "set",
    "who", "confidence", "why",
)  # fmt: skip


def compare(
    store: Store, first: str, second: str, *, mappings: Collection[str] | None = None
) -> Comparison:
    """Put the codebooks of two studies side by side, by the mappings of some sets or of all.

    Raises:
        UnknownThing: No such study or set.
        UsageError: Both are the same study.
    """
    return ask(store, lambda index: _compared(store, index.choosing(mappings), first, second))


def _compared(store: Store, index: Index, first: str, second: str) -> Comparison:
    studies = (resolve(index, "study", first), resolve(index, "study", second))
    if studies[0] == studies[1]:
        raise UsageError(f"{studies[0]} cannot be compared with itself.", "Name two studies.")
    codes = [dict(_codes(store, index, study)) for study in studies]
    ties: dict[str, tuple[list[Tie], list[Tie]]] = defaultdict(lambda: ([], []))
    mapped: set[str] = set()
    sets = [
        (name, held)
        for name, held in [
            *((OWN, study) for study in studies),
            *((s.name, s.name) for s in index.sets),
        ]
        if index.mappings is None or name in index.mappings
    ]
    for name, held in sets:
        for match in matches_in(store, held):
            for side in (0, 1):
                code = codes[side].get(match.subject)
                if code is not None:
                    tie = Tie(
                        code, match.predicate, name, match.author, match.comment, match.confidence
                    )
                    ties[match.object][side].append(tie)
                    mapped.add(match.subject)
    return Comparison(
        studies,
        (len(codes[0]), len(codes[1])),
        tuple(_meetings(index, studies, ties)),
        (
            tuple(code for iri, code in sorted(codes[0].items()) if iri not in mapped),
            tuple(code for iri, code in sorted(codes[1].items()) if iri not in mapped),
        ),
        tuple(dict.fromkeys(name for name, _ in sets)),
    )


def _codes(store: Store, index: Index, study: str) -> Iterator[tuple[str, CodeOf]]:
    counts = {key: len(held) for key, held in index.own("code", [study])}
    for address, id, label in _named(store, index.revision, study):
        yield address, CodeOf(study, id, address, label, counts.get(f"{study}/{id}", 0))


def _named(store: Store, revision: str, study: str) -> tuple[tuple[str, str, str], ...]:
    """Return address, id and label of each code of a study, read once."""

    def read(studies: list[str]) -> dict[str, tuple[tuple[str, str, str], ...]]:
        return {each: tuple(sorted(rows(each))) for each in studies}

    def rows(each: str) -> Iterator[tuple[str, str, str]]:
        bound = {"_graph_iri": iri(study_graph(each))}
        for row in store.query(with_prefixes(_CODES), bound).rows():
            id = value_of(row["id"])
            yield value_of(row["code"]), id, value_of(row["label"]) if "label" in row else id

    nothing: tuple[tuple[str, str, str], ...] = ()
    return keeping.many(store, revision, "codes to compare", [study], read, nothing)[study]


def _meetings(
    index: Index, studies: tuple[str, str], ties: dict[str, tuple[list[Tie], list[Tie]]]
) -> Iterator[Meeting]:
    blocks = [index.bitmap("study", study) for study in studies]
    labels = {concept_key(object): index.label("construct", concept_key(object)) for object in ties}
    by_key = {concept_key(object): object for object in ties}
    shared = {key: label for key, label in labels.items() if by_key[key].startswith(CONSTRUCT)}
    others = sorted(
        labels.keys() - shared.keys(),
        key=lambda key: (study_of_code(by_key[key]) is None, labels[key].casefold(), key),
    )
    for key, level in [*tree_of(shared), *((key, 0) for key in others)]:
        held = index.bitmap("construct", key)
        first, second = (
            tuple(sorted(side, key=lambda t: (MATCHES.index(t.relation), t.code.id, t.set)))
            for side in ties[by_key[key]]
        )
        counts = [held.intersection_cardinality(block) for block in blocks]
        yield Meeting(key, by_key[key], labels[key], level, (first, second), (counts[0], counts[1]))


def _row(code: CodeOf) -> dict[str, str]:
    return {
        "study": code.study, "code": code.id, "label": code.label, "quotes": str(code.quotes),
    }  # fmt: skip


def _code_json(code: CodeOf) -> dict[str, object]:
    return {"code": code.id, "iri": code.iri, "label": code.label, "quotes": code.quotes}


def _tie_json(tie: Tie) -> dict[str, object]:
    return _code_json(tie.code) | {
        "relation": tie.relation,
        "set": tie.set,
        "who": tie.who or None,
        "why": tie.why or None,
        "confidence": None if tie.confidence is None else float(tie.confidence),
    }
