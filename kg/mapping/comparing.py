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
from kg.mapping.model import MATCHES, OWN, study_of_code
from kg.namespaces import CONSTRUCT, SKOS, SSSOM, mapping_graph
from kg.query_text import with_prefixes
from kg.terms import iri, value_of

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

_CODES = """\
SELECT ?code ?id ?label ?_study_iri WHERE {
  ?code pif:ofStudy ?_study_iri ; a pif:Code ; pif:identifier ?id .
  OPTIONAL { ?code skos:prefLabel ?label }
}"""
_MATCHED = f"""\
SELECT ?code ?match ?object ?_graph_iri WHERE {{
  VALUES ?match {{ {" ".join(f"<{SKOS}{name}>" for name in MATCHES)} }}
  GRAPH ?_graph_iri {{ ?code ?match ?object }}
}}"""
_SAID = f"""\
SELECT ?code ?match ?object ?author ?why ?confidence ?_graph_iri WHERE {{
  GRAPH ?_graph_iri {{
    ?mapping <{SSSOM}subject_id> ?code ; <{SSSOM}predicate_id> ?match ;
             <{SSSOM}object_id> ?object .
    OPTIONAL {{ ?mapping <{SSSOM}author_label> ?author }}
    OPTIONAL {{ ?mapping <{SSSOM}comment> ?why }}
    OPTIONAL {{ ?mapping <{SSSOM}confidence> ?confidence }}
  }}
}}"""


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
        (name, graph)
        for name, graph in [
            *((OWN, mapping_graph(study)) for study in studies),
            *((each.name, mapping_graph(each.name)) for each in index.sets),
        ]
        if index.mappings is None or name in index.mappings
    ]
    for name, graph in sets:
        for subject, tie_to in _ties(store, graph):
            for side in (0, 1):
                if subject in codes[side]:
                    object, tie = tie_to(codes[side][subject], name)
                    ties[object][side].append(tie)
                    mapped.add(subject)
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
    bound = {"_study_iri": iri(index.iri("study", study))}
    for row in store.query(with_prefixes(_CODES), bound).rows():
        id, address = value_of(row["id"]), value_of(row["code"])
        label = value_of(row["label"]) if "label" in row else id
        yield address, CodeOf(study, id, address, label, counts.get(f"{study}/{id}", 0))


def _ties(store: Store, graph: str) -> Iterator[tuple[str, _Made]]:
    bound = {"_graph_iri": iri(graph)}
    said: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in store.query(with_prefixes(_SAID), bound).rows():
        said[row["code"], row["match"], row["object"]] = row
    for row in store.query(with_prefixes(_MATCHED), bound).rows():
        about = said.get((row["code"], row["match"], row["object"]), {})
        yield value_of(row["code"]), _Made(row, about)


class _Made:
    """Makes a tie of a code, once it is known whose."""

    def __init__(self, row: dict[str, str], about: dict[str, str]) -> None:
        self._row, self._about = row, about

    def __call__(self, code: CodeOf, name: str) -> tuple[str, Tie]:
        told = {key: value_of(term) for key, term in self._about.items()}
        sure = told.get("confidence")
        relation = value_of(self._row["match"]).removeprefix(SKOS)
        return value_of(self._row["object"]), Tie(
            code, relation, name, told.get("author", ""), told.get("why", ""),
            Decimal(sure) if sure else None,
        )  # fmt: skip


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
