"""What a check says: what would go out, what stays behind, and what must be decided first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from kg.identifiers import split_thing_iri
from kg.namespaces import shorten

Kind = Literal["blocking", "accepted", "withheld"]
"""What it means: it must be mended, excluded or accepted; somebody answers for it; it is kept
back already, and nothing need be done unless it is wanted out."""


def words_of(property: str) -> str:
    """Return what a property is called, as words.

    >>> words_of("https://w3id.org/pif-kg/ontology#speakerLabel")
    'speaker label'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"[/#]", property)[-1]).lower()


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """One thing that may not go out, or not without a decision.

    ``record`` and ``about`` are addresses of the owner's store: the record, and the property it is
    about, empty for the record as a whole. ``says`` and ``remedy`` are sentences; ``found`` are
    the words that were found, never to be shown to strangers.
    """

    study: str
    record: str
    about: str
    reason: str
    says: str
    remedy: str
    kind: Kind = "blocking"
    found: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What it is accepted by: the same for as long as the same is found in the same place."""
        said = [self.study, self.record, self.about, self.reason, *sorted(set(self.found))]
        return sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @property
    def name(self) -> str:
        """The record as it is named on the command line: study/kind/id, or its address."""
        named = split_thing_iri(self.record)
        if named is None:
            return self.record
        return named[0] if named[1] == "study" else "/".join(named)

    @property
    def property(self) -> str:
        """The property in its short form; empty for the record as a whole."""
        return shorten(self.about) if self.about else ""

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "finding": self.id, "kind": self.kind, "study": self.study, "record": self.name,
            "iri": self.record, "property": self.property, "reason": self.reason,
            "says": self.says, "remedy": self.remedy, "found": list(self.found),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """One study: how many records of each kind would go out, and its title where that does."""

    study: str
    goes_out: Mapping[str, int]
    title: str = ""

    @property
    def is_public(self) -> bool:
        """Whether anything of it would."""
        return bool(self.goes_out)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of some studies, what blocks first."""

    studies: Sequence[Checked]
    refusals: Sequence[Refusal] = field(default_factory=tuple)

    def of_kind(self, kind: Kind) -> list[Refusal]:
        """Return the findings of a kind."""
        return [each for each in self.refusals if each.kind == kind]

    @property
    def blocking(self) -> list[Refusal]:
        """What must be mended, excluded or accepted before anything is published."""
        return self.of_kind("blocking")

    @property
    def withheld(self) -> list[Refusal]:
        """What is kept back already."""
        return self.of_kind("withheld")

    @property
    def accepted(self) -> list[Refusal]:
        """What goes out because somebody answers for it."""
        return self.of_kind("accepted")

    @property
    def may_publish(self) -> bool:
        """Whether nothing blocks."""
        return not self.blocking

    def summed(self, kind: Kind = "withheld") -> dict[tuple[str, str], int]:
        """Return how many findings there are by study and reason, the most first."""
        counts = Counter((each.study, each.reason) for each in self.of_kind(kind))
        return dict(sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1])))

    def as_json(self) -> dict[str, Any]:
        """Return all of it for machines."""
        return {
            "may_publish": self.may_publish,
            "studies": [
                {"study": each.study, "goes_out": dict(each.goes_out)} for each in self.studies
            ],
            **{
                kind: [each.as_json() for each in self.of_kind(kind)]
                for kind in ("blocking", "accepted", "withheld")
            },
        }
