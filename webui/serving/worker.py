"""One worker: an application over what is served, and the connections that ask it."""

from __future__ import annotations

import resource
import shutil
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.middleware.proxy_fix import ProxyFix

from webui import health, metrics
from webui.bringing import holding
from webui.serving import keeper, logs, warming
from webui.serving.connections import Server
from webui.serving.prefix import AtPrefix
from webui.serving.watching import Watched
from webui.state import Site

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from kg.graph import Graph
    from kg.sandbox import Jail
    from webui.serving.children import Lifeline, Shared
    from webui.serving.plan import Plan
    from webui.tokens import Tokens

_BESIDES = 16
"""Threads beside those that wait for the jail."""
_FILES = 4096


@dataclass(frozen=True, slots=True)
class Served:
    """What the supervisor opened for its workers."""

    plan: Plan
    graph: Graph | None
    jail: Jail | None
    tokens: Tokens | None
    shared: Shared
    lifeline: Lifeline
    folder: str
    """Where figures, and what was brought to be checked, are kept while it runs."""
    debug: bool = False


def work(served: Served, listening: socket.socket, ready: Callable[[], object]) -> None:
    """Answer until SIGTERM, or until the supervisor is gone; then finish what runs."""
    served.lifeline.let_go()
    plan = served.plan
    logs.begin(plan.access_log, debug=served.debug)
    _allow_files()
    made = _application(served)
    holding.watch(Path(served.folder))
    if not plan.conformance:
        warming.warm_first(made)
    application = Watched(_behind_proxies(made, plan), behind_proxy=bool(plan.proxies))
    server = Server(
        application,
        listening,
        threads=plan.threads or threads_for(served.jail),
        bounds=plan.bounds,
        prefix=plan.prefix,
        trusts=lambda given: bool(served.tokens and plan.updates and _known(served.tokens, given)),
        on_refusal=_refused,
    )
    signal.signal(signal.SIGTERM, lambda *_: server.stop(plan.grace))
    ready()
    if served.graph is not None and not plan.conformance:
        warming.keep_warm(made, served.graph)
    if not server.run_until_stopped(served.lifeline.fd, plan.grace):
        # The supervisor was killed and could not tidy up. (Its pipe goes before its number does:
        # who the parent is would be asked too early.)
        shutil.rmtree(served.folder, ignore_errors=True)


def _behind_proxies(application: WSGIApplication, plan: Plan) -> WSGIApplication:
    """Return the application as it stands behind the proxies that are believed."""
    if not plan.proxies:
        return application
    return ProxyFix(
        AtPrefix(application),
        x_for=plan.proxies,
        x_proto=plan.proxies,
        x_host=plan.proxies,
        x_prefix=0 if plan.prefix else plan.proxies,
    )


def _application(served: Served) -> Any:
    plan = served.plan
    if plan.conformance:
        return import_module("webui.sparql.conformance").make_app()
    from webui import create_app

    graph = served.graph
    assert graph is not None  # noqa: S101
    site = Site(
        graph,
        audience="public" if plan.public else "owner",
        jail=served.jail,
        original=_original(served),
        tokens=served.tokens,
        updates=plan.updates,
        hosts=plan.hosts,
        folder=Path(served.folder),
    )
    app = create_app(graph, site=site)
    if plan.public:
        health.only_while_fresh(app, lambda: served.shared.age < keeper.STALE)
    return app


def _original(served: Served) -> Graph | None:
    if not served.plan.updates:
        return None
    if not served.plan.public:
        return served.graph
    from kg.graph import open_graph

    return open_graph()


def threads_for(jail: Jail | None) -> int:
    """Return how many threads answer, so that queries which wait never keep a page waiting."""
    waiting = jail.limits.at_once + jail.limits.waiting if jail else 0
    return waiting + _BESIDES


def _known(tokens: Tokens, authorization: str | None) -> bool:
    return any(tokens.allows(authorization, scope) for scope in ("update", "write", "load"))


def _refused(status: int, size: int) -> None:
    metrics.observe("", "OTHER", status, 0.0)
    logs.access("-", b"", status, size, 0.0, "-")


def _allow_files() -> None:
    # A connection needs a handle, and two more while its request or answer lies in a file.
    with suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
        if soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
