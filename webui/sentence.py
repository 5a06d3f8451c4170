"""The question as a sentence that one completes: the form behind it, slot by slot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.pages.asked import OPTIONS

if TYPE_CHECKING:
    from kg.pages.choices import Choices
    from webui.asking import Request

_JOINED = {
    "supports": ("support", "and"),
    "any": ("support", "or"),
    "not": ("do not support", "or"),
    "bears_on": ("bear on", "and"),
}
_ADDED = {
    "supports": "and support",
    "any": "and support",
    "not": "but not",
    "bears_on": "and bear on",
}
_IN_SENTENCE = ("supports", "any", "not", "bears_on", "role", "source", "study")
_SPOKEN = {
    "supports": "Construct that must be supported",
    "any": "Construct that may be supported instead",
    "not": "Construct that must not be supported",
    "bears_on": "Construct that quotes bear on",
    "role": "Role of the speaker",
    "source": "Source",
    "study": "Study",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap in the sentence: the words before it, the field's name and id, and what is in it."""

    before: str
    name: str
    id: str
    spoken: str
    value: str


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form. ``simple`` has one construct, and asks how quotes relate to it."""

    choices: Choices
    simple: bool
    how: str
    constructs: tuple[Slot, ...]
    roles: tuple[Slot, ...]
    sources: tuple[Slot, ...]
    studies: tuple[Slot, ...]
    hidden: tuple[tuple[str, str], ...]

    def labelled(self, key: str) -> str:
        """Return what a typed field shows for a construct's key."""
        for _, branch in self.choices.branches:
            for choice in branch:
                if choice.key == key:
                    return choice.label
        return key

    def is_listed(self, key: str) -> bool:
        """Say whether a construct is among those listed."""
        return any(c.key == key for _, branch in self.choices.branches for c in branch)


def form(
    choices: Choices,
    given: Mapping[str, Sequence[str]] | None = None,
    wanted: Request | None = None,
) -> Form:
    """Return the form for a question; without one, for the first question there is."""
    said = {option: list(values) for option, values in (given or {}).items()}
    another = wanted.another if wanted is not None else ""
    if another == "any" and not said.get("any") and len(said.get("supports", ())) == 1:
        said["any"] = said.pop("supports")  # "A or": one of the two will do
    concepts = [(o, v) for o in ("supports", "any", "not", "bears_on") for v in said.get(o, ())]
    simple = (
        not another
        and len(concepts) < 2
        and all(o in ("supports", "bears_on") for o, _ in concepts)
    )
    if simple:
        how, value = concepts[0] if concepts else ("supports", "" if wanted else choices.first)
        slots = [Slot("", "construct", "construct", "Construct", value)]
    else:
        how = "supports"
        slots = _slots(said, another)
    hidden = [(o, v) for o in OPTIONS if o not in _IN_SENTENCE for v in said.get(o, ())]
    if wanted is not None:
        hidden += [("mode", wanted.mode)] if wanted.mode != "scheme" else []
        hidden += [("sort", wanted.order)] if wanted.order != "study" else []
    return Form(
        choices,
        simple,
        how,
        tuple(slots),
        _facet(said, "role", "said by"),
        _facet(said, "source", "in"),
        _facet(said, "study", "of"),
        tuple(hidden),
    )


def _slots(said: Mapping[str, Sequence[str]], another: str) -> list[Slot]:
    slots: list[Slot] = []
    for option, (first, then) in _JOINED.items():
        values = list(said.get(option, ())) + ([""] if another == option else [])
        for i, value in enumerate(values):
            before = then if i else _ADDED[option] if slots else first
            slots.append(Slot(before, option, f"{option}-{i + 1}", _SPOKEN[option], value))
    return slots


def _facet(said: Mapping[str, Sequence[str]], option: str, before: str) -> tuple[Slot, ...]:
    values = list(said.get(option, ())) or [""]
    return tuple(
        Slot(
            "or" if i else before,
            option,
            option if not i else f"{option}-{i + 1}",
            _SPOKEN[option],
            v,
        )
        for i, v in enumerate(values)
    )
