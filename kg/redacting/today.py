"""What day it is."""

from __future__ import annotations

from datetime import UTC, datetime


def today() -> str:
    """Return the day, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%d")
