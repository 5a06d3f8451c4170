"""Cases: a question, its saved query, its parameters and the answer worked out by hand."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from kg.queries import list_queries

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """``expected`` rows are the columns named, with spaces between; their order counts if ordered.

    A long answer gives ``rows``, how many there are, or rows it ``contains`` and ``lacks``.
    """

    name: str
    question: str
    query: str
    columns: list[str]
    parameters: dict[str, str] = field(default_factory=dict)
    expected: list[str] | None = None
    ordered: bool = False
    rows: int | None = None
    contains: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)


CASES = [
    Case(name=path.stem, **yaml.safe_load(path.read_text(encoding="utf-8")))
    for path in sorted(FOLDER.glob("*.yaml"))
]
QUERIES = {query.name: query for query in list_queries()}


def pytest_generate_tests(metafunc):
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", CASES, ids=lambda case: case.name)
    if "query" in metafunc.fixturenames:
        metafunc.parametrize("query", QUERIES.values(), ids=QUERIES)


@pytest.fixture(scope="session")
def cases():
    return CASES
