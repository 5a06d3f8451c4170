"""What a study's graphs say, looked up by subject and property; every list in a stable order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from kg.findings import Place
from kg.identifiers import split_thing_iri, study_iri, thing_iri, wrong_with_id
from kg.model import Target
from kg.namespaces import DCTERMS, PIF, RDFS, SKOS, mapping_graph, study_graph
from kg.stating import ACCESS
from kg.terms import A, Triple, parts, value_of

_PROSE = frozenset(
    [f"<{RDFS}label>", f"<{DCTERMS}description>"]
    + [f"<{SKOS}{name}>" for name in ("prefLabel", "definition", "scopeNote", "example")]
)
"""The properties whose texts are in the study's language."""
_ACCESS = {f"<{PIF}{name}>": level for level, name in ACCESS.items()}
_DIGITS = re.compile(r"([0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")


def natural(id: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return by what ids are put in order: numbers in them by their size.

    >>> sorted(["Q10", "Q9", "Q1"], key=natural)
    ['Q1', 'Q9', 'Q10']
    """
    pieces = _DIGITS.split(id)
    return [(1, int(p), "") if _DIGITS.fullmatch(p) else (0, 0, p) for p in pieces if p], id


class Facts:
    """The statements of one study: those of its asserted graph, and of its own mappings."""

    def __init__(self, study: str, graphs: Mapping[str, Iterable[Triple]]) -> None:
        self.study = study
        self.place = Place(study)
        self.root = f"<{study_iri(study)}>"
        self._start = f"<{study_iri(study)}/"
        self._said: dict[str, dict[str, list[str]]] = {}
        self._kinds: dict[str, list[str]] = {}
        for graph in (study_graph(study), mapping_graph(study)):
            for s, p, o in sorted(graphs.get(graph, ())):
                self._said.setdefault(s, {}).setdefault(p, []).append(o)
        for node in self._said:
            if target := self.target(node):
                self._kinds.setdefault(target.kind, []).append(target.id)
        self.language = self._language()

    def _language(self) -> str:
        spoken: Counter[str] = Counter()
        for said in self._said.values():
            for p in _PROSE & said.keys():
                spoken.update(parts(o)[2] or "" for o in said[p] if o.startswith('"'))
        spoken.pop("", None)
        return min(spoken, key=lambda tag: (-spoken[tag], tag), default="en")

    def things(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield id and node of every thing of a kind of which something is said."""
        for id in sorted(self._kinds.get(kind, ()), key=natural):
            yield id, f"<{thing_iri(self.study, kind, id)}>"

    def is_described(self, node: str) -> bool:
        """Say whether anything is said of a node."""
        return node in self._said

    def node(self, kind: str, id: str) -> str:
        """Return the term of a thing of the study."""
        return f"<{thing_iri(self.study, kind, id)}>"

    def target(self, term: str) -> Target | None:
        """Return what a term names: a thing of this study, or an individual of the ontology."""
        if term.startswith(f"<{PIF}"):
            return Target("term", term[len(PIF) + 1 : -1])
        if not term.startswith(self._start):
            return None
        split = split_thing_iri(term[1:-1])
        if split is None or wrong_with_id(split[2]):
            return None
        return Target(split[1], split[2])

    def links(self, node: str) -> Iterator[tuple[str, str]]:
        """Yield the name of each property of the ontology that leads somewhere, and where to."""
        for p, objects in self._said.get(node, {}).items():
            if p.startswith(f"<{PIF}"):
                for o in objects:
                    if o.startswith("<"):
                        yield p[len(PIF) + 1 : -1], o

    def all(self, node: str, name: str) -> list[str]:
        """Return the values of a property, which is a term or a name of the ontology."""
        return self._said.get(node, {}).get(name if name.startswith("<") else f"<{PIF}{name}>", [])

    def classes(self, node: str, namespace: str = PIF) -> list[str]:
        """Return the names of a node's classes in a namespace."""
        start = f"<{namespace}"
        return [o[len(start) : -1] for o in self.all(node, A) if o.startswith(start)]

    def texts(self, node: str, name: str) -> list[str]:
        """Return the texts a property has."""
        return [value_of(o) for o in self.all(node, name) if o.startswith('"')]

    def text(self, node: str, name: str) -> str:
        """Return the first text a property has, or none."""
        return next(iter(self.texts(node, name)), "")

    def prose(self, node: str, name: str) -> list[str]:
        """Return the texts of a property, those in the study's language before all others."""
        said = [parts(o) for o in self.all(node, name) if o.startswith('"')]
        return [text for text, _, tag in sorted(said, key=lambda t: t[2] != self.language)]

    def words(self, node: str, name: str) -> str:
        """Return the first of them, or none."""
        return next(iter(self.prose(node, name)), "")

    def marked(self, node: str, name: str, mark: str) -> str:
        """Return what follows the mark in the first text of a property that begins with it."""
        begins = f"{mark}: "
        found = (t for t in self.prose(node, name) if t.startswith(begins))
        return next(found, "")[len(begins) :]

    def notes(self, node: str, *marks: str) -> list[str]:
        """Return the notes on a thing without the first that has each of the marks."""
        notes = self.texts(node, "note")
        for mark in marks:
            said = self.marked(node, "note", mark)
            if said:
                notes.remove(f"{mark}: {said}")
        return notes

    def ids(self, node: str, name: str, kind: str) -> list[str]:
        """Return the ids of the things of a kind that a property leads to, in order."""
        found = (self.target(o) for o in self.all(node, name))
        return sorted((t.id for t in found if t and t.kind == kind), key=natural)

    def id(self, node: str, name: str, kind: str) -> str:
        """Return the first of them, or none."""
        return next(iter(self.ids(node, name, kind)), "")

    def whole(self, node: str, name: str) -> int | None:
        """Return the whole number a property has."""
        said = self.text(node, name)
        return int(said) if _INTEGER.fullmatch(said) else None

    def number(self, node: str, name: str) -> Decimal | None:
        """Return the decimal number a property has."""
        try:
            found = Decimal(self.text(node, name))
        except InvalidOperation:
            return None
        return found if found.is_finite() else None

    def access(self, node: str) -> str:
        """Return who may see a thing."""
        return next((_ACCESS[o] for o in self.all(node, "accessLevel") if o in _ACCESS), "")

    def embargo(self, node: str) -> str:
        """Return until when a thing is held back."""
        until = (self.text(o, "embargoUntil") for o in self.all(node, "underEmbargo"))
        return next((moment for moment in until if moment), "")
