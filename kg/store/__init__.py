"""Where the graph is kept: one interface, a folder on this machine or a SPARQL 1.1 endpoint."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.store.base import Store

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def open_store(address: str | Path, *, must_exist: bool = False) -> Store:
    """Open the store at a folder or at the http(s) address of a SPARQL 1.1 endpoint.

    A folder that is not there is an empty store, made by the first write, unless it
    ``must_exist``; an endpoint that must exist is asked a question at once.

    Raises:
        UsageError: The address is neither a folder nor http(s), or the folder is something else.
        StoreUnreachable: It must exist and does not, or does not answer.
    """
    scheme = _SCHEME.match(address) if isinstance(address, str) else None
    if scheme and scheme[1].lower() in ("http", "https"):
        from kg.store.remote import RemoteStore

        remote = RemoteStore(str(address))
        if must_exist:
            remote.ping()
        return remote
    if scheme or not str(address):
        raise UsageError(
            f"{str(address)!r} is not the place of a store.",
            "Give a folder, or an address that begins with http:// or https://.",
        )
    from kg.store.embedded import EmbeddedStore

    return EmbeddedStore(Path(address), must_exist=must_exist)
