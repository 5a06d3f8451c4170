"""The event loop of waitress, held to bounds: who sends or reads too slowly is sent away.

waitress counts any byte as activity and closes a connection only once it can be written to; so
a client that sends a byte now and then, or reads nothing, would stay for ever. Here a request
has a time by which it must have arrived, and an answer a rate at which it must be taken.
"""

# The published stubs of waitress leave out, or type otherwise, much of what its classes have.
# mypy: disable-error-code="attr-defined, union-attr, arg-type"

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

from webui.protection import HEADERS
from webui.serving.requests import LONGEST_HEADER, Request, RequestTimeout

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one worker lets its clients do."""

    patience: float = 20.0
    """Seconds in which a request must arrive, apart from time for its body."""
    keep_alive: float = 60.0
    """Seconds that a connection may stay without a request."""
    rate: int = 4096
    """Bytes of a body or an answer that must pass in a second, on the average."""
    body: int = 16 << 20
    """Bytes of a request's body."""
    body_with_token: int = 256 << 20
    """The same for a request that brings a token."""
    connections: int = 400
    """Connections to one worker at a time."""


_HINTS = {
    408: "Send the request faster, or in smaller parts.",
    413: "Send less at a time.",
    414: "Send a long query with POST.",
    431: "Send fewer or shorter header fields.",
}
_SAID = {  # where the words of waitress are for its developers
    413: "The request is larger than what is taken",
    431: "The header of the request is too long",
    500: "Something went wrong that should not",
}
_LINGER = 5.0
_POLL = 0.5
_WATERMARK = 128 << 20  # more than any answer: it waits in a file, not in a thread


class Adjusted(Adjustments):
    """The settings of waitress, and those for a request that brings a token."""

    def __init__(
        self, bounds: Bounds, *, threads: int, prefix: str, trusts: Callable[[str | None], bool]
    ) -> None:
        self.trusts = trusts
        settings: dict[str, Any] = {
            "threads": threads,
            "url_prefix": prefix,
            "ident": "pif-kg",
            "connection_limit": bounds.connections,
            "max_request_header_size": LONGEST_HEADER,
            "outbuf_high_watermark": _WATERMARK,
            "channel_request_lookahead": 1,  # so that a client who leaves is noticed at once
            "log_socket_errors": False,
            "clear_untrusted_proxy_headers": False,  # whom to trust is for the application
            "asyncore_use_poll": True,
        }
        super().__init__(max_request_body_size=bounds.body, **settings)
        self.with_token = Adjustments(max_request_body_size=bounds.body_with_token, **settings)


_PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Error: {message} - pif-kg</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{prefix}/static/site.css"></head>
<body><main><h1>That did not work</h1>
<div class="state bad"><p>{message}</p><p>{hint}</p></div>
<p><a href="{prefix}/">Begin at the home page</a>, or go back.</p></main></body></html>
"""


class _Refusal(ErrorTask):
    """The answer to what is no request: a page or the one JSON shape; the connection is closed."""

    def execute(self) -> None:
        error = self.request.error
        code = error.reason.lower().replace(" ", "-")
        message = _SAID.get(error.code, error.body).rstrip(".")
        said = {"code": code, "message": f"{message}.", "hint": _HINTS.get(error.code, "")}
        page = "text/html" in self.request.headers.get("ACCEPT", "")
        if page:
            shown = {name: escape(text) for name, text in said.items()}
            prefix = self.channel.server.adj.url_prefix
            body = _PAGE.format(**shown, prefix=prefix).encode()
        else:
            body = json.dumps({"error": said, "status": error.code}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(HEADERS.items())
        kind = "text/html; charset=utf-8" if page else "application/json"
        self.response_headers.append(("Content-Type", kind))
        self.response_headers.append(("Cache-Control", "no-store"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
        self.channel.lingers = True
        self.channel.server.on_refusal(error.code, len(body))


class _Task(WSGITask):
    """One request answered; while the server is stopping, the last on its connection."""

    def build_response_header(self) -> bytes:
        if self.channel.server.stopping and not self.wrote_header:
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header


class Channel(HTTPChannel):
    """One connection."""

    parser_class = Request
    task_class = _Task
    error_task_class = _Refusal
    request: Request | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.lingers = False
        self._lingering_until = 0.0
        self._sent = 0
        self._watched: tuple[float, int] | None = None
        self._begun = time.monotonic()
        super().__init__(*args, **kwargs)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send bytes, and count them."""
        sent: int = super().send(data, do_close=do_close)
        self._sent += sent
        return sent

    # A refusal is sent while the client may still be sending: closing at once would reset the
    # connection, and the client would never read why.

    def readable(self) -> bool:
        """Say whether to read: also to throw away what a refused client goes on sending."""
        return bool(self._lingering_until) or bool(super().readable())

    def writable(self) -> bool:
        """Say whether there is something to send."""
        return not self._lingering_until and bool(super().writable())

    def handle_read(self) -> None:
        """Read, or throw away."""
        if not self._lingering_until:
            super().handle_read()
        else:
            with suppress(OSError):
                self.recv(1 << 18)

    def handle_close(self) -> None:
        """Close; after a refusal only our half, until the client has read it."""
        if self.lingers and self.connected and not self._lingering_until:
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            else:
                self.will_close = False
                self._lingering_until = time.monotonic() + _LINGER
                return
        super().handle_close()

    def hold(self, bounds: Bounds, now: float) -> None:
        """End what has taken too long. Called by the event loop, a few times a second."""
        if self._lingering_until:
            if now > self._lingering_until:
                super().handle_close()
        elif self.total_outbufs_len:
            self._hold_reader(bounds, now)
        else:
            self._watched = None
            if not self.requests:
                self._hold_sender(bounds, now)

    def _hold_reader(self, bounds: Bounds, now: float) -> None:
        since, sent = self._watched or (now, self._sent)
        if now - since > bounds.patience:
            if self._sent - sent < bounds.rate * bounds.patience:
                self.lingers = False
                self.handle_close()  # it may never become writable
            since, sent = now, self._sent
        self._watched = since, sent

    def _hold_sender(self, bounds: Bounds, now: float) -> None:
        request = self.request
        if request is None:
            quiet = time.time() - self.last_activity
            if quiet > (bounds.keep_alive if self._sent else bounds.patience):
                self.handle_close()
            return
        allowed = bounds.patience + request.body_bytes_received / bounds.rate
        if now - request.began > allowed:
            self.refuse_late(request)

    def refuse_late(self, request: Request) -> None:
        """Answer a request that has not arrived whole that it is late."""
        with self.requests_lock:
            if self.request is not request or request.completed:
                return
            if not request.headers_finished:
                request.parse_header(b"GET / HTTP/1.0\r\n")
            request.error = RequestTimeout("the request did not arrive in time")
            request.completed = True
            self.request = None
            self.requests.append(request)
            self.server.add_task(self)

    @property
    def waits_for_client(self) -> bool:
        """Whether nothing is being answered on it."""
        return bool(self._lingering_until) or not (self.requests or self.total_outbufs_len)

    @property
    def age(self) -> float:
        """Seconds that it has waited for its client."""
        since = self.request.began if self.request is not None else self._begun
        return time.monotonic() - since


class Server(TcpWSGIServer):
    """The connections of one worker."""

    channel_class = Channel

    def __init__(
        self,
        application: WSGIApplication,
        listening: socket.socket,
        *,
        threads: int,
        bounds: Bounds,
        prefix: str = "",
        trusts: Callable[[str | None], bool] = lambda authorization: False,
        on_refusal: Callable[[int, int], None] = lambda status, size: None,
    ) -> None:
        self.bounds = bounds
        self.on_refusal = on_refusal
        self.stopping = False
        self._deadline = 0.0
        self._held = 0.0
        adj = Adjusted(bounds, threads=threads, prefix=prefix, trusts=trusts)
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(threads)
        super().__init__(
            application,
            {},
            True,
            listening,
            dispatcher=dispatcher,
            adj=adj,
            bind_socket=False,
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
        )

    def readable(self) -> bool:
        """Say whether to accept; before that, end what took too long or stands in the way."""
        now = time.monotonic()
        if now - self._held > _POLL:
            self._held = now
            for channel in list(self.active_channels.values()):
                channel.hold(self.bounds, now)
        if len(self._map) >= self.adj.connection_limit:
            self._make_room()
        return bool(super().readable())

    def _make_room(self) -> None:
        waiting = [c for c in self.active_channels.values() if c.waits_for_client]
        waiting.sort(key=lambda channel: -channel.age)
        for channel in waiting[: max(1, self.adj.connection_limit // 10)]:
            channel.lingers = False
            channel.handle_close()

    def maintenance(self, now: float) -> None:
        """Do nothing: :meth:`Channel.hold` holds connections to more than silence."""

    def run_until_stopped(self, lifeline: int, grace: float) -> bool:
        """Answer until :meth:`stop`, or until nobody holds the other end of ``lifeline``.

        Returns whether somebody still holds it.
        """
        watched = _Lifeline(lifeline, self, grace)
        while True:
            wasyncore.loop(timeout=_POLL, use_poll=True, map=self._map, count=1)
            if not self.stopping:
                continue
            if self.accepting:
                self._close_listener()
            for channel in list(self.active_channels.values()):
                if channel.waits_for_client and channel.request is None:
                    channel.handle_close()
            if not self.active_channels or time.monotonic() > self._deadline:
                return watched.is_held

    def let_go(self) -> None:
        """Close every connection, whatever is going on."""
        self.accepting = False
        for each in list(self._map.values()):
            if isinstance(each, Channel):
                each.lingers = False
                each.handle_close()
            elif each is not self and each is not self.trigger:
                each.close()
        self.close()

    def stop(self, grace: float) -> None:
        """Accept no more and end when what runs is answered, at the latest after ``grace``.

        May be called from a signal handler.
        """
        if not self.stopping:
            self._deadline = time.monotonic() + grace
            self.stopping = True
        self.pull_trigger()

    def _close_listener(self) -> None:
        while True:  # whoever is already in the queue is answered too
            before = len(self._map)
            self.handle_accept()
            if len(self._map) == before or before >= self.adj.connection_limit:
                break
        self.accepting = False
        self.del_channel()
        self.socket.close()


class _Lifeline(wasyncore.file_dispatcher):
    """A pipe whose other end the supervisor holds: when that is gone, so are we."""

    def __init__(self, fd: int, server: Server, grace: float) -> None:
        self._server, self._grace = server, grace
        self.is_held = True
        super().__init__(fd, map=server._map)

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        with suppress(OSError):
            if os.read(self._fileno, 16):
                return
        self.handle_close()

    def handle_close(self) -> None:
        self.is_held = False
        self.close()
        self._server.stop(self._grace)
