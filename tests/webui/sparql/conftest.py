"""Sites over the first study with a real jail, for the owner and for strangers; and an open one."""

from __future__ import annotations

from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

import kg
from kg import sandbox
from webui import create_app
from webui.sparql.conformance import make_app
from webui.state import Site
from webui.tokens import KnownTokens

TOKEN = "pif_for-this-test-only"
UPDATES_ONLY = "pif_updates-only"


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """A store that holds the first study. To be read only."""
    folder = tmp_path_factory.mktemp("sparql") / "store"
    with kg.open_graph(folder) as graph:
        kg.load("krishna2024", into=graph)
    return folder


@pytest.fixture(scope="session")
def graph(place):
    with kg.open_graph(place) as graph:
        yield graph


@pytest.fixture(scope="session")
def jail(place):
    with sandbox.start(place) as jail:
        yield jail


@pytest.fixture(scope="session")
def owner(graph, jail):
    """Asks the site as its owner sees it."""
    return create_app(graph, site=Site(graph, jail=jail)).test_client()


@pytest.fixture(scope="session")
def public(graph, jail):
    """Asks the site as strangers see it."""
    return create_app(graph, site=Site(graph, audience="public", jail=jail)).test_client()


@pytest.fixture(params=["owner", "public"])
def site(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def scratch():
    """Asks a store in memory that anybody may change, as conformance drivers do."""
    return make_app().test_client()


class _Scoped:
    """Two tokens: one may do everything, one may not write graphs."""

    def allows(self, authorization, scope):
        everything = KnownTokens(given=TOKEN).allows(authorization, scope)
        updates = KnownTokens(given=UPDATES_ONLY).allows(authorization, scope)
        return everything or (updates and scope == "update")


@contextmanager
def _changeable(folder):
    with kg.open_graph(folder) as graph:
        kg.load("tests/data/small-study", into=graph)
        with sandbox.start(folder) as jail:
            held = Site(graph, jail=jail, original=graph, tokens=_Scoped(), updates=True)
            yield create_app(graph, site=held).test_client()


@pytest.fixture
def changeable(tmp_path):
    """Asks a site whose owner can change it with a token; a store of its own."""
    with _changeable(tmp_path / "store") as client:
        yield client


@pytest.fixture(scope="session")
def unchanged(tmp_path_factory):
    """The same for tests that are refused. It must stay as it is."""
    with _changeable(tmp_path_factory.mktemp("unchanged") / "store") as client:
        yield client


@pytest.fixture(scope="session")
def unchanging(graph, jail):
    """Asks what strangers are served, with a token that is known and updates switched on."""
    held = Site(graph, audience="public", jail=jail, original=graph, tokens=_Scoped(), updates=True)
    return create_app(graph, site=held).test_client()


@pytest.fixture
def bearer():
    return {"Authorization": f"Bearer {TOKEN}"}


def ask(client, query, accept=None, **more):
    """Send a query with GET."""
    headers = {"Accept": accept} if accept else {}
    headers |= more.pop("headers", {})
    return client.get("/sparql?" + urlencode({"query": query, **more}), headers=headers)


@pytest.fixture(name="ask")
def _ask():
    return ask
