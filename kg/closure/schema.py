"""The ontology and the shared scheme, ready to derive with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.closure.assumptions import above
from kg.closure.engine import Facts, Links
from kg.closure.plan import Plan, plan
from kg.closure.reading import read_rules
from kg.closure.rules import Chain, Role, Rule, SubRole
from kg.terms import A, Triple

Members = dict[str, set[str]]
Pairs = dict[str, Links]
_NONE: frozenset[str] = frozenset()


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
        pairs: Pairs = defaultdict(dict)
        roles = self.roles
        for s, p, o in triples:
            if p == A:
                members[o].add(s)
            elif p in roles:
                pairs[p][s, o] = None
        return self._well_formed(members, pairs)

    def _well_formed(self, members: Members, pairs: Pairs) -> tuple[Members, Pairs]:
        for name, found in pairs.items():
            wrong = "<" if name in self.literal else '"'
            if wrong in {o[0] for _, o in found}:
                pairs[name] = {(s, o): None for s, o in found if o[0] != wrong}
        return {name: found for name, found in members.items() if name[0] != '"'}, dict(pairs)

    def told(self, triples: Iterable[Triple]) -> tuple[Members, Pairs, Members]:
        """Sort triples likewise, but of most properties only keep what follows from them.

        That is of what classes the things are that they relate, which is the third of what is
        returned: pairs that lead to nothing else are most of a study.
        """
        ends: dict[str, tuple[str, set[str] | None, set[str] | None]] = {}
        follows: Members = defaultdict(set)
        names = Counter(role.name for role in self.roles.values())
        for name, role in self.roles.items():
            # What is said by one name of a property (its inverse) follows by each other.
            if role.name not in self.plan.inner and names[role.name] == 1 and name != A:
                classes = self.plan.ends.get(role.name, (_NONE, _NONE))
                left, right = classes[::-1] if role.inverse else classes
                wrong = "<" if name in self.literal else '"'
                ends[name] = (wrong, set() if left else None, set() if right else None)
        members: Members = defaultdict(set)
        pairs: Pairs = defaultdict(dict)
        roles, end_of = self.roles, ends.get
        for s, p, o in triples:
            end = end_of(p)
            if end is None:
                if p == A:
                    members[o].add(s)
                elif p in roles:
                    pairs[p][s, o] = None
                continue
            wrong, lefts, rights = end
            if o[0] != wrong:
                if lefts is not None:
                    lefts.add(s)
                if rights is not None:
                    rights.add(o)
        for name, (_, *found) in ends.items():
            role = self.roles[name]
            classes = self.plan.ends.get(role.name, (_NONE, _NONE))
            for heads, things in zip(classes[:: -1 if role.inverse else 1], found, strict=True):
                for head in heads:
                    follows[head] |= things or set()
        return *self._well_formed(members, pairs), follows

    def kept(self, pairs: Pairs) -> Pairs:
        """Return pairs under the names of the properties that are kept."""
        kept: Pairs = defaultdict(dict)
        for name, found in pairs.items():
            role = self.roles[name]
            kept[role.name] |= {(o, s): None for s, o in found} if role.inverse else found
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
