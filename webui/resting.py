"""On which sets of mappings an answer rests, and the same question with others, as links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.pages.asked import Asked, Chosen
from webui.asking import address

if TYPE_CHECKING:
    from kg.evidence.answering import Answer


@dataclass(frozen=True, slots=True)
class Rests:
    """One set: what to call it, how many of the quotes need it, and the question with it alone."""

    says: str
    needed_by: int | None
    only: str


@dataclass(frozen=True, slots=True)
class Resting:
    """The sets that were asked, and where all of them are (empty when they were)."""

    sets: list[Rests]
    with_all: str


def resting(asked: Asked, answer: Answer) -> Resting | None:
    """Return what to say of mappings; None where they make no difference."""
    chosen = asked.of("mappings")
    if not answer.rests_on and not chosen:
        return None
    bare = Asked(tuple(c for c in asked.chosen if c not in chosen), asked.mode)
    alone = len(answer.rests_on) == 1
    sets = [
        Rests(
            "each study’s own" if each.set == "own" else each.title,  # noqa: RUF001
            each.needed_by,
            "" if alone else address(_with(bare, each.set)),
        )
        for each in answer.rests_on
    ]
    return Resting(sets, address(bare) if chosen else "")


def _with(asked: Asked, name: str) -> Asked:
    return Asked((*asked.chosen, Chosen("mappings", name, name)), asked.mode)
