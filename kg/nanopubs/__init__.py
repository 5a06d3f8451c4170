"""Nanopublications of claims: made, checked and written here, and never sent.

A nanopublication is one statement with where it comes from and who put it so, in four named
graphs; its address ends in a digest of all it says, so that anybody can tell whether it was
changed.
"""

from __future__ import annotations

from kg.nanopubs.checking import faults, split
from kg.nanopubs.making import Made, nanopublication
from kg.nanopubs.trusty import artifact_code, trusty

__all__ = ["Made", "artifact_code", "faults", "nanopublication", "split", "trusty"]
