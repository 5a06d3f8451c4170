"""How to cite a list of quotes: whose words they are, and what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.pages.asked import Asked
from kg.pages.study_names import StudyName
from kg.pages.wording import chosen, counted, heading

_MODES = {"scheme": "by the shared scheme", "filed": "as filed by the studies"}
LISTED = 5
"""Studies that a citation names; the others are counted."""


def citation(
    asked: Asked, total: int, studies: Mapping[str, StudyName], address: str, revision: str
) -> str:
    """Return a plain text that cites the answer to a question and the studies it is from."""
    sources = [source(name) for name in list(studies.values())[:LISTED]]
    if (more := len(studies) - LISTED) > 0:
        sources.append(f"And {counted(more, 'other study', 'other studies')}.")
    said = heading(asked, total)
    in_heading = ("supports", "any", "not", "bears_on", "text")
    rest = [chosen(c) for c in asked.chosen if c.option not in in_heading]
    mode = _MODES[asked.mode] if asked.of("supports", "any", "not", "where") else ""
    what = ", ".join([said, *rest, *filter(None, [mode])])
    state = f"State of the graph: {revision[:12]}."
    return " ".join([*sources, f"{what}, from pif-kg: {address}", state])


def of_thing(name: StudyName, what: str, address: str, revision: str) -> str:
    """Return a plain text that cites one thing of a study, such as *quote Q27*."""
    said = f"{what[:1].upper()}{what[1:]}, from pif-kg: {address}"
    return f"{source(name)} {said}. State of the graph: {revision[:12]}."


def of_answer(
    what: str, studies: Sequence[StudyName], total: int, address: str, revision: str
) -> str:
    """Return a plain text that cites the answer to a saved question, and whom it may be from.

    ``studies`` are those that are named, of ``total``.
    """
    sources = [source(name) for name in studies]
    if (more := total - len(studies)) > 0:
        sources.append(f"And {counted(more, 'other study', 'other studies')}.")
    state = f"State of the graph: {revision[:12]}."
    return " ".join([*sources, f"{what}, from pif-kg: {address}", state])


def of_construct(label: str, address: str, revision: str) -> str:
    """Return a plain text that cites a construct of the shared scheme."""
    said = f"{label[:1].upper()}{label[1:]}, construct of the shared scheme of pif-kg: {address}"
    return f"{said}. CC BY 4.0. State of the graph: {revision[:12]}."


def source(name: StudyName) -> str:
    """Return how to cite a study: in the words it asks for, or with all that is known of it."""
    if name.attribution:
        # The words the study asks for; they name the licence where it has one.
        said = name.attribution.strip()
        return said if said.endswith((".", "!", "?")) else f"{said}."
    parts = [name.short]
    if name.title != name.short:
        parts.append(name.title)
    if name.container:
        parts.append(name.container)
    text = ". ".join(part.rstrip(".") for part in parts) + "."
    if name.doi:
        text += f" doi {name.doi}."
    if name.licence:
        text += f" Licence: {name.licence}."
    return text
