"""pif-kg: a knowledge graph of qualitative evidence, and questions asked of it.

>>> import kg
>>> kg.open_graph  # doctest: +ELLIPSIS
<function open_graph at ...>
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Graph", "PifError", "StudyRefused", "__version__", "load", "open_graph"]

if TYPE_CHECKING:
    from kg.errors import PifError, StudyRefused
    from kg.graph import Graph, load, open_graph

_HOMES = {
    "Graph": "kg.graph",
    "load": "kg.graph",
    "open_graph": "kg.graph",
    "PifError": "kg.errors",
    "StudyRefused": "kg.errors",
}


def __getattr__(name: str) -> Any:
    # Public names are found when first used, so that `pif --help` imports next to nothing.
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
