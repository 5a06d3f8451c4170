"""What stays behind, why, and what somebody who wants it public can do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Withheld:
    """One record, or one property of it, that does not go out.

    ``iri`` is the record; ``property`` is empty where the whole record stays behind. ``reason``
    is one word, for machines; ``remedy`` a sentence, for the person who can mend it.
    """

    iri: str
    reason: str
    remedy: str
    property: str = ""
