"""The gate: what is refused before anything runs.

It is passed twice. In the process that asks, only what costs nothing is looked at; the text is
cut into words in the process that answers, where that, too, has its bounds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.errors import LimitReached, UsageError
from kg.sandbox.jobs import Job
from kg.sandbox.limits import Limits, in_bytes
from kg.store.base import Kind
from kg.store.engine import check_format
from kg.store.querytext import QueryText

_BEGINNING = 4096
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}

Dataset = tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Admitted:
    """A query that may run. ``dataset`` is its default graphs and its named ones, None for all."""

    text: QueryText
    kind: Kind
    dataset: Dataset | None


def kind_of(sparql: str) -> Kind:
    """Return what kind of answer a query will have, from its beginning.

    Raises:
        UsageError: It is not a query: an update, or nothing known.
    """
    text = QueryText(sparql[:_BEGINNING])
    cut = len(sparql) > _BEGINNING
    if cut and (text.start >= len(text.tokens) - 1 or text.form not in _UPDATES):
        try:
            return text.kind
        except UsageError:
            text = QueryText(sparql)
    if text.form in _UPDATES:
        raise UsageError(
            "This is an update; questions are answered here, nothing is changed.",
            "A query begins, after PREFIX and BASE, with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )
    return text.kind


def look(job: Job, limits: Limits) -> Kind:
    """Refuse what can be refused without reading the query through.

    Raises:
        UsageError: It is not a query, has no such format, or names what is not a graph.
        LimitReached: It is too long.
    """
    try:
        size = len(job.sparql.encode())
    except UnicodeEncodeError as error:
        raise UsageError("The query holds text that is not valid Unicode.") from error
    if size > limits.query:
        raise LimitReached(
            f"The query is longer than {in_bytes(limits.query)}, the most that is read.",
            "Ask in parts, or put long lists of values into a study of their own.",
        )
    kind = kind_of(job.sparql)
    check_format(kind, job.format)
    graphs = [*(job.default_graphs or ()), *(job.named_graphs or ())]
    if sum(map(len, (*graphs, *job.bindings.values()))) > limits.query:
        raise LimitReached(
            f"The graphs and values given with the query are longer than {in_bytes(limits.query)}, "
            "the most that is read.",
            "Leave graphs out to ask all of them, and give shorter values.",
        )
    for graph in graphs:
        if not _ABSOLUTE.fullmatch(graph):
            raise UsageError(f"{graph[:80]!r} is not the IRI of a graph.", "Give its whole IRI.")
    return kind


def admit(job: Job) -> Admitted:
    """Read a query through.

    Raises:
        UsageError: It asks another server, or how it names its graphs can be read in two ways.
    """
    text = QueryText(job.sparql)
    kind = text.kind
    check_format(kind, job.format)
    text.refuse_service()
    for token in text.tokens:
        glued = token.text.partition(":")[0].upper() if token.kind == "name" else token.word
        if glued.startswith("FROM") and (token.kind == "name" or glued != "FROM"):
            raise UsageError(
                f"{token.text[:80]} can be read in two ways.",
                "Put a space after FROM; a prefix that begins with `from` needs another name.",
            )
    if job.default_graphs is not None or job.named_graphs is not None:
        return Admitted(text, kind, (list(job.default_graphs or ()), list(job.named_graphs or ())))
    return Admitted(text, kind, text.dataset() if text.names_graphs else None)
