"""The shortest way between two things over the evidence, each step in words.

Looked for from both ends at once, and no further than is said: what joins everything to everything
(studies, classes, licences, coders, reports) is no way, but where it is itself one of the ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.describing import words
from kg.describing.asking import ask, values
from kg.describing.labels import Name, labels, name_of
from kg.describing.relations import inverses
from kg.namespaces import BASE, CITO, DCTERMS, OWL, PIF, RDF, RDFS, SKOS, SSSOM
from kg.pages.neighbourhood import kind_in_words
from kg.store import keeping

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

MOST_STEPS = 10
"""How many steps a way has at most."""
MOST_LOOKED = 4_000
"""How many things are looked at before the search is given up."""

_AT_ONCE = 400
_ROWS = 2_000
_NO_WAY = tuple(
    f"<{name}>"
    for name in (
        f"{RDF}type", f"{RDFS}isDefinedBy", f"{RDFS}seeAlso", f"{RDFS}domain", f"{RDFS}range",
        f"{OWL}inverseOf", f"{SKOS}inScheme", f"{SKOS}topConceptOf", f"{SKOS}hasTopConcept",
        f"{DCTERMS}license", f"{DCTERMS}source", f"{PIF}ofStudy", f"{PIF}accessLevel",
        f"{PIF}statedIn", f"{PIF}madeBy", f"{PIF}inProgram", f"{PIF}consentStatus", f"{PIF}fit",
        f"{PIF}correspondingConstruct", f"{CITO}hasCitationCharacterization",
        f"{CITO}hasCitingEntity",
        *(f"{SSSOM}{n}" for n in (
            "subject_id", "predicate_id", "object_id", "mapping_justification",
        )),
    )
)  # fmt: skip
_DERIVED = f"{BASE}graph/derived/"
_BESIDE = """\
SELECT ?here ?p ?there ?g WHERE {
  VALUES_HERE GRAPH ?g { PATTERN }
  FILTER(isIRI(?there)) FILTER(?p NOT IN (NO_WAY) || ?there = GOAL) STATED
} LIMIT %d"""
_STATED = f'FILTER(!STRSTARTS(STR(?g), "{_DERIVED}"))'


@dataclass(frozen=True, slots=True)
class Place:
    """A thing on the way."""

    iri: str
    label: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    """From one thing to the next. ``says`` is the relation as read in that order.

    ``forward`` says whether the statement reads so itself; ``name`` is the property as addresses
    have it.
    """

    start: Place
    end: Place
    name: str
    says: str
    forward: bool
    derived: bool


@dataclass(frozen=True, slots=True)
class Way:
    """What was found: steps, none where there is no way. ``looked`` is how many things were met.

    ``cut`` says that not everything could be looked at, so a way may be missing, or be shorter.
    """

    start: Place
    end: Place
    steps: tuple[Step, ...]
    looked: int
    cut: bool

    @property
    def places(self) -> list[Place]:
        """The things on the way, from end to end."""
        return [self.start, *(step.end for step in self.steps)]


_Link = tuple[str, str, bool, bool]
"""The thing before, the property, whether the statement leads away from it, whether derived."""


def shortest(store: Store, memory: Memory, start: str, end: str, *, stated: bool = False) -> Way:
    """Return the shortest way between two things (IRIs); of equals the first by relation and name.

    With ``stated``, what was worked out is no way.
    """

    def search(_: list[tuple[str, str, bool]]) -> dict[tuple[str, str, bool], Way | None]:
        return {key: _shortest(store, memory, start, end, stated=stated)}

    key = (start, end, stated)
    found = keeping.many(store, memory.revision, "ways", [key], search, None)[key]
    assert found is not None  # noqa: S101  # the search returns it
    return found


def _shortest(store: Store, memory: Memory, start: str, end: str, *, stated: bool) -> Way:
    # What is said the other way round as well is walked as there are words for it.
    twice = {q for p, those in inverses(store, memory).items() if p in words.WORDS for q in those}
    no_way = ", ".join(sorted({*_NO_WAY, *(twice - words.WORDS.keys())}))
    asked = _BESIDE.replace("NO_WAY", no_way).replace("STATED", _STATED if stated else "")
    a, b = _Side(terms.iri(start)), _Side(terms.iri(end))
    steps = 0
    meeting = a.seen.keys() & b.seen.keys()
    while not meeting and steps < MOST_STEPS and len(a.seen) + len(b.seen) < MOST_LOOKED:
        side, other = (a, b) if len(a.edge) <= len(b.edge) else (b, a)
        if not side.edge:
            break
        side.widen(store, asked.replace("GOAL", other.start))
        steps += 1
        meeting = a.seen.keys() & b.seen.keys()
    looked, cut = len(a.seen) + len(b.seen), a.cut or b.cut
    cut = cut or (not meeting and bool(a.edge and b.edge))
    links: list[tuple[str, _Link, str]] = []
    if meeting:
        middle = min(meeting, key=lambda term: (a.depth(term) + b.depth(term), term))
        links = [*a.back_from(middle), *(_turned(link) for link in reversed(b.back_from(middle)))]
    mentioned = {a.start, b.start, *(t for s, link, e in links for t in (s, link[1], e))}
    known = labels(store, memory, sorted(mentioned))
    named = {term: _place(term, name_of(term, known)) for term in mentioned}
    made = tuple(
        Step(
            named[before],
            named[after],
            words.short(link[1]),
            _in_words(link[1], name_of(link[1], known).text, forward=link[2]),
            link[2],
            link[3],
        )
        for before, link, after in links
    )
    return Way(named[a.start], named[b.start], made, looked, cut)


class _Side:
    """The things that were met from one end, each with how it was come to."""

    def __init__(self, start: str) -> None:
        self.start = start
        self.seen: dict[str, _Link | None] = {start: None}
        self.edge = [start]
        self.cut = False

    def widen(self, store: Store, asked: str) -> None:
        """Go one step further from everything at the edge."""
        here = self.edge[:_AT_ONCE]
        self.cut = self.cut or len(here) < len(self.edge)
        found: dict[str, _Link] = {}
        for forward, pattern in ((True, "?here ?p ?there"), (False, "?there ?p ?here")):
            rows = ask(
                store,
                asked.replace("VALUES_HERE", values("here", here)).replace("PATTERN", pattern)
                % _ROWS,
            )
            self.cut = self.cut or len(rows) >= _ROWS
            for row in rows:
                there = row["there"]
                if there in self.seen:
                    continue
                derived = _DERIVED in row["g"]
                link = (row["here"], row["p"], forward, derived)
                held = found.get(there)
                if held is None or _rank(link) < _rank(held):
                    found[there] = link
        self.seen |= found
        self.edge = sorted(found)

    def depth(self, term: str) -> int:
        """Return how many steps a thing is from the start."""
        return len(self.back_from(term))

    def back_from(self, term: str) -> list[tuple[str, _Link, str]]:
        """Return the links from the start to a thing."""
        found = []
        while (link := self.seen[term]) is not None:
            found.append((link[0], link, term))
            term = link[0]
        return found[::-1]


def _rank(link: _Link) -> tuple[bool, tuple[float, str], bool, str]:
    """Return what is taken first: what was stated, and relations in the order of reading."""
    before, property, forward, derived = link
    return derived, words.order(property), not forward, before


def _turned(part: tuple[str, _Link, str]) -> tuple[str, _Link, str]:
    before, (_, property, forward, derived), after = part
    return after, (after, property, not forward, derived), before


def _place(term: str, name: Name) -> Place:
    iri = terms.value_of(term)
    return Place(iri, name.text, name.language, kind_in_words(iri))


_BACKWARDS = {
    "pif:supports": "is supported by",
    "pif:bearsOn": "is borne on by",
    "pif:illustrates": "is illustrated by",
    "pif:evidences": "is told in",
    "pif:instantiates": "has the case",
    "pif:performedBy": "performed",
    "pif:drawnFrom": "has the quote",
    "pif:spokenBy": "said",
    "pif:spokenInTenure": "has said in it",
    "pif:hasTenure": "is a role of",
    "pif:codingTarget": "is coded in",
    "pif:codingBody": "is applied in",
    "pif:madeBy": "made",
    "pif:aboutConstruct": "is spoken of in",
    "pif:statedIn": "states",
    "pif:accountOf": "tells in",
    "pif:diaryOf": "wrote",
    "pif:toWork": "is listed as",
    "pif:viaReference": "is cited in",
    "pif:ofStudy": "has",
    "pif:reports": "is reported in",
    "cito:hasCitedEntity": "is cited in",
    "cito:hasCitingEntity": "cites in",
    "cito:cites": "is cited by",
    "skos:broader": "has the kind",
    "skos:exactMatch": "means the same as",
    "skos:closeMatch": "is close to",
    "skos:relatedMatch": "is related to",
    "skos:related": "is related to",
    "skos:broadMatch": "covers",
    "skos:narrowMatch": "is covered by",
    "skos:member": "is a member of",
    "pif:overlapsWith": "overlaps with",
    "pif:sameUtteranceAs": "is the same utterance as",
}


def _in_words(property: str, label: str, *, forward: bool) -> str:
    if forward:
        return words.forth(property, label)
    said = _BACKWARDS.get(words.short(property))
    return said or f"is what “{words.forth(property, label)}” leads to from"
