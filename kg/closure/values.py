"""Which literals lie in a data range: a datatype, with limits or a list of values if need be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from kg.namespaces import RDF, RDFS, XSD
from kg.terms import is_iri, parts

_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_WHOLE = re.compile(r"[+-]?\d{1,400}")
_DECIMAL = re.compile(r"[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})")
_TRUTH = {"true": "true", "1": "true", "false": "false", "0": "false"}

Value = tuple[str, Fraction | str]
FACETS = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
NUMBER = "number"
BROKEN = "not of its datatype"


def value(term: str) -> Value:
    """Return what a literal means: ``"1"^^xsd:integer`` and ``"1.0"^^xsd:decimal`` mean the same.

    The first part says how to compare: numbers exactly, anything else by its characters. A
    literal whose characters its datatype does not allow (or a number of more than 400 digits)
    means nothing, and is equal to none but itself.
    """
    characters, datatype, language = parts(term)
    name = (datatype or "").removeprefix(XSD)
    if name in _INTEGERS:
        if _WHOLE.fullmatch(characters) and _between(int(characters), *_INTEGERS[name]):
            return NUMBER, Fraction(characters)
        return BROKEN, term
    if name == "decimal":
        exact = _DECIMAL.fullmatch(characters)
        return (NUMBER, Fraction(characters)) if exact else (BROKEN, term)
    if name == "boolean":
        known = _TRUTH.get(characters)
        return (f"{datatype}", known) if known else (BROKEN, term)
    return f"{datatype}@{language}" if language else f"{datatype}", characters


def _between(number: Fraction | int, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


@dataclass(frozen=True, slots=True)
class DataRange:
    """A set of literals: those of ``datatype`` within ``limits``, and one of ``values`` if given.

    ``limits`` pairs a facet of XML Schema (``minInclusive`` …) with its number.
    """

    datatype: str | None = None
    limits: tuple[tuple[str, Fraction], ...] = ()
    values: frozenset[Value] | None = None

    def holds(self, term: str) -> bool:
        """Say whether a term is a literal of this range."""
        if is_iri(term):
            return False
        kind, means = value(term)
        if self.values is not None and (kind, means) not in self.values:
            return False
        return self._typed(kind) if isinstance(means, str) else self._within(means)

    def _typed(self, kind: str) -> bool:
        if self.limits or kind == BROKEN:
            return False
        plain = kind.partition("@")[0]
        return self.datatype in (None, plain, f"{RDFS}Literal") or (
            self.datatype == f"{RDF}PlainLiteral" and plain in (f"{XSD}string", f"{RDF}langString")
        )

    def _within(self, number: Fraction) -> bool:
        if self.datatype not in (None, f"{RDFS}Literal", f"{XSD}decimal"):
            bounds = _INTEGERS.get((self.datatype or "").removeprefix(XSD))
            if bounds is None or number.denominator != 1 or not _between(number, *bounds):
                return False
        return all(_meets(number, facet, limit) for facet, limit in self.limits)


def _meets(number: Fraction, facet: str, limit: Fraction) -> bool:
    return (
        (facet == "minInclusive" and number >= limit)
        or (facet == "minExclusive" and number > limit)
        or (facet == "maxInclusive" and number <= limit)
        or (facet == "maxExclusive" and number < limit)
    )
