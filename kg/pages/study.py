"""All about one study: where it was reported, how it was done, what it holds, what may be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.errors import UnknownThing
from kg.evidence import matrix as crossing
from kg.evidence.answering import Count, counts
from kg.evidence.axes import ORDERS
from kg.evidence.matrix import Matrix
from kg.identifiers import study_iri
from kg.index import ask
from kg.index.kinds import ROLES
from kg.namespaces import CITO, DCTERMS, PIF, RDF, RDFS, SKOS
from kg.pages.citing import of_thing
from kg.pages.claims import Claim, claims
from kg.pages.definitions import label_of
from kg.pages.study_names import StudyName, study_names
from kg.pages.trees import Node, code_tree
from kg.provenance import Origin, origins
from kg.store import keeping

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index
    from kg.store.base import Store

MOST_PEOPLE = 100
MOST_DOCUMENTS = 100
MOST_CLAIMS = 40
_CONSTRUCT_ROWS = 40
_LARGE = 2_000
"""Quotes from which what a study has is kept until the studies change."""

_ABOUT = f"""\
SELECT ?property ?value ?_study_iri WHERE {{
  ?_study_iri ?property ?value .
  FILTER(?property IN (<{PIF}usesMethod>, <{PIF}limitedBy>, <{PIF}studiesProgram>,
    <{PIF}ethicsReference>, <{PIF}contact>, <{PIF}hasConsent>, <{PIF}note>,
    <{PIF}reusesDataOf>, <{DCTERMS}description>))
}} LIMIT 1000"""
_NAMED = f"""\
SELECT ?thing ?property ?value WHERE {{
  VALUES ?thing {{ %s }}
  ?thing ?property ?value .
  FILTER(?property IN (<{RDFS}label>, <{SKOS}prefLabel>, <{DCTERMS}title>, <{PIF}identifier>,
    <{PIF}note>, <{PIF}consentScope>, <{PIF}consentStatus>, <{PIF}hostedBy>, <{RDF}type>))
}}"""
_COUNTED = {
    "participants": f"<{PIF}Participant>",
    "documents": f"<{PIF}Document>",
    "codes": f"<{PIF}Code>",
    "codings": f"<{PIF}CodingAct>",
    "claims": f"<{PIF}Claim>",
    "references": f"<{PIF}Reference>",
    "citations": f"<{CITO}Citation>",
}
_COUNTS = f"""\
SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) ?_study_iri WHERE {{
  ?thing <{PIF}ofStudy> ?_study_iri ; a ?class .
  FILTER(?class IN ({", ".join(_COUNTED.values())}))
}} GROUP BY ?class ?_study_iri"""
_PEOPLE = f"""\
SELECT DISTINCT ?thing ?id ?label ?tenure ?_study_iri WHERE {{
  ?thing <{PIF}ofStudy> ?_study_iri ; a <{PIF}Participant> ; <{PIF}identifier> ?id .
  OPTIONAL {{ ?thing <{RDFS}label> ?label }}
  OPTIONAL {{ ?thing <{PIF}hasTenure> ?held . ?held a ?tenure }}
}} ORDER BY ?id LIMIT {MOST_PEOPLE * 12}"""
_DOCUMENTS = f"""\
SELECT DISTINCT ?thing ?id ?class ?level ?_study_iri WHERE {{
  ?thing <{PIF}ofStudy> ?_study_iri ; a <{PIF}Document> ; <{PIF}identifier> ?id .
  OPTIONAL {{ ?thing a ?class }}
  OPTIONAL {{ ?thing <{PIF}accessLevel> ?level }}
}} ORDER BY ?id LIMIT {MOST_DOCUMENTS * 12}"""
_CLAIMS = f"""\
SELECT ?claim ?type ?_study_iri WHERE {{
  ?claim <{PIF}ofStudy> ?_study_iri ; a <{PIF}Claim> .
  OPTIONAL {{ ?claim <{PIF}claimType> ?type }}
}} ORDER BY ?claim LIMIT 100000"""


@dataclass(frozen=True, slots=True)
class Named:
    """Something a study says of itself: a method, a limitation, a programme, a consent."""

    iri: str
    label: str
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A participant: by what name, in which roles, and how many quotes."""

    iri: str
    key: str
    label: str
    roles: tuple[str, ...]
    quotes: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document: of what kind, who may see it, and how many quotes are drawn from it."""

    iri: str
    key: str
    kind: str
    access: str
    quotes: int


@dataclass(frozen=True, slots=True)
class StudyPage:
    """All that a page about a study shows."""

    name: StudyName
    iri: str
    description: str
    quotes: int
    utterances: int
    counts: dict[str, int]
    access: tuple[Count, ...]
    methods: tuple[Named, ...]
    limitations: tuple[Named, ...]
    programmes: tuple[Named, ...]
    consents: tuple[Named, ...]
    reuses: tuple[Named, ...]
    ethics: tuple[str, ...]
    contacts: tuple[str, ...]
    notes: tuple[str, ...]
    people: list[Person]
    documents: list[Document]
    codes: list[Node]
    coders: tuple[Count, ...]
    claim_types: tuple[Count, ...]
    claims: list[Claim]
    spread: Matrix | None
    constructs: Matrix | None
    quads: int
    """Statements that the store holds of it, what follows from them included."""
    digest: str
    """SHA-256 of all of them."""
    origin: Origin | None
    """Where it was harvested, for a study of another group."""
    cite: str


def study_page(store: Store, study: str) -> StudyPage:
    """Gather all about one study.

    Raises:
        UnknownThing: It is not loaded; the hint names some that are.
    """
    return ask(store, lambda index: _page(store, index, study))


def _page(store: Store, index: Index, study: str) -> StudyPage:
    if not index.has_study(study):
        held = ", ".join(block.study for block in index.blocks[:5])
        hint = f"There are, for instance, {held}." if held else "Load one: `pif load krishna2024`."
        raise UnknownThing(f"There is no study {study[:80]!r}.", hint)
    iri = study_iri(study)
    bound = {"_study_iri": terms.iri(iri)}
    quotes = index.bitmap("study", study)
    said = _said(store, bound)
    named = _named(store, [v for name in _THINGS for v in said.get(name, ())])
    listed = _listed(store, index, study, bound)
    coders, _ = counts(index, "coder", quotes)
    stored = next((each for each in index.studies if each.id == study), None)
    name = study_names(store, index.revision, [study])[study]
    access, _ = counts(index, "access", quotes)
    return StudyPage(
        name=name,
        iri=iri,
        description=min(_texts(said, "description"), default=""),
        quotes=len(quotes),
        utterances=index.utterances(quotes),
        counts=listed.counts,
        access=tuple(access),
        methods=_of(said, named, "usesMethod"),
        limitations=_of(said, named, "limitedBy"),
        programmes=_of(said, named, "studiesProgram"),
        consents=_consents(said, named),
        reuses=_of(said, named, "reusesDataOf"),
        ethics=_texts(said, "ethicsReference"),
        contacts=_texts(said, "contact"),
        notes=_texts(said, "note"),
        people=listed.people,
        documents=listed.documents,
        codes=code_tree(store, index, study),
        coders=tuple(coders),
        claim_types=listed.claim_types,
        claims=claims(store, index.revision, listed.claims),
        spread=crossing.matrix(index, "role", "source", within=quotes) if quotes else None,
        constructs=_constructs(index, quotes),
        quads=stored.quads if stored else 0,
        digest=stored.digest if stored else "",
        origin=origins(store, study).get(study),
        cite=of_thing(name, f"study {study}", iri, index.revision),
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """What takes going through all that belongs to a study."""

    counts: dict[str, int]
    people: list[Person]
    documents: list[Document]
    claim_types: tuple[Count, ...]
    claims: tuple[str, ...]


_NOTHING = _Listed({}, [], [], (), ())


def _listed(store: Store, index: Index, study: str, bound: dict[str, str]) -> _Listed:
    """Return what a study has, kept for a revision where it is much."""

    def read(_: list[str]) -> dict[str, _Listed]:
        types, claims = _claim_types(store, bound)
        people = _people(store, index, study, bound)
        documents = _documents(store, index, study, bound)
        counted = _counts(store, bound)
        return {study: _Listed(counted, people, documents, types, tuple(claims[:MOST_CLAIMS]))}

    if len(index.bitmap("study", study)) < _LARGE:
        return read([study])[study]
    kept = keeping.many(store, index.revision, "large studies", [study], read, _NOTHING)
    return kept[study]


_THINGS = ("usesMethod", "limitedBy", "studiesProgram", "hasConsent", "reusesDataOf")


def _said(store: Store, bound: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in store.query(_ABOUT, bound).rows():
        found[_local(row["property"])].append(row["value"])
    return found


def _texts(said: dict[str, list[str]], name: str) -> tuple[str, ...]:
    return tuple(sorted({terms.value_of(value) for value in said.get(name, ())}))


def _named(store: Store, things: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    wanted = sorted({thing for thing in things if terms.is_iri(thing)})
    if wanted:
        for row in store.query(_NAMED % " ".join(wanted)).rows():
            found[row["thing"]][_local(row["property"])].append(row["value"])
    return found


def _of(
    said: dict[str, list[str]], named: dict[str, dict[str, list[str]]], name: str
) -> tuple[Named, ...]:
    found = []
    for thing in sorted(set(said.get(name, ()))):
        if not terms.is_iri(thing):
            found.append(Named("", terms.value_of(thing)))
            continue
        about = named.get(thing, {})
        iri = terms.value_of(thing)
        label = _first(about, "label", "prefLabel", "title", "identifier") or iri
        found.append(Named(iri, label, _kind(about.get("type", ())), _first(about, "note")))
    return tuple(sorted(found, key=lambda n: n.label.casefold()))


def _consents(
    said: dict[str, list[str]], named: dict[str, dict[str, list[str]]]
) -> tuple[Named, ...]:
    found = []
    for thing in sorted(set(said.get("hasConsent", ()))):
        about = named.get(thing, {})
        scope = _first(about, "consentScope", "identifier")
        status = _first(about, "consentStatus").replace("-", " ") or "not stated"
        found.append(Named(terms.value_of(thing), scope, status, _first(about, "note")))
    return tuple(found)


def _kind(types: Sequence[str]) -> str:
    """Return the label of the narrowest of our classes: the one with the longest name."""
    ours = [t for t in types if t.startswith(f"<{PIF}")]
    best = max(ours, key=lambda t: (len(t), t), default="")
    return label_of(best) if best else ""


def _counts(store: Store, bound: dict[str, str]) -> dict[str, int]:
    by_class = {
        row["class"]: int(terms.value_of(row["n"])) for row in store.query(_COUNTS, bound).rows()
    }
    return {name: by_class.get(class_, 0) for name, class_ in _COUNTED.items()}


def _people(store: Store, index: Index, study: str, bound: dict[str, str]) -> list[Person]:
    roles: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, tuple[str, str]] = {}
    for row in store.query(_PEOPLE, bound).rows():
        thing, id = row["thing"], terms.value_of(row["id"])
        labels.setdefault(thing, (id, terms.value_of(row["label"]) if "label" in row else id))
        if (role := ROLES.get(row.get("tenure", ""))) is not None:
            roles[thing].add(role)
    held = dict(index.own("participant", [study]))
    found = [
        Person(
            terms.value_of(thing),
            f"{study}/{id}",
            label,
            _roles(roles[thing]),
            len(held.get(f"{study}/{id}", ())),
        )
        for thing, (id, label) in labels.items()
    ]
    return sorted(found, key=lambda p: (-p.quotes, p.label.casefold()))[:MOST_PEOPLE]


def _roles(found: set[str]) -> tuple[str, ...]:
    """Return roles in the order in which they are taken up; a senior mentor is not named twice."""
    if "senior-mentor" in found:
        found = found - {"mentor"}
    return tuple(role for role in ORDERS["role"] if role in found)


def _documents(store: Store, index: Index, study: str, bound: dict[str, str]) -> list[Document]:
    kinds: dict[str, str] = {}
    levels: dict[str, str] = {}
    ids: dict[str, str] = {}
    for row in store.query(_DOCUMENTS, bound).rows():
        thing = row["thing"]
        ids.setdefault(thing, terms.value_of(row["id"]))
        class_ = row.get("class", "")
        if class_.startswith(f"<{PIF}") and class_ != f"<{PIF}Document>":
            kinds[thing] = max(kinds.get(thing, ""), label_of(class_))
        if "level" in row:
            levels[thing] = terms.value_of(row["level"]).removeprefix(PIF).lower()
    held = dict(index.own("document", [study]))
    found = [
        Document(
            terms.value_of(thing),
            f"{study}/{id}",
            kinds.get(thing, ""),
            levels.get(thing, ""),
            len(held.get(f"{study}/{id}", ())),
        )
        for thing, id in ids.items()
    ]
    return sorted(found, key=lambda d: (-d.quotes, d.key))[:MOST_DOCUMENTS]


def _claim_types(store: Store, bound: dict[str, str]) -> tuple[tuple[Count, ...], list[str]]:
    number: dict[str, int] = defaultdict(int)
    iris: dict[str, None] = {}
    for row in store.query(_CLAIMS, bound).rows():
        claim = terms.value_of(row["claim"])
        if claim not in iris:
            number[terms.value_of(row["type"]) if "type" in row else "not said"] += 1
        iris[claim] = None
    ordered = sorted(number.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(kind, kind, n) for kind, n in ordered), list(iris)


def _constructs(index: Index, quotes: BitMap) -> Matrix | None:
    if not quotes:
        return None
    found = crossing.matrix(index, "construct", "role", within=quotes)
    return found if found.row_values and len(found.row_values) <= _CONSTRUCT_ROWS else None


def _first(about: dict[str, list[str]], *names: str) -> str:
    for name in names:
        if values := about.get(name):
            return min(map(terms.value_of, values))
    return ""


def _local(property: str) -> str:
    return property[1:-1].rpartition("#")[2].rpartition("/")[2]
