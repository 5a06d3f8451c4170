"""The graph that an application serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, current_app

if TYPE_CHECKING:
    from kg.graph import Graph

_KEY = "pif-graph"


def keep(app: Flask, graph: Graph) -> None:
    """Give the application its graph."""
    app.extensions[_KEY] = graph


def graph() -> Graph:
    """Return the graph of the application that is answering."""
    kept: Graph = current_app.extensions[_KEY]
    return kept
