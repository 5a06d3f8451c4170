"""The shipped shapes: their statements, and what each says to people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kg.findings import Severity
from kg.namespaces import RDF, RDFS
from kg.resources import files_in, folder, read
from kg.terms import A, Triple, value_of
from kg.validation.compiled.index import Index
from kg.validation.hits import SHAPES, Rule, split_message

_SH = "http://www.w3.org/ns/shacl#"
_SEVERITIES: dict[str, Severity] = {
    f"<{_SH}Violation>": "violation",
    f"<{_SH}Warning>": "warning",
    f"<{_SH}Info>": "info",
}
_FIRST = f"<{RDF}first>"


class Rulebook(NamedTuple):
    """The shapes as triples, blank nodes as ``_:…``, and as rules by name."""

    triples: tuple[Triple, ...]
    rules: dict[str, Rule]


@cache
def rulebook() -> Rulebook:
    """Read the shipped shapes; once in a process."""
    from kg.formats.rdf import parse_turtle

    whole: list[Triple] = []
    rules: dict[str, Rule] = {}
    for number, file in enumerate(files_in(folder("shapes"), ".ttl")):
        triples = list(parse_turtle(read(file).encode(), file.name))
        rules.update((rule.name, rule) for rule in _rules(triples, f"shapes/{file.name}"))
        whole += [(_apart(s, number), p, _apart(o, number)) for s, p, o in triples]
    return Rulebook(tuple(whole), dict(sorted(rules.items())))


def _apart(term: str, number: int) -> str:
    """Tell blank nodes of two files apart: they may have the same label and are not the same."""
    return f"_:f{number}{term[2:]}" if term.startswith("_:") else term


def _rules(triples: list[Triple], home: str) -> Iterator[Rule]:
    index = Index(dict.fromkeys(triples))

    def one(shape: str, predicate: str) -> str | None:
        return next(iter(index.forward(predicate).get(shape, ())), None)

    def said(shape: str, predicate: str) -> str:
        return value_of(one(shape, predicate) or '""')

    for shape in sorted(s for s in index.forward(f"<{_SH}message>") if s.startswith("<")):
        named = f"<{_SH}PropertyShape>" in index.forward(A).get(shape, ())
        severity = _SEVERITIES[one(shape, f"<{_SH}severity>") or f"<{_SH}Violation>"]
        released = one(shape, f"<{SHAPES}severityAtRelease>")
        message, remedy = split_message(said(shape, f"<{_SH}message>"))
        about = one(shape, f"<{SHAPES}about>") or one(shape, f"<{_SH}path>")
        while about is not None and not about.startswith("<"):
            # The first step of a path is the property that stands in the row of the thing itself.
            about = one(about, _FIRST) or one(about, f"<{_SH}inversePath>")
        yield Rule(
            name=value_of(shape)[len(SHAPES) :],
            severity=severity,
            at_release=_SEVERITIES[released] if released else severity,
            title=said(shape, f"<{_SH}name>" if named else f"<{RDFS}label>"),
            why=said(shape, f"<{_SH}description>" if named else f"<{RDFS}comment>"),
            message=message,
            remedy=remedy,
            about=value_of(about) if about is not None else None,
            home=home,
        )
