"""Give variables of a query values, as RDF terms.

Values travel in VALUES blocks to every engine. pyoxigraph binds variables by itself, but only
where they are projected, silently nowhere else, and after it has planned the query; an endpoint
binds nothing. For all of them the same rules hold: a value that could be without effect is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kg.errors import UsageError
from kg.store.querytext import QueryText, Token
from kg.terms import iri, parts, text


@dataclass(slots=True)
class _Select:
    """A SELECT, or the whole of a query of another form, which leaves no variable out."""

    projected: set[str] = field(default_factory=set)
    everything: bool = False
    used: set[str] = field(default_factory=set)

    @property
    def shown(self) -> set[str]:
        """What can be seen from outside."""
        return self.used if self.everything else self.projected


@dataclass(slots=True)
class _Group:
    """A group that can take a VALUES block at ``start``, and the variables mentioned in it."""

    start: int
    mentioned: set[str] = field(default_factory=set)


def checked_terms(bindings: Mapping[str, str] | None) -> dict[str, str]:
    """Return bindings with each N-Triples term written anew, so that nothing travels with it.

    Raises:
        UsageError: A name is not that of a variable, or a value not one IRI or literal.
    """
    made = {}
    for name, written in (bindings or {}).items():
        if not re.fullmatch(r"\w+", name):
            raise UsageError(f"{name!r} is not the name of a variable.")
        try:
            made[name] = _rewritten(written)
            made[name].encode()
        except ValueError as error:
            raise UsageError(f"{written[:80]!r} cannot be bound: it is not an RDF term.") from error
    return made


def check(query: QueryText, bindings: Mapping[str, str]) -> None:
    """Refuse values that would have no effect.

    Raises:
        UsageError: A bound variable is not projected by a SELECT that uses it, is nowhere in the
            query, or is computed by it.
    """
    if not bindings:
        return
    structure = _structure(query)
    for name in bindings:
        if name in structure.computed:
            raise UsageError(
                f"?{name} is computed in the query (AS ?{name}), so it cannot be given a value."
            )
        for place, select in enumerate(structure.selects):
            if name in select.shown or (place and name not in select.used):
                continue
            if query.form != "SELECT" and not place:
                raise UsageError(f"?{name} was given a value and is not in the query.")
            where = "a SELECT inside the query uses it and" if place else "the SELECT"
            raise UsageError(
                f"?{name} was given a value, but {where} does not list it, so the value would "
                "have no effect there.",
                f"Add ?{name} after that SELECT (and to its GROUP BY, if it has one).",
            )


def bind(query: QueryText, bindings: Mapping[str, str]) -> str:
    """Return the query's text with values in VALUES blocks.

    Every group that mentions a variable gets its value, for groups are evaluated by themselves;
    EXISTS sees the values of the group around it. The values must be :func:`checked_terms`'s,
    and :func:`check` must have passed.
    """
    if not bindings:
        return query.text
    groups = _structure(query).groups
    if not groups:  # CONSTRUCT WHERE {…} and DESCRIBE <…> take values only at their end
        return f"{query.text}\n{_values(bindings)}"
    made, before = [], 0
    for group in groups:
        outermost = group is groups[0]
        here = {n: t for n, t in bindings.items() if outermost or n in group.mentioned}
        if here:
            made += [query.text[before : group.start], f" {_values(here)} "]
            before = group.start
    return "".join([*made, query.text[before:]])


@lru_cache(maxsize=256)
def _structure(query: QueryText) -> _Structure:
    """Return what a query is made of; the same query is looked through once."""
    return _Structure(query)


def _values(bindings: Mapping[str, str]) -> str:
    names = " ".join(f"?{name}" for name in bindings)
    return f"VALUES ({names}) {{ ({' '.join(bindings.values())}) }}"


def _rewritten(written: str) -> str:
    value, datatype, language = parts(written)
    if datatype is None:
        return iri(value)
    if language:
        return text(value, language)
    plain = datatype == "http://www.w3.org/2001/XMLSchema#string"
    return text(value) if plain else f"{text(value)}^^{iri(datatype)}"


class _Structure:
    """The SELECTs and groups of a query. What is no query is read as far as it goes."""

    def __init__(self, query: QueryText) -> None:
        self.groups: list[_Group] = []
        self.selects: list[_Select] = []
        self.computed: set[str] = set()
        self._tokens = [*query.tokens, Token("end", "", len(query.text))]
        self._place = query.start
        self._query(query.form)

    @property
    def _now(self) -> Token:
        return self._tokens[min(self._place, len(self._tokens) - 1)]

    def _query(self, form: str) -> None:
        if form == "SELECT":
            self._select()
            return
        whole = _Select(everything=True)
        self.selects.append(whole)
        self._place += 1
        short = form == "CONSTRUCT" and not self._now.is_mark("{")
        if form == "CONSTRUCT" and not short:
            self._group(whole, takes_values=False)  # the template
        while not self._now.is_mark("{") and self._now.kind != "end":
            self._step(whole, set(), takes_values=False)
        self._group(whole, takes_values=not short)
        while self._now.kind != "end":
            self._step(whole, set(), takes_values=False)

    def _select(self) -> set[str]:
        """Read a SELECT up to the bracket that closes what is around it; return what it shows."""
        select = _Select()
        self.selects.append(select)
        self._place += 1
        depth = 0
        while self._now.kind != "end" and not (depth == 0 and self._now.is_mark("{")):
            token = self._now
            depth += token.is_mark("(") - token.is_mark(")")
            if depth == 0 and token.is_mark("*"):
                select.everything = True
            if token.kind == "variable" and (depth == 0 or self._follows_as()):
                select.projected.add(token.text[1:])
            self._step(select, set(), takes_values=False)
        self._group(select)
        while self._now.kind != "end" and not self._now.is_mark("}"):
            self._step(select, set(), takes_values=False)
        return select.shown & select.used

    def _group(self, select: _Select, *, takes_values: bool = True) -> set[str]:
        """Read a group with its brackets; return the variables mentioned in it."""
        group = _Group(self._now.end)
        self._place += 1
        if self._now.word == "SELECT":
            group.mentioned |= self._select() if takes_values else self._select_in_exists()
            select.used |= group.mentioned
        else:
            if takes_values:
                self.groups.append(group)
            while self._now.kind != "end" and not self._now.is_mark("}"):
                self._step(select, group.mentioned, takes_values=takes_values)
        self._place += 1
        return group.mentioned

    def _select_in_exists(self) -> set[str]:
        before = len(self.groups)
        shown = self._select()
        del self.groups[before:]
        return shown

    def _step(self, select: _Select, mentioned: set[str], *, takes_values: bool) -> None:
        """Read one word, or one whole group."""
        token = self._now
        if token.is_mark("{"):
            mentioned |= self._group(select, takes_values=takes_values)
            return
        if token.kind == "variable":
            name = token.text[1:]
            mentioned.add(name)
            select.used.add(name)
            if self._follows_as():
                self.computed.add(name)
        self._place += 1
        if token.word == "EXISTS" and self._now.is_mark("{"):
            mentioned |= self._group(select, takes_values=False)
        elif token.word == "VALUES":
            while self._now.kind != "end" and not self._now.is_mark("{"):
                self._step(select, mentioned, takes_values=False)
            self._group(select, takes_values=False)

    def _follows_as(self) -> bool:
        return self._place > 0 and self._tokens[self._place - 1].word == "AS"
