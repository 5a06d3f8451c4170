"""What servers gave to recognise their answers by. Lost, it costs one full fetch and no more."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from kg.harvesting.fetching import Validators

if TYPE_CHECKING:
    from kg.store.base import Store

_NAME = "harvest.json"


class Memory:
    """Validators by address, each with the digest of the study that was held then."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, dict[str, str]] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):
            self._known = {
                str(address): {str(k): str(v) for k, v in said.items()}
                for address, said in json.loads(path.read_bytes()).items()
            }
        self._changed = False

    def of(self, address: str, digest: str) -> Validators:
        """Return what was given with an answer, if the study is still the one that came of it."""
        said = self._known.get(address, {})
        if not digest or said.get("digest") != digest:
            return Validators()
        return Validators(said.get("etag", ""), said.get("modified", ""))

    def keep(self, address: str, digest: str, given: Validators) -> None:
        """Remember what came with an answer."""
        said = {"digest": digest, "etag": given.etag, "modified": given.modified}
        if self._known.get(address) != said:
            self._known[address] = said
            self._changed = True

    def write(self) -> None:
        """Write it down, if it changed."""
        if not self._changed:
            return
        new = self._path.with_name(f".{uuid4().hex}.tmp")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(self._known, indent=0, sort_keys=True), encoding="utf-8")
        new.replace(self._path)
        self._changed = False


def memory_of(store: Store) -> Memory:
    """Return the memory of a store: in its folder, or in ``pif-harvest`` for one on a server."""
    if store.address.startswith(("http://", "https://")):
        name = sha256(store.address.encode()).hexdigest()[:16]
        return Memory(Path("pif-harvest") / f"{name}.json")
    return Memory(Path(store.address) / _NAME)
