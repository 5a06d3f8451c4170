"""The page of each vocabulary that ships: the ontology, its modules, its alignments, the scheme.

The page of the whole ontology holds the place of every term, so that the address of a term opens
there; all that is said of a term stands on the page of its module.
"""

from __future__ import annotations

from typing import Any

from kg.closure.statements import Statements, owl
from kg.describing.vocabulary import Vocabulary, module_of, vocabularies
from kg.namespaces import ONTOLOGY, SCHEME, shorten
from kg.pages.ontology.header import header
from kg.pages.ontology.hierarchy import trees
from kg.pages.ontology.reading import glossary
from kg.pages.ontology.relations import relations, sentence
from kg.pages.ontology.scheme import collections
from kg.pages.ontology.shipped import aligned, alignments, inferred, modules, shipped
from kg.pages.ontology.uses import MOST, counts
from kg.pages.wording import counted
from kg.terms import A, value_of
from webui.drawing import classes
from webui.drawing import relations as ring
from webui.links import at, outward
from webui.ontology.showing import (
    KINDS,
    full_address,
    in_brief,
    in_full,
    rows,
    sources,
    tree,
)
from webui.state import graph

_SORTS = (
    ("class", "Classes"),
    ("property", "Properties that lead from thing to thing"),
    ("attribute", "Properties with a value"),
    ("individual", "Fixed values"),
    ("datatype", "Kinds of values"),
    ("note", "Notes"),
)


def shown(vocabulary: Vocabulary) -> tuple[str, dict[str, Any]]:
    """Return the template of a vocabulary's page, and what it shows."""
    about = {"vocabulary": vocabulary, "head": header(vocabulary)}
    if vocabulary.iri == ONTOLOGY:
        return "ontology.html", about | _ontology(vocabulary)
    if vocabulary.iri == SCHEME:
        return "scheme.html", about | {"collections": collections(), "outward": outward}
    part = module_of(vocabulary.iri)
    if part.startswith("modules/"):
        return "ontology_module.html", about | _module(vocabulary)
    if part.startswith("alignments/"):
        return "ontology_alignment.html", about | _alignment(vocabulary)
    return "ontology_version.html", about | {
        "terms": list(glossary(vocabulary.triples).terms.values()),
        "current": vocabularies()[ONTOLOGY].version,
    }


def _ontology(vocabulary: Vocabulary) -> dict[str, Any]:
    held = shipped()
    found = relations(held)
    drawing = ring.drawn(found, held.label, lambda iri: in_brief(iri) or "", "The main classes")
    return {
        "drawing": drawing,
        "joints": [sentence(held, j) for j in (*found.joints, *found.anywhere)],
        "parts": [_part(module) for module in modules()],
        "alignments": [
            (each.title, at(f"/ontology/{module_of(each.iri)}.html")) for each in alignments()
        ],
        "apart": [held.label(iri) for iri in _apart(vocabulary)],
    }


def _part(module: Vocabulary) -> dict[str, Any]:
    held = shipped()
    own = held.of(module.iri)
    n = sum(term.sort == "class" for term in own)
    return {
        "name": module.iri.rpartition("/")[2],
        "title": _title(module),
        "about": module.description,
        "href": at(f"/ontology/{module_of(module.iri)}.html"),
        "size": f"{counted(n, 'class', 'classes')}, {counted(len(own) - n, 'other term')}",
        "trees": trees(held, own, inferred(), outside=False),
        "others": [
            (term, _ways(term.domain), _ways(term.range))
            for sort, _ in _SORTS[1:]
            for term in own
            if term.sort == sort
        ],
        "terms": held.terms,
    }


def _ways(classes_: tuple[Any, ...]) -> str:
    return " or ".join("".join(part.text for part in words) for words in classes_)


def _title(module: Vocabulary) -> str:
    return module.title.partition(": ")[2] or module.title


def _apart(vocabulary: Vocabulary) -> list[str]:
    """Return the classes that the ontology itself, not one of its parts, keeps apart."""
    said = Statements(vocabulary.triples)
    largest: list[str] = []
    for whole, kind in said.pairs(A):
        members = list(said.list(said.one(whole, owl("members"))))
        if kind == owl("AllDisjointClasses") and len(members) > len(largest):
            largest = members
    return sorted(map(value_of, largest))


def _module(vocabulary: Vocabulary) -> dict[str, Any]:
    held, address = shipped(), in_full(vocabulary.iri)
    own = held.of(vocabulary.iri)
    grown = trees(held, own, inferred())
    used = counts(graph().store, own)
    return {
        "title": _title(vocabulary),
        "drawing": classes.drawn(grown, address, f"Classes of the module {_title(vocabulary)}"),
        "tree": tree(grown, address),
        "lines": sum(node.lines for node in grown),
        "groups": [
            (
                sort,
                title,
                [
                    {
                        "term": term,
                        "rows": rows(term, address),
                        "sources": sources(term),
                        "used": _times(used.get(term.iri, 0)),
                    }
                    for term in own
                    if term.sort == sort
                ],
            )
            for sort, title in _SORTS
            if any(term.sort == sort for term in own)
        ],
        "kinds": KINDS,
        "others": [
            (_title(each), at(f"/ontology/{module_of(each.iri)}.html"), each.iri == vocabulary.iri)
            for each in modules()
        ],
    }


def _times(uses: int) -> str:
    return f"more than {MOST:,} times" if uses > MOST else counted(uses, "time") if uses else ""


def _alignment(vocabulary: Vocabulary) -> dict[str, Any]:
    held = shipped()
    lines = [
        (
            held.label(each.term) or shorten(each.term),
            full_address(held.terms[each.term]) if each.term in held.terms else None,
            each,
            outward(each.other),
            shorten(each.other),
        )
        for every in aligned().values()
        for each in every
        if each.file == vocabulary.iri
    ]
    return {"lines": sorted(lines, key=lambda line: line[0].casefold())}
