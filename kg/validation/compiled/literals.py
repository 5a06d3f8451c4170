"""What literals mean: their characters, whether they are of a datatype, which comes first.

The few forms that studies are full of are judged here; of every other, rdflib is asked, which
is what pySHACL goes by.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.namespaces import RDF, RDFS, XSD
from kg.terms import value_of

if TYPE_CHECKING:
    from rdflib.term import Literal

STRING = f"{XSD}string"
_LANG_STRING = f"{RDF}langString"
_ANY = f"{RDFS}Literal"
_INTEGER = f"^^<{XSD}integer>"
_DECIMAL = f"^^<{XSD}decimal>"

_WHOLE = re.compile(r"[+-]?[0-9]{1,400}")
_FRACTION = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)


def is_literal(term: str) -> bool:
    """Say whether a term is a literal."""
    return term[0] == '"'


def characters(term: str) -> str:
    """Return the characters of an IRI or literal."""
    return value_of(term)


def language(term: str) -> str:
    """Return the language tag of a literal, or an empty string."""
    if term[0] == '"' and term[-1] not in '">':
        return term[term.rindex('"') + 2 :]
    return ""


def datatype_of(term: str) -> str:
    """Return the datatype IRI of a literal."""
    if term[-1] == '"':
        return STRING
    return term[term.rindex('"') + 4 : -1] if term[-1] == ">" else _LANG_STRING


def is_of(term: str, datatype: str) -> bool:
    """Say whether a term is a literal of a datatype (bare IRI), and one the datatype allows."""
    if term[0] != '"':
        return False
    if datatype == _ANY:
        return True
    return datatype_of(term) == datatype and _is_well_formed(term, datatype)


def _is_well_formed(term: str, datatype: str) -> bool:
    if datatype in (STRING, _LANG_STRING) or not datatype.startswith(XSD):
        return True
    said = term[1 : term.rindex('"')]
    match datatype[len(XSD) :]:
        case "integer" if _WHOLE.fullmatch(said):
            return True
        case "decimal" if _FRACTION.fullmatch(said):
            return True
        case "boolean" if said in ("true", "false", "0", "1"):
            return True
        case "dateTime" if _MOMENT.fullmatch(said):
            try:
                datetime.fromisoformat(said)
            except ValueError:
                pass
            else:
                return True
    return _is_allowed(term)


def order(left: str, right: str) -> int | None:
    """Compare two literals: below, at or above 0; None where they cannot be compared."""
    ours, theirs = _number(left), _number(right)
    if ours is not None and theirs is not None:
        return (ours > theirs) - (ours < theirs)
    return _order(left, right) if left[0] == '"' else None


def is_before(left: str, right: str, *, or_equal: bool) -> bool:
    """Say whether one value comes before another; False where they cannot be compared."""
    ours, theirs = _number(left), _number(right)
    if ours is not None and theirs is not None:
        return ours < theirs or (or_equal and ours == theirs)
    return _is_before(left, right, or_equal)


def _number(term: str) -> int | Decimal | None:
    if term.endswith(_INTEGER):
        said = term[1 : -len(_INTEGER) - 1]
        return int(said) if _WHOLE.fullmatch(said) else None
    if term.endswith(_DECIMAL):
        said = term[1 : -len(_DECIMAL) - 1]
        return Decimal(said) if _FRACTION.fullmatch(said) else None
    return None


# What rdflib is asked.


@lru_cache(maxsize=4096)
def _is_allowed(term: str) -> bool:
    return _literal(term).ill_typed is not True


@lru_cache(maxsize=4096)
def _order(left: str, right: str) -> int | None:
    from pyshacl.rdfutil.compare import compare_literal

    ours, theirs = _literal(left), _literal(right)
    if isinstance(ours.value, str) != isinstance(theirs.value, str):
        return None
    try:
        return int(compare_literal(ours, theirs))  # type: ignore[no-untyped-call]
    except (TypeError, NotImplementedError, ArithmeticError):
        return None


@lru_cache(maxsize=4096)
def _is_before(left: str, right: str, or_equal: bool) -> bool:
    ours, theirs = _comparable(left), _comparable(right)
    # An rdflib literal is a str as well, so which of the two it is has to be said beside it.
    if ours is None or theirs is None or ours[0] != theirs[0]:
        return False
    try:
        return bool(ours[1] <= theirs[1] if or_equal else ours[1] < theirs[1])
    except (TypeError, NotImplementedError, ArithmeticError):
        return False


def _comparable(term: str) -> tuple[bool, str | Literal] | None:
    """Return whether a term compares by its characters, and what compares; never blank nodes."""
    if term[0] == '"':
        literal = _literal(term)
        by_characters = isinstance(literal.value, str)
        return by_characters, literal.value if by_characters else literal
    return (True, value_of(term)) if term[0] == "<" else None


def _literal(term: str) -> Literal:
    from kg.validation.shapes import literal

    return literal(term)
