"""Which things that must exist are worth assuming.

Most are not: that a quote has a document says nothing new about the quote. An assumed thing is
worth its while only if a definition or a chain can look at it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from kg.closure.rules import Chain, Exists, Only, Role, Rule, Some, SubClass, SubRole


def worth_assuming(rules: list[Rule], functional: set[Role]) -> list[Rule]:
    """Leave out assumptions that lead nowhere, and note what functional roles they run along.

    What follows from merely having a role (its domain) becomes a rule of its own.
    """
    looked_at = _looked_at(rules)
    kept: list[Rule] = []
    for rule in rules:
        if not isinstance(rule, Exists):
            kept.append(rule)
            continue
        wider = above(rule.role, rules)
        kept += [
            SubClass(rule.body, other.head)
            for other in rules
            if isinstance(other, Some)
            and other.filler is None
            and other.role in wider
            and other.head != rule.body
        ]
        if wider & looked_at:
            kept.append(replace(rule, same_as=tuple(sorted(wider & functional))))
    return list(dict.fromkeys(kept))


def _looked_at(rules: list[Rule]) -> set[Role]:
    """Return the roles whose further end some rule looks at."""
    found: set[Role] = set()
    for rule in rules:
        match rule:
            case Some(filler=str()):
                found.add(rule.role)
            case Chain():
                found |= {rule.left, rule.left.turned(), rule.right, rule.right.turned()}
            case Only():
                found.add(rule.role.turned())
    return found


def above(role: Role, rules: Collection[Rule]) -> set[Role]:
    """Return a role and all that it is part of."""
    found = {role}
    while True:
        more = {
            head if not flipped else head.turned()
            for rule in rules
            if isinstance(rule, SubRole)
            for head, body in [(rule.head, rule.body)]
            for flipped in (False, True)
            if (body.turned() if flipped else body) in found
        } - found
        if not more:
            return found
        found |= more
