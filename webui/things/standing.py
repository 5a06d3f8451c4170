"""What stands beside every thing of a study: who may see it and why not, and how to cite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.pages import citing
from webui.state import site

if TYPE_CHECKING:
    from kg.pages.study_names import StudyName

_HERE = {
    "quote": "its words are not shown here.",
    "document": "its text is not shown here, only what is quoted from it and public.",
    "participant": "of this person, only what the study lets out is shown here.",
}
_ELSEWHERE = {
    "quote": "a public copy of this site does not show its words.",
    "document": "a public copy of this site does not show its text, only what is quoted from it "
    "and public.",
    "participant": "a public copy of this site shows of this person only what the study lets out.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may see a thing, in a sentence, and a plain text that cites it."""

    seen: str
    cite: str


def standing(name: StudyName, what: str, iri: str, revision: str, access: str | None) -> Standing:
    """Return the standing of a thing of a study, such as *quote Q27*.

    ``access`` is None for what has no level, empty where the study does not say.
    """
    return Standing(
        _seen(what.partition(" ")[0], access) if access is not None else "",
        citing.of_thing(name, what, iri, revision),
    )


def _seen(kind: str, access: str) -> str:
    if access == "public":
        return "Public: anyone may see it."
    level = access.capitalize() or "Not stated, which counts as restricted"
    rule = (_ELSEWHERE if site().audience == "owner" else _HERE).get(kind, "not everybody sees it.")
    return f"{level}: {rule}"
