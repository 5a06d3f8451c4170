"""SHACL Core, set at a time, over triples of strings.

Shapes are compiled once (:mod:`.compiling`) into constraints (:mod:`.constraints`) and paths
(:mod:`.paths`); each is applied to all its focus nodes in one go over an index
(:mod:`.index`). What these modules cannot do raises :class:`Unsupported` while compiling, so
nothing passes because it was not looked at. No class, property or shape is known here by name.
"""

from __future__ import annotations

from kg.validation.compiled.compiling import Compiled, Unsupported, compile_shapes
from kg.validation.compiled.index import Index
from kg.validation.compiled.shape import Result

__all__ = ["Compiled", "Index", "Result", "Unsupported", "compile_shapes"]
