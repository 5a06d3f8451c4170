"""A study of another group says where it was harvested, and when."""

import pytest
from published_crates import study

import kg
from kg import provenance
from kg.loading import check
from kg.mapping import following
from kg.namespaces import study_graph
from kg.preparing import prepare_statements
from kg.publishing import public_store, refresh
from webui import create_app
from webui.state import Site

SOURCE = "https://studies.example.org/small/"


@pytest.fixture
def site(tmp_path, check_page):
    """Make a site over a harvested study; returns what its page says, as JSON and as HTML."""
    (tmp_path / "small.ttl").write_bytes(study("small"))

    def make(source, *, public=False):
        graphs = check(tmp_path / "small.ttl").graphs
        origin = provenance.Origin(source, "2026-05-02T10:00:00Z", "a" * 64)
        graphs[study_graph("small")] |= provenance.stated("small", origin)
        prepared = prepare_statements("small", graphs)
        with kg.open_graph(tmp_path / "store") as graph:
            following.put(graph.store, prepared.packed, prepared.graphs)
            shown = graph
            if public:
                refresh(graph.store)
                shown = kg.Graph(public_store(graph.store))
            client = create_app(
                shown, site=Site(shown, "public" if public else "owner")
            ).test_client()
            page = client.get("/studies/small")
            check_page(page.text)
            return client.get("/studies/small.json").json, page.text

    return make


def test_a_study_page_says_where_it_was_harvested(site):
    said, page = site(SOURCE)

    assert said["harvested"] == {"from": SOURCE, "at": "2026-05-02T10:00:00Z"}
    assert f'Harvested from <a href="{SOURCE}">{SOURCE}</a> on 2026-05-02.' in page


def test_what_an_address_says_is_never_a_link_to_run(site):
    _, page = site("javascript:alert(1)")

    assert "Harvested from <bdi>javascript:alert(1)</bdi> on" in page


def test_strangers_are_told_of_open_addresses(site):
    _, page = site(SOURCE, public=True)

    assert f">{SOURCE}</a> on 2026-05-02." in page


def test_strangers_are_not_told_of_folders(site):
    said, page = site("file:crates/small/", public=True)

    assert said["harvested"] is None
    assert "Harvested" not in page
    assert "crates/small" not in page
