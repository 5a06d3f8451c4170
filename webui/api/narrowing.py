"""Which quotes are meant: the parameters that several addresses share, named as the options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.cli.quotes import FACET_OPTIONS
from kg.errors import BadParameter
from kg.index.kinds import LEVELS, OTHER_SOURCE, ROLES, SOURCES
from webui.api.parameters import Asked, Parameter

LONGEST_CONDITION = 8_000
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "role": tuple(ROLES.values()),
    "source": (*SOURCES.values(), OTHER_SOURCE),
    "access": tuple(LEVELS.values()),
}
_EXAMPLES = {"study": "krishna2024", "participant": "NP1", "code": "d2.2"}

NARROWING = (
    Parameter(
        "supports",
        "quotes that support all of these constructs or codes, each by slug, CURIE or IRI",
        repeated=True,
        example="patching",
    ),
    Parameter("any", "quotes that support one of these at least", repeated=True),
    Parameter("not", "leave out quotes that support it", repeated=True),
    Parameter("bears_on", "quotes that bear on it, which is weaker than support", repeated=True),
    *(
        Parameter(
            name,
            f"quotes {about}; of several, one must hold",
            repeated=True,
            choices=_CHOICES.get(name, ()),
            example=_EXAMPLES.get(name),
        )
        for name, about in FACET_OPTIONS.items()
    ),
    Parameter(
        "text", 'words, "a phrase", begin*; all must occur', repeated=True, example="mentor*"
    ),
    Parameter(
        "where",
        "AND, OR, NOT over any of these",
        most=LONGEST_CONDITION,
        example="supports:reflection and not (role:mentee or source:diary)",
    ),
)
MODE = Parameter(
    "mode",
    "support by the shared scheme, or only as the studies filed it",
    choices=("scheme", "filed"),
    default="scheme",
)
MAPPINGS = Parameter(
    "mappings",
    "ask with these sets of mappings only: a name, own for each study's own, none for none",
    repeated=True,
    example="own",
)


def mappings(asked: Asked) -> list[str] | None:
    """Return the sets of mappings that were chosen; None for all.

    Raises:
        BadParameter: They would make no difference.
    """
    if asked["mappings"] and asked["mode"] == "filed":
        raise BadParameter(
            "mappings does not go with mode=filed: that is what each study filed itself.",
            "Leave one of the two out.",
        )
    return asked["mappings"] or None


def conditions(asked: Asked) -> dict[str, Any]:
    """Return what was given, as :func:`kg.evidence.question.question` takes it."""
    given = {p.name: asked[p.name] for p in NARROWING if asked[p.name]}
    if "not" in given:
        given["not_"] = given.pop("not")
    return given
