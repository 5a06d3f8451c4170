"""The kinds of facets a quote has, and the short names of their values.

A value that every study shares (a role, a construct of the shared scheme) is known by a short
key: ``mentee``, ``patching``. What belongs to one study (a document, a code) is ``study/id``.
"""

from __future__ import annotations

from typing import Literal

from kg.identifiers import construct_iri, split_thing_iri, study_iri, thing_iri
from kg.namespaces import CONSTRUCT, PIF
from kg.stating import ACCESS, DOCUMENT_CLASSES, ROLE_CLASSES

Kind = Literal[
    "construct", "bears_on", "role", "source", "status", "access", "work", "study",
    "document", "participant", "claim", "code", "coder",
]  # fmt: skip
Mode = Literal["scheme", "filed"]

SHARED: tuple[str, ...] = (
    "construct", "filed", "bears_on", "role", "source", "status", "access", "work",
    "unmapped", "unmapped_bears",
)  # fmt: skip
"""What is kept for all studies together. ``filed`` holds constructs as the studies filed them,
``unmapped`` those that quotes support (or bear on) without any mapping."""
OWN: tuple[str, ...] = (
    "document", "participant", "claim", "code", "coder", "code_closed", "code_bears",
    "code_unmapped", "code_unmapped_bears",
)  # fmt: skip
"""What is kept study by study. ``code_closed`` holds each code with all below it."""
KINDS: tuple[Kind, ...] = (
    "construct", "role", "source", "study", "status", "access", "document", "participant",
    "claim", "code", "coder", "work", "bears_on",
)  # fmt: skip
"""What can be asked for."""

ROLES = {f"<{PIF}{name}>": role for role, name in ROLE_CLASSES.items()}
SOURCES = {f"<{PIF}{name}>": kind for kind, name in DOCUMENT_CLASSES.items()}
LEVELS = {f"<{PIF}{name}>": level for level, name in ACCESS.items()}
OTHER_SOURCE = "other"
"""The source of a document that is of no kind with a class of its own."""


def concept_key(iri: str) -> str:
    """Return the key of a construct or code.

    >>> concept_key("https://w3id.org/pif-kg/scheme/patching")
    'patching'
    >>> concept_key("https://w3id.org/pif-kg/study/s1/code/d2.4")
    's1/d2.4'
    """
    if iri.startswith(CONSTRUCT):
        return iri[len(CONSTRUCT) :]
    named = split_thing_iri(iri)
    return f"{named[0]}/{named[2]}" if named is not None and named[1] == "code" else iri


class Keys:
    """The keys of a study's things and of the concepts it refers to."""

    def __init__(self, study: str, ids: dict[str, str]) -> None:
        self.study, self.ids = study, ids

    def own(self, thing: str, kind: str) -> str:
        """Return the full key of a thing of a study."""
        named = split_thing_iri(thing[1:-1])
        if named is not None and named[1] == kind:
            return f"{named[0]}/{named[2]}"
        return f"{self.study}/{self.ids.get(thing, thing[1:-1])}"

    def concept(self, concept: str) -> str:
        """Return the key of a construct, or the full key of a code."""
        key = concept_key(concept[1:-1])
        if ":" in key and concept in self.ids:  # a code with an address of its own
            return f"{self.study}/{self.ids[concept]}"
        return key


def concept_iri(key: str) -> str:
    """Return the IRI that a construct's or code's key stands for."""
    if ":" in key:
        return key
    study, slash, id = key.partition("/")
    return thing_iri(study, "code", id) if slash else construct_iri(key)


def value_iri(kind: Kind, key: str) -> str:
    """Return the IRI of a value that has one and is not stored with another.

    >>> value_iri("participant", "krishna2024/NP1")
    'https://w3id.org/pif-kg/study/krishna2024/participant/NP1'
    """
    if kind in ("construct", "bears_on", "code"):
        return concept_iri(key)
    if kind == "work":
        return key
    if kind == "study":
        return study_iri(key)
    study, _, id = key.partition("/")
    return thing_iri(study, kind, id)
