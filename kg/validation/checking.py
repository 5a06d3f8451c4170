"""Which shapes a study breaks, one hit for each thing and shape, whichever engine looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from kg.terms import is_iri, value_of
from kg.validation.compiled import Compiled, Result, Unsupported, compile_shapes
from kg.validation.hits import SHAPES, Hit, name_of
from kg.validation.rulebook import rulebook

if TYPE_CHECKING:
    from kg.validation.facts import Facts

_TELLING = frozenset(
    f"{name}ConstraintComponent"
    for name in (
        "In", "Datatype", "Pattern", "Class", "NodeKind", "MinInclusive", "MaxInclusive",
        "LessThan", "LessThanOrEquals", "Disjoint", "Or", "Not",
    )
)  # fmt: skip
"""The constraints whose offending value helps the reader."""
_SHOWN = 3
_CUT = 60


def check_shapes(facts: Facts) -> list[Hit]:
    """Return what breaks a shape."""
    return hits(results(facts), facts)


def results(facts: Facts) -> Iterator[Result]:
    """Yield what breaks a constraint: by the compiled shapes, or by pySHACL if they cannot be."""
    compiled = _compiled()
    if compiled is not None:
        return compiled.results(facts.index)
    from kg.validation.shapes import reference_results

    return reference_results(facts)


@cache
def _compiled() -> Compiled | None:
    try:
        return compile_shapes(rulebook().triples)
    except Unsupported:
        return None


def hits(found: Iterable[Result], facts: Facts) -> list[Hit]:
    """Gather results by thing and shape.

    What is wrong with a shared term, which the study refers to and does not describe, is left
    out.
    """
    values: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for shape, focus, component, value, _, _ in found:
        if focus in facts.own:
            seen = values[shape, focus]
            if value is not None and component in _TELLING and value_of(value) != value_of(focus):
                seen.add(_named(value))
    rules = rulebook().rules
    return [
        Hit(rules[value_of(shape)[len(SHAPES) :]], value_of(focus), _found(seen))
        for (shape, focus), seen in values.items()
    ]


def _named(value: str) -> str:
    if is_iri(value):
        return name_of(value_of(value))
    plain = " ".join(value_of(value).split())
    return f"“{plain if len(plain) <= _CUT else plain[: _CUT - 1] + '…'}”"


def _found(values: set[str]) -> str:
    if not values:
        return ""
    listed = ", ".join(sorted(values)[:_SHOWN])
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return f"Found: {listed}{more}."
