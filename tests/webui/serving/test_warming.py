"""Pages are made before people ask, and again when the graph has changed."""

import pytest
from flask import request
from hostile_study import write_hostile_study
from served import wait_until

import kg
from webui import create_app
from webui.serving import warming


@pytest.fixture
def asked(tmp_path):
    """An application over a graph of its own, and the pages it was asked for so far."""
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load("krishna2024", into=graph)
        app = create_app(graph)
        answered = []

        @app.after_request
        def note(response):
            answered.append((request.path, response.status_code))
            return response

        yield app, graph, answered


def test_every_page_that_is_made_beforehand_is_there(asked):
    app, _, answered = asked

    warming.warm(app)

    assert {status for _, status in answered} == {200}
    assert {warming.FIRST, *warming.PAGES} <= {path for path, _ in answered}
    assert answered[-1] == ("/constructs/professional-identity-formation", 200)


def test_pages_are_made_again_when_the_graph_has_changed(asked, tmp_path, monkeypatch):
    app, graph, answered = asked
    monkeypatch.setattr(warming, "EVERY", 0.05)

    def times(path):
        return [p for p, _ in answered].count(path)

    over = warming.keep_warm(app, graph)
    wait_until(lambda: times("/about") == 1, what="the first round")
    kg.load(write_hostile_study(tmp_path / "other"), into=graph)
    wait_until(lambda: times("/about") >= 2, what="the second round")

    over.set()
