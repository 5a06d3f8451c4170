"""The forms in which a thing is told, each with the ending of its address and its media types."""

from __future__ import annotations

from dataclasses import dataclass

from kg.describing.annotation import CONTEXT, is_annotation
from kg.describing.writing import Format
from webui.negotiation import Offer


@dataclass(frozen=True, slots=True)
class Form:
    """One form: what negotiation offers, the ending of its address, its name for people."""

    offer: Offer
    suffix: str
    title: str
    content_type: str
    writer: Format | None = None

    @property
    def media_type(self) -> str:
        """The media type without the charset, as links name it."""
        return self.content_type.partition("; charset")[0]


def _form(
    name: str, suffix: str, title: str, *types: str,
    sent_as: str = "", writer: Format | None = None,
) -> Form:  # fmt: skip
    offer = Offer(name, types)
    return Form(offer, suffix, title, sent_as or offer.content_type, writer)


HTML = _form("html", "html", "page", "text/html", "application/xhtml+xml")
TURTLE = _form("turtle", "ttl", "Turtle", "text/turtle", "application/x-turtle", writer="turtle")
JSONLD = _form(
    "jsonld", "jsonld", "JSON-LD", "application/ld+json", "application/json",
    "application/ld+json;profile=http://www.w3.org/ns/json-ld#compacted", writer="jsonld",
)  # fmt: skip
NTRIPLES = _form("ntriples", "nt", "N-Triples", "application/n-triples", writer="ntriples")
RDFXML = _form("rdfxml", "rdf", "RDF/XML", "application/rdf+xml", writer="rdfxml")
# The profile is compared without its quotation marks, which a parameter may have or not.
ANNOTATION = _form(
    "annotation", "anno.jsonld", "Web Annotation", f"application/ld+json;profile={CONTEXT}",
    sent_as=f'application/ld+json; profile="{CONTEXT}"',
)  # fmt: skip
LINKSET = _form("linkset", "linkset.json", "links", "application/linkset+json")
LINKSET_TEXT = _form(
    "linkset-text", "linkset.txt", "links", "application/linkset", sent_as="application/linkset"
)
JSON = _form("json", "json", "JSON-LD", "application/json", writer="jsonld")
"""The same as JSON-LD, for those who put ``.json`` behind every address; it is not offered."""

GRAPHS = (TURTLE, JSONLD, NTRIPLES, RDFXML)
"""The forms that hold statements."""
BY_SUFFIX = {form.suffix: form for form in (HTML, *GRAPHS, ANNOTATION, LINKSET, LINKSET_TEXT, JSON)}
"""Every form there is. A longer ending is looked for before a shorter one."""
SUFFIXES = sorted(BY_SUFFIX, key=len, reverse=True)


def forms_of(iri: str) -> tuple[Form, ...]:
    """Return the forms a thing has, in the order of our own preference."""
    annotations = (ANNOTATION,) if is_annotation(iri) else ()
    return (HTML, *GRAPHS, *annotations, LINKSET, LINKSET_TEXT)


def split_suffix(address: str) -> list[tuple[str, Form]]:
    """Return how an address may be read as that of a form, the longest ending first.

    >>> [(rest, form.suffix) for rest, form in split_suffix("/work/a.anno.jsonld")]
    [('/work/a', 'anno.jsonld'), ('/work/a.anno', 'jsonld')]
    """
    return [
        (address[: -len(suffix) - 1], BY_SUFFIX[suffix])
        for suffix in SUFFIXES
        if address.endswith(f".{suffix}")
    ]
