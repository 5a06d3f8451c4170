"""The public part of one study."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.publishing.withholding import Withheld
    from kg.terms import Graphs, Triple

GATE = 0
"""The version of what is decided: studies projected by another one are projected again."""


@dataclass(frozen=True, slots=True)
class Projected:
    """What may be public of a study: its graphs, empty where nothing of it may be.

    ``changes_at`` is when the next embargo in it ends, which lets more out by itself.
    """

    study: str
    graphs: dict[str, set[Triple]]
    withheld: list[Withheld] = field(default_factory=list)
    changes_at: datetime | None = None


def project(study: str, graphs: Graphs, now: datetime | None = None) -> Projected:
    """Make the public graphs of a study from its graphs; what is derived is derived anew."""
    return Projected(study, {})
