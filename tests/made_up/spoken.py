"""Studies made of a few given words, where nothing else of them matters."""

from __future__ import annotations

from kg import model as m
from kg.closure import derive, load_schema
from kg.findings import Place
from kg.namespaces import derived_graph
from kg.statements import statements

HERE = Place("made up")


def spoken(name, quotes, *, access="restricted", licence=""):
    """Return the graphs of a study with these quotes, id → text, all of one interview."""
    study = m.Study(name, HERE, title=name, licence=licence)
    if licence:
        study.publication = m.Work(f"https://doi.org/10.5555/{name}", title=name)
    tenure = m.Tenure("P1", "mentee", HERE)
    study.participants = [m.Participant("P1", HERE, [tenure])]
    study.documents = [m.Document("D1", HERE, "interview", "P1")]
    study.quotes = [
        m.Quote(id, HERE, text, "D1", "P1", "mentee", access=access) for id, text in quotes.items()
    ]
    study.codes = [m.Code("told", HERE, "told")]
    study.codings = [
        m.Coding(f"{id}-told", HERE, id, m.Concept("told"), "authors", "", "author")
        for id in quotes
    ]
    said = statements(study).graphs
    said[derived_graph(name)] = derive(said, schema=load_schema())
    return said
