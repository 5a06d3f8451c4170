"""Read what a server of pif-kg, or any catalogue in DCAT or VoID, says it publishes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from kg.formats.rdf import Refused, parse_quads, suffix_of
from kg.harvesting.bounds import Bounds, Broken
from kg.identifiers import split_thing_iri
from kg.namespaces import DCTERMS, FOAF
from kg.terms import is_iri, value_of

_DCAT = "http://www.w3.org/ns/dcat#"
_VOID = "http://rdfs.org/ns/void#"
_NEXT = "<http://www.w3.org/ns/hydra/core#next>"
_DUMPS = (".nq.gz", ".nq", ".trig.gz", ".trig", ".ttl.gz", ".ttl")
"""What is fetched where there is a choice, the best first."""

Said = dict[tuple[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Offered:
    """One study that a catalogue lists, and where its data are."""

    study: str
    licence: str
    address: str


def read_catalogue(data: bytes, address: str, bounds: Bounds) -> tuple[list[Offered], str]:
    """Return the studies on a page of a catalogue, and the address of the next page, or nothing.

    Raises:
        Broken: It is not RDF, or lists too much.
    """
    said: Said = defaultdict(list)
    onward = ""
    try:
        for s, p, o, _ in parse_quads(data, ".ttl", base=address):
            said[s, p].append(o)
            if p == _NEXT and is_iri(o):
                onward = value_of(o)
    except Refused as error:
        raise Broken(error.rule, f"The catalogue: {error}", error.remedy) from error
    found = {}
    for (subject, property), values in sorted(said.items()):
        if property in (f"<{FOAF}primaryTopic>", f"<{_VOID}rootResource>"):
            for root in values:
                study = _study(root)
                dump = _dump(said, subject)
                if study and dump:
                    licences = said.get((subject, f"<{DCTERMS}license>"), [])
                    found[study] = Offered(study, _first(licences), dump)
    if len(found) > bounds.entities:
        raise Broken("catalogue", f"The catalogue lists {len(found):,} studies on one page.")
    return [found[study] for study in sorted(found)], onward


def _study(root: str) -> str:
    named = split_thing_iri(value_of(root)) if is_iri(root) else None
    return named[0] if named is not None and named[1] == "study" else ""


def _dump(said: Said, dataset: str) -> str:
    """Return where the data of a data set are, in the form that is read best."""
    places = [*said.get((dataset, f"<{_VOID}dataDump>"), ())]
    for form in said.get((dataset, f"<{_DCAT}distribution>"), ()):
        places += said.get((form, f"<{_DCAT}downloadURL>"), ())
    addresses = sorted({value_of(place) for place in places if is_iri(place)})
    ranked = [
        (_DUMPS.index(ending), address)
        for address in addresses
        for ending in _DUMPS
        if address.endswith(ending) and suffix_of(Path(address)) is not None
    ]
    return min(ranked)[1] if ranked else ""


def _first(values: list[str]) -> str:
    return next((value_of(value) for value in sorted(values) if is_iri(value)), "")
