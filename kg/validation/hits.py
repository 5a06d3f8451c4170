"""What a shape or a rule in code is, as reports, pages and documentation speak of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.findings import Severity
from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, shorten

SHAPES = f"{BASE}shapes#"
"""The namespace of shapes and rules: the IRI of a rule is its name in it."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is checked. ``about`` is the IRI of the property that findings are about.

    ``at_release`` is the severity when a study is checked for publication; ``home`` is the file
    that holds the rule, below the top of the package or checkout.
    """

    name: str
    severity: Severity
    at_release: Severity
    title: str
    why: str
    message: str
    remedy: str
    about: str | None
    home: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that breaks one rule. ``detail`` is a sentence on this case, or empty."""

    rule: Rule
    focus: str
    detail: str = ""
    about: str | None = None


def split_message(said: str) -> tuple[str, str]:
    """Split what a shape says into what is wrong, its first sentence, and what to do.

    >>> split_message("The quote has no text. Copy the words into the text column.")
    ('The quote has no text.', 'Copy the words into the text column.')
    """
    what, _, remedy = _SENTENCE.sub("\0", said, count=1).partition("\0")
    return what, remedy


def name_of(iri: str) -> str:
    """Return what to call a thing in a message.

    >>> name_of("https://w3id.org/pif-kg/study/krishna2024/quote/Q27")
    'quote Q27'
    """
    thing = split_thing_iri(iri)
    return f"{thing[1]} {thing[2]}".strip() if thing else shorten(iri)
