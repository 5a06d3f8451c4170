"""The ontology, its parts and the shared scheme: documents that are given whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from kg.describing.document import by_subject
from kg.describing.writing import write
from webui.ontology.documents import shown
from webui.resources import signposts
from webui.resources.addresses import absolute, path_of
from webui.resources.forms import GRAPHS, HTML, LINKSET, LINKSET_TEXT, TURTLE
from webui.resources.naming import licence_name
from webui.resources.telling import Told, of_document

if TYPE_CHECKING:
    from kg.describing.vocabulary import Vocabulary
    from kg.terms import Triple
    from webui.resources.forms import Form

_TYPE = "DefinedTermSet"


def tell_vocabulary(vocabulary: Vocabulary, form: Form) -> Told:
    """Return a vocabulary in a form. As Turtle it is what people wrote, comments and all."""
    page = absolute(path_of(vocabulary.iri, HTML))
    links = signposts.of_page(vocabulary.iri, page, None, None, _TYPE)
    if form is HTML:
        return _page(vocabulary, links), links
    if form in (LINKSET, LINKSET_TEXT):
        everything = signposts.all_of(links, vocabulary.iri, None)
        write_out = signposts.as_json if form is LINKSET else signposts.as_text
        return write_out(everything).encode(), None
    here = absolute(path_of(vocabulary.iri, form))
    about: list[Triple] = of_document(vocabulary.iri, here, vocabulary.licence)
    if form is TURTLE:
        added = b"".join(write("turtle", about)).decode()
        body = "\n".join([*vocabulary.texts, added]).encode()
    else:
        assert form.writer is not None  # noqa: S101 - it is one of the forms of statements
        body = b"".join(write(form.writer, by_subject([*vocabulary.triples, *about])))
    return body, signposts.of_data(vocabulary.iri, here, None)


def _page(vocabulary: Vocabulary, links: signposts.Signposts) -> bytes:
    root = request.script_root
    template, own = shown(vocabulary)
    html = render_template(
        template,
        **own,
        links=links.links,
        here_address=f"{root}{path_of(vocabulary.iri)}",
        licence_name=licence_name,
        forms=[(f.title, f.media_type, f"{root}{path_of(vocabulary.iri, f)}") for f in GRAPHS],
    )
    return html.encode()
