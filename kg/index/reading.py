"""Read a study's statements once, and make of them what the index keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from kg.identifiers import split_thing_iri, study_iri, thing_iri
from kg.index import citing, joining, unmapped
from kg.index.column import Column
from kg.index.kinds import LEVELS, OTHER_SOURCE, OWN, ROLES, SOURCES, Keys, concept_key
from kg.namespaces import CITO, DCTERMS, PIF, RDFS, SKOS
from kg.terms import A, Graphs, Triple, value_of

Pairs = list[tuple[str, str]]
Terms = tuple[str, ...]
Fact = tuple[str, str]
"""The kind and key of a value."""
Facets = dict[str, dict[str, list[int]]]


def _pif(*names: str) -> tuple[str, ...]:
    return tuple(f"<{PIF}{name}>" for name in names)


(
    _OF_STUDY, _IDENTIFIER, _TEXT, _FROM, _BY, _IN, _START, _END, _ILLUSTRATES, _ACCESS,
    _SUPPORTS, _BEARS, _TARGET, _BODY, _MADE_BY, _STATUS, _SENTENCE, _OVERLAPS, _SAME,
) = _pif(
    "ofStudy", "identifier", "text", "drawnFrom", "spokenBy", "spokenInTenure", "start", "end",
    "illustrates", "accessLevel", "supports", "bearsOn", "codingTarget", "codingBody", "madeBy",
    "trainingStatus", "inSentence", "overlapsWith", "sameUtteranceAs",
)  # fmt: skip
_EXACT, _PREFERRED = f"<{SKOS}exactMatch>", f"<{SKOS}prefLabel>"
_LABEL, _TITLE, _CITED = f"<{RDFS}label>", f"<{DCTERMS}title>", f"<{CITO}hasCitedEntity>"
_QUOTE, _CODE = _pif("Quote", "Code")
_KEPT = (
    _OF_STUDY, _IDENTIFIER, _TEXT, _FROM, _BY, _IN, _START, _END, _ILLUSTRATES, _ACCESS,
    _SUPPORTS, _BEARS, _TARGET, _BODY, _MADE_BY, _STATUS, _SENTENCE, _OVERLAPS, _SAME,
    _EXACT, _PREFERRED, _LABEL, _TITLE, _CITED, *unmapped.NEEDED, *citing.NEEDED,
)  # fmt: skip
_CLASSES = {_QUOTE, _CODE, *ROLES, *SOURCES}
_MENTOR, _SENIOR = _pif("MentorTenure", "SeniorMentorTenure")


@dataclass(slots=True)
class Part:
    """What the index keeps of one study. Positions count its quotes from 0, in order of answers.

    ``rows`` are the columns of the table ``quote`` from ``id`` on; ``facets`` maps kind and key
    to positions; ``labels`` are (kind, key, label, IRI or None where the usual one holds).
    ``same`` gives (position, first position of the same utterance); ``crossing`` and ``foreign``
    name quotes of other studies by IRI: as the same utterance, or with a fact (kind, key).
    """

    study: str
    rows: list[tuple[object, ...]] = field(default_factory=list)
    facets: Facets = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    labels: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    same: list[tuple[int, int]] = field(default_factory=list)
    crossing: list[tuple[int, str]] = field(default_factory=list)
    foreign: set[tuple[str, str, str]] = field(default_factory=set)
    cited: citing.Cited = field(default_factory=citing.Cited)


def triples_of(graphs: Graphs) -> Iterator[Triple]:
    """Yield the triples of all graphs of a study."""
    for triples in graphs.values():
        yield from triples


def part_of_lines(study: str, lines: Iterable[str]) -> Part:
    """Make a study's part from its canonical N-Quads lines."""
    said = {p: Column() for p in _KEPT}
    classes: Pairs = []
    get = said.get
    for line in lines:
        s, p, rest = line.split(" ", 2)
        kept = get(p)
        if kept is not None:
            kept.subjects.append(s)
            kept.objects.append(rest.rsplit(" ", 2)[0])
        elif p == A:
            o = rest.split(" ", 1)[0]
            if o in _CLASSES:
                classes.append((s, o))
    return _Reading(study, said, classes).part()


def part_of(study: str, triples: Iterable[Triple]) -> Part:
    """Make a study's part from its triples, asserted and derived."""
    said = {p: Column() for p in _KEPT}
    classes: Pairs = []
    get = said.get
    for s, p, o in triples:
        kept = get(p)
        if kept is not None:
            kept.subjects.append(s)
            kept.objects.append(o)
        elif p == A and o in _CLASSES:
            classes.append((s, o))
    return _Reading(study, said, classes).part()


class _Reading:
    """The statements of one study, by property."""

    def __init__(self, study: str, said: dict[str, Column], classes: Pairs) -> None:
        self.part_ = Part(study)
        self.study = study
        self.said = said
        self.of_class: dict[str, set[str]] = defaultdict(set)
        for s, c in classes:
            self.of_class[c].add(s)
        self.ids = {s: value_of(o) for s, o in _first(said[_IDENTIFIER]).items()}
        self.position: dict[str, int] = {}
        self._places: dict[Fact, list[int] | None] = {}

    def part(self) -> Part:
        quotes = self._quotes()
        self._own_facts(quotes)
        self._codings(quotes)
        bears = "unmapped_bears", "code_unmapped_bears"
        self._concepts(self.said[_SUPPORTS], ("construct", "code_closed"))
        self._concepts(self.said[_BEARS], ("bears_on", "code_bears"))
        self._concepts(unmapped.supported(self.said), ("unmapped", "code_unmapped"), bears)
        self._concepts(unmapped.claimed(self.said), bears)
        spoken = [*self.said[_OVERLAPS], *self.said[_SAME]]
        self.part_.same, self.part_.crossing = joining.within(spoken, self.position)
        self._labels()
        keys = Keys(self.study, self.ids)
        self.part_.cited = citing.read(self.study, self.said, keys.concept)
        return self.part_

    def _all(self, property: str) -> dict[str, Terms]:
        found: dict[str, Terms] = {}
        alone: dict[str, Terms] = {}  # most things have one value, and many the same
        several: dict[str, list[str]] = {}
        for s, o in self.said[property]:
            if s not in found:
                found[s] = alone[o] if o in alone else alone.setdefault(o, (o,))
            else:
                several.setdefault(s, [*found[s]]).append(o)
        found.update((s, tuple(sorted(values))) for s, values in several.items())
        return found

    def _quotes(self) -> list[str]:
        """Return the study's quotes in order of document and id."""
        home = f"<{study_iri(self.study)}>"
        ours = {s for s, o in self.said[_OF_STUDY] if o == home}
        ours &= self.of_class[_QUOTE]
        self.texts = {s: o for s, o in _first(self.said[_TEXT]).items() if s in ours}
        self.documents = self._all(_FROM)
        ids = self.ids

        def order(quote: str) -> tuple[str, str, str]:
            records = self.documents.get(quote)
            return (min((ids.get(d, "") for d in records), default="") if records else "",
                    ids[quote], quote)  # fmt: skip

        quotes = sorted((q for q in self.texts if q in ids), key=order)
        self.position = {quote: i for i, quote in enumerate(quotes)}
        return quotes

    def _own_facts(self, quotes: list[str]) -> None:
        ids = self.ids
        speakers, tenures = self._all(_BY), self._all(_IN)
        claims, levels = self._all(_ILLUSTRATES), self._all(_ACCESS)
        starts, ends = dict(self.said[_START]), dict(self.said[_END])
        statuses, works = self._all(_STATUS), self._works()
        roles, sources = self._roles(), self._sources()

        def id_of(thing: str) -> list[str]:
            return [ids[thing]] if thing in ids else []

        add_document = self._adding("document", id_of)
        add_source = self._adding("source", lambda d: sources.get(d, (OTHER_SOURCE,)))
        add_person, add_claim = self._adding("participant", id_of), self._adding("claim", id_of)
        add_status = self._adding("status", lambda p: map(value_of, statuses.get(p, ())))
        add_role = self._adding("role", lambda t: roles.get(t, ()))
        add_work = self._adding("work", lambda c: works.get(c, ()))
        add_level = self._adding("access", lambda o: [LEVELS[o]] if o in LEVELS else [])
        filed = self._filed(quotes)
        usual = thing_iri(self.study, "quote", "")
        for n, quote in enumerate(quotes):
            records, people = self.documents.get(quote, ()), speakers.get(quote, ())
            statements = claims.get(quote, ())
            add_status(people, n)
            add_work(statements, n)
            iri = quote[1:-1]
            id = ids[quote]
            self.part_.rows.append(
                (
                    id,
                    None if iri == usual + id else iri,
                    value_of(self.texts[quote]),
                    _one(add_document(records, n)),
                    _one(add_source(records, n)),
                    _one(add_person(people, n)),
                    _one(add_role(tenures.get(quote, ()), n)),
                    ";".join(sorted(filed[n])),
                    ";".join(add_claim(statements, n)),
                    _one(add_level(levels.get(quote, ()), n)),
                    _number(starts.get(quote)),
                    _number(ends.get(quote)),
                )
            )

    def _adding(
        self, kind: str, values: Callable[[str], Iterable[str]]
    ) -> Callable[[Terms, int], list[str]]:
        """Return what adds a quote to the values of the things that it names, and returns those."""

        @cache  # most quotes name the same things as others
        def known(things: Terms) -> tuple[list[str], list[list[int]]]:
            found = sorted({value for thing in things for value in values(thing)})
            return found, [self.part_.facets[kind][value] for value in found]

        def add(things: Terms, n: int) -> list[str]:
            found, positions = known(things)
            for held in positions:
                held.append(n)
            return found

        return add

    def _roles(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name, role in ROLES.items():
            for tenure in self.of_class[name]:
                if name != _MENTOR or tenure not in self.of_class[_SENIOR]:
                    found[tenure].append(role)
        return found

    def _sources(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name, source in SOURCES.items():
            for document in self.of_class[name]:
                found[document].append(source)
        return found

    def _works(self) -> dict[str, set[str]]:
        """Return the works cited in the sentence of each claim."""
        cited = self._all(_CITED)
        by_sentence: dict[str, set[str]] = defaultdict(set)
        sentences = self.said[_SENTENCE]
        for s, sentence in sentences:
            by_sentence[sentence].update(w[1:-1] for w in cited.get(s, ()))
        found: dict[str, set[str]] = defaultdict(set)
        illustrated = {c for cs in self._all(_ILLUSTRATES).values() for c in cs}
        for s, sentence in sentences:
            if s in illustrated:
                found[s] |= by_sentence[sentence]
        return found

    # What coders did.

    def _filed(self, quotes: list[str]) -> list[set[str]]:
        """Return the ids of what each quote was coded with."""
        filed: list[set[str]] = [set() for _ in quotes]
        self.bodies = self._all(_BODY)
        for act, quote in self.said[_TARGET]:
            n = self.position.get(quote)
            if n is not None:
                filed[n].update(id for b in self.bodies.get(act, ()) if (id := self._id(b)))
        return filed

    def _id(self, concept: str) -> str | None:
        if concept in self.ids:
            return self.ids[concept]
        key = concept_key(concept[1:-1])
        return None if ":" in key else key.rpartition("/")[2]

    def _codings(self, quotes: list[str]) -> None:
        exact, coders = self._all(_EXACT), self._all(_MADE_BY)
        keys = Keys(self.study, self.ids)

        @cache
        def did(people: Terms) -> list[Fact]:
            return [("coder", keys.own(person, "coder")) for person in people]

        @cache
        def meant(bodies: Terms) -> list[Fact]:
            facts: list[Fact] = []
            for body in bodies:
                code = self._is_code(body)
                stands_for = [*exact.get(body, ()), *([] if code else [body])]
                facts += [("code", keys.concept(body))] if code else []
                facts += [("filed", keys.concept(concept)) for concept in stands_for]
            return facts

        for act, quote in self.said[_TARGET]:
            self._add(quote, did(coders.get(act, ())))
            self._add(quote, meant(self.bodies.get(act, ())))

    def _is_code(self, concept: str) -> bool:
        named = split_thing_iri(concept[1:-1])
        return concept in self.of_class[_CODE] or (named is not None and named[1] == "code")

    def _concepts(self, pairs: Iterable[tuple[str, str]], *kinds: tuple[str, str]) -> None:
        """Add concepts of quotes; ``kinds`` are of shared ones each, and of a study's own codes."""
        keys = Keys(self.study, self.ids)
        facts: dict[str, list[Fact]] = {}
        filled: dict[str, list[list[int]]] = {}
        position = self.position.get
        for quote, concept in pairs:
            n = position(quote)
            if n is not None and concept in filled:
                for held in filled[concept]:
                    held.append(n)
                continue
            if concept not in facts:
                own, key = self._is_code(concept), keys.concept(concept)
                facts[concept] = [(kind[own], key) for kind in kinds]
            self._add(quote, facts[concept])
            places = [] if n is None else [self._place(fact) for fact in facts[concept]]
            if places and None not in places:
                filled[concept] = [place for place in places if place is not None]

    def _add(self, quote: str, facts: Iterable[Fact]) -> None:
        """Add facts about a quote; keys are in full (``study/id`` where a study's own)."""
        n = self.position.get(quote)
        if n is None:
            named = split_thing_iri(quote[1:-1])
            if named is not None and named[1] == "quote" and named[0] != self.study:
                self.part_.foreign.update((quote[1:-1], *fact) for fact in facts)
            return
        for fact in facts:
            held = self._place(fact)
            if held is None:
                self.part_.foreign.add((quote[1:-1], *fact))
            else:
                held.append(n)

    def _place(self, fact: Fact) -> list[int] | None:
        """Return where the quotes of a fact are kept; None for the code of another study."""
        if fact not in self._places:
            (kind, key), home = fact, f"{self.study}/"
            if kind in OWN and not key.startswith(home):
                self._places[fact] = None
            else:
                place = key.removeprefix(home) if kind in OWN else key
                self._places[fact] = self.part_.facets[kind][place]
        return self._places[fact]

    def _labels(self) -> None:
        part, ids = self.part_, self.ids
        said = dict(sorted([*self.said[_LABEL], *self.said[_PREFERRED], *self.said[_TITLE]]))
        named = {
            "participant": {p for ps in self._all(_BY).values() for p in ps},
            "document": {d for ds in self.documents.values() for d in ds},
            "claim": {c for cs in self._all(_ILLUSTRATES).values() for c in cs},
            "coder": {o for _, o in self.said[_MADE_BY]},
            "code": set(self.of_class[_CODE]),
        }
        for kind, things in named.items():
            usual = thing_iri(self.study, kind, "")
            # also those that no quote has, so that they can be asked for
            things.update(thing for thing in ids if thing.startswith(f"<{usual}"))
            for thing in sorted(things & ids.keys()):
                id = ids[thing]
                label = value_of(said[thing]) if thing in said else ""
                part.labels.append((kind, id, label, None if thing[1:-1] == usual + id else
                                    thing[1:-1]))  # fmt: skip
        for status in sorted({value_of(o) for _, o in self.said[_STATUS]}):
            part.labels.append(("status", status, status, None))
        for work in part.facets.get("work", ()):
            if (title := said.get(f"<{work}>")) is not None:
                part.labels.append(("work", work, value_of(title), None))


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the first value of each thing, by spelling."""
    found: dict[str, str] = {}
    for s, o in pairs:
        if found.setdefault(s, o) > o:
            found[s] = o
    return found


def _one(values: list[str]) -> str:
    return values[0] if values else ""


def _number(term: str | None) -> int | None:
    return int(value_of(term)) if term is not None else None
