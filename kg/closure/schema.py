"""The ontology and the shared scheme, ready to derive with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.closure.assumptions import above
from kg.closure.engine import Facts, Pair
from kg.closure.plan import Plan, plan
from kg.closure.reading import read_rules
from kg.closure.rules import Chain, Role, Rule, SubRole
from kg.terms import A, Triple

Members = dict[str, set[str]]
Pairs = dict[str, set[Pair]]


@dataclass(frozen=True, slots=True)
class Schema:
    """Rules read from an ontology, and all that follows from it and the scheme by themselves.

    ``roles`` gives every object and data property the role it is kept as; ``literal`` are the
    data properties; ``unread`` the classes (terms) whose definition rules cannot tell in full;
    ``circular`` the kept properties for which everything touched would relate to itself.
    """

    rules: tuple[Rule, ...]
    plan: Plan
    roles: dict[str, Role]
    literal: frozenset[str]
    circular: frozenset[str]
    unread: tuple[str, ...]
    base: Facts

    @classmethod
    def from_triples(cls, ontology: Iterable[Triple], scheme: Iterable[Triple] = ()) -> Schema:
        """Read an ontology (blank nodes as ``_:…``) and a scheme of things it speaks about."""
        triples = list(ontology)
        found = read_rules(triples)
        steps = plan(found.rules)
        literal = frozenset(n for n, r in found.roles.names().items() if found.roles.is_literal(r))
        base = Facts(steps)
        schema = cls(
            found.rules, steps, found.roles.names(), literal, _circular(found.rules),
            found.unread, base,
        )  # fmt: skip
        members, pairs = schema.sort([*triples, *scheme])
        for name, named in found.members.items():
            members.setdefault(name, set()).update(named)
        base.close(members, schema.kept(pairs))
        return schema

    def sort(self, triples: Iterable[Triple]) -> tuple[Members, Pairs]:
        """Sort triples into members by class and pairs by property; leave out what no rule reads.

        A literal where a thing should be, or a thing where a literal should be, is left out too.
        """
        members: Members = defaultdict(set)
        pairs: Pairs = defaultdict(set)
        roles = self.roles
        for s, p, o in triples:
            if p == A:
                members[o].add(s)
            elif p in roles:
                pairs[p].add((s, o))
        for name, found in pairs.items():
            wrong = "<" if name in self.literal else '"'
            if wrong in {o[0] for _, o in found}:
                pairs[name] = {(s, o) for s, o in found if o[0] != wrong}
        return {name: found for name, found in members.items() if name[0] != '"'}, dict(pairs)

    def kept(self, pairs: Pairs) -> Pairs:
        """Return pairs under the names of the properties that are kept."""
        kept: Pairs = defaultdict(set)
        for name, found in pairs.items():
            role = self.roles[name]
            kept[role.name] |= {(o, s) for s, o in found} if role.inverse else found
        return kept


def _circular(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the symmetric and transitive properties, and those above: x r y gives x r x."""
    rules = list(rules)
    symmetric = {r.body.name for r in rules if isinstance(r, SubRole) and r.body.turned() == r.head}
    transitive = {
        r.head.name for r in rules if isinstance(r, Chain) and r.left == r.right == r.head
    }
    return frozenset(
        wider.name for name in symmetric & transitive for wider in above(Role(name), rules)
    )
