"""Read an OWL ontology's triples into rules.

Read are the parts of OWL 2 that let something follow for a named thing without guessing: those
listed in docs/reference/derived-facts.md. Others (disjointness, complements, upper bounds) only
make contradictions, which is HermiT's business, or ask for reasoning by cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from kg.closure.assumptions import with_known_things
from kg.closure.roles import Roles
from kg.closure.rules import (
    AllOf,
    Chain,
    Exists,
    Has,
    Only,
    Role,
    Rule,
    Some,
    SomeIs,
    SomeValue,
    SubClass,
    SubRole,
)
from kg.closure.statements import Statements, owl, rdfs
from kg.closure.values import FACETS, DataRange, value
from kg.namespaces import XSD
from kg.terms import Triple, iri, is_iri

THING = owl("Thing")
NOTHING = owl("Nothing")
_CARDINALITIES = (
    "minCardinality",
    "minQualifiedCardinality",
    "cardinality",
    "qualifiedCardinality",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """An ontology as rules.

    ``members`` are those of classes given by a list of individuals. ``unread`` are the classes
    (terms) with a definition that holds more than rules can say: nothing is ever inferred to be
    in them by it.
    """

    rules: tuple[Rule, ...]
    roles: Roles
    members: dict[str, set[str]]
    unread: tuple[str, ...]


def read_rules(triples: Iterable[Triple]) -> Reading:
    """Read an ontology; annotations and facts about individuals are passed over."""
    said = Statements(triples)
    reader = _Reader(said)
    reader.read()
    rules = with_known_things(list(dict.fromkeys(reader.rules)), reader.roles.functional())
    return Reading(tuple(rules), reader.roles, dict(reader.members), tuple(sorted(reader.unread)))


class _Reader:
    def __init__(self, said: Statements) -> None:
        self.said = said
        self.roles = Roles(said)
        self.rules: list[Rule] = []
        self.members: dict[str, set[str]] = defaultdict(set)
        self.unread: set[str] = set()
        self._named = 0
        self._lost = False
        self._enough: dict[str, str | None] = {}
        self._said: dict[str, str] = {}
        self._open: set[tuple[str, str]] = set()

    def read(self) -> None:
        for left, right in self.said.pairs(rdfs("subClassOf")):
            self._axiom(left, right)
        for left, right in self.said.pairs(owl("equivalentClass")):
            self._axiom(left, right)
            self._axiom(right, left)
        for name, union in self.said.pairs(owl("disjointUnionOf")):
            for member in self.said.list(union):
                self._axiom(member, name)
        self._properties()

    # Classes.

    def _axiom(self, left: str, right: str) -> None:
        self._lost = False
        body = self.enough(left)
        untold = body is None or body == THING or self._lost
        if untold and right != THING and left != NOTHING:
            self.unread.add(right if is_iri(right) else left)
        if body is not None and body != THING:
            self.follows(body, right)

    def enough(self, node: str) -> str | None:
        """Return a class that whatever meets an expression is in; None if no rule can tell."""
        if is_iri(node):
            return None if node == NOTHING else node
        if node not in self._enough:
            self._enough[node] = None  # met again inside itself: nothing can tell
            self._enough[node] = self._enough_for(node)
        return self._enough[node]

    def _enough_for(self, node: str) -> str | None:
        said = self.said
        if parts := said.one(node, owl("intersectionOf")):
            bodies = [self.enough(part) for part in said.list(parts)]
            if None in bodies:
                return None
            known = tuple(sorted({b for b in bodies if b is not None and b != THING}))
            if len(known) < 2:
                return known[0] if known else THING
            return self._new(lambda head: AllOf(known, head))
        if choices := said.one(node, owl("unionOf")):
            head = self._name()
            for choice in said.list(choices):
                body = self.enough(choice)
                if body == THING:
                    return THING
                if body is None:
                    self._lost = True
                else:
                    self.rules.append(SubClass(body, head))
            return head
        if members := said.one(node, owl("oneOf")):
            head = self._name()
            self.members[head] |= {m for m in said.list(members) if is_iri(m)}
            return head
        return self._enough_of_restriction(node)

    def _enough_of_restriction(self, node: str) -> str | None:
        said = self.said
        on = said.one(node, owl("onProperty"))
        role = self.roles.role(on) if on else None
        if role is None:
            return None
        if given := said.one(node, owl("hasValue")):
            if is_iri(given):
                return self._new(lambda head: SomeIs(role, given, head))
            only = DataRange(values=frozenset({value(given)}))
            return self._new(lambda head: SomeValue(role, only, head))
        if self.roles.is_literal(role):
            some = said.one(node, owl("someValuesFrom"))
            data = some and self._data_range(some)
            return self._new(lambda head: SomeValue(role, data, head)) if data else None
        found = self._at_least_one(node)
        # "Exactly one" is more than "at least one", so it cannot be concluded from it.
        if found is None or said.one(node, owl("cardinality"), owl("qualifiedCardinality")):
            return None
        filler = self.enough(found)
        if filler is None:
            return None
        return self._new(lambda head: Some(role, None if filler == THING else filler, head))

    def _at_least_one(self, node: str) -> str | None:
        """Return the class that a restriction asks one or more of."""
        if some := self.said.one(node, owl("someValuesFrom")):
            return some
        for name in _CARDINALITIES:
            count = self.said.one(node, owl(name))
            if count is not None and value(count)[1] == 1:
                return self.said.one(node, owl("onClass")) or THING
        return None

    def follows(self, body: str, node: str) -> None:
        """Add what an expression says about whatever is in a class."""
        said = self.said
        if is_iri(node):
            if node not in (THING, NOTHING, body):
                self.rules.append(SubClass(body, node))
            return
        if (body, node) not in self._open:  # an intersection may hold itself in a broken file
            self._open.add((body, node))
            for part in said.list(said.one(node, owl("intersectionOf"))):
                self.follows(body, part)
        on = said.one(node, owl("onProperty"))
        role = self.roles.role(on) if on else None
        if role is None:
            return
        if given := said.one(node, owl("hasValue")):
            self.rules.append(Has(body, role, given))
        elif self.roles.is_literal(role):
            return
        elif only := said.one(node, owl("allValuesFrom")):
            if filler := self._consequence(only):
                self.rules.append(Only(body, role, filler))
        else:
            self._exists(body, role, node)

    def _exists(self, body: str, role: Role, node: str) -> None:
        found = self._at_least_one(node)
        if found is None:
            for name in _CARDINALITIES:
                count = self.said.one(node, owl(name))
                means = value(count)[1] if count else 0
                if isinstance(means, Fraction) and means >= 1:
                    found = self.said.one(node, owl("onClass")) or THING
        if found is None:
            return
        choices = self.said.list(self.said.one(found, owl("oneOf")))
        if len(choices) == 1:
            self.rules.append(Has(body, role, choices[0]))
        else:
            self.rules.append(Exists(body, role, self._consequence(found)))

    def _consequence(self, node: str) -> str | None:
        """Return a class whose members are all that an expression says; None for any thing."""
        if node in (THING, NOTHING):
            return None
        if is_iri(node):
            return node
        if node not in self._said:
            self._said[node] = self._name()
            self.follows(self._said[node], node)
        return self._said[node]

    def _data_range(self, node: str) -> DataRange | None:
        said = self.said
        if is_iri(node):
            return DataRange(node[1:-1])
        if listed := said.one(node, owl("oneOf")):
            return DataRange(values=frozenset(value(v) for v in said.list(listed)))
        base = said.one(node, owl("onDatatype"))
        if base is None:
            return None
        limits = []
        for facet in said.list(said.one(node, owl("withRestrictions"))):
            for name, limit in said.about(facet):
                _, number = value(limit)
                if name not in [iri(f"{XSD}{f}") for f in FACETS] or isinstance(number, str):
                    return None
                limits.append((name[1:-1].removeprefix(XSD), number))
        return DataRange(base[1:-1], tuple(sorted(limits)))

    # Properties.

    def _properties(self) -> None:
        said, role_of = self.said, self.roles.role
        for name, wider in said.pairs(rdfs("subPropertyOf")):
            below, above = role_of(name), role_of(wider)
            if below and above and below != above:
                self.rules.append(SubRole(below, above))
        for name, chain in said.pairs(owl("propertyChainAxiom")):
            self._chain(name, said.list(chain))
        for name in self.roles.with_kind("TransitiveProperty"):
            if role := role_of(name):
                self.rules.append(Chain(role, role, role))
        symmetric = [*self.roles.with_kind("SymmetricProperty"), *sorted(self.roles.turned)]
        for name in symmetric:
            if role := role_of(name):
                self.rules.append(SubRole(role, role.turned()))
        for name, domain in said.pairs(rdfs("domain")):
            if (role := role_of(name)) and (head := self._consequence(domain)):
                self.rules.append(Some(role, None, head))
        for name, kind in said.pairs(rdfs("range")):
            role = role_of(name)
            if role and not self.roles.is_literal(role) and (head := self._consequence(kind)):
                self.rules.append(Some(role.turned(), None, head))

    def _chain(self, name: str, links: list[str]) -> None:
        head = self.roles.role(name)
        steps = [self.roles.role(link) for link in links]
        if head is None or not steps or None in steps:
            return
        known = [step for step in steps if step is not None]
        left = known[0]
        for step in known[1:-1]:
            middle = Role(self._name())
            self.rules.append(Chain(left, step, middle))
            left = middle
        self.rules.append(Chain(left, known[-1], head) if len(known) > 1 else SubRole(left, head))

    def _name(self) -> str:
        self._named += 1
        return f"_:rule{self._named}"

    def _new(self, rule_for: Callable[[str], Rule]) -> str:
        name = self._name()
        self.rules.append(rule_for(name))
        return name
