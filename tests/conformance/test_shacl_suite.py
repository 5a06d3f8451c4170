"""The compiled shapes against the W3C's SHACL test suite (w3c/data-shapes).

``PIF_SUITES`` names the folder with the suites, by default ``../shared/suites`` beside the
checkout. Core tests must give the right results, SHACL-SPARQL tests must be recognised as not
compiled, so that pySHACL takes them.
"""

import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from kg.formats.rdf import term
from kg.terms import A
from kg.validation.compiled import Index, Unsupported, compile_shapes

ROOT = Path(__file__).resolve().parents[2]
SUITES = Path(os.environ.get("PIF_SUITES", ROOT.parent / "shared" / "suites"))
SUITE = SUITES / "shacl"
SH = "http://www.w3.org/ns/shacl#"
SHT = "http://www.w3.org/ns/shacl-test#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"

pytestmark = pytest.mark.skipif(
    not SUITE.is_dir(), reason=f"no SHACL suite in {SUITE}: PIF_SUITES names the folder"
)


class Case(NamedTuple):
    name: str
    file: Path
    node: str


@cache
def triples(file: Path) -> frozenset:
    quads = ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, base_iri=file.as_uri())
    return frozenset((term(q.subject), term(q.predicate), term(q.object)) for q in quads)


def cases(folder: str) -> list[Case]:
    return sorted(
        Case(file.stem, file, s)
        for file in (SUITE / folder).rglob("*.ttl")
        for s, p, o in triples(file)
        if p == A and o == f"<{SHT}Validate>"
    )


def graphs(case: Case):
    """Return the data, the shapes, and the expected results."""
    index = Index(triples(case.file))

    def one(node, namespace, name):
        return next(iter(index.forward(f"<{namespace}{name}>").get(node, ())), None)

    action = one(case.node, MF, "action")
    data, shapes = (
        triples(Path(unquote(urlsplit(one(action, SHT, name)[1:-1]).path)))
        for name in ("dataGraph", "shapesGraph")
    )
    report = one(case.node, MF, "result")
    expected = Counter(
        (
            one(r, SH, "sourceShape"),
            one(r, SH, "focusNode"),
            one(r, SH, "sourceConstraintComponent")[1:-1].removeprefix(SH),
            one(r, SH, "value"),
            simple(one(r, SH, "resultPath")),
            one(r, SH, "resultSeverity"),
        )
        for r in index.forward(f"<{SH}result>").get(report, ())
    )
    return data, shapes, expected


def simple(path):
    return path if path and path.startswith("<") else None


def test_the_suite_is_whole():
    assert (len(cases("core")), len(cases("sparql"))) == (98, 23)


@pytest.mark.parametrize("case", cases("core"), ids=lambda case: case.name)
def test_core_test_has_its_results(case):
    data, shapes, expected = graphs(case)

    found = Counter(tuple(result) for result in compile_shapes(shapes).results(Index(data)))

    assert found == expected


@pytest.mark.parametrize("case", cases("sparql"), ids=lambda case: case.name)
def test_sparql_test_is_left_to_pyshacl(case):
    _, shapes, _ = graphs(case)

    with pytest.raises(Unsupported):
        compile_shapes(shapes)
