"""The form of a saved query, made from its header, and the same question for other tools."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from flask import request

from kg.queries import NamedQuery
from webui.library import http_name
from webui.suggesting import Suggestions, suggestions

if TYPE_CHECKING:
    from kg.queries import Parameter
    from kg.store.base import Store


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``kind`` is select, number or text; ``value`` is what stands in it."""

    name: str
    label: str
    about: str
    kind: str
    value: str
    required: bool
    default: str
    suggestions: Suggestions
    placeholder: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the value is one of those in the list."""
        return self.value in {offered.value for offered in self.suggestions.values}


def fields(store: Store, query: NamedQuery, given: Mapping[str, str]) -> list[Field]:
    """Return a query's fields, filled with what was asked or with the defaults."""
    offered = suggestions(store, query)
    return [_field(p, offered[p.name], given) for p in query.parameters]


def _field(parameter: Parameter, offered: Suggestions, given: Mapping[str, str]) -> Field:
    name = http_name(parameter)
    default = parameter.typed_default or ""
    kind = "text"
    if offered.is_list:
        kind = "select"
    elif parameter.kind == "integer":
        kind = "number"
    words = parameter.name.replace("_", " ")
    return Field(
        name,
        words[:1].upper() + words[1:],
        parameter.about,
        kind,
        given.get(name, default),
        parameter.required and not default,
        default,
        offered,
        offered.looks or ("" if default else "anything"),
    )


def examples(query: NamedQuery, given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the same question for the command line and for curl."""
    asked = list(given)
    own = {http_name(p): p.name for p in query.parameters}
    words = ["pif", "query", query.name]
    for name, value in asked:
        words += ["-p", f"{own.get(name, name)}={value}"]
    root = request.host_url.rstrip("/") + request.script_root
    address = f"{root}/api/queries/{quote(query.name)}"
    if asked:
        address += "?" + urlencode(asked, quote_via=quote, safe="/:~")
    return {
        "pif": shlex.join(words),
        "curl": shlex.join(["curl", "-H", "Accept: text/csv", address]),
    }
