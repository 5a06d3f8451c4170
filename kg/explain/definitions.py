"""Why something is in a class: the rules of the ontology, read backwards from what was found.

The closure has said already *that* it is; here the shortest reason is looked for. When none is
found within bounds the answer is None, never a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.closure import Schema, load_schema
from kg.closure.rules import AllOf, Has, Only, Role, Rule, Some, SomeIs, SomeValue, SubClass
from kg.explain.reading import SHARED, Reader, Statement
from kg.terms import A, is_iri

_MOST_TRIED = 3_000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why ``thing`` is in ``class_`` (a term, or ``_:…`` for the inside of a definition).

    No rule: it is stated. ``parts`` are reasons for what the rule asks; ``value`` is what its
    role leads to.
    """

    thing: str
    class_: str
    rule: Rule | None = None
    parts: tuple[Reason, ...] = ()
    value: str | None = None
    stated: bool = True
    """Whether it was stated that the role leads to the value, or worked out in turn."""

    @property
    def size(self) -> int:
        """How many rules and facts it takes, what was worked out counting more."""
        return 1 + (not self.stated) + sum(part.size for part in self.parts)


@cache
def _rules_by_head() -> dict[str, list[Rule]]:
    by_head: dict[str, list[Rule]] = defaultdict(list)
    for rule in load_schema().rules:
        match rule:
            case SubClass() | AllOf() | Some() | SomeIs() | SomeValue():
                by_head[rule.head].append(rule)
            case Only():
                by_head[rule.filler].append(rule)
            case _:
                pass
    return by_head


def rules_for(class_: str) -> list[Rule]:
    """Return the rules that make something a member of a class."""
    return _rules_by_head().get(class_, [])


@cache
def classes_that_bring(property: str, value: str) -> tuple[str, ...]:
    """Return the classes whose members all have a value (terms), by the ontology."""
    role = load_schema().roles.get(property)
    brings = (
        rule.body
        for rule in load_schema().rules
        if isinstance(rule, Has) and rule.role == role and rule.value == value
    )
    return tuple(sorted(set(brings)))


class Reasons:
    """Finds reasons for class membership in what one study sees."""

    def __init__(self, reader: Reader, study: str) -> None:
        self._reader = reader
        self._study = study
        self._schema: Schema = load_schema()
        self._left = _MOST_TRIED
        self._found: dict[tuple[str, str], Reason] = {}

    def why(self, thing: str, class_: str) -> Reason | None:
        """Return the shortest reason why a thing is in a class; None if it is not, or none found.

        Both are terms; the class may be one that the ontology does not name.
        """
        self._left = _MOST_TRIED
        return self._why(thing, class_, frozenset())

    def is_in(self, thing: str, class_: str) -> bool:
        """Say whether a thing is in a class that has a name."""
        said = self._seen(self._reader.about(thing))
        return any(s.property == A and s.value == class_ for s in said) or (
            thing in self._schema.base.members.get(class_, ())
        )

    def _why(self, thing: str, class_: str, above: frozenset[tuple[str, str]]) -> Reason | None:
        goal = thing, class_
        if goal in self._found:
            return self._found[goal]
        if goal in above or self._left <= 0 or not is_iri(thing):
            return None
        self._left -= 1
        if is_iri(class_):
            if self._is_stated(thing, class_):
                return Reason(thing, class_)
            if not self.is_in(thing, class_):
                return None
        within = above | {goal}
        found = [
            reason
            for rule in rules_for(class_)
            if (reason := self._by(rule, thing, class_, within)) is not None
        ]
        if not found:
            return None
        best = min(found, key=lambda reason: reason.size)
        if not above:  # deeper down, what stands above was barred from it
            self._found[goal] = best
        return best

    def _by(
        self, rule: Rule, thing: str, class_: str, above: frozenset[tuple[str, str]]
    ) -> Reason | None:
        match rule:
            case SubClass():
                part = self._why(thing, rule.body, above)
                return part and Reason(thing, class_, rule, (part,))
            case AllOf():
                parts = []
                for body in rule.bodies:
                    part = self._why(thing, body, above)
                    if part is None:
                        return None
                    parts.append(part)
                return Reason(thing, class_, rule, tuple(parts))
            case Some():
                for value, stated in self.values(thing, rule.role):
                    if rule.filler is None:
                        return Reason(thing, class_, rule, (), value, stated)
                    part = self._why(value, rule.filler, above)
                    if part is not None:
                        return Reason(thing, class_, rule, (part,), value, stated)
            case SomeIs():
                for value, stated in self.values(thing, rule.role):
                    if value == rule.value:
                        return Reason(thing, class_, rule, (), value, stated)
            case SomeValue():
                for value, stated in self.values(thing, rule.role):
                    if value[0] == '"' and rule.values.holds(value):
                        return Reason(thing, class_, rule, (), value, stated)
            case Only():
                for value, stated in self.values(thing, rule.role.turned()):
                    part = self._why(value, rule.body, above)
                    if part is not None:
                        return Reason(thing, class_, rule, (part,), value, stated)
        return None

    def values(self, thing: str, role: Role) -> Iterator[tuple[str, bool]]:
        """Yield what a thing has in a role, and whether that was stated; what was comes first."""
        roles = self._schema.roles
        said = self._seen(self._reader.about(thing))
        found = [s for s in said if roles.get(s.property) == role]
        # Both directions are derived where both have a name, so this is asked for few roles only.
        if role not in roles.values():
            into = self._seen(self._reader.into(thing))
            found += [s for s in into if roles.get(s.property) == role.turned()]
        stated = {s.value for s in found if s.stated}
        for value in sorted({s.value for s in found}, key=lambda v: (v not in stated, v)):
            yield value, value in stated

    def _is_stated(self, thing: str, class_: str) -> bool:
        return any(
            s.stated and s.property == A and s.value == class_
            for s in self._seen(self._reader.about(thing))
        )

    def _seen(self, said: list[Statement]) -> list[Statement]:
        return [s for s in said if s.study in (self._study, SHARED)]
