"""Leave columns out of a SELECT, so that an engine writes exactly what is to be sent."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from kg.store.querytext import QueryText, Token

_KEPT = 128


def without_columns(text: str, names: Collection[str], fixed: Collection[str] = ()) -> str | None:
    """Return a query whose outermost SELECT does not list some variables, all else as it was.

    ``fixed`` are variables that have the same value in every row, so that leaving them out makes
    no two rows equal that were not. None is returned where the answer could become another one:
    after DISTINCT for a variable that is not fixed, for ``SELECT *``, for a column that is
    computed, and where no column would be left.

    >>> without_columns("SELECT ?q ?_x_iri { ?q a ?_x_iri }", {"_x_iri"})
    'SELECT ?q  { ?q a ?_x_iri }'
    """
    return _without(text, frozenset(names), frozenset(fixed))


@lru_cache(_KEPT)
def _without(text: str, names: frozenset[str], fixed: frozenset[str]) -> str | None:
    query = QueryText(text)
    if query.form != "SELECT":
        return text
    listed, distinct = _listed(query)
    if not listed and not distinct:  # SELECT *: which columns it has only the engine knows
        return None
    plain = [t for t, computed in listed if not computed and t.text[1:] in names]
    gone = {token.text[1:] for token in plain}
    if any(computed and token.text[1:] in names for token, computed in listed):
        return None
    if not listed or len(plain) == len(listed) or (distinct and not gone <= fixed):
        return None
    made, before = [], 0
    for token in plain:
        made.append(text[before : token.end - len(token.text)])
        before = token.end
    return "".join([*made, text[before:]])


def _listed(query: QueryText) -> tuple[list[tuple[Token, bool]], bool]:
    """Return the columns of the outermost SELECT, each with whether it is computed.

    The second value says whether rows that are equal are given once.
    """
    found: list[tuple[Token, bool]] = []
    depth, distinct, before = 0, False, ""
    for token in query.tokens[query.start + 1 :]:
        if depth == 0 and (token.is_mark("{") or token.word in ("WHERE", "FROM")):
            break
        if depth == 0 and token.is_mark("*"):
            return [], False
        distinct |= depth == 0 and token.word in ("DISTINCT", "REDUCED")
        if token.kind == "variable" and (depth == 0 or (depth == 1 and before == "AS")):
            found.append((token, depth > 0))
        depth += token.is_mark("(") - token.is_mark(")")
        before = token.word
    return found, distinct
