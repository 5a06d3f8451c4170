"""A set of mappings: who says that which codes mean which constructs, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from kg.findings import Place
from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, CONSTRUCT, SKOS

CARRY = ("exactMatch", "broadMatch")
"""The matches that carry evidence from a code to what it is mapped to."""
MATCHES = (*CARRY, "closeMatch", "narrowMatch", "relatedMatch")
OWN = "own"
"""What stands for each study's own mappings where sets are named."""
NONE = "none"
"""What stands for no mappings at all there."""


def set_iri(name: str) -> str:
    """Return the IRI of a set of mappings.

    >>> set_iri("hub")
    'https://w3id.org/pif-kg/mapping/hub'
    """
    return f"{BASE}mapping/{name}"


def match_term(name: str) -> str:
    """Return a SKOS match as a term."""
    return f"<{SKOS}{name}>"


def short(iri: str) -> str:
    """Return a code as ``study/code``, a construct by its key, anything else as it is.

    >>> short("https://w3id.org/pif-kg/study/s1/code/a"), short("https://w3id.org/pif-kg/scheme/patching")
    ('s1/a', 'patching')
    """
    if iri.startswith(CONSTRUCT):
        return iri[len(CONSTRUCT) :]
    named = split_thing_iri(iri)
    return f"{named[0]}/{named[2]}" if named is not None and named[1] == "code" else iri


def study_of_code(iri: str) -> str | None:
    """Return the study whose code an IRI is; None for anything else."""
    named = split_thing_iri(iri)
    return named[0] if named is not None and named[1] == "code" else None


@dataclass(frozen=True, slots=True)
class Match:
    """One mapping: ``subject`` and ``object`` are IRIs, ``predicate`` the name of a SKOS match."""

    id: str
    subject: str
    predicate: str
    object: str
    justification: str = ""
    author: str = ""
    confidence: Decimal | None = None
    comment: str = ""
    place: Place | None = field(default=None, compare=False)

    @property
    def says(self) -> str:
        """The mapping in a line."""
        return f"{short(self.subject)} {self.predicate} {short(self.object)}"


@dataclass(frozen=True, slots=True)
class MappingSet:
    """Mappings that one party made together. ``name`` is unique in a store, also among studies."""

    name: str
    title: str = ""
    creators: tuple[str, ...] = ()
    licence: str = ""
    date: str = ""
    version: str = ""
    source: str = ""
    """The address that the file itself gives the set (``mapping_set_id``)."""
    about: str = ""
    comment: str = ""
    matches: tuple[Match, ...] = ()

    @property
    def studies(self) -> tuple[str, ...]:
        """The studies whose codes it maps, or maps to."""
        ends = (end for m in self.matches for end in (m.subject, m.object))
        return tuple(sorted({study for end in ends if (study := study_of_code(end)) is not None}))

    @property
    def who(self) -> str:
        """Who made it, in words; empty when nobody is named."""
        named = self.creators or tuple(sorted({m.author for m in self.matches if m.author}))
        return ", ".join(named)
