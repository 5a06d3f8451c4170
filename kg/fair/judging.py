"""Ontologies and publications judged by every catalogue that fits them, and told of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.fair.checks import MOST, Group, Outcome
from kg.fair.foops import foops
from kg.fair.fuji import fuji
from kg.fair.landings import Publication
from kg.fair.ontologies import Ontology
from kg.fair.oops_axioms import every_pitfall
from kg.fair.signposting import signposting

__all__ = ["Judgement", "judge"]

_SAID: dict[Outcome, str] = {
    "passed": "passed", "failed": "FAILED", "registry": "not asked", "unseen": "not seen",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """What all catalogues found."""

    groups: tuple[Group, ...]

    @property
    def passed(self) -> bool:
        """Whether no required check failed."""
        return not any(result.blocks for group in self.groups for result in group.results)

    def as_text(self, *, all: bool = True) -> str:
        """Return it for people; without ``all``, checks that passed are only counted."""
        return "\n".join(line for group in self.groups for line in _lines(group, all))

    def as_json(self) -> str:
        """Return it for machines."""
        said = {"passed": self.passed, "groups": [_said(group) for group in self.groups]}
        return json.dumps(said, ensure_ascii=False, indent=1)


def judge(ontology: Ontology | None, publication: Publication | None) -> Judgement:
    """Make every check that what is given lets one make."""
    groups: list[Group] = []
    if ontology is not None:
        groups += [foops.run(ontology), every_pitfall(ontology)]
    if publication is not None:
        groups += [fuji.run(publication), signposting.run(publication)]
    return Judgement(tuple(groups))


def score(group: Group) -> str:
    """Say how many checks of a group passed, and how many could not be made."""
    good, bad = group.counted("passed"), group.counted("failed")
    said = f"{group.title}: {good} of {good + bad} passed"
    if bad or good:
        said += f" ({group.score:.0%})"
    if n := group.counted("registry"):
        said += f", {n} {'needs' if n == 1 else 'need'} a registry"
    if n := group.counted("unseen"):
        said += f", {n} saw nothing to look at"
    if group.left:
        said += f", {len(group.left)} are not looked for"
    return said


def _lines(group: Group, all: bool) -> Iterator[str]:
    yield score(group)
    width = max((len(result.id) for result in group.results), default=0)
    for result in group.results:
        found = result.found
        if found.outcome == "passed" and not all:
            continue
        level = "" if result.level == "required" else f" [{result.level}]"
        yield f"  {_SAID[found.outcome]:<9}  {result.id:<{width}}{level}  {result.about}"
        if found.looked_at:
            yield f"             looked at: {found.looked_at}"
        if found.outcome == "failed":
            for offender in found.offenders[:MOST]:
                yield f"             - {offender}"
            if (more := len(found.offenders) - MOST) > 0:
                yield f"             and {more:,} more"
            yield f"             remedy: {result.remedy}"
    yield ""


def _said(group: Group) -> dict[str, Any]:
    outcomes: tuple[Outcome, ...] = ("passed", "failed", "registry", "unseen")
    return {
        "name": group.name,
        "title": group.title,
        "source": group.source,
        "score": round(group.score, 4),
        **{outcome: group.counted(outcome) for outcome in outcomes},
        "checks": [
            {
                "id": result.id,
                "level": result.level,
                "outcome": result.found.outcome,
                "about": result.about,
                "looked_at": result.found.looked_at,
                "offenders": list(result.found.offenders),
                "remedy": result.remedy,
                "cited": result.cited,
            }
            for result in group.results
        ],
        "left": [{"id": id, "why": why} for id, why in group.left],
    }
