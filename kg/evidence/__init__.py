"""Questions about evidence, answered from the bitmap index: exact, and each with its SPARQL."""

from __future__ import annotations

__all__: list[str] = []
