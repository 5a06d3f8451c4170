"""Turtle that people read: short names, a line for each value, subjects apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.describing.writing.names import TYPE, Names, subjects
from kg.namespaces import XSD
from kg.terms import Triple

# Written bare, these are read back as they were.
_BARE = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+", re.ASCII),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+", re.ASCII),
    f"{XSD}boolean": re.compile(r"true|false"),
}


def turtle(triples: Iterable[Triple], names: Names) -> Iterator[str]:
    """Yield triples as Turtle.

    Of a short document the prefixes in use are declared, of a long one all of them.
    """
    prefixes, triples = names.needed(triples, lambda term: _bare(term) is not None)
    width = max(map(len, prefixes), default=0)
    for prefix, space in prefixes.items():
        yield f"@prefix {prefix + ':':<{width + 1}} <{space}> .\n"
    for subject, said in subjects(triples):
        yield f"\n{_term(subject, names)}"
        ending = "\n"
        for property, listed in said.items():
            verb = "a" if property == TYPE else _term(property, names)
            values = [_term(value, names) for value in listed]
            yield f"{ending}    {verb} {values[0]}"
            for value in values[1:]:
                yield f" ,\n        {value}"
            ending = " ;\n"
        yield " .\n"


def _term(term: str, names: Names) -> str:
    if term[0] == "<":
        return names.short(term[1:-1]) or term
    if term[0] != '"' or term[-1] != ">":
        return term
    if bare := _bare(term):
        return bare
    end = term.rindex("^^<")
    return f"{term[:end]}^^{names.short(term[end + 3 : -1]) or term[end + 2 :]}"


def _bare(term: str) -> str | None:
    """Return a number or truth value as Turtle has it, None for all else."""
    if term[0] != '"' or term[-1] != ">":
        return None
    end = term.rindex("^^<")
    usual = _BARE.get(term[end + 3 : -1])
    return term[1 : end - 1] if usual and usual.fullmatch(term, 1, end - 1) else None
