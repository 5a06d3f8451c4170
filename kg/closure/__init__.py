"""What follows from a study: the rules of the ontology, applied to its facts.

The rules are read from the ontology (:mod:`kg.closure.reading`), kept as data
(:mod:`kg.closure.rules`) and applied forwards (:mod:`kg.closure.engine`); no class or property
is known here by name.
"""

from __future__ import annotations

from kg.closure.deriving import derive, load_schema
from kg.closure.schema import Schema

__all__ = ["Schema", "derive", "load_schema"]
