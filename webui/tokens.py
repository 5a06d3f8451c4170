"""Who may change things: bearer tokens, kept as hashes."""

from __future__ import annotations

from typing import Protocol


class Tokens(Protocol):
    """The tokens that a site knows."""

    def allows(self, authorization: str | None, scope: str) -> bool:
        """Say whether an Authorization header carries a token with a scope."""
        ...
