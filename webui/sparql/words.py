"""``/sparql/words.json``: what an editor of queries can propose, out of our own vocabulary."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from flask import Response

from kg.describing.vocabulary import vocabularies
from kg.namespaces import ONTOLOGY, PREFIXES, RDF, SCHEME, shorten
from kg.resources import files_in, folder, read
from kg.terms import value_of
from webui import sending
from webui.sparql import answering

if TYPE_CHECKING:
    from kg.describing.vocabulary import Entry

METHODS = ["GET", "HEAD"]
_STRANGE = ("owl", "xsd")
"""Prefixes whose words are for those who make vocabularies."""
_WRITTEN = re.compile(
    rf"(?<![\w:-])(?:{'|'.join(p for p in PREFIXES if p not in _STRANGE)}):[A-Za-z][\w-]*"
)


def answer() -> Response:
    """Return the prefixes that need not be declared, and words with what they mean."""
    validator = answering.tag("words", PREFIXES)
    return answering.unchanged(validator) or sending.send_json(
        {"prefixes": PREFIXES, "words": words()}, validator=validator
    )


@cache
def words() -> list[dict[str, str | int]]:
    """Return the terms of the ontology, the constructs, and the words of other vocabularies.

    ``label`` is what is written, ``type`` what it is, ``detail`` its name, ``info`` its definition;
    ``boost`` is there for what the saved queries use.

    >>> [word["info"][:25] for word in words() if word["label"] == "pif:Quote"]
    ['verbatim span of text tak']
    """
    asked = _asked_for()
    entries = [entry for iri in (ONTOLOGY, SCHEME) for entry in vocabularies()[iri].entries()]
    own = {name: e for e in entries if ":" in (name := shorten(e.iri)) and "://" not in name}
    others = (_said_of_ours() | asked) - own.keys()
    found = [_word(name, entry) for name, entry in own.items()]
    found += [
        {"label": name, "type": "class" if name.partition(":")[2][0].isupper() else "property"}
        for name in sorted(others)
        if not name.startswith(("pif:", "c:"))
    ]
    return [word | {"boost": 1} if word["label"] in asked else word for word in found]


def _word(name: str, entry: Entry) -> dict[str, str | int]:
    word: dict[str, str | int] = {"label": name, "type": entry.sort, "detail": entry.label}
    return word | ({"info": entry.definition} if entry.definition else {})


def _said_of_ours() -> set[str]:
    """Return by which words of other vocabularies the ontology and the scheme speak."""
    held = [vocabularies()[iri].triples for iri in (ONTOLOGY, SCHEME)]
    used = {value_of(p) for triples in held for _, p, _ in triples} | {f"{RDF}type"}
    return {name for name in map(shorten, used) if _WRITTEN.fullmatch(name)}


def _asked_for() -> set[str]:
    """Return which of their words the saved queries that ship ask for."""
    texts = [read(place) for place in files_in(folder("queries"), ".rq")]
    return {name for text in texts for name in _WRITTEN.findall(text)}
