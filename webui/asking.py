"""What an address asks for: the conditions of a question, and how its answer is to be shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.errors import BadParameter
from kg.evidence.answering import Order
from kg.pages.asked import OPTIONS, Asked
from webui.links import Value, at

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

MOST_SHOWN = 100
"""How many quotes one page may have."""
MOST_CONTEXT = 2_000

_OTHER_NAMES = {"bears-on": "bears_on", "not_": "not"}
_SHOWING = ("mode", "sort", "limit", "after", "context", "open", "another")
"""What says how an answer is shown; each once, but for ``open``."""
_REPEATED = ("open",)


@dataclass(frozen=True, slots=True)
class Request:
    """An address taken apart: conditions by option, in the order given, and how to show them."""

    given: Mapping[str, list[str]]
    mode: str = "scheme"
    order: Order = "study"
    limit: int | None = None
    after: str | None = None
    context: int | None = None
    opened: frozenset[str] = frozenset()
    another: str = ""
    """A slot more in the form that changes the question."""
    also: Mapping[str, str] = field(default_factory=dict)
    """Further parameters that a page takes, each once."""


def read(arguments: MultiDict[str, str], also: Collection[str] = ()) -> Request:
    """Take the parameters of an address apart; ``also`` names those of the page itself.

    Raises:
        BadParameter: One is unknown, said twice where that means nothing, or not a number.
    """
    given: dict[str, list[str]] = {}
    showing: dict[str, list[str]] = {}
    for name, values in arguments.lists():
        option = _OTHER_NAMES.get(name, name)
        if option in OPTIONS:
            given.setdefault(option, []).extend(v for v in values if v.strip())
        elif option in _SHOWING or option in also:
            showing[option] = [v for v in values if v.strip()]
        else:
            known = ", ".join((*also, *OPTIONS, *_SHOWING))
            raise BadParameter(f"There is no parameter {name[:80]!r}.", f"There are {known}.")
    for name, values in showing.items():
        if len(values) > 1 and name not in _REPEATED:
            raise BadParameter(f"The parameter {name} is there {len(values)} times; say it once.")
    single: dict[str, str] = {name: values[0] for name, values in showing.items() if values}
    sort = single.get("sort", "study")
    if sort not in ("study", "rank"):
        raise BadParameter(f"Quotes are not sorted by {sort[:80]!r}.", "Use study or rank.")
    return Request(
        given={option: given[option] for option in OPTIONS if given.get(option)},
        mode=single.get("mode", "scheme"),
        order="rank" if sort == "rank" else "study",
        limit=_number(single, "limit", 0, None),
        after=single.get("after"),
        context=_number(single, "context", 1, MOST_CONTEXT),
        opened=frozenset(showing.get("open", ())),
        another=single.get("another", ""),
        also={name: single[name] for name in also if name in single},
    )


def _number(single: Mapping[str, str], name: str, least: int, most: int | None) -> int | None:
    if name not in single:
        return None
    said = single[name].strip()
    number = int(said) if said.isdecimal() and said.isascii() and len(said) < 10 else -1
    if number < least or (most is not None and number > most):
        bound = f"from {least} to {most:,}" if most is not None else f"from {least}"
        raise BadParameter(f"{name}={said[:40]} does not do.", f"Give a whole number {bound}.")
    return number


def address(asked: Asked, path: str = "/quotes", /, **showing: Value) -> str:
    """Return the canonical address of a question: the same question has the same address."""
    mode = None if asked.mode == "scheme" else asked.mode
    return at(path, **asked.given(), mode=mode, **showing)
