"""What an address asks of the literature, and the same as a sentence with its parts to remove."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from kg.errors import BadParameter
from kg.index import ask
from kg.pages.choices import choices
from webui.links import Value, at
from webui.shell import spaced
from webui.state import graph

if TYPE_CHECKING:
    from kg.pages.choices import Choices
    from kg.pages.literature import Offered
    from kg.pages.study_names import StudyName
    from kg.pages.works import Wanted

CONDITIONS = ("study", "construct", "intent", "q")
_LONGEST = 200
_FARTHEST = 8
"""Digits of the place where a page of a list begins."""
MOST_LISTED = 80
"""Beyond so many choices a list is typed into, not scrolled through."""


@dataclass(frozen=True, slots=True)
class Part:
    """A condition in words, and the address without it."""

    says: str
    href: str


def said(also: Collection[str] = ()) -> dict[str, str]:
    """Take the conditions and other parameters of the address, each once.

    Raises:
        BadParameter: One is unknown or there twice.
    """
    return once((*CONDITIONS, *also))


def once(known: Collection[str]) -> dict[str, str]:
    """Take the parameters of the address, each once; what is not there is empty.

    Raises:
        BadParameter: One is unknown or there twice.
    """
    for name, values in request.args.lists():
        if name not in known or len(values) > 1:
            raise BadParameter(
                f"The parameter {name[:80]!r} is unknown or there twice.",
                f"There are {', '.join(known)}.",
            )
    return {name: " ".join(request.args.get(name, "").split())[:_LONGEST] for name in known}


def number(value: str, name: str) -> int:
    """Read a whole number from 0.

    Raises:
        BadParameter: It is none.
    """
    if not value:
        return 0
    if not (value.isascii() and value.isdecimal() and len(value) < _FARTHEST):
        raise BadParameter(f"{name}={value[:40]} does not do.", "Give a whole number from 0.")
    return int(value)


def conditions(given: Mapping[str, str]) -> dict[str, str]:
    """Return the conditions as :func:`kg.pages.literature.literature` takes them."""
    named = {"q": "words"}
    return {named.get(name, name): given[name] for name in CONDITIONS}


def own(wanted: Wanted) -> dict[str, Value]:
    """Return the conditions as an address has them, by their keys."""
    return {
        "study": wanted.study,
        "construct": wanted.construct,
        "intent": wanted.intent,
        "q": wanted.words,
    }


def around(
    path: str,
    wanted: Wanted,
    construct: str,
    names: Mapping[str, StudyName],
    offered: Offered,
) -> dict[str, object]:
    """Return what a page shows of its conditions: in words, and as a form."""
    given = own(wanted)
    study = names[wanted.study].short if wanted.study in names else wanted.study
    words = {
        "study": f"that {study} cites",
        "construct": f"where {construct} is spoken of",
        "intent": f"where it {spaced(wanted.intent)}" if wanted.intent else "",
        "q": f"with “{wanted.words}” in the reference",
    }
    return {
        "path": path,
        "wanted": wanted,
        "own": given,
        "parts": [
            Part(words[name], at(path, **{**given, name: None}))
            for name in CONDITIONS
            if given[name]
        ],
        "choices": _choices(),
        "offered": offered,
        "most_listed": MOST_LISTED,
        "spoken": construct,
    }


def _choices() -> Choices:
    store = graph().store
    return ask(store, lambda index: choices(store, index))
