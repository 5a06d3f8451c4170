"""Which properties the rules speak of, and which of two inverses is the one that is kept."""

from __future__ import annotations

from kg.closure.rules import Role
from kg.closure.statements import Statements, owl
from kg.namespaces import RDF
from kg.terms import iri, is_iri

_TYPE = iri(f"{RDF}type")
_UNTOUCHED = {
    owl(name)
    for name in (
        "topObjectProperty", "bottomObjectProperty", "topDataProperty", "bottomDataProperty",
    )
}  # fmt: skip


class Roles:
    """The object and data properties of an ontology. Annotation properties mean nothing to rules.

    Properties that are each other's inverse, or equivalent, are one set of pairs under one name
    (the first by spelling); ``turned`` holds those kept properties that are their own inverse
    besides, because the inverses declared run in a circle.
    """

    def __init__(self, said: Statements) -> None:
        self._said = said
        self._kinds: dict[str, set[str]] = {}
        for name, kind in said.pairs(_TYPE):
            self._kinds.setdefault(name, set()).add(kind)
        self._up: dict[str, Role] = {}
        self.turned: set[str] = set()
        for name, other in said.pairs(owl("inverseOf")):
            if is_iri(name) and is_iri(other):
                self._join(name, other, inverse=True)
        for name, other in said.pairs(owl("equivalentProperty")):
            if is_iri(name) and is_iri(other):
                self._join(name, other, inverse=False)

    def with_kind(self, kind: str) -> list[str]:
        """Return the properties declared with a class of OWL, such as ``TransitiveProperty``."""
        return [name for name, found in self._said.pairs(_TYPE) if found == owl(kind)]

    def role(self, node: str) -> Role | None:
        """Return a property, or the inverse that an expression asks for, as it is kept.

        None for annotation properties and for those that hold of everything or nothing.
        """
        if not is_iri(node):
            inner = self._said.one(node, owl("inverseOf"))
            found = self.role(inner) if inner and is_iri(inner) else None
            return found.turned() if found else None
        kinds = self._kinds.get(node, set())
        if node in _UNTOUCHED or (
            owl("AnnotationProperty") in kinds
            and not kinds & {owl("ObjectProperty"), owl("DatatypeProperty")}
        ):
            return None
        return self._kept(node)

    def is_literal(self, role: Role) -> bool:
        """Say whether a role's values are literals."""
        return owl("DatatypeProperty") in self._kinds.get(role.name, set())

    def functional(self) -> set[Role]:
        """Return the roles that lead to one thing at most."""
        found = {self._kept(p) for p in self.with_kind("FunctionalProperty") if is_iri(p)}
        turned = self.with_kind("InverseFunctionalProperty")
        return found | {self._kept(p).turned() for p in turned if is_iri(p)}

    def names(self) -> dict[str, Role]:
        """Return every property with the role it is kept as, annotation properties left out."""
        named = set(self._up) | {
            name
            for kind in ("ObjectProperty", "DatatypeProperty")
            for name in self.with_kind(kind)
            if is_iri(name)
        }
        roles = {name: self.role(name) for name in sorted(named)}
        return {name: role for name, role in roles.items() if role is not None}

    def _kept(self, name: str) -> Role:
        role = Role(name)
        while role.name in self._up:
            above = self._up[role.name]
            role = Role(above.name, above.inverse != role.inverse)
        return role

    def _join(self, name: str, other: str, *, inverse: bool) -> None:
        one, two = self._kept(name), self._kept(other)
        # name = one and other = two, each maybe turned; so one = two, turned if so in all.
        turned = one.inverse ^ two.inverse ^ inverse
        if one.name == two.name:
            if turned:
                self.turned.add(one.name)
            return
        low, high = sorted((one.name, two.name))
        self._up[high] = Role(low, turned)
        if high in self.turned:
            self.turned = (self.turned - {high}) | {low}
