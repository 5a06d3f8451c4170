"""Saved queries: find them, bind their parameters as RDF terms, run them.

A saved query is a ``.rq`` file below ``queries/`` or in a folder of the user's (``PIF_QUERIES``).
Its parameters are the variables called ``?_name_kind``; values are never pasted into its text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from kg import resources, terms
from kg.answers import from_rows, whole
from kg.errors import BadParameter, UnknownQuery, UsageError
from kg.query_headers import NamedQuery, Parameter, parse_query
from kg.query_text import with_prefixes
from kg.resolving import resolve

if TYPE_CHECKING:
    from kg.store.base import Answer, ResultFormat, Store

__all__ = [
    "NamedQuery",
    "Parameter",
    "QueryAnswer",
    "bind",
    "list_queries",
    "load_query",
    "parse_query",
    "run",
]

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
    return [_read(name, place) for name, place in sorted(_places().items())]


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
    places = _places()
    if name not in places:
        near = get_close_matches(name, places, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UnknownQuery(
            f"There is no query called {name!r}.", f"{hint}`pif queries` lists them."
        )
    return _read(name, places[name])


def run(
    store: Store, query: NamedQuery, parameters: Mapping[str, str | int | bool] | None = None
) -> QueryAnswer:
    """Answer a query with values for its parameters, as people type them.

    A parameter without a value takes its default; without a default it matches everything.

    Raises:
        BadParameter: A parameter is unknown, missing, or its value of the wrong kind.
        UnknownThing: A value names something that the store does not hold.
        UsageError: The text is not a SPARQL query, or a SELECT in it uses a parameter that it does
            not list, so that a value would have no effect there.
    """
    given = {query.parameter(n).name: str(v) for n, v in (parameters or {}).items()}
    bindings, used = {}, {}
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is not None:
            bindings[parameter.variable] = bind(store, parameter, value)
            if parameter.name not in given:
                used[parameter.name] = parameter.typed_default or ""
        elif parameter.required:
            raise BadParameter(
                f"{query.name} needs a value for {parameter.name}.",
                f"Add -p {parameter.name}=…",
            )
    try:
        answer = store.query(with_prefixes(query.text), bindings)
    except UsageError as error:
        raise type(error)(f"{query.place}: {error.message}", error.hint) from error
    hidden = {p.variable for p in query.parameters} if query.saved else bindings.keys()
    return QueryAnswer(answer, hidden, bindings, used)


def bind(store: Store, parameter: Parameter, value: str) -> str:
    """Return a typed value as the N-Triples term that the parameter takes.

    Raises:
        BadParameter: The value is not of the parameter's kind.
        UnknownThing: It names something the store does not hold.
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadParameter(f"The value of {parameter.name} is not valid UTF-8 text.") from None
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


def _places() -> dict[str, Traversable]:
    shipped = {
        place.name.removesuffix(".rq"): place
        for place in resources.files_in(resources.folder("queries"), ".rq")
    }
    places = dict(shipped)
    for folder in filter(None, os.environ.get("PIF_QUERIES", "").split(os.pathsep)):
        if not Path(folder).is_dir():
            raise UsageError(f"PIF_QUERIES names {folder}, which is not a folder.")
        for path in sorted(Path(folder).rglob("*.rq")):
            if path.stem in places and path != places[path.stem]:
                owner = "one that comes with pif-kg" if path.stem in shipped else places[path.stem]
                raise UsageError(
                    f"{path} has the name of another saved query, {owner}.",
                    "Rename the file: the name of a query says which one is meant.",
                )
            places[path.stem] = path
    return places


def _read(name: str, place: Traversable) -> NamedQuery:
    try:
        # The base IRI stands for another only in what pif-kg ships, not in the user's own text.
        home = str(resources.folder("queries"))
        shipped = not isinstance(place, Path) or place.is_relative_to(home)
        text = resources.read(place) if shipped else place.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{place} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{place} is not UTF-8 text.", "Save it as UTF-8.") from None
    return parse_query(text, name, place=str(place), saved=True)
