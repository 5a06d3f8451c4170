"""Saved queries: find them, bind their parameters as RDF terms, run them.

A saved query is a ``.rq`` file below ``queries/`` or in a folder of the user's (``PIF_QUERIES``).
Its parameters are the variables called ``?_name_kind``; values are never pasted into its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg import terms
from kg.answers import from_rows, whole
from kg.errors import BadParameter, UsageError
from kg.query_files import library
from kg.query_headers import NamedQuery, Parameter, parse_query
from kg.query_text import with_prefixes
from kg.resolving import resolve
from kg.store import binding
from kg.store.projection import without_columns
from kg.store.querytext import QueryText

if TYPE_CHECKING:
    from kg.store.base import Answer, ResultFormat, Store

__all__ = [
    "NamedQuery",
    "Parameter",
    "Prepared",
    "QueryAnswer",
    "bind",
    "list_queries",
    "load_query",
    "parse_query",
    "prepare",
    "run",
]

_SHOWN = 20
_TRUE = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class QueryAnswer:
    """The answer to a saved or given query: a store's answer without the columns of parameters.

    ``bindings`` are the terms its parameters had, by variable; ``defaults_used`` maps the names
    of those that took their default to its value as a person would type it.
    """

    def __init__(
        self,
        answer: Answer,
        hidden: Iterable[str],
        bindings: Mapping[str, str],
        defaults_used: Mapping[str, str],
    ) -> None:
        self.kind = answer.kind
        self.truth = answer.truth
        self.hidden = frozenset(hidden)
        self.variables = [v for v in answer.variables if v not in self.hidden]
        self.bindings = bindings
        self.defaults_used = defaults_used
        self._answer = answer

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield each row as column → N-Triples term; columns without a value are absent."""
        if not self.hidden:
            yield from self._answer.rows()
            return
        for row in self._answer.rows():
            yield {v: term for v, term in row.items() if v not in self.hidden}

    def write(self, format: ResultFormat) -> Iterator[bytes]:
        """Yield the answer in a standard format.

        Raises:
            UsageError: The kind of answer has no such format.
        """
        if self.kind == "select" and self.hidden.intersection(self._answer.variables):
            return whole(from_rows(self.variables, self._answer.rows(), format))
        return self._answer.write(format)  # the engine's own writers are faster


def list_queries() -> list[NamedQuery]:
    """Return the saved queries, those that come with pif-kg and the user's own, sorted by name.

    Raises:
        UsageError: A query of the user's cannot be read, or takes the name of another.
    """
    held = library()
    return [held.query(name) for name in held.names]


def load_query(name: str) -> NamedQuery:
    """Read the named query and its header.

    The name is the file name without ``.rq``; folders below ``queries/`` do not take part in
    it, so a query can move between them without breaking a caller.

    >>> load_query("quotes-for-construct").summary
    'Quotes that support a construct'

    Raises:
        UnknownQuery: No query has that name; the hint gives the nearest.
        UsageError: The query is the user's own and cannot be read.
    """
    return library().query(name)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query with values for its parameters, as any engine takes it.

    ``sparql`` holds the values, as RDF terms, and does not list the columns of parameters;
    ``hidden`` are those that it lists all the same and that are to be left out of the answer.
    ``bindings`` are the terms, by variable; ``defaults_used`` maps the names of parameters that
    took their default to its value as a person would type it.
    """

    sparql: str
    hidden: frozenset[str]
    bindings: Mapping[str, str]
    defaults_used: Mapping[str, str]


def prepare(
    store: Store, query: NamedQuery, parameters: Mapping[str, str | int | bool] | None = None
) -> Prepared:
    """Give a query's parameters values, as people type them.

    A parameter without a value takes its default; without a default it matches everything.

    Raises:
        BadParameter: A parameter is unknown, missing, or its value of the wrong kind.
        UnknownThing: A value names something that the store does not hold.
        UsageError: The text cannot be a query, or a SELECT in it uses a parameter that it does
            not list, so that a value would have no effect there.
    """
    given = {query.parameter(n).name: str(v) for n, v in (parameters or {}).items()}
    bindings, used = {}, {}
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is not None:
            if parameter.name in given:
                bindings[parameter.variable] = bind(store, parameter, value)
            else:  # taken as it is: an address in a header is not looked up
                bindings[parameter.variable] = _term(store, parameter, value)
                used[parameter.name] = parameter.typed_default or ""
        elif parameter.required:
            raise BadParameter(
                f"{query.name} needs a value for {parameter.name}.",
                f"Add -p {parameter.name}=…",
            )
    hidden = {p.variable for p in query.parameters} if query.saved else bindings.keys()
    with _naming(query):
        text = with_prefixes(query.text)
        terms_given = binding.checked_terms(bindings)
        if terms_given:
            binding.check(QueryText(text), terms_given)
        shorter = without_columns(text, hidden, terms_given) if hidden else text
        sparql = text if shorter is None else shorter
        if terms_given:
            # Engines order a query by what they see in it: values in its text are worth more
            # than values that come later (docs/decisions/0014-saved-queries-over-http.md).
            sparql = binding.bind(QueryText(sparql), terms_given)
    return Prepared(sparql, frozenset(hidden if shorter is None else ()), bindings, used)


def run(
    store: Store, query: NamedQuery, parameters: Mapping[str, str | int | bool] | None = None
) -> QueryAnswer:
    """Answer a query with values for its parameters; see :func:`prepare`.

    Raises:
        UsageError: The text is not a SPARQL query, or a value is not what its parameter takes.
    """
    ready = prepare(store, query, parameters)
    with _naming(query):
        answer = store.query(ready.sparql)
    return QueryAnswer(answer, ready.hidden, ready.bindings, ready.defaults_used)


@contextmanager
def _naming(query: NamedQuery) -> Iterator[None]:
    """Say of what is wrong with a query's text in which file it is."""
    try:
        yield
    except UsageError as error:
        raise type(error)(f"{query.place}: {error.message}", error.hint) from error


def bind(store: Store, parameter: Parameter, value: str) -> str:
    """Return a typed value as the N-Triples term that the parameter takes.

    Raises:
        BadParameter: The value is not of the parameter's kind, or not one of its choices.
        UnknownThing: It names something the store does not hold.
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadParameter(f"The value of {parameter.name} is not valid UTF-8 text.") from None
    if parameter.choices:
        value = _chosen(parameter, value)
    return _term(store, parameter, value)


def _chosen(parameter: Parameter, value: str) -> str:
    plain = value.strip().casefold()
    by_name = {choice.casefold(): choice for choice in parameter.choices}
    if plain in by_name:
        return by_name[plain]
    near = get_close_matches(plain, by_name, n=1)
    some = ", ".join(parameter.choices[:_SHOWN])
    more = " …" if len(parameter.choices) > _SHOWN else ""
    raise BadParameter(
        f"{parameter.name} cannot be {value[:80]!r}.",
        f"{f'Did you mean {by_name[near[0]]}? ' if near else ''}There are {some}{more}.",
    )


def _term(store: Store, parameter: Parameter, value: str) -> str:
    if parameter.kind == "iri":
        return resolve(store, parameter.refers_to, value)
    if parameter.kind == "literal":
        return terms.text(value)
    plain = value.strip()
    if parameter.kind == "integer" and re.fullmatch(r"[+-]?[0-9]{1,18}", plain):
        return terms.typed(int(plain), "integer")
    if parameter.kind == "boolean" and plain.lower() in _TRUE:
        return terms.typed(_TRUE[plain.lower()], "boolean")
    wanted = "a whole number" if parameter.kind == "integer" else "true or false"
    raise BadParameter(f"{parameter.name} takes {wanted}, not {value[:80]!r}.")
