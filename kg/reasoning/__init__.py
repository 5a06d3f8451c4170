"""Reason over the ontology with HermiT, through Owlready2; both come with the extra ``reason``.

For tests and ``pif reason``, never while a page waits: the facts of studies are derived by
:mod:`kg.closure`, and the tests hold the two equal.
"""

from __future__ import annotations

from kg.reasoning.classification import Classification
from kg.reasoning.classifying import classify
from kg.reasoning.inferring import infer

__all__ = ["Classification", "classify", "infer"]
