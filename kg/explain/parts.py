"""What an explanation is made of. Plain values: no store, no wording, no layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Sort = Literal["quote", "code", "construct", "episode", "class", "claim"]
Mode = Literal["filed", "scheme"]
Relation = Literal[
    "coded",
    "tells-of",
    "is-a",
    "instantiates",
    "exactMatch",
    "broadMatch",
    "broader",
    "supports",
    "closeMatch",
    "narrowMatch",
    "relatedMatch",
    "related",
]
"""How one thing leads to the next. The last four carry nothing; they stand in what is missing."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something an explanation speaks of, as people know it."""

    iri: str
    """Bare, without angle brackets."""
    sort: Sort
    id: str
    label: str
    study: str | None = None
    """The study it belongs to; None for what studies share."""


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a way: who or what says that ``start`` leads to ``end``."""

    start: Thing
    relation: Relation
    end: Thing
    stated: bool
    """True when somebody said so; False when it was worked out."""
    says: str
    """The link in words, to be read on from the words of the step before."""
    sources: tuple[str, ...] = ()
    """Sentences: who says so, and on what ground."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """The same for machines: coder, kind, date, ground, mapping, justification …"""


@dataclass(frozen=True, slots=True)
class Way:
    """A chain of steps from the quote to the construct."""

    steps: tuple[Step, ...]
    counts_as: tuple[Mode, ...]

    @property
    def mapped_by(self) -> str | None:
        """The set of mappings it takes (``own``: a study's own); None when it takes no mapping."""
        for step in self.steps:
            if step.relation in ("exactMatch", "broadMatch"):
                return step.facts.get("set", "own")
        return None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A claim, as the publication prints it."""

    claim: Thing
    text: str
    section: str | None
    sentence: str | None
    """The id of the sentence in the publication, such as ``D2.4-s03``."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that keeps the quote from supporting the construct, or comes near to it."""

    kind: str
    says: str
    things: tuple[Thing, ...] = ()
    link: str = ""
    """For ``narrower``: how the construct leads up to the thing that is supported, in words."""


@dataclass(frozen=True, slots=True)
class Supported:
    """A construct or code that the quote does support, and the shortest way to it."""

    construct: Thing
    way: Way


@dataclass(frozen=True, slots=True)
class BorneOn:
    """A construct that the quote only bears on, and the claims through which it does."""

    construct: Thing
    through: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quote as it stands in its study. ``text``, ``notes``: see :func:`without_words`."""

    thing: Thing
    text: str | None
    access: str
    notes: tuple[str, ...]
    where: tuple[str, ...]
    """Who spoke and in what, the section, the place: what is known of these, in this order."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a quote supports a construct, or what is missing.

    ``supports`` and ``bears_on`` are what the store holds as derived. ``left_out`` counts ways
    beyond those given; when ``more`` is true there are yet more than were counted.
    """

    quote: Quoted
    construct: Thing
    supports: bool
    bears_on: bool
    ways: tuple[Way, ...]
    left_out: int
    more: bool
    missing: tuple[Missing, ...]
    bears_through: tuple[Sentence, ...]
    supports_instead: tuple[Supported, ...]
    bears_on_list: tuple[BorneOn, ...]

    @property
    def counts_as(self) -> tuple[Mode, ...]:
        """Return the modes in which the quote counts for the construct, by any way."""
        found = {mode for way in self.ways for mode in way.counts_as}
        return tuple(mode for mode in ("filed", "scheme") if mode in found)

    def __str__(self) -> str:
        from kg.explain.text import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from kg.explain.drawing import as_html

        return as_html(self)
