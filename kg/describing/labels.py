"""What things are called."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kg import terms
from kg.describing.asking import ask, values
from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, CONSTRUCT, DCTERMS, FOAF, ONTOLOGY, PIF, RDFS, SCHEME, SKOS, shorten

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

PROPERTIES = (
    f"<{SKOS}prefLabel>",
    f"<{RDFS}label>",
    f"<{DCTERMS}title>",
    f"<{FOAF}name>",
    f"<{PIF}identifier>",
)
"""Properties that give a thing its name, the best first."""
LONGEST = 300
"""Code points of a label that are shown as one."""

_AT_ONCE = 500
_EACH = 20
# Joined with the list of things first; with a list of properties beside it, an engine reads all
# there is of each thing, and of a construct that is every quote behind it.
_BRANCHES = " UNION ".join(f"{{ ?thing {p} ?label BIND({p} AS ?p) }}" for p in PROPERTIES)

_KINDS = {
    "coding": "coding act",
    "source": "study whose data are reused",
    "tenure": "role of a participant",
    "reference": "entry of a reference list",
    "attribute": "attribute of a participant",
    "organisation": "organisation",
    "consent": "record of consent",
}


class Name(NamedTuple):
    """What a thing is called: a text and its language, empty when it has none."""

    text: str
    language: str = ""


Labels = dict[str, tuple[tuple[str, str], ...]]
"""Things (terms) and their labels: property and literal, the best property first."""


def labels(store: Store, memory: Memory, things: Iterable[str]) -> Labels:
    """Return the labels of things (terms); what is no IRI is passed over."""
    found: Labels = {}
    wanted = []
    for thing in dict.fromkeys(things):
        if thing[0] != "<":
            continue
        known = memory.labels.get(thing)
        if known is None:
            wanted.append(thing)
        else:
            found[thing] = known
    for n in range(0, len(wanted), _AT_ONCE):
        some = wanted[n : n + _AT_ONCE]
        made: dict[str, set[tuple[str, str]]] = {thing: set() for thing in some}
        asked = f"SELECT ?thing ?p ?label {{ {values('thing', some)} {_BRANCHES} }}"
        for row in ask(store, f"{asked} LIMIT {_EACH * len(some)}"):
            if row["label"][0] == '"':
                made[row["thing"]].add((row["p"], row["label"]))
        for thing, held in made.items():
            ordered = sorted(held, key=lambda pair: (PROPERTIES.index(pair[0]), pair[1]))
            found[thing] = memory.labels.put(thing, tuple(ordered))
    return found


def name_of(term: str, known: Labels) -> Name:
    """Return what to call a thing: its best label, English where there are several, or its id."""
    return _best(known.get(term, ())) or Name(tail_of(terms.value_of(term)))


@lru_cache(maxsize=10_000)
def _best(held: tuple[tuple[str, str], ...]) -> Name | None:
    for property in PROPERTIES:
        said = [terms.parts(label) for p, label in held if p == property]
        if said:
            english = [s for s in said if (s[2] or "en").split("-")[0] == "en"]
            text, _, language = (english or said)[0]
            if text.strip():
                short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
                return Name(short, language or "")
    return None


def tail_of(iri: str) -> str:
    """Return how to call what has no label.

    >>> tail_of("https://w3id.org/pif-kg/study/s/quote/Q1"), tail_of("http://purl.org/spar/cito/cites")
    ('Q1', 'cito:cites')
    """
    split = split_thing_iri(iri)
    if split:
        return split[2] or f"{split[1]} of {split[0]}"
    if iri.startswith("https://doi.org/"):
        return iri.removeprefix("https://")
    if iri.startswith(f"{BASE}graph/"):
        return iri[len(BASE) + 6 :]
    return iri.removeprefix(BASE) if iri.startswith(BASE) and "#" not in iri else shorten(iri)


def kind_of(iri: str) -> str:
    """Return in words what sort of thing an IRI names, as far as the IRI tells; else nothing.

    >>> kind_of("https://w3id.org/pif-kg/study/s/coding/Q1-c"), kind_of("https://w3id.org/pif-kg/scheme/patching")
    ('coding act', 'construct')
    """
    split = split_thing_iri(iri)
    if split is not None:
        kind = split[1]
        return _KINDS.get(kind, kind.replace("-", " "))
    if iri.startswith(CONSTRUCT):
        return "construct"
    if iri.startswith((f"{BASE}work/", "https://doi.org/")):
        return "work"
    if iri.startswith(f"{BASE}graph/"):
        return "named graph"
    if iri == SCHEME:
        return "scheme of constructs"
    if iri.startswith(PIF):
        return "term of the ontology"
    return "ontology" if iri.startswith(ONTOLOGY) else ""
