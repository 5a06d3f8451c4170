"""All about one person: the roles held, in order, what was said in each, what may be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.evidence import matrix as crossing
from kg.evidence.answering import Count, counts
from kg.evidence.axes import ORDERS
from kg.evidence.matrix import Matrix
from kg.identifiers import split_thing_iri
from kg.index import ask
from kg.index.kinds import ROLES
from kg.namespaces import PIF, RDF, RDFS
from kg.pages.cards import Card, cards
from kg.pages.definitions import ClassOfOntology, described
from kg.pages.episodes import Told, episodes, narrowest
from kg.pages.said import Said, classes_of, first, said_of, texts
from kg.pages.study_names import StudyName, study_names

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index
    from kg.store.base import Store

QUOTES_OF_ROLE = 4
_ROWS = 25
_ROLES = tuple(ORDERS["role"])
_MOST = 200

_PLAIN: Mapping[str, str] = {
    "trainingStatus": "Status",
    "trainingYear": "Year of training",
    "becamePeerMentor": "Became a peer mentor",
}
_RANGES = (
    ("projectsUndertaken", "Projects undertaken"),
    ("publishedProjects", "Projects published"),
    ("yearsInProgram", "Years in the programme"),
)
_PROPERTIES = [
    f"{RDFS}label",
    *(
        f"{PIF}{name}"
        for name in (*_PLAIN, *(f"{n}{end}" for n, _ in _RANGES for end in ("Min", "Max")),
                     "accessLevel", "note")
    ),
]  # fmt: skip
_TENURES = f"""\
SELECT ?tenure ?class ?programme ?label ?_person_iri WHERE {{
  ?_person_iri <{PIF}hasTenure> ?tenure . ?tenure a ?class .
  OPTIONAL {{ ?tenure <{PIF}inProgram> ?programme OPTIONAL {{ ?programme <{RDFS}label> ?label }} }}
}} LIMIT 1000"""
_ATTRIBUTES = f"""\
SELECT ?name ?value ?_person_iri WHERE {{
  ?_person_iri <{PIF}hasAttribute> ?attribute .
  ?attribute <{PIF}attributeName> ?name ; <{PIF}attributeValue> ?value .
}} ORDER BY ?name ?value LIMIT {_MOST}"""
_DOCUMENTS = f"""\
SELECT ?document ?_person_iri WHERE {{
  {{ ?document <{PIF}accountOf> ?_person_iri }} UNION {{ ?document <{PIF}diaryOf> ?_person_iri }}
}} ORDER BY ?document LIMIT {_MOST}"""
_EPISODES = f"""\
SELECT ?episode ?_person_iri WHERE {{
  ?episode <{PIF}performedBy> ?_person_iri ; <{RDF}type> <{PIF}Episode>
}} ORDER BY ?episode LIMIT {_MOST}"""


@dataclass(frozen=True, slots=True)
class InRole:
    """One role of a person: in which programme, what they said in it.

    ``tenure`` is empty for a role that quotes name but no record of the person has; ``role`` for
    quotes whose role is not said.
    """

    role: str
    tenure: str
    former: tuple[str, ...]
    """Labels of narrower classes that the role was worked out to be of."""
    programmes: tuple[tuple[str, str], ...]
    total: int
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class ParticipantPage:
    """All that the page of a person shows; ``attributes`` are pairs of name and value."""

    key: str
    name: StudyName
    label: str
    access: str
    notes: tuple[str, ...]
    total: int
    utterances: int
    roles: tuple[InRole, ...]
    attributes: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, Count], ...]
    """Each with its IRI, and how many quotes of this person are drawn from it."""
    spread: Matrix | None
    spread_more: int
    kinds: tuple[ClassOfOntology, ...]
    """Defined classes that the person was worked out to be of."""
    episodes: list[Told]
    withheld: bool
    revision: str


def participant_page(store: Store, iri: str, *, public: bool = False) -> ParticipantPage | None:
    """Gather all about a participant (IRI)."""
    named = split_thing_iri(iri)
    if named is None:
        return None
    study, _, id = named
    return ask(store, lambda index: _page(store, index, iri, study, id, public=public))


def _page(
    store: Store, index: Index, iri: str, study: str, id: str, *, public: bool
) -> ParticipantPage | None:
    if not index.has_study(study):
        return None
    key = f"{study}/{id}"
    bound = {"_person_iri": terms.iri(iri)}
    said = said_of(store, iri, _PROPERTIES)
    hits = index.bitmap("participant", key)
    stated, derived = classes_of(store, iri)
    spread, more = _spread(index, hits)
    told = [terms.value_of(row["episode"]) for row in store.query(_EPISODES, bound).rows()]
    attributes = [*_attributes(said)]
    for row in store.query(_ATTRIBUTES, bound).rows():
        attributes.append((_worded(terms.value_of(row["name"])), terms.value_of(row["value"])))
    return ParticipantPage(
        key=key,
        name=study_names(store, index.revision, [study])[study],
        label=first(said, "label") or id,
        access=first(said, "accessLevel").removeprefix(PIF).lower(),
        notes=texts(said, "note"),
        total=len(hits),
        utterances=index.utterances(hits),
        roles=tuple(_in_roles(store, index, hits, bound, public=public)),
        attributes=tuple(dict.fromkeys(attributes)),
        documents=tuple(_documents(store, index, hits, study, bound)),
        spread=spread,
        spread_more=more,
        kinds=tuple(
            found
            for found in map(described, sorted(narrowest(set(derived) | set(stated))))
            if found.defined
        ),
        episodes=episodes(store, index, told),
        withheld=public and not attributes,
        revision=index.revision,
    )


def _in_roles(
    store: Store, index: Index, hits: BitMap, bound: dict[str, str], *, public: bool
) -> list[InRole]:
    """Return the roles in the order in which they are taken up, those not said last."""
    tenures: dict[str, str] = {}
    classes: dict[str, set[str]] = {}
    programmes: dict[str, set[tuple[str, str]]] = {}
    for row in store.query(_TENURES, bound).rows():
        tenure = row["tenure"]
        classes.setdefault(tenure, set()).add(row["class"])
        if "programme" in row:
            programme = terms.value_of(row["programme"])
            label = terms.value_of(row["label"]) if "label" in row else _tail(programme)
            programmes.setdefault(tenure, set()).add((programme, label))
    for tenure, held in sorted(classes.items()):
        roles = {role for c in held if (role := ROLES.get(c)) is not None}
        if roles:
            tenures.setdefault(max(roles, key=_ROLES.index), tenure)
    found = []
    left = hits
    for role in _ROLES:
        quotes = hits & index.bitmap("role", role)
        left = left - quotes
        if not quotes and role not in tenures:
            continue
        tenure = tenures.get(role, "")
        found.append(_in_role(store, index, role, tenure, quotes, classes, programmes, public))
    if left:
        found.append(_in_role(store, index, "", "", left, classes, programmes, public))
    return found


def _in_role(
    store: Store,
    index: Index,
    role: str,
    tenure: str,
    quotes: BitMap,
    classes: dict[str, set[str]],
    programmes: dict[str, set[tuple[str, str]]],
    public: bool,
) -> InRole:
    narrow = narrowest({c for c in classes.get(tenure, ()) if c.startswith(f"<{PIF}")})
    shown = index.rows(index.order.first(quotes, QUOTES_OF_ROLE, None))
    return InRole(
        role=role,
        tenure=terms.value_of(tenure) if tenure else "",
        former=tuple(sorted(described(c).label for c in narrow - set(ROLES))),
        programmes=tuple(sorted(programmes.get(tenure, ()))),
        total=len(quotes),
        cards=cards(store, index, shown, public=public, explained=False),
    )


def _attributes(said: Said) -> list[tuple[str, str]]:
    found = [(title, first(said, name)) for name, title in _PLAIN.items() if said[name]]
    for name, title in _RANGES:
        low, high = first(said, f"{name}Min"), first(said, f"{name}Max")
        if low or high:
            both = f"{low} to {high}" if low and high and low != high else low or high
            # What is known of one end alone is no number of its own.
            bound = "at least " if not high else "at most " if not low else ""
            found.append((title, bound + both))
    return found


def _worded(name: str) -> str:
    said = name.replace("_", " ").strip()
    return said[:1].upper() + said[1:]


def _documents(
    store: Store, index: Index, hits: BitMap, study: str, bound: dict[str, str]
) -> list[tuple[str, Count]]:
    held = {c.key: c.count for c in counts(index, "document", hits)[0]} if hits else {}
    own = [terms.value_of(row["document"]) for row in store.query(_DOCUMENTS, bound).rows()]
    keys = {f"{study}/{_tail(iri)}": iri for iri in own if split_thing_iri(iri)}
    for key in held:
        keys.setdefault(key, index.iri("document", key))
    made = [(iri, Count(key, key.partition("/")[2], held.get(key, 0))) for key, iri in keys.items()]
    return sorted(made, key=lambda pair: (-pair[1].count, pair[1].key))[:_MOST]


def _spread(index: Index, hits: BitMap) -> tuple[Matrix | None, int]:
    """Return constructs by role, and how many constructs are more than a page shows."""
    if not hits:
        return None, 0
    found = crossing.matrix(index, "construct", "role", within=hits)
    return found, max(0, len(found.row_values) - _ROWS)


def most_told(matrix: Matrix) -> list[str]:
    """Return the keys of the rows that a page shows: those with most quotes."""
    ordered = sorted(matrix.row_values, key=lambda v: (-v.quotes, v.key))
    return [value.key for value in ordered[:_ROWS]]


def _tail(iri: str) -> str:
    named = split_thing_iri(iri)
    return named[2] if named else iri
