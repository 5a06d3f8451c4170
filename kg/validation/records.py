"""What is not held against a study that is known from its publication alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.terms import A
from kg.validation.facts import pif

if TYPE_CHECKING:
    from kg.validation.facts import Facts
    from kg.validation.hits import Hit

_RECORD = pif("StudyRecord")
_NOT_ASKED = frozenset({
    "Study-license", "Study-rights", "Study-usesMethod", "Study-documents",
    "Study-ethicsReference", "Study-consentToPublish", "Codebook-codes", "Publication-title",
    "Code-mapped",
})  # fmt: skip
"""Rules about what only those who did a study could say; a record says what was not at hand."""


def asked_of(hits: Iterable[Hit], facts: Facts) -> Iterator[Hit]:
    """Yield the hits that count: all of them, but for a record those about what it could say."""
    record = _RECORD in facts.index.backward(A)
    return (hit for hit in hits if not (record and hit.rule.name in _NOT_ASKED))
