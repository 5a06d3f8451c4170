"""Whether the process answers, and whether the graph does: for whoever watches the service."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from flask import Blueprint, Flask, Response, current_app, jsonify, request

from kg.errors import LimitReached, StoreUnreachable
from webui.state import graph, site

pages = Blueprint("health", __name__)

_KEY = "pif-probe"
_KEPT = 2.0
_ALWAYS = frozenset({"health.healthy", "health.ready", "metrics.figures", "static"})


@pages.get("/healthz")
def healthy() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
def ready() -> Response:
    """Say that everything answers, and at which revision of the graph.

    Raises:
        StoreError: Something does not; the message says what.
    """
    opened = graph()
    revision, studies = opened.store.revision(), opened.studies()
    probe: _Probe = current_app.extensions.setdefault(_KEY, _Probe())
    probe.look()
    return jsonify(status="ok", revision=revision, studies=studies)


def only_while_fresh(app: Flask, fresh: Callable[[], bool]) -> None:
    """Answer nothing of the graph while nobody knows whether it may still be shown."""

    @app.before_request
    def refuse_stale() -> None:
        if request.endpoint not in _ALWAYS and not fresh():
            raise _stale()

    app.extensions[_KEY] = _Probe(fresh)


def _stale() -> StoreUnreachable:
    return StoreUnreachable(
        "What may be public could not be looked after for a minute, so nothing is shown.",
        "Try again later; the log of `pif serve` says more.",
    )


class _Probe:
    """Asks the jail, at most every few seconds, and whether the projection is right."""

    def __init__(self, fresh: Callable[[], bool] = lambda: True) -> None:
        self._fresh = fresh
        self._turn = threading.Lock()
        self._good_until = 0.0

    def look(self) -> None:
        """Return if all is well.

        Raises:
            StoreError: It is not.
        """
        if not self._fresh():
            raise _stale()
        jail = site().jail
        if jail is None:
            return
        with self._turn:
            if time.monotonic() < self._good_until:
                return
            from kg.sandbox import Job

            with suppress(LimitReached):  # it is busy, and says so: that is what it is for
                jail.run(Job("ASK {}", "json")).close()
            self._good_until = time.monotonic() + _KEPT
