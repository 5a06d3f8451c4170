"""Ask a server the same questions as fast as it answers, over connections that stay open.

One process, no library between: what is sent is prepared before, of what comes back the length is
read. ``ceiling`` says what this itself can do, against a server that does nothing.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did: answers a second, and seconds of one."""

    per_second: float
    median: float
    p99: float
    failed: int
    asked: int

    def as_json(self) -> dict[str, float]:
        """Return it for a file."""
        return {
            "per_second": round(self.per_second, 1),
            "median": round(self.median, 6),
            "p99": round(self.p99, 6),
            "failed": self.failed,
            "asked": self.asked,
        }


def measure(
    address: str, queries: Sequence[str], *, connections: int = 8, seconds: float = 5.0
) -> Load:
    """Ask for some seconds, after one to warm up."""
    asyncio.run(_all(address, queries, connections, 1.0))
    times, failed, took = asyncio.run(_all(address, queries, connections, seconds))
    ordered = sorted(times)
    return Load(
        len(times) / took,
        statistics.median(ordered),
        ordered[int(len(ordered) * 0.99)],
        failed,
        len(times),
    )


def ceiling(connections: int = 8, seconds: float = 3.0) -> float:
    """Return how many answers a second there are from a server that does nothing."""
    return asyncio.run(_nothing(connections, seconds))


async def _nothing(connections: int, seconds: float) -> float:
    body = b'{"head":{"vars":[]},"results":{"bindings":[]}}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        times, _, took = await _all(f"http://127.0.0.1:{port}/", ["ASK {}"], connections, seconds)
    finally:
        server.close()
    return len(times) / took


async def _all(
    address: str, queries: Sequence[str], connections: int, seconds: float
) -> tuple[list[float], int, float]:
    at = urlsplit(address)
    requests = [
        (
            f"GET {at.path}?{urlencode({'query': query})} HTTP/1.1\r\n"
            f"Host: {at.netloc}\r\nAccept: application/sparql-results+json\r\n\r\n"
        ).encode()
        for query in queries
    ]
    times: list[float] = []
    failures = [0]
    began = time.perf_counter()
    until = began + seconds
    await asyncio.gather(
        *(
            _one(
                at.hostname or "",
                at.port or 80,
                requests[n:] + requests[:n],
                until,
                times,
                failures,
            )
            for n in range(connections)
        )
    )
    return times, failures[0], time.perf_counter() - began


async def _one(
    host: str,
    port: int,
    requests: list[bytes],
    until: float,
    times: list[float],
    failures: list[int],
) -> None:
    link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    n = 0
    while time.perf_counter() < until:
        began = time.perf_counter()
        if link is None:
            link = await asyncio.open_connection(host, port, limit=1 << 22)
        reader, writer = link
        writer.write(requests[n % len(requests)])
        n += 1
        good, stays = await _answer(reader)
        times.append(time.perf_counter() - began)
        failures[0] += not good
        if not stays:
            writer.close()
            link = None
    if link is not None:
        link[1].close()


async def _answer(reader: asyncio.StreamReader) -> tuple[bool, bool]:
    """Read one answer; say whether it is a good one, and whether the connection stays."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        good = b" 200 " in head[:20]
        if b"transfer-encoding: chunked" in head:
            while size := int(await reader.readuntil(b"\r\n"), 16):
                await reader.readexactly(size + 2)
            await reader.readuntil(b"\r\n")
        elif b"content-length:" in head:
            size = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(size)
        else:
            await reader.read()
            return good, False
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        return False, False
    return good, b"connection: close" not in head
