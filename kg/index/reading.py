"""Read a study's statements once, and make of them what the index keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.identifiers import split_thing_iri, study_iri, thing_iri
from kg.index import citing, unmapped
from kg.index.column import Column
from kg.index.kinds import LEVELS, OTHER_SOURCE, OWN, ROLES, SOURCES, concept_key
from kg.namespaces import CITO, DCTERMS, PIF, RDFS, SKOS
from kg.terms import A, Graphs, Triple, value_of

Pairs = list[tuple[str, str]]
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
        self.ids = {s: value_of(o) for s, o in sorted(said[_IDENTIFIER], reverse=True)}
        self.position: dict[str, int] = {}
        self._values: list[dict[str, set[str]]] = []

    def part(self) -> Part:
        quotes = self._quotes()
        self._own_facts(quotes)
        self._codings(quotes)
        self._concepts(self.said[_SUPPORTS], "construct", "code_closed")
        self._concepts(self.said[_BEARS], "bears_on", "code_bears")
        directly = unmapped.supported(self.said)
        self._concepts(directly, "unmapped", "code_unmapped")
        borne_on = unmapped.borne_on(self.said, directly)
        self._concepts(borne_on, "unmapped_bears", "code_unmapped_bears")
        self._utterances()
        self._labels()
        keys = _Keys(self.study, self.ids)
        self.part_.cited = citing.read(self.study, self.said, keys.concept)
        return self.part_

    def _all(self, property: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for s, o in self.said[property]:
            found[s].append(o)
        for values in found.values():
            if len(values) > 1:
                values.sort()
        return found

    def _quotes(self) -> list[str]:
        """Return the study's quotes in order of document and id."""
        home = f"<{study_iri(self.study)}>"
        ours = {s for s, o in self.said[_OF_STUDY] if o == home}
        ours &= self.of_class[_QUOTE]
        self.texts = {s: o for s, o in sorted(self.said[_TEXT], reverse=True) if s in ours}
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
        ids, facets = self.ids, self.part_.facets
        documents, speakers, tenures = self.documents, self._all(_BY), self._all(_IN)
        claims, levels = self._all(_ILLUSTRATES), self._all(_ACCESS)
        starts, ends = dict(self.said[_START]), dict(self.said[_END])
        statuses, works = self._all(_STATUS), self._works()
        roles, sources = self._roles(), self._sources()
        self.filed = self._filed(quotes)
        usual = thing_iri(self.study, "quote", "")
        plain = {d: [ids[d]] if d in ids else [] for ds in documents.values() for d in ds}
        add_document, add_source = facets["document"], facets["source"]
        for n, quote in enumerate(quotes):
            records = documents.get(quote, ())
            document = source = ""
            if records:
                named = sorted(id for d in records for id in plain[d])
                kinds = sorted({k for d in records for k in sources.get(d, (OTHER_SOURCE,))})
                document, source = named[0] if named else "", kinds[0]
                for id in named:
                    add_document[id].append(n)
                for kind in kinds:
                    add_source[kind].append(n)
            people = speakers.get(quote, ())
            for person in people:
                for status in statuses.get(person, ()):
                    facets["status"][value_of(status)].append(n)
            speaker = self._named("participant", people, n)
            held = sorted({r for t in tenures.get(quote, ()) for r in roles.get(t, ())})
            for role in held:
                facets["role"][role].append(n)
            statements = claims.get(quote, ())
            for work in {w for c in statements for w in works.get(c, ())}:
                facets["work"][work].append(n)
            shown = sorted({LEVELS[o] for o in levels.get(quote, ()) if o in LEVELS})
            for level in shown:
                facets["access"][level].append(n)
            iri = quote[1:-1]
            id = ids[quote]
            self.part_.rows.append(
                (
                    id,
                    None if iri == usual + id else iri,
                    value_of(self.texts[quote]),
                    document,
                    source,
                    speaker[0] if speaker else "",
                    held[0] if held else "",
                    ";".join(sorted(self.filed[n])),
                    ";".join(self._named("claim", statements, n)),
                    shown[0] if shown else "",
                    _number(starts.get(quote)),
                    _number(ends.get(quote)),
                )
            )

    def _named(self, kind: str, things: Iterable[str], n: int) -> list[str]:
        named = sorted({self.ids[t] for t in things if t in self.ids})
        for id in named:
            self.part_.facets[kind][id].append(n)
        return named

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
        keys = _Keys(self.study, self.ids)
        meant: dict[str, list[tuple[str, str]]] = {}
        for act, quote in self.said[_TARGET]:
            facts = {("coder", keys.own(c, "coder")) for c in coders.get(act, ())}
            for body in self.bodies.get(act, ()):
                if body not in meant:
                    code = self._is_code(body)
                    made = [("code", keys.concept(body))] if code else []
                    stands_for = [*exact.get(body, ()), *([] if code else [body])]
                    meant[body] = made + [("filed", keys.concept(c)) for c in stands_for]
                facts.update(meant[body])
            self._add(quote, facts)

    def _is_code(self, concept: str) -> bool:
        named = split_thing_iri(concept[1:-1])
        return concept in self.of_class[_CODE] or (named is not None and named[1] == "code")

    def _concepts(self, pairs: Iterable[tuple[str, str]], shared: str, own: str) -> None:
        keys = _Keys(self.study, self.ids)
        home = f"{self.study}/"
        facts: dict[str, tuple[str, str]] = {}
        filled: dict[str, list[int]] = {}  # concepts whose quotes are kept in one place
        position = self.position.get
        for quote, concept in pairs:
            n = position(quote)
            held = filled.get(concept)
            if held is not None and n is not None:
                held.append(n)
                continue
            if concept not in facts:
                kind = own if self._is_code(concept) else shared
                facts[concept] = (kind, keys.concept(concept))
            kind, key = facts[concept]
            self._add(quote, [(kind, key)])
            if n is not None and (kind not in OWN or key.startswith(home)):
                place = key.removeprefix(home) if kind in OWN else key
                filled[concept] = self.part_.facets[kind][place]

    def _add(self, quote: str, facts: Iterable[tuple[str, str]]) -> None:
        """Add facts about a quote; keys are in full (``study/id`` where a study's own)."""
        n = self.position.get(quote)
        home = f"{self.study}/"
        if n is None:
            named = split_thing_iri(quote[1:-1])
            if named is not None and named[1] == "quote" and named[0] != self.study:
                self.part_.foreign.update((quote[1:-1], kind, key) for kind, key in facts)
            return
        for kind, key in facts:
            if kind in OWN:
                if not key.startswith(home):  # another study's code, by its full key
                    self.part_.foreign.add((quote[1:-1], kind, key))
                    continue
                key = key[len(home) :]
            self.part_.facets[kind][key].append(n)

    # What is one utterance.

    def _utterances(self) -> None:
        root: dict[int, int] = {}

        def find(n: int) -> int:
            while (up := root.setdefault(n, n)) != n:
                root[n] = root[up]
                n = up
            return n

        for s, o in [*self.said[_OVERLAPS], *self.said[_SAME]]:
            a, b = self.position.get(s), self.position.get(o)
            if a is not None and b is not None:
                a, b = find(a), find(b)
                root[max(a, b)] = min(a, b)
            elif a is not None:
                self.part_.crossing.append((a, o[1:-1]))
            elif b is not None:
                self.part_.crossing.append((b, s[1:-1]))
        self.part_.same = sorted((n, find(n)) for n in root)

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
        for thing in ids:  # also those that no quote has, so that they can be asked for
            found = split_thing_iri(thing[1:-1])
            if found is not None and found[0] == self.study and found[1] in named:
                named[found[1]].add(thing)
        for kind, things in named.items():
            usual = thing_iri(self.study, kind, "")
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


class _Keys:
    """The keys of a study's things and of the concepts it refers to."""

    def __init__(self, study: str, ids: dict[str, str]) -> None:
        self.study, self.ids = study, ids

    def own(self, thing: str, kind: str) -> str:
        """Return the full key of a thing of a study."""
        named = split_thing_iri(thing[1:-1])
        if named is not None and named[1] == kind:
            return f"{named[0]}/{named[2]}"
        return f"{self.study}/{self.ids.get(thing, thing[1:-1])}"

    def concept(self, concept: str) -> str:
        """Return the key of a construct, or the full key of a code."""
        key = concept_key(concept[1:-1])
        if ":" in key and concept in self.ids:  # a code with an address of its own
            return f"{self.study}/{self.ids[concept]}"
        return key


def _number(term: str | None) -> int | None:
    return int(value_of(term)) if term is not None else None
