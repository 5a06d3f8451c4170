"""Everything this package raises on purpose.

PifError
├── UsageError            the caller asked for something that cannot be (exit 2, HTTP 400)
│   ├── UnknownQuery      no saved query of that name (HTTP 404)
│   ├── UnknownThing      no study, construct, quote … of that name (HTTP 404)
│   └── BadParameter      a query parameter is missing, unknown or of the wrong kind
├── StudyRefused          findings keep a study from being loaded (exit 1, HTTP 422)
├── OntologyInconsistent  the reasoner found a contradiction (exit 1, HTTP 422)
├── StoreError            the store could not answer (exit 3, HTTP 503)
│   ├── StoreBusy         somebody else is writing
│   ├── StoreUnreachable  no answer from that address or folder
│   └── StoreDamaged      a file of the store is not what was written
├── LimitReached          a limit of time, size or memory was hit (exit 4, HTTP 413)
│   ├── TimeLimitReached  it would have taken too long (HTTP 504)
│   └── TooManyAtOnce     too much is asked at once, or by one client (HTTP 429)
└── MissingExtra          an optional package is not installed (exit 2, HTTP 501)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.findings import Finding


class PifError(Exception):
    """Base of every error a user may see; its text is written for the person who can mend it.

    ``message`` says what is wrong and where, ``hint`` what to do next.
    """

    status = 500
    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint

    @property
    def code(self) -> str:
        """The name of the kind of error, for machines: ``UnknownQuery`` is ``unknown-query``."""
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


class UsageError(PifError):
    """The caller asked for something that cannot be."""

    status = 400
    exit_code = 2


class UnknownQuery(UsageError):
    """No saved query has that name."""

    status = 404


class UnknownThing(UsageError):
    """No study, construct, quote or other thing has that name."""

    status = 404


class BadParameter(UsageError):
    """A query parameter is missing, unknown, or not of the kind the query declares."""


class MissingExtra(UsageError):
    """An optional part of the package is needed and not installed."""

    status = 501


class StudyRefused(PifError):
    """A study has findings that keep it out of the store; ``findings`` are the rows to mend."""

    status = 422

    def __init__(self, message: str, findings: Sequence[Finding], hint: str = "") -> None:
        super().__init__(message, hint)
        self.findings = list(findings)


class OntologyInconsistent(PifError):
    """The ontology contradicts itself; ``culprits`` are the classes that can have no member."""

    status = 422

    def __init__(self, message: str, culprits: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(message, hint)
        self.culprits = list(culprits)


class StoreError(PifError):
    """The graph store could not do what was asked."""

    status = 503
    exit_code = 3


class StoreBusy(StoreError):
    """Another process is writing to the store."""


class StoreUnreachable(StoreError):
    """Nothing answers at the store's address, or its folder cannot be used."""


class StoreDamaged(StoreError):
    """A file of the store does not hold what was written into it."""


class LimitReached(PifError):
    """A limit of time, size or memory was hit; the message says which."""

    status = 413
    exit_code = 4


class TimeLimitReached(LimitReached):
    """What was asked takes longer than it may."""

    status = 504


class TooManyAtOnce(LimitReached):
    """Too much is asked at the same time; ``retry_after`` is in whole seconds."""

    status = 429

    def __init__(self, message: str, hint: str = "", *, retry_after: int = 1) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after
