"""What is above a role, and so which known thing can be the one that must exist."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from kg.closure.rules import Exists, Role, Rule, SubRole


def with_known_things(rules: list[Rule], functional: set[Role]) -> list[Rule]:
    """Note with each rule that something exists the functional roles it runs along."""
    return [
        replace(rule, same_as=tuple(sorted(above(rule.role, rules) & functional)))
        if isinstance(rule, Exists)
        else rule
        for rule in rules
    ]


def above(role: Role, rules: Collection[Rule]) -> set[Role]:
    """Return a role and all that it is part of."""
    found = {role}
    while True:
        more = {
            head
            for rule in rules
            if isinstance(rule, SubRole)
            for body, head in (
                (rule.body, rule.head),
                (rule.body.turned(), rule.head.turned()),
            )
            if body in found
        } - found
        if not more:
            return found
        found |= more
