"""Change the owner's store by SPARQL Update and graph by graph, with the care of a load.

A change is worked out on a copy, by a process of its own that has bounds; the difference is taken
for each study; every study that changes is checked and derived anew; and all of them are put into
the store in one step, or none is.
"""

from __future__ import annotations

from kg.changing.committing import Changed, ChangedStudy
from kg.changing.graphs import MEDIA_TYPES, delete_graph, post_graph, put_graph
from kg.changing.scratch import Bounds
from kg.changing.updating import update

__all__ = [
    "MEDIA_TYPES",
    "Bounds",
    "Changed",
    "ChangedStudy",
    "delete_graph",
    "post_graph",
    "put_graph",
    "update",
]
