"""The forms a rule can take. A rule is data: the engine runs it forwards, others may read it.

Classes and properties are terms (:mod:`kg.terms`). A class or property that the ontology writes
down but does not name (the inside of a definition, the middle of a chain) is called ``_:…`` and
never leaves the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kg.closure.values import DataRange


class Role(NamedTuple):
    """A property in one of its two directions. ``name`` is the property that is kept.

    Of a property and its inverse only one is kept; the other is the same pairs turned round.
    """

    name: str
    inverse: bool = False

    def turned(self) -> Role:
        """Return the other direction."""
        return Role(self.name, not self.inverse)


@dataclass(frozen=True, slots=True)
class SubClass:
    """Whatever is in ``body`` is in ``head``."""

    body: str
    head: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Whatever is in each of ``bodies`` is in ``head``."""

    bodies: tuple[str, ...]
    head: str


@dataclass(frozen=True, slots=True)
class Some:
    """Whatever has a ``role`` to a member of ``filler`` (None: to anything) is in ``head``.

    Domains are this rule with no filler; ranges the same with the role turned round.
    """

    role: Role
    filler: str | None
    head: str


@dataclass(frozen=True, slots=True)
class SomeIs:
    """Whatever has this very ``value`` (an IRI) in ``role`` is in ``head``."""

    role: Role
    value: str
    head: str


@dataclass(frozen=True, slots=True)
class SomeValue:
    """Whatever has a literal that lies in ``values`` is in ``head``."""

    role: Role
    values: DataRange
    head: str


@dataclass(frozen=True, slots=True)
class Has:
    """Whatever is in ``body`` has ``value`` in ``role``."""

    body: str
    role: Role
    value: str


@dataclass(frozen=True, slots=True)
class Only:
    """Whatever a member of ``body`` points to with ``role`` is in ``filler``."""

    body: str
    role: Role
    filler: str


@dataclass(frozen=True, slots=True)
class SubRole:
    """Each pair of ``body`` is one of ``head``. A symmetric property turns into itself."""

    body: Role
    head: Role


@dataclass(frozen=True, slots=True)
class Chain:
    """``left`` followed by ``right`` gives ``head``. A transitive property chains to itself."""

    left: Role
    right: Role
    head: Role


@dataclass(frozen=True, slots=True)
class Exists:
    """Whatever is in ``body`` has something in ``role``, a member of ``filler`` (None: anything).

    ``same_as`` are the functional roles above ``role``: what one of them points to already is
    the thing meant, so nothing needs to be assumed.
    """

    body: str
    role: Role
    filler: str | None
    same_as: tuple[Role, ...] = ()


Rule = SubClass | AllOf | Some | SomeIs | SomeValue | Has | Only | SubRole | Chain | Exists
