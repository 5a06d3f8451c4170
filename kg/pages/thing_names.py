"""How addresses of the graph page name things: ``patching``, ``krishna2024/quote/Q27``, a DOI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import terms
from kg.describing.asking import ask
from kg.describing.thing import is_there
from kg.identifiers import normal_doi, split_thing_iri, study_iri, work_iri
from kg.namespaces import BASE, CONSTRUCT, DEFAULT_BASE, PREFIXES, shorten

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

LONGEST = 1_000
"""Code points of a name that are read."""
MOST_NAMED = 20
"""Things of one id that are told apart."""

_DOI = "https://doi.org/"
_PAGES = {"studies/": "study/", "constructs/": "scheme/", "literature/": ""}
"""Pages that stand for a thing, and where its address is."""
_ROOTS = ("study", "work", "scheme", "ontology", "graph")
_ID = "SELECT DISTINCT ?thing ?_id_literal WHERE { ?thing pif:identifier ?_id_literal } LIMIT %d"


def name_of_thing(iri: str) -> str:
    """Return a thing as addresses name it; :func:`thing_of_name` is the way back.

    >>> name_of_thing("https://w3id.org/pif-kg/study/krishna2024/quote/Q27")
    'krishna2024/quote/Q27'
    >>> name_of_thing("https://w3id.org/pif-kg/scheme/patching")
    'patching'
    """
    made = shorten(iri)
    if iri.startswith(CONSTRUCT):
        made = iri[len(CONSTRUCT) :]
    elif (split := split_thing_iri(iri)) is not None:
        made = f"study/{split[0]}" if split[1] == "study" else iri[len(study_iri("")) :]
    elif iri.startswith(_DOI):
        made = iri[len(_DOI) :]
    elif iri.startswith(BASE) and "#" not in iri:
        made = iri[len(BASE) :]
    return made if thing_of_name(made) == iri else iri


def thing_of_name(name: str) -> str:
    """Return the thing that a name of :func:`name_of_thing` stands for, whether there or not.

    >>> thing_of_name("krishna2024/quote/Q27")
    'https://w3id.org/pif-kg/study/krishna2024/quote/Q27'
    >>> thing_of_name("10.1186/s12909-024-05992-0"), thing_of_name("pif:Quote")
    ('https://doi.org/10.1186/s12909-024-05992-0', 'https://w3id.org/pif-kg/ontology#Quote')
    """
    prefix, colon, rest = name.partition(":")
    if colon and prefix in PREFIXES and not rest.startswith("//"):
        return PREFIXES[prefix] + rest
    if colon and ("://" in name or prefix == "urn"):
        return name
    if doi := normal_doi(name):
        return work_iri(doi=doi)
    root, slash, _ = name.partition("/")
    if not slash:
        return f"{CONSTRUCT}{name}"
    return f"{BASE}{name}" if root in _ROOTS else study_iri(name)


def things_named(store: Store, index: Index, name: str) -> list[str]:
    """Return the things that a name stands for: none, one, or several of the same id.

    A slug or label of a construct, a prefixed name, an IRI, a DOI, ``study/kind/id``, the path of
    a page, or an id as the files of a study have it.
    """
    said = name.strip().removeprefix("<").removesuffix(">")
    if not said or len(said) > LONGEST:
        return []
    slug = "-".join(said.casefold().split())
    if slug in index.constructs():
        return [f"{CONSTRUCT}{slug}"]
    for iri in _meant(said):
        if may_be(iri) and is_there(store, iri):
            return [iri]
    return _by_id(store, said)


def _meant(said: str) -> list[str]:
    found = [thing_of_name(said)]
    if said.startswith(DEFAULT_BASE):  # as the contract has it, wherever it is served
        found.append(BASE + said[len(DEFAULT_BASE) :])
    path = said.lstrip("/")
    for page, home in _PAGES.items():
        if path.startswith(page):
            path = home + path[len(page) :]
    found.append(thing_of_name(path))
    if doi := normal_doi(said):  # in whatever way it is written
        found.append(work_iri(doi=doi))
    if ":" not in path:
        found += [f"{BASE}{path}", study_iri(path)]
    return list(dict.fromkeys(found))


def _by_id(store: Store, said: str) -> list[str]:
    """Return things by their id, or by study and id with a slash between."""
    study, slash, rest = "".join(said.split()).rpartition("/")
    rows = ask(store, _ID % (MOST_NAMED + 1), _id_literal=terms.text(rest))
    found = sorted(terms.value_of(row["thing"]) for row in rows)
    if slash:
        found = [iri for iri in found if (split_thing_iri(iri) or ("",))[0] == study]
    return found


def may_be(iri: str) -> bool:
    """Say whether a text can be an IRI."""
    try:
        terms.iri(iri).encode()
    except ValueError:
        return False
    return True
