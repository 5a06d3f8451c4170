"""What may be public, in a store of its own: strangers are never served the owner's store.

:func:`project` makes the public part of one study, whitelisted statement by statement;
:func:`refresh` keeps a folder of such parts equal to what an owner's store lets out;
:func:`public_store` opens that folder for answering, and brings it up to date before it is read.
"""

from __future__ import annotations

from kg.publishing.projection import GATE, Projected, project
from kg.publishing.public import PublicStore, public_folder, public_store
from kg.publishing.refreshing import Refreshed, refresh
from kg.publishing.withholding import Withheld

__all__ = [
    "GATE",
    "Projected",
    "PublicStore",
    "Refreshed",
    "Withheld",
    "project",
    "public_folder",
    "public_store",
    "refresh",
]
