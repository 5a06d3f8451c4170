"""Figures for Prometheus: requests by route, how long they take, the jail and the store.

Workers are processes of their own. prometheus_client lets each count in a file of its own below
``PROMETHEUS_MULTIPROC_DIR``, which the supervisor makes, and adds them up when it is asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from ipaddress import ip_address

from flask import Blueprint, Flask, Response, abort, request
from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from webui.protection import FORWARDED
from webui.state import site

pages = Blueprint("metrics", __name__)
ROUTE = "pif.route"
"""Where the pattern of the address that answered stands in the environment of a request."""

_own = CollectorRegistry()
_requests = Counter(
    "pif_http_requests", "Requests answered.", ["route", "method", "status"], registry=_own
)
_seconds = Histogram(
    "pif_http_request_seconds",
    "Time from the first to the last byte of an answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=_own,
)


def measure(app: Flask) -> None:
    """Let the application say which of its routes answered."""

    @app.after_request
    def name_route(response: Response) -> Response:
        request.environ[ROUTE] = request.url_rule.rule if request.url_rule else ""
        return response


def observe(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answer. A route is a pattern, never an address, so that there are few."""
    known = route or "none"
    _requests.labels(known, method, str(status)).inc()
    _seconds.labels(known).observe(seconds)


@pages.get("/metrics")
def figures() -> Response:
    """Answer to this computer, or to a token with the scope ``metrics``."""
    tokens = site().tokens
    if not _from_here() and not (
        tokens and tokens.allows(request.headers.get("Authorization"), "metrics")
    ):
        abort(403)
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_own)
    registry.register(_StoreFigures())
    answer = Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _from_here() -> bool:
    """Say whether this computer itself asks, not a proxy on it for somebody else."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


class _StoreFigures(Collector):
    """What the store that answers holds, read when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        store = site().graph.store
        described = GaugeMetricFamily("pif_store", "The store that answers.", labels=["revision"])
        described.add_metric([store.revision()], 1)
        yield described
        yield GaugeMetricFamily("pif_store_studies", "Studies in it.", len(store.studies()))
