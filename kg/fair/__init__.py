"""How FAIR an ontology and a publication are: FOOPS!, OOPS!, F-UJI and Signposting, asked offline.

A module for each catalogue; a check is a function whose docstring says what it looks for.
"""

from __future__ import annotations

from kg.fair.judging import Judgement, judge

__all__ = ["Judgement", "judge"]
