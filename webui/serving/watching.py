"""Watches every answer: gives it an id, counts and times it, and writes its line."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextvars import Token
from typing import TYPE_CHECKING, Any

from webui import metrics
from webui.serving import logs

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_METHODS = frozenset(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])


class Watched:
    """An application, watched. A request's id is taken from a proxy only if one is trusted."""

    def __init__(self, application: WSGIApplication, *, behind_proxy: bool) -> None:
        self._application = application
        self._behind_proxy = behind_proxy

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._behind_proxy else ""
        id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        answer = _Answer(environ, id)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answer.status = int(status[:3])
            return start_response(status, [*headers, ("X-Request-Id", id)], exc_info)

        try:
            answer.body = self._application(environ, start)
        except BaseException:
            answer.status = 500
            answer.close()
            raise
        return answer


class _Answer:
    """The body of an answer on its way out."""

    body: Iterable[bytes] = ()
    status = 500

    def __init__(self, environ: WSGIEnvironment, id: str) -> None:
        self._environ = environ
        self._id = id
        self._began = time.perf_counter()
        self._size = 0
        self._closed = False
        self._mark: Token[str] = logs.request_id.set(id)

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.body:
            self._size += len(chunk)
            yield chunk

    def close(self) -> None:
        """Let go of the body, and write down what was sent."""
        if self._closed:
            return
        self._closed = True
        try:
            if hasattr(self.body, "close"):
                self.body.close()
        finally:
            seconds = time.perf_counter() - self._began
            method = self._environ["REQUEST_METHOD"]
            shown = method if method in _METHODS else "OTHER"
            path = self._environ.get("SCRIPT_NAME", "") + self._environ.get("PATH_INFO", "")
            size = 0 if method == "HEAD" else self._size
            metrics.observe(self._environ.get(metrics.ROUTE, ""), shown, self.status, seconds)
            logs.access(
                shown, path.encode("latin-1", "replace"), self.status, size, seconds, self._id
            )
            logs.request_id.reset(self._mark)
