"""One study laid out for judging: what each thing is, how it stands, and what was decided of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from kg.identifiers import study_iri
from kg.namespaces import BASE, mapping_graph, study_graph
from kg.publishing.crowds import Few
from kg.publishing.standing import Standing
from kg.publishing.whitelist import INVERSES, kinds_of
from kg.terms import A, Graphs, Triple, is_iri
from kg.validation.facts import Facts, pif

STUDIES = f"<{BASE}study/"
OF_STUDY = pif("ofStudy")
_OF_RECORDS = frozenset({"study", "work", "codebook", "code", "mapping", "method"})
"""The kinds of record that a study known from its publication alone may hold."""


class Case:
    """A study's asserted graphs. What was derived is left out: it may rest on anything."""

    def __init__(self, study: str, graphs: Graphs, now: datetime) -> None:
        self.study = study
        self.root = f"<{study_iri(study)}>"
        self.home = f"<{study_iri(study)}/"
        self.graphs: dict[str, Collection[Triple]] = {
            graph: _forwards(graphs[graph])
            for graph in (study_graph(study), mapping_graph(study))
            if graph in graphs
        }
        self.facts = Facts(self.graphs)
        self.standing = Standing(self.facts, self.root, now)
        self.kinds: dict[str, str] = {}
        self.unclear: dict[str, str] = {}
        self._sort_out()
        self.of_kind: dict[str, list[str]] = {}
        for thing, kind in sorted(self.kinds.items()):
            self.of_kind.setdefault(kind, []).append(thing)

    def _sort_out(self) -> None:
        classes = self.facts.index.forward(A)
        known: dict[tuple[str, ...], set[str]] = {}
        for thing in self.facts.own:
            held = tuple(classes.get(thing, ()))
            if held not in known:
                known[held] = kinds_of(list(held))
            kinds = known[held]
            if len(kinds) == 1:
                [self.kinds[thing]] = kinds
            else:
                self.unclear[thing] = "two-kinds" if kinds else "unknown-class"

    def objects(self, thing: str, name: str) -> list[str]:
        """Return what a property of the ontology leads to, sorted."""
        return self.facts.objects(thing, pif(name))

    def subjects(self, name: str, thing: str) -> list[str]:
        """Return what leads to a thing by a property of the ontology, sorted."""
        return sorted(self.facts.index.backward(pif(name)).get(thing, ()))

    @property
    def is_record(self) -> bool:
        """Say whether it is a study of which only what was published before is held.

        Whoever says so of a study that holds anything of a person says it in vain.
        """
        called = pif("StudyRecord") in self.facts.objects(self.root, A)
        return (
            called
            and bool(self.objects(self.root, "reportedIn"))
            and self.of_kind.keys() <= _OF_RECORDS
            and all(why == "unknown-class" for why in self.unclear.values())
        )

    def local(self, thing: str) -> str:
        """Return the id that a thing's address ends with."""
        return thing[1:-1].rpartition("/")[2]


def _forwards(triples: Iterable[Triple]) -> set[Triple]:
    """Return what is stated, each once and none of it backwards; mostly it is as it was given."""
    known = triples if isinstance(triples, set) else set(triples)
    backwards = {t for t in known if t[1] in INVERSES and is_iri(t[2])}
    if not backwards:
        return known
    return (known - backwards) | {(o, INVERSES[p], s) for s, p, o in backwards}


@dataclass(slots=True)
class Decision:
    """Which records go out, and why others do not.

    ``without`` are properties of shown records that stay behind, with the reason; ``rather`` are
    records that go out under another address, to be made when all is known.
    """

    shown: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    without: dict[tuple[str, str], str] = field(default_factory=dict)
    coders: set[str] = field(default_factory=set)
    unnamed: set[str] = field(default_factory=set)
    """Documents that go out without their id, which names who stays behind."""
    bare: set[str] = field(default_factory=set)
    """Documents of which no more goes out than that they are there."""
    unsaid: set[Triple] = field(default_factory=set)
    """Matches of codes that only a withheld mapping states."""
    apart: set[str] = field(default_factory=set)
    """Participants that stay behind whatever is quoted of them."""
    few: dict[str, Few] = field(default_factory=dict)
    """Records of which something stays behind because too few share it, and what they share."""

    def show(self, record: str, kind: str) -> None:
        """Let a record out."""
        self.shown[record] = kind
        self.held.pop(record, None)

    def hold(self, record: str, reason: str) -> None:
        """Keep a record behind; the first reason stays."""
        self.held.setdefault(record, reason)
        self.shown.pop(record, None)
