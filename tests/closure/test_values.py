"""Which literals lie in a data range."""

from fractions import Fraction

import pytest

from kg.closure.values import DataRange, value
from kg.namespaces import RDF, RDFS, XSD
from kg.terms import iri, text, typed

ANY_INTEGER = DataRange(f"{XSD}integer")
AT_LEAST_ONE = DataRange(f"{XSD}integer", (("minInclusive", Fraction(1)),))


@pytest.mark.parametrize(
    ("range_", "term", "inside"),
    [
        (ANY_INTEGER, typed("many", "integer"), False),
        (ANY_INTEGER, typed("1e3", "integer"), False),
        (ANY_INTEGER, typed("-0", "integer"), True),
        (ANY_INTEGER, typed("1.0", "integer"), False),
        (ANY_INTEGER, typed("1.0", "decimal"), True),
        (ANY_INTEGER, typed("300", "unsignedByte"), False),
        (ANY_INTEGER, typed("1.0", "double"), False),
        (ANY_INTEGER, iri("http://example.org/one"), False),
        (ANY_INTEGER, typed("9" * 500, "integer"), False),
        (AT_LEAST_ONE, typed("+1", "integer"), True),
        (AT_LEAST_ONE, typed("0.999", "decimal"), False),
        (AT_LEAST_ONE, text("1"), False),
        (DataRange(f"{XSD}unsignedByte"), typed("256", "integer"), False),
        (DataRange(f"{XSD}unsignedByte"), typed("255", "integer"), True),
        (DataRange(f"{XSD}string"), text("words"), True),
        (DataRange(f"{XSD}string"), text("words", "en"), False),
        (DataRange(f"{RDF}PlainLiteral"), text("words", "en"), True),
        (DataRange(f"{RDFS}Literal"), text("words", "en"), True),
        (DataRange(f"{RDFS}Literal"), typed(3, "integer"), True),
        (DataRange(values=frozenset({value(text("a"))})), text("a"), True),
        (DataRange(values=frozenset({value(text("a"))})), text("a", "en"), False),
        (DataRange(values=frozenset({value(typed(2, "integer"))})), typed("2.0", "decimal"), True),
    ],
)
def test_a_range_holds_what_it_means(range_, term, inside):
    assert range_.holds(term) is inside
