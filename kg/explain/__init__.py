"""Why a quote supports a construct: every way, each step with its source, in words.

What was stated (coding acts, episodes, mappings, broader concepts) is read from the store in a
few small queries; the ways are found from that and checked against the derived facts.
"""

from __future__ import annotations

from kg.explain.drawing import as_svg
from kg.explain.explaining import MOST_WAYS, explain, explain_all, explain_each
from kg.explain.parts import Explanation, Missing, Step, Thing, Way
from kg.explain.structure import as_json, without_words
from kg.explain.text import as_text

__all__ = [
    "MOST_WAYS",
    "Explanation",
    "Missing",
    "Step",
    "Thing",
    "Way",
    "as_json",
    "as_svg",
    "as_text",
    "explain",
    "explain_all",
    "explain_each",
    "without_words",
]
