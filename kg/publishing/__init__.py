"""What may be public, in a store of its own: strangers are never served the owner's store.

:func:`project` makes the public part of one study, whitelisted statement by statement;
:func:`refresh` keeps a folder of such parts equal to what an owner's store lets out;
:func:`public_store` opens that folder for answering, and brings it up to date before it is read.
:func:`withdraw` takes a study out of all of it; :func:`tombstones` says which are gone. What would
go out is checked by :mod:`kg.publishing.review`.
"""

from __future__ import annotations

from kg.publishing.projection import GATE, Projected, project
from kg.publishing.public import PublicStore, public_folder, public_store
from kg.publishing.refreshing import Refreshed, refresh
from kg.publishing.withdrawing import Tombstone, tombstones, withdraw
from kg.publishing.withholding import Withheld

__all__ = [
    "GATE",
    "Projected",
    "PublicStore",
    "Refreshed",
    "Tombstone",
    "Withheld",
    "project",
    "public_folder",
    "public_store",
    "refresh",
    "tombstones",
    "withdraw",
]
