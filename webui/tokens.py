"""Who may change things: bearer tokens, kept as hashes.

A token is 32 random bytes, so its SHA-256 is as hard to turn back as any slow hash of it would
be: slow hashes are for what people choose and others can guess. Every entry is compared, each in
constant time, so that no answer tells by its time how much of a token was right.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import re
import secrets
import stat
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from kg.errors import UnknownThing, UsageError

log = logging.getLogger(__name__)

SCOPES = {
    "update": "change the graph with SPARQL Update",
    "write": "change graphs over the Graph Store Protocol",
    "load": "load and remove studies",
    "metrics": "read the figures of the service",
}
BEGINNING = "pif_"
_LONGEST = 512
_NAME = re.compile(r"[\w.@-]{1,64}")
_HASH = re.compile(r"[0-9a-f]{64}")
_MOST = 10_000
_LARGEST = 4 << 20


class Tokens(Protocol):
    """The tokens that a site knows."""

    def allows(self, authorization: str | None, scope: str) -> bool:
        """Say whether an Authorization header carries a token with a scope."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One token as it is kept: never itself, only its hash."""

    name: str
    sha256: str
    scopes: tuple[str, ...]
    created: str
    expires: str = ""

    def is_valid(self, now: datetime) -> bool:
        """Say whether it has not expired."""
        return not self.expires or now < datetime.fromisoformat(self.expires)


class KnownTokens:
    """The tokens of a file, read again whenever it changes, and the one of ``PIF_TOKEN``.

    A file that cannot be read, or holds something else, allows nothing.
    """

    def __init__(self, file: Path | None = None, given: str = "") -> None:
        self._file = file
        self._given = sha256(given.encode()).hexdigest() if given else ""
        self._turn = threading.Lock()
        self._seen: tuple[int, ...] | None = None
        self._entries: tuple[Entry, ...] = ()

    def allows(self, authorization: str | None, scope: str) -> bool:
        """Say whether an Authorization header carries a token with a scope."""
        kind, _, token = (authorization or "").strip().partition(" ")
        token = token.strip()
        if kind.lower() != "bearer" or not token or len(token) > _LONGEST:
            return False
        hashed = sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
        allowed = bool(self._given) and hmac.compare_digest(hashed, self._given)
        now = datetime.now(UTC)
        for entry in self._current():
            same = hmac.compare_digest(hashed, entry.sha256)
            allowed |= same and scope in entry.scopes and entry.is_valid(now)
        return allowed

    def _current(self) -> tuple[Entry, ...]:
        if self._file is None:
            return ()
        with self._turn:
            try:
                found = self._file.stat()
                seen = (found.st_ino, found.st_mtime_ns, found.st_size)
                if seen != self._seen:
                    self._entries, self._seen = (), seen
                    self._entries = tuple(read(self._file))
            except (OSError, UsageError) as error:
                if self._entries or not isinstance(error, FileNotFoundError):
                    log.error("the token file cannot be used, so no token is: %s", error)
                self._entries = ()
            return self._entries


def known_tokens(file: Path | None, given: str = "") -> KnownTokens | None:
    """Return the tokens of a site, or None where there are none.

    Raises:
        UsageError: The file is not one of tokens.
    """
    if file is None:
        return KnownTokens(None, given) if given else None
    if not file.is_file():
        raise UsageError(
            f"There is no file {file}.",
            f"`pif token add NAME --scope update --token-file {file}` makes it.",
        )
    read(file)
    warn_if_open(file)
    return KnownTokens(file.absolute(), given)


def warn_if_open(file: Path) -> None:
    """Say so when others than the owner can read or change a file of tokens."""
    mode = file.stat().st_mode
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        log.warning("%s can be used by others; `chmod 600` keeps it to you", file)


def read(file: Path) -> list[Entry]:
    """Read a file of tokens.

    Raises:
        UsageError: It is something else.
        OSError: It cannot be read.
    """
    with file.open("rb") as opened:
        text = opened.read(_LARGEST + 1)
    try:
        if len(text) > _LARGEST:
            raise ValueError("it is too long")
        listed = json.loads(text)["tokens"]
        if not isinstance(listed, list) or len(listed) > _MOST:
            raise ValueError("its tokens are no list, or too many")
        return [_entry(each) for each in listed]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(
            f"{file} is not a file of tokens: {error}.", "`pif token add` makes one."
        ) from None


def _entry(said: dict[str, Any]) -> Entry:
    entry = Entry(
        str(said["name"]),
        str(said["sha256"]).lower(),
        tuple(map(str, said["scopes"])),
        str(said.get("created", "")),
        str(said.get("expires", "")),
    )
    if not _HASH.fullmatch(entry.sha256):
        raise ValueError(f"the sha256 of {entry.name!r} is not one")
    if entry.expires and datetime.fromisoformat(entry.expires).tzinfo is None:
        raise ValueError(f"{entry.name!r} expires at a time without its zone")
    return entry


def add(file: Path, name: str, scopes: Iterable[str], expires: datetime | None = None) -> str:
    """Make a token and keep its hash; returns the token, which nobody can find out later.

    Raises:
        UsageError: The name is taken or not a name, or a scope is unknown.
    """
    wanted = tuple(sorted(set(scopes)))
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is not a name for a token.", "Use letters, digits, . _ @ -.")
    if unknown := [scope for scope in wanted if scope not in SCOPES]:
        raise UsageError(f"There is no scope {unknown[0]!r}.", f"There are {', '.join(SCOPES)}.")
    if not wanted:
        raise UsageError("A token needs a scope.", f"There are {', '.join(SCOPES)}.")
    entries = read(file) if file.exists() else []
    if any(entry.name == name for entry in entries):
        raise UsageError(f"There is a token {name!r} already.", "Remove it first, or name another.")
    token = BEGINNING + secrets.token_urlsafe(32)
    made = Entry(
        name,
        sha256(token.encode()).hexdigest(),
        wanted,
        datetime.now(UTC).isoformat(timespec="seconds"),
        expires.astimezone(UTC).isoformat(timespec="seconds") if expires else "",
    )
    _write(file, [*entries, made])
    return token


def remove(file: Path, name: str) -> None:
    """Take a token out of a file; it is refused from the next request on.

    Raises:
        UnknownThing: There is none of that name.
    """
    entries = read(file) if file.exists() else []
    kept = [entry for entry in entries if entry.name != name]
    if len(kept) == len(entries):
        raise UnknownThing(f"There is no token {name!r} in {file}.", "`pif token list` lists them.")
    _write(file, kept)


def _write(file: Path, entries: Iterable[Entry]) -> None:
    listed = [
        {
            "name": entry.name,
            "sha256": entry.sha256,
            "scopes": list(entry.scopes),
            "created": entry.created,
            **({"expires": entry.expires} if entry.expires else {}),
        }
        for entry in entries
    ]
    # A new file renamed into place: whoever reads finds the old one or the new one, whole.
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.absolute().parent)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            json.dump({"tokens": listed}, opened, indent=2, ensure_ascii=False)
            opened.write("\n")
            opened.flush()
            os.fsync(opened.fileno())
        if file.exists():  # another process (a service of its own user) may be who reads it
            there = file.stat()
            Path(beside).chmod(stat.S_IMODE(there.st_mode))
            with suppress(OSError):
                os.chown(beside, there.st_uid, there.st_gid)
        Path(beside).replace(file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
