"""Fetch what other groups publish into graphs of their own; and write what others can fetch.

::

    registry      the list of addresses an administrator trusts
      └ hosts     which of them may be connected to, and at which address
        └ fetching   requests, within bounds, to nowhere else
          └ crates, catalogues   what lies there
            └ checking           as a load, and that it speaks of itself alone
              └ harvesting       kept, replaced or taken out, and reported
"""

from __future__ import annotations

from kg.harvesting.bounds import Bounds
from kg.harvesting.harvesting import Became, harvest
from kg.harvesting.registry import Entry, read_registry

__all__ = ["Became", "Bounds", "Entry", "harvest", "read_registry"]
