"""The forms an answer can take, and how one is chosen: ``?format=``, or the Accept header."""

from __future__ import annotations

from kg.describing.writing import Format as GraphFormat
from kg.errors import BadParameter
from kg.store.base import Kind, ResultFormat
from webui.negotiation import NotAcceptable, Offer, choose

HTML = Offer("html", ("text/html",))

# In the order they are preferred. A form has a line for each of its media types, so that what is
# sent is called what the client asked for.
_TABLES: tuple[tuple[ResultFormat, str], ...] = (
    ("json", "application/sparql-results+json"),
    ("xml", "application/sparql-results+xml"),
    ("csv", "text/csv"),
    ("tsv", "text/tab-separated-values"),
    ("json", "application/json"),
    ("xml", "application/xml"),
    ("xml", "text/xml"),
)
_GRAPHS: tuple[tuple[GraphFormat, str], ...] = (
    ("turtle", "text/turtle"),
    ("ntriples", "application/n-triples"),
    ("jsonld", "application/ld+json"),
    ("rdfxml", "application/rdf+xml"),
    ("turtle", "application/turtle"),
    ("turtle", "application/x-turtle"),
    ("ntriples", "text/plain"),
    ("jsonld", "application/json"),
    ("rdfxml", "application/xml"),
    ("rdfxml", "text/xml"),
)
# Names that clients and people put into ?format=, besides our own and the media types. What
# SPARQLWrapper sends for every query (format=json) means JSON-LD for a graph.
_TABLE_NAMES = {"srj": "json", "sparql-json": "json", "srx": "xml", "sparql-xml": "xml"}
_GRAPH_NAMES = {
    "ttl": "turtle", "n3": "turtle", "nt": "ntriples", "n-triples": "ntriples", "json": "jsonld",
    "json-ld": "jsonld", "rdf": "rdfxml", "rdf+xml": "rdfxml", "rdf/xml": "rdfxml",
    "xml": "rdfxml",
}  # fmt: skip


def names(kind: Kind) -> list[ResultFormat]:
    """Return the formats of a kind of answer, as ``?format=`` takes them."""
    return list(dict.fromkeys(name for name, _ in _lines(kind)))


def media_types(kind: Kind) -> list[str]:
    """Return the media type that each format of a kind of answer is sent as."""
    lines = dict(reversed(_lines(kind)))
    return [lines[name] for name in names(kind)]


def chosen(kind: Kind, accept: str | None, named: str | None, *, page: bool) -> Offer:
    """Return the form that an answer takes; its name is ours, or ``html`` where a page may be.

    ``named`` is the value of ``?format=`` and goes before the Accept header.

    Raises:
        BadParameter: ``named`` is not the name of a format.
        NotAcceptable: Such an answer has no form that the client takes.
    """
    offers = [Offer(name, (media_type,)) for name, media_type in _lines(kind)]
    if page:
        offers.append(HTML)
    if named is None:
        return choose(offers, accept)
    plain = named.strip().lower().replace(" ", "+")  # a plus sign that was not encoded
    known = _GRAPH_NAMES if kind == "graph" else _TABLE_NAMES
    plain = known.get(plain, plain)
    for offer in offers:
        if plain == offer.name or plain == offer.types[0]:
            return offer
    there = ", ".join(names(kind))
    if plain in _all_names():
        what = {"graph": "a graph", "select": "rows", "ask": "yes or no"}[kind]
        raise NotAcceptable(
            f"The answer is {what}, which has no format {named!r}.", f"Say {there}."
        )
    raise BadParameter(f"There is no format {named[:80]!r}.", f"For this answer, say {there}.")


def format_of(form: Offer) -> ResultFormat:
    """Return the format of a form that is no page."""
    return next(name for name, _ in (*_TABLES, *_GRAPHS) if name == form.name)


def graph_format(form: Offer) -> GraphFormat:
    """Return the same of a form for graphs."""
    return next(name for name, _ in _GRAPHS if name == form.name)


def _lines(kind: Kind) -> tuple[tuple[ResultFormat, str], ...]:
    return _GRAPHS if kind == "graph" else _TABLES


def _all_names() -> set[str]:
    both = (*_TABLES, *_GRAPHS)
    plain = {name for name, _ in both} | {media_type for _, media_type in both}
    return plain | _TABLE_NAMES.keys() | _GRAPH_NAMES.keys() | {"html", "text/html"}
