"""SPARQL that strangers write, answered where it can do no harm.

A query is looked at first (the gate), then answered by a process of its own that has bounds of
time, memory, size and handles. What breaks a bound is ended and told; it is never answered in
part.

::

    those who ask          whoever serves, any number of processes and threads
      └ a socket           in a private folder; with each query an open file without a name
    the keeper             starts the warden, and another one if it is killed
      └ the warden         holds the store open; who runs, who waits, who must end
          └ cells          one query at a time each; write the answer into the file
"""

from __future__ import annotations

from kg.sandbox.gate import kind_of
from kg.sandbox.jail import start
from kg.sandbox.jobs import Jail, Job, Limits, Result

__all__ = ["Jail", "Job", "Limits", "Result", "kind_of", "start"]
