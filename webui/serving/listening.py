"""The socket that all workers accept from."""

from __future__ import annotations

import socket

from kg.errors import UsageError

_QUEUE = 512


def listen(host: str, port: int) -> socket.socket:
    """Open the address for connections; port 0 takes any that is free.

    Raises:
        UsageError: It cannot be had.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(_QUEUE)
    except OSError as error:
        opened.close()
        raise UsageError(
            f"Port {port} of {host} cannot be used: {error.strerror}.",
            "Name another with --port (or PORT= for make run).",
        ) from None
    opened.setblocking(False)
    return opened


def address_of(opened: socket.socket, host: str) -> str:
    """Return the address as one types it into a browser."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{opened.getsockname()[1]}"
