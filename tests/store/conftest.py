"""Stores to test with: a folder, and a real Oxigraph server with and without a union graph."""

from collections.abc import Iterator

import pytest
from store_kinds import KINDS, opened, oxigraph_server, read_graphs

from kg.store.base import Store


@pytest.fixture
def graphs():
    return read_graphs


@pytest.fixture
def serving():
    return oxigraph_server


@pytest.fixture
def opening():
    return opened


@pytest.fixture
def server() -> Iterator[str]:
    with oxigraph_server() as address:
        yield address


@pytest.fixture(params=KINDS)
def store(request, tmp_path) -> Iterator[Store]:
    with opened(request.param, tmp_path) as made:
        yield made
