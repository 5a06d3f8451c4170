"""What an address asks of the literature, and the same as a sentence with its parts to remove."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.index import ask
from kg.pages.choices import choices
from webui import parameters
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
    found = parameters.once((*CONDITIONS, *also))
    return {name: " ".join(value.split())[:_LONGEST] for name, value in found.items()}


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
