"""Requests to listed hosts and nowhere else: bounded in time, size and number, and polite."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from socket import SHUT_RDWR, create_connection, socket
from urllib.parse import urljoin, urlsplit

from kg.harvesting.bounds import Bounds, Broken, Gone, Unreachable
from kg.harvesting.hosts import Network, address_of

_CHUNK = 1 << 16
_AGENT = "pif-kg-harvester (+https://w3id.org/pif-kg/)"
_LATER = (408, 425, 429, 500, 502, 503, 504)
_ELSEWHERE = (301, 302, 303, 307, 308)
_LONGEST_WAIT = 10.0
_PORTS = {"http": 80, "https": 443}

Host = tuple[str, str, int]
"""Scheme, name and port."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with an answer, by which it can say that nothing changed."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for no more than what is new."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came. ``body`` is None where nothing changed (304)."""

    address: str
    body: bytes | None
    validators: Validators


def host_of(address: str) -> Host:
    """Return the host of an http(s) address.

    >>> host_of("https://Example.org/a/b")
    ('https', 'example.org', 443)

    Raises:
        ValueError: It is none, or has a user name in it.
    """
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise ValueError("no http(s) address without a user name")
    if any(ord(c) <= 0x20 or ord(c) >= 0x7F or c in '<>"\\^`{|}' for c in address):
        raise ValueError("signs in it that no address may hold")
    return parts.scheme, parts.hostname.lower(), parts.port or _PORTS[parts.scheme]


class Fetcher:
    """Fetches from the hosts of the addresses it is given, one request at a time."""

    def __init__(
        self, listed: Iterable[str], bounds: Bounds, private: Iterable[Network] = ()
    ) -> None:
        self._listed = {host_of(address) for address in listed}
        self._bounds = bounds
        self._private = tuple(private)
        self._last: dict[Host, float] = {}

    def get(
        self, address: str, most: int, validators: Validators | None = None, accept: str = "*/*"
    ) -> Answer:
        """Fetch an address, of at most so many bytes.

        Raises:
            Unreachable: Nothing came, or an error of the server.
            Gone: The server says that it is withdrawn (410).
            Broken: It is too large, or leads where nothing may be fetched.
        """
        headers = {
            "Accept": accept,
            "Accept-Encoding": "identity",
            "User-Agent": _AGENT,
            "Connection": "close",
            **(validators or Validators()).headers(),
        }
        for attempt in range(self._bounds.retries + 1):
            try:
                return self._followed(address, most, headers)
            except _Later as later:
                wait = min(later.wait or 2.0**attempt, _LONGEST_WAIT) * bool(self._bounds.pause)
                said = later.said
                if attempt < self._bounds.retries:
                    time.sleep(wait)
        raise Unreachable(said)

    def _followed(self, address: str, most: int, headers: Mapping[str, str]) -> Answer:
        for _ in range(self._bounds.redirects + 1):
            found = self._once(address, most, headers)
            if isinstance(found, Answer):
                return found
            address = urljoin(address, found)
        raise Broken("redirects", f"{_host(address)} redirects again and again.")

    def _once(self, address: str, most: int, headers: Mapping[str, str]) -> Answer | str:
        """Make one request; returns the answer, or where to go instead."""
        try:
            host = host_of(address)
        except ValueError as error:
            raise Broken("redirect", f"It leads to an address with {error}.") from error
        if host not in self._listed:
            raise Broken(
                "unlisted-host",
                f"It leads to {host[0]}://{host[1]}:{host[2]}, which the registry does not list.",
                "If that host is trusted, list the address there.",
            )
        connected = address_of(host[1], host[2], host[0], self._private)
        self._wait(host)
        parts = urlsplit(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = _Connection(host, connected, self._bounds.silence)
        try:
            with closing(connection), _ended_after(connection, self._bounds.seconds) as clock:
                connection.request("GET", path, headers=dict(headers))
                with connection.getresponse() as response:
                    return self._answer(address, response, most, clock)
        except ssl.SSLCertVerificationError as error:
            raise Unreachable(f"{host[1]} has no certificate that proves who it is.") from error
        except (OSError, HTTPException) as error:
            said = getattr(error, "strerror", None) or type(error).__name__
            raise _Later(f"No answer from {host[1]}: {said}.") from error
        finally:
            self._last[host] = time.monotonic()

    def _wait(self, host: Host) -> None:
        since = time.monotonic() - self._last.get(host, float("-inf"))
        if since < self._bounds.pause:
            time.sleep(self._bounds.pause - since)

    def _answer(
        self, address: str, response: HTTPResponse, most: int, clock: _Clock
    ) -> Answer | str:
        status, name = response.status, _host(address)
        given = Validators(_plain(response, "ETag"), _plain(response, "Last-Modified"))
        if status == 304:
            return Answer(address, None, given)
        if status == 410:
            raise Gone(f"{name} says that it is withdrawn (HTTP 410).")
        if status in _ELSEWHERE and (target := response.headers.get("Location")):
            return target
        if status in _LATER:
            said = response.headers.get("Retry-After", "")
            wait = float(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0.0
            raise _Later(f"{name} cannot answer now (HTTP {status}).", wait)
        if status != 200:
            raise Unreachable(f"{name} does not give it (HTTP {status}).")
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Broken("encoding", f"{name} packs its answer, which was not asked for.")
        body = _read(response, most, name)
        if clock.is_over:
            raise _Later(f"{name} takes longer than {self._bounds.seconds:g} seconds.")
        length = response.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and len(length) < 15 and int(length) != len(body):
            raise _Later(f"{name} broke off: {len(body):,} of {int(length):,} bytes came.")
        return Answer(address, body, given)


class _Later(Exception):
    """It may go better in a moment; ``wait`` is what the server asks for, in seconds."""

    def __init__(self, said: str, wait: float = 0.0) -> None:
        super().__init__(said)
        self.said, self.wait = said, wait


class _Connection(HTTPConnection):
    """A connection to an address that was looked up and checked before."""

    def __init__(self, host: Host, address: str, silence: float) -> None:
        scheme, name, port = host
        if scheme == "https":
            self.default_port = _PORTS[scheme]
        super().__init__(name, port, timeout=silence)
        self._address = address
        self.held: socket | None = None  # `getresponse` lets go of `sock`, and reads on
        self._tls = ssl.create_default_context() if scheme == "https" else None

    def connect(self) -> None:
        """Connect to that address, whatever the name stands for by now."""
        self.held = self.sock = create_connection((self._address, self.port), self.timeout)
        if self._tls is not None:
            safe = self._tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.held = self.sock = safe
            safe.do_handshake()

    def break_off(self) -> None:
        """End it, from another thread."""
        if self.held is not None:
            with suppress(OSError):
                self.held.shutdown(SHUT_RDWR)


class _Clock:
    is_over = False


@contextmanager
def _ended_after(connection: _Connection, seconds: float) -> Iterator[_Clock]:
    """Break a connection off after so many seconds, whatever trickles in until then."""
    clock = _Clock()

    def end() -> None:
        clock.is_over = True
        connection.break_off()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield clock
    finally:
        timer.cancel()


def _read(response: HTTPResponse, most: int, name: str) -> bytes:
    said = response.headers.get("Content-Length", "")
    if said.isascii() and said.isdigit() and (len(said) > 15 or int(said) > most):
        raise _too_large(name, most)
    chunks, size = [], 0
    while chunk := response.read1(_CHUNK):
        size += len(chunk)
        if size > most:
            raise _too_large(name, most)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large(name: str, most: int) -> Broken:
    return Broken(
        "too-large",
        f"{name} gives more than {most >> 20} MiB.",
        "Ask whoever publishes it to publish less in one file.",
    )


def _plain(response: HTTPResponse, name: str) -> str:
    """Return a header that can be sent back as it is."""
    said = response.headers.get(name, "")
    return said if len(said) <= 200 and said.isascii() and said.isprintable() else ""


def _host(address: str) -> str:
    return urlsplit(address).hostname or "?"
