"""What the text of a SPARQL query says of itself: its parameters, and the prefixes it relies on.

A parameter is a variable called ``?_name_kind``.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal, cast, get_args

from kg.namespaces import PREFIXES
from kg.store.querytext import QueryText

ParameterKind = Literal["iri", "literal", "integer", "boolean"]

_PARAMETER = re.compile(rf"[?$]_(\w+)_({'|'.join(get_args(ParameterKind))})")


def parameters_in(text: str) -> list[tuple[str, ParameterKind]]:
    """Return the parameters of a query, as name and kind, in the order they first appear.

    >>> parameters_in("SELECT ?_construct_iri { ?q a ?_construct_iri } # ?_not_iri")
    [('construct', 'iri')]

    Raises:
        UsageError: The text cannot be a query: it is not Unicode, or nests too deep.
    """
    found: dict[tuple[str, ParameterKind], None] = {}
    for token in QueryText(text).tokens:
        if token.kind == "variable" and (match := _PARAMETER.fullmatch(token.text)):
            found[match[1], cast("ParameterKind", match[2])] = None
    return list(found)


def with_prefixes(text: str) -> str:
    """Return a query with the well-known prefixes it uses and does not declare put before it.

    They stand on the first line, so that the lines an engine names are those of the text.

    >>> with_prefixes("ASK { ?q a pif:Quote }")
    'PREFIX pif: <https://w3id.org/pif-kg/ontology#> ASK { ?q a pif:Quote }'
    """
    if not any(f"{prefix}:" in text for prefix in PREFIXES):
        return text  # long lists of whole IRIs need not be cut into words
    used: dict[str, None] = {}
    declared = set()
    for before, token in pairwise([None, *QueryText(text).tokens]):
        if token and token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before and before.word == "PREFIX":
                declared.add(prefix)
            else:
                used[prefix] = None
    missing = [p for p in used if p in PREFIXES and p not in declared]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in missing) + text
