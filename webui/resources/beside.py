"""Signposts for the pages that others made for studies and constructs, so that they lead on too."""

from __future__ import annotations

import re

from flask import Response, request

from kg.describing.memory import steady
from kg.errors import PifError
from kg.identifiers import construct_iri, study_iri
from webui.resources import signposts
from webui.resources.addresses import absolute
from webui.state import graph

_PAGES = re.compile(r"/(studies|constructs)/([^/]+)")


def sign(response: Response) -> Response:
    """Add the signposts of a study or construct to its page, unless it has some."""
    match = _PAGES.fullmatch(request.path)
    if not match or response.status_code != 200 or response.mimetype != "text/html":
        return response
    already = response.headers.get("Link", "")
    if "cite-as" in already:
        return response
    is_study = match[1] == "studies"
    iri = study_iri(match[2]) if is_study else construct_iri(match[2])
    store = graph().store
    try:
        facts = steady(store, lambda memory: signposts.facts_of(store, memory, iri))
    except (PifError, ValueError):  # the page is there; it does without
        return response
    if is_study and facts is None:  # `new`, and the like
        return response
    sort = "Dataset" if is_study else "DefinedTerm"
    links = signposts.of_page(iri, absolute(request.path), None, facts, sort).header()
    response.headers["Link"] = f"{already}, {links}" if already else links
    return response
