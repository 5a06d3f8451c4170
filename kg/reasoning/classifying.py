"""Classify the shipped ontology, alone or with files of somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.closure.shipped import read_ontology_file, shipped_triples
from kg.errors import OntologyInconsistent
from kg.namespaces import shorten
from kg.reasoning.classification import Classification
from kg.reasoning.culprits import Clash, clashes_within, find_contradiction, why_empty
from kg.reasoning.hermit import MEMORY_MB, SECONDS, ask
from kg.reasoning.hierarchy import NOTHING, THING, closed, found, named_classes, told
from kg.terms import Triple, value_of

_LOOK = "Look at what was said about it last: parents, restrictions, disjointness."
_TOGETHER = "What is said about these cannot all hold; without one of them there is none."
_NOT_FOUND = "What contradicts what was not found in time. Take out the statements added last."


def classify(
    extra: Sequence[Path] = (), *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB
) -> Classification:
    """Check the ontology and the scheme with HermiT and put the classes in order.

    ``extra`` are further ontology files (Turtle, N-Triples or RDF/XML), read together with the
    shipped ones; what they import is not fetched. Every ``.ttl`` in the ontology's folder counts
    as shipped, the alignments apart.

    Raises:
        OntologyInconsistent: It contradicts itself, or has classes that can have no member;
            ``culprits`` are these, or the individuals and classes that cannot go together.
        MissingExtra: Owlready2 or Java is missing.
        LimitReached: HermiT needs more time or memory than allowed.
        UsageError: A file cannot be read.
    """
    ontology, scheme = shipped_triples()
    shipped = [*ontology, *scheme]
    added = [triple for path in extra for triple in read_ontology_file(path)]
    everything = [*shipped, *added]
    answer = ask(everything, seconds=seconds, memory_mb=memory_mb)
    if not answer.consistent:
        raise _contradiction(shipped, added)
    told_pairs = told(everything)
    above = closed(told_pairs | found(answer.new))
    names = sorted(named_classes(everything) | set(above) - {NOTHING, THING})
    empty = [name for name in names if NOTHING in above.get(name, set())]
    if empty:
        raise _empty(empty, closed(told_pairs), everything)
    return _ordered(names, above, closed(told_pairs))


def _ordered(
    names: list[str], above: dict[str, set[str]], told_above: dict[str, set[str]]
) -> Classification:
    up = {name: above.get(name, set()) - {THING} for name in names}
    parents: dict[str, tuple[str, ...]] = {}
    inferred: list[tuple[str, str]] = []
    same: set[tuple[str, ...]] = set()
    for name in names:
        equal = {other for other in up[name] if name in up.get(other, set())}
        if equal:
            same.add(tuple(sorted(map(_short, equal | {name}))))
        strict = up[name] - equal
        further = {
            high for other in strict for high in up.get(other, set()) if other not in up[high]
        }
        direct = strict - further
        parents[_short(name)] = tuple(sorted(map(_short, direct)))
        told_here = told_above.get(name, set())
        inferred += [(_short(name), _short(high)) for high in direct - told_here]
    return Classification(parents, tuple(sorted(same)), tuple(sorted(inferred)))


def _empty(
    empty: list[str], told_above: dict[str, set[str]], triples: Iterable[Triple]
) -> OntologyInconsistent:
    """Return the error for classes that can have no member, those at the root of it first."""
    bad = set(empty)
    roots = [name for name in empty if not (told_above.get(name, set()) & bad)] or empty
    reasons = [str(clash) for clash in why_empty(roots, triples)]
    count = "1 class" if len(empty) == 1 else f"{len(empty)} classes"
    shown = ", ".join(_short(name) for name in roots[:5])
    more = f" and {len(empty) - len(roots[:5])} more" if len(empty) > len(roots[:5]) else ""
    return OntologyInconsistent(
        f"{count} can have no member: {shown}{more}.",
        [_short(name) for name in [*roots, *(n for n in empty if n not in roots)]],
        " ".join(reasons) or _LOOK,
    )  # fmt: skip


def _contradiction(shipped: list[Triple], added: list[Triple]) -> OntologyInconsistent:
    clashes: list[Clash] = clashes_within([*shipped, *added])
    if clashes:
        names = list(dict.fromkeys(n for c in clashes for n in (c.thing, *c.classes)))
        return OntologyInconsistent(
            "The ontology contradicts itself.",
            [_short(name) for name in names],
            " ".join(map(str, clashes[:5])),
        )
    names = find_contradiction(shipped, added)
    return OntologyInconsistent(
        "The ontology contradicts itself.",
        [_short(name) for name in names],
        _TOGETHER
        if names
        else _NOT_FOUND,
    )  # fmt: skip


def _short(term: str) -> str:
    return shorten(value_of(term)) if term.startswith("<") else term
