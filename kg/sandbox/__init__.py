"""SPARQL that strangers write, answered where it can do no harm.

A query is looked at first (the gate), then answered by a process of its own that has bounds of
time, memory, size and handles. What breaks a bound is ended and told; it is never answered in
part.
"""

from __future__ import annotations

from kg.sandbox.jobs import Jail, Job, Limits, Result

__all__ = ["Jail", "Job", "Limits", "Result"]
