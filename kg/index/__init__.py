"""The bitmap index over quotes: derived from the store, rebuilt at will, equal to it or not used.

Every quote has a number; every value of every facet has a bitmap of the quotes that have it.
"""

from __future__ import annotations

from kg.index.index import Index
from kg.index.kinds import KINDS, Kind, Mode
from kg.index.opening import ask, open_index
from kg.index.order import Block
from kg.index.showing import QuoteRow, Value
from kg.index.updating import rebuild, update

__all__ = [
    "KINDS",
    "Block",
    "Index",
    "Kind",
    "Mode",
    "QuoteRow",
    "Value",
    "ask",
    "open_index",
    "rebuild",
    "update",
]
