"""Asks for pages before people do, so that nobody waits for what is made on first use.

Much of what pages show is worked out once for each state of the graph: labels, who cites what,
what is counted. That is done when a worker begins, and again when the graph has changed.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from kg.errors import PifError

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from kg.graph import Graph

log = logging.getLogger(__name__)

FIRST = "/"
PAGES = (
    "/quotes", "/constructs", "/studies", "/literature", "/matrix", "/ecosystem", "/queries",
    "/literature/network", "/literature/gaps", "/downloads", "/ontology.html", "/about",
)  # fmt: skip
EVERY = 5.0
"""Seconds between two looks at whether the graph has changed, and before the first."""
_HOST = "http://localhost"


def warm_first(app: Flask) -> None:
    """Ask for the page that people come to first."""
    _ask(app.test_client(), FIRST)


def keep_warm(app: Flask, graph: Graph) -> threading.Event:
    """Ask for the other pages beside the requests of people, until what is returned is set."""
    over = threading.Event()
    threading.Thread(target=_keep, args=(app, graph, over), name="warming", daemon=True).start()
    return over


def warm(app: Flask) -> None:
    """Ask for every page once, and for that of the construct that most quotes support."""
    client = app.test_client()
    for page in (FIRST, *PAGES, *_busiest(client)):
        _ask(client, page)


def _keep(app: Flask, graph: Graph, over: threading.Event) -> None:
    warmed = ""
    while not over.wait(EVERY):
        try:
            revision = graph.store.revision()
            if revision != warmed:
                warm(app)
                warmed = revision
        except PifError as error:
            log.debug("pages are not made beforehand: %s", error.message)


def _busiest(client: FlaskClient) -> list[str]:
    found = _ask(client, "/constructs.json")
    constructs = (found or {}).get("constructs", [])
    busiest = max(constructs, key=lambda each: each["quotes"]["scheme"], default=None)
    return [f"/constructs/{busiest['construct']}"] if busiest else []


def _ask(client: FlaskClient, path: str) -> dict[str, list[dict[str, dict[str, int]]]] | None:
    # A page that cannot be made says so to whoever asks for it; here that is no matter.
    try:
        answer = client.get(path, base_url=_HOST)
        return answer.json if answer.is_json and answer.status_code == 200 else None
    except Exception:
        log.debug("%s could not be made beforehand", path, exc_info=True)
        return None
