"""A study that goes out as a project of coding programs comes back with all that they share."""

from __future__ import annotations

import pytest
from random_studies import random_study

from kg.exporting import export, read_study
from kg.formats import read
from kg.namespaces import derived_graph
from kg.statements import statements
from kg.store import open_store


def shared(study):
    """Return what every coding program holds: texts, quotes in them, and what they are coded as."""
    texts = {d.id: d.text for d in study.documents if d.text is not None}
    quotes = {q.id: q for q in study.quotes if q.document in texts and q.start is not None}
    codings = {
        (c.quote, c.concept.code, c.coder)
        for c in study.codings
        if c.quote in quotes and c.concept.code
    }
    coded = {quote for quote, _, _ in codings}
    return (
        {(q.document, q.start, q.end, q.text) for id, q in quotes.items() if id in coded},
        codings,
        {(c.id, c.label, c.parent) for c in study.codes},
    )


@pytest.mark.parametrize("profile", ["", "nvivo", "maxqda"])
def test_a_project_holds_quotes_codes_and_codings(tmp_path, profile):
    for seed in range(12):
        study = random_study(seed)
        for document in study.documents:  # texts as programs hold them: no mark, lines of one kind
            text = (document.text or "").removeprefix("\ufeff")
            document.text = text.replace("\r\n", "\n").replace("\r", "\n") or None
        study.quotes = [q for q in study.quotes if matches(q, study.documents)]
        kept = {q.id for q in study.quotes}
        study.codings = [c for c in study.codings if c.quote in kept and c.concept.code]
        study.relations = study.episodes = []
        store = open_store(tmp_path / f"{seed}{profile}")
        graphs = statements(study).graphs
        graphs[derived_graph(study.id)] = set()
        store.replace(study.id, graphs)
        out = tmp_path / f"{seed}{profile}.qdpx"

        done = export(store, study.id, "qdpx", out, profile=profile)

        back = read(out, study=study.id)
        assert shared(back.model) == shared(read_study(store, study.id))
        assert done.losses.lines()
        store.close()


def matches(quote, documents) -> bool:
    text = next(d.text for d in documents if d.id == quote.document)
    return text is None or quote.start is None or text[quote.start : quote.end] == quote.text
