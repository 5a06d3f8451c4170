"""The SPARQL endpoint and the Graph Store: SPARQL 1.1 Protocol, GSP and Service Description.

Both addresses stand before a backend: the site's graph, whose queries run in the jail, or (for
other people's conformance drivers) a store in memory. What a request says is read by
:mod:`webui.sparql.reading`, and nothing is answered that was not asked.
"""

from __future__ import annotations

from flask import Blueprint, Response

from kg.errors import StudyRefused
from webui.sparql import answering, asking, graph_store, words
from webui.sparql.findings import with_findings

pages = Blueprint("sparql", __name__)

for _name, _rules, _view, _methods in (
    ("sparql", ("/sparql", "/sparql/"), asking.answer, asking.METHODS),
    ("figure", ("/sparql/figure.svg",), asking.figure, ["GET", "HEAD"]),
    ("words", ("/sparql/words.json",), words.answer, words.METHODS),
    (
        "graph_store",
        ("/graph-store", "/graph-store/", "/graph-store/<path:path>"),
        graph_store.answer,
        graph_store.METHODS,
    ),
):
    for _rule in _rules:
        pages.add_url_rule(_rule, _name, _view, methods=_methods, provide_automatic_options=False)


@pages.after_request
def finish(response: Response) -> Response:
    """Add what every answer of these addresses has."""
    return answering.finish(response)


@pages.errorhandler(StudyRefused)
def refused(error: StudyRefused) -> tuple[Response, int]:
    """Answer a change that a check forbids with the findings, not only with their number."""
    return with_findings(error)
