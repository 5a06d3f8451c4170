"""What changed from one version of the ontology to another, term by term."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.namespaces import shorten
from kg.pages.ontology.axioms import plain
from kg.pages.ontology.reading import Glossary, Term, glossary
from kg.terms import Triple

_Said = Callable[[Term], Iterable[str]]

# What is compared, and whether it is logic (what follows from it may change) or words alone.
_ASPECTS: tuple[tuple[str, bool, _Said], ...] = (
    ("label", False, lambda t: [t.label]),
    ("definition", False, lambda t: [t.definition]),
    ("scope note", False, lambda t: t.scope),
    ("example", False, lambda t: t.examples),
    ("source", False, lambda t: (*map(shorten, t.sources), *t.sentences)),
    ("module", False, lambda t: [shorten(t.module)]),
    ("sort", True, lambda t: [t.sort]),
    ("is a kind of", True, lambda t: map(shorten, t.above)),
    ("is the same as", True, lambda t: map(plain, t.equal)),
    ("each one", True, lambda t: map(plain, t.required)),
    ("shares no member with", True, lambda t: map(shorten, t.disjoint)),
    ("said of", True, lambda t: map(plain, t.domain)),
    ("has as value", True, lambda t: map(plain, t.range)),
    ("how it works", True, lambda t: t.characteristics),
    ("the other way round", True, lambda t: map(shorten, t.inverse)),
    ("also follows from", True, lambda t: map(plain, t.chains)),
    ("is a", True, lambda t: map(shorten, t.types)),
    ("has value", True, lambda t: (f"{shorten(p)} {plain(w)}" for p, w in t.values)),
    ("construct", True, lambda t: [t.construct] if t.construct else []),
    ("replaced by", False, lambda t: map(shorten, t.replaced_by)),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing said otherwise of a term: what was said before, and what is said now."""

    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    logic: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A term that is said otherwise."""

    term: Term
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed. What was deprecated meanwhile stands there, whatever else changed in it."""

    added: tuple[Term, ...]
    removed: tuple[Term, ...]
    deprecated: tuple[Term, ...]
    changed: tuple[Changed, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both versions say the same."""
        return not (self.added or self.removed or self.deprecated or self.changed)


def changes(before: Iterable[Triple], after: Iterable[Triple]) -> Changes:
    """Return what changed between the triples of two versions.

    Names of blank nodes and the order of statements do not matter, and neither does what
    the ontology says of itself as a document.
    """
    return compared(glossary(before), glossary(after))


def compared(before: Glossary, after: Glossary) -> Changes:
    """Return what changed between the terms of two versions."""
    old, new = before.terms, after.terms
    deprecated = [t for iri, t in new.items() if t.deprecated and not _was(old, iri)]
    found = (_changed(old[iri], term) for iri, term in new.items() if iri in old)
    return Changes(
        tuple(t for iri, t in new.items() if iri not in old),
        tuple(t for iri, t in old.items() if iri not in new),
        tuple(deprecated),
        tuple(each for each in found if each.changes),
    )


def _was(old: dict[str, Term], iri: str) -> bool:
    return iri in old and old[iri].deprecated


def _changed(old: Term, new: Term) -> Changed:
    found = []
    for what, logic, said in _ASPECTS:
        before, after = tuple(sorted(said(old))), tuple(sorted(said(new)))
        if before != after:
            found.append(Change(what, before, after, logic))
    return Changed(new, tuple(found))
