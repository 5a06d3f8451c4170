"""The names people type, made into IRIs: ``patching``, ``c:patching``, ``krishna2024/Q27``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg import terms
from kg.errors import BadParameter, UnknownThing
from kg.namespaces import BASE, CITO, CONSTRUCT, PIF, PREFIXES, SCHEME, shorten

if TYPE_CHECKING:
    from kg.store.base import Store

CLASSES: dict[str, str] = {
    "study": f"{PIF}Study",
    "quote": f"{PIF}Quote",
    "document": f"{PIF}Document",
    "participant": f"{PIF}Participant",
    "tenure": f"{PIF}RoleTenure",
    "coding": f"{PIF}CodingAct",
    "code": f"{PIF}Code",
    "claim": f"{PIF}Claim",
    "episode": f"{PIF}Episode",
    "reference": f"{PIF}Reference",
    "citation": f"{CITO}Citation",
    "coder": f"{PIF}Stakeholder",
    "programme": f"{PIF}MentoringProgram",
    "stage": f"{PIF}MentoringStage",
    "limitation": f"{PIF}Limitation",
}
"""The sorts of things that are found by their id, with the class each belongs to."""

SORTS = ("construct", *CLASSES, "work", "intent", "class")
"""Everything a name can stand for. Any other sort takes an IRI or a prefixed name only."""

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_IDS_COMPARED = 20_000

_BY_ID = """\
SELECT DISTINCT ?thing ?study ?_id_literal ?_class_iri
WHERE {
  ?thing pif:identifier ?_id_literal ;
         a ?_class_iri .
  OPTIONAL { ?thing pif:ofStudy ?home . ?home pif:identifier ?study . }
}
ORDER BY ?study ?thing"""
_NAMES = f"""\
SELECT DISTINCT ?id ?label ?_class_iri
WHERE {{
  ?thing a ?_class_iri ;
         pif:identifier ?id .
  OPTIONAL {{ ?thing skos:prefLabel|rdfs:label ?label . }}
}}
LIMIT {_IDS_COMPARED}"""
_WORK_OF = """\
SELECT ?work ?_reference_iri WHERE { ?_reference_iri pif:toWork ?work . }"""
_INTENTS = """\
SELECT DISTINCT ?intent WHERE { ?citation cito:hasCitationCharacterization ?intent . }"""
_CONSTRUCTS = f"""\
SELECT ?id ?label
WHERE {{
  ?construct skos:inScheme <{SCHEME}> ;
             pif:identifier ?id .
  OPTIONAL {{ ?construct skos:prefLabel|skos:altLabel ?label . }}
}}"""
_TERMS = f"""\
SELECT (STRAFTER(STR(?class), "{PIF}") AS ?id)
WHERE {{ ?class a owl:Class . FILTER(STRSTARTS(STR(?class), "{PIF}")) }}"""


def resolve(store: Store, sort: str, value: str) -> str:
    """Return the N-Triples term of what a name stands for.

    ``sort`` is one of :data:`SORTS`. A full IRI, with or without angle brackets, is taken as it
    is and not looked up; every other name must be known to the store. An id that several studies
    use is told apart as ``study/id``.

    Raises:
        UnknownThing: Nothing of that sort has the name; the hint gives the nearest names.
        BadParameter: The name fits several things, or cannot be a name.
    """
    value = value.strip()
    if not value:
        raise BadParameter(f"The {sort} has no name.", f"Write {sort}=… with the one you mean.")
    if value.startswith("<") and value.endswith(">"):
        return _iri(value[1:-1], sort)
    if sort == "work" and (doi := _DOI.fullmatch(value)):
        return _iri(f"https://doi.org/{doi[1].lower()}", sort)
    if "://" in value or value.startswith("urn:"):
        return _iri(value, sort)
    prefix, colon, rest = value.partition(":")
    if colon and prefix in PREFIXES and not (sort == "construct" and prefix == "c"):
        return _iri(PREFIXES[prefix] + rest, sort)
    if sort == "construct":
        return _construct(store, value)
    if sort == "work":
        return _work(store, value)
    if sort == "intent":
        return _intent(store, value)
    if sort == "class":
        return _class(store, value)
    if sort in CLASSES:
        return _thing(store, sort, value)
    raise BadParameter(
        f"{value!r} is not an address (IRI).",
        f"Give {sort} in full (https://…) or with a known prefix, such as pif:Quote.",
    )


def friendly(iri: str) -> str:
    """Return an IRI as a person would type it, where :func:`resolve` understands that.

    >>> friendly("https://w3id.org/pif-kg/study/krishna2024/quote/Q27")
    'krishna2024/Q27'
    >>> friendly("https://w3id.org/pif-kg/scheme/patching")
    'patching'
    """
    if iri.startswith(CONSTRUCT):
        return iri[len(CONSTRUCT) :]
    home = f"{BASE}study/"
    if iri.startswith(home):
        steps = iri[len(home) :].split("/")
        if len(steps) in (1, 3):
            return "/".join((steps[0], *steps[2:]))
    return shorten(iri)


def _iri(value: str, sort: str) -> str:
    try:
        if not _ABSOLUTE.fullmatch(value):
            raise ValueError
        return terms.iri(value)
    except ValueError:
        raise BadParameter(
            f"{value!r} is not an address (IRI) of a {sort}.",
            "An address holds no spaces, quotation marks or angle brackets.",
        ) from None


def _ask(store: Store, sparql: str, **bindings: str) -> list[dict[str, str]]:
    from kg.query_text import with_prefixes

    return list(store.query(with_prefixes(sparql), bindings).rows())


def _construct(store: Store, value: str) -> str:
    slug = value.removeprefix("c:")
    # A label is a slug with spaces and capitals: "Reflection-in-action", "identity work".
    slug = "-".join(slug.casefold().split())
    found = _ask(
        store,
        "SELECT ?scheme ?_construct_iri WHERE { ?_construct_iri skos:inScheme ?scheme . }",
        _construct_iri=terms.iri(CONSTRUCT + quote(slug, safe="-._~")),
    )
    if any(row["scheme"] == f"<{SCHEME}>" for row in found):
        return found[0]["_construct_iri"]
    if not value.startswith("c:") and (codes := _found(store, "code", value)):
        return _only(codes, "code", value)
    named = _ask(store, _CONSTRUCTS)
    meant = {row["id"] for row in named if "label" in row and _same(row["label"], value)}
    if len(meant) == 1:
        return terms.iri(CONSTRUCT + terms.value_of(meant.pop()))
    raise _unknown("construct", value, slug, named)


def _same(label: str, value: str) -> bool:
    return terms.value_of(label).casefold() == value.casefold()


def _class(store: Store, value: str) -> str:
    named = _ask(store, _TERMS)
    if terms.text(value) not in {row["id"] for row in named}:
        raise _unknown("class", value, value, named)
    return _iri(PIF + value, "class")


def _work(store: Store, value: str) -> str:
    if entries := _found(store, "reference", value):
        entry = _only(entries, "reference", value)
        if works := _ask(store, _WORK_OF, _reference_iri=entry):
            return works[0]["work"]
    work = terms.iri(f"{BASE}work/{quote(value, safe='-._~')}")
    if _ask(store, "SELECT ?p ?_work_iri WHERE { ?_work_iri ?p ?o } LIMIT 1", _work_iri=work):
        return work
    raise UnknownThing(
        f"There is no work {value!r}.",
        "Give its DOI (10.…), its address in full, or the id of a reference, such as ref07.",
    )


def _intent(store: Store, value: str) -> str:
    known = {terms.value_of(row["intent"]) for row in _ask(store, _INTENTS)}
    by_name = {iri.removeprefix(CITO).casefold(): iri for iri in known}
    if iri := by_name.get(value.casefold()):
        return terms.iri(iri)
    used = ", ".join(sorted(iri.removeprefix(CITO) for iri in known))
    hint = f"Those in use are {used}." if used else "No citations are loaded."
    raise UnknownThing(f"No work is cited with the purpose {value!r}.", hint)


def _thing(store: Store, sort: str, value: str) -> str:
    if found := _found(store, sort, value):
        return _only(found, sort, value)
    names = _ask(store, _NAMES, _class_iri=terms.iri(CLASSES[sort]))
    if not names:
        raise UnknownThing(
            f"The store holds no {sort} at all.", "Load a study first: `pif load krishna2024`."
        )
    raise _unknown(sort, value, value, names)


def _found(store: Store, sort: str, value: str) -> list[dict[str, str]]:
    class_ = terms.iri(CLASSES[sort])
    whole = "".join(value.split())  # identifiers hold no spaces: "M Diary 1" is MDiary1
    found = _ask(store, _BY_ID, _id_literal=terms.text(whole), _class_iri=class_)
    if found:
        return found
    study, separator, rest = re.match(r"([^/:]*)([/:]?)(.*)", whole).groups()  # type: ignore[union-attr]
    if not separator or not rest:
        return []
    found = _ask(store, _BY_ID, _id_literal=terms.text(rest), _class_iri=class_)
    return [row for row in found if row.get("study") == terms.text(study)]


def _only(found: list[dict[str, str]], sort: str, value: str) -> str:
    things = sorted({row["thing"] for row in found})
    if len(things) > 1:
        ways = [f"{terms.value_of(row['study'])}/{value}" for row in found if "study" in row]
        raise BadParameter(
            f"{len(things)} studies have a {sort} {value!r}.",
            f"Say which: {' or '.join(ways or things)}.",
        )
    return things[0]


def _unknown(sort: str, value: str, compared: str, named: Iterable[dict[str, str]]) -> UnknownThing:
    ids: dict[str, str] = {}
    for row in named:
        name = terms.value_of(row["id"])
        ids[name.casefold()] = name
        if "label" in row:
            ids.setdefault(terms.value_of(row["label"]).casefold(), name)
    wanted = compared.casefold()
    near = get_close_matches(wanted, ids, n=4, cutoff=0.5)
    likeness = [SequenceMatcher(None, name, wanted).ratio() for name in near]
    close = [name for name, like in zip(near, likeness, strict=True) if like > likeness[0] - 0.1]
    nearest = list(dict.fromkeys(ids[name] for name in close))[:3]
    some = sorted(set(ids.values()))[:5]
    hint = f"There are, for instance, {', '.join(some)}." if some else ""
    if nearest:
        hint = f"Did you mean {' or '.join(nearest)}?"
    return UnknownThing(f"There is no {sort} {value!r}.", hint)
