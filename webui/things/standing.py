"""What stands beside every thing of a study: who may see it and why not, and how to cite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.pages import citing
from webui.state import site

if TYPE_CHECKING:
    from kg.pages.study_names import StudyName

_SEEN = {
    "public": "Public: anyone may see it.",
    "restricted": "Restricted: a public copy of this site leaves the words and the person out, "
    "and counts it.",
    "closed": "Closed: a public copy of this site does not show it, and counts it.",
}
_UNSAID = "The study does not say, so a public copy of this site leaves it out."
_WITHHELD = "The study does not let it be shown to everybody, so it is only counted here."


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may see a thing, in a sentence, and a plain text that cites it."""

    seen: str
    cite: str


def standing(name: StudyName, what: str, iri: str, revision: str, access: str | None) -> Standing:
    """Return the standing of a thing of a study; ``access`` is None for what has no level."""
    if access is None:
        seen = ""
    elif site().audience == "owner" or access == "public":
        seen = _SEEN.get(access, _UNSAID)
    else:
        seen = _WITHHELD
    return Standing(seen, citing.of_thing(name, what, iri, revision))
