"""Requests to one server: bounded in time and size, never led to another host, told plainly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPMessage
from tempfile import SpooledTemporaryFile
from typing import IO, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from kg.errors import LimitReached, PifError, StoreError, StoreUnreachable, UsageError
from kg.store.remote.addresses import shown

_IN_MEMORY = 8 << 20
_CHUNK = 1 << 16
_LONGEST_WORDS = 400
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class _Elsewhere(Exception):
    """A redirect to another host."""


class _SameHostOnly(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        asked, told = urlsplit(req.full_url), urlsplit(urljoin(req.full_url, newurl))
        if (asked.scheme, asked.netloc) != (told.scheme, told.netloc) or req.data is not None:
            raise _Elsewhere(shown(newurl))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def opener(address: str) -> OpenerDirector:
    """Return what opens requests to a server; proxies are not used on this machine itself."""
    proxies = [ProxyHandler({})] if urlsplit(address).hostname in _LOOPBACK else []
    return build_opener(_SameHostOnly(), *proxies)


def received(response: IO[bytes], *, most: int, until: float, address: str) -> IO[bytes]:
    """Read a response in full; returns a file to read it from.

    ``most`` is in bytes, ``until`` a time of :func:`time.monotonic`.

    Raises:
        LimitReached: It is larger, or takes longer.
    """
    spool = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the caller reads it)
    size = 0
    # Not `read`, which waits until it has all of a chunk, and so for ever where bytes trickle in.
    read = getattr(response, "read1", response.read)
    try:
        while chunk := read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise LimitReached(
                    f"The answer from {shown(address)} is larger than {most:,} bytes.",
                    "Ask for less: name the study, or add LIMIT.",
                )
            if time.monotonic() > until:
                raise _too_slow(address)
            spool.write(chunk)
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return cast("IO[bytes]", spool)


@contextmanager
def told(address: str, *, asking: bool) -> Iterator[None]:
    """Turn what goes wrong on the way into words; ``asking`` when the server judges a query.

    Raises:
        UsageError: The server refuses the query as wrong.
        StoreUnreachable: Nothing answers, or not to us.
        StoreError: The server fails.
        LimitReached: It takes too long, or the request is too large.
    """
    place = shown(address)
    try:
        yield
    except HTTPError as error:
        with error:
            raise _refused(place, error.code, _words(error), asking) from error
    except _Elsewhere as error:
        raise StoreUnreachable(
            f"{place} sends us elsewhere, to {error}.",
            "If that is right, give that address as PIF_STORE.",
        ) from error
    except TimeoutError as error:
        raise _too_slow(address) from error
    except (URLError, HTTPException, ConnectionError) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, TimeoutError):
            raise _too_slow(address) from error
        said = getattr(reason, "strerror", None) or type(reason).__name__
        raise StoreUnreachable(
            f"No answer from {place}: {said}.", "Is the server running, and is the address right?"
        ) from error


def _words(error: HTTPError) -> str:
    try:
        said = error.read(_LONGEST_WORDS * 4).decode(errors="replace")
    except (OSError, HTTPException):
        said = ""
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:_LONGEST_WORDS]


def _refused(place: str, status: int, words: str, asking: bool) -> PifError:
    said = f": {words}" if words else ""
    if status == 400 and asking:
        return UsageError(f"{place} refuses the query{said}", "Mend it there.")
    if status in (401, 403, 407):
        return StoreUnreachable(
            f"{place} refuses access (HTTP {status}).",
            "Set PIF_STORE_USER and PIF_STORE_PASSWORD, or ask whoever runs the server.",
        )
    if status in (404, 405, 501):
        return StoreUnreachable(
            f"{place} does not take this request (HTTP {status}).",
            "Check PIF_STORE; PIF_STORE_UPDATE and PIF_STORE_GRAPHS name the other addresses.",
        )
    if status in (413, 414):
        return LimitReached(f"{place} finds the request too large{said}")
    if status in (408, 504):
        return LimitReached(f"{place} took too long{said}", "Ask for less at a time.")
    return StoreError(f"{place} failed (HTTP {status}){said}", "Look at the server's own log.")


def _too_slow(address: str) -> LimitReached:
    return LimitReached(
        f"{shown(address)} did not answer in time.", "Ask for less at a time, or try again later."
    )
