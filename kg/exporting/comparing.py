"""What a form of a study does not hold, found by comparing statements before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kg.formats.qda.project import Losses
from kg.namespaces import mapping_graph, shorten, study_graph
from kg.terms import A, Triple, value_of

Stated = Mapping[str, Iterable[Triple]]


def differences(study: str, before: Stated, after: Stated, losses: Losses, form: str) -> None:
    """Count what the graphs before say and those after do not, by property, and what is new.

    ``form`` is what lies between the two, such as "a study folder".
    """
    lost: Counter[str] = Counter()
    new: Counter[str] = Counter()
    for graph in (study_graph(study), mapping_graph(study)):
        was, now = set(before.get(graph, ())), set(after.get(graph, ()))
        lost.update(_named(triple) for triple in was - now)
        new.update(_named(triple) for triple in now - was)
    for name, count in lost.items():
        losses.count(name, f"{form} has no place for it", count)
    for name, count in new.items():
        losses.count(name, f"said by {form} and not by the study", count)


def _named(triple: Triple) -> str:
    _, predicate, object = triple
    name = shorten(value_of(predicate))
    return f"{name} {shorten(value_of(object))}" if predicate == A else name
