"""Check a study that a stranger sends: in a process of its own, within bounds, nothing kept.

::

    vet             writes what was sent into a folder of its own, waits, and removes it
      └ the worker  bounds itself, unpacks, reads and checks; says what it found in JSON
"""

from __future__ import annotations

from kg.vetting.vetting import SUFFIXES, Bounds, Vetted, vet

__all__ = ["SUFFIXES", "Bounds", "Vetted", "vet"]
