"""Sites over the first study, asked for data: the owner's, the public's, and one with a jail."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.sandbox import Limits, start
from webui import create_app
from webui.protection import LOOPBACK
from webui.state import Site


@pytest.fixture(scope="session")
def jail(study_graph):
    """Answers queries over the first study in processes of its own, as `pif serve` does."""
    with start(study_graph.store.address, Limits(seconds=20)) as running:
        yield running


@pytest.fixture(scope="session")
def jailed(study_graph, jail):
    """Asks the owner's site with a jail."""
    return create_app(study_graph, site=Site(study_graph, jail=jail, hosts=LOOPBACK)).test_client()


@pytest.fixture(scope="session")
def public(study_graph):
    """Asks a site that is open to strangers, over a store that holds the first study."""
    site = Site(study_graph, audience="public", hosts=LOOPBACK)
    return create_app(study_graph, site=site).test_client()


@pytest.fixture(params=["client", "jailed"])
def anywhere(request):
    """Asks a site without and one with a jail, which must answer alike."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def link():
    """Return the address of a relation in a response's Link header, or None."""

    def find(response, relation):
        found = re.search(rf'<([^>]*)>; rel="{relation}"', response.headers.get("Link", ""))
        return found and found[1]

    return find


@pytest.fixture
def refused():
    """Check that an answer is an error in the one shape; return its message and hint."""

    def check(response, status):
        assert response.status_code == status, response.text[:500]
        body = response.json
        assert set(body) == {"error", "status"}
        assert set(body["error"]) == {"code", "message", "hint"}
        assert body["status"] == status
        return f"{body['error']['message']} {body['error']['hint']}"

    return check


@pytest.fixture(scope="session")
def server(study_graph, tmp_path_factory):
    """`pif serve` over the first study, at an address of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "serve", "--port", "0", "--access-log", "off"],
        cwd=tmp_path_factory.mktemp("server"),
        env={**os.environ, "PIF_STORE": study_graph.store.address, "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, f"the server said {line!r}"
        yield found[0]
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()
